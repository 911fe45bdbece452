//! Changed texts: no policy and no catalog makes the program panic, every command ends with a code of its own, and no
//! build is left half written.

use std::cell::Cell;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use evenkeel::catalog::{Effort, survey};
use evenkeel::diagnostic::{Sink, Sources};
use evenkeel::explain::explain;
use evenkeel::feed::{Order, build};
use evenkeel::lint::{Seen, Teller, fold, run_static, run_survey, tell};
use evenkeel::model::Judging;
use evenkeel::output::{Format, Report, Style, explanation, render, resolved_policy};
use evenkeel::policy::load;
use evenkeel::program::compile;
use evenkeel::world::{Disk, Files, Memory, Target};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::support::{evenkeel, read_folder, root, write_folder};

const AT: &str = "2026-11-27T14:00:00Z";

/// A policy that uses most of what is compiled, over a catalog with what catalogs have.
pub(crate) const WIDE: &str = r#"//- evenkeel.kdl
evenkeel 1
policy wide {
    currency USD
    timezone "Europe/Riga"
    fx EUR 0.92 as-of="2026-11-20"
    prices include-tax="21%"
}
catalog {
    missing stock=zero cost=hold
    source products "products.csv" delimiter=";" decimal=","
    source stock "stock.csv" { sku "SKU"; stock "Shelf" location=shelf; committed "Promised" location=shelf }
}
segments {
    segment hero { where velocity ">= 5"; where price "> 20"; sync real-time }
    segment odd { any { where brand "Glow"; not { where category "Skin Care > *" "Tools" } } }
    segment tail
}
//- channels.kdl
channel shop {
    role dtc
    shipping charge=5.95 free-over=49.00 cost=4.80
    returns "4%" cost=3.50 recovers="60%"
    fees { payment "2.9%" fixed=0.30 }
    feed tsv { column "Item" sku; column "Price" list; column "Was" compare-at; column "Qty" quantity; column "Name" title }
}
channel market {
    profile amazon-us
    role marketplace
    max-quantity 40
    quarantine quantity=zero
    fees { referral "8%" up-to=10.00; referral "15%" minimum=0.30 }
    feed amazon-listings seller-id="A1SELLER" batch=3
}
channel abroad {
    profile pigu
    role marketplace
    currency EUR
    tax "20%" included=#true
    lists { where price ">= 5" }
}
profile pigu {
    severity 1.2
    offers list sale coupon
    feed jsonl batch=2 { column "sku" sku; column "price" list; column "qty" quantity; column "points" points join="; " }
    field title max=30
    fact "https://partner.example/spec" read="2026-11-20"
}
//- rest.kdl
pool shelf { location shelf; channels shop market abroad; protect committed }
buffer { demand lead-time="2d"; safety-stock service-level="95%"; at-most "50%" }
buffer abroad { at-least "15%" }
buffer market segment=hero { units 3 }
buffer shop sku=A-1 { percent "12.5%" }
throttle shelf { below 5 pause=abroad; below 2 pause=market }
pricing { anchor shop; round 0.01 half-even; margin at-least="5%" }
price market { adjust "-3%"; add 0.50; floor map; allow list="-10%..10%" }
price abroad { base msrp; adjust "-20%"; ending 0.99 nearest; allow list="-60%..40%"; compare-at msrp }
price shop segment=hero { adjust "-2%"; ending 0.95 down }
price market sku=B-2 { set 24.99 }
map-policy { advertised list; exempt abroad }
parity { watch market { of shop abroad; sees list; basis landed; tolerance "1%" } }
content {
    field title { adapted; collapse-space; on abroad { template "{brand} {title}, {category}"; truncate 30 at=word } }
    field brand { identical; default "Unbranded" }
    field images { identical; from category; replace " > " with="\n"; lines; on shop { take 1 } }
    field points { unique; from category; on abroad { upper; strip-html; append "!"; as "points" } }
}
require title { on market; where brand "Glow" }
promotion flash {
    on shop
    where segment hero
    starts "2097-11-27T09:00"
    ends "2097-11-27T21:00"
    offer coupon "10%"
    demand 4
    reserve "120%" from="48h"
    pause market below=3
    sync real-time
    alert "25%"
    restore within="2h"
    match market
    notice shop before="3d"
}
clearance odds { where segment odd; step shop "-20%" starts="2097-06-01"; step market "-20%" after="3d"; ends "2097-08-31" }
playbook oversell { respond within="1h"; owner ops; step "Look" "Tell"; escalate after="30min" to=lead; root-cause sync-delay }
monitor {
    reconcile dashboard=real-time detail=daily audit=weekly via=api
    metric inventory-drift alert="> 5" severity=warning
    metric sync-latency alert="> 30min"
    route pager severity=critical
    report sync-health every=monthly
}
tooling {
    requirement speed weight=5 must=#true
    candidate hub { score speed 4 }
    chosen hub
}
//- products.csv
sku;title;brand;category;price;compare-at;map;msrp;cost;velocity;velocity-sd;lead-time;product-type
A-1;"Serum ""C""; 30 ml";Glow;Skin Care > Serum;42,00;48;40;48,00;9,10;12,5;3;2;SKIN_CARE
B-2;Крем 🧴;Glow;Skin Care > Cream;25;;;30;5;1;0,5;4;Creams
00417;Brush;Other;Tools;7,5;9;;10;1;;;;
D-4;Blank price;Other;Tools;;;;10;1;3;;;TOOLS
E-5;Blank cost;;Tools;60,95;;65;70;;6;2;1;
//- stock.csv
SKU,Shelf,Promised
A-1,120,20
B-2,14,0
00417,InStock,
D-4,3,1
E-5,,
"#;

/// Words of the language, and what people write in their stead.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "{", "}", ";", "\"", "#\"", "\"\"\"", "\\", "=", "(", ")", "/-", "//", "/*", "*/", "\n", "\r\n", "\t",
    "\u{feff}", "\u{2028}", "\0", "#true", "#null", "#inf", "-1", "0", "0.0", "1e9", "0x1F", "1_000", ".5",
    "007", "99999999999999999999999999999999", "79228162514264337593543950335", "0.000000001", "-0.01",
    "\"0%\"", "\"-100%\"", "\"100%\"", "\"99999999999999999999%\"", "\"-100%..100%\"", "\"10%..-10%\"",
    "\"0/day\"", "\"1/0s\"", "\"1/month\"", "\"5min\"", "\"0s\"", "\"36500d\"", "\"> 0\"", "\"<\"", "\"=\"",
    "\"9999-12-31T23:59\"", "\"2026-03-29T03:30\"", "\"XXX\"", "USD", "JPY", "\"1.00 EUR\"", "\"\"",
    "\" \"", "\"*\"", "\" > *\"", "\"/etc/passwd\"", "\"../x\"", "evenkeel", "policy", "catalog", "source",
    "channel", "profile", "segments", "segment", "pool", "buffer", "throttle", "pricing", "price",
    "map-policy", "parity", "watch", "promotion", "clearance", "step", "starts", "playbook", "monitor", "metric", "alert", "tooling", "score", "bundle", "content", "test", "where", "not", "any",
    "adjust", "add", "set", "ending", "floor", "base", "round", "allow", "compare-at", "units", "percent",
    "demand", "oversell-risk", "safety-stock", "at-least", "at-most", "risk", "max-quantity", "fees",
    "referral", "minimum=0", "up-to=0", "above=0", "fixed=1", "returns", "shipping", "tax", "currency",
    "fx", "lists", "feed", "column", "batch=0", "batch=1", "batch-bytes=1", "sku=", "segment=", "location",
    "channels", "held-by=", "protect", "replenish", "cover=", "below", "pause=", "anchor", "margin",
    "half-even", "up", "down", "nearest", "cost", "msrp", "map", "velocity", "attribute.x", "shop",
    "market", "abroad", "template \"{title}\"", "template \"{\"", "truncate 1", "truncate 0 at=char",
    "strip-html", "lines", "take 0", "require", "field", "from", "on", "as", "identical", "unique", "hero", "tail", "A-1", "amazon-us", "none", "Latvia",
];

/// What stands in catalogs that nobody expected.
#[rustfmt::skip]
const CELLS: &[&str] = &[
    ",", ";", "\"", "\"\"", "\n", "\r", "\r\n", "\t", "\u{feff}", "\u{a0}", "\0", "-", "-5", "+5", "0",
    "0,0", "1.234,56", "1,234.56", "1e9", "0x1F", "NaN", "InStock", "in stock", "OutOfStock", "n/a",
    "99999999999999999999999999999999", "79228162514264337593543950335", "0.0000000000001", "$5", "5 EUR",
    "20/month", "1/0", "%", "A-1", "a-1", "sku", "price", "stock", "=1+1", "🧴", "é",
];

/// A change of one file: where, and what.
#[derive(Debug, Clone)]
struct Edit {
    file: Index,
    at: Index,
    length: Index,
    kind: u8,
    word: &'static str,
    byte: u8,
}

fn edit(words: &'static [&'static str]) -> impl Strategy<Value = Edit> {
    (any::<Index>(), any::<Index>(), any::<Index>(), 0..12_u8, select(words), any::<u8>())
        .prop_map(|(file, at, length, kind, word, byte)| Edit { file, at, length, kind, word, byte })
}

/// Figures at the ends of what the language takes, and beyond.
const FIGURES: [&str; 16] = [
    "0",
    "1",
    "2",
    "0.5",
    "99.999999999",
    "0.000000001",
    "0.0000000001",
    "100",
    "1000000",
    "999999999",
    "18446744073709551616",
    "9999999999999999999",
    "9999999999999999999999999999",
    "79228162514264337593543950335",
    "79228162514264337593.543950335",
    "36500",
];

impl Edit {
    fn figure(&self) -> &'static str {
        FIGURES[usize::from(self.byte) % FIGURES.len()]
    }

    fn apply(&self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return bytes.extend_from_slice(self.word.as_bytes());
        }
        let at = self.at.index(bytes.len());
        let end = (at + 1 + self.length.index(40)).min(bytes.len());
        match self.kind {
            // a word between two, or in one's place
            0 => drop(bytes.splice(at..at, format!(" {} ", self.word).into_bytes())),
            1 => drop(bytes.splice(word_at(bytes, at), self.word.bytes())),
            2 => drop(bytes.splice(at..at, self.word.bytes())),
            3 => drop(bytes.drain(at..end)),
            4 => {
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            5 => {
                let other = self.length.index(bytes.len());
                bytes.swap(at, other);
            }
            6 => bytes[at] = self.byte,
            7 => bytes.truncate(at),
            // most edits keep the form and change a figure, so that they come as far as the reckoning
            _ => drop(bytes.splice(figure_at(bytes, at), self.figure().bytes())),
        }
    }
}

/// The next run of digits at or after a place; nothing at its end where there is none.
fn figure_at(bytes: &[u8], at: usize) -> std::ops::Range<usize> {
    let is_digit = |byte: &u8| byte.is_ascii_digit() || *byte == b'.';
    let start = bytes[at..].iter().position(u8::is_ascii_digit).map_or(bytes.len(), |length| at + length);
    let end =
        bytes[start..].iter().position(|byte| !is_digit(byte)).map_or(bytes.len(), |length| start + length);
    start..end
}

/// The word that a place lies in.
fn word_at(bytes: &[u8], at: usize) -> std::ops::Range<usize> {
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || b",;{}".contains(byte);
    let start = bytes[..at].iter().rposition(is_end).map_or(0, |before| before + 1);
    let end = bytes[at..].iter().position(is_end).map_or(bytes.len(), |length| at + length);
    start.min(end)..end
}

/// The texts of a policy with so many of its bytes changed.
type Texts = Vec<(String, Vec<u8>)>;

fn texts(base: &str) -> Texts {
    let parts = base.split("//- ").skip(1);
    parts
        .map(|part| {
            let (path, text) = part.split_once('\n').unwrap();
            (path.to_owned(), text.as_bytes().to_vec())
        })
        .collect()
}

fn changed(base: &Texts, kdl: &[Edit], csv: &[Edit]) -> Texts {
    let mut texts = base.clone();
    for (ending, edits) in [(".kdl", kdl), (".csv", csv)] {
        let places: Vec<usize> = (0..texts.len()).filter(|place| texts[*place].0.ends_with(ending)).collect();
        for edit in edits {
            edit.apply(&mut texts[places[edit.file.index(places.len())]].1);
        }
    }
    texts
}

/// The bundled shop with the first rows of its catalog.
fn shop() -> Texts {
    let shop = Disk::new(root().join("examples/glow-skincare"));
    let mut texts = Texts::new();
    for path in shop.policy_files().unwrap() {
        texts.push((path.clone(), shop.read(&path).unwrap()));
    }
    for path in ["catalog/products.csv", "catalog/stock.csv", "catalog/extra.csv"] {
        let bytes = shop.read(path).unwrap();
        let mut quotes = 0;
        let ends = bytes.iter().enumerate().filter(|(_, byte)| {
            quotes += usize::from(**byte == b'"');
            **byte == b'\n' && quotes % 2 == 0
        });
        let end = ends.map(|(place, _)| place + 1).nth(14).unwrap();
        texts.push((path.to_owned(), bytes[..end].to_vec()));
    }
    texts
}

fn mutated(most: usize) -> impl Strategy<Value = Texts> {
    let bases = prop_oneof![2 => Just(texts(WIDE)), 1 => Just(shop())];
    let kdl = proptest::collection::vec(edit(WORDS), 0..most);
    let csv = proptest::collection::vec(edit(CELLS), 0..most);
    (bases, kdl, csv).prop_map(|(base, kdl, csv)| changed(&base, &kdl, &csv))
}

fn shown(texts: &Texts) -> String {
    let shown = |(path, bytes): &(String, Vec<u8>)| format!("//- {path}\n{}", String::from_utf8_lossy(bytes));
    texts.iter().map(shown).collect::<Vec<_>>().join("\n")
}

/// So many cases, or as many as `EVENKEEL_CASES` says, for a night's run.
fn config(usual: u32) -> ProptestConfig {
    let own = std::env::var("EVENKEEL_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(own.unwrap_or(usual)) }
}

/// Everything that `check`, `build` and `explain` do with a policy; whether it was built, an `Err` where the world
/// failed.
fn whole_way(files: &dyn Files, out: &Path) -> anyhow::Result<bool> {
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let mut is_built = false;
    let loaded = load(files, Judging::On, &mut sources, &mut sink)?;
    let policy = &loaded.policy;
    resolved_policy(policy);
    if !sink.has_errors() {
        run_static(policy, &mut sink);
        let program = compile(policy);
        let mut named: Vec<String> = policy.named_skus.iter().map(|(sku, _)| sku.clone()).collect();
        named.dedup();
        let mut own = Sink::default();
        let effort = Effort { threads: 1, has_digests: false };
        let survey = survey(files, &policy.catalog, &program.shape, &named, &mut sources, effort, &mut own)?;
        own.into_sorted().into_iter().for_each(|finding| sink.push(finding));
        if let Some(survey) = &survey {
            let teller = Teller { policy, program: &program, files, survey };
            run_survey(&teller, &mut sources, &mut sink);
            let target = Target::begin(out)?;
            let digest = "0".repeat(64);
            let order = Order {
                later: &[],
                at: AT,
                channel: None,
                threads: 1,
                has_offers: true,
                policy_digest: &digest,
                policy_files: &[],
            };
            let built = build(&teller, order, &target)?;
            target.finish()?;
            is_built = true;
            tell(&teller, &built.outcome.groups, &mut sources, &mut sink);
            for own in built.channels.values() {
                assert_eq!(own.items, own.fed + own.paused + own.quarantined + own.not_listed);
            }
            let counts = built.outcome.counts;
            assert_eq!(
                counts.rows,
                counts.items + counts.continuation + counts.image + counts.left_out + counts.unusable
            );
            let each = |text: &mut String, seen: Seen<'_>| {
                let Seen::Sku(look, ..) = seen else { return };
                let own = explain(policy, &program, look.item, None, None, &sources);
                text.push_str(&explanation(&own, &STYLE));
            };
            fold(&teller, 1, &[], each, |_| Ok(()))?;
        }
    }
    let findings = sink.into_sorted();
    let report = Report {
        findings: &findings,
        sources: &sources,
        at: AT,
        files: loaded.files.len(),
        items: Some(0),
        suppressed: 0,
    };
    render(&report, Format::Human, &STYLE);
    let json = render(&report, Format::Json, &STYLE);
    serde_json::from_str::<serde_json::Value>(&json)?;
    Ok(is_built)
}

const STYLE: Style = Style { width: 80, color: true, unicode: true, links: false };

/// What a build has left beside its target, and whether the target is a whole build.
fn check_target(parent: &Path, out: &Path) {
    for entry in fs::read_dir(parent).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(!name.contains(".building-"), "`{name}` is left behind");
    }
    if !out.exists() {
        return;
    }
    let files = read_folder(out);
    let manifest: serde_json::Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
    let outputs = manifest["outputs"].as_array().unwrap();
    assert_eq!(outputs.len() + 1, files.len(), "{:?}", files.keys());
    for output in outputs {
        let bytes = &files[output["path"].as_str().unwrap()];
        assert_eq!(output["bytes"].as_u64(), u64::try_from(bytes.len()).ok());
    }
}

#[test]
fn no_text_makes_a_stage_panic() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let (built, refused, failed) = (Cell::new(0), Cell::new(0), Cell::new(0));
    proptest!(config(384), |(texts in mutated(4))| {
        let files = texts.iter().fold(Memory::default(), |memory, (path, bytes)| memory.with(path, bytes.clone()));
        let way = catch_unwind(AssertUnwindSafe(|| whole_way(&files, &out)));
        prop_assert!(way.is_ok(), "a panic over\n{}", shown(&texts));
        check_target(folder.path(), &out);
        let count = match way.unwrap() {
            Ok(true) => &built,
            Ok(false) => &refused,
            Err(_) => &failed,
        };
        count.set(count.get() + 1);
    });
    let (built, refused, failed) = (built.get(), refused.get(), failed.get());
    println!("{built} built, {refused} refused, {failed} where the world failed");
    // a test whose policies are all refused at the door would show nothing, nor would one that refuses none
    assert!(
        built > 50 && refused > 50 && failed < built,
        "{built} built, {refused} refused, {failed} failed"
    );
}

#[test]
fn no_text_makes_the_binary_panic() {
    let config = config(16);
    proptest!(config, |(texts in mutated(3))| {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        write_folder(folder.path(), texts.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
        for arguments in [&["check", "--at", "2026-11-27"][..], &["build", "--out", "out"], &["explain", "A-1"]] {
            let run = evenkeel(folder.path(), arguments);
            prop_assert!((0..=3).contains(&run.code), "{arguments:?} ends with {}\n{}", run.code, shown(&texts));
            prop_assert!(!run.stderr.contains("panicked"), "{}\n{}", run.stderr, shown(&texts));
            prop_assert!(run.code != 2 || arguments[0] != "build" || !out.exists(), "a build that failed is there");
            check_target(folder.path(), &out);
        }
    });
}

#[test]
fn a_build_that_fails_leaves_the_one_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let good = texts(WIDE);
    write_folder(folder.path(), good.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())));
    assert!(evenkeel(folder.path(), &["build", "--out", "out", "--at", "2026-11-27"]).code <= 1);
    let out = folder.path().join("out");
    let before = read_folder(&out);
    let breaks: [(&str, &str, i32); 4] = [
        ("rest.kdl", "pricing { anchor nobody }", 2),
        ("evenkeel.kdl", "evenkeel 1\npolicy x {", 2),
        ("products.csv", "", 2),
        // no SKU is left, and what names one is a finding, which weighs more than that there is nothing to do
        ("products.csv", "sku;price;cost\n", 1),
    ];
    for (path, text, code) in breaks {
        let kept = fs::read(folder.path().join(path)).unwrap();
        fs::write(folder.path().join(path), text).unwrap();
        let run = evenkeel(folder.path(), &["build", "--out", "out", "--at", "2026-11-27"]);
        assert_eq!(run.code, code, "{path}: {text}\n{}{}", run.stdout, run.stderr);
        assert!(read_folder(&out) == before, "{path}: {text}");
        fs::write(folder.path().join(path), kept).unwrap();
    }
    check_target(folder.path(), &out);
}
