//! # unjoined-sku
//!
//! A source has SKUs that no row of the products has.
//!
//! ## What it finds
//! In each source beside `products`, the rows whose SKU no product has, in one line a source. Where a product has
//! the same letters and digits in another case, with other marks between them, or with zeros before them that a
//! spreadsheet took away, that spelling is shown.
//!
//! ## Why it matters
//! SKUs join exactly. A stock count or a MAP under another spelling is read by nobody, and its product is sold
//! without it.
//!
//! ## What settles it
//! One spelling in all files; a row for the SKU in the products; or its row taken out of the other source. Lines of
//! orders that are no product, such as postage, are left out by `drop "HEADER" "CELL"`.
//!
//! ## Bad
//! ```kdl
//! catalog { source products "catalog.csv"; source more "catalog/lower.csv" }
//! ```
//! ## Good
//! ```kdl
//! catalog { source products "catalog.csv"; source more "catalog/more.csv" }
//! ```

use crate::catalog::{Unjoined, UnjoinedSku};
use crate::diagnostic::{Case, Category, Diagnostic, Label, Level, Sink, Sources};
use crate::item::Row;
use crate::lint::tell::{Teller, row_span};
use crate::lint::{Check, Rule};
use crate::nearest::listed;
use crate::policy::catalog::Source;
use crate::policy::written::kdl;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "unjoined-sku",
    category: Category::Catalog,
    level: Level::Warn,
    check: Check::Survey(check),
};

fn check(rule: &Rule, teller: &Teller<'_>, sources: &mut Sources, sink: &mut Sink) {
    for own in &teller.survey.unjoined {
        if let Some(first) = own.shown.first() {
            sink.push(finding(rule, teller, own, first, sources));
        }
    }
}

fn finding(
    rule: &Rule,
    teller: &Teller<'_>,
    own: &Unjoined,
    first: &UnjoinedSku,
    sources: &mut Sources,
) -> Diagnostic {
    let source = |source: usize| teller.policy.catalog.sources.get(source);
    let path = |index: usize| source(index).map_or("", |own| own.written_path());
    let (file, products) = (path(own.source), path(0));
    let skus = listed(own.shown.iter().map(|own| own.sku.as_str()));
    let message = match own.count {
        1 => format!("SKU `{}` of `{file}` is in no row of `{products}`", first.sku),
        count => format!("{count} SKUs of `{file}` are in no row of `{products}`, such as {skus}"),
    };
    let mut span = |row, column| row_span(teller, row, column, sources).unwrap_or_default();
    let primary = Label::new(span(first.row, own.column), "no product has it, nothing is read from its row");
    let mut finding = rule.finding(message, primary);
    if let Some((alike, row)) = &first.alike {
        let column = teller.survey.column_of(&crate::item::Field::Sku, None, None).map(|(_, column)| column);
        finding = finding.with_label(span(*row, column), format!("`{alike}` in the products"));
    }
    finding.count = own.count;
    let own_file = |row: Row| source(row.source).map_or("", |own| own.path.as_str());
    finding.cases = own.shown.iter().map(|own| case(own, own_file(own.row))).collect();
    let orders = source(own.source).filter(|own| own.orders.is_some());
    finding.with_help(help(own, first, products, orders))
}

fn help(own: &Unjoined, first: &UnjoinedSku, products: &str, orders: Option<&Source>) -> String {
    match (&first.alike, &first.nearest) {
        (Some((alike, _)), _) => {
            let others = match own.spelt_otherwise.saturating_sub(1) {
                0 => String::new(),
                1 => "; one more is written otherwise".to_owned(),
                others => format!("; {others} more are written otherwise"),
            };
            format!(
                "SKUs join exactly, case, marks and zeros count: write `{alike}` for `{}`{others}",
                first.sku
            )
        }
        (None, Some(nearest)) => format!("did you mean `{nearest}`?"),
        (None, None) if orders.is_some() => {
            let drop = orders.map(|source| drop_of(own, source)).unwrap_or_default();
            format!(
                "add what is a product to `{products}`; what is none, such as postage, is left out by `{drop}`"
            )
        }
        (None, None) if own.count == 1 => format!("add the SKU to `{products}`, or take its row out"),
        (None, None) => format!("add the SKUs to `{products}`, or take their rows out"),
    }
}

/// The line that leaves these lines of orders out.
fn drop_of(own: &Unjoined, source: &Source) -> String {
    let header = source.sku.first().map_or("sku", |name| name.header.as_str());
    let mut values: Vec<String> = own.shown.iter().map(|own| kdl(&own.sku)).collect();
    if own.count > own.shown.len() as u64 {
        values.push("…".to_owned());
    }
    format!("drop {} {}", kdl(header), values.join(" "))
}

fn case(own: &UnjoinedSku, file: &str) -> Case {
    Case {
        sku: own.sku.clone(),
        file: file.to_owned(),
        record: own.row.record,
        line: own.row.line,
        ..Case::default()
    }
}
