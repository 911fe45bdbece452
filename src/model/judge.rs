//! The judge: `jsonschema` says what is wrong, this file says it again in the seller's words at its span,
//! and each faulty value is taken out so that the rest can be read.

use jsonschema::error::ValidationErrorKind as Wrong;
use jsonschema::{ValidationError, Validator};
use serde_json::Value as Json;

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::nearest::{listed, nearest};
use crate::value::{Kind, Member, Schema, Value};

use super::advice::{self, kebab};
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
            self.tell_shifted_once(value, &mut faults);
            self.leave_out_displaced(value, &mut faults, sink);
            faults.sort_by(|a, b| a.place().cmp(&b.place()));
            faults.dedup_by(|a, b| a.place() == b.place());
            let mut extents: Vec<Path> = faults.iter().map(|fault| self.extent(&fault.path)).collect();
            // the deepest and last first, so that taking one out does not move another
            extents.sort_by(|a, b| b.cmp(a));
            extents.dedup();
            for fault in faults {
                self.remember(&fault.path, lost);
                if let (0, Some(finding)) = (round, fault.finding) {
                    sink.push(finding);
                }
            }
            for path in &extents {
                take_out(value, path, lost);
            }
        }
    }

    fn retell(&self, error: &ValidationError<'_>, root: &Value, faults: &mut Vec<Fault>) {
        let path = Path::parse(error.instance_path().as_str());
        let Some(place) = self.place(root, &path) else { return };
        let mut fault = |path: Path, finding: Option<Diagnostic>| faults.push(Fault { path, finding });
        match error.kind() {
            Wrong::AdditionalProperties { unexpected } => {
                let Kind::Object(members) = &place.value.kind else { return };
                for member in members.iter().filter(|member| unexpected.contains(&member.key)) {
                    fault(path.with(&member.key), Some(unknown_field(&place, member)));
                }
            }
            Wrong::Required { property } => {
                let property = property.as_str().unwrap_or_default();
                let is_told = is_misspelt(&place, property);
                fault(path.clone(), (!is_told).then(|| missing_field(&place, property)));
            }
            _ if place.value.kind == Kind::Told => fault(path.clone(), None),
            Wrong::Enum { .. } | Wrong::Constant { .. } => fault(path.clone(), Some(not_a_choice(&place))),
            _ => fault(path.clone(), Some(not_what_is_expected(&place))),
        }
    }

    /// Where values without a key are too few and one of them is no value of its field, the first is what is
    /// missing, and the others stand one place too far to the left: one mistake, told as what is missing.
    fn tell_shifted_once(&self, root: &Value, faults: &mut [Fault]) {
        let paths: Vec<Path> = faults.iter().map(|fault| fault.path.clone()).collect();
        for path in &paths {
            let Some(place) = self.place(root, path) else { continue };
            let arguments = place.schema.map(Schema::arguments).unwrap_or_default();
            let Some((first, rest)) = arguments.split_first() else { continue };
            let is_short = !rest.is_empty() && rest.iter().all(|name| place.value.member(name).is_none());
            let (Some(given), true) = (place.value.member(first), is_short) else { continue };
            let at_first = path.with(first);
            if !faults.iter().any(|fault| fault.path == at_first && fault.finding.is_some()) {
                continue;
            }
            for fault in faults.iter_mut().filter(|fault| fault.path == at_first || fault.path == *path) {
                fault.finding = (fault.path == *path).then(|| shifted(&place, &arguments, given));
            }
        }
    }

    /// Where a node has a value too many, which is told, the values before it stand in each other's places.
    fn leave_out_displaced(&self, root: &Value, faults: &mut [Fault], sink: &Sink) {
        let told = sink.diagnostics().iter().filter(|own| own.rule == "unexpected-value");
        let told: Vec<Span> = told.map(|own| own.primary.span).collect();
        for fault in faults {
            let Some((Step::Key(key), above)) = fault.path.0.split_last() else { continue };
            let Some(node) = self.place(root, &Path(above.to_vec())) else { continue };
            let span = node.value.span;
            let is_within = |own: &Span| span.start <= own.start && own.end <= span.end;
            if node.schema.is_some_and(|schema| schema.arguments().contains(&key.as_str()))
                && told.iter().any(is_within)
            {
                fault.finding = None;
            }
        }
    }

    /// What goes with a faulty value: a node whose scope can't be read must not hold for a wider one.
    fn extent(&self, path: &Path) -> Path {
        let mut schema = Some(self.schema);
        for (index, step) in path.0.iter().enumerate() {
            schema = match step {
                Step::Index(_) => schema.and_then(Schema::items),
                Step::Key(key) => {
                    if schema.is_some_and(|at| meant(at, key).is_some_and(|key| at.scope().contains(&key))) {
                        return Path(path.0.iter().take(index).cloned().collect());
                    }
                    schema.and_then(|at| at.field(key))
                }
            };
        }
        path.clone()
    }

    /// Remembers the field at a path as lost, by itself and with the node that it stands in; for an unknown
    /// name the field that it was meant to be.
    fn remember(&self, path: &Path, lost: &mut Lost) {
        let mut schema = Some(self.schema);
        let (mut parent, mut field) = ("policy", "policy");
        for step in &path.0 {
            schema = match step {
                Step::Index(_) => schema.and_then(Schema::items),
                Step::Key(key) => {
                    parent = field;
                    field = schema.and_then(|at| meant(at, key)).unwrap_or(key);
                    schema.and_then(|at| at.field(key))
                }
            };
        }
        lost.node(field, None);
        lost.node(&format!("{parent}.{field}"), None);
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
    /// `None` where it is told already.
    finding: Option<Diagnostic>,
}

impl Fault {
    /// Faults of one place are one mistake; an unknown name can stand in one node more than once.
    fn place(&self) -> (&Path, Option<Span>) {
        (&self.path, self.finding.as_ref().map(|finding| finding.primary.span))
    }
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
            name.clone_from(key);
            let taken = members.iter().find(|member| member.key == *key).map(|member| member.value.clone());
            members.retain(|member| member.key != *key);
            taken
        }
        (Step::Index(index), Kind::List(values)) if *index < values.len() => Some(values.remove(*index)),
        _ => None,
    };
    let Some(taken) = taken else { return };
    match (declared_name(&taken), &taken.kind) {
        (None, Kind::Object(_)) => lost.nameless(&name),
        (declared, _) => lost.node(&name, declared),
    }
    if let (Kind::Text(text), "name") = (&taken.kind, name.as_str()) {
        lost.node(&name, Some(text));
        lost.node(&name, Some(&kebab(text)));
    }
}

/// The name that a node declares.
fn declared_name(value: &Value) -> Option<&str> {
    match &value.member("name")?.value.kind {
        Kind::Text(name) => Some(name),
        _ => None,
    }
}

/// The field that a key is, or was most likely meant to be.
fn meant<'s>(schema: Schema<'s>, key: &str) -> Option<&'s str> {
    schema.fields().find(|field| *field == key).or_else(|| nearest(key, schema.fields()))
}

/// Whether a node takes values without a key and nothing else, and has one with a key: `where sku=A`.
fn is_keyed_in_vain(place: &Place<'_>) -> bool {
    let (Kind::Object(members), Some(schema)) = (&place.value.kind, place.schema) else { return false };
    let arguments = schema.arguments();
    !arguments.is_empty()
        && schema.fields().all(|field| arguments.contains(&field))
        && arguments.iter().all(|name| place.value.member(name).is_none())
        && matches!(members.as_slice(), [only] if matches!(only.value.kind, Kind::Text(_)))
}

/// Whether a field is missing because its name is written wrong, which is told there.
fn is_misspelt(place: &Place<'_>, property: &str) -> bool {
    let Kind::Object(members) = &place.value.kind else { return false };
    if is_keyed_in_vain(place) {
        return true;
    }
    if place.schema.and_then(Schema::steps) == Some(property) && !members.is_empty() {
        return true;
    }
    let unknown = |key: &str| place.schema.is_some_and(|schema| schema.field(key).is_none());
    members.iter().any(|member| {
        let meant = place.schema.and_then(|schema| meant(schema, &member.key));
        unknown(&member.key) && meant == Some(property)
    })
}

fn finding(rule: &'static str, message: String, primary: Label) -> Diagnostic {
    Diagnostic::error(rule, Category::Language, message, primary)
}

fn unknown_field(place: &Place<'_>, member: &Member) -> Diagnostic {
    let (key, span) = (member.key.as_str(), member.key_span);
    let known = known_fields(place);
    let message = if place.name == "policy" && place.value.span == Span::default() {
        format!("`{key}` is not a node of the language")
    } else {
        format!("`{key}` is not a field of `{}`", place.name)
    };
    let help = elsewhere(place, key).unwrap_or_else(|| known_name(key, &known, place.name));
    finding("unknown-field", message, Label::new(span, "not known here")).with_help(help)
}

/// Where a field of another node belongs, and how values without a key are written.
fn elsewhere(place: &Place<'_>, key: &str) -> Option<String> {
    if let (true, Some(member)) = (is_keyed_in_vain(place), place.value.member(key))
        && let Kind::Text(text) = &member.value.kind
    {
        let (key, value) = (advice::pasted(key), advice::pasted(text));
        return Some(format!("write `{} {key} {value}`", place.name));
    }
    let name = declared_name(place.value)?;
    let name = advice::pasted(name);
    match (place.name, key) {
        ("channel", "watch") => Some(format!(
            "whose prices `{name}` looks at stands in `parity {{ watch {name} {{ … }} }}`; only a `profile` has a `watch` of its own"
        )),
        ("channel", "buffer" | "price") => {
            Some(format!("it is a node of its own, which names the channel: `{key} {name} {{ … }}`"))
        }
        ("channel", "pool") => {
            Some(format!("a pool names its channels: `pool NAME {{ channels {name} }}`, beside this node"))
        }
        _ => None,
    }
}

/// The way out for an unknown name: the nearest one, or all there are.
fn known_name(key: &str, known: &[&str], node: &str) -> String {
    match nearest(key, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if node == "source" => {
            format!("a column of your own is `attribute {} \"COLUMN\"`", kebab(key))
        }
        None if known.is_empty() => "it takes no fields".to_owned(),
        None => format!("known here: {}", listed(known.iter().copied())),
    }
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

/// A node whose first value is missing, so that the one that is there stands in its place.
fn shifted(place: &Place<'_>, arguments: &[&str], given: &Member) -> Diagnostic {
    let first = arguments.first().copied().unwrap_or_default();
    let text = advice::written(&given.value);
    let message = format!("`{}` has no `{first}` before {text}", place.name);
    let value = match &given.value.kind {
        Kind::Text(text) => advice::pasted(text),
        _ => String::new(),
    };
    let help = format!(
        "write its {}: `{} {} {value}`",
        arguments.join(", then its "),
        place.name,
        first.to_uppercase()
    );
    finding("missing-field", message, Label::new(given.value.span, format!("`{first}` belongs before this")))
        .with_help(help)
}

fn no_conditions(place: &Place<'_>) -> Diagnostic {
    let message = format!("`{}` has no conditions", place.name);
    finding("missing-field", message, Label::new(place.value.span, "conditions belong into it"))
        .with_help(format!("write them into it, such as `{} {{ where category \"Sale\" }}`", place.name))
}

fn missing_field(place: &Place<'_>, property: &str) -> Diagnostic {
    if place.schema.and_then(Schema::steps) == Some(property) {
        return no_conditions(place);
    }
    let is_argument = place.schema.is_some_and(|schema| schema.arguments().contains(&property));
    let field = place.schema.and_then(|schema| schema.field(property));
    let what = field.and_then(Schema::expects).map(str::to_owned).or_else(|| {
        let choices = field.map(Schema::choices).filter(|choices| !choices.is_empty());
        choices.map(|choices| format!("one of {}", advice::choices_listed(&choices)))
    });
    let what = what.map_or_else(String::new, |what| format!(": {what}"));
    let message = format!("`{}` has no `{property}`", place.name);
    let help = if is_argument {
        format!("after `{}` write its {property}{what}", place.name)
    } else {
        format!("give it `{property}`{what}")
    };
    finding("missing-field", message, Label::new(place.value.span, format!("`{property}` belongs here")))
        .with_help(help)
}

fn not_a_choice(place: &Place<'_>) -> Diagnostic {
    let choices = place.schema.map(Schema::choices).unwrap_or_default();
    let message = format!("{} is not one of the values of `{}`", advice::written(place.value), place.name);
    let near = match &place.value.kind {
        // one figure is never a slip for another
        Kind::Text(text) if text.starts_with(char::is_alphabetic) => nearest(text, choices.iter().copied()),
        _ => None,
    };
    let help = match near {
        Some(near) => format!("did you mean `{}`?", advice::pasted(near)),
        None => format!("known here: {}", advice::choices_listed(&choices)),
    };
    finding("invalid-value", message, Label::new(place.value.span, format!("no value of `{}`", place.name)))
        .with_help(help)
}

fn not_what_is_expected(place: &Place<'_>) -> Diagnostic {
    let (message, help) = advice::advise(place.name, place.value, place.schema);
    finding("invalid-value", message, Label::new(place.value.span, format!("the value of `{}`", place.name)))
        .with_help(help)
}
