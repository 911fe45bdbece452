//! Nodes of the language that this program does not compile yet: a finding that says so, never a syntax
//! error, and nothing of them is read.

use crate::diagnostic::{Category, Diagnostic, Label, Level, Sink, Span};
use crate::syntax::{Node, Scalar, Tree};

use super::Lost;

/// Top-level nodes to come, and whether leaving them out changes prices, quantities or findings.
const NODES: [(&str, bool); 9] = [
    ("bundle", true),
    ("clearance", true),
    ("guard", true),
    ("lint", true),
    ("monitor", false),
    ("playbook", false),
    ("promotion", true),
    ("test", true),
    ("tooling", false),
];

/// Fields to come, by the node that they stand in.
const FIELDS: [(&str, &str); 4] =
    [("buffer", "oversell-risk"), ("parity", "prove"), ("source", "channel"), ("source", "location")];

/// Formats of a source to come, and how their files end.
const FORMATS: [(&str, &str); 3] = [("google-tsv", ""), ("jsonl", ".jsonl"), ("woocommerce-csv", "")];

/// The names of top-level nodes to come.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    NODES.iter().map(|(name, _)| *name)
}

/// Takes the nodes and fields to come out of a tree, with a finding each.
pub(super) fn set_aside(tree: &mut Tree, lost: &mut Lost, sink: &mut Sink) {
    tree.nodes.retain(|node| {
        let Some((name, matters)) = NODES.iter().find(|(name, _)| *name == node.name) else { return true };
        lost.node(name, node.arguments.first().map(|argument| argument.text.as_str()));
        sink.push(not_yet(&node.name, node.name_span, *matters));
        false
    });
    for node in &mut tree.nodes {
        set_fields_aside(node, lost, sink);
    }
}

fn set_fields_aside(node: &mut Node, lost: &mut Lost, sink: &mut Sink) {
    let parent = node.name.clone();
    if parent == "source" {
        set_format_aside(node, lost, sink);
    }
    node.children.retain(|child| {
        let comes = FIELDS.contains(&(parent.as_str(), child.name.as_str()));
        if comes {
            lost.node(&format!("{parent}.{}", child.name), None);
            sink.push(not_yet(&child.name, child.name_span, true));
        }
        !comes
    });
    node.properties.retain(|property| {
        let comes = FIELDS.contains(&(parent.as_str(), property.key.as_str()));
        if comes {
            lost.node(&format!("{parent}.{}", property.key), None);
            sink.push(not_yet(&property.key, property.key_span, true));
        }
        !comes
    });
    for child in &mut node.children {
        set_fields_aside(child, lost, sink);
    }
}

/// Takes a format to come out of a source; where none is named, the file's ending may name one.
fn set_format_aside(node: &mut Node, lost: &mut Lost, sink: &mut Sink) {
    let properties = node.properties.iter().filter(|own| own.key == "format").map(|own| &own.value);
    let children = node.children.iter().filter(|own| own.name == "format").flat_map(|own| &own.arguments);
    let named: Vec<&Scalar> = properties.chain(children).collect();
    let of_format = |scalar: &&Scalar| FORMATS.iter().any(|(name, _)| *name == scalar.text);
    let ends_so = |scalar: &&Scalar| {
        let path = scalar.text.to_lowercase();
        FORMATS.iter().any(|(_, ending)| !ending.is_empty() && path.ends_with(ending))
    };
    let path = node.arguments.get(1).filter(|_| named.is_empty()).filter(ends_so);
    let Some(scalar) = named.into_iter().find(of_format).or(path) else { return };
    let name = FORMATS.iter().find(|(name, _)| *name == scalar.text).map_or("jsonl", |(name, _)| name);
    sink.push(format_not_yet(name, scalar.span));
    lost.node("format", None);
    node.properties.retain(|own| own.key != "format");
    node.children.retain(|own| own.name != "format");
}

fn format_not_yet(name: &str, place: Span) -> Diagnostic {
    let message =
        format!("the format `{name}` is part of the language, but not compiled by this version of evenkeel");
    Diagnostic::error("not-yet-compiled", Category::Language, message, Label::new(place, "can't be read yet"))
        .with_help(match name {
            "google-tsv" => {
                "read it as `format=tsv`, each column mapped: `price \"COLUMN\"`, `stock \"COLUMN\"` …"
            }
            "jsonl" => "write the file as CSV or TSV, until a version that reads it",
            _ => "read it as `format=csv`, each column mapped: `price \"COLUMN\"`, `stock \"COLUMN\"` …",
        })
}

fn not_yet(name: &str, place: Span, matters: bool) -> Diagnostic {
    let (level, effect) = if matters {
        (Level::Error, "without it prices, quantities or findings would not be what the policy says")
    } else {
        (Level::Warn, "it changes no price and no quantity, and is passed over")
    };
    let message = format!("`{name}` is part of the language, but not compiled by this version of evenkeel");
    Diagnostic::error("not-yet-compiled", Category::Language, message, Label::new(place, effect))
        .at_level(level)
        .with_help(if matters {
            "take it out, or put `/-` in front of it, until a version that knows it"
        } else {
            "nothing needs to be done"
        })
}
