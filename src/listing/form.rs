//! What the channel's own schema says of an attribute's values, where it has one: a text of the content can be a
//! number there, or `true`.

use serde_json::Value as Json;

use crate::exact::decimal;

use super::Listed;
use super::text::json_string;

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
    /// The kind of value that a schema is for.
    pub(super) fn of(schema: &Json) -> Self {
        match schema.get("type").and_then(Json::as_str) {
            Some("number" | "integer") => Self::Number,
            Some("boolean") => Self::Flag,
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
