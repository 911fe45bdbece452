//! Trees as plain text, so that ours and that of the `kdl` crate can be compared.

use std::fmt::Write;

use evenkeel::syntax::{Node, ScalarKind};
use kdl::{KdlDocument, KdlValue};

/// The nodes as the stage reads them.
pub(crate) fn ours(nodes: &[Node]) -> String {
    let mut shape = String::new();
    for node in nodes {
        write!(shape, "{:?}", node.name).unwrap();
        for value in &node.arguments {
            write!(shape, " {}", scalar(value.kind, &value.text)).unwrap();
        }
        for property in &node.properties {
            write!(shape, " {:?}={}", property.key, scalar(property.value.kind, &property.value.text))
                .unwrap();
        }
        if node.has_block {
            write!(shape, " {{ {}}}", ours(&node.children)).unwrap();
        }
        shape.push_str("; ");
    }
    shape
}

/// The nodes as the crate reads the whole text.
pub(crate) fn whole(document: &KdlDocument) -> String {
    let mut shape = String::new();
    for node in document.nodes() {
        write!(shape, "{:?}", node.name().value()).unwrap();
        let entries = || {
            node.entries().iter().map(|entry| {
                let written = entry.format().unwrap().value_repr.replace('_', "");
                let value = match entry.value() {
                    KdlValue::String(text) => scalar(ScalarKind::Text, text),
                    KdlValue::Bool(flag) => scalar(ScalarKind::Flag, &flag.to_string()),
                    KdlValue::Null => scalar(ScalarKind::Null, "null"),
                    KdlValue::Integer(_) | KdlValue::Float(_) => scalar(ScalarKind::Number, &written),
                };
                (entry.name().map(|name| name.value().to_owned()), value)
            })
        };
        for (_, value) in entries().filter(|(key, _)| key.is_none()) {
            write!(shape, " {value}").unwrap();
        }
        for (key, value) in entries().filter_map(|(key, value)| key.map(|key| (key, value))) {
            write!(shape, " {key:?}={value}").unwrap();
        }
        if let Some(children) = node.children() {
            write!(shape, " {{ {}}}", whole(children)).unwrap();
        }
        shape.push_str("; ");
    }
    shape
}

fn scalar(kind: ScalarKind, text: &str) -> String {
    match kind {
        ScalarKind::Text => format!("{text:?}"),
        ScalarKind::Number => text.to_owned(),
        ScalarKind::Flag | ScalarKind::Null => format!("#{text}"),
    }
}
