//! Shopify's `productVariantsBulkUpdate`: prices of a product's variants, the variables of one call a line.
//!
//! Sources: Shopify Admin GraphQL 2026-10, `ProductVariantsBulkInput`; shopify.dev, bulk operations, imports: a
//! line is the variables of one call, a file has at most 100 MB; shopify.dev, limits: 250 values an array. Prices
//! are texts of decimals. `compareAtPrice` is null where there is none, which clears it. What is sold for less for a
//! while is a price below `compareAtPrice`. Variants of a product may stand on several lines: what a call does not
//! name stays.

use crate::item::Field;
use crate::policy::channel::Feed;

use super::entry::Entry;
use super::left::{Left, What, left};
use super::lines::{Entries, Frame, Limits, Line};
use super::text::{json_amount, json_string};

/// What it carries.
pub(super) const FIGURES: [What; 3] = [What::Price, What::Sale, What::CompareAt];

/// A product a line.
pub(super) fn frame(feed: &Feed) -> Frame {
    let most = feed.most_entries().unwrap_or(1);
    let line = Line { head: b"{\"productId\":", between: b",", foot: b"]}\n", most, key: None };
    Frame { line: Some(line), ..Frame::default() }
}

/// How the file is cut.
pub(super) fn limits(feed: &Feed) -> Limits {
    Limits { entries: None, bytes: feed.most_bytes() }
}

/// Appends a variant; nothing where its price may not be written.
pub(super) fn write(entry: &Entry<'_>, entries: &mut Entries) -> Vec<Left> {
    let Some((price, compare_at)) = entry.shop_price() else { return Vec::new() };
    let (product, variant) = match entry
        .readable_id(&Field::ProductId)
        .and_then(|product| entry.readable_id(&Field::ChannelId).map(|variant| (product, variant)))
    {
        Ok(ids) => ids,
        Err(why) => return left(&FIGURES, &why),
    };
    let bytes = &mut entries.bytes;
    json_string(bytes, &product);
    bytes.extend_from_slice(b",\"variants\":[");
    let group = bytes.len();
    bytes.extend_from_slice(b"{\"id\":");
    json_string(bytes, &variant);
    bytes.extend_from_slice(b",\"price\":");
    json_amount(bytes, Some(price), entry.currency());
    bytes.extend_from_slice(b",\"compareAtPrice\":");
    json_amount(bytes, compare_at, entry.currency());
    bytes.push(b'}');
    entries.end_in_group(group);
    Vec::new()
}
