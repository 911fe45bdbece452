//! A judge of variables: Shopify's input types as its introspection has them.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::support::shared;

/// Input types by name, and mutations with their arguments.
pub(crate) struct Judge {
    types: BTreeMap<String, Value>,
    mutations: BTreeMap<String, Value>,
}

impl Judge {
    /// The types of Shopify's Admin API.
    pub(crate) fn shopify() -> Option<Self> {
        let text = fs::read(shared("conformance/shopify/admin_2026-10.inputs.json")?).unwrap();
        let schema: Value = serde_json::from_slice(&text).unwrap();
        let by_name = |list: &Value| {
            let entries = list.as_array().unwrap().iter();
            entries.map(|entry| (entry["name"].as_str().unwrap().to_owned(), entry.clone())).collect()
        };
        let schema = &schema["__schema"];
        Some(Self { types: by_name(&schema["types"]), mutations: by_name(&schema["mutationFields"]) })
    }

    /// What is wrong with the arguments of a mutation.
    pub(crate) fn arguments(&self, mutation: &str, arguments: &Value) -> Vec<String> {
        let mut errors = Vec::new();
        self.fields(&self.mutations[mutation]["args"], arguments, mutation, &mut errors);
        errors
    }

    fn fields(&self, fields: &Value, value: &Value, path: &str, errors: &mut Vec<String>) {
        let Some(members) = value.as_object() else {
            return errors.push(format!("{path}: no object"));
        };
        let fields: BTreeMap<&str, &Value> =
            fields.as_array().unwrap().iter().map(|field| (field["name"].as_str().unwrap(), field)).collect();
        for name in members.keys().filter(|name| !fields.contains_key(name.as_str())) {
            errors.push(format!("{path}: unknown field `{name}`"));
        }
        for (name, field) in fields {
            let path = format!("{path}.{name}");
            match members.get(name) {
                Some(value) => self.value(&field["type"], value, &path, errors),
                None if field["type"]["kind"] == "NON_NULL" && field["defaultValue"].is_null() => {
                    errors.push(format!("{path}: missing"));
                }
                None => {}
            }
        }
    }

    fn value(&self, wanted: &Value, value: &Value, path: &str, errors: &mut Vec<String>) {
        let inner = &wanted["ofType"];
        let name = wanted["name"].as_str().unwrap_or_default();
        match wanted["kind"].as_str().unwrap() {
            "NON_NULL" if value.is_null() => errors.push(format!("{path}: null")),
            "NON_NULL" => self.value(inner, value, path, errors),
            _ if value.is_null() => {}
            "LIST" => match value.as_array() {
                Some(values) => values.iter().enumerate().for_each(|(index, value)| {
                    self.value(inner, value, &format!("{path}[{index}]"), errors);
                }),
                None => errors.push(format!("{path}: no list")),
            },
            "INPUT_OBJECT" => self.fields(&self.types[name]["inputFields"], value, path, errors),
            "ENUM" => {
                let known = self.types[name]["enumValues"].as_array().unwrap();
                if !known.iter().any(|known| &known["name"] == value) {
                    errors.push(format!("{path}: {value} is no {name}"));
                }
            }
            "SCALAR" if !is_scalar(name, value) => errors.push(format!("{path}: {value} is no {name}")),
            _ => {}
        }
    }
}

/// The specification's own scalars; those of Shopify travel as texts.
fn is_scalar(name: &str, value: &Value) -> bool {
    match name {
        "Int" => value.as_i64().is_some_and(|value| i32::try_from(value).is_ok()),
        "Float" => value.is_number(),
        "Boolean" => value.is_boolean(),
        "JSON" => true,
        _ => value.is_string(),
    }
}
