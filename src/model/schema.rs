//! The JSON Schema of a policy, made from its types.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use serde_json::{Map, Value as Json, json};

use super::part::Document;

/// The schema of a policy as written; committed as `schema/policy.schema.json`.
///
/// It has no `anyOf`, `oneOf` or `allOf`, whose messages nobody can read: optional is absent, never null,
/// and an enum's variants are the properties of one object.
pub fn policy_schema() -> Json {
    let mut settings = SchemaSettings::draft2020_12();
    settings.transforms.clear();
    let mut schema = settings.into_generator().into_root_schema_for::<Document>();
    RecursiveTransform(optional_is_absent).transform(&mut schema);
    RecursiveTransform(variants_are_properties).transform(&mut schema);
    schema.insert("title".to_owned(), json!("evenkeel policy, version 1"));
    schema.to_value()
}

/// Takes the null out of `[T, null]`, and defaults that say nothing.
fn optional_is_absent(schema: &mut Schema) {
    schema.remove("default");
    let inner = schema.get("anyOf").and_then(Json::as_array).and_then(|branches| {
        branches.iter().find(|branch| branch.get("type") != Some(&json!("null"))).cloned()
    });
    if let Some(Json::Object(inner)) = inner {
        schema.remove("anyOf");
        absorb(schema, &inner);
    }
    let types = schema.get("type").and_then(Json::as_array).and_then(|types| types.first().cloned());
    if let Some(first) = types {
        schema.insert("type".to_owned(), first);
    }
}

fn absorb(schema: &mut Schema, inner: &Map<String, Json>) {
    for (key, value) in inner {
        if schema.get(key).is_none() {
            schema.insert(key.clone(), value.clone());
        }
    }
}

/// Turns the branches of an enum into words, or into properties of which one is given.
fn variants_are_properties(schema: &mut Schema) {
    let Some(Json::Array(branches)) = schema.remove("oneOf") else { return };
    let mut words = Vec::new();
    let mut properties = Map::new();
    for branch in &branches {
        words.extend(branch.get("const").cloned());
        words.extend(branch.get("enum").and_then(Json::as_array).into_iter().flatten().cloned());
        let variant = branch.get("properties").and_then(Json::as_object);
        for (name, inner) in variant.into_iter().flatten() {
            properties.insert(name.clone(), described(inner, branch));
        }
    }
    if properties.is_empty() {
        schema.insert("type".to_owned(), json!("string"));
        schema.insert("enum".to_owned(), Json::Array(words));
    } else {
        schema.insert("type".to_owned(), json!("object"));
        schema.insert("properties".to_owned(), Json::Object(properties));
        schema.insert("additionalProperties".to_owned(), json!(false));
        schema.insert("minProperties".to_owned(), json!(1));
        schema.insert("maxProperties".to_owned(), json!(1));
    }
}

/// A variant's content with the variant's own description.
fn described(inner: &Json, branch: &Json) -> Json {
    let mut inner = inner.clone();
    if let (Some(description), Some(object)) = (branch.get("description"), inner.as_object_mut()) {
        object.entry("description").or_insert_with(|| description.clone());
    }
    inner
}
