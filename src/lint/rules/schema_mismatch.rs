//! # schema-mismatch
//!
//! A listing is not what the channel's own JSON Schema asks for.
//!
//! ## What it finds
//! A listing, as the channel's feed writes it, that the `schema` of its product type refuses: an attribute that is
//! missing, too long, of another form or not one of the values. Formats are asserted, and Amazon's own keywords
//! count (`maxUtf8ByteLength`, `maxUniqueItems` with its `selectors`). A listing of which the feed says nothing is
//! not looked at.
//!
//! ## Why it matters
//! The channel judges by the same schema, an hour later and one listing at a time, and leaves what it refuses as it
//! was, or hides it.
//!
//! ## What settles it
//! What the schema asks for, in the catalog or by the content; or a newer schema, where the channel has changed it.
//!
//! ## Bad
//! ```kdl
//! channel amazon {
//!     role marketplace
//!     feed amazon-listings seller-id="A1EXAMPLE"
//!     schema "schemas/SKIN_CARE.json"
//! }
//! content {
//!     field title { unique; from sku; on amazon { as "item_name"; append " of the finest kind" } }
//!     field brand { unique; default "Glow"; on amazon { as "brand" } }
//! }
//! ```
//! ## Good
//! ```kdl
//! channel amazon {
//!     role marketplace
//!     feed amazon-listings seller-id="A1EXAMPLE"
//!     schema "schemas/SKIN_CARE.json"
//! }
//! content {
//!     field title { unique; from sku; on amazon { as "item_name" } }
//!     field brand { unique; default "Glow"; on amazon { as "brand" } }
//! }
//! ```

use std::collections::BTreeSet;

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value as Json;

use crate::diagnostic::{Category, Level};
use crate::item::Field;
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, Look, Rule};
use crate::listing::judged::{Judged, judged};
use crate::listing::{Listed, amazon, walmart};
use crate::model::part::channel::FeedFormat;
use crate::offer::Offer;
use crate::policy::channel::Channel;
use crate::program::{By, ChannelProgram, Program};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "schema-mismatch",
    category: Category::Content,
    level: Level::Error,
    check: Check::OffersWhere(can_break, check, tell),
};

/// How many characters of a value or a list of choices are shown.
const MOST_SHOWN: usize = 80;

fn tell(told: &Told<'_>) -> Telling {
    let (channel, field, asks) = (told.channel(), told.figure("field"), told.figure("asks"));
    let (schema, keyword) = (told.figure("schema"), told.figure("keyword"));
    let whose = match told.group.count {
        1 => format!("the listing of `{}`", told.worst()),
        count => format!("the listings of {count} SKUs"),
    };
    let few = if told.group.count > 1 { format!(", such as {}", told.some_skus()) } else { String::new() };
    let is_of_content = told.cause.settings.len() > 1;
    let message = match keyword {
        "required" => {
            format!("`{field}` is missing in {whose} on `{channel}`, and `{schema}` asks for it{few}")
        }
        _ => format!("`{field}` in {whose} on `{channel}` is not what `{schema}` asks for: {asks}{few}"),
    };
    let help = match keyword {
        "required" if is_of_content => format!(
            "fill in `{}` in the catalog, in a form that the channel has a word for; where one text is true of every \
             SKU, write a `default` into the field",
            told.cause.field
        ),
        "required" => format!("let the content give it: {}", given_by(told, field)),
        "additionalProperties" => {
            format!(
                "take `{field}` out of what the content gives to `{channel}`, or name the schema of another product type"
            )
        }
        _ => {
            let makes = match told.cause.field {
                Field::Stock | Field::Price | Field::CompareAt => "or the setting that makes the figure",
                _ => "or what the content makes of it",
            };
            let cell = &told.cause.field;
            format!(
                "change `{cell}` in the catalog, {makes}; until then what `{channel}` shows stays as it was"
            )
        }
    };
    Telling {
        message,
        label: if is_of_content { "makes it so".to_owned() } else { "asked for here".to_owned() },
        others: vec!["judged by this".to_owned()],
        cell: format!("`{}` of `{}`", told.cause.field, told.worst()),
        help,
        ..Telling::default()
    }
}

/// The content field that would give an attribute.
fn given_by(told: &Told<'_>, attribute: &str) -> String {
    let channel = told.cause.channel.and_then(|index| told.policy.channels.get(index));
    let is_walmart =
        channel.and_then(Channel::judged_feed).is_some_and(|feed| feed.format != FeedFormat::AmazonListings);
    let own = if is_walmart { walmart::field_of(attribute) } else { amazon::field_of(attribute) };
    let name = own.map_or_else(|| attribute.replace('_', "-"), str::to_owned);
    let from = if own.is_some() { name.as_str() } else { "attribute.NAME" };
    let channel = told.channel();
    if attribute == "item_package_dimensions" {
        return format!(
            "the fields `length`, `width` and `height`, each as `field length {{ unique; on {channel} }}`, with their units"
        );
    }
    // these go by their own names in the visible part of an item
    let key = if is_walmart && own.is_some() { name.as_str() } else { attribute };
    format!("`field {name} {{ unique; from {from}; on {channel} {{ as \"{key}\" }} }}`")
}

/// Whether listings are judged by a schema.
fn can_break(program: &Program) -> bool {
    program.channels.iter().any(|channel| !channel.schemas.is_empty())
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    for (offer, channel) in look.offers().filter(|(_, channel)| !channel.schemas.is_empty()) {
        if let Some(found) = of_offer(look, offer, channel) {
            breaches.extend(found);
        }
    }
}

fn of_offer(look: &Look<'_>, offer: &Offer, channel: &ChannelProgram) -> Option<Vec<Breach>> {
    let feed = channel.channel.judged_feed()?;
    let Look { program, item, listings, .. } = *look;
    let content = listings.on(offer.channel);
    let listed = Listed { program, channel, feed, item, offer, content, is_held_back: false };
    let product_type = match feed.format {
        FeedFormat::AmazonListings => Some(amazon::product_type(&listed)),
        _ => walmart::product_type(&listed),
    };
    let index = channel.channel.schema_for(product_type)?;
    let (schema, by) = (channel.channel.schemas.get(index)?, channel.schemas.get(index).copied()?);
    let judge = look.judges.get(offer.channel, index)?;
    let listing = judged(&listed)?;
    let document = schema.document.as_ref()?.json();
    let mut seen = BTreeSet::new();
    let errors = judge.iter_errors(&listing.json).flat_map(|error| faults(&listing, &error, document));
    // one attribute may break one keyword in several of its values
    let faults = errors.filter(|fault| seen.insert((fault.field.clone(), fault.keyword.clone())));
    Some(faults.map(|fault| fault.breach(&listing, offer.channel, (by, &schema.path))).collect())
}

/// What a schema refuses in a listing.
struct Fault {
    field: String,
    keyword: String,
    asks: String,
    says: Option<String>,
}

impl Fault {
    fn breach(self, listing: &Judged<'_>, channel: usize, (schema, path): (By, &str)) -> Breach {
        let breach = match listing.made(&self.field) {
            Some((by, field)) => Breach::new(by, channel, field).against(schema),
            None => Breach::new(schema, channel, Field::Sku),
        };
        let mut breach = breach.about(format!("{} {}", self.field, self.keyword));
        breach = breach.with_figure("field", self.field).with_figure("keyword", self.keyword);
        breach = breach.with_figure("asks", self.asks).with_figure("schema", path);
        match self.says {
            Some(says) => breach.with_figure("says", says),
            None => breach,
        }
    }
}

/// An error as a fault; one a name where several attributes are too many.
fn faults(listing: &Judged<'_>, error: &ValidationError<'_>, document: &Json) -> Vec<Fault> {
    let pointer = error.instance_path().to_string();
    let keyword = error.kind().keyword().to_owned();
    let field = listing.attribute(&pointer).map(str::to_owned);
    let fault = |field: String, asks: String, says: Option<String>| Fault {
        field,
        keyword: keyword.clone(),
        asks,
        says,
    };
    match (error.kind(), field) {
        (ValidationErrorKind::AdditionalProperties { unexpected }, None) => unexpected
            .iter()
            .map(|name| fault(name.clone(), "it has no such attribute".to_owned(), None))
            .collect(),
        (ValidationErrorKind::Required { property }, None) => {
            let name = property.as_str().unwrap_or_default().to_owned();
            vec![fault(name, String::new(), None)]
        }
        (ValidationErrorKind::Required { property }, Some(field)) => {
            let asks = format!("its `{}`", property.as_str().unwrap_or_default());
            // a part of an attribute that is there
            vec![Fault { field, keyword: "part".to_owned(), asks, says: None }]
        }
        (_, field) => {
            let words = asked(&keyword, document.pointer(&error.schema_path().to_string()));
            let says = said(error.instance());
            let field = field.unwrap_or_else(|| "the listing".to_owned());
            vec![fault(field, words.unwrap_or_else(|| shortened(&error.to_string())), says)]
        }
    }
}

/// A value as a reader is shown it: of a list how many there are, of an object nothing.
fn said(value: &Json) -> Option<String> {
    match value {
        Json::Object(_) => None,
        Json::Array(values) => Some(format!("{} values", values.len())),
        value => Some(shortened(&value.to_string())),
    }
}

/// What a keyword asks for, in words and in the schema's own.
fn asked(keyword: &str, value: Option<&Json>) -> Option<String> {
    let value = value?;
    let words = match keyword {
        "maxLength" => format!("at most {value} characters"),
        "minLength" => format!("at least {value} characters"),
        "maxUtf8ByteLength" => format!("at most {value} bytes"),
        "minUtf8ByteLength" => format!("at least {value} bytes"),
        "maxItems" | "maxUniqueItems" => format!("at most {value} values"),
        "minItems" | "minUniqueItems" => format!("at least {value} values"),
        "minimum" => format!("{value} or more"),
        "exclusiveMinimum" => format!("more than {value}"),
        "maximum" => format!("{value} or less"),
        "exclusiveMaximum" => format!("less than {value}"),
        "multipleOf" => format!("a multiple of {value}"),
        "enum" => format!("one of {}", listed(value)),
        "type" => match value.as_str() {
            Some("integer") => "a whole number".to_owned(),
            Some("number") => "a number".to_owned(),
            Some("boolean") => "`true` or `false`".to_owned(),
            Some("string") => "a text".to_owned(),
            Some("array") => "a list".to_owned(),
            _ => format!("the type {value}"),
        },
        "const" | "format" | "pattern" => {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            format!("the {keyword} `{}`", shortened(&text))
        }
        _ => return None,
    };
    Some(format!("{words} (`{keyword}`)"))
}

fn listed(choices: &Json) -> String {
    let choices = choices.as_array().map(Vec::as_slice).unwrap_or_default();
    let texts: Vec<String> = choices.iter().map(ToString::to_string).collect();
    shortened(&texts.join(", "))
}

/// A text that fits into a sentence.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
