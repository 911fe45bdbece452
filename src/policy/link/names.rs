//! Names across files: each known once, each use looked up.

use std::collections::BTreeMap;

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::exact::{Currency, Decimal, Money};
use crate::model::Lost;
use crate::model::literal::Name;
use crate::nearest::{listed, nearest, suggestion};
use crate::value::Spanned;

/// What names stand for, and what may have been lost with a broken node.
#[derive(Debug)]
pub(super) struct Names<'m> {
    /// Channels, sorted: the index is the channel's in the policy.
    pub channels: Vec<String>,
    /// Segments, in their order.
    pub segments: Vec<String>,
    /// Pools, sorted.
    pub pools: Vec<String>,
    /// Locations of all pools, sorted.
    pub locations: Vec<String>,
    /// Whether the policy says its currency, so that amounts can be in a wrong one.
    pub has_currency: bool,
    /// What could not be read.
    pub lost: &'m Lost,
}

impl Names<'_> {
    /// The index of a channel.
    pub(super) fn channel(&self, name: &Spanned<Name>, sink: &mut Sink) -> Option<usize> {
        self.find("channel", &self.channels, name, sink)
    }

    /// The index of a segment.
    pub(super) fn segment(&self, name: &Spanned<Name>, sink: &mut Sink) -> Option<usize> {
        if self.lost.may_have_kind("segment") || self.lost.may_have_kind("segments") {
            return self.segments.iter().position(|known| *known == name.value.0);
        }
        self.find("segment", &self.segments, name, sink)
    }

    /// The index of a pool.
    pub(super) fn pool(&self, name: &Spanned<Name>, sink: &mut Sink) -> Option<usize> {
        self.find("pool", &self.pools, name, sink)
    }

    /// The index of a promotion among those that there are.
    pub(super) fn promotion(&self, known: &[String], name: &Spanned<Name>, sink: &mut Sink) -> Option<usize> {
        self.find("promotion", known, name, sink)
    }

    /// A location of some pool.
    pub(super) fn location(&self, name: &Spanned<Name>, sink: &mut Sink) -> Option<String> {
        if self.lost.may_have_kind("pool") || self.lost.may_have_kind("location") {
            return Some(name.value.0.clone());
        }
        self.find("location", &self.locations, name, sink).map(|_| name.value.0.clone())
    }

    /// The index of a name among those that are known; what is not there is told, with the way out.
    pub(super) fn find(
        &self,
        kind: &str,
        known: &[String],
        name: &Spanned<Name>,
        sink: &mut Sink,
    ) -> Option<usize> {
        let found = known.iter().position(|known| *known == name.value.0);
        let may_be_lost = self.lost.may_have_name(&name.value.0) || self.lost.has_nameless(kind);
        if found.is_none() && !may_be_lost {
            // a node with a mistake of its own declares its name all the same
            let lost = self.lost.names_of(kind).map(str::to_owned);
            let declared: Vec<String> = known.iter().cloned().chain(lost).collect();
            sink.push(unknown_name(kind, name).with_help(self.way_out(kind, &name.value.0, &declared)));
        }
        found
    }

    /// The way out for an unknown name: what it is instead, the nearest one, or how it is declared.
    fn way_out(&self, kind: &str, name: &str, known: &[String]) -> String {
        let is_in = |names: &[String]| names.iter().any(|known| known == name);
        if kind == "channel" && is_in(&self.segments) {
            return format!("`{name}` is a segment: write `segment={name}`");
        }
        if kind == "segment" && is_in(&self.channels) {
            return format!("`{name}` is a channel: write it without `segment=`");
        }
        match (kind, known) {
            ("location", []) => {
                format!("locations are named in pools: write `pool NAME {{ location {name} }}`")
            }
            ("segment", []) => {
                format!("the policy has no segments yet: write `segments {{ segment {name} }}`")
            }
            ("location", known) if nearest(name, known.iter().map(String::as_str)).is_none() => {
                let known = listed(known.iter().map(String::as_str));
                format!("pools name {known}; where it is one more, name it in its pool: `location {name}`")
            }
            ("requirement", []) => {
                format!("nothing is asked of programs yet: write `requirement {name} weight=3`")
            }
            ("candidate", []) => {
                format!("no program was looked at yet: write `candidate {name} {{ score REQUIREMENT 5 }}`")
            }
            (_, []) => format!("the policy has no {kind} yet: write `{kind} {name} {{ … }}`"),
            _ => suggestion(name, &known.iter().map(String::as_str).collect::<Vec<_>>()),
        }
    }

    /// The amount of a money literal that must be in a given currency.
    pub(super) fn amount(&self, money: &Spanned<Money>, currency: Currency, sink: &mut Sink) -> Decimal {
        let other = money.value.currency.filter(|other| *other != currency);
        if let Some(other) = other.filter(|_| self.has_currency) {
            sink.push(wrong_currency(&money.value, other, currency, money.span));
        }
        money.value.amount
    }
}

/// Keeps the first node of each name and tells the others; sorted by name.
pub(super) fn by_name<'p, T>(
    kind: &str,
    parts: impl IntoIterator<Item = &'p Spanned<T>>,
    name: impl Fn(&T) -> &Spanned<Name>,
    sink: &mut Sink,
) -> BTreeMap<&'p str, &'p Spanned<T>> {
    let mut known: BTreeMap<&str, &Spanned<T>> = BTreeMap::new();
    let mut in_place: Vec<&'p Spanned<T>> = parts.into_iter().collect();
    in_place.sort_by_key(|part| part.span);
    for part in in_place {
        let own = name(&part.value);
        match known.get(own.value.0.as_str()) {
            Some(first) => sink.push(duplicate_name(kind, &own.value.0, own.span, name(&first.value).span)),
            None => drop(known.insert(key(part, &name), part)),
        }
    }
    known
}

fn key<'p, T>(part: &'p Spanned<T>, name: &impl Fn(&T) -> &Spanned<Name>) -> &'p str {
    &name(&part.value).value.0
}

fn unknown_name(kind: &str, name: &Spanned<Name>) -> Diagnostic {
    let message = format!("there is no {kind} `{}`", name.value);
    let label = Label::new(name.span, format!("no such {kind}"));
    Diagnostic::error("unknown-name", Category::Language, message, label)
}

/// A finding for a name that is given to two nodes of a kind.
pub(super) fn duplicate_name(kind: &str, name: &str, second: Span, first: Span) -> Diagnostic {
    let message = format!("there are two {kind}s `{name}`");
    Diagnostic::error("duplicate-name", Category::Language, message, Label::new(second, "the second"))
        .with_label(first, "the first")
        .with_help("give one of the two another name, or take it out")
}

/// A finding for a setting that two nodes give.
pub(super) fn given_twice(what: &str, second: Span, first: Span) -> Diagnostic {
    let message = format!("`{what}` is given twice");
    Diagnostic::error("given-twice", Category::Language, message, Label::new(second, "the second time"))
        .with_label(first, "the first")
        .with_help("keep one of the two")
}

/// A finding for a channel that stands twice in the list of a node.
pub(super) fn named_twice(node: &str, name: &str, second: Span, first: Span) -> Diagnostic {
    let message = format!("one `{node}` names channel `{name}` twice");
    Diagnostic::error("given-twice", Category::Language, message, Label::new(second, "the second time"))
        .with_label(first, "the first")
        .with_help(format!("take the second `{name}` out: once is enough"))
}

fn wrong_currency(money: &Money, other: Currency, currency: Currency, span: Span) -> Diagnostic {
    let message = format!("`{money}` is in {other}, where amounts are in {currency}");
    Diagnostic::error(
        "wrong-currency",
        Category::Language,
        message,
        Label::new(span, format!("not in {currency}")),
    )
    .with_help(format!("write the amount in {currency}, without the currency's letters"))
}
