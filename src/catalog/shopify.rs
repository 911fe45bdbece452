//! Shopify's product export: its headers, old and new, and which rows are what.

use csv::ByteRecord;

use crate::item::Field;

use super::cell::trimmed;

/// What Shopify's export needs beside the wired cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ShopifyLayout {
    /// The cell of the handle, by which rows belong to a product.
    pub(super) handle: Option<usize>,
    /// Cells that variant rows leave blank and take from the first row of their handle.
    pub(super) inherited: Vec<usize>,
    /// The cell of the image's address.
    pub(super) image: Option<usize>,
    /// The cell of the inventory tracker; blank means that the shop does not count.
    pub(super) tracker: Option<usize>,
    /// Cells that are blank on a row that holds an image alone.
    variant: Vec<usize>,
}

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
const OF_PRODUCT: [&str; 17] = [
    "Title",
    "Body (HTML)",
    "Description",
    "Vendor",
    "Product Category",
    "Product category",
    "Type",
    "Tags",
    "Published",
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
pub(super) fn columns(header: &[String]) -> Vec<(usize, Field)> {
    let fields = FIELDS.iter().filter(|(field, _)| *field != Field::Sku);
    let mut columns: Vec<(usize, Field)> =
        fields.filter_map(|(field, names)| Some((find(header, names)?, field.clone()))).collect();
    for (name, field) in MORE {
        if let (Some(cell), Ok(field)) = (find(header, &[name]), field.parse::<Field>()) {
            columns.push((cell, field));
        }
    }
    columns
}

/// The layout of an export.
pub(super) fn layout(header: &[String]) -> ShopifyLayout {
    let is_of_product = |name: &str| OF_PRODUCT.contains(&name) || name.contains("(product.metafields.");
    let inherited =
        header.iter().enumerate().filter(|(_, name)| is_of_product(name)).map(|(cell, _)| cell).collect();
    let variant = [
        find(header, &["Variant SKU", "SKU"]),
        find(header, &["Variant Price", "Price"]),
        find(header, &["Option1 Value", "Option1 value"]),
    ];
    ShopifyLayout {
        handle: find(header, &["Handle", "URL handle"]),
        inherited,
        image: find(header, &["Image Src", "Product image URL"]),
        tracker: find(header, &["Variant Inventory Tracker", "Inventory tracker"]),
        variant: variant.into_iter().flatten().collect(),
    }
}

impl ShopifyLayout {
    /// Whether a row holds an image alone.
    pub(super) fn is_image_only(&self, record: &ByteRecord) -> bool {
        self.image.is_some_and(|image| !is_blank(record, image))
            && self.variant.iter().all(|cell| is_blank(record, *cell))
    }

    /// The handle of a row.
    pub(super) fn handle_of<'r>(&self, record: &'r ByteRecord) -> &'r [u8] {
        self.handle.and_then(|cell| record.get(cell)).map(<[u8]>::trim_ascii).unwrap_or_default()
    }
}

/// Whether a cell holds nothing.
pub(super) fn is_blank(record: &ByteRecord, cell: usize) -> bool {
    record.get(cell).is_none_or(|cell| std::str::from_utf8(cell).is_ok_and(|cell| trimmed(cell).is_empty()))
}
