//! Amazon's JSON listings feed 2.0: price, quantity and content of a SKU as one `PATCH` message.
//!
//! Source: `listings-feed-schema-v2.json` of amzn/selling-partner-api-models. The attributes are made in `listing`.

use crate::listing::Made;
use crate::listing::amazon::{Attributes, Operation, attributes, product_type};
use crate::offer::Quantity;
use crate::policy::channel::Feed;

use super::entry::Entry;
use super::left::What;
use super::lines::{Entries, Frame, Limits};
use super::text::json_string;

/// What it carries; the struck-through price where it is above the price, which it is shown beside alone.
pub(super) const FIGURES: [What; 4] = [What::Price, What::Sale, What::CompareAt, What::Quantity];

/// What stands around the messages; an `Err` where the policy names no seller, whom the
/// header needs.
pub(super) fn frame(feed: &Feed) -> Result<Frame, &'static str> {
    let seller = feed.seller_id.as_deref();
    let seller = seller.ok_or("Amazon's feed names the seller: `feed amazon-listings seller-id=\"…\"`")?;
    let mut head = b"{\"header\":{\"sellerId\":".to_vec();
    json_string(&mut head, seller);
    head.extend_from_slice(b",\"version\":\"2.0\",\"issueLocale\":\"en_US\"},\"messages\":[\n");
    Ok(Frame {
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
    Limits { entries: feed.most_entries(), bytes: feed.most_bytes() }
}

/// Appends a message, its number left out. A SKU that is held back is only written with quantity 0, and
/// then without its price; where the channel holds the units there is nothing to say of it.
pub(super) fn write(entry: &Entry<'_>, entries: &mut Entries) {
    if entry.is_held_back() && entry.offer.quantity == Some(Quantity::Held) {
        return;
    }
    let listed = entry.listed();
    let bytes = &mut entries.bytes;
    bytes.extend_from_slice(b",\"sku\":");
    json_string(bytes, &entry.item.sku);
    bytes.extend_from_slice(b",\"operationType\":\"PATCH\",\"productType\":");
    json_string(bytes, product_type(&listed));
    bytes.extend_from_slice(b",\"patches\":[");
    attributes(&listed, &mut Patches { bytes, is_first: true });
    bytes.extend_from_slice(b"]}");
    entries.end();
}

/// The patches of a message.
struct Patches<'b> {
    bytes: &'b mut Vec<u8>,
    is_first: bool,
}

impl Attributes for Patches<'_> {
    fn attribute(&mut self, operation: Operation, name: &str, _: Made<'_>, write: impl FnOnce(&mut Vec<u8>)) {
        if !std::mem::take(&mut self.is_first) {
            self.bytes.push(b',');
        }
        self.bytes.extend_from_slice(b"{\"op\":\"");
        self.bytes.extend_from_slice(operation.name().as_bytes());
        self.bytes.extend_from_slice(b"\",\"path\":");
        if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            self.bytes.extend_from_slice(b"\"/attributes/");
            self.bytes.extend_from_slice(name.as_bytes());
            self.bytes.push(b'"');
        } else {
            // a key of the policy's own may hold what a JSON Pointer escapes
            let name = name.replace('~', "~0").replace('/', "~1");
            json_string(self.bytes, &format!("/attributes/{name}"));
        }
        self.bytes.extend_from_slice(b",\"value\":[");
        write(self.bytes);
        self.bytes.extend_from_slice(b"]}");
    }
}
