//! The form of an attribute's objects.

use crate::listing::Listed;
use crate::listing::form::{Kind, schema};

use super::product_type;

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

/// The form of an attribute's objects.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Form {
    /// Whether a text has a language.
    pub(super) is_localised: bool,
    /// What its values are.
    pub(super) kind: Kind,
}

impl Form {
    /// The form that the schema of the product type gives, else what is known of the attribute.
    pub(super) fn of(listed: &Listed<'_>, attribute: &str) -> Self {
        let known = Self { is_localised: LOCALISED.contains(&attribute), kind: Kind::Text };
        Self::of_schema(listed, attribute).unwrap_or(known)
    }

    fn of_schema(listed: &Listed<'_>, attribute: &str) -> Option<Self> {
        let root = schema(listed, Some(product_type(listed)))?;
        let parts = root.get("properties")?.get(attribute)?.get("items")?.get("properties")?;
        let kind = Kind::of(parts.get("value")?, root);
        Some(Self { is_localised: parts.get("language_tag").is_some(), kind })
    }
}
