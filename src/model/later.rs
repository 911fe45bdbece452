//! Nodes of the language that this program does not compile yet: a finding that says so, never a syntax
//! error, and nothing of them is read.

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::syntax::{Node, Tree};

use super::Lost;

/// Top-level nodes to come; leaving any of them out would change prices, quantities or findings.
const NODES: [&str; 2] = ["bundle", "guard"];

/// Fields to come, by the node that they stand in.
const FIELDS: [(&str, &str); 1] = [("parity", "prove")];

/// The names of top-level nodes to come.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    NODES.into_iter()
}

/// Takes the nodes and fields to come out of a tree, with a finding each.
pub(super) fn set_aside(tree: &mut Tree, lost: &mut Lost, sink: &mut Sink) {
    tree.nodes.retain(|node| {
        let Some(name) = NODES.iter().find(|name| **name == node.name) else { return true };
        lost.node(name, node.arguments.first().map(|argument| argument.text.as_str()));
        sink.push(not_yet(&node.name, node.name_span));
        false
    });
    for node in &mut tree.nodes {
        set_fields_aside(node, lost, sink);
    }
}

fn set_fields_aside(node: &mut Node, lost: &mut Lost, sink: &mut Sink) {
    let parent = node.name.clone();
    node.children.retain(|child| {
        let comes = FIELDS.contains(&(parent.as_str(), child.name.as_str()));
        if comes {
            lost.node(&format!("{parent}.{}", child.name), None);
            sink.push(not_yet(&child.name, child.name_span));
        }
        !comes
    });
    node.properties.retain(|property| {
        let comes = FIELDS.contains(&(parent.as_str(), property.key.as_str()));
        if comes {
            lost.node(&format!("{parent}.{}", property.key), None);
            sink.push(not_yet(&property.key, property.key_span));
        }
        !comes
    });
    for child in &mut node.children {
        set_fields_aside(child, lost, sink);
    }
}

fn not_yet(name: &str, place: Span) -> Diagnostic {
    let effect = "without it prices, quantities or findings would not be what the policy says";
    let message = format!("`{name}` is part of the language, but not compiled by this version of evenkeel");
    Diagnostic::error("not-yet-compiled", Category::Language, message, Label::new(place, effect))
        .with_help("take it out, or put `/-` in front of it, until a version that knows it")
}
