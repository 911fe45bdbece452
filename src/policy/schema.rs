//! JSON Schemas of channels: files of the policy's folder that say what a listing must be.
//!
//! They are read with the policy, so that one that is none is told before any SKU is looked at. What they refer to
//! must stand in themselves: nothing is ever fetched.

mod vocabulary;

use std::fmt;
use std::sync::Arc;

use jsonschema::{Draft, ValidationError, Validator};
use serde_json::Value as Json;

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::digest::digest;
use crate::world::Files;

use super::channel::Channel;
use super::setting::Origin;

/// The digits of the longest number that every reader of JSON holds.
const MOST_DIGITS: usize = 300;

/// A schema that a channel's listings are judged by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelSchema {
    /// Its file, below the policy's folder.
    pub path: String,
    /// Where the path stands.
    pub path_span: Span,
    /// The product type whose listings it is for; `None`: all that no other is for.
    pub product_type: Option<String>,
    /// What it says; `None` where it could not be read, which is told.
    pub document: Option<Document>,
    /// The SHA-256 of the file and its size, where it could be read.
    pub digest: Option<(String, u64)>,
    /// The node.
    pub origin: Origin,
}

/// A schema as read.
#[derive(Clone, PartialEq, Eq)]
pub struct Document(Arc<Json>);

impl Document {
    /// What the schema says.
    pub fn json(&self) -> &Json {
        &self.0
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // half a megabyte of a product type says less than that it is there
        formatter.write_str("Document(…)")
    }
}

/// Reads the schemas of all channels; a file that is none is a finding at the node that names it.
pub(super) fn read(files: &dyn Files, channels: &mut [Channel], sink: &mut Sink) {
    for schema in channels.iter_mut().flat_map(|channel| &mut channel.schemas) {
        match read_one(files, &schema.path) {
            Ok((document, digest)) => {
                schema.document = Some(document);
                schema.digest = Some(digest);
            }
            Err(finding) => sink.push(finding.at(schema)),
        }
    }
}

/// The judge of listings by a schema: formats asserted, Amazon's own keywords among the others.
///
/// An `Err` says in words why the document is no schema.
pub fn judge(document: &Json) -> Result<Validator, String> {
    let options = vocabulary::with_amazons(jsonschema::options().should_validate_formats(true));
    let built = match document.get("$schema").and_then(Json::as_str) {
        // a dialect of the channel's own, such as Amazon's, whose own keywords are those above
        Some(dialect) if !dialect.contains("json-schema.org") => {
            let mut document = document.clone();
            if let Some(members) = document.as_object_mut() {
                members.remove("$schema");
            }
            options.with_draft(Draft::Draft201909).build(&document).map_err(|error| in_words(&error))
        }
        _ => options.build(document).map_err(|error| in_words(&error)),
    };
    if document.is_object() { built } else { Err("a schema is an object".to_owned()) }
}

fn in_words(error: &ValidationError<'_>) -> String {
    let place = error.instance_path().to_string();
    if place.is_empty() { error.to_string() } else { format!("at `{place}`: {error}") }
}

/// What is wrong with a file.
struct Fault {
    message: String,
    label: String,
    help: &'static str,
}

impl Fault {
    fn at(self, schema: &ChannelSchema) -> Diagnostic {
        let label = Label::new(schema.path_span, self.label);
        Diagnostic::error("unreadable-schema", Category::Content, self.message, label).with_help(self.help)
    }
}

fn read_one(files: &dyn Files, path: &str) -> Result<(Document, (String, u64)), Fault> {
    let bytes = files.read(path).map_err(|error| Fault {
        message: format!("`{path}` can't be read"),
        label: error.chain().last().map(ToString::to_string).unwrap_or_default(),
        help: "the path is relative to the folder of `evenkeel.kdl`",
    })?;
    let not_json = |label: String| Fault {
        message: format!("`{path}` is no JSON"),
        label,
        help: "save the schema as the channel gives it: for Amazon, what the link in `getDefinitionsProductType` leads to",
    };
    let text = std::str::from_utf8(&bytes).map_err(|_| not_json("not UTF-8".to_owned()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let json: Json = serde_json::from_str(&in_range(text)).map_err(|error| not_json(error.to_string()))?;
    judge(&json).map_err(|label| Fault {
        message: format!("`{path}` is no JSON Schema that listings can be judged by"),
        label,
        help: "name the file that the channel gives for the product type, with all that it refers to in it",
    })?;
    Ok((Document(Arc::new(json)), (digest(&bytes), bytes.len() as u64)))
}

/// A JSON text whose whole numbers of more digits than a reader holds are one that it does: Walmart's item spec 4.3
/// has maxima of several hundred zeros, which nothing ever reaches.
fn in_range(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|letter: char| letter == '"' || letter.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        kept.push_str(before);
        let is_string = from.starts_with('"');
        let end =
            if is_string { string_end(from) } else { from.find(|letter: char| !letter.is_ascii_digit()) };
        let (token, after) = from.split_at(end.unwrap_or(from.len()));
        let is_huge = !is_string && token.len() > MOST_DIGITS;
        kept.push_str(if is_huge { "1e300" } else { token });
        rest = after;
    }
    kept.push_str(rest);
    kept
}

/// Where a string that begins a text has ended.
fn string_end(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    text.char_indices().skip(1).find_map(|(at, letter)| {
        let ends = letter == '"' && !is_escaped;
        is_escaped = letter == '\\' && !is_escaped;
        ends.then_some(at + 1)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_price_is_a_multiple_of_a_cent_and_nothing_between_is() {
        let judge = judge(&json!({ "multipleOf": 0.01 })).unwrap();
        let number = |text: String| serde_json::from_str::<Json>(&text).unwrap();
        for price in ["19.99", "0.07", "33.33", "1.1", "100.33", "0", "4.50"] {
            assert!(judge.is_valid(&number(price.to_owned())), "{price}");
        }
        for cents in (0..100_000).step_by(7) {
            let (whole, rest) = (cents / 100, cents % 100);
            assert!(judge.is_valid(&number(format!("{whole}.{rest:02}"))), "{whole}.{rest:02}");
            assert!(!judge.is_valid(&number(format!("{whole}.{rest:02}5"))), "{whole}.{rest:02}5");
        }
    }

    #[test]
    fn numbers_that_no_reader_holds_are_bounds_that_nothing_reaches() {
        let zeros = "0".repeat(400);
        let text = format!("{{\"maximum\": 1{zeros}, \"title\": \"1{zeros} \\\" 2\", \"minimum\": 2}}");
        let json: Json = serde_json::from_str(&in_range(&text)).unwrap();
        assert_eq!(json["minimum"], 2);
        assert_eq!(json["title"].as_str().unwrap(), format!("1{zeros} \" 2"), "a text keeps its digits");
        assert!(judge(&json).unwrap().is_valid(&json!(1_000_000)));
    }

    #[test]
    fn a_dialect_of_the_channels_own() {
        let own = "https://schemas.amazon.com/selling-partners/definitions/product-types/meta-schema/v1";
        let judge = judge(&json!({ "$schema": own, "properties": { "a": { "maxLength": 1 } } })).unwrap();
        assert!(judge.is_valid(&json!({ "a": "x" })) && !judge.is_valid(&json!({ "a": "xy" })));
    }

    #[test]
    fn what_is_no_schema_says_why() {
        assert_eq!(judge(&json!([1])).unwrap_err(), "a schema is an object");
        let error = judge(&json!({ "properties": { "a": { "maxLength": "ten" } } })).unwrap_err();
        assert!(error.contains("/properties/a/maxLength"), "{error}");
        assert!(
            judge(&json!({ "$ref": "https://elsewhere.example/schema.json" })).is_err(),
            "nothing is fetched"
        );
    }
}
