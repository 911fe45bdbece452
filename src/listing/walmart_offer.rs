//! Walmart: an offer on an item that is in its catalog already, by the item's code.
//!
//! Source: `MP_ITEM_MATCH_5.0.20260607-22_38_54-api.json`. The offer is set up as a whole, so it is written only where
//! all that it needs is known: the code, the condition, the weight and the price.

use crate::content::{Unit, length};
use crate::offer::content::ContentValue;
use crate::program::content::ContentPlan;

use super::identifier::Code;
use super::measure::Measure;
use super::text::{amount, json_string, push_decimal};
use super::walmart::{code, images};
use super::{Listed, texts};

/// The conditions that need no more than an image. A `Restored: …` item has a second code, which no field holds.
const CONDITIONS: [&str; 9] = [
    "New",
    "New with defects",
    "New without box",
    "New without tags",
    "Open Box",
    "Pre-Owned: Fair",
    "Pre-Owned: Good",
    "Pre-Owned: Like New",
    "Remanufactured",
];
/// The conditions that need an image.
const SHOWN: [&str; 5] =
    ["New with defects", "Pre-Owned: Fair", "Pre-Owned: Good", "Pre-Owned: Like New", "Remanufactured"];

/// The characters that a name has at least.
const LEAST_NAME: usize = 10;

/// Appends the offer of a SKU; `false` where something that it needs is not known.
pub fn offer(listed: &Listed<'_>, bytes: &mut Vec<u8>) -> bool {
    let weight = listed.text("weight").and_then(Measure::weight).and_then(|weight| weight.pounds());
    let condition = listed.text("condition").and_then(condition);
    let image = listed.value("images");
    let (Some(code), Some(weight), Some(condition), Some(list), false) =
        (code(listed), weight, condition, listed.offer.list, listed.is_held_back)
    else {
        return false;
    };
    if SHOWN.contains(&condition) && image.is_none() {
        return false;
    }
    bytes.extend_from_slice(b"{\"Item\":{\"sku\":");
    json_string(bytes, &listed.item.sku);
    bytes.extend_from_slice(b",\"productIdentifiers\":{\"productIdType\":\"GTIN\",\"productId\":");
    json_string(bytes, &code.gtin());
    bytes.extend_from_slice(b"},\"condition\":");
    json_string(bytes, condition);
    bytes.extend_from_slice(b",\"ShippingWeight\":");
    push_decimal(bytes, weight);
    bytes.extend_from_slice(b",\"price\":");
    push_decimal(bytes, amount(list.value, listed.currency()));
    // shorter ones are refused, and the name is Walmart's own where it is left out
    if let Some(title) = listed.text("title").filter(|title| length(title, Unit::Characters) >= LEAST_NAME) {
        bytes.extend_from_slice(b",\"productName\":");
        json_string(bytes, title);
    }
    if let Some(image) = image {
        bytes.push(b',');
        images(bytes, image);
    }
    bytes.extend_from_slice(b"}}");
    true
}

/// Whether a listing's content field of this value is written, where all that the offer needs is known.
pub fn carries(plan: &ContentPlan, value: &ContentValue<'_>) -> bool {
    let one = || texts(value).next().unwrap_or_default();
    match plan.key.as_str() {
        "gtin" => Code::parse(one()).is_some(),
        "weight" => Measure::weight(one()).is_some(),
        "condition" => condition(one()).is_some(),
        "title" => length(one(), Unit::Characters) >= LEAST_NAME,
        "images" => true,
        _ => false,
    }
}

/// Walmart's word for a condition; `None` for what is none of them.
fn condition(text: &str) -> Option<&'static str> {
    CONDITIONS.into_iter().find(|known| known.eq_ignore_ascii_case(text.trim()))
}
