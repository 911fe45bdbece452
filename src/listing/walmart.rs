//! Walmart: what its feeds of prices, stock and items say of a SKU.
//!
//! Sources: the schemas `Price.json` and `Inventory.json` of its feeds 1.x; `MP_ITEM_SPEC_4.3.json` and
//! `MP_ITEM_MATCH_5.0` for the fields of an item; developer.walmart.com, "Update my existing items", for what a
//! maintenance of items asks for and leaves alone.

use serde_json::Value as Json;

use crate::exact::Decimal;
use crate::offer::Quantity;
use crate::offer::content::ContentValue;
use crate::policy::attribute;
use crate::policy::channel::Feed;
use crate::program::content::ContentPlan;

use super::form::{Kind, schema};
use super::identifier::Code;
use super::measure::Measure;
use super::text::{amount, json_string, push_decimal};
use super::{FIELDS, Listed, texts};

/// The member that heads a feed of items; `None` where the policy names no version of the spec.
pub fn item_header(feed: &Feed) -> Option<Vec<u8>> {
    let version = feed.spec_version.as_deref()?;
    let mut bytes =
        b"\"MPItemFeedHeader\":{\"businessUnit\":\"WALMART_US\",\"locale\":\"en\",\"version\":".to_vec();
    json_string(&mut bytes, version);
    bytes.push(b'}');
    Some(bytes)
}

/// Appends the price of a SKU; `false` where there is none to send.
///
/// A `BASE` price alone: `comparisonPrice` is for `REDUCED` and `CLEARANCE`, which are promotions with a start and
/// an end.
pub fn price(listed: &Listed<'_>, bytes: &mut Vec<u8>) -> bool {
    let currency = listed.currency();
    let Some(list) = listed.offer.list.filter(|_| !listed.is_held_back) else { return false };
    bytes.extend_from_slice(b"{\"sku\":");
    json_string(bytes, &listed.item.sku);
    bytes.extend_from_slice(b",\"pricing\":[{\"currentPriceType\":\"BASE\",\"currentPrice\":{\"currency\":");
    json_string(bytes, currency.code());
    bytes.extend_from_slice(b",\"amount\":");
    // a JSON number, written from its digits
    push_decimal(bytes, amount(list.value, currency));
    bytes.extend_from_slice(b"}}]}");
    true
}

/// Appends the stock of a SKU; `false` where Walmart holds it, or nobody knows it.
pub fn inventory(listed: &Listed<'_>, bytes: &mut Vec<u8>) -> bool {
    let units = match listed.offer.quantity {
        Some(Quantity::Held) => return false,
        _ if listed.is_held_back => Decimal::ZERO,
        Some(Quantity::Units(units)) => units.value,
        None => return false,
    };
    bytes.extend_from_slice(b"{\"sku\":");
    json_string(bytes, &listed.item.sku);
    bytes.extend_from_slice(b",\"quantity\":{\"unit\":\"EACH\",\"amount\":");
    push_decimal(bytes, units);
    bytes.extend_from_slice(b"}}");
    true
}

/// Appends what the listing of a SKU says; `false` where it cannot be sent.
///
/// An item is named by its SKU and its GTIN. What is left out stays as it is, so nothing else is needed; but where
/// only the two are known there is nothing to say.
pub fn item(listed: &Listed<'_>, bytes: &mut Vec<u8>) -> bool {
    let Some(code) = code(listed).filter(|_| !listed.is_held_back) else { return false };
    let weight = listed.text("weight").and_then(Measure::weight).and_then(|weight| weight.pounds());
    let visible = visible(listed);
    if weight.is_none() && visible.is_none() {
        return false;
    }
    bytes.extend_from_slice(b"{\"Orderable\":{\"sku\":");
    json_string(bytes, &listed.item.sku);
    bytes.extend_from_slice(b",\"productIdentifiers\":{\"productIdType\":\"GTIN\",\"productId\":");
    json_string(bytes, &code.gtin());
    bytes.push(b'}');
    if let Some(weight) = weight {
        bytes.extend_from_slice(b",\"ShippingWeight\":");
        push_decimal(bytes, weight);
    }
    bytes.push(b'}');
    if let Some(visible) = visible {
        bytes.extend_from_slice(b",\"Visible\":{");
        bytes.extend_from_slice(&visible);
        bytes.push(b'}');
    }
    bytes.push(b'}');
    true
}

/// Why the listing of a SKU cannot be sent, or not its visible part; `None` where it can.
pub fn lacks(listed: &Listed<'_>) -> Option<&'static str> {
    if code(listed).is_none() {
        return Some(
            "Walmart knows an item by its GTIN, and the listing gives none whose check digit is right",
        );
    }
    product_type(listed).is_none().then_some("nobody says which of Walmart's product types it is of")
}

/// The product code of a listing.
pub(super) fn code(listed: &Listed<'_>) -> Option<Code> {
    listed.text("gtin").and_then(Code::parse)
}

/// Whether a listing's content field of this value is written, where the SKU has a GTIN and a product type.
pub fn carries(plan: &ContentPlan, value: &ContentValue<'_>) -> bool {
    let one = || texts(value).next().unwrap_or_default();
    match plan.key.as_str() {
        "gtin" => Code::parse(one()).is_some(),
        "weight" => Measure::weight(one()).is_some(),
        "product-type" => true,
        key => attribute::walmart(key).is_some(),
    }
}

/// Whether a content field gives an attribute, as far as its name says.
pub fn is_of(plan: &ContentPlan, attribute: &str) -> bool {
    match attribute {
        "productIdentifiers" => plan.key == "gtin",
        "ShippingWeight" => plan.key == "weight",
        "condition" => plan.key == "condition",
        "productSecondaryImageURL" => plan.key == "images",
        _ => attribute::walmart(&plan.key) == Some(attribute),
    }
}

/// The field of the item that an attribute is of, where it is one.
pub fn field_of(attribute: &str) -> Option<&'static str> {
    match attribute {
        "productIdentifiers" => Some("gtin"),
        "ShippingWeight" => Some("weight"),
        _ => FIELDS.into_iter().find(|field| attribute::walmart(field) == Some(attribute)),
    }
}

/// The product type: the content's where the policy gives one, else the feed's, else the item's own. A shop's own
/// words cannot be told from Walmart's, so the item's come last.
pub fn product_type<'a>(listed: &Listed<'a>) -> Option<&'a str> {
    let own = || listed.own_product_type();
    listed.text("product-type").or(listed.feed.product_type.as_deref()).or_else(own)
}

/// The attributes below the product type, with it; `None` where there are none or nobody knows the type.
fn visible(listed: &Listed<'_>) -> Option<Vec<u8>> {
    let product_type = product_type(listed)?;
    let pointer = "/properties/MPItem/items/properties/Visible/properties";
    let root = schema(listed, Some(product_type));
    let types = root.and_then(|root| root.pointer(pointer));
    let known = types.and_then(|types| types.get(product_type)?.get("properties"));
    let mut bytes = Vec::new();
    json_string(&mut bytes, product_type);
    bytes.extend_from_slice(b":{");
    let before = bytes.len();
    for (plan, _, value) in listed.values() {
        let Some(name) = attribute::walmart(&plan.key) else { continue };
        if bytes.len() > before {
            bytes.push(b',');
        }
        if plan.key == "images" {
            images(&mut bytes, value);
        } else {
            visible_attribute(&mut bytes, name, value, known.and_then(|known| known.get(name)).zip(root));
        }
    }
    let is_empty = bytes.len() == before;
    bytes.push(b'}');
    (!is_empty).then_some(bytes)
}

/// An attribute in the form that the channel's schema gives, else as the content has it; features are a list.
fn visible_attribute(
    bytes: &mut Vec<u8>,
    name: &str,
    value: &ContentValue<'_>,
    schema: Option<(&Json, &Json)>,
) {
    let is_list = match schema.and_then(|(schema, _)| schema.get("type")?.as_str()) {
        Some(kind) => kind == "array",
        None => name == "keyFeatures" || matches!(value, ContentValue::List(_)),
    };
    let kind = schema.map(|(schema, root)| Kind::of(schema, root)).unwrap_or_default();
    member(bytes, name, |bytes| match value {
        ContentValue::Text(text) if !is_list => kind.write(bytes, text),
        _ => list(bytes, texts(value)),
    });
}

pub(super) fn images(bytes: &mut Vec<u8>, value: &ContentValue<'_>) {
    let mut addresses = texts(value);
    member(bytes, "mainImageUrl", |bytes| json_string(bytes, addresses.next().unwrap_or_default()));
    let mut others = addresses.peekable();
    if others.peek().is_some() {
        bytes.push(b',');
        member(bytes, "productSecondaryImageURL", |bytes| list(bytes, others));
    }
}

fn member(bytes: &mut Vec<u8>, name: &str, write: impl FnOnce(&mut Vec<u8>)) {
    json_string(bytes, name);
    bytes.push(b':');
    write(bytes);
}

fn list<'v>(bytes: &mut Vec<u8>, texts: impl Iterator<Item = &'v str>) {
    bytes.push(b'[');
    for (index, text) in texts.enumerate() {
        if index > 0 {
            bytes.push(b',');
        }
        json_string(bytes, text);
    }
    bytes.push(b']');
}
