//! TikTok Shop's Update Price and Update Inventory 202309: one product's SKUs a call, a call a line.
//!
//! Sources: TikTok Shop Partner Center, Update Price and Update Inventory 202309, of 2025-12; Product pricing. A line
//! is `{"product_id": …, "body": …}`: the id stands in the address of the call, the body is what is sent. A product
//! has at most 100 SKUs there (12052050). Each SKU names all of its warehouses, or none where it has one. A quantity is
//! at most 99999, a price in USD 0.01 to 7600; 0 units are written, though the document's range begins at 1: a SKU that is sold out would sell on. A
//! `list_price` below the price would be discarded and is left out; promotions are made in calls of their own.

use std::ops::RangeInclusive;

use crate::exact::Decimal;
use crate::item::Field;
use crate::policy::channel::Feed;

use super::entry::{Entry, Shown};
use super::left::{Left, What, left};
use super::lines::{Entries, Frame, Limits, Line};
use super::placed::placed;
use super::text::{json_amount, json_string, push};

/// The most units of a SKU at a warehouse.
const MOST_UNITS: Decimal = Decimal::from_parts(99_999, 0, 0, false, 0);
/// The prices of a US shop: 0.01 to 7600.
const IN_RANGE: RangeInclusive<Decimal> =
    Decimal::from_parts(1, 0, 0, false, 2)..=Decimal::from_parts(7_600, 0, 0, false, 0);
/// Why a price is left.
const OUT_OF_RANGE: &str = "TikTok Shop takes prices from 0.01 to 7600";

/// What Update Price carries.
pub(super) const PRICES: [What; 2] = [What::Price, What::CompareAt];
/// What Update Inventory carries.
pub(super) const INVENTORY: [What; 1] = [What::Quantity];

/// A product a line.
pub(super) fn frame(feed: &Feed) -> Frame {
    let most = feed.most_entries().unwrap_or(1);
    let line = Line { head: b"{\"product_id\":", between: b",", foot: b"]}}\n", most, key: None };
    Frame { line: Some(line), ..Frame::default() }
}

/// The file is not cut: each line is a call of its own.
pub(super) fn limits() -> Limits {
    Limits::default()
}

/// Appends the price of a SKU, and its struck-through price.
pub(super) fn write_price(entry: &Entry<'_>, entries: &mut Entries) -> Vec<Left> {
    let Some(price) = entry.list().map(|price| price.value) else { return Vec::new() };
    let is_us = entry.currency().code() == "USD";
    if is_us && !IN_RANGE.contains(&price) {
        return left(&PRICES, OUT_OF_RANGE);
    }
    let group = match begin(entry, entries) {
        Ok(group) => group,
        Err(why) => return left(&PRICES, &why),
    };
    let bytes = &mut entries.bytes;
    bytes.extend_from_slice(b",\"price\":");
    amount(bytes, price, entry);
    let compare_at = entry.compare_at().filter(|compare_at| *compare_at >= price);
    let refused = match compare_at {
        Some(_) if !is_us => Some("TikTok Shop takes struck-through prices in USD alone"),
        Some(compare_at) if !IN_RANGE.contains(&compare_at) => Some(OUT_OF_RANGE),
        _ => None,
    };
    if let Some(compare_at) = compare_at.filter(|_| refused.is_none()) {
        bytes.extend_from_slice(b",\"list_price\":");
        amount(bytes, compare_at, entry);
    }
    bytes.push(b'}');
    entries.end_in_group(group);
    refused.map(|why| left(&[What::CompareAt], why)).unwrap_or_default()
}

/// Appends the units of a SKU.
pub(super) fn write_units(entry: &Entry<'_>, entries: &mut Entries) -> Vec<Left> {
    let Shown::Units(units) = entry.quantity() else { return Vec::new() };
    let placed = placed(entry).unwrap_or_default();
    let most = placed.iter().map(|(_, units)| *units).max().unwrap_or(units);
    if most > MOST_UNITS {
        let why = "TikTok Shop takes at most 99999 units: the channel's `max-quantity` keeps within them";
        return left(&INVENTORY, why);
    }
    let group = match begin(entry, entries) {
        Ok(group) => group,
        Err(why) => return left(&INVENTORY, &why),
    };
    let bytes = &mut entries.bytes;
    bytes.extend_from_slice(b",\"inventory\":[");
    if placed.is_empty() {
        bytes.extend_from_slice(b"{\"quantity\":");
        push(bytes, units);
        bytes.push(b'}');
    }
    for (index, (warehouse, units)) in placed.iter().enumerate() {
        bytes.extend_from_slice(if index == 0 { b"{" } else { b",{" });
        bytes.extend_from_slice(b"\"warehouse_id\":");
        json_string(bytes, warehouse);
        bytes.extend_from_slice(b",\"quantity\":");
        push(bytes, *units);
        bytes.push(b'}');
    }
    bytes.extend_from_slice(b"]}");
    entries.end_in_group(group);
    Vec::new()
}

/// Begins a SKU of a product: where it begins, or why it can't be named.
fn begin(entry: &Entry<'_>, entries: &mut Entries) -> Result<usize, String> {
    let product = entry.readable_id(&Field::ProductId)?;
    let sku = entry.readable_id(&Field::ChannelId)?;
    let bytes = &mut entries.bytes;
    json_string(bytes, &product);
    bytes.extend_from_slice(b",\"body\":{\"skus\":[");
    let group = bytes.len();
    bytes.extend_from_slice(b"{\"id\":");
    json_string(bytes, &sku);
    Ok(group)
}

fn amount(bytes: &mut Vec<u8>, value: Decimal, entry: &Entry<'_>) {
    let currency = entry.currency();
    bytes.extend_from_slice(b"{\"amount\":");
    json_amount(bytes, Some(value), currency);
    bytes.extend_from_slice(b",\"currency\":");
    json_string(bytes, currency.code());
    bytes.push(b'}');
}
