//! Walmart's feeds: prices 1.7, stock 1.4, the maintenance of items 5.0 (`MP_MAINTENANCE`), and the set-up of offers
//! on items of its catalog 5.0 (`MP_ITEM_MATCH`).
//!
//! Sources: `PriceFeed.json`, `InventoryFeed.json` and the header of `MP_ITEM_MATCH_5.0`; developer.walmart.com,
//! "Update prices in bulk", "Bulk inventory update" and "Bulk item setup" for the limits. What an entry says is
//! made in `listing`.

use crate::listing::Listed;
use crate::listing::{walmart, walmart_offer};
use crate::model::part::channel::FeedFormat;
use crate::policy::channel::Feed;

use super::entry::Entry;
use super::left::What;
use super::lines::{Entries, Frame, Limits};

/// Why a feed of items is not written.
const NO_VERSION: &str =
    "Walmart's feeds of items name the version of their spec: `feed walmart-item spec-version=\"5.0.…-api\"`";
/// What its feed of prices carries; the price that it strikes through is Walmart's own to reckon, and nobody enters it.
pub(super) const PRICES: [What; 2] = [What::Price, What::CompareAt];

/// What stands around the entries of a feed; an `Err` says what the header lacks.
pub(super) fn frame(feed: &Feed) -> Result<Frame, &'static str> {
    let head = match feed.format {
        FeedFormat::WalmartPrice => b"{\"PriceHeader\":{\"version\":\"1.7\"},\"Price\":[\n".to_vec(),
        FeedFormat::WalmartInventory => {
            b"{\"InventoryHeader\":{\"version\":\"1.4\"},\"Inventory\":[\n".to_vec()
        }
        _ => item_head(feed).ok_or(NO_VERSION)?,
    };
    // a feed needs at least one entry (schemas: `minItems`)
    Ok(Frame { head, between: b",\n", foot: b"\n]}\n", writes_empty: false, ..Frame::default() })
}

fn item_head(feed: &Feed) -> Option<Vec<u8>> {
    let mut head = walmart::item_header(feed)?;
    head.insert(0, b'{');
    head.extend_from_slice(b",\"MPItem\":[\n");
    Some(head)
}

/// How a feed is cut: never past what the intake takes.
pub(super) fn limits(feed: &Feed) -> Limits {
    Limits { entries: feed.most_entries(), bytes: feed.most_bytes() }
}

/// Appends what the feed says of a SKU, where there is anything to say.
pub(super) fn write(entry: &Entry<'_>, entries: &mut Entries) {
    let listed: Listed<'_> = entry.listed();
    let bytes = &mut entries.bytes;
    let is_written = match entry.feed.format {
        FeedFormat::WalmartPrice => walmart::price(&listed, bytes),
        FeedFormat::WalmartInventory => walmart::inventory(&listed, bytes),
        FeedFormat::WalmartMatch => walmart_offer::offer(&listed, bytes),
        _ => walmart::item(&listed, bytes),
    };
    if is_written {
        entries.end();
    }
}
