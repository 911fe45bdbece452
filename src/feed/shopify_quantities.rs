//! Shopify's `inventorySetQuantities`: units of inventory items by location, the variables of one call a line.
//!
//! Sources: Shopify Admin GraphQL 2026-10, `InventorySetQuantitiesInput`; shopify.dev, limits: 250 values an array;
//! shopify.dev, changelog of 2025-12-12: a call needs `@idempotent(key: …)` since 2026-04, and `changeFromQuantity`
//! has to be there, null where nothing is compared. No schema shows either. The key of a line is a digest of the
//! build's instant and policy and of what the line holds: sent twice a line counts once, and a later build is
//! another write.

use crate::item::Field;
use crate::policy::channel::Feed;

use super::entry::Entry;
use super::left::{Left, What, left};
use super::lines::{Entries, Frame, Key, Limits, Line};
use super::placed::placed;
use super::text::{json_string, push};

/// What it carries.
pub(super) const FIGURES: [What; 1] = [What::Quantity];

/// A call a line; `None` where the feed names no location.
pub(super) fn frame(feed: &Feed, seed: &str) -> Option<Frame> {
    if feed.locations.is_empty() {
        return None;
    }
    let line = Line {
        head: b"{\"input\":{\"name\":\"available\",\"reason\":\"correction\",\"quantities\":[",
        between: b",",
        foot: b"]}",
        most: feed.most_entries().unwrap_or(1),
        key: Some(Key { seed: seed.to_owned(), before: b",\"key\":\"", after: b"\"}\n" }),
    };
    Some(Frame { line: Some(line), ..Frame::default() })
}

/// How the file is cut.
pub(super) fn limits(feed: &Feed) -> Limits {
    Limits { entries: None, bytes: feed.most_bytes() }
}

/// Appends the units of every location.
pub(super) fn write(entry: &Entry<'_>, entries: &mut Entries) -> Vec<Left> {
    let Some(placed) = placed(entry) else { return Vec::new() };
    let item = match entry.readable_id(&Field::InventoryId) {
        Ok(item) => item,
        Err(why) => return left(&FIGURES, &why),
    };
    for (location, units) in placed {
        let bytes = &mut entries.bytes;
        bytes.extend_from_slice(b"{\"inventoryItemId\":");
        json_string(bytes, &item);
        bytes.extend_from_slice(b",\"locationId\":");
        json_string(bytes, location);
        bytes.extend_from_slice(b",\"quantity\":");
        push(bytes, units);
        bytes.extend_from_slice(b",\"changeFromQuantity\":null}");
        entries.end();
    }
    Vec::new()
}
