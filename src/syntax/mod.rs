//! One KDL text in, its nodes out.

mod tree;

pub use tree::{Broken, Node, Property, Scalar, ScalarKind, Tree};

/// Temporary.
pub fn parse(_: &str, _: u32, _: &mut crate::diagnostic::Sink) -> Tree {
    Tree::default()
}
