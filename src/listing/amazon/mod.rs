//! Amazon: the attributes of a listing, as they stand below `/attributes/` in patches and in the schema of a
//! product type.
//!
//! Sources: `Product.json` of amzn/selling-partner-api-models for names, selectors and shapes; developer-docs.amazon.com,
//! "Merge a listing", "Manage purchasable offer" and "Partially update a listing". An availability and an offer hold
//! more than a policy knows (handling times, repricer bounds), so they are merged; each other attribute is known as
//! a whole and replaces what was there. Without `audience` an offer is for all buyers.

mod content;
mod form;

pub use content::{carries, field_of, is_of};

use crate::item::Field;
use crate::offer::{Quantity, Window};

use super::text::{amount, json_string, push_decimal};
use super::{Listed, Made};

/// The US marketplace.
const MARKETPLACE: &str = "ATVPDKIKX0DER";
/// The code of units that the seller ships.
const SELLER_FULFILLED: &str = "DEFAULT";
/// The code of units that Amazon ships in North America.
const AMAZON_FULFILLED: &str = "AMAZON_NA";

/// How an attribute changes what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// What is sent changes, what is not stays.
    Merge,
    /// What is sent takes the place of all.
    Replace,
}

impl Operation {
    /// The word in a patch.
    pub fn name(self) -> &'static str {
        match self {
            Self::Merge => "merge",
            Self::Replace => "replace",
        }
    }
}

/// Where attributes go: into patches, or into one object that is judged.
pub trait Attributes {
    /// Takes an attribute; `write` appends the objects of its array.
    fn attribute(
        &mut self,
        operation: Operation,
        name: &str,
        made: Made<'_>,
        write: impl FnOnce(&mut Vec<u8>),
    );
}

/// Hands on every attribute that is known of a listing, each once. Of a SKU that is held back there is the
/// availability alone.
pub fn attributes(listed: &Listed<'_>, to: &mut impl Attributes) {
    availability(listed, to);
    if listed.is_held_back {
        return;
    }
    prices(listed, to);
    content::content(listed, to);
}

/// The product type: the content's where the policy gives one, the item's own where that is one of Amazon's codes
/// (capitals, digits and underscores), else the feed's.
pub fn product_type<'a>(listed: &Listed<'a>) -> &'a str {
    let is_code = |code: &&str| {
        let mut bytes = code.bytes();
        !code.is_empty()
            && bytes.all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
    };
    let own = listed.text("product-type").or(listed.own_product_type()).filter(is_code);
    own.or(listed.feed.product_type.as_deref()).unwrap_or("PRODUCT")
}

/// How many units there are, or who fulfils them.
fn availability(listed: &Listed<'_>, to: &mut impl Attributes) {
    let (code, units, by) = match listed.offer.quantity {
        Some(Quantity::Held) => {
            let code = listed.feed.fulfillment_channel.as_deref().unwrap_or(AMAZON_FULFILLED);
            (code, None, listed.channel.by)
        }
        Some(Quantity::Units(units)) if !listed.is_held_back => {
            (SELLER_FULFILLED, Some(units.value), units.by)
        }
        _ => (SELLER_FULFILLED, Some(0.into()), listed.channel.by),
    };
    let made = Made { by, field: &Field::Stock };
    to.attribute(Operation::Merge, "fulfillment_availability", made, |bytes| {
        bytes.extend_from_slice(b"{\"fulfillment_channel_code\":");
        json_string(bytes, code);
        if let Some(units) = units {
            bytes.extend_from_slice(b",\"quantity\":");
            push_decimal(bytes, units);
        }
        bytes.push(b'}');
    });
}

/// The price, and what it is struck through beside: a `list_price` of the product, as `Product.json` has it, where
/// it is above the price. Amazon's mapping of the old feeds has it below `purchasable_offer` instead; the schema is
/// what a message is judged by. A sale goes into `discounted_price`, with its start and end.
fn prices(listed: &Listed<'_>, to: &mut impl Attributes) {
    let Some(list) = listed.offer.list else { return };
    let currency = listed.currency();
    let marketplace = marketplace(listed);
    let made = Made { by: list.by, field: &Field::Price };
    to.attribute(Operation::Merge, "purchasable_offer", made, |bytes| {
        selected_by(bytes, marketplace);
        bytes.extend_from_slice(b",\"currency\":");
        json_string(bytes, currency.code());
        bytes.extend_from_slice(b",\"our_price\":[{\"schedule\":[{\"value_with_tax\":");
        // a JSON number, written from its digits
        push_decimal(bytes, amount(list.value, currency));
        bytes.extend_from_slice(b"}]}]");
        if let Some((sale, Window { starts, ends })) = listed.offer.scheduled {
            bytes.extend_from_slice(b",\"discounted_price\":[{\"schedule\":[{\"start_at\":");
            json_string(bytes, &starts.to_string());
            bytes.extend_from_slice(b",\"end_at\":");
            json_string(bytes, &ends.to_string());
            bytes.extend_from_slice(b",\"value_with_tax\":");
            push_decimal(bytes, amount(sale.value, currency));
            bytes.extend_from_slice(b"}]}]");
        }
        bytes.push(b'}');
    });
    let Some(compare_at) = listed.offer.compare_at.filter(|own| own.value > list.value) else { return };
    let made = Made { by: compare_at.by, field: &Field::CompareAt };
    to.attribute(Operation::Replace, "list_price", made, |bytes| {
        selected_by(bytes, marketplace);
        bytes.extend_from_slice(b",\"currency\":");
        json_string(bytes, currency.code());
        bytes.extend_from_slice(b",\"value\":");
        push_decimal(bytes, amount(compare_at.value, currency));
        bytes.push(b'}');
    });
}

fn marketplace<'a>(listed: &Listed<'a>) -> &'a str {
    listed.feed.marketplace_id.as_deref().unwrap_or(MARKETPLACE)
}

/// An object's beginning: the marketplace that it is for.
fn selected_by(bytes: &mut Vec<u8>, marketplace: &str) {
    bytes.extend_from_slice(b"{\"marketplace_id\":");
    json_string(bytes, marketplace);
}
