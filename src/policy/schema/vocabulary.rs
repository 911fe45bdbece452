//! The keywords that Amazon adds to JSON Schema, as its meta-schema for product types says them.
//!
//! Source: `meta-schema.json` of amzn/selling-partner-api-models. `editable`, `hidden`, `enumNames`, `replacedBy`
//! and `$lifecycle` describe, and refuse nothing; `selectors` says which objects of a list `maxUniqueItems` and
//! `minUniqueItems` count together.

use std::collections::BTreeMap;

use jsonschema::{Keyword, ValidationError, ValidationOptions};
use serde_json::{Map, Value as Json};

/// Adds Amazon's keywords to those of a judge.
pub(super) fn with_amazons<R>(options: ValidationOptions<'_, R>) -> ValidationOptions<'_, R> {
    options
        .with_keyword("maxUtf8ByteLength", |_, limit, _| {
            keyword(limit, |limit| Box::new(Bytes { most: Some(limit), least: None }))
        })
        .with_keyword("minUtf8ByteLength", |_, limit, _| {
            keyword(limit, |limit| Box::new(Bytes { most: None, least: Some(limit) }))
        })
        .with_keyword("maxUniqueItems", |parent, limit, _| {
            keyword(limit, |most| {
                Box::new(Objects { selectors: selectors(parent), most: Some(most), least: None })
            })
        })
        .with_keyword("minUniqueItems", |parent, limit, _| {
            keyword(limit, |least| {
                Box::new(Objects { selectors: selectors(parent), most: None, least: Some(least) })
            })
        })
}

type AnyKeyword = Box<dyn for<'i> Keyword<'i>>;

fn keyword(limit: &Json, made: impl FnOnce(usize) -> AnyKeyword) -> Result<AnyKeyword, ValidationError<'_>> {
    let limit = limit.as_u64().and_then(|limit| usize::try_from(limit).ok());
    limit.map(made).ok_or_else(|| ValidationError::custom("a whole number belongs here"))
}

/// The properties that tell the objects of a list apart.
fn selectors(parent: &Map<String, Json>) -> Vec<String> {
    let listed = parent.get("selectors").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
    listed.iter().filter_map(|name| Some(name.as_str()?.to_owned())).collect()
}

/// `maxUtf8ByteLength` and `minUtf8ByteLength`.
struct Bytes {
    most: Option<usize>,
    least: Option<usize>,
}

impl<'i> Keyword<'i> for Bytes {
    fn validate(&self, instance: &'i Json) -> Result<(), ValidationError<'i>> {
        told(self.is_valid(instance), "the text has another length in bytes")
    }

    fn is_valid(&self, instance: &'i Json) -> bool {
        instance.as_str().is_none_or(|text| is_within(text.len(), self.least, self.most))
    }
}

/// `maxUniqueItems` and `minUniqueItems`: how many objects of a list may be alike in their selectors.
struct Objects {
    selectors: Vec<String>,
    most: Option<usize>,
    least: Option<usize>,
}

impl<'i> Keyword<'i> for Objects {
    fn validate(&self, instance: &'i Json) -> Result<(), ValidationError<'i>> {
        told(self.is_valid(instance), "another number of objects are alike in their selectors")
    }

    fn is_valid(&self, instance: &'i Json) -> bool {
        let Some(objects) = instance.as_array() else { return true };
        let mut alike: BTreeMap<Vec<String>, usize> = BTreeMap::new();
        for object in objects {
            let value = |name: &String| object.get(name).map(ToString::to_string).unwrap_or_default();
            *alike.entry(self.selectors.iter().map(value).collect()).or_default() += 1;
        }
        alike.values().all(|count| is_within(*count, self.least, self.most))
    }
}

fn is_within(count: usize, least: Option<usize>, most: Option<usize>) -> bool {
    least.is_none_or(|least| count >= least) && most.is_none_or(|most| count <= most)
}

fn told<'i>(is_valid: bool, message: &str) -> Result<(), ValidationError<'i>> {
    if is_valid { Ok(()) } else { Err(ValidationError::custom(message)) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::judge;

    #[test]
    fn bytes_are_counted_not_characters() {
        let judge = judge(&json!({ "maxUtf8ByteLength": 4, "minUtf8ByteLength": 2 })).unwrap();
        for (text, is_valid) in [("éé", true), ("ééa", false), ("a", false), ("é", true), ("abcd", true)]
        {
            assert_eq!(judge.is_valid(&json!(text)), is_valid, "{text}");
        }
    }

    #[test]
    fn objects_are_counted_by_their_selectors() {
        let judge =
            judge(&json!({ "selectors": ["m", "l"], "maxUniqueItems": 2, "minUniqueItems": 1 })).unwrap();
        let text = |language: &str| json!({ "m": "US", "l": language, "value": "x" });
        assert!(
            judge.is_valid(&json!([text("en"), text("en"), text("es"), text("es")])),
            "two of each language"
        );
        assert!(!judge.is_valid(&json!([text("en"), text("en"), text("en")])), "three of one");
        let error = judge.validate(&json!([text("en"), text("en"), text("en")])).unwrap_err().to_string();
        assert!(error.contains("alike"), "{error}");
    }

    #[test]
    fn words_that_describe_refuse_nothing() {
        let judge = judge(&json!({
            "editable": false, "hidden": true, "enumNames": ["A"], "replacedBy": "/x",
            "$lifecycle": { "enumDeprecated": ["a"] }, "enum": ["a", "b"]
        }))
        .unwrap();
        assert!(judge.is_valid(&json!("a")) && !judge.is_valid(&json!("c")));
    }

    #[test]
    fn a_limit_that_is_no_number_is_told() {
        assert!(judge(&json!({ "maxUtf8ByteLength": "10" })).is_err());
    }
}
