use std::time::{Duration, Instant};

use serde_json::Value as Json;

use crate::diagnostic::{Category, Diagnostic, Label, Level, Span};
use crate::output::{Format, Report, Style, render};

use super::{PLAIN, Scene, case, expect, undercut, with_cases};

#[test]
fn labels_in_two_policy_files_and_a_row() {
    let mut scene = Scene::default();
    let finding = undercut(&mut scene);
    expect("three-files", &scene.human(&[finding], &PLAIN));
}

#[test]
fn ascii() {
    let mut scene = Scene::default();
    let findings = [undercut(&mut scene), with_cases(&mut scene)];
    let text = scene.human(&findings, &Style { unicode: false, ..PLAIN });
    expect("ascii", &text);
    assert!(text.is_ascii());
}

/// A row of an export: descriptions of over 2,000 bytes on both sides of the price.
fn wide_row() -> String {
    let description = "<p>A light serum for the night, with niacinamide and squalane.</p> ".repeat(16);
    format!("GLW-014,Night Serum,\"{description}\",45.00,12,\"{description}\",nj-warehouse\n")
}

#[test]
fn a_row_of_two_kilobytes() {
    let mut scene = Scene::default();
    let row = scene.add_row("catalog/products.csv", &wide_row(), 1014, 2_000_000);
    let price = Diagnostic::error(
        "map-violation",
        Category::Pricing,
        "the list price of `GLW-014` on `shopify` is 45.00, below its MAP of 48.00",
        Label::new(
            row.span("45.00"),
            "the price, which `shopify` takes as it is, since no `price` node changes it",
        ),
    );
    let start = row.text.find('"').unwrap();
    let end = row.text.find("\",45.00").unwrap() + 1;
    let long = Diagnostic::error(
        "value-too-long",
        Category::Catalog,
        "the description of `GLW-014` has 1072 characters, and `tiktok-shop` takes 500",
        Label::new(row.bytes(start, end), "1072 characters"),
    )
    .with_label(row.span("GLW-014"), "this SKU")
    .with_label(row.span("nj-warehouse"), "");
    let text = scene.human(&[price, long], &PLAIN);
    expect("wide-row", &text);
    assert_eq!(text.lines().filter(|line| line.chars().count() > 80).count(), 0);
}

#[test]
fn three_cases_of_many() {
    let mut scene = Scene::default();
    let finding = with_cases(&mut scene);
    expect("cases", &scene.human(std::slice::from_ref(&finding), &PLAIN));
    expect("cases-narrow", &scene.human(&[finding], &Style { width: 50, ..PLAIN }));
}

#[test]
fn columns_are_code_points() {
    let mut scene = Scene::default();
    let text = "\u{feff}policy glow {\n    owner \"Оля 👩‍🔬 <ops>\" currncy=\"USD\"\n}\n";
    let file = scene.add("evenkeel.kdl", text);
    let primary = Label::new(file.span("currncy"), "no such property");
    let finding =
        Diagnostic::error("unknown-node", Category::Language, "`currncy` is not known here", primary)
            .with_help("did you mean `currency`?");
    let first =
        Diagnostic::error("x", Category::Language, "the first word", Label::new(file.span("policy"), ""));
    expect("code-points", &scene.human(&[finding.clone(), first.clone()], &PLAIN));
    let json: Json = serde_json::from_str(&scene.json(&[finding, first])).unwrap();
    // 4 spaces, `owner` and a space, a quote, `Оля` and a space: 15; the scientist is 3 code points, the rest
    // ` <ops>" ` is 8: the word starts after 26 code points
    assert_eq!(json["findings"][0]["primary"]["column"], 27);
    // the mark at the start of the file is no column
    assert_eq!(json["findings"][1]["primary"]["column"], 1);
    assert_eq!(json["findings"][1]["primary"]["start"], 3);
}

#[test]
fn nothing_found() {
    let scene = Scene::default();
    expect("clean", &scene.human(&[], &PLAIN));
    let report = Report { files: 1, items: None, suppressed: 3, ..scene.report(&[]) };
    assert_eq!(render(&report, Format::Human, &PLAIN), "no findings in 1 file; 3 suppressed\n");
}

#[test]
fn the_summary_counts_each_level() {
    let mut scene = Scene::default();
    let file = scene.add("a.kdl", "a\n");
    let found = |level| {
        Diagnostic::error("dead-scope", Category::Policy, "m", Label::new(file.span("a"), "")).at_level(level)
    };
    let findings = [found(Level::Error), found(Level::Error), found(Level::Warn), found(Level::Info)];
    let report = Report { items: Some(1), ..scene.report(&findings) };
    let text = render(&report, Format::Human, &PLAIN);
    assert_eq!(text.lines().last(), Some("2 errors, 1 warning, 1 note in 4 files, 1 SKU"));
}

#[test]
fn ends_of_files_and_places_where_something_lacks() {
    let mut scene = Scene::default();
    let open = scene.add("open.kdl", "channel shopify {\n    role dtc");
    let ended = scene.add("ended.kdl", "channel shopify\n");
    let empty = scene.add("empty.kdl", "");
    let inside = scene.add("inside.kdl", "price shopify { adjust }\nbuffer {\n}\n");
    let after = inside.text.find(" }").unwrap();
    let at = |message: &str, span, text: &str| {
        Diagnostic::error("syntax", Category::Language, message, Label::new(span, text))
    };
    let findings = [
        at("the file ends inside `channel`", open.bytes(30, 30), "a `}` is missing")
            .with_label(open.span("{"), "opened here"),
        at("`channel` has no body", ended.bytes(16, 16), "the file ends here"),
        at("`evenkeel.kdl` is empty", empty.bytes(0, 0), "write `evenkeel 1`"),
        at("`adjust` has no percentage", inside.bytes(after, after), "here"),
        at("a line end is no value", inside.span("\nbuffer"), ""),
    ];
    expect("ends", &scene.human(&findings, &PLAIN));
}

#[test]
fn line_ends_of_windows() {
    let mut scene = Scene::default();
    let text = "price shopify {\r\n    adjust \"-3%\"\r\n\tending 0.99\r\n}\r\n";
    let file = scene.add("pricing.kdl", text);
    let finding = Diagnostic::error(
        "missing-direction",
        Category::Language,
        "`ending` needs a direction",
        Label::new(file.span("0.99"), "up, down, or nearest?"),
    )
    .with_label(file.span("adjust \"-3%\"\r\n"), "of this price");
    let windows = scene.human(&[finding], &PLAIN);
    expect("windows", &windows);
    assert!(!windows.contains('\r'));
}

#[test]
fn labels_over_several_lines() {
    let mut scene = Scene::default();
    let body = "    step \"Check the other warehouses\"\n".repeat(20);
    let long = scene.add("playbooks.kdl", &format!("playbook oversell {{\n{body}}}\n"));
    let short = scene.add("buffers.kdl", "buffer {\n    safety-stock 5\n}\nbuffer {\n    units 5\n}\n");
    let findings = [
        Diagnostic::error(
            "incomplete-playbook",
            Category::Policy,
            "nobody is told when `oversell` goes wrong",
            Label::new(long.bytes(0, long.text.len() - 1), "no `escalate`"),
        ),
        Diagnostic::error(
            "duplicate-setting",
            Category::Inventory,
            "the buffer of every SKU is given twice",
            Label::new(short.bytes(36, 59), "given again"),
        )
        .with_label(short.bytes(0, 29), "given here"),
    ];
    expect("several-lines", &scene.human(&findings, &PLAIN));
}

#[test]
fn labels_on_one_line() {
    let mut scene = Scene::default();
    let row = scene.add_row("catalog/products.csv", "GLW-014,Night Serum,45.00,40.00\n", 14, 620);
    let finding = Diagnostic::error(
        "map-violation",
        Category::Pricing,
        "45.00 is below MAP",
        Label::new(row.span("45.00"), "price"),
    )
    .with_label(row.bytes(0, 31), "this row");
    expect("one-line", &scene.human(&[finding], &PLAIN));
}

#[test]
fn colour_only_where_asked_for() {
    let mut scene = Scene::default();
    let steering = scene.add("evil.csv", "GLW\u{1b}[2J\u{202e}-1,\u{7},45.00\n");
    let mut finding = undercut(&mut scene)
        .with_label(steering.span("45.00"), "\u{1b}[31mred\nand\ttab")
        .with_help("\u{1b}]8;;x\u{7}");
    finding.message = "the \u{1b}[1m name".to_owned();
    finding.count = 1;
    finding.cases = vec![case("G\u{1b}[0mW", "1\u{9b}m", 2)];
    let plain = scene.human(std::slice::from_ref(&finding), &PLAIN);
    let steers = |text: &str| text.contains(['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}']);
    assert!(!steers(&plain), "{plain}");
    assert!(plain.contains("G\u{fffd}[0mW"), "{plain}");

    let findings = [undercut(&mut scene), with_cases(&mut scene)];
    let plain = scene.human(&findings, &PLAIN);
    let coloured = scene.human(&findings, &Style { color: true, ..PLAIN });
    assert!(coloured.contains("\u{1b}[31m"), "an error is red");
    assert!(coloured.contains("\u{1b}[33m"), "a warning is yellow");
    let lines = without_colour(&coloured);
    assert!(lines.lines().map(str::trim_end).eq(plain.lines()), "{lines}");
}

fn without_colour(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once('m').unwrap().1);
    }
    plain
}

#[test]
fn every_width_is_kept_or_reported_as_wide_as_its_longest_word() {
    let mut scene = Scene::default();
    let row = scene.add_row("p.csv", &wide_row(), 1014, 2_000_000);
    let mut finding =
        undercut(&mut scene).with_label(row.span("45.00"), "price").with_label(row.span("12"), "");
    finding.count = 3;
    finding.cases = vec![case("GLW-001", "4.40", 2)];
    for width in [40, 41, 60, 79, 80, 100, 137, 200] {
        for unicode in [true, false] {
            let text = scene.human(std::slice::from_ref(&finding), &Style { width, unicode, ..PLAIN });
            let widest = text.lines().max_by_key(|line| line.chars().count()).unwrap();
            assert!(widest.chars().count() <= width, "{width}: {widest}\n{text}");
        }
    }
}

#[test]
fn no_place_breaks_the_report() {
    let mut scene = Scene::default();
    scene.add("a.kdl", "€ \u{301}\r\n\t👩‍🔬\r\r\nlast");
    scene.add("b.kdl", "b");
    let long = "é".repeat(300);
    scene.add("c.kdl", &long);
    for start in 0..80 {
        for length in [0, 1, 2, 5, 40, 700] {
            let label = Label::new(Span::new(start, start + length), "here");
            let finding = Diagnostic::error("r", Category::Language, "m", label.clone())
                .with_label(Span::new(start + 3, start + 4), "there")
                .with_label(label.span, "again");
            let text = scene.human(&[finding], &Style { width: 40, ..PLAIN });
            assert!(text.contains("here"), "{start} {length}\n{text}");
            assert!(!text.contains("Failed"), "{start} {length}\n{text}");
        }
    }
    let nowhere =
        Diagnostic::error("r", Category::Language, "no source", Label::new(Span::new(0, 1), "here"));
    assert!(Scene::default().human(&[nowhere], &PLAIN).contains("no source"));
}

#[test]
fn ten_thousand_findings_on_a_megabyte() {
    let mut scene = Scene::default();
    let line = "price tiktok-shop sku=GLW-000 { adjust \"-20%\" }\n";
    let file = scene.add("pricing.kdl", &line.repeat(21_000));
    let findings: Vec<_> = (0..10_000)
        .map(|index| {
            let start = index * 2 * line.len();
            let span = |from, to| file.bytes(start + from, start + to);
            Diagnostic::error("map-violation", Category::Pricing, "m", Label::new(span(32, 45), "this"))
                .with_label(span(48, 60), "that")
        })
        .collect();
    let started = Instant::now();
    let text = scene.human(&findings, &PLAIN);
    let taken = started.elapsed();
    assert_eq!(text.lines().filter(|line| line.contains("─ this")).count(), 10_000);
    // reading the megabyte once a finding would be 10 GB, many times as long
    assert!(taken < Duration::from_secs(10), "{taken:?}");
}
