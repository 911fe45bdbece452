//! # unknown-place
//!
//! Rows of a source that has one for each location, or for each channel, name one that the policy does not have.
//!
//! ## What it finds
//! In a source with `location "COLUMN"` or `channel "COLUMN"`, the rows whose cell in that column is blank, or names
//! none of the policy, in one line a source. Nothing is read from them. `NJ Warehouse` names `nj-warehouse`: case and
//! the marks between the words do not count.
//!
//! ## Why it matters
//! Units of a misspelt warehouse are sold by nobody, and sales of a misspelt channel are missing in its demand.
//!
//! ## What settles it
//! The location in its pool, or the channel, under the name that the rows have; or nothing, where these rows are meant
//! for somebody else.
//!
//! ## Bad
//! ```kdl
//! catalog { source products "catalog.csv"; source promises "catalog/places.csv" { location "Warehouse"; committed "Promised" } }
//! pool main { location home; channels amazon shopify tiktok-shop; protect committed }
//! ```
//! ## Good
//! ```kdl
//! catalog { source products "catalog.csv"; source promises "catalog/places.csv" { location "Warehouse"; committed "Promised"; keep "Warehouse" "Home" } }
//! pool main { location home; channels amazon shopify tiktok-shop; protect committed }
//! ```

use crate::catalog::{Unplaced, UnplacedRow};
use crate::diagnostic::{Case, Category, Label, Level, Sink, Sources};
use crate::lint::tell::{Teller, row_span};
use crate::lint::{Check, Rule};
use crate::nearest::{listed, nearest};
use crate::policy::catalog::RowKey;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "unknown-place",
    category: Category::Catalog,
    level: Level::Warn,
    check: Check::Survey(check),
};

fn check(rule: &Rule, teller: &Teller<'_>, sources: &mut Sources, sink: &mut Sink) {
    for own in &teller.survey.unplaced {
        if let Some(UnplacedRow { name: first, row, .. }) = own.shown.first() {
            let span = row_span(teller, *row, Some(own.column), sources).unwrap_or_default();
            let label = Label::new(span, "nothing is read from its row");
            let mut finding = rule.finding(message(teller, own, first), label);
            finding.count = own.rows;
            finding.cases = own.shown.iter().map(|own| case(teller, own)).collect();
            sink.push(finding.with_help(help(teller, own, first)));
        }
    }
}

fn message(teller: &Teller<'_>, own: &Unplaced, first: &str) -> String {
    let file = path(teller, own.source);
    let word = own.key.word();
    let (rows, name) = match own.rows {
        1 => ("a row".to_owned(), "names"),
        rows => (format!("{rows} rows"), "name"),
    };
    let what = match own.names {
        1 if first.is_empty() => format!("no {word}"),
        1 => format!("the {word} `{first}`, which the policy does not have"),
        names => {
            let shown = own.shown.iter().map(|own| own.name.as_str()).filter(|name| !name.is_empty());
            format!("{names} {word}s that the policy does not have, such as {}", listed(shown))
        }
    };
    format!("{rows} of `{file}` {name} {what}")
}

fn help(teller: &Teller<'_>, own: &Unplaced, first: &str) -> String {
    let shape = teller.policy.keys();
    let known = match own.key {
        RowKey::Location => &shape.locations,
        RowKey::Channel => &shape.channels,
    };
    let word = own.key.word();
    if first.is_empty() {
        return format!("fill in the {word}; of a blank nobody knows whose figures these are");
    }
    match nearest(first, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "say which one it is, `{word} \"COLUMN\" {{ name {} \"{first}\" }}`, or leave it as it is where it is none of \
             the policy",
            word.to_uppercase()
        ),
    }
}

fn case(teller: &Teller<'_>, own: &UnplacedRow) -> Case {
    Case {
        sku: own.sku.to_string(),
        file: path(teller, own.row.source).to_owned(),
        record: own.row.record,
        line: own.row.line,
        ..Case::default()
    }
}

fn path<'a>(teller: &Teller<'a>, source: usize) -> &'a str {
    teller.policy.catalog.sources.get(source).map_or("", |own| own.path.as_str())
}
