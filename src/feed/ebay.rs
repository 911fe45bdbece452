//! eBay's `bulk_update_price_quantity`: price and quantity of published offers, one call's body a line.
//!
//! Sources: `sell_inventory_v1_oas3.json` of eBay's Inventory API, v1.18.4, `BulkPriceQuantity`; the bulk-updates
//! guide, up to 25 items a call. The method's own page says one SKU a call: `batch=1` does that. What eBay shows
//! is the lesser of an offer's `availableQuantity` and the item's `shipToLocationAvailability`, so both are
//! sent. A price goes by the id of the offer, which the catalog has as the channel's `channel-id`; without it
//! only the quantity can be sent, which goes by SKU.

use crate::item::Field;
use crate::policy::channel::Feed;

use super::entry::{Entry, Shown};
use super::left::{Left, What, left};
use super::lines::{Entries, Frame, Limits, Line};
use super::text::{amount, json_string, push};

/// What it carries.
pub(super) const FIGURES: [What; 2] = [What::Price, What::Quantity];

/// A call's body a line.
pub(super) fn frame(feed: &Feed) -> Frame {
    let most = feed.most_entries().unwrap_or(1);
    let line = Line { head: b"{\"requests\":[", between: b",", foot: b"]}\n", most, key: None };
    Frame { line: Some(line), ..Frame::default() }
}

/// The file is not cut: each line is a call of its own.
pub(super) fn limits() -> Limits {
    Limits::default()
}

/// Appends an item. A SKU that is held back is only written with quantity 0, and then without its price.
pub(super) fn write(entry: &Entry<'_>, entries: &mut Entries) -> Vec<Left> {
    let quantity = match entry.quantity() {
        Shown::Units(units) => Some(units),
        Shown::Untold => None,
    };
    let (id, left) = match entry.readable_id(&Field::ChannelId) {
        Ok(id) => (Some(id), Vec::new()),
        Err(why) => (None, left(&[What::Price], &why)),
    };
    let price = entry.list().filter(|_| id.is_some());
    if quantity.is_none() && price.is_none() {
        return left;
    }
    let bytes = &mut entries.bytes;
    bytes.extend_from_slice(b"{\"sku\":");
    json_string(bytes, &entry.item.sku);
    if let Some(quantity) = quantity {
        bytes.extend_from_slice(b",\"shipToLocationAvailability\":{\"quantity\":");
        push(bytes, quantity);
        bytes.push(b'}');
    }
    if let Some(id) = id {
        bytes.extend_from_slice(b",\"offers\":[{\"offerId\":");
        json_string(bytes, &id);
        if let Some(quantity) = quantity {
            bytes.extend_from_slice(b",\"availableQuantity\":");
            push(bytes, quantity);
        }
        if let Some(price) = price {
            let currency = entry.currency();
            // the value is a text in eBay's own form
            bytes.extend_from_slice(b",\"price\":{\"value\":\"");
            push(bytes, amount(price.value, currency));
            bytes.extend_from_slice(b"\",\"currency\":");
            json_string(bytes, currency.code());
            bytes.push(b'}');
        }
        bytes.extend_from_slice(b"}]");
    }
    bytes.push(b'}');
    entries.end();
    left
}
