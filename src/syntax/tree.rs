//! The nodes of a text, with their spans, and nothing of the parser behind it.

use crate::diagnostic::Span;

/// All nodes of a text that could be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    /// The top-level nodes, in their order.
    pub nodes: Vec<Node>,
    /// Pieces that could not be read.
    pub broken: Vec<Broken>,
}

/// What could still be read of a piece that did not parse, so that names it declares are not called
/// unknown elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The node's name.
    pub name: Option<String>,
    /// Its first argument.
    pub argument: Option<String>,
    /// The piece.
    pub span: Span,
}

/// A node: its name, values and children.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub name_span: Span,
    /// The whole node.
    pub span: Span,
    /// From the name to the last value, before the children.
    pub head: Span,
    /// Its values without a key.
    pub arguments: Vec<Scalar>,
    /// Its values with a key, in order; a key may come twice.
    pub properties: Vec<Property>,
    /// The nodes in its braces.
    pub children: Vec<Node>,
    /// Whether it has braces.
    pub has_block: bool,
}

/// A value with its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Scalar,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// What it is.
    pub kind: ScalarKind,
    /// The text, or the digits as written.
    pub text: String,
    /// Where the value alone stands, quotes included.
    pub span: Span,
}

/// The kinds of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScalarKind {
    /// A string, quoted or bare.
    Text,
    /// A number.
    Number,
    /// `#true` or `#false`.
    Flag,
    /// `#null`.
    Null,
}
