//! Google's product data, which Meta and others read too: its attributes by their names.

use crate::item::Field;

use super::layout::OwnColumn;
use super::reading::Reading;

/// Attributes, each with its field; where two give one field, the first that is there.
const FIELDS: [(&str, &str); 36] = [
    ("title", "title"),
    ("description", "description"),
    ("product_highlight", "bullets"),
    ("brand", "brand"),
    ("google_product_category", "category"),
    ("product_type", "product-type"),
    ("gtin", "gtin"),
    ("mpn", "mpn"),
    ("condition", "condition"),
    ("price", "price"),
    ("sale_price", "attribute.sale-price"),
    ("cost_of_goods_sold", "cost"),
    ("maximum_retail_price", "msrp"),
    ("product_weight", "weight"),
    ("shipping_weight", "weight"),
    ("product_length", "length"),
    ("shipping_length", "length"),
    ("product_width", "width"),
    ("shipping_width", "width"),
    ("product_height", "height"),
    ("shipping_height", "height"),
    ("link", "attribute.link"),
    ("availability", "attribute.availability"),
    ("item_group_id", "attribute.item-group-id"),
    ("size", "attribute.size"),
    ("color", "attribute.color"),
    ("material", "attribute.material"),
    ("pattern", "attribute.pattern"),
    ("gender", "attribute.gender"),
    ("age_group", "attribute.age-group"),
    ("shipping", "attribute.shipping"),
    ("custom_label_0", "attribute.custom-label-0"),
    ("custom_label_1", "attribute.custom-label-1"),
    ("custom_label_2", "attribute.custom-label-2"),
    ("custom_label_3", "attribute.custom-label-3"),
    ("custom_label_4", "attribute.custom-label-4"),
];

/// Columns of counts, which not every feed has.
const COUNTS: [&str; 4] =
    ["quantity", "sell_on_google_quantity", "quantity_to_sell_on_facebook", "inventory"];

/// The cell of an attribute, whose words may be parted by a blank and written in any case.
fn find(header: &[String], name: &str) -> Option<usize> {
    header.iter().position(|known| known.replace(' ', "_").eq_ignore_ascii_case(name))
}

/// The cell of the SKU.
pub(super) fn sku(header: &[String]) -> Option<usize> {
    find(header, "id")
}

/// The cells that give fields by themselves, the SKU left out.
pub(super) fn columns(header: &[String]) -> Vec<OwnColumn> {
    let mut columns: Vec<OwnColumn> = Vec::new();
    for (name, field) in FIELDS {
        let (Some(cell), Ok(field)) = (find(header, name), field.parse::<Field>()) else { continue };
        if columns.iter().any(|known| known.field == field) {
            continue;
        }
        let split = (field == Field::Bullets).then_some(",");
        columns.push(OwnColumn { split, ..OwnColumn::plain(cell, field) });
    }
    if let Some(cell) = find(header, "image_link") {
        let more = find(header, "additional_image_link");
        columns
            .push(OwnColumn { reading: Reading::Images { more }, ..OwnColumn::plain(cell, Field::Images) });
    }
    let count = COUNTS.into_iter().find_map(|name| find(header, name));
    let word = find(header, "availability");
    if let Some(cell) = count.or(word) {
        let reading = Reading::Stock { count, word, is_word_first: true };
        columns.push(OwnColumn { reading, ..OwnColumn::plain(cell, Field::Stock) });
    }
    columns
}
