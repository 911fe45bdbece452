//! The columns that a format knows by itself.

use crate::item::Field;
use crate::policy::catalog::Format;

use super::layout::OwnColumn;
use super::{google, shopify, woocommerce};

/// The cells that give fields by themselves in the export of a shop, the SKU left out.
pub(super) fn columns(format: Format, header: &[String]) -> Vec<OwnColumn> {
    match format {
        Format::ShopifyCsv => shopify::columns(header),
        Format::WoocommerceCsv => woocommerce::columns(header),
        Format::GoogleTsv => google::columns(header),
        Format::Csv | Format::Tsv | Format::Jsonl => Vec::new(),
    }
}

/// The cell of the SKU in the export of a shop.
pub(super) fn sku(format: Format, header: &[String]) -> Option<usize> {
    match format {
        Format::ShopifyCsv => shopify::cell_of(header, &Field::Sku),
        Format::WoocommerceCsv => woocommerce::sku(header),
        Format::GoogleTsv => google::sku(header),
        Format::Csv | Format::Tsv | Format::Jsonl => None,
    }
}

/// Every column that is read without a word of the policy, the SKU's among them; in a generic table those that bear a
/// field's name.
pub(crate) fn own_columns(format: Format, header: &[String]) -> Vec<(usize, Field)> {
    if format.is_of_shop() {
        let sku = sku(format, header).map(|cell| (cell, Field::Sku));
        let others = columns(format, header).into_iter().map(|own| (own.cell, own.field));
        return sku.into_iter().chain(others).collect();
    }
    let field = |name: &str| name.parse::<Field>().or_else(|()| name.to_lowercase().parse::<Field>()).ok();
    let is_alone = |name: &str| {
        let lower = name.to_lowercase();
        header.iter().filter(|other| other.to_lowercase() == lower).count() == 1
    };
    let named = header.iter().enumerate().filter(|(_, name)| is_alone(name));
    named.filter_map(|(cell, name)| Some((cell, field(name)?))).collect()
}
