//! Reports as they come out; the texts expected stand in `tests/output`.

mod human;
mod json;

use std::fs;
use std::path::PathBuf;

use crate::diagnostic::{Case, Category, Diagnostic, Label, Level, Sources, Span};

use super::{Format, Report, Style, render};

const PLAIN: Style = Style { width: 80, color: false, unicode: true, links: false };

/// Sources under construction, in which spans are found by their words.
#[derive(Default)]
struct Scene {
    sources: Sources,
}

impl Scene {
    fn add(&mut self, name: &str, text: &str) -> File {
        File { base: self.sources.add(name, text).unwrap(), text: text.to_owned() }
    }

    fn add_row(&mut self, name: &str, text: &str, lines_before: u64, bytes_before: u64) -> File {
        let base = self.sources.add_excerpt(name, text, lines_before, bytes_before).unwrap();
        File { base, text: text.to_owned() }
    }

    fn human(&self, findings: &[Diagnostic], style: &Style) -> String {
        render(&self.report(findings), Format::Human, style)
    }

    fn json(&self, findings: &[Diagnostic]) -> String {
        render(&self.report(findings), Format::Json, &PLAIN)
    }

    fn report<'a>(&'a self, findings: &'a [Diagnostic]) -> Report<'a> {
        let at = "2026-11-27T09:00:00-05:00";
        Report { findings, sources: &self.sources, at, files: 4, items: Some(150), suppressed: 0 }
    }
}

struct File {
    base: u32,
    text: String,
}

impl File {
    fn span(&self, words: &str) -> Span {
        let start = self.text.find(words).unwrap();
        self.bytes(start, start + words.len())
    }

    fn bytes(&self, start: usize, end: usize) -> Span {
        Span::new(self.base + u32::try_from(start).unwrap(), self.base + u32::try_from(end).unwrap())
    }
}

/// Compares with `tests/output/NAME.txt`; `EVENKEEL_BLESS=1` writes it, to be read before it is kept.
fn expect(name: &str, actual: &str) {
    expect_file(&format!("tests/output/{name}.txt"), actual);
}

fn expect_file(path: &str, actual: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("EVENKEEL_BLESS").is_some() {
        fs::write(&path, actual).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == actual, "{} holds\n{expected}\nbut this came out:\n{actual}", path.display());
}

const PRICING: &str = "\
pricing {
    anchor shopify
}
price tiktok-shop {
    allow list=\"0%\"
    adjust \"-20%\"
}
";

const PARITY: &str = "parity {\n    watch amazon { of shopify tiktok-shop; sees sale }\n}\n";

fn undercut(scene: &mut Scene) -> Diagnostic {
    let parity = scene.add("parity.kdl", PARITY);
    let pricing = scene.add("pricing.kdl", PRICING);
    let row = scene.add_row("catalog/products.csv", "GLW-014,Night Serum,45.00,40.00\r\n", 14, 620);
    let primary = Label::new(pricing.span("\"-20%\""), "makes 36.00 of 45.00");
    let message = "`amazon` sees `tiktok-shop` at 36.00, below its own 45.00, from 2026-11-27T09:00 on";
    Diagnostic::error("parity-undercut", Category::Pricing, message, primary)
        .with_label(parity.span("watch amazon"), "`amazon` watches `tiktok-shop`")
        .with_label(row.span("45.00"), "the price of `GLW-014`")
        .with_help(
            "let `amazon` follow with `adjust \"-20%\"`, or write `tolerance \"20%\"` in `watch amazon`",
        )
        .with_address("price[channel=tiktok-shop].adjust")
        .on_channel("amazon")
}

fn case(sku: &str, sale: &str, line: u64) -> Case {
    Case {
        sku: sku.to_owned(),
        channel: "tiktok-shop".to_owned(),
        file: "catalog/products.csv".to_owned(),
        record: line - 1,
        line,
        figures: vec![("sale".to_owned(), sale.to_owned()), ("map".to_owned(), "40.00".to_owned())],
    }
}

fn with_cases(scene: &mut Scene) -> Diagnostic {
    let file = scene.add("promotions.kdl", "promotion flash {\n    offer sale \"10%\"\n}\n");
    let primary = Label::new(file.span("\"10%\""), "");
    let mut finding = Diagnostic::error(
        "map-violation",
        Category::Pricing,
        "`sale` is below the minimum advertised price, by up to 35.60",
        primary,
    )
    .at_level(Level::Warn);
    finding.count = 412;
    finding.cases =
        vec![case("GLW-001", "4.40", 2), case("GLW-014-XL", "36.00", 1015), case("G-9", "39.99", 12)];
    finding
}

#[test]
fn forms_by_name() {
    assert_eq!("human".parse(), Ok(Format::Human));
    assert_eq!("json".parse(), Ok(Format::Json));
    assert_eq!("json-v1".parse(), Ok(Format::Json));
    assert!(Format::NAMES.iter().all(|name| name.parse::<Format>().is_ok()));
    assert_eq!("xml".parse::<Format>(), Err("one of `human`, `json`, `json-v1`".to_owned()));
}
