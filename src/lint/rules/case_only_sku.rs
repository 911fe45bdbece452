//! # case-only-sku
//!
//! Two SKUs of the products differ by the case of their letters alone.
//!
//! ## What it finds
//! In the products, each SKU that an earlier row has in another case, in one line. They are fed all the same: case
//! counts, and `AB-1` is another SKU than `Ab-1`. A SKU of another source in another case is `unjoined-sku`.
//!
//! ## Why it matters
//! Where both are meant to be one product, its units are promised twice, at two prices. Where they are two, a
//! channel or a spreadsheet that does not look at case takes the one for the other.
//!
//! ## What settles it
//! One row and one spelling for one product; SKUs that differ by more than case for two.
//!
//! ## Bad
//! ```kdl
//! catalog { source products "catalog/two-cases.csv" }
//! ```
//! ## Good
//! ```kdl
//! catalog { source products "catalog/once.csv" }
//! ```

use crate::catalog::{CaseOnly, CaseOnlySku};
use crate::diagnostic::{Case, Category, Diagnostic, Label, Level, Sink, Sources};
use crate::item::{Field, Row};
use crate::lint::tell::{Teller, row_span};
use crate::lint::{Check, Rule};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "case-only-sku",
    category: Category::Catalog,
    level: Level::Warn,
    check: Check::Survey(check),
};

fn check(rule: &Rule, teller: &Teller<'_>, sources: &mut Sources, sink: &mut Sink) {
    let Some(own) = &teller.survey.case_only else { return };
    if let Some(first) = own.shown.first() {
        sink.push(finding(rule, teller, own, first, sources));
    }
}

fn finding(
    rule: &Rule,
    teller: &Teller<'_>,
    own: &CaseOnly,
    first: &CaseOnlySku,
    sources: &mut Sources,
) -> Diagnostic {
    let file = teller.policy.catalog.sources.first().map_or("", |source| source.path.as_str());
    let pair = format!("`{}` and `{}`", first.earlier, first.sku);
    let message = match own.count {
        1 => format!("SKUs {pair} of `{file}` differ by case alone"),
        count => format!("{count} SKUs of `{file}` differ from an earlier one by case alone, such as {pair}"),
    };
    let column = teller.survey.column_of(&Field::Sku, None, None).map(|(_, column)| column);
    let mut span = |row| row_span(teller, row, column, sources).unwrap_or_default();
    let by_case = |own: &CaseOnlySku| format!("differs from `{}` by case alone", own.earlier);
    let mut finding = rule.finding(message, Label::new(span(first.row), by_case(first)));
    for own in own.shown.iter().skip(1) {
        finding = finding.with_label(span(own.row), by_case(own));
    }
    let mut earlier: Vec<Row> = own.shown.iter().map(|own| own.earlier_row).collect();
    earlier.sort_by_key(|row| row.offset);
    earlier.dedup();
    for row in earlier {
        finding = finding.with_label(span(row), "the earlier one");
    }
    finding.count = own.count;
    finding.cases = own.shown.iter().map(|own| case(own, file)).collect();
    finding.with_help(
        "case counts, and each is a SKU of its own: where they are one product, take a row out; where they are \
         several, let more than case tell them apart, since not every channel looks at it",
    )
}

fn case(own: &CaseOnlySku, file: &str) -> Case {
    Case {
        sku: own.sku.clone(),
        file: file.to_owned(),
        record: own.row.record,
        line: own.row.line,
        figures: vec![
            ("earlier".to_owned(), own.earlier.clone()),
            ("on line".to_owned(), own.earlier_row.line.to_string()),
        ],
        ..Case::default()
    }
}
