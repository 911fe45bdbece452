//! The judge: `jsonschema` says what is wrong, this file says it again in the seller's words at its span,
//! and each faulty value is taken out so that the rest can be read.

use jsonschema::error::ValidationErrorKind as Wrong;
use jsonschema::{ValidationError, Validator};
use serde_json::Value as Json;

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::item::Field;
use crate::nearest::{listed, nearest, suggestion};
use crate::value::{Kind, Schema, Value};

use super::{Lost, later, literal};

/// A schema ready to judge.
pub(super) struct Judge<'s> {
    schema: Schema<'s>,
    validator: Validator,
}

/// More rounds than a policy is deep: each takes out what the last one made incomplete.
const MOST_ROUNDS: usize = 16;

impl<'s> Judge<'s> {
    /// A judge of the given schema; the literals are judged by what reads them.
    pub(super) fn new(schema: &'s Json) -> Result<Self, Box<ValidationError<'static>>> {
        let mut options = jsonschema::options().should_validate_formats(true);
        for format in literal::formats() {
            options =
                options.with_format(format, move |text: &str| literal::reads(format, text).unwrap_or(true));
        }
        let validator = options.build(&without_patterns(schema)).map_err(Box::new)?;
        Ok(Self { schema: Schema::new(schema), validator })
    }

    /// Judges a value; what is wrong is told once and taken out, and what that makes incomplete after it.
    pub(super) fn judge(&self, value: &mut Value, lost: &mut Lost, sink: &mut Sink) {
        for round in 0..MOST_ROUNDS {
            let instance = value.to_json();
            let mut faults: Vec<Fault> = Vec::new();
            for error in self.validator.iter_errors(&instance) {
                self.retell(&error, value, &mut faults);
            }
            if faults.is_empty() {
                return;
            }
            // the deepest and last first, so that taking one out does not move another
            faults.sort_by(|a, b| b.path.cmp(&a.path));
            faults.dedup_by(|a, b| a.path == b.path);
            for fault in faults {
                take_out(value, &fault.path, lost);
                if round == 0 {
                    sink.push(fault.finding);
                }
            }
        }
    }

    fn retell(&self, error: &ValidationError<'_>, root: &Value, faults: &mut Vec<Fault>) {
        let path = Path::parse(error.instance_path().as_str());
        let Some(place) = self.place(root, &path) else { return };
        let mut fault = |path: Path, finding: Diagnostic| faults.push(Fault { path, finding });
        match error.kind() {
            Wrong::AdditionalProperties { unexpected } => {
                for key in unexpected {
                    fault(path.with(key), unknown_field(&place, key));
                }
            }
            Wrong::Required { property } => {
                fault(path.clone(), missing_field(&place, property.as_str().unwrap_or_default()));
            }
            Wrong::Enum { .. } | Wrong::Constant { .. } => fault(path.clone(), not_a_choice(&place)),
            _ => fault(path.clone(), not_what_is_expected(&place)),
        }
    }

    /// The value and the schema at a path, and the name of the node that holds them.
    fn place<'p>(&'p self, root: &'p Value, path: &Path) -> Option<Place<'p>> {
        let mut place = Place { value: root, schema: Some(self.schema), name: "policy" };
        for step in &path.0 {
            match step {
                Step::Key(key) => {
                    let member = place.value.member(key)?;
                    let schema = place.schema.and_then(|schema| schema.field(key));
                    place = Place { value: &member.value, schema, name: &member.key };
                }
                Step::Index(index) => {
                    let Kind::List(values) = &place.value.kind else { return None };
                    place.value = values.get(*index)?;
                    place.schema = place.schema.and_then(Schema::items);
                }
            }
        }
        Some(place)
    }
}

/// Patterns are for editors; the formats are judged by what reads them, at once and exactly.
fn without_patterns(schema: &Json) -> Json {
    match schema {
        Json::Object(members) => members
            .iter()
            .filter(|(key, value)| *key != "pattern" || !value.is_string())
            .map(|(key, value)| (key.clone(), without_patterns(value)))
            .collect(),
        Json::Array(values) => values.iter().map(without_patterns).collect(),
        other => other.clone(),
    }
}

struct Fault {
    path: Path,
    finding: Diagnostic,
}

struct Place<'p> {
    value: &'p Value,
    schema: Option<Schema<'p>>,
    name: &'p str,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Path(Vec<Step>);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Index(usize),
    Key(String),
}

impl Path {
    /// Reads a JSON Pointer.
    fn parse(pointer: &str) -> Self {
        let unescaped = |part: &str| part.replace("~1", "/").replace("~0", "~");
        let step = |part: &str| part.parse().map_or_else(|_| Step::Key(unescaped(part)), Step::Index);
        Self(pointer.split('/').skip(1).map(step).collect())
    }

    fn with(&self, key: &str) -> Self {
        let mut steps = self.0.clone();
        steps.push(Step::Key(key.to_owned()));
        Self(steps)
    }
}

/// Takes the value at a path out of a tree, remembering what it would have declared.
fn take_out(root: &mut Value, path: &Path, lost: &mut Lost) {
    let Some((end, parents)) = path.0.split_last() else { return };
    let mut value = root;
    let mut name = "policy".to_owned();
    for step in parents {
        let next = match (step, &mut value.kind) {
            (Step::Key(key), Kind::Object(members)) => {
                name.clone_from(key);
                members.iter_mut().find(|member| member.key == *key).map(|member| &mut member.value)
            }
            (Step::Index(index), Kind::List(values)) => values.get_mut(*index),
            _ => None,
        };
        let Some(next) = next else { return };
        value = next;
    }
    let taken = match (end, &mut value.kind) {
        (Step::Key(key), Kind::Object(members)) => {
            let index = members.iter().position(|member| member.key == *key);
            name.clone_from(key);
            index.map(|index| members.remove(index).value)
        }
        (Step::Index(index), Kind::List(values)) if *index < values.len() => Some(values.remove(*index)),
        _ => None,
    };
    let declared = taken.as_ref().and_then(declared_name);
    lost.node(&name, declared);
}

/// The name that a node declares: its field `name`, or `channel` of a watch.
fn declared_name(value: &Value) -> Option<&str> {
    match &value.member("name")?.value.kind {
        Kind::Text(name) => Some(name),
        _ => None,
    }
}

fn finding(rule: &'static str, message: String, primary: Label) -> Diagnostic {
    Diagnostic::error(rule, Category::Language, message, primary)
}

fn unknown_field(place: &Place<'_>, key: &str) -> Diagnostic {
    let span = place.value.member(key).map_or(place.value.span, |member| member.key_span);
    let known = known_fields(place);
    let message = if place.name == "policy" && place.value.span == Span::default() {
        format!("`{key}` is not a node of the language")
    } else {
        format!("`{key}` is not a field of `{}`", place.name)
    };
    finding("unknown-field", message, Label::new(span, "not known here")).with_help(suggestion(key, &known))
}

/// The names that may stand in a node: its fields, and the steps of its list of steps in place of that list.
fn known_fields<'p>(place: &Place<'p>) -> Vec<&'p str> {
    let Some(schema) = place.schema else { return Vec::new() };
    let steps = schema.steps();
    let mut known: Vec<&'p str> = schema.fields().filter(|field| Some(*field) != steps).collect();
    if let Some(list) = steps.and_then(|name| schema.field(name)?.items()) {
        known.extend(list.fields());
    }
    if place.value.span == Span::default() {
        later::names().for_each(|name| known.push(name));
    }
    known.sort_unstable();
    known
}

fn missing_field(place: &Place<'_>, property: &str) -> Diagnostic {
    let is_argument = place.schema.is_some_and(|schema| schema.arguments().contains(&property));
    let expects = place.schema.and_then(|schema| schema.field(property)?.expects());
    let message = format!("`{}` has no `{property}`", place.name);
    let help = match (is_argument, expects) {
        (true, Some(expects)) => format!("after `{}` write its {property}: {expects}", place.name),
        (true, None) => format!("after `{}` write its {property}", place.name),
        (false, Some(expects)) => format!("give it `{property}`: {expects}"),
        (false, None) => format!("give it `{property}`"),
    };
    finding("missing-field", message, Label::new(place.value.span, format!("`{property}` belongs here")))
        .with_help(help)
}

fn not_a_choice(place: &Place<'_>) -> Diagnostic {
    let choices = place.schema.map(Schema::choices).unwrap_or_default();
    let message = format!("{} is not one of the values of `{}`", written(place.value), place.name);
    let help = match &place.value.kind {
        Kind::Text(text) => suggestion(text, &choices),
        _ => format!("known here: {}", listed(choices)),
    };
    finding("invalid-value", message, Label::new(place.value.span, format!("no value of `{}`", place.name)))
        .with_help(help)
}

fn not_what_is_expected(place: &Place<'_>) -> Diagnostic {
    let schema = place.schema;
    let expects = schema.and_then(Schema::expects).unwrap_or_else(|| match schema.map(Schema::choices) {
        Some(choices) if !choices.is_empty() => "a word that is known here",
        _ => "what belongs here",
    });
    let expects = if matches!(place.value.kind, Kind::Text(_)) && schema.is_some_and(Schema::is_flag) {
        "`#true` or `#false`"
    } else {
        expects
    };
    let message = format!("{} is not a value of `{}`", written(place.value), place.name);
    let label = Label::new(place.value.span, "not readable as one");
    finding("invalid-value", message, label).with_help(format!("write {expects}{}", hint(place)))
}

/// A value as the seller wrote it, for a message.
fn written(value: &Value) -> String {
    match &value.kind {
        Kind::Text(text) => format!("`{text}`"),
        Kind::Flag(true) => "`#true`".to_owned(),
        Kind::Flag(false) => "`#false`".to_owned(),
        Kind::Null => "`#null`".to_owned(),
        Kind::Object(_) | Kind::List(_) => "a block".to_owned(),
    }
}

/// What the seller most likely meant, as text to paste.
fn hint(place: &Place<'_>) -> String {
    let Kind::Text(text) = &place.value.kind else { return String::new() };
    let format = place.schema.and_then(Schema::format).unwrap_or_default();
    let number = crate::exact::decimal::parse(text);
    match (format, number) {
        ("percent" | "share" | "percent-range" | "bound", Some(number)) if number.abs() <= 1.into() => {
            let percent = (number * crate::exact::Decimal::ONE_HUNDRED).normalize();
            format!("; `{text}` as a share is `\"{percent}%\"`")
        }
        ("percent" | "share" | "percent-range", Some(_)) => format!("; here `\"{text}%\"`"),
        ("duration" | "lead-time", Some(_)) => {
            format!("; here `\"{text}min\"`, `\"{text}h\"` or `\"{text}d\"`")
        }
        ("duration" | "lead-time", None) if text.ends_with('m') => format!("; here `\"{text}in\"`"),
        ("rate", Some(_)) => format!("; here `\"{text}/day\"` or `\"{text}/month\"`"),
        ("money" | "signed-money", None) if text.starts_with('$') => {
            format!("; here `{}`", text.trim_start_matches('$').replace(',', ""))
        }
        ("money" | "signed-money", _) if text.split('.').nth(1).is_some_and(|digits| digits.len() > 9) => {
            "; it may have nine digits after the point".to_owned()
        }
        ("field-name", None) => {
            nearest(text, Field::names()).map_or_else(String::new, |near| format!("; here `{near}`"))
        }
        ("name", None) => {
            let name = text.to_lowercase().replace([' ', '_'], "-");
            if literal::reads("name", &name) == Some(true) {
                format!("; here `{name}`")
            } else {
                String::new()
            }
        }
        _ => String::new(),
    }
}
