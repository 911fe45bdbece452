//! Nodes to values: positional values into their fields, `key=value` as the child `key value`, repeated
//! children into lists, a bare node of a boolean field as `#true`.

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::nearest::listed;
use crate::syntax::{Node, Scalar, ScalarKind, Tree};

use super::schema::{Schema, Takes};
use super::unexpected;
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
    let left = arguments(&mut members, node, schema, sink);
    for property in &node.properties {
        let child = leaf(&property.key, property.key_span, vec![property.value.clone()]);
        insert(&mut members, &child, schema, sink);
    }
    for child in &node.children {
        insert(&mut members, child, schema, sink);
    }
    unexpected::tell(&mut members, node, left, schema, sink);
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

/// Puts positional values into their fields; hands back those that are left.
fn arguments<'n>(
    members: &mut Vec<Member>,
    node: &'n Node,
    schema: Schema<'_>,
    sink: &mut Sink,
) -> &'n [Scalar] {
    let names = schema.arguments();
    let mut rest = node.arguments.as_slice();
    for name in &names {
        let Some((first, after)) = rest.split_first() else { break };
        let is_list = schema.field(name).is_some_and(|field| field.takes() == Takes::List);
        let taken = if is_list { rest.to_vec() } else { vec![first.clone()] };
        rest = if is_list { &[] } else { after };
        insert(members, &leaf(name, first.span, taken), schema, sink);
    }
    rest
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
    let value = single(child, field, sink);
    members.push(Member { key: child.name.clone(), key_span: child.name_span, value });
}

/// A child that the object does not know by name: a step of its list of steps, or unknown.
fn insert_step(members: &mut Vec<Member>, child: &Node, schema: Schema<'_>, sink: &mut Sink) {
    let steps = schema.steps().and_then(|name| Some((name, schema.field(name)?)));
    let step = steps.and_then(|(name, list)| Some((name, list.items()?.field(&child.name)?)));
    let Some((name, field)) = step else {
        // kept for the words of the finding; nothing reads it
        let kind = child.arguments.first().map_or(Kind::Null, |value| scalar(value).kind);
        let value = Value { span: child.head, kind };
        return members.push(Member { key: child.name.clone(), key_span: child.name_span, value });
    };
    let value = single(child, field, sink);
    let member = Member { key: child.name.clone(), key_span: child.name_span, value };
    let step = Value { span: child.head, kind: Kind::Object(vec![member]) };
    extend(members, name, child, vec![step]);
}

fn append(members: &mut Vec<Member>, name: &str, child: &Node, field: Schema<'_>, sink: &mut Sink) {
    let Some(items) = field.items() else { return };
    if items.takes() == Takes::Object {
        let value = object(child, items, sink);
        return extend(members, name, child, vec![value]);
    }
    let is_told = tell_more_than_values(child, field, sink);
    let mut values: Vec<Value> = child.arguments.iter().map(scalar).collect();
    if values.is_empty() {
        values.push(no_value(child, items, is_told, sink));
    }
    extend(members, name, child, values);
}

/// Adds values to the list under a key, made where it is not there yet.
fn extend(members: &mut Vec<Member>, key: &str, child: &Node, more: Vec<Value>) {
    let known = members.iter_mut().find(|member| member.key == key);
    if let Some(Kind::List(values)) = known.map(|member| &mut member.value.kind) {
        return values.extend(more);
    }
    let value = Value { span: child.head, kind: Kind::List(more) };
    members.push(Member { key: key.to_owned(), key_span: child.name_span, value });
}

fn single(child: &Node, field: Schema<'_>, sink: &mut Sink) -> Value {
    if field.takes() == Takes::Object {
        return object(child, field, sink);
    }
    let is_told = tell_more_than_values(child, field, sink);
    if field.takes() == Takes::Flag && child.arguments.is_empty() {
        return Value { span: child.name_span, kind: Kind::Flag(true) };
    }
    if let Some(extra) = child.arguments.get(1) {
        sink.push(unexpected::second_value(child, extra, field));
        return Value { span: child.head, kind: Kind::Told };
    }
    child.arguments.first().map_or_else(|| no_value(child, field, is_told, sink), scalar)
}

/// What stands for a value that is not there, told unless the reason is told already.
fn no_value(child: &Node, field: Schema<'_>, is_told: bool, sink: &mut Sink) -> Value {
    if !is_told {
        sink.push(missing_value(child, field));
    }
    Value { span: child.head, kind: Kind::Told }
}

fn scalar(scalar: &Scalar) -> Value {
    let kind = match scalar.kind {
        ScalarKind::Text | ScalarKind::Number => Kind::Text(scalar.text.clone()),
        ScalarKind::Flag => Kind::Flag(scalar.text == "true"),
        ScalarKind::Null => Kind::Null,
    };
    Value { span: scalar.span, kind }
}

/// Tells properties and a block of a node that takes values alone; whether there was something to tell.
fn tell_more_than_values(child: &Node, field: Schema<'_>, sink: &mut Sink) -> bool {
    let (message, place) = if let Some(property) = child.properties.first() {
        (format!("`{}` takes no `{}`", child.name, property.key), property.key_span)
    } else if child.has_block {
        let place = child.children.first().map_or(child.name_span, |first| first.name_span);
        (format!("`{}` takes no block", child.name), place)
    } else {
        return false;
    };
    let finding = schema_error("unknown-field", message, Label::new(place, "not known here"));
    let help = match field.takes() {
        Takes::Flag => format!("write `{}` alone", child.name),
        _ => values_alone(child),
    };
    sink.push(finding.with_help(help));
    true
}

/// The way out for a node that takes values alone: the values that it most likely was to have.
fn values_alone(child: &Node) -> String {
    let inside = child.children.iter().map(|inner| match inner.arguments.as_slice() {
        [] => plain_or_quoted(&inner.name),
        [first, ..] => written(first),
    });
    let values: Vec<String> = if child.arguments.is_empty() {
        child.properties.iter().map(|property| written(&property.value)).chain(inside).collect()
    } else {
        child.arguments.iter().map(written).collect()
    };
    match values.as_slice() {
        [] => format!("write its value after the name: `{} VALUE`", child.name),
        values => format!("write `{} {}`", child.name, values.join(" ")),
    }
}

/// A value as it can be pasted.
pub(super) fn written(value: &Scalar) -> String {
    match value.kind {
        ScalarKind::Text => plain_or_quoted(&value.text),
        ScalarKind::Number => value.text.clone(),
        ScalarKind::Flag | ScalarKind::Null => format!("#{}", value.text),
    }
}

fn plain_or_quoted(text: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    if text.starts_with(|first: char| first.is_ascii_alphabetic()) && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("{text:?}")
}

fn schema_error(rule: &'static str, message: String, primary: Label) -> Diagnostic {
    Diagnostic::error(rule, Category::Language, message, primary)
}

fn missing_value(child: &Node, field: Schema<'_>) -> Diagnostic {
    let choices = field.choices();
    let what = match field.expects() {
        Some(expects) => expects.to_owned(),
        None if choices.is_empty() => "its value".to_owned(),
        None => format!("one of {}", listed(choices)),
    };
    let message = format!("`{}` has no value", child.name);
    schema_error("missing-value", message, Label::new(child.name_span, "a value belongs after it"))
        .with_help(format!("after `{}` write {what}", child.name))
}

fn given_twice(child: &Node, first: Span) -> Diagnostic {
    let message = format!("`{}` is given twice", child.name);
    schema_error("given-twice", message, Label::new(child.name_span, "the second time"))
        .with_label(first, "the first")
        .with_help("keep one of the two")
}
