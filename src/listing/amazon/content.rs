//! The content of a listing as Amazon's attributes.

use crate::item::Field;
use crate::offer::content::ContentValue;
use crate::policy::attribute::{self, CODE, MAIN_IMAGE, OTHER_IMAGES};
use crate::program::content::ContentPlan;

use super::form::Form;
use super::{Attributes, Operation, marketplace, selected_by};
use crate::listing::identifier::Code;
use crate::listing::measure::Measure;
use crate::listing::text::{json_string, push};
use crate::listing::{FIELDS, Listed, Made, texts};

/// The language of texts.
const LANGUAGE: &str = "en_US";
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

/// Hands on the attributes of the content.
pub(super) fn content(listed: &Listed<'_>, to: &mut impl Attributes) {
    for (plan, figure, value) in listed.values() {
        let Some(carried) = carried(plan, value) else { continue };
        let made = Made { by: figure.by, field: &plan.field };
        field(listed, &carried, value, made, to);
    }
    sides(listed, to);
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
        _ => attribute::amazon(&plan.key) == Some(attribute),
    }
}

/// The field of the item that an attribute is of, where it is one.
pub fn field_of(attribute: &str) -> Option<&'static str> {
    FIELDS.into_iter().find(|field| attribute::amazon(field) == Some(attribute))
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
    Some(match attribute::amazon(&plan.key)? {
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
    form.kind.write(bytes, text);
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
    push(bytes, measure.amount());
    bytes.extend_from_slice(b",\"unit\":");
    json_string(bytes, measure.amazon_unit);
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
