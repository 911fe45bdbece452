//! Rows of SKUs gathered into products, which are written whole or not at all.
//!
//! An import takes the rows of a handle for all of the product's variants, and deletes those that it does not find.
//! So a product of which one variant is held back, set aside or can't be written is left, and its figures are for
//! doing by hand.

use std::collections::BTreeSet;

use crate::diagnostic::{Category, Diagnostic, Label, Level};
use crate::exact::Decimal;
use crate::policy::Policy;

use super::left::What;
use super::lines::Entries;
use super::shopify_csv::{Cells, Columns};

/// How many handles are shown.
const MOST_SHOWN: usize = 3;

/// The row of a SKU on its way into a product.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) handle: String,
    pub(super) sku: String,
    pub(super) state: RowState,
    /// The figures that no other feed of the channel has sent.
    pub(super) figures: Vec<(What, Decimal)>,
    /// Whether no other feed of the channel sends what its listing says.
    pub(super) has_listing: bool,
}

/// What a row holds.
#[derive(Debug)]
pub(super) enum RowState {
    /// Its cells.
    Cells(Cells),
    /// Nothing, for a reason.
    Left(String),
    /// Nothing: the channel does not carry the SKU, and its product there does not have it.
    Unlisted,
}

/// What is left of a SKU, and why.
#[derive(Debug)]
pub(super) struct LeftRow {
    pub(super) row: Row,
    /// The fields of its listing that are left where its product is written; none where the product is left.
    pub(super) fields: Vec<usize>,
    pub(super) why: String,
}

/// Gathers rows, which come in the order of the catalog.
#[derive(Debug, Default)]
pub(super) struct Products {
    open: Vec<Row>,
    scattered: BTreeSet<String>,
    first_scattered: Vec<String>,
}

impl Products {
    /// Takes some rows; products that are complete become entries, those that are left are returned.
    pub(super) fn take(&mut self, rows: Vec<Row>, columns: &Columns, entries: &mut Entries) -> Vec<LeftRow> {
        let mut left = Vec::new();
        for row in rows {
            if self.open.first().is_some_and(|first| first.handle != row.handle) {
                left.extend(self.close(columns, entries));
            }
            self.open.push(row);
        }
        left
    }

    /// Ends the last product.
    pub(super) fn close(&mut self, columns: &Columns, entries: &mut Entries) -> Vec<LeftRow> {
        let rows = std::mem::take(&mut self.open);
        let is_carried = rows.iter().any(|row| !matches!(row.state, RowState::Unlisted));
        let Some(handle) = rows.first().filter(|_| is_carried).map(|row| row.handle.clone()) else {
            return Vec::new();
        };
        let Some(why) = self.why_left(&handle, &rows, columns) else {
            write(&handle, &rows, columns, entries);
            return differing(rows, columns);
        };
        let left = rows.into_iter().filter(|row| !matches!(row.state, RowState::Unlisted));
        left.map(|row| {
            let why = match &row.state {
                RowState::Left(own) => own.clone(),
                _ => why.clone(),
            };
            LeftRow { row, fields: Vec::new(), why }
        })
        .collect()
    }

    /// Why a product is left; `None` where all of it is known.
    fn why_left(&mut self, handle: &str, rows: &[Row], columns: &Columns) -> Option<String> {
        if handle.is_empty() {
            return Some("the catalog has no handle for it".to_owned());
        }
        let known = columns.rows.of(handle);
        if known.is_scattered {
            if self.scattered.insert(handle.to_owned()) && self.first_scattered.len() < MOST_SHOWN {
                self.first_scattered.push(handle.to_owned());
            }
            return Some(format!("the rows of `{handle}` stand in several places of the catalog"));
        }
        let own = rows.iter().find(|row| matches!(row.state, RowState::Left(_)));
        if let Some(own) = own {
            return Some(format!(
                "`{}` of the same product can't be written, and an import would delete its variant",
                own.sku
            ));
        }
        if u32::try_from(rows.len()).is_ok_and(|count| count < known.count) {
            return Some(
                "a variant of the same product is held back or set aside, and an import would delete it"
                    .to_owned(),
            );
        }
        let (mut options, mut names) = (BTreeSet::new(), None);
        let cells = rows.iter().filter_map(|row| match &row.state {
            RowState::Cells(cells) => Some((&row.sku, cells)),
            _ => None,
        });
        for (sku, cells) in cells {
            let first = *names.get_or_insert(cells.option_names.as_str());
            if first != cells.option_names {
                return Some(format!("`{sku}` has other options than another variant of the same product"));
            }
            if !options.insert(cells.options.as_str()) {
                return Some(format!("`{sku}` has the options of another variant of the same product"));
            }
        }
        None
    }

    /// The finding on products whose rows do not stand together, where there are any.
    pub(super) fn finding(&self, policy: &Policy, (channel, feed): (usize, usize)) -> Option<Diagnostic> {
        let channel = policy.channels.get(channel)?;
        let span = channel.feeds.get(feed)?.origin.span?;
        let some: Vec<String> = self.first_scattered.iter().map(|handle| format!("`{handle}`")).collect();
        let (first, count) = (some.first()?, self.scattered.len());
        let message = match count {
            1 => format!("the rows of product {first} stand in several places of the catalog"),
            _ => {
                let some = some.join(", ");
                format!("the rows of {count} products stand in several places of the catalog, such as {some}")
            }
        };
        let label =
            Label::new(span, "written whole or not at all: an import would delete the variants below");
        let finding = Diagnostic::error("scattered-product", Category::Catalog, message, label);
        let mut finding = finding.at_level(Level::Warn).on_channel(channel.name.clone()).with_help(
            "sort the catalog by handle; until then what to enter for them stands in by-hand.jsonl",
        );
        finding.count = u64::try_from(count).unwrap_or(u64::MAX);
        Some(finding)
    }
}

/// The variants whose listing says of the product what the first, whose word counts, does not.
fn differing(rows: Vec<Row>, columns: &Columns) -> Vec<LeftRow> {
    let mut carried = rows.into_iter().filter(|row| matches!(row.state, RowState::Cells(_)));
    let Some(Row { state: RowState::Cells(first), .. }) = carried.next() else { return Vec::new() };
    let left = carried.filter_map(|row| {
        let RowState::Cells(cells) = &row.state else { return None };
        let fields = columns.differing(&first, cells);
        let why = "another variant of the product says something else".to_owned();
        (!fields.is_empty()).then_some(LeftRow { row, fields, why })
    });
    left.collect()
}

/// Appends a product as one entry: a row a variant, each with an image while there are any, then a row for each
/// further image.
fn write(handle: &str, rows: &[Row], columns: &Columns, entries: &mut Entries) {
    let variants = rows.iter().filter_map(|row| match &row.state {
        RowState::Cells(cells) => Some(cells),
        _ => None,
    });
    let mut shown = BTreeSet::new();
    let mut images = variants.clone().flat_map(|cells| &cells.images).filter(|image| shown.insert(*image));
    for (index, cells) in variants.clone().enumerate() {
        columns.push_row(cells, index == 0, images.next(), &mut entries.bytes);
    }
    if variants.clone().next().is_none() {
        return;
    }
    for image in images {
        columns.push_image(handle, image, &mut entries.bytes);
    }
    entries.end();
}
