//! Amazon's JSON listings feed 2.0: price and quantity as `PATCH` messages.
//!
//! Sources: `listings-feed-schema-v2.json` of amzn/selling-partner-api-models; developer-docs.amazon.com,
//! "Merge a listing" and "Manage purchasable offer". `merge` changes what is sent and leaves what else the
//! seller has set, such as handling times or repricer bounds. The selectors are those of `Product.json`
//! (marketplace, currency); without `audience` an offer is for all buyers.

use crate::item::{Field, Item};
use crate::offer::{Offer, Quantity};
use crate::policy::channel::Feed;
use crate::program::Program;

use super::entry::Entry;
use super::lines::{Entries, Frame, Limits};
use super::text::{amount, json_string, push};

/// Messages a feed (schema: `maxItems`).
const MOST_MESSAGES: u64 = 25_000;
/// Bytes a feed: 10 MiB (developer-docs.amazon.com, feeds API best practices).
const MOST_BYTES: u64 = 10 * 1024 * 1024;
/// The US marketplace.
const MARKETPLACE: &str = "ATVPDKIKX0DER";
/// The code of units that the seller ships.
const SELLER_FULFILLED: &str = "DEFAULT";
/// The code of units that Amazon ships in North America.
const AMAZON_FULFILLED: &str = "AMAZON_NA";

/// What stands around the messages; `None` where the policy names no seller, whom the header needs.
pub(super) fn frame(feed: &Feed) -> Option<Frame> {
    let seller = feed.seller_id.as_deref()?;
    let mut head = b"{\"header\":{\"sellerId\":".to_vec();
    json_string(&mut head, seller);
    head.extend_from_slice(b",\"version\":\"2.0\",\"issueLocale\":\"en_US\"},\"messages\":[\n");
    Some(Frame {
        head,
        number: Some(b"{\"messageId\":"),
        between: b",\n",
        foot: b"\n]}\n",
        // a feed needs at least one message (schema: `minItems`)
        writes_empty: false,
        line: None,
    })
}

/// How the feed is cut: never past what the intake takes.
pub(super) fn limits(feed: &Feed) -> Limits {
    Limits {
        entries: Some(feed.batch.unwrap_or(MOST_MESSAGES).min(MOST_MESSAGES)),
        bytes: Some(feed.batch_bytes.unwrap_or(MOST_BYTES).min(MOST_BYTES)),
    }
}

/// Appends a message, its number left out. A SKU that is held back is only written with quantity 0, and
/// then without its price; where the channel holds the units there is nothing to say of it.
pub(super) fn write(entry: &Entry<'_>, entries: &mut Entries) {
    let Entry { program, feed, item, offer, .. } = *entry;
    let is_held_back = entry.is_held_back();
    if is_held_back && offer.quantity == Some(Quantity::Held) {
        return;
    }
    let bytes = &mut entries.bytes;
    bytes.extend_from_slice(b",\"sku\":");
    json_string(bytes, &item.sku);
    bytes.extend_from_slice(b",\"operationType\":\"PATCH\",\"productType\":");
    json_string(bytes, product_type(program, feed, item));
    bytes.extend_from_slice(b",\"patches\":[");
    availability(feed, offer, is_held_back, bytes);
    if let Some(list) = entry.list() {
        let currency = entry.currency();
        bytes.extend_from_slice(
            b",{\"op\":\"merge\",\"path\":\"/attributes/purchasable_offer\",\"value\":[{\"marketplace_id\":",
        );
        json_string(bytes, feed.marketplace_id.as_deref().unwrap_or(MARKETPLACE));
        bytes.extend_from_slice(b",\"currency\":");
        json_string(bytes, currency.code());
        bytes.extend_from_slice(b",\"our_price\":[{\"schedule\":[{\"value_with_tax\":");
        // a JSON number, written from its digits
        push(bytes, amount(list.value, currency));
        bytes.extend_from_slice(b"}]}]}]}");
    }
    bytes.extend_from_slice(b"]}");
    entries.end();
}

/// How many units there are, or who fulfils them.
fn availability(feed: &Feed, offer: &Offer, is_held_back: bool, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(
        b"{\"op\":\"merge\",\"path\":\"/attributes/fulfillment_availability\",\"value\":[{\"fulfillment_channel_code\":",
    );
    match offer.quantity {
        Some(Quantity::Held) => {
            json_string(bytes, feed.fulfillment_channel.as_deref().unwrap_or(AMAZON_FULFILLED));
        }
        Some(Quantity::Units(units)) if !is_held_back => {
            json_string(bytes, SELLER_FULFILLED);
            bytes.extend_from_slice(b",\"quantity\":");
            push(bytes, units.value);
        }
        _ => {
            json_string(bytes, SELLER_FULFILLED);
            bytes.extend_from_slice(b",\"quantity\":0");
        }
    }
    bytes.extend_from_slice(b"}]}");
}

/// The item's own product type where it is one of Amazon's (capitals and underscores), else the feed's.
fn product_type<'a>(program: &'a Program, feed: &'a Feed, item: &'a Item) -> &'a str {
    let index = program.shape.texts.iter().position(|text| text.field == Field::ProductType);
    let own = index.and_then(|index| item.texts.get(index)).and_then(Option::as_deref);
    let is_code =
        |code: &&str| !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    own.filter(is_code).or(feed.product_type.as_deref()).unwrap_or("PRODUCT")
}
