//! Amazon: the attributes of a listing, as they stand below `/attributes/` in patches and in the schema of a
//! product type.
//!
//! Sources: `Product.json` of amzn/selling-partner-api-models for names, selectors and shapes; developer-docs.amazon.com,
//! "Merge a listing", "Manage purchasable offer" and "Partially update a listing". An availability and an offer hold
//! more than a policy knows (handling times, repricer bounds), so they are merged; each other attribute is known as
//! a whole and replaces what was there. Without `audience` an offer is for all buyers.

use crate::offer::Quantity;
use crate::offer::content::ContentValue;
use crate::program::By;
use crate::program::content::ContentPlan;

use super::identifier::Code;
use super::measure::Measure;
use super::text::{amount, json_string, push, push_decimal};
use super::{Listed, texts};

/// The US marketplace.
const MARKETPLACE: &str = "ATVPDKIKX0DER";
/// The code of units that the seller ships.
const SELLER_FULFILLED: &str = "DEFAULT";
/// The code of units that Amazon ships in North America.
const AMAZON_FULFILLED: &str = "AMAZON_NA";
/// The language of texts.
const LANGUAGE: &str = "en_US";
/// The attributes whose values are texts in a language (`Product.json`: `language_tag` is required).
const LOCALISED: [&str; 8] = [
    "brand",
    "bullet_point",
    "color",
    "condition_note",
    "generic_keyword",
    "item_name",
    "product_description",
    "safety_data_sheet_url",
];
/// The attributes of further images.
const OTHER_IMAGES: [&str; 8] = [
    "other_product_image_locator_1",
    "other_product_image_locator_2",
    "other_product_image_locator_3",
    "other_product_image_locator_4",
    "other_product_image_locator_5",
    "other_product_image_locator_6",
    "other_product_image_locator_7",
    "other_product_image_locator_8",
];
/// Amazon's words for a condition (`Product.json`, `condition_type`).
const CONDITIONS: [&str; 13] = [
    "club_club",
    "collectible_acceptable",
    "collectible_good",
    "collectible_like_new",
    "collectible_very_good",
    "new_new",
    "new_oem",
    "new_open_box",
    "refurbished_refurbished",
    "used_acceptable",
    "used_good",
    "used_like_new",
    "used_very_good",
];

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
    /// Takes an attribute; `write` appends the objects of its array, and `by` made its value.
    fn attribute(&mut self, operation: Operation, name: &str, by: By, write: impl FnOnce(&mut Vec<u8>));
}

/// Hands on every attribute that is known of a listing, each once. Of a SKU that is held back there is the
/// availability alone.
pub fn attributes(listed: &Listed<'_>, to: &mut impl Attributes) {
    availability(listed, to);
    if listed.is_held_back {
        return;
    }
    prices(listed, to);
    content(listed, to);
}

/// Whether a listing's content field of this value is written.
///
/// A length, a width and a height are written together or not at all, which this does not look at.
pub fn carries(plan: &ContentPlan, value: &ContentValue<'_>) -> bool {
    is_product_type(plan) || carried(plan, value).is_some()
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
    to.attribute(Operation::Merge, "fulfillment_availability", by, |bytes| {
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
    to.attribute(Operation::Merge, "purchasable_offer", list.by, |bytes| {
        selected_by(bytes, marketplace);
        bytes.extend_from_slice(b",\"currency\":");
        json_string(bytes, currency.code());
        bytes.extend_from_slice(b",\"our_price\":[{\"schedule\":[{\"value_with_tax\":");
        // a JSON number, written from its digits
        push_decimal(bytes, amount(list.value, currency));
        bytes.extend_from_slice(b"}]}]}");
    });
    let Some(compare_at) = listed.offer.compare_at.filter(|own| own.value > list.value) else { return };
    to.attribute(Operation::Replace, "list_price", compare_at.by, |bytes| {
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

/// What a content field becomes.
enum Carried<'p> {
    /// Texts, with their language where the attribute has one.
    Texts(&'p str),
    /// A product code.
    Code(Code),
    /// One of Amazon's words.
    Word(&'p str, String),
    /// Image addresses.
    Images,
    /// An address of one image.
    Image(&'p str),
    /// A weight.
    Weight(&'p str, Measure),
    /// A side of the package.
    Side,
}

fn is_product_type(plan: &ContentPlan) -> bool {
    plan.key == "product-type"
}

/// What becomes of a field; `None` where Amazon has no attribute for it by its name, or none for such a value.
fn carried<'p>(plan: &'p ContentPlan, value: &ContentValue<'_>) -> Option<Carried<'p>> {
    let one = || texts(value).next().unwrap_or_default();
    Some(match plan.key.as_str() {
        // warnings are several attributes, and a category is a place in Amazon's own tree
        "product-type" | "safety-warnings" | "category" => return None,
        "title" => Carried::Texts("item_name"),
        "description" => Carried::Texts("product_description"),
        "bullets" => Carried::Texts("bullet_point"),
        "mpn" => Carried::Texts("part_number"),
        "images" => Carried::Images,
        "gtin" | "externally_assigned_product_identifier" => Carried::Code(Code::parse(one())?),
        "condition" | "condition_type" => Carried::Word("condition_type", condition(one())?),
        "country-of-origin" | "country_of_origin" => Carried::Word("country_of_origin", country(one())?),
        "weight" => Carried::Weight("item_package_weight", Measure::weight(one())?),
        key @ ("item_package_weight" | "item_weight") => Carried::Weight(key, Measure::weight(one())?),
        "length" | "width" | "height" => Measure::length(one()).map(|_| Carried::Side)?,
        key if key.contains("_image_locator") => Carried::Image(key),
        key => Carried::Texts(key),
    })
}

/// Amazon's word for a condition; `None` for what might be one of several, such as `used`.
fn condition(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let words = lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let word = match words.collect::<Vec<_>>().join("_") {
        word if word == "new" || word == "refurbished" => format!("{word}_{word}"),
        word => word,
    };
    CONDITIONS.contains(&word.as_str()).then_some(word)
}

/// A country by its code of two letters; a name is none.
fn country(text: &str) -> Option<String> {
    let code = text.trim().to_ascii_uppercase();
    (code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase())).then_some(code)
}

fn content(listed: &Listed<'_>, to: &mut impl Attributes) {
    for (plan, figure, value) in listed.values() {
        let Some(carried) = carried(plan, value) else { continue };
        field(listed, &carried, value, figure.by, to);
    }
    sides(listed, to);
}

fn field(
    listed: &Listed<'_>,
    carried: &Carried<'_>,
    value: &ContentValue<'_>,
    by: By,
    to: &mut impl Attributes,
) {
    let marketplace = marketplace(listed);
    let mut replace = |name: &str, write: &dyn Fn(&mut Vec<u8>)| {
        to.attribute(Operation::Replace, name, by, |bytes| write(bytes));
    };
    match carried {
        Carried::Texts(name) => replace(name, &|bytes| {
            for (index, text) in texts(value).enumerate() {
                if index > 0 {
                    bytes.push(b',');
                }
                worded(bytes, marketplace, text, LOCALISED.contains(name));
            }
        }),
        Carried::Word(name, word) => replace(name, &|bytes| worded(bytes, marketplace, word, false)),
        Carried::Code(code) => replace("externally_assigned_product_identifier", &|bytes| {
            selected_by(bytes, marketplace);
            bytes.extend_from_slice(b",\"type\":");
            json_string(bytes, code.amazon_type());
            bytes.extend_from_slice(b",\"value\":");
            json_string(bytes, code.digits());
            bytes.push(b'}');
        }),
        Carried::Images => {
            let names = std::iter::once("main_product_image_locator").chain(OTHER_IMAGES);
            for (name, address) in names.zip(texts(value)) {
                replace(name, &|bytes| image(bytes, marketplace, address));
            }
        }
        Carried::Image(name) => {
            let address = texts(value).next().unwrap_or_default();
            replace(name, &|bytes| image(bytes, marketplace, address));
        }
        Carried::Weight(name, weight) => replace(name, &|bytes| {
            selected_by(bytes, marketplace);
            bytes.push(b',');
            measured(bytes, weight);
            bytes.push(b'}');
        }),
        Carried::Side => {}
    }
}

fn worded(bytes: &mut Vec<u8>, marketplace: &str, text: &str, is_localised: bool) {
    selected_by(bytes, marketplace);
    if is_localised {
        bytes.extend_from_slice(b",\"language_tag\":");
        json_string(bytes, LANGUAGE);
    }
    bytes.extend_from_slice(b",\"value\":");
    json_string(bytes, text);
    bytes.push(b'}');
}

fn image(bytes: &mut Vec<u8>, marketplace: &str, address: &str) {
    selected_by(bytes, marketplace);
    bytes.extend_from_slice(b",\"media_location\":");
    json_string(bytes, address);
    bytes.push(b'}');
}

fn measured(bytes: &mut Vec<u8>, measure: &Measure) {
    bytes.extend_from_slice(b"\"value\":");
    push(bytes, measure.amount);
    bytes.extend_from_slice(b",\"unit\":");
    json_string(bytes, measure.amazon_unit());
}

/// The sides of the package, which Amazon takes together: only where all three are known.
fn sides(listed: &Listed<'_>, to: &mut impl Attributes) {
    let side = |key: &str| {
        let (_, figure, value) = listed.values().find(|(plan, ..)| plan.key == key)?;
        Some((Measure::length(texts(value).next()?)?, figure.by))
    };
    let (Some(length), Some(width), Some(height)) = (side("length"), side("width"), side("height")) else {
        return;
    };
    to.attribute(Operation::Replace, "item_package_dimensions", length.1, |bytes| {
        selected_by(bytes, marketplace(listed));
        for (name, (measure, _)) in [("length", length), ("width", width), ("height", height)] {
            bytes.push(b',');
            json_string(bytes, name);
            bytes.extend_from_slice(b":{");
            measured(bytes, &measure);
            bytes.push(b'}');
        }
        bytes.push(b'}');
    });
}
