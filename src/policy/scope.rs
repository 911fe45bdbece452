//! The cascade: which of the given values holds for a SKU of a segment on a channel.
//!
//! From general to specific: policy-wide, one of segment and channel, both, SKU, SKU on a channel. The
//! most specific value wins; two that are equally specific are told, never chosen between in silence.

use crate::diagnostic::{Category, Diagnostic, Sink, Span};
use crate::model::Address;

use super::setting::{Origin, Setting};

/// Where a value holds; channels and segments by their index in the policy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Scope {
    /// The channel; `None`: every one.
    pub channel: Option<usize>,
    /// The segment; `None`: every one.
    pub segment: Option<usize>,
    /// The SKU; `None`: every one.
    pub sku: Option<String>,
}

/// A SKU of a segment on a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At<'a> {
    /// The channel.
    pub channel: usize,
    /// The segment.
    pub segment: usize,
    /// The SKU, where some node names it.
    pub sku: Option<&'a str>,
}

impl Scope {
    /// How specific it is, from 1 (policy-wide) to 5 (a SKU on a channel).
    pub fn rank(&self) -> u8 {
        match (&self.sku, self.channel, self.segment) {
            (Some(_), Some(_), _) => 5,
            (Some(_), None, _) => 4,
            (None, Some(_), Some(_)) => 3,
            (None, None, None) => 1,
            _ => 2,
        }
    }

    /// Whether a value with this scope holds there.
    pub fn covers(&self, at: At<'_>) -> bool {
        self.channel.is_none_or(|channel| channel == at.channel)
            && self.segment.is_none_or(|segment| segment == at.segment)
            && self.sku.as_deref().is_none_or(|sku| Some(sku) == at.sku)
    }

    /// Whether some SKU on some channel can be in both.
    fn meets(&self, other: &Self) -> bool {
        let agree = |a: Option<usize>, b: Option<usize>| a.is_none() || b.is_none() || a == b;
        let same_sku = self.sku.is_none() || other.sku.is_none() || self.sku == other.sku;
        agree(self.channel, other.channel) && agree(self.segment, other.segment) && same_sku
    }

    /// The scope of what is in both.
    fn both(&self, other: &Self) -> Self {
        Self {
            channel: self.channel.or(other.channel),
            segment: self.segment.or(other.segment),
            sku: self.sku.clone().or_else(|| other.sku.clone()),
        }
    }
}

/// A value with its scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scoped<T> {
    /// Where it holds.
    pub scope: Scope,
    /// The value.
    pub value: T,
    /// Where it came from.
    pub origin: Origin,
    /// The whole node, which labels point at.
    pub node: Span,
}

/// All values that a policy gives for one setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cascade<T> {
    /// The setting's name, as written.
    pub setting: &'static str,
    given: Vec<Scoped<T>>,
}

/// Two values that are equally specific for some SKUs.
#[derive(Debug, Clone)]
pub struct Clash {
    /// The node kind, `buffer` or `price`.
    pub kind: &'static str,
    /// The setting.
    pub setting: &'static str,
    /// The first node by place.
    pub first: (Scope, Span),
    /// The second.
    pub second: (Scope, Span),
    /// The scope that would decide.
    pub both: Scope,
    /// Where the two values stand.
    pub values: (Span, Span),
}

impl<T> Cascade<T> {
    /// A setting that nobody has given yet.
    pub fn new(setting: &'static str) -> Self {
        Self { setting, given: Vec::new() }
    }

    /// Keeps one more value.
    pub fn give(&mut self, scoped: Scoped<T>) {
        self.given.push(scoped);
    }

    /// All values, as given.
    pub fn given(&self) -> &[Scoped<T>] {
        &self.given
    }

    /// The most specific value there; of equally specific ones, which are told as a [`Clash`], the one
    /// with the least scope.
    pub fn choose(&self, at: At<'_>) -> Option<&Scoped<T>> {
        let covering = self.given.iter().filter(|scoped| scoped.scope.covers(at));
        covering.min_by_key(|scoped| (std::cmp::Reverse(scoped.scope.rank()), &scoped.scope, scoped.node))
    }

    /// The most specific value there as a setting.
    pub fn setting_at(&self, at: At<'_>) -> Option<Setting<T>>
    where
        T: Clone,
    {
        let scoped = self.choose(at)?;
        Some(Setting { value: scoped.value.clone(), origin: scoped.origin.clone() })
    }

    /// Tells a value that is given twice in one scope, and finds those that clash.
    pub fn clashes(&self, kind: &'static str, sink: &mut Sink) -> Vec<Clash> {
        let mut clashes = Vec::new();
        for (index, later) in self.given.iter().enumerate() {
            for earlier in self.given.iter().take(index) {
                if earlier.scope == later.scope {
                    sink.push(given_twice(kind, self.setting, earlier, later));
                } else if earlier.scope.rank() == later.scope.rank()
                    && earlier.scope.meets(&later.scope)
                    && !self.decided(&earlier.scope, &later.scope)
                {
                    clashes.push(clash(kind, self.setting, earlier, later));
                }
            }
        }
        clashes
    }

    /// Finds values of this setting that clash with values of another that takes its place, such as `set`
    /// with the steps of a chain.
    pub fn clashes_with<U>(&self, other: &Cascade<U>, kind: &'static str) -> Vec<Clash> {
        let mut clashes = Vec::new();
        for own in &self.given {
            for theirs in &other.given {
                let undecided =
                    !self.decided(&own.scope, &theirs.scope) && !other.decided(&own.scope, &theirs.scope);
                let elsewhere = own.node != theirs.node && own.scope.rank() == theirs.scope.rank();
                if elsewhere && own.scope.meets(&theirs.scope) && undecided {
                    clashes.push(clash(kind, self.setting, own, theirs));
                }
            }
        }
        clashes
    }

    /// Whether a more specific value decides for all that is in both scopes.
    fn decided(&self, a: &Scope, b: &Scope) -> bool {
        let both = a.both(b);
        self.given.iter().any(|scoped| scoped.scope == both && both.rank() > a.rank())
    }
}

fn clash<T, U>(kind: &'static str, setting: &'static str, a: &Scoped<T>, b: &Scoped<U>) -> Clash {
    let a = (a.scope.clone(), a.node, a.origin.span.unwrap_or(a.node));
    let b = (b.scope.clone(), b.node, b.origin.span.unwrap_or(b.node));
    let both = a.0.both(&b.0);
    let (first, second) = if a.2 <= b.2 { (a, b) } else { (b, a) };
    Clash {
        kind,
        setting,
        values: (first.2, second.2),
        first: (first.0, first.1),
        second: (second.0, second.1),
        both,
    }
}

fn given_twice<T>(kind: &str, setting: &str, a: &Scoped<T>, b: &Scoped<T>) -> Diagnostic {
    let span = |scoped: &Scoped<T>| scoped.origin.span.unwrap_or(scoped.node);
    let (first, second) = if span(a) <= span(b) { (a, b) } else { (b, a) };
    let message = format!("`{setting}` is given twice for the same {kind} scope");
    let primary = crate::diagnostic::Label::new(span(second), "the second time");
    Diagnostic::error("given-twice", Category::Language, message, primary)
        .with_label(span(first), "the first")
        .with_help("keep one of the two, or give them different scopes")
        .with_address(second.origin.address.to_string())
}

/// The address of a scoped node.
pub fn scope_address(kind: &str, scope: &Scope, channels: &[String], segments: &[String]) -> Address {
    let mut address = Address::of(kind);
    if let Some(channel) = scope.channel.and_then(|index| channels.get(index)) {
        address = address.with("channel", channel);
    }
    if let Some(segment) = scope.segment.and_then(|index| segments.get(index)) {
        address = address.with("segment", segment);
    }
    if let Some(sku) = &scope.sku {
        address = address.with("sku", sku);
    }
    address
}
