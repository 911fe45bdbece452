//! What the channel's own schema says of an attribute's values, where it has one: a text of the content can be a
//! number there, or `true`.

use serde_json::Value as Json;

use crate::exact::decimal;

use super::Listed;
use super::text::json_string;

/// The references and branches that are followed below each other, so that a circle of them ends.
const MOST_STEPS: usize = 8;

/// What a value of an attribute is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// A text.
    #[default]
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Flag,
}

impl Kind {
    /// The kind of value that a part of a schema is for; a text where that is among several.
    pub(super) fn of(schema: &Json, root: &Json) -> Self {
        let mut types = Vec::new();
        add_types(schema, root, MOST_STEPS, &mut types);
        let is_number = |name: &&str| ["number", "integer"].contains(name);
        types.retain(|name| *name != "null");
        match types.as_slice() {
            [] => Self::Text,
            types if types.iter().all(is_number) => Self::Number,
            types if types.iter().all(|name| *name == "boolean") => Self::Flag,
            _ => Self::Text,
        }
    }

    /// Appends a text as such a value; as a text where it is none.
    pub(super) fn write(self, bytes: &mut Vec<u8>, text: &str) {
        let is_plain = match self {
            Self::Text => false,
            // JSON knows neither a leading zero nor a point without digits before it
            Self::Number => decimal::parse(text).is_some_and(|number| number.to_string() == text),
            Self::Flag => ["true", "false"].contains(&text),
        };
        if is_plain {
            bytes.extend_from_slice(text.as_bytes());
        } else {
            json_string(bytes, text);
        }
    }
}

/// Adds the types that a part of a schema names: its own, those of its branches, those of what it refers to.
fn add_types<'s>(schema: &'s Json, root: &'s Json, steps: usize, types: &mut Vec<&'s str>) {
    let Some(steps) = steps.checked_sub(1) else { return };
    match schema.get("type") {
        Some(Json::String(name)) => return types.push(name),
        Some(Json::Array(names)) => return types.extend(names.iter().filter_map(Json::as_str)),
        _ => {}
    }
    let referred = schema.get("$ref").and_then(Json::as_str).and_then(|to| to.strip_prefix('#'));
    if let Some(referred) = referred.and_then(|pointer| root.pointer(pointer)) {
        add_types(referred, root, steps, types);
    }
    let branches = ["anyOf", "oneOf"].into_iter().filter_map(|word| schema.get(word)?.as_array());
    branches.flatten().for_each(|branch| add_types(branch, root, steps, types));
}

/// The schema of the channel for listings of a product type.
pub(super) fn schema<'a>(listed: &Listed<'a>, product_type: Option<&str>) -> Option<&'a Json> {
    let channel = &listed.channel.channel;
    let schema = channel.schemas.get(channel.schema_for(product_type)?)?;
    Some(schema.document.as_ref()?.json())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_says_its_kind_by_references_branches_and_lists() {
        let root =
            serde_json::json!({"$defs": {"num": {"type": "number"}, "round": {"$ref": "#/$defs/round"}}});
        let of = |text: &str| Kind::of(&serde_json::from_str(text).unwrap(), &root);
        for number in [
            r##"{"$ref": "#/$defs/num"}"##,
            r#"{"anyOf": [{"type": "number"}, {"type": "integer"}]}"#,
            r##"{"oneOf": [{"$ref": "#/$defs/num"}, {"type": "null"}]}"##,
            r#"{"type": ["number", "null"]}"#,
        ] {
            assert_eq!(of(number), Kind::Number, "{number}");
        }
        assert_eq!(of(r#"{"type": ["boolean", "null"]}"#), Kind::Flag);
        for text in [
            r##"{"$ref": "#/$defs/round"}"##,
            r##"{"$ref": "#/$defs/none"}"##,
            r#"{"anyOf": [{"type": "number"}, {"type": "string"}]}"#,
        ] {
            assert_eq!(of(text), Kind::Text, "{text}");
        }
    }

    #[test]
    fn a_text_is_what_the_schema_says_where_it_can_be() {
        let shown = |kind: Kind, text: &str| {
            let mut bytes = Vec::new();
            kind.write(&mut bytes, text);
            String::from_utf8(bytes).unwrap()
        };
        for (text, number) in
            [("2", "2"), ("2.50", "2.50"), ("02", "\"02\""), (".5", "\".5\""), ("two", "\"two\"")]
        {
            assert_eq!(shown(Kind::Number, text), number);
        }
        assert_eq!(shown(Kind::Flag, "true"), "true");
        assert_eq!(shown(Kind::Flag, "yes"), "\"yes\"");
        assert_eq!(shown(Kind::Text, "2"), "\"2\"");
    }
}
