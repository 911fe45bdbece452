//! Conditions on items: `where`, `not`, `any`.

use crate::exact::Comparison;
use crate::item::Field;

/// Conditions that must all hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conditions(pub Vec<Condition>);

/// What a SKU must be like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// A number of the item in a relation to a bound.
    Number(NumberOf, Comparison),
    /// A text of the item is one of these.
    Text(Field, Vec<TextPattern>),
    /// The SKU is in one of these segments, by their index.
    Segment(Vec<usize>),
    /// These do not all hold; a blank is no match here either.
    Not(Conditions),
    /// One of these holds.
    Any(Conditions),
}

/// A number that can be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NumberOf {
    /// A field of the item: money as an amount, stock and committed as the sum over all locations,
    /// velocity in units a day as a whole, lead time in days, an attribute by its digits.
    Field(Field),
    /// The margin on the anchor channel at the item's own price, before any chain.
    Margin,
}

/// What a text must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextPattern {
    /// Exactly this.
    Exact(String),
    /// It starts so.
    Prefix(String),
}

impl TextPattern {
    /// Reads `"A > *"` as a prefix and anything else as an exact text.
    pub fn new(text: &str) -> Self {
        match text.strip_suffix('*') {
            Some(prefix) => Self::Prefix(prefix.to_owned()),
            None => Self::Exact(text.to_owned()),
        }
    }

    /// Whether a text is so.
    pub fn matches(&self, text: &str) -> bool {
        match self {
            Self::Exact(exact) => text == exact,
            Self::Prefix(prefix) => text.starts_with(prefix.as_str()),
        }
    }

    /// As written.
    pub fn text(&self) -> String {
        match self {
            Self::Exact(text) => text.clone(),
            Self::Prefix(prefix) => format!("{prefix}*"),
        }
    }
}
