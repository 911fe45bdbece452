//! Nodes to values: positional values into their fields, `key=value` as the child `key value`, repeated
//! children into lists, a bare node of a boolean field as `#true`.

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::syntax::{Node, Scalar, ScalarKind, Tree};

use super::schema::{Schema, Takes};
use super::{Kind, Member, Value};

/// The value of a whole text: an object whose fields are the top-level nodes.
pub fn normalise(tree: &Tree, schema: Schema<'_>, sink: &mut Sink) -> Value {
    let mut members = Vec::new();
    for node in &tree.nodes {
        insert(&mut members, node, schema, sink);
    }
    Value { span: Span::default(), kind: Kind::Object(members) }
}

fn object(node: &Node, schema: Schema<'_>, sink: &mut Sink) -> Value {
    let mut members = Vec::new();
    arguments(&mut members, node, schema, sink);
    for property in &node.properties {
        let child = leaf(&property.key, property.key_span, vec![property.value.clone()]);
        insert(&mut members, &child, schema, sink);
    }
    for child in &node.children {
        insert(&mut members, child, schema, sink);
    }
    Value { span: node.head, kind: Kind::Object(members) }
}

/// The node that `key value …` would be.
fn leaf(key: &str, key_span: Span, arguments: Vec<Scalar>) -> Node {
    let end = arguments.last().map_or(key_span.end, |last| last.span.end);
    let span = Span::new(key_span.start, end);
    Node {
        name: key.to_owned(),
        name_span: key_span,
        span,
        head: span,
        arguments,
        properties: Vec::new(),
        children: Vec::new(),
        has_block: false,
    }
}

fn arguments(members: &mut Vec<Member>, node: &Node, schema: Schema<'_>, sink: &mut Sink) {
    let names = schema.arguments();
    let mut rest = node.arguments.as_slice();
    for name in &names {
        let Some((first, after)) = rest.split_first() else { return };
        let is_list = schema.field(name).is_some_and(|field| field.takes() == Takes::List);
        let taken = if is_list { rest.to_vec() } else { vec![first.clone()] };
        rest = if is_list { &[] } else { after };
        insert(members, &leaf(name, first.span, taken), schema, sink);
    }
    if let Some(extra) = rest.first() {
        sink.push(unexpected_value(node, extra, &names));
    }
}

fn insert(members: &mut Vec<Member>, child: &Node, schema: Schema<'_>, sink: &mut Sink) {
    let Some(field) = schema.field(&child.name) else {
        return insert_step(members, child, schema, sink);
    };
    if field.takes() == Takes::List {
        return append(members, &child.name, child, field, sink);
    }
    if let Some(first) = members.iter().find(|member| member.key == child.name) {
        return sink.push(given_twice(child, first.key_span));
    }
    if let Some(value) = single(child, field, sink) {
        members.push(Member { key: child.name.clone(), key_span: child.name_span, value });
    }
}

/// A child that the object does not know by name: a step of its list of steps, or unknown.
fn insert_step(members: &mut Vec<Member>, child: &Node, schema: Schema<'_>, sink: &mut Sink) {
    let steps = schema.steps().and_then(|name| Some((name, schema.field(name)?)));
    let step = steps.and_then(|(name, list)| Some((name, list.items()?.field(&child.name)?)));
    let Some((name, field)) = step else {
        let value = Value { span: child.head, kind: Kind::Null };
        return members.push(Member { key: child.name.clone(), key_span: child.name_span, value });
    };
    let Some(value) = single(child, field, sink) else { return };
    let member = Member { key: child.name.clone(), key_span: child.name_span, value };
    let step = Value { span: child.head, kind: Kind::Object(vec![member]) };
    list(members, name, child).push(step);
}

fn append(members: &mut Vec<Member>, name: &str, child: &Node, field: Schema<'_>, sink: &mut Sink) {
    let Some(items) = field.items() else { return };
    if items.takes() == Takes::Object {
        let value = object(child, items, sink);
        return list(members, name, child).push(value);
    }
    if only_values(child, sink) && child.arguments.is_empty() {
        sink.push(missing_value(child));
    }
    let values: Vec<Value> = child.arguments.iter().map(scalar).collect();
    list(members, name, child).extend(values);
}

/// The list under a key, made where it is not there yet.
fn list<'m>(members: &'m mut Vec<Member>, key: &str, child: &Node) -> &'m mut Vec<Value> {
    let index = members.iter().position(|member| member.key == key).unwrap_or_else(|| {
        let value = Value { span: child.head, kind: Kind::List(Vec::new()) };
        members.push(Member { key: key.to_owned(), key_span: child.name_span, value });
        members.len() - 1
    });
    match members.get_mut(index).map(|member| &mut member.value.kind) {
        Some(Kind::List(values)) => values,
        // INVARIANT: a key whose schema is a list is only ever filled here, with a list
        _ => unreachable!("a list field holds a list"),
    }
}

fn single(child: &Node, field: Schema<'_>, sink: &mut Sink) -> Option<Value> {
    if field.takes() == Takes::Object {
        return Some(object(child, field, sink));
    }
    let is_plain = only_values(child, sink);
    if field.takes() == Takes::Flag && child.arguments.is_empty() {
        return Some(Value { span: child.name_span, kind: Kind::Flag(true) });
    }
    if let Some(extra) = child.arguments.get(1) {
        sink.push(unexpected_value(child, extra, &["value"]));
    }
    let first = child.arguments.first();
    if first.is_none() && is_plain {
        sink.push(missing_value(child));
    }
    first.map(scalar)
}

fn scalar(scalar: &Scalar) -> Value {
    let kind = match scalar.kind {
        ScalarKind::Text | ScalarKind::Number => Kind::Text(scalar.text.clone()),
        ScalarKind::Flag => Kind::Flag(scalar.text == "true"),
        ScalarKind::Null => Kind::Null,
    };
    Value { span: scalar.span, kind }
}

/// Tells properties and children of a node that takes values alone; whether there were none.
fn only_values(child: &Node, sink: &mut Sink) -> bool {
    let (message, span) = match (child.properties.first(), child.children.first()) {
        (Some(property), _) => {
            (format!("`{}` is not a field of `{}`", property.key, child.name), property.key_span)
        }
        (None, Some(first)) => (format!("`{}` takes a value, not a block", child.name), first.name_span),
        (None, None) => return true,
    };
    sink.push(
        schema_error("unknown-field", message, Label::new(span, "not known here"))
            .with_help(format!("write the value after the name: `{} VALUE`", child.name)),
    );
    false
}

fn schema_error(rule: &'static str, message: String, primary: Label) -> Diagnostic {
    Diagnostic::error(rule, Category::Language, message, primary)
}

fn unexpected_value(node: &Node, extra: &Scalar, names: &[&str]) -> Diagnostic {
    let message = match names {
        [] => format!("`{}` takes no value after its name", node.name),
        [one] => format!("`{}` takes one value, its {one}", node.name),
        names => format!("`{}` takes {} values: {}", node.name, names.len(), names.join(", ")),
    };
    schema_error("unexpected-value", message, Label::new(extra.span, "one too many"))
        .with_help("write a field as `name=value`, or give each its own line in braces")
}

fn missing_value(child: &Node) -> Diagnostic {
    let message = format!("`{}` has no value", child.name);
    schema_error("missing-value", message, Label::new(child.name_span, "a value belongs after it"))
        .with_help(format!("write the value after the name: `{} VALUE`", child.name))
}

fn given_twice(child: &Node, first: Span) -> Diagnostic {
    let message = format!("`{}` is given twice", child.name);
    schema_error("given-twice", message, Label::new(child.name_span, "the second time"))
        .with_label(first, "the first")
        .with_help("keep one of the two")
}
