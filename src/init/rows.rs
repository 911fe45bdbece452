//! Which rows are read, and which belong together: what shops do with variants and currencies.

use super::head::Head;
use super::names::{KNOWN, Meaning, normal};
use super::seen::Cells;

/// What a `source` says of its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Rows {
    /// The rows that are read, by a cell.
    pub(super) keep: Option<Keep>,
    /// The column whose cell the rows of a product share, and whether the first is the product as a whole.
    pub(super) group: Option<(usize, bool)>,
    /// The column of what a variant costs on top.
    pub(super) plus: Option<usize>,
}

/// Rows that are read: those with one of these texts in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Keep {
    pub(super) cell: usize,
    pub(super) texts: Vec<String>,
    /// Why the others are not.
    pub(super) reason: &'static str,
}

/// Looks for what is known of shops' generic exports; nothing where the format knows its rows itself.
pub(super) fn rows(head: &Head, cells: &Cells) -> Rows {
    if head.format.is_of_shop() {
        return Rows::default();
    }
    let find = |name: &str| head.names.iter().position(|header| normal(header) == name);
    let is_filled = |cell: &usize| cells.columns.get(*cell).is_some_and(|seen| seen.filled > 0);
    let keep = currency(head, cells).or_else(|| configurable(find));
    // Wix and Spree put a row for the product above those of its variants, Vendure begins with the first variant
    let of_products = find("handle id").filter(|_| find("field type").is_some());
    let of_products = of_products.or_else(|| find("slug").filter(|_| find("option1 value").is_some()));
    let of_variants = find("slug").filter(|_| find("option groups").is_some());
    let group = of_products.map(|cell| (cell, true)).or_else(|| of_variants.map(|cell| (cell, false)));
    Rows { keep, group, plus: find("surcharge").filter(|_| of_products.is_some()).filter(is_filled) }
}

/// A row for each currency: those of the commonest are read.
fn currency(head: &Head, cells: &Cells) -> Option<Keep> {
    let known = KNOWN.iter().filter(|known| known.meaning == Meaning::Currency);
    let headers: Vec<&str> = known.flat_map(|known| &known.headers).copied().collect();
    let cell = head.names.iter().position(|header| headers.contains(&normal(header).as_str()))?;
    let seen = cells.columns.get(cell)?;
    let most = seen.codes.values().max().filter(|_| seen.codes.len() > 1)?;
    let (code, _) = seen.codes.iter().find(|(_, count)| *count == most)?;
    let blank = (seen.filled < cells.rows).then(String::new);
    let texts = std::iter::once(code.clone()).chain(blank).collect();
    Some(Keep { cell, texts, reason: "the other rows are the same SKUs in another currency" })
}

/// Magento's configurable products count nothing: their variants are rows of their own.
fn configurable(find: impl Fn(&str) -> Option<usize>) -> Option<Keep> {
    find("configurable variations")?;
    let reason = "what is configurable is sold by its variants, which are rows of their own";
    Some(Keep { cell: find("product type")?, texts: vec!["simple".to_owned()], reason })
}
