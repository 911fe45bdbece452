//! Values that a node has no place for: told once, with what each was most likely meant as.

use crate::diagnostic::{Category, Diagnostic, Label, Sink};
use crate::nearest::either;
use crate::syntax::{Node, Scalar, ScalarKind};

use super::normalise::written;
use super::schema::{Schema, Takes};
use super::{Kind, Member, Value};

/// More ways out than these are no help.
const MOST_WAYS: usize = 3;

/// Tells the values that are left of a node's, and leaves the fields that they were meant for as told.
pub(super) fn tell(
    members: &mut Vec<Member>,
    node: &Node,
    left: &[Scalar],
    schema: Schema<'_>,
    sink: &mut Sink,
) {
    let Some(first) = left.first() else { return };
    let last_taken = schema.arguments().last().copied();
    if let Some(word) = joined(node, first, last_taken.and_then(|name| schema.field(name))) {
        members.retain(|member| Some(member.key.as_str()) != last_taken);
        leave_told(members, last_taken.into_iter(), first);
        return sink.push(too_many(node, first, schema, format!("write `{word}`")));
    }
    let meant = meant(first, schema);
    let help = way_out(node, left, &meant, schema);
    if meant.len() <= MOST_WAYS {
        leave_told(members, meant.iter().copied(), first);
    }
    leave_told(members, schema.required().into_iter(), first);
    sink.push(too_many(node, first, schema, help));
}

/// Tells the second value of a node that takes one.
pub(super) fn second_value(node: &Node, extra: &Scalar, field: Schema<'_>) -> Diagnostic {
    let texts: Vec<&str> = node.arguments.iter().map(|argument| argument.text.as_str()).collect();
    let help = if let Some(word) = joined(node, extra, Some(field)) {
        format!("write `{} {word}`", node.name)
    } else if field.format() == Some("text") {
        format!("write it as one text: `{} {:?}`", node.name, texts.join(" "))
    } else {
        "keep one of the values".to_owned()
    };
    let message = format!("`{}` takes one value", node.name);
    unexpected(message, extra, help)
}

fn too_many(node: &Node, extra: &Scalar, schema: Schema<'_>, help: String) -> Diagnostic {
    let message = match schema.arguments().as_slice() {
        [] => format!("`{}` takes no value after its name", node.name),
        [one] => format!("`{}` takes one value, its {one}", node.name),
        names => format!("`{}` takes {} values: {}", node.name, names.len(), names.join(", ")),
    };
    unexpected(message, extra, help)
}

fn unexpected(message: String, extra: &Scalar, help: String) -> Diagnostic {
    let label = Label::new(extra.span, "one too many");
    Diagnostic::error("unexpected-value", Category::Language, message, label).with_help(help)
}

/// The word of which a value and the one before it are the two halves: `half up`.
fn joined(node: &Node, extra: &Scalar, field: Option<Schema<'_>>) -> Option<String> {
    let before = node.arguments.iter().rev().skip_while(|argument| argument.span != extra.span).nth(1)?;
    let word = format!("{}-{}", before.text, extra.text);
    field?.choices().contains(&word.as_str()).then_some(word)
}

/// The fields that a value can have been meant for: those that take its word, else those of its shape.
fn meant<'s>(extra: &Scalar, schema: Schema<'s>) -> Vec<&'s str> {
    let of_word = |field: &&str| schema.field(field).is_some_and(|at| at.choices().contains(&&*extra.text));
    if let Some(field) = schema.fields().find(of_word) {
        return vec![field];
    }
    let taken = schema.arguments();
    let is_open = |field: &&str| !taken.contains(field);
    schema
        .fields()
        .filter(is_open)
        .filter(|field| schema.field(field).is_some_and(|at| fits(at, extra)))
        .collect()
}

/// Whether a value looks like what a field takes as its only or first value.
fn fits(field: Schema<'_>, extra: &Scalar) -> bool {
    match field.takes() {
        Takes::List => field.items().is_some_and(|items| fits(items, extra)),
        Takes::Object => match field.arguments().first() {
            Some(first) => field.field(first).is_some_and(|first| fits(first, extra)),
            None => false,
        },
        Takes::Flag => false,
        Takes::Scalar => field.format().is_some_and(|format| has_shape(format, extra)),
    }
}

fn has_shape(format: &str, extra: &Scalar) -> bool {
    let text = extra.text.as_str();
    let is_figure = text.starts_with(|first: char| first.is_ascii_digit());
    let is_number = is_figure && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    match format {
        "percent" | "share" | "percent-range" | "bound" => text.ends_with('%'),
        "duration" | "lead-time" => {
            is_figure && !is_number && text.bytes().all(|b| b.is_ascii_alphanumeric())
        }
        "rate" => is_figure && text.contains('/'),
        "money" | "units" | "factor" => is_number,
        "name" => !is_figure && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'),
        _ => false,
    }
}

fn way_out(node: &Node, left: &[Scalar], meant: &[&str], schema: Schema<'_>) -> String {
    let Some(extra) = left.first() else { return String::new() };
    if schema.has_node(&extra.text) && extra.kind == ScalarKind::Text {
        let inside: Vec<String> = left.iter().map(written).collect();
        return format!("write it in a block: `{} {{ {} }}`", node.name, inside.join(" "));
    }
    let ways: Vec<String> = match meant.len() {
        0..=MOST_WAYS => meant.iter().map(|field| format!("{field}={}", written(extra))).collect(),
        _ => Vec::new(),
    };
    let ways = either(ways.iter().map(String::as_str));
    match (ways.is_empty(), takes_a_name(node, schema)) {
        (true, false) => "leave it out".to_owned(),
        (true, true) => {
            let words: Vec<&str> = node.arguments.iter().map(|argument| argument.text.as_str()).collect();
            format!("leave it out, or join the words to one name: `{}`", words.join("-"))
        }
        (false, true) if has_no_choices(meant, schema) => {
            format!("leave it out, say what it is: {ways}, or write a `{}` for each", node.name)
        }
        (false, _) => format!("leave it out, or say what it is: {ways}"),
    }
}

/// Whether all values of a node could be the one name that it takes.
fn takes_a_name(node: &Node, schema: Schema<'_>) -> bool {
    let is_word = |scalar: &Scalar| scalar.text.starts_with(|first: char| first.is_ascii_lowercase());
    let [name] = schema.arguments()[..] else { return false };
    schema.field(name).and_then(Schema::format) == Some("name") && node.arguments.iter().all(is_word)
}

fn has_no_choices(fields: &[&str], schema: Schema<'_>) -> bool {
    fields.iter().all(|field| schema.field(field).is_some_and(|at| at.choices().is_empty()))
}

/// Leaves fields that are not given as told, so that nothing else is said of them.
fn leave_told<'f>(members: &mut Vec<Member>, fields: impl Iterator<Item = &'f str>, extra: &Scalar) {
    for field in fields {
        if members.iter().all(|member| member.key != field) {
            let value = Value { span: extra.span, kind: Kind::Told };
            members.push(Member { key: field.to_owned(), key_span: extra.span, value });
        }
    }
}
