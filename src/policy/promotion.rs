//! Promotions and clearances: other prices for a while, and the units that are kept for them.

use jiff::Timestamp;

use crate::diagnostic::Span;
use crate::exact::{Decimal, Duration, Percent};
use crate::item::Field;
use crate::model::part::inventory::BoundPart;
use crate::model::part::segment::Tier;

use super::condition::Conditions;
use super::setting::{Origin, Setting};

/// A promotion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promotion {
    /// Its name.
    pub name: String,
    /// The node.
    pub origin: Origin,
    /// The channels that run it, by their index, sorted.
    pub channels: Vec<usize>,
    /// What a SKU must be like.
    pub conditions: Conditions,
    /// From when on it runs.
    pub starts: Setting<Timestamp>,
    /// When it is over.
    pub ends: Setting<Timestamp>,
    /// What it offers.
    pub offer: Setting<PromotionOffer>,
    /// The units of each SKU that it is expected to sell.
    pub demand: Option<Setting<PromotionDemand>>,
    /// The units that other channels leave to it.
    pub reserve: Option<Setting<Reserve>>,
    /// Channels that pause while it runs.
    pub pauses: Vec<PromotionPause>,
    /// How fresh quantities must be while it runs; `None`: nobody says.
    pub sync: Option<Setting<Tier>>,
    /// Shares of the reserve at which somebody is told that so much is left.
    pub alerts: Vec<Setting<Percent>>,
    /// What has to be ready before it starts.
    pub stage: Vec<String>,
    /// How soon after its end all is as before.
    pub restore: Option<Setting<Duration>>,
    /// Channels whose sale price follows, by their index, sorted.
    pub matched: Vec<usize>,
    /// Notices that were given, by channel: how long before the start.
    pub notices: Vec<(usize, Setting<Duration>)>,
}

/// What a promotion offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PromotionOffer {
    /// Another list price.
    List(Reduction),
    /// A sale price.
    Sale(Reduction),
    /// A price after a coupon.
    Coupon(Reduction),
    /// For so many that are bought so many more with a percentage off.
    Bogo {
        /// Bought at the full price.
        buy: i64,
        /// The ones for less.
        get: i64,
        /// How much is off those.
        off: Percent,
    },
    /// No charge for shipping.
    FreeShipping,
}

/// How a price comes to be lower.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reduction {
    /// By a percentage.
    Off(Percent),
    /// It is so much, in the channel's currency.
    Price(Decimal),
}

/// The units that a promotion is expected to sell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PromotionDemand {
    /// So many of each SKU.
    Units(i64),
    /// What a field of the item says.
    Field(Field),
}

/// The units that other channels leave to a promotion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reserve {
    /// Units, or a percentage of the demand, rounded up.
    pub units: BoundPart,
    /// How long before the start they are held back.
    pub from: Duration,
}

/// A channel that pauses while a promotion runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromotionPause {
    /// The channel, by its index.
    pub channel: usize,
    /// Strictly below how many units that it has available, before reserves.
    pub below: Setting<i64>,
    /// The channel's name in the node.
    pub span: Span,
}

impl Promotion {
    /// From when on its reserve is held back.
    pub fn staged_from(&self) -> Timestamp {
        let before = self.reserve.as_ref().map_or(0, |reserve| reserve.value.from.seconds());
        let before = i64::try_from(before).unwrap_or(i64::MAX);
        let start = self.starts.value;
        start
            .as_second()
            .checked_sub(before)
            .and_then(|at| Timestamp::from_second(at).ok())
            .unwrap_or(Timestamp::MIN)
    }
}

/// A clearance: markdowns that are sale prices, channel after channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clearance {
    /// Its name.
    pub name: String,
    /// The node.
    pub origin: Origin,
    /// What a SKU must be like.
    pub conditions: Conditions,
    /// The markdowns, in their order.
    pub steps: Vec<ClearanceStep>,
    /// When it is over.
    pub ends: Setting<Timestamp>,
}

/// A markdown of a clearance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClearanceStep {
    /// The channel, by its index.
    pub channel: usize,
    /// How much is off, above 0%.
    pub off: Setting<Percent>,
    /// From when on.
    pub starts: Timestamp,
}

impl Clearance {
    /// The time of a step: up to the next one on its channel, else to the end.
    pub fn window(&self, step: &ClearanceStep) -> (Timestamp, Timestamp) {
        let of_channel = self.steps.iter().filter(|other| other.channel == step.channel);
        let next = of_channel.map(|other| other.starts).filter(|starts| *starts > step.starts).min();
        (step.starts, next.unwrap_or(self.ends.value).min(self.ends.value))
    }
}
