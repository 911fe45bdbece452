//! `where`, `not` and `any` to conditions.

use crate::diagnostic::{Category, Diagnostic, Label, Sink};
use crate::exact::Comparison;
use crate::item::{Field, FieldKind};
use crate::model::literal::{Name, Text};
use crate::model::part::segment::{ConditionPart, ConditionsPart, WherePart};
use crate::nearest::nearest;
use crate::policy::condition::{Condition, Conditions, NumberOf, TextPattern};
use crate::value::Spanned;

use super::names::Names;

/// Where conditions stand: a segment can't be asked about while SKUs are put into segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Where {
    /// In `segments`.
    InSegments,
    /// Anywhere else.
    AfterSegments,
}

/// Links conditions; those that can't be are told and left out.
pub(super) fn link(
    parts: &[Spanned<ConditionPart>],
    names: &Names<'_>,
    place: Where,
    sink: &mut Sink,
) -> Conditions {
    Conditions(parts.iter().filter_map(|part| condition(part, names, place, sink)).collect())
}

fn condition(
    part: &Spanned<ConditionPart>,
    names: &Names<'_>,
    place: Where,
    sink: &mut Sink,
) -> Option<Condition> {
    let mut inner = |conditions: &ConditionsPart| link(&conditions.conditions, names, place, sink);
    match &part.value {
        ConditionPart::Not(conditions) => Some(Condition::Not(inner(conditions))),
        ConditionPart::Any(conditions) => Some(Condition::Any(inner(conditions))),
        ConditionPart::Where(part) => where_field(part, names, place, sink),
    }
}

fn where_field(part: &WherePart, names: &Names<'_>, place: Where, sink: &mut Sink) -> Option<Condition> {
    match part.field.value.0.as_str() {
        "segment" if place == Where::AfterSegments => {
            let named = |value: &Spanned<Text>| value.clone().map(|text| Name(text.0));
            let indexes = part.values.iter().filter_map(|value| names.segment(&named(value), sink)).collect();
            Some(Condition::Segment(indexes))
        }
        "margin" => number(NumberOf::Margin, part, sink),
        name => match name.parse::<Field>() {
            Ok(field) => field_condition(field, part, sink),
            Err(()) => {
                sink.push(unknown_field(&part.field, place));
                None
            }
        },
    }
}

fn field_condition(field: Field, part: &WherePart, sink: &mut Sink) -> Option<Condition> {
    let compares = |value: &Spanned<Text>| value.value.0.parse::<Comparison>().is_ok();
    if field.kind() != FieldKind::Text || (part.values.len() == 1 && part.values.iter().all(compares)) {
        return number(NumberOf::Field(field), part, sink);
    }
    let patterns = part.values.iter().map(|value| TextPattern::new(&value.value.0)).collect();
    Some(Condition::Text(field, patterns))
}

fn number(of: NumberOf, part: &WherePart, sink: &mut Sink) -> Option<Condition> {
    let wants_percent = matches!(of, NumberOf::Margin | NumberOf::Field(Field::TaxRate));
    let [value] = part.values.as_slice() else {
        sink.push(not_a_comparison(part, wants_percent));
        return None;
    };
    match value.value.0.parse::<Comparison>() {
        Ok(comparison) if comparison.is_percent == wants_percent => Some(Condition::Number(of, comparison)),
        _ => {
            sink.push(not_a_comparison(part, wants_percent));
            None
        }
    }
}

fn unknown_field(field: &Spanned<Text>, place: Where) -> Diagnostic {
    let name = &field.value.0;
    let mut known: Vec<&str> = Field::names().chain(["margin"]).collect();
    if place == Where::AfterSegments {
        known.push("segment");
    }
    let label = Label::new(field.span, "no such field");
    if name == "segment" {
        let message = "a segment can't depend on the segment of a SKU";
        return Diagnostic::error("unknown-name", Category::Language, message, label)
            .with_help("ask for a field of the item, such as `velocity` or `price`");
    }
    let message = format!("items have no field `{name}`");
    Diagnostic::error("unknown-name", Category::Language, message, label).with_help(
        match nearest(name, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("a column of your own is `attribute.{name}`"),
        },
    )
}

fn not_a_comparison(part: &WherePart, wants_percent: bool) -> Diagnostic {
    let field = &part.field.value.0;
    let value = part.values.first().unwrap_or(&part.field);
    let (kind, example) = if wants_percent { ("percentage", "\">= 20%\"") } else { ("number", "\">= 10\"") };
    let message = format!("`{field}` is compared with a {kind}");
    let last = part.values.last().unwrap_or(value);
    let span = crate::diagnostic::Span::new(value.span.start, last.span.end);
    Diagnostic::error("invalid-value", Category::Language, message, Label::new(span, "not a comparison"))
        .with_help(format!("write one comparison, such as `where {field} {example}`"))
}
