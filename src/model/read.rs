//! Texts to the model: syntax, normalisation, the judge, serde.

use std::sync::{Arc, LazyLock};

use serde_json::Value as Json;

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::nearest::nearest;
use crate::syntax::{self, Tree};
use crate::value::{self, Schema, Spanned};

use super::excuse::excuses;
use super::judge::Judge;
use super::literal::Version;
use super::part::Document;
use super::{LANGUAGE, Lost, Model, later, policy_schema};

/// A text of the policy and where it lies in the offset space.
#[derive(Debug, Clone)]
pub struct Text {
    /// The text.
    pub text: Arc<str>,
    /// The offset of its first byte.
    pub base: u32,
    /// Whether it is the root file, which must say the language's version.
    pub is_root: bool,
}

/// Whether the schema judges; it is off only where a test shows what the judge is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judging {
    /// Every value is judged before it is read.
    On,
    /// Values are read as they are.
    Off,
}

/// The schema and its judge, made once: a policy is read in two goes, its own files and the profiles they name.
static SCHEMA: LazyLock<Json> = LazyLock::new(policy_schema);
static JUDGE: LazyLock<Option<Judge<'static>>> = LazyLock::new(|| Judge::new(&SCHEMA).ok());

/// Reads the texts of a policy.
pub fn read(texts: &[Text], judging: Judging, sink: &mut Sink) -> Model {
    if texts.is_empty() {
        return Model::default();
    }
    let judge = match judging {
        Judging::On => JUDGE.as_ref(),
        Judging::Off => None,
    };
    let mut model = Model::default();
    for text in texts {
        let tree = syntax::parse(&text.text, text.base, sink);
        model.excuses.extend(excuses(&text.text, text.base, &tree));
        if text.is_root {
            let end =
                u32::try_from(text.text.len()).map_or(u32::MAX, |length| text.base.saturating_add(length));
            model.root = Some(Span::new(text.base, end));
        }
        if let Some(document) = read_tree(tree, text, &SCHEMA, judge, &mut model.lost, sink) {
            merge(&mut model.document, document);
        }
    }
    model
}

fn read_tree(
    mut tree: Tree,
    text: &Text,
    schema: &Json,
    judge: Option<&Judge<'_>>,
    lost: &mut Lost,
    sink: &mut Sink,
) -> Option<Document> {
    if !version_is_known(&tree, text, sink) {
        lost.piece();
        return None;
    }
    for piece in &tree.broken {
        match &piece.name {
            Some(name) => lost.node(name, piece.argument.as_deref()),
            None if is_stray_brace(piece.span, text) => {}
            None => lost.piece(),
        }
    }
    later::set_aside(&mut tree, lost, sink);
    let schema = Schema::new(schema);
    unknown_nodes(&tree, schema, lost);
    let mut document = value::normalise(&tree, schema, sink);
    if let Some(judge) = judge {
        judge.judge(&mut document, lost, sink);
    }
    value::from_value(&document).map_err(|unfit| sink.push(unfit_document(text, &unfit))).ok()
}

/// Whether the text is in a version of the language that this program knows.
fn version_is_known(tree: &Tree, text: &Text, sink: &mut Sink) -> bool {
    let version = tree.nodes.iter().find(|node| node.name == "evenkeel");
    let Some(version) = version.and_then(|node| node.arguments.first()) else {
        let broken =
            tree.broken.iter().any(|piece| piece.name.as_deref() == Some("evenkeel") || piece.name.is_none());
        let is_meant = |name: &str| nearest(name, ["evenkeel"]).is_some();
        if text.is_root && !broken && !tree.nodes.iter().any(|node| is_meant(&node.name)) {
            sink.push(no_version(tree, text));
        }
        return true;
    };
    match version.text.parse::<Version>() {
        Ok(Version(number)) if number > LANGUAGE => {
            sink.push(newer_version(number, version.span));
            false
        }
        Ok(Version(0)) => {
            sink.push(version_zero(version.span));
            true
        }
        _ => true,
    }
}

/// Whether a piece is nothing but a `}` too many, which takes nothing away.
fn is_stray_brace(piece: Span, text: &Text) -> bool {
    let range = (piece.start - text.base) as usize..(piece.end - text.base) as usize;
    text.text.get(range).is_some_and(|piece| piece.trim() == "}")
}

/// Remembers the names that nodes with a slip in their own name declare.
fn unknown_nodes(tree: &Tree, schema: Schema<'_>, lost: &mut Lost) {
    for node in tree.nodes.iter().filter(|node| schema.field(&node.name).is_none()) {
        let kind = nearest(&node.name, schema.fields()).unwrap_or_default();
        lost.node(kind, node.arguments.first().map(|argument| argument.text.as_str()));
    }
}

/// Adds the nodes of another file; taken apart, so that no kind of node can be forgotten.
fn merge(into: &mut Document, from: Document) {
    let Document {
        evenkeel,
        mut policy,
        mut catalog,
        mut channel,
        mut profile,
        mut segments,
        mut pool,
        mut buffer,
        mut throttle,
        mut pricing,
        mut price,
        mut map_policy,
        mut parity,
        mut content,
        mut require,
        mut promotion,
        mut lint,
        mut clearance,
        mut playbook,
        mut monitor,
        mut tooling,
        mut test,
    } = from;
    into.evenkeel = into.evenkeel.or(evenkeel);
    into.policy.append(&mut policy);
    into.catalog.append(&mut catalog);
    into.channel.append(&mut channel);
    into.profile.append(&mut profile);
    into.segments.append(&mut segments);
    into.pool.append(&mut pool);
    into.buffer.append(&mut buffer);
    into.throttle.append(&mut throttle);
    into.pricing.append(&mut pricing);
    into.price.append(&mut price);
    into.map_policy.append(&mut map_policy);
    into.parity.append(&mut parity);
    into.content.append(&mut content);
    into.require.append(&mut require);
    into.promotion.append(&mut promotion);
    into.lint.append(&mut lint);
    into.clearance.append(&mut clearance);
    into.playbook.append(&mut playbook);
    into.monitor.append(&mut monitor);
    into.tooling.append(&mut tooling);
    into.test.append(&mut test);
}

fn no_version(tree: &Tree, text: &Text) -> Diagnostic {
    let start = Span::new(text.base, text.base);
    let place = tree.nodes.first().map_or(start, |first| first.name_span);
    let message = "the policy does not say its version of the language";
    Diagnostic::error(
        "missing-version",
        Category::Language,
        message,
        Label::new(place, "it belongs before this"),
    )
    .with_help(format!("begin the file with `evenkeel {LANGUAGE}`"))
}

fn newer_version(number: u32, span: Span) -> Diagnostic {
    let message =
        format!("the policy is in version {number} of the language, this evenkeel knows version {LANGUAGE}");
    Diagnostic::error(
        "newer-language",
        Category::Language,
        message,
        Label::new(span, "newer than this program"),
    )
    .with_help("use a newer evenkeel")
}

fn version_zero(span: Span) -> Diagnostic {
    let message = "there is no version 0 of the language";
    Diagnostic::error("invalid-value", Category::Language, message, Label::new(span, "no version"))
        .with_help(format!("write `evenkeel {LANGUAGE}`"))
}

fn unfit_document(text: &Text, unfit: &value::Unfit) -> Diagnostic {
    let start = Spanned::new((), Span::new(text.base, text.base));
    let message = format!("the file could not be read: {unfit}");
    Diagnostic::error(
        "unreadable-policy",
        Category::Language,
        message,
        Label::new(start.span, "in this file"),
    )
}
