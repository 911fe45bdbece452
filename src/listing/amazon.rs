//! Amazon: the attributes of a listing, as they stand below `/attributes/` in patches and in the schema of a
//! product type.
//!
//! Sources: `Product.json` of amzn/selling-partner-api-models for names, selectors and shapes; developer-docs.amazon.com,
//! "Merge a listing", "Manage purchasable offer" and "Partially update a listing". An availability and an offer hold
//! more than a policy knows (handling times, repricer bounds), so they are merged; each other attribute is known as
//! a whole and replaces what was there. Without `audience` an offer is for all buyers.

use crate::exact::decimal;
use crate::item::Field;
use crate::offer::Quantity;
use crate::offer::content::ContentValue;
use crate::program::content::ContentPlan;

use super::identifier::Code;
use super::measure::Measure;
use super::text::{amount, json_string, push, push_decimal};
use super::{FIELDS, Listed, Made, texts};

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
/// The attribute of a product code.
const CODE: &str = "externally_assigned_product_identifier";
/// The attribute of the first image.
const MAIN_IMAGE: &str = "main_product_image_locator";
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
    content(listed, to);
}

/// Whether a listing's content field of this value is written.
///
/// A length, a width and a height are written together or not at all, which this does not look at.
pub fn carries(plan: &ContentPlan, value: &ContentValue<'_>) -> bool {
    is_product_type(plan) || carried(plan, value).is_some()
}

/// Whether a content field gives an attribute, as far as its name says.
pub fn is_of(plan: &ContentPlan, attribute: &str) -> bool {
    match attribute {
        "item_package_dimensions" => ["length", "width", "height"].contains(&plan.key.as_str()),
        _ => attribute_of(&plan.key) == Some(attribute),
    }
}

/// The field of the item that an attribute is of, where it is one.
pub fn field_of(attribute: &str) -> Option<&'static str> {
    FIELDS.into_iter().find(|field| attribute_of(field) == Some(attribute))
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
        bytes.extend_from_slice(b"}]}]}");
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

/// The form of an attribute's objects.
#[derive(Debug, Clone, Copy, Default)]
struct Form {
    /// Whether a text has a language.
    is_localised: bool,
    /// What its values are.
    kind: Kind,
}

/// What a value of an attribute is.
#[derive(Debug, Clone, Copy, Default)]
enum Kind {
    #[default]
    Text,
    Number,
    Flag,
}

impl Kind {
    /// Whether a text is such a value without quotes.
    fn is_plain(self, text: &str) -> bool {
        match self {
            Self::Text => false,
            // JSON knows neither a leading zero nor a point without digits before it
            Self::Number => decimal::parse(text).is_some_and(|number| number.to_string() == text),
            Self::Flag => ["true", "false"].contains(&text),
        }
    }
}

impl Form {
    /// The form that the schema of the product type gives, else what is known of the attribute.
    fn of(listed: &Listed<'_>, attribute: &str) -> Self {
        let known = Self { is_localised: LOCALISED.contains(&attribute), kind: Kind::Text };
        Self::of_schema(listed, attribute).unwrap_or(known)
    }

    fn of_schema(listed: &Listed<'_>, attribute: &str) -> Option<Self> {
        let channel = &listed.channel.channel;
        let schema = channel.schemas.get(channel.schema_for(Some(product_type(listed)))?)?;
        let properties = schema.document.as_ref()?.json().get("properties")?;
        let parts = properties.get(attribute)?.get("items")?.get("properties")?;
        let kind = match parts.get("value")?.get("type").and_then(serde_json::Value::as_str) {
            Some("number" | "integer") => Kind::Number,
            Some("boolean") => Kind::Flag,
            _ => Kind::Text,
        };
        Some(Self { is_localised: parts.get("language_tag").is_some(), kind })
    }
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

/// The attribute that a content field becomes, by its name on the channel; of images the first.
fn attribute_of(key: &str) -> Option<&str> {
    Some(match key {
        // warnings are several attributes, and a category is a place in Amazon's own tree
        "product-type" | "safety-warnings" | "category" => return None,
        "title" => "item_name",
        "description" => "product_description",
        "bullets" => "bullet_point",
        "mpn" => "part_number",
        "images" => MAIN_IMAGE,
        "gtin" => CODE,
        "condition" => "condition_type",
        "country-of-origin" => "country_of_origin",
        "weight" => "item_package_weight",
        key => key,
    })
}

/// What becomes of a field; `None` where Amazon has no attribute for it by its name, or none for such a value.
fn carried<'p>(plan: &'p ContentPlan, value: &ContentValue<'_>) -> Option<Carried<'p>> {
    let one = || texts(value).next().unwrap_or_default();
    Some(match attribute_of(&plan.key)? {
        _ if plan.key == "images" => Carried::Images,
        CODE => Carried::Code(Code::parse(one())?),
        name @ "condition_type" => Carried::Word(name, condition(one())?),
        name @ "country_of_origin" => Carried::Word(name, country(one())?),
        name @ ("item_package_weight" | "item_weight") => Carried::Weight(name, Measure::weight(one())?),
        "length" | "width" | "height" => Measure::length(one()).map(|_| Carried::Side)?,
        name if name.contains("_image_locator") => Carried::Image(name),
        name => Carried::Texts(name),
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
        let made = Made { by: figure.by, field: &plan.field };
        field(listed, &carried, value, made, to);
    }
    sides(listed, to);
}

fn field(
    listed: &Listed<'_>,
    carried: &Carried<'_>,
    value: &ContentValue<'_>,
    made: Made<'_>,
    to: &mut impl Attributes,
) {
    let marketplace = marketplace(listed);
    let mut replace = |name: &str, write: &dyn Fn(&mut Vec<u8>)| {
        to.attribute(Operation::Replace, name, made, |bytes| write(bytes));
    };
    match carried {
        Carried::Texts(name) => {
            let form = Form::of(listed, name);
            replace(name, &|bytes| {
                for (index, text) in texts(value).enumerate() {
                    if index > 0 {
                        bytes.push(b',');
                    }
                    worded(bytes, marketplace, text, form);
                }
            });
        }
        Carried::Word(name, word) => {
            replace(name, &|bytes| worded(bytes, marketplace, word, Form::default()));
        }
        Carried::Code(code) => replace(CODE, &|bytes| {
            selected_by(bytes, marketplace);
            bytes.extend_from_slice(b",\"type\":");
            json_string(bytes, code.amazon_type());
            bytes.extend_from_slice(b",\"value\":");
            json_string(bytes, code.digits());
            bytes.push(b'}');
        }),
        Carried::Images => {
            let names = std::iter::once(MAIN_IMAGE).chain(OTHER_IMAGES);
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

fn worded(bytes: &mut Vec<u8>, marketplace: &str, text: &str, form: Form) {
    selected_by(bytes, marketplace);
    if form.is_localised {
        bytes.extend_from_slice(b",\"language_tag\":");
        json_string(bytes, LANGUAGE);
    }
    bytes.extend_from_slice(b",\"value\":");
    if form.kind.is_plain(text) {
        // as it is written: a number by its digits
        bytes.extend_from_slice(text.as_bytes());
    } else {
        json_string(bytes, text);
    }
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
    let made = Made { by: length.1, field: &Field::Length };
    to.attribute(Operation::Replace, "item_package_dimensions", made, |bytes| {
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
