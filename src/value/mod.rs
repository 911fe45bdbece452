//! The policy as one tree of objects, lists and scalars, led by the JSON Schema of what is expected.
//!
//! Comes in: KDL nodes and a schema. Goes out: a [`Value`] in which every key and value has its span and
//! numbers keep their digits. Whether the values are right is judged in `model`.

mod deserialize;
mod normalise;
mod schema;
mod spanned;
mod unexpected;

pub use deserialize::{Unfit, from_value};
pub use normalise::normalise;
pub use schema::Schema;
pub use spanned::Spanned;

use crate::diagnostic::Span;

/// A value and where it stands; an object's span is its node's name and values, without its braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// The kinds of values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Members by key, each key once.
    Object(Vec<Member>),
    /// Values in their order.
    List(Vec<Value>),
    /// A text, or a number by its digits.
    Text(String),
    /// `#true` or `#false`.
    Flag(bool),
    /// `#null`, and what stands under a key that nobody knows.
    Null,
    /// In the place of a value that is not there or has another form; the finding is given already.
    Told,
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The key: a field's name.
    pub key: String,
    /// Where the key stands; for a value without a key, the value itself.
    pub key_span: Span,
    /// The value.
    pub value: Value,
}

impl Value {
    /// The member of an object.
    pub fn member(&self, key: &str) -> Option<&Member> {
        match &self.kind {
            Kind::Object(members) => members.iter().find(|member| member.key == key),
            _ => None,
        }
    }

    /// The value as JSON: numbers are texts of their digits, so that nothing passes through a float.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.kind {
            Kind::Object(members) => {
                members.iter().map(|member| (member.key.clone(), member.value.to_json())).collect()
            }
            Kind::List(values) => values.iter().map(Self::to_json).collect(),
            Kind::Text(text) => text.as_str().into(),
            Kind::Flag(flag) => (*flag).into(),
            Kind::Null | Kind::Told => serde_json::Value::Null,
        }
    }
}
