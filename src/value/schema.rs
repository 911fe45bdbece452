//! A JSON Schema, as far as it leads the reading of nodes.

use serde_json::Value as Json;

/// A place in a JSON Schema, with the root that its references point into.
#[derive(Debug, Clone, Copy)]
pub struct Schema<'s> {
    root: &'s Json,
    at: &'s Json,
}

/// What a place of the schema takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    Object,
    List,
    Flag,
    Scalar,
}

impl<'s> Schema<'s> {
    /// The root of a schema.
    pub fn new(root: &'s Json) -> Self {
        Self { root, at: root }.resolved()
    }

    fn resolved(self) -> Self {
        let Some(name) = self.at.get("$ref").and_then(Json::as_str) else { return self };
        let target = name.strip_prefix('#').and_then(|pointer| self.root.pointer(pointer));
        target.map_or(self, |at| Self { at, ..self }.resolved())
    }

    fn step(self, at: &'s Json) -> Self {
        Self { at, ..self }.resolved()
    }

    /// The schema of a field of this object; of any name, where it takes fields of any.
    pub fn field(self, key: &str) -> Option<Self> {
        let own = self.at.get("properties").and_then(|properties| properties.get(key));
        let other = || self.at.get("additionalProperties").filter(|other| other.is_object());
        own.or_else(other).map(|at| self.step(at))
    }

    /// The names of this object's fields, sorted.
    pub fn fields(self) -> impl Iterator<Item = &'s str> {
        let properties = self.at.get("properties").and_then(Json::as_object);
        properties.into_iter().flat_map(|properties| properties.keys().map(String::as_str))
    }

    /// The schema of a list's items.
    pub fn items(self) -> Option<Self> {
        self.at.get("items").map(|at| self.step(at))
    }

    pub(super) fn takes(self) -> Takes {
        match self.at.get("type").and_then(Json::as_str) {
            Some("object") => Takes::Object,
            Some("array") => Takes::List,
            Some("boolean") => Takes::Flag,
            _ => Takes::Scalar,
        }
    }

    /// The fields that values without a key fill, in order.
    pub fn arguments(self) -> Vec<&'s str> {
        let list = self.at.pointer("/x-kdl/args").and_then(Json::as_array);
        list.into_iter().flatten().filter_map(Json::as_str).collect()
    }

    /// The field that takes other children in their order.
    pub fn steps(self) -> Option<&'s str> {
        self.at.pointer("/x-kdl/steps").and_then(Json::as_str)
    }

    /// The fields that have to be given.
    pub fn required(self) -> Vec<&'s str> {
        let list = self.at.get("required").and_then(Json::as_array);
        list.into_iter().flatten().filter_map(Json::as_str).collect()
    }

    /// Whether a child of this name may stand in the node: a field, or a step.
    pub fn has_node(self, name: &str) -> bool {
        let steps = self.steps();
        let is_step = || Some(self.field(steps?)?.items()?.field(name).is_some());
        Some(name) != steps && (self.field(name).is_some() || is_step() == Some(true))
    }

    /// The fields that say what a node holds for; without one of them it would hold for more.
    pub fn scope(self) -> Vec<&'s str> {
        let list = self.at.pointer("/x-kdl/scope").and_then(Json::as_array);
        list.into_iter().flatten().filter_map(Json::as_str).collect()
    }

    /// What a value must be, in words: "an amount of money such as `19.99`".
    pub fn expects(self) -> Option<&'s str> {
        self.at.pointer("/x-kdl/expects").and_then(Json::as_str)
    }

    /// The kind of literal that a value must be.
    pub fn format(self) -> Option<&'s str> {
        self.at.get("format").and_then(Json::as_str)
    }

    /// Whether it takes `#true` or `#false`.
    pub fn is_flag(self) -> bool {
        self.takes() == Takes::Flag
    }

    /// What an object stands for, in words, where the schema describes it.
    pub fn description(self) -> Option<&'s str> {
        self.at.get("description").and_then(Json::as_str)
    }

    /// The words that a value may be.
    pub fn choices(self) -> Vec<&'s str> {
        let list = self.at.get("enum").and_then(Json::as_array);
        list.into_iter().flatten().filter_map(Json::as_str).collect()
    }
}
