//! Watching a resolution: nobody for `build`, every step for `explain`, who took part for `diff`.

use std::collections::BTreeSet;

use crate::exact::{Currency, Decimal, Ratio};
use crate::program::By;

/// A figure of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// The anchor, in the policy's currency.
    Anchor,
    /// The list price.
    List,
    /// The struck-through price.
    CompareAt,
    /// What the customer pays with shipping.
    Landed,
    /// The published quantity.
    Quantity,
    /// The units kept back.
    Buffer,
    /// What a unit contributes.
    Contribution,
    /// A field of the listing, by its index among the channel's.
    Content(usize),
}

impl Figure {
    /// The figure's word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Anchor => "anchor",
            Self::List => "list",
            Self::CompareAt => "compare-at",
            Self::Landed => "landed",
            Self::Quantity => "quantity",
            Self::Buffer => "buffer",
            Self::Contribution => "contribution",
            Self::Content(_) => "content",
        }
    }
}

/// Who is told of each step; `after` is only called by those who keep it.
pub trait Trace {
    /// Whether it is to be told of the steps of every channel, be they the same as another's.
    const WATCHES: bool = true;

    /// A step has made a figure what `after` says.
    fn step(
        &mut self,
        channel: usize,
        figure: Figure,
        word: &'static str,
        by: By,
        after: impl FnOnce() -> String,
    );

    /// What the last step was reckoned from, where that is not plain from its word.
    fn made_of(&mut self, _: impl FnOnce() -> Option<String>) {}
}

/// Nobody watches.
impl Trace for () {
    const WATCHES: bool = false;

    #[inline]
    fn step(&mut self, _: usize, _: Figure, _: &'static str, _: By, _: impl FnOnce() -> String) {}
}

/// A step as it happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The channel.
    pub channel: usize,
    /// The figure.
    pub figure: Figure,
    /// The step's word.
    pub word: &'static str,
    /// The setting behind it.
    pub by: By,
    /// The figure after it.
    pub after: String,
    /// What it was reckoned from, where that is not plain from the step's word.
    pub made_of: Option<String>,
}

/// Every step, in its order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Steps {
    /// The steps.
    pub entries: Vec<Entry>,
}

impl Trace for Steps {
    fn step(
        &mut self,
        channel: usize,
        figure: Figure,
        word: &'static str,
        by: By,
        after: impl FnOnce() -> String,
    ) {
        self.entries.push(Entry { channel, figure, word, by, after: after(), made_of: None });
    }

    fn made_of(&mut self, of: impl FnOnce() -> Option<String>) {
        if let Some(last) = self.entries.last_mut() {
            last.made_of = of();
        }
    }
}

/// Every setting that took part, by channel.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    /// The channel and the setting.
    pub settings: BTreeSet<(usize, By)>,
}

impl Trace for Touched {
    fn step(&mut self, channel: usize, _: Figure, _: &'static str, by: By, _: impl FnOnce() -> String) {
        self.settings.insert((channel, by));
    }
}

/// An amount of money as a trace shows it: all its digits.
pub(crate) fn money(value: Decimal) -> String {
    value.to_string()
}

/// A value not yet rounded as a trace shows it: where it is a decimal all its digits, at least those of the
/// currency's own money; else a fraction.
pub(crate) fn ratio(value: Ratio, currency: Currency) -> String {
    let Some(exact) = value.decimal() else { return value.to_string() };
    let mut shown = exact.normalize();
    shown.rescale(shown.scale().max(currency.minor_unit().scale()));
    shown.to_string()
}
