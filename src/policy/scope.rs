//! The cascade: which of the given values holds for a SKU of a segment on a channel.
//!
//! From general to specific: policy-wide, one of segment and channel, both, SKU, SKU in a segment or on a
//! channel, SKU in both. The most specific value wins; two that are equally specific are told, never chosen
//! between in silence.

use crate::diagnostic::Span;
use crate::model::Address;

use super::setting::{Origin, Setting};
use super::written::Written;

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
    /// How specific it is, from 1 (policy-wide) to 6 (a SKU in a segment on a channel).
    pub fn rank(&self) -> u8 {
        let narrowed = 1 + u8::from(self.channel.is_some()) + u8::from(self.segment.is_some());
        if self.sku.is_some() { narrowed + 3 } else { narrowed }
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

/// Two values that are equally specific for some SKUs, or given twice in one scope.
#[derive(Debug, Clone)]
pub struct Clash {
    /// The node kind, `buffer` or `price`.
    pub kind: &'static str,
    /// The value that is given first, by place.
    pub first: Given,
    /// The other.
    pub second: Given,
    /// The scope that would decide; that of both where they have the same.
    pub both: Scope,
}

/// One side of a clash.
#[derive(Debug, Clone)]
pub struct Given {
    /// The setting.
    pub setting: &'static str,
    /// Where the value holds.
    pub scope: Scope,
    /// The node.
    pub node: Span,
    /// Where the value stands.
    pub place: Span,
    /// The value as it is written in a node.
    pub written: String,
}

impl Clash {
    /// Whether both have the same scope, so that nothing more specific can stand between them.
    pub fn is_repeat(&self) -> bool {
        self.first.scope == self.second.scope
    }

    /// Whether a node for what is in both decides between them.
    pub fn can_be_decided(&self) -> bool {
        self.both.rank() > self.first.scope.rank()
    }
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

    /// Finds every two values that are given in one scope, and every two that clash.
    pub fn clashes(&self, kind: &'static str) -> Vec<Clash>
    where
        T: Written,
    {
        let mut clashes = Vec::new();
        for (index, later) in self.given.iter().enumerate() {
            let rivals = self.given.iter().take(index).filter(|earlier| {
                let is_rival = earlier.scope.rank() == later.scope.rank()
                    && earlier.scope.meets(&later.scope)
                    && !self.decided(&earlier.scope, &later.scope);
                earlier.scope == later.scope || is_rival
            });
            clashes.extend(rivals.map(|earlier| clash(kind, self.side(earlier), self.side(later))));
        }
        clashes
    }

    /// Finds values of this setting that clash with values of another that takes its place, such as `set`
    /// with the steps of a chain.
    pub fn clashes_with<U: Written>(&self, other: &Cascade<U>, kind: &'static str) -> Vec<Clash>
    where
        T: Written,
    {
        let mut clashes = Vec::new();
        for own in &self.given {
            for theirs in &other.given {
                let undecided =
                    !self.decided(&own.scope, &theirs.scope) && !other.decided(&own.scope, &theirs.scope);
                let elsewhere = own.node != theirs.node && own.scope.rank() == theirs.scope.rank();
                if elsewhere && own.scope.meets(&theirs.scope) && undecided {
                    clashes.push(clash(kind, self.side(own), other.side(theirs)));
                }
            }
        }
        clashes
    }

    fn side(&self, scoped: &Scoped<T>) -> Given
    where
        T: Written,
    {
        Given {
            setting: self.setting,
            scope: scoped.scope.clone(),
            node: scoped.node,
            place: scoped.origin.span.unwrap_or(scoped.node),
            written: scoped.value.written(self.setting),
        }
    }

    /// Whether a more specific value decides for all that is in both scopes.
    fn decided(&self, a: &Scope, b: &Scope) -> bool {
        let both = a.both(b);
        self.given.iter().any(|scoped| scoped.scope == both && both.rank() > a.rank())
    }
}

fn clash(kind: &'static str, a: Given, b: Given) -> Clash {
    let both = a.scope.both(&b.scope);
    let (first, second) = if a.place <= b.place { (a, b) } else { (b, a) };
    Clash { kind, first, second, both }
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
