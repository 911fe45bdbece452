//! The rules: `tests/rules/<rule>.kdl`, and the examples of their pages.
//!
//! A fixture has cases, each after a line `// case: WORDS`: nodes that come on top of the base policy below (a
//! node of the same kind and name takes the place of the base's, `// without: KIND` leaves one out), the catalog
//! between `/* catalog` and `*/`, and what is to be found as comments: `//! LEVEL RULE: MESSAGE`, and under it
//! `//!   at FILE TEXT` for what the primary label covers, `//!   and FILE TEXT` for each further label,
//! `//!   help: HELP`, and each SKU with its figures. `EVENKEEL_BLESS=1` rewrites what is to be found.
//!
//! What a case is not about is filled in: figures of each channel, and a throttle of each pool that several sell from.
//! A line `// bare: channel` or `// bare: throttle` leaves that as it is written.
//!
//! Where a finding has a fix, it is applied: the finding must go, and no new error may come. Each case is built
//! too: what is left out of a feed is what the findings say.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use evenkeel::diagnostic::{Diagnostic, Fix, Level, Sink, Sources};
use evenkeel::lint::Check;
use evenkeel::lint::rules::RULES;
use evenkeel::policy::Policy;
use evenkeel::syntax::{Node, parse};
use evenkeel::world::Memory;

use crate::support::{build_into, check, ready, root};

/// Two public channels on one shelf, the shop the anchor.
const BASE: &str = r#"policy base { currency USD }
catalog { source products "catalog.csv" }
channel shop { role dtc }
channel market { role marketplace }
pool shelf { location home; channels shop market }
buffer { demand lead-time="1d" }
pricing { anchor shop }
"#;

/// What the examples of the pages come on top of.
const PAGE_BASE: &str = r#"policy base { currency USD }
catalog { source products "catalog.csv" }
channel shopify { role dtc; orders "10/day"; average-order-value 20.00; sync via=api every="2min"; returns "0%" }
channel amazon { role marketplace; orders "10/day"; average-order-value 20.00; sync via=api every="2min"; returns "0%" }
channel tiktok-shop { role marketplace; orders "10/day"; average-order-value 20.00; sync via=api every="2min"; returns "0%" }
pool main { location home; channels amazon shopify tiktok-shop }
buffer { demand lead-time="1d" }
pricing { anchor shopify }
"#;

/// A catalog that no rule finds fault with.
const CATALOG: &str =
    "sku,price,map,cost,msrp,stock\nA-01,20.00,18.00,5.00,25.00,50\nB-02,40.00,,10.00,,50\n";

struct Case {
    name: String,
    nodes: String,
    catalog: String,
    expected: Vec<String>,
}

fn cases(text: &str) -> Vec<Case> {
    text.split("// case: ").skip(1).map(case).collect()
}

fn case(text: &str) -> Case {
    let (name, rest) = text.split_once('\n').unwrap();
    let (before, catalog, after) = match rest.split_once("/* catalog\n") {
        Some((before, rest)) => {
            let (catalog, after) = rest.split_once("*/\n").unwrap();
            (before, catalog, after)
        }
        None => (rest, CATALOG, ""),
    };
    let is_expected = |line: &&str| line.starts_with("//! ");
    let lines = || before.lines().chain(after.lines());
    Case {
        name: name.to_owned(),
        nodes: lines().filter(|line| !is_expected(line)).fold(String::new(), |text, line| text + line + "\n"),
        catalog: catalog.to_owned(),
        expected: lines().filter(is_expected).map(str::to_owned).collect(),
    }
}

/// The kind and name, or scope, by which a node takes the place of another.
fn identity(node: &Node) -> (String, String) {
    let scope = node.arguments.iter().map(|argument| argument.text.clone());
    let scope = scope.chain(node.properties.iter().map(|own| format!("{}={}", own.key, own.value.text)));
    let is_scoped = ["channel", "pool", "profile", "buffer", "price"].contains(&node.name.as_str());
    // a `pricing` that names no anchor comes beside the one that does
    let adds = node.name == "pricing" && node.children.iter().all(|child| child.name != "anchor");
    if adds {
        return (node.name.clone(), "beside".to_owned());
    }
    (node.name.clone(), if is_scoped { scope.collect::<Vec<_>>().join(" ") } else { String::new() })
}

/// The base without the nodes that others take the place of, and those.
fn policy(base: &str, nodes: &str) -> String {
    let read = |text: &str| parse(text, 0, &mut Sink::default()).nodes;
    let replaced: BTreeSet<(String, String)> = read(nodes).iter().map(identity).collect();
    let without: Vec<&str> = nodes.lines().filter_map(|line| line.strip_prefix("// without: ")).collect();
    let kept = read(base)
        .into_iter()
        .filter(|node| !replaced.contains(&identity(node)) && !without.contains(&node.name.as_str()));
    let texts = kept.map(|node| format!("{}\n", &base[node.span.start as usize..node.span.end as usize]));
    completed(format!("evenkeel 1\n{}{nodes}\n", texts.collect::<String>()))
}

/// What each channel of a fixture says of itself.
const FIGURES: [(&str, &str); 4] = [
    ("orders", "orders \"10/day\""),
    ("average-order-value", "average-order-value 20.00"),
    ("sync", "sync via=api every=\"2min\""),
    ("returns", "returns \"0%\""),
];

/// A policy with what its channels and pools leave open.
fn completed(mut text: String) -> String {
    let nodes = parse(&text, 0, &mut Sink::default()).nodes;
    let is_bare = |what: &str| text.lines().any(|line| line == format!("// bare: {what}"));
    let (bare_channels, bare_throttles) = (is_bare("channel"), is_bare("throttle"));
    let throttles: Vec<String> = nodes.iter().filter_map(|pool| throttle(pool, &nodes)).collect();
    let channels = nodes.iter().filter(|node| node.name == "channel" && node.has_block && !bare_channels);
    let mut places: Vec<(usize, String)> = channels
        .map(|node| {
            let is_open = |name: &str| node.children.iter().all(|child| child.name != name);
            // of a channel that is not open yet, what is missing is what its cases are about
            let status = node.children.iter().find(|child| child.name == "status");
            let is_onboarding = status.is_some_and(|own| own.arguments[0].text == "onboarding");
            let open = FIGURES.iter().filter(|(name, _)| is_open(name) && !is_onboarding);
            (node.span.end as usize - 1, open.fold(String::new(), |all, (_, own)| all + "\n" + own + "\n"))
        })
        .collect();
    places.sort();
    for (place, figures) in places.iter().rev() {
        text.insert_str(*place, figures);
    }
    text + &if bare_throttles { String::new() } else { throttles.concat() }
}

/// A throttle of a pool that several active channels sell from and that has none: the last of them pauses.
fn throttle(pool: &Node, nodes: &[Node]) -> Option<String> {
    let name = &pool.arguments.first()?.text;
    let is_of = |node: &&Node| node.name == "throttle" && node.arguments.iter().any(|own| own.text == *name);
    if pool.name != "pool" || nodes.iter().any(|node| is_of(&node)) {
        return None;
    }
    let child = |node: &Node, name: &str| -> Vec<Node> {
        node.children.iter().filter(|child| child.name == name).cloned().collect()
    };
    let sells = |channel: &String| {
        let own =
            |node: &&Node| node.name == "channel" && node.arguments.iter().any(|own| own.text == *channel);
        let is_open =
            |node: &Node| child(node, "status").iter().all(|status| status.arguments[0].text == "active");
        let locations = child(pool, "location");
        let is_held = |place: &Node| {
            place.properties.iter().any(|own| own.key == "held-by" && own.value.text == *channel)
        };
        let is_own = locations.is_empty() || !locations.iter().all(is_held);
        is_own && nodes.iter().find(own).is_some_and(is_open)
    };
    let channels = child(pool, "channels");
    let channels =
        channels.iter().flat_map(|list| &list.arguments).map(|own| &own.text).filter(|own| sells(own));
    match channels.collect::<Vec<_>>().as_slice() {
        [_, .., last] => Some(format!("throttle {name} {{ below 1 pause={last} }}\n")),
        _ => None,
    }
}

fn files(base: &str, nodes: &str, catalog: &str) -> Memory {
    Memory::default()
        .with("evenkeel.kdl", policy(base, nodes))
        .with("catalog.csv", catalog)
        .with("schemas/SKIN_CARE.json", include_str!("../listings/SKIN_CARE.json"))
        .with("schemas/walmart-mugs.json", include_str!("../listings/walmart-mugs.json"))
        .with("catalog/once.csv", CATALOG)
        .with(
            "catalog/places.csv",
            "sku,Warehouse,Promised\nA-01,Home,1\nA-01,Hoem,2\nB-02,Main Street,1\nB-02,,3\nB-02,Hoem,1\n",
        )
        .with("catalog/promises.csv", "sku,Warehouse,Promised\nA-01,Home,1\nA-01,home,4\n")
        .with("catalog/weights.csv", "sku,Weight\nA-01,250\nB-02,30\n")
        .with("catalog/more.csv", "sku,title\nA-01,One\nB-02,Two\n")
        .with("catalog/lower.csv", "sku,title\na-01,One\nB-02,Two\n")
        .with("catalog/two-cases.csv", format!("{CATALOG}a-01,21.00,18.00,5.00,,50\n"))
        .with("catalog/zeros.csv", "sku,title\n9000,Nobody's\n417,One\n42,Two\n7X,Nobody's\n")
        .with("catalog/oversold.csv", CATALOG.replace(",50\nB", ",-3\nB"))
        .with("catalog/twice.csv", format!("{CATALOG}A-01,21.00,18.00,5.00,,50\n"))
        .with(
            "catalog/codes.csv",
            "sku,price,stock,gtin\nA-01,20.00,50,4006381333931\nB-02,40.00,50,036000291452\n",
        )
        .with("catalog/mistyped.csv", "sku,price,stock,gtin\nA-01,20.00,50,4006381333932\n")
        .with(
            "catalog/one-code.csv",
            "sku,price,stock,gtin\nA-01,20.00,50,4006381333931\nB-02,40.00,50,4006381333931\n",
        )
        .with(
            "catalog/one-code-beside.csv",
            "sku,gtin\nA-01,4006381333931\nB-02,4006381333931\nZ-99,40170725\nY-98,40170725\n",
        )
        .with("catalog/one-offer.csv", "sku,price,stock,offer\nA-01,20.00,50,990001\nB-02,40.00,50,990001\n")
        .with("catalog/offers.csv", "sku,price,stock,offer\nA-01,20.00,50,990001\nB-02,40.00,50,990002\n")
        .with(
            "catalog/ids-by-channel.csv",
            "sku,channel,id\nA-01,shop,7\nA-01,market,8\nB-02,shop,9\nB-02,market,8\n",
        )
        .with("catalog/rounded.csv", format!("{CATALOG}2.02E+11,21.00,18.00,5.00,,50\n"))
        .with("catalog/no-sku.csv", format!("{CATALOG},21.00,18.00,5.00,,50\n"))
        .with("catalog/shifted.csv", format!("{CATALOG}C-03,blue,21.00,18.00,5.00,,50\n"))
}

/// A finding as a fixture writes it.
fn written(finding: &Diagnostic, sources: &Sources) -> Vec<String> {
    let mut lines = vec![format!("//! {} {}: {}", finding.level.name(), finding.rule, finding.message)];
    let label = |word: &str, label: &evenkeel::diagnostic::Label| {
        let place = sources.place(label.span).unwrap();
        let text = sources.text(label.span);
        format!("//!   {word} {} `{text}`: {}", place.file, label.text)
    };
    lines.push(label("at", &finding.primary));
    lines.extend(finding.labels.iter().map(|own| label("and", own)));
    lines.extend(finding.help.iter().map(|help| format!("//!   help: {help}")));
    for case in finding.cases.iter().filter(|case| !case.sku.is_empty()) {
        let figures: Vec<String> =
            case.figures.iter().map(|(name, value)| format!("{name} {value}")).collect();
        lines.push(format!("//!   {} {}", case.sku, figures.join(", ")).trim_end().to_owned());
    }
    lines
}

fn found(files: &Memory) -> (Vec<Diagnostic>, Vec<String>) {
    let (findings, sources, _) = check(files);
    let lines = findings.iter().flat_map(|finding| written(finding, &sources)).collect();
    (findings, lines)
}

/// The policy with a fix applied.
fn mended(policy: &str, finding: &Diagnostic) -> Option<String> {
    match finding.fix.as_ref()? {
        Fix::Append(node) => Some(format!("{policy}\n{node}\n")),
        Fix::Replace(edits) => {
            let mut edits = edits.clone();
            edits.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
            let mut text = policy.to_owned();
            for (span, with) in edits {
                text.replace_range(span.start as usize..span.end as usize, &with);
            }
            Some(text)
        }
    }
}

/// Whether a fix edits files of the policy alone.
fn is_of_policy(finding: &Diagnostic, sources: &Sources) -> bool {
    let mut spans = match &finding.fix {
        None => return true,
        Some(Fix::Append(_)) => vec![finding.primary.span],
        Some(Fix::Replace(edits)) => edits.iter().map(|(span, _)| *span).collect(),
    };
    spans.retain(|span| sources.place(*span).is_none_or(|place| place.file != "evenkeel.kdl"));
    spans.is_empty()
}

fn fixtures() -> Vec<(String, PathBuf)> {
    let fixtures = RULES.iter().map(|rule| {
        let path = root().join("tests/rules").join(format!("{}.kdl", rule.name));
        assert!(path.is_file(), "`{}` has no fixture", rule.name);
        (rule.name.to_owned(), path)
    });
    fixtures.collect()
}

fn bless(path: &PathBuf) {
    let text = fs::read_to_string(path).unwrap();
    let mut parts = text.split("// case: ");
    let mut blessed = parts.next().unwrap().to_owned();
    for part in parts {
        let own = case(part);
        blessed.push_str("// case: ");
        for line in part.lines().filter(|line| !line.starts_with("//! ")) {
            blessed.push_str(&format!("{line}\n"));
        }
        let (_, lines) = found(&files(BASE, &own.nodes, &own.catalog));
        let end = blessed.trim_end().len();
        blessed.truncate(end);
        blessed.push_str(&format!("\n{}\n\n", lines.join("\n")));
    }
    fs::write(path, format!("{}\n", blessed.trim_end())).unwrap();
}

#[test]
fn every_rule_finds_what_its_fixture_says() {
    let mut wrong = Vec::new();
    for (rule, path) in fixtures() {
        if std::env::var_os("EVENKEEL_BLESS").is_some() {
            bless(&path);
        }
        let cases = cases(&fs::read_to_string(&path).unwrap());
        let (mut fires, mut rests, mut others) = (0, 0, 0);
        for case in &cases {
            let (findings, lines) = found(&files(BASE, &case.nodes, &case.catalog));
            if lines != case.expected {
                wrong.push(format!(
                    "{rule}, {}:\n{}\nexpected\n{}",
                    case.name,
                    lines.join("\n"),
                    case.expected.join("\n")
                ));
            }
            match findings.iter().any(|finding| finding.rule == rule) {
                true => fires += 1,
                false if findings.is_empty() => rests += 1,
                false => others += 1,
            }
        }
        assert!(fires > 0 && rests > 0, "{rule}: {fires} cases fire, in {rests} nothing does");
        assert!(others > 0, "{rule}: no case where another rule fires and this one does not");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_fix_makes_its_finding_go() {
    let mut fixed: BTreeMap<String, usize> = BTreeMap::new();
    for (rule, path) in fixtures() {
        for case in cases(&fs::read_to_string(&path).unwrap()) {
            let (findings, sources, _) = check(&files(BASE, &case.nodes, &case.catalog));
            let errors = |findings: &[Diagnostic]| -> BTreeSet<String> {
                let errors = findings.iter().filter(|own| own.level == Level::Error);
                errors.map(|own| format!("{}: {}", own.rule, own.message)).collect()
            };
            for finding in findings.iter().filter(|finding| finding.rule == rule) {
                assert!(is_of_policy(finding, &sources), "{rule}, {}: a fix of the catalog", case.name);
                let Some(policy) = mended(&policy(BASE, &case.nodes), finding) else { continue };
                let files = files(BASE, &case.nodes, &case.catalog).with("evenkeel.kdl", policy.clone());
                let (left, lines) = found(&files);
                let same = |own: &&Diagnostic| {
                    own.rule == finding.rule
                        && own.address == finding.address
                        && own.channel == finding.channel
                };
                let place = format!("{rule}, {}: with the fix\n{policy}\n{}", case.name, lines.join("\n"));
                assert!(left.iter().find(same).is_none(), "still there: {place}");
                let new: Vec<String> = errors(&left).difference(&errors(&findings)).cloned().collect();
                assert!(new.is_empty(), "new errors: {place}");
                *fixed.entry(rule.clone()).or_default() += 1;
            }
        }
    }
    let fixed: Vec<&str> = fixed.keys().map(String::as_str).collect();
    let expected = [
        "dead-scope",
        "differential-exceeded",
        "incomplete-channel",
        "map-violation",
        "margin-below-floor",
        "missing-stock",
        "parity-undercut",
        "sync-too-slow",
        "throttle-order",
        "unmapped-field",
        "unprofitable-offer",
    ];
    assert_eq!(fixed, expected);
}

/// The rules of errors that hold SKUs back, by SKU and channel: as `check` tells them, and as a build has them.
type Holds = BTreeSet<(String, String, String)>;

/// What every finding says of the SKUs that it shows.
fn told(findings: &[Diagnostic], policy: &Policy, resolved: &Holds) -> Holds {
    let mut told = Holds::new();
    let of_offers = |own: &&Diagnostic| {
        let rule = RULES.iter().find(|rule| rule.name == own.rule);
        rule.is_some_and(|rule| {
            rule.checks().iter().any(|check| matches!(check, Check::Offers(..) | Check::OffersWhere(..)))
        }) && own.level == Level::Error
    };
    for finding in findings.iter().filter(of_offers) {
        assert!(finding.count <= 3, "a fixture shows all its SKUs: {}", finding.message);
        for case in &finding.cases {
            let on_all = case.channel.is_empty();
            let channels = policy.channels.iter().filter(|own| on_all || own.name == case.channel);
            for channel in channels {
                let hold = (finding.rule.to_owned(), case.sku.clone(), channel.name.clone());
                // one blank cell is one finding: it holds back where it is read
                if !on_all || resolved.contains(&hold) {
                    told.insert(hold);
                }
            }
            // 0 is published of a count below 0, and no more: nothing is held back for it
            if finding.rule == "negative-stock" {
                continue;
            }
            let on_any = resolved.iter().any(|(rule, sku, _)| rule == finding.rule && *sku == case.sku);
            // a row that was set aside is on no channel, and looked for below
            let rule = RULES.iter().find(|rule| rule.name == finding.rule).unwrap();
            if !on_any && rule.checks().iter().any(|check| matches!(check, Check::Rows(..))) {
                continue;
            }
            assert!(on_any, "nothing is held back by {}: {}", finding.rule, finding.message);
        }
    }
    told
}

#[test]
fn what_a_build_holds_back_is_what_check_tells() {
    let (mut held_back, mut set_aside) = (0, 0);
    for (rule, path) in fixtures() {
        for case in cases(&fs::read_to_string(&path).unwrap()) {
            if case.name.starts_with("the worst three of") {
                continue;
            }
            let files = files(BASE, &case.nodes, &case.catalog);
            let (findings, _, _) = check(&files);
            let ready = ready(&files);
            if ready.survey.is_none() {
                continue;
            }
            let folder = tempfile::tempdir().unwrap();
            build_into(&files, &folder.path().join("out"), 2);
            let lines = fs::read_to_string(folder.path().join("out/quarantine.jsonl")).unwrap();
            let mut quarantined = Holds::new();
            for line in lines.lines() {
                let line: serde_json::Value = serde_json::from_str(line).unwrap();
                let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
                let of = line["findings"].as_array().unwrap();
                assert!(!of.is_empty(), "{rule}, {}: held back for nothing", case.name);
                if line["channel"].is_null() {
                    let (rule, sku) = (text(&of[0]["rule"]), text(&line["sku"]));
                    let same = |own: &&Diagnostic| {
                        own.rule == rule && own.cases.iter().any(|shown| shown.sku == sku)
                    };
                    assert!(findings.iter().find(same).is_some(), "{}: {sku} is set aside", case.name);
                    set_aside += 1;
                    continue;
                }
                for finding in of {
                    quarantined.insert((text(&finding["rule"]), text(&line["sku"]), text(&line["channel"])));
                }
            }
            // a channel without a pool, and a pool without stock, are told by rules that look at no SKU
            let is_static = |rule: &str| ["incomplete-channel", "unfed-location"].contains(&rule);
            for (rule, _, channel) in quarantined.iter().filter(|(rule, ..)| is_static(rule)) {
                let same = |own: &&Diagnostic| {
                    own.rule == rule && (own.channel.is_none() || own.channel.as_ref() == Some(channel))
                };
                assert!(findings.iter().find(same).is_some(), "{}: {channel} is held back", case.name);
            }
            let told = told(&findings, &ready.policy, &quarantined);
            quarantined.retain(|(rule, ..)| !is_static(rule));
            assert_eq!(told, quarantined, "{rule}, {}", case.name);
            held_back += quarantined.len();
        }
    }
    assert!(held_back > 40, "{held_back} SKUs are held back");
    assert!(set_aside > 8, "{set_aside} rows are set aside");
}

#[test]
fn a_blank_that_holds_back_is_not_counted_as_unknown() {
    let catalog = "sku,price,map,cost,stock\nA-01,20.00,,,50\nB-02,20.00,,5.00,50\n";
    let counted = |missing: &str| {
        let nodes = format!("catalog {{ source products \"catalog.csv\"; missing {missing} }}");
        let (_, _, outcome) = check(&files(BASE, &nodes, catalog));
        (outcome.blanks.map, outcome.blanks.cost)
    };
    // two rows have no MAP, one of them no cost either
    assert_eq!(counted("cost=unknown"), (2, 1));
    assert_eq!(counted("map=hold"), (0, 1));
    assert_eq!(counted("cost=zero"), (2, 0));
}

/// The KDL block of a page under a heading.
fn block<'p>(page: &'p str, heading: &str) -> &'p str {
    let (_, rest) = page.split_once(heading).unwrap();
    let (_, rest) = rest.split_once("```kdl\n").unwrap();
    rest.split_once("```").unwrap().0
}

/// The catalog that a page's examples are put to.
fn page_catalog(rule: &str) -> &'static str {
    match rule {
        "map-violation" => "sku,price,map,cost,stock\nA-01,20.00,19.00,5.00,50\n",
        "margin-below-floor" => "sku,price,cost,stock\nA-01,20.00,13.00,50\n",
        "too-few-images" => "sku,images,price,cost,stock\nA-01,,20.00,5.00,50\n",
        "unmapped-field" => "sku,title,brand,price,cost,stock\nA-01,Vitamin C serum,Glow,20.00,5.00,50\n",
        "value-too-long"
        | "too-many-values"
        | "missing-compliance-field"
        | "copied-listing"
        | "forbidden-text"
        | "heavy-truncation"
        | "identical-field-differs"
        | "manual-propagation" => "sku,title,price,cost,stock\nA-01,Vitamin C serum,20.00,5.00,50\n",
        "unprotected-commitment" => "sku,price,cost,stock,promised\nA-01,20.00,5.00,50,4\n",
        "missing-stock" => "sku,price,cost,stock\nA-01,20.00,5.00,\n",
        "blank-held" => "sku,price,cost,stock\nA-01,20.00,,50\n",
        "unfed-location" => "sku,price,cost,stock,in the annex\nA-01,20.00,5.00,50,20\n",
        "zero-price" => "sku,price,cost,msrp,stock\nA-01,20.00,,0,50\n",
        "untracked-without-maximum" => "sku,price,cost,stock\nA-01,20.00,5.00,InStock\n",
        _ => "sku,price,cost,msrp,stock\nA-01,20.00,5.00,,50\nB-02,40.00,10.00,,50\n",
    }
}

#[test]
fn the_examples_of_the_pages_run() {
    for rule in RULES {
        let put = files;
        let files = |heading: &str| {
            let mut nodes = block(rule.page(), heading).to_owned();
            // a page shows what it is about; the source is the base's
            if nodes.contains("catalog {") && !nodes.contains("source") {
                nodes = nodes.replace("catalog {", "catalog { source products \"catalog.csv\";");
            }
            match rule.name {
                "undocumented-channel" => nodes.push_str("// bare: channel\n"),
                "no-throttle" => nodes.push_str("// bare: throttle\n"),
                _ => {}
            }
            put(PAGE_BASE, &nodes, page_catalog(rule.name))
        };
        let (bad, lines) = found(&files("## Bad"));
        assert!(!bad.is_empty(), "{}: the bad example passes", rule.name);
        assert!(bad.iter().all(|finding| finding.rule == rule.name), "{}: {}", rule.name, lines.join("\n"));
        let (good, lines) = found(&files("## Good"));
        assert!(good.is_empty(), "{}: the good example fails\n{}", rule.name, lines.join("\n"));
    }
}
