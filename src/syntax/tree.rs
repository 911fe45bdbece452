//! The tree of a text: nodes with their arguments, properties and children, each with its place.

use crate::diagnostic::Span;

/// A text as nodes, and what is left of the pieces that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tree {
    /// The nodes at the top, in the order of the text.
    pub nodes: Vec<Node>,
    /// The pieces that could not be read, each of them reported.
    pub broken: Vec<Broken>,
}

/// What could still be read of a piece that did not parse.
///
/// Later stages know from it which names are declared there, so that one mistake makes one finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The name of the node, such as `channel`.
    pub name: Option<String>,
    /// Its first argument, such as `shopify`.
    pub argument: Option<String>,
    /// The whole piece.
    pub span: Span,
}

/// A node: `name argument key=value { children }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The name, decoded where it is quoted.
    pub name: String,
    /// The name as it stands in the text, quotes included.
    pub name_span: Span,
    /// The whole node, without space around it and without its terminator.
    pub span: Span,
    /// From the name to the last argument or property, before the block.
    pub head: Span,
    /// The values without a key, in their order.
    pub arguments: Vec<Scalar>,
    /// The values with a key, in their order; equal keys are all kept.
    pub properties: Vec<Property>,
    /// The nodes of the block.
    pub children: Vec<Node>,
    /// Whether there is a block, be it empty.
    pub has_block: bool,
}

/// A value with a key: `key=value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// The key, decoded where it is quoted.
    pub key: String,
    /// The key as it stands in the text, quotes included.
    pub key_span: Span,
    /// The value.
    pub value: Scalar,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// What kind of value it is.
    pub kind: ScalarKind,
    /// A text as it reads, a number as it is written without `_`, `true`, `false` or `null`.
    pub text: String,
    /// The value as it stands in the text, quotes included.
    pub span: Span,
}

/// The kinds of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScalarKind {
    /// A bare word or a text in quotes.
    Text,
    /// A number, in any of KDL's notations.
    Number,
    /// `#true` or `#false`.
    Flag,
    /// `#null`.
    Null,
}
