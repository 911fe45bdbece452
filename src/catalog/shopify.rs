//! Shopify's product export: its headers, old and new, and which rows are what.

use crate::item::Field;

use super::cell::trimmed;
use super::layout::OwnColumn;
use super::raw::RawCells;
use super::reading::Reading;
use super::row::{Cells, Record};

/// What Shopify's export needs beside the wired cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ShopifyLayout {
    /// The cell of the image's address.
    pub(super) image: Option<usize>,
    /// The cell of the image's place among those of its product.
    position: Option<usize>,
    /// The cell of the inventory tracker; blank means that the shop does not count.
    pub(super) tracker: Option<usize>,
    /// Cells that are blank on a row that holds an image alone.
    variant: Vec<usize>,
    /// The cells that say whether the product is for sale, those left out that the policy judges by itself.
    shown: Shown,
}

/// The cells that say whether a product is for sale, on the first row of it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Shown {
    /// Whether its own shop shows it.
    published: Option<usize>,
    /// Whether it is active.
    status: Option<usize>,
}

/// What a product's status is where no channel has it: not ready, not sold any more, and known by its address alone.
const NOT_FOR_SALE: [&str; 3] = ["draft", "archived", "unlisted"];

/// Headers of fields: the old name, the new one.
const FIELDS: [(Field, [&str; 2]); 11] = [
    (Field::Sku, ["Variant SKU", "SKU"]),
    (Field::Title, ["Title", "Title"]),
    (Field::Description, ["Body (HTML)", "Description"]),
    (Field::Brand, ["Vendor", "Vendor"]),
    (Field::Category, ["Product Category", "Product category"]),
    (Field::ProductType, ["Type", "Type"]),
    (Field::Price, ["Variant Price", "Price"]),
    (Field::CompareAt, ["Variant Compare At Price", "Compare-at price"]),
    (Field::Gtin, ["Variant Barcode", "Barcode"]),
    (Field::Cost, ["Cost per item", "Cost per item"]),
    (Field::Stock, ["Variant Inventory Qty", "Inventory quantity"]),
];

/// Further headers, each with the attribute or field that it gives.
const MORE: [(&str, &str); 20] = [
    ("Tags", "attribute.tags"),
    ("Handle", "attribute.handle"),
    ("URL handle", "attribute.handle"),
    ("Variant Grams", "weight"),
    ("Weight value (grams)", "weight"),
    ("Image Src", "images"),
    ("Product image URL", "images"),
    ("Option1 Name", "attribute.option1-name"),
    ("Option1 name", "attribute.option1-name"),
    ("Option2 Name", "attribute.option2-name"),
    ("Option2 name", "attribute.option2-name"),
    ("Option3 Name", "attribute.option3-name"),
    ("Option3 name", "attribute.option3-name"),
    ("Option1 Value", "attribute.option1"),
    ("Option1 value", "attribute.option1"),
    ("Option2 Value", "attribute.option2"),
    ("Option2 value", "attribute.option2"),
    ("Option3 Value", "attribute.option3"),
    ("Option3 value", "attribute.option3"),
    ("Status", "attribute.status"),
];

/// Headers of the product as a whole.
const OF_PRODUCT: [&str; 18] = [
    "Title",
    "Body (HTML)",
    "Description",
    "Vendor",
    "Product Category",
    "Product category",
    "Type",
    "Tags",
    "Published",
    "Published on online store",
    "Status",
    "Gift Card",
    // the names of its options
    "Option1 Name",
    "Option1 name",
    "Option2 Name",
    "Option2 name",
    "Option3 Name",
    "Option3 name",
];

fn find(header: &[String], names: &[&str]) -> Option<usize> {
    names.iter().find_map(|name| header.iter().position(|known| known == name))
}

/// The cell of a field.
pub(super) fn cell_of(header: &[String], field: &Field) -> Option<usize> {
    let (_, names) = FIELDS.iter().find(|(known, _)| known == field)?;
    find(header, names)
}

/// The cells that give fields by themselves, the SKU left out.
pub(super) fn columns(header: &[String]) -> Vec<OwnColumn> {
    let fields = FIELDS.iter().filter(|(field, _)| *field != Field::Sku);
    let mut columns: Vec<OwnColumn> = fields
        .filter_map(|(field, names)| Some(OwnColumn::plain(find(header, names)?, field.clone())))
        .collect();
    for (name, field) in MORE {
        let (Some(cell), Ok(field)) = (find(header, &[name]), field.parse::<Field>()) else { continue };
        let unit = (field == Field::Weight).then_some("g");
        let reading = if field == Field::Images { Reading::ShopifyImages } else { Reading::Plain };
        columns.push(OwnColumn { unit, reading, ..OwnColumn::plain(cell, field) });
    }
    columns
}

/// The layout of an export; `is_judged` says of which cells the policy says itself what they are to hold.
pub(super) fn layout(header: &[String], is_judged: impl Fn(usize) -> bool) -> ShopifyLayout {
    let variant = [
        find(header, &["Variant SKU", "SKU"]),
        find(header, &["Variant Price", "Price"]),
        find(header, &["Option1 Value", "Option1 value"]),
    ];
    ShopifyLayout {
        image: find(header, &["Image Src", "Product image URL"]),
        position: find(header, &["Image Position", "Image position"]),
        tracker: find(header, &["Variant Inventory Tracker", "Inventory tracker"]),
        variant: variant.into_iter().flatten().collect(),
        shown: Shown {
            published: find(header, &["Published", "Published on online store"])
                .filter(|cell| !is_judged(*cell)),
            status: find(header, &["Status"]).filter(|cell| !is_judged(*cell)),
        },
    }
}

/// The cell of the handle, by which rows belong to a product.
pub(super) fn handle(header: &[String]) -> Option<usize> {
    find(header, &["Handle", "URL handle"])
}

/// Cells that variant rows leave blank and take from the first row of their handle.
pub(super) fn inherited(header: &[String]) -> Vec<usize> {
    let is_of_product = |name: &str| OF_PRODUCT.contains(&name) || name.contains("(product.metafields.");
    header.iter().enumerate().filter(|(_, name)| is_of_product(name)).map(|(cell, _)| cell).collect()
}

/// The images of the rows of a product, with a text between them: by their position where they have one, then as they
/// stand.
pub(super) fn images(layout: &ShopifyLayout, cell: usize, between: &str, rows: &[Record<'_>]) -> String {
    let mut images: Vec<(u64, &str)> = Vec::new();
    for record in rows {
        let cells = Cells::alone(&record.cells);
        let Ok(image) = cells.text(cell) else { continue };
        if image.is_empty() || images.iter().any(|(_, known)| *known == image) {
            continue;
        }
        let position = layout.position.and_then(|cell| cells.text(cell).ok()?.parse().ok());
        images.push((position.unwrap_or(u64::MAX), image));
    }
    images.sort_by_key(|(position, _)| *position);
    images.into_iter().map(|(_, image)| image).collect::<Vec<_>>().join(between)
}

impl ShopifyLayout {
    /// Whether a row holds an image alone.
    pub(super) fn is_image_only(&self, record: &RawCells<'_>) -> bool {
        self.image.is_some_and(|image| !is_blank(record, image))
            && self.variant.iter().all(|cell| is_blank(record, *cell))
    }

    /// Whether the first row of a product says that it is for sale; a word that nobody knows does not say it is not.
    pub(super) fn is_for_sale(&self, first: &RawCells<'_>) -> bool {
        let text =
            |cell: Option<usize>| cell.and_then(|cell| first.text(cell)).map(trimmed).unwrap_or_default();
        let is_hidden = text(self.shown.published).eq_ignore_ascii_case("false");
        !is_hidden && !NOT_FOR_SALE.iter().any(|word| text(self.shown.status).eq_ignore_ascii_case(word))
    }

    /// The cells that it reads.
    pub(super) fn cells(&self) -> Vec<usize> {
        let Shown { published, status } = self.shown;
        [self.tracker, published, status].into_iter().flatten().collect()
    }
}

/// Whether a cell holds nothing.
pub(super) fn is_blank(record: &RawCells<'_>, cell: usize) -> bool {
    record.text(cell).is_some_and(|cell| trimmed(cell).is_empty())
}
