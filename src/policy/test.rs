//! Tests: an item of their own, an instant, and what channels are to show of it then.

use jiff::Timestamp;

use crate::diagnostic::Span;
use crate::exact::{Decimal, Duration, Percent, Rate};
use crate::item::{Field, Stock};
use crate::model::part::test::ExpectedState;

use super::setting::{Origin, Setting};

/// A test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// What it is about, in a sentence.
    pub name: String,
    /// Its name in the node.
    pub origin: Origin,
    /// The item that is looked at.
    pub item: TestItem,
    /// The instant that is looked at; `None`: before anything has begun.
    pub at: Option<Timestamp>,
    /// What channels show, in the order in which it is written.
    pub expects: Vec<Expect>,
    /// Rules that find something, as written.
    pub findings: Vec<Setting<String>>,
}

/// The item of a test; amounts in the policy's currency.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TestItem {
    /// The SKU.
    pub sku: String,
    /// The anchor's base price.
    pub price: Option<Decimal>,
    /// The struck-through price.
    pub compare_at: Option<Decimal>,
    /// The landed cost of a unit.
    pub cost: Option<Decimal>,
    /// The minimum advertised price.
    pub map: Option<Decimal>,
    /// The suggested retail price.
    pub msrp: Option<Decimal>,
    /// The tax that its price holds, where it has a rate of its own.
    pub tax_rate: Option<Percent>,
    /// The time until the shelf is refilled or the count can be trusted.
    pub lead_time: Option<Duration>,
    /// Units on hand, by location.
    pub stock: Vec<(String, Stock)>,
    /// Units promised, by location.
    pub committed: Vec<(String, i64)>,
    /// Units a day.
    pub velocity: PerChannel<Rate>,
    /// Their standard deviation.
    pub velocity_sd: PerChannel<Decimal>,
    /// Texts by field; those of a list one a line.
    pub texts: Vec<(Field, String)>,
}

/// A figure as a whole, and by channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PerChannel<T> {
    /// As a whole.
    pub whole: Option<T>,
    /// By the channel's index.
    pub of: Vec<(usize, T)>,
}

impl<T> Default for PerChannel<T> {
    fn default() -> Self {
        Self { whole: None, of: Vec::new() }
    }
}

/// What a channel shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expect {
    /// The channel, by its index.
    pub channel: usize,
    /// Its name in the node.
    pub span: Span,
    /// The figures.
    pub figures: Vec<Expected>,
    /// What becomes of the item there, with the place of the word.
    pub state: Option<(ExpectedState, Span)>,
}

/// A figure that a channel shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// Which.
    pub figure: ExpectedFigure,
    /// The price in the channel's currency, or the units; `None`: there is none.
    pub value: Option<Decimal>,
    /// Where it is written.
    pub span: Span,
}

/// The figures that can be expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExpectedFigure {
    /// The price as such.
    List,
    /// The lower price for a while.
    Sale,
    /// The price after a coupon.
    Coupon,
    /// What the customer pays with shipping for one unit.
    Landed,
    /// The struck-through price.
    CompareAt,
    /// The published quantity.
    Quantity,
}

impl ExpectedFigure {
    /// The figure's word, as in the policy.
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Sale => "sale",
            Self::Coupon => "coupon",
            Self::Landed => "landed",
            Self::CompareAt => "compare-at",
            Self::Quantity => "quantity",
        }
    }
}
