//! The vocabulary: every step from an item to an offer, and what it means.
//!
//! A quantity runs through `OnHand … Pause` in this order, a price through `Base … Floor`, or `Set` alone.

use crate::exact::{Comparison, Decimal, Duration, Percent, Rounding};
use crate::model::literal::LeadTime;
use crate::model::part::inventory::{BoundPart, ServiceLevel};
use crate::policy::Ending;
use crate::policy::condition::TextPattern;

use super::By;

/// A step and who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What is done.
    pub op: Op,
    /// The setting behind it.
    pub by: By,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Op {
    /// 1. On hand: the sum of the stock over the pool's locations that the channel does not hold itself.
    ///    Missing only where all are missing; untracked where one is untracked.
    OnHand(Vec<usize>),
    /// 2. Protected: less a field in units; a blank takes nothing off.
    Protect(UnitsSource),
    /// 3. Available: not below 0.
    Available,
    /// 4. Demand: the buffer is velocity × lead time, not yet rounded. A blank leaves it out. The velocity is
    ///    that of the pool's channels together; the SKU's whole where no channel has a figure and the SKU
    ///    sells from this pool alone.
    Demand(Demand),
    /// 5. Safety stock: the buffer and so many units.
    SafetyStock(i64),
    /// 5. Safety stock by service level: the buffer and z × deviation × √lead time in days, the product
    ///    rounded to nine digits after the point, half-even.
    ServiceLevel(ServiceLevel, Demand),
    /// 6. Risk: the buffer × so much, rounded up to whole units.
    Risk(Decimal),
    /// 4. Percent: the buffer is this share of the available units, rounded up.
    BufferPercent(Percent),
    /// 4. Units: the buffer is so many units.
    BufferUnits(i64),
    /// 4. Oversell risk: the buffer is the least for which the chance of an oversell in one sync window stays
    ///    under this, every channel of the pool that sells the SKU showing available − buffer. A blank velocity
    ///    leaves it out.
    OversellRisk(OversellRisk),
    /// 7. At least: the buffer is not below this; a percentage is of the available units, rounded up.
    AtLeast(BoundPart),
    /// 8. At most: the buffer is not above this.
    AtMost(BoundPart),
    /// 9. Publish: available less the buffer, not below 0; of untracked stock the channel's maximum.
    Publish,
    /// 10. Maximum: not above this.
    MaxQuantity(i64),
    /// 11. Throttle: 0 where the available units are strictly below this.
    PauseBelow(i64),
    /// 12. Status: 0, for the channel is paused.
    PauseStatus,
    /// The channel holds and counts the units itself: nothing is published.
    Held,

    /// 1. Base: the anchor, in the policy's currency.
    BaseAnchor,
    /// 1. Base: a field of the item, in the policy's currency.
    Base(MoneySource),
    /// 2. Adjust: × (1 + so many percent).
    Adjust(Percent),
    /// 2. Add: + an amount in the channel's currency. Step 3 comes before the first of them: a percentage
    ///    is as much of the price before it as after.
    Add(Decimal),
    /// 3. Currency: × the exchange rate.
    Currency(Decimal),
    /// 4. Tax: ÷ (1 + the catalog's rate), then × (1 + the channel's rate) where its prices hold tax.
    Tax {
        /// The channel's rate.
        rate: Percent,
        /// Whether the prices shown there hold it.
        included: bool,
    },
    /// 5. Round: to a multiple of the step.
    Round(Rounding),
    /// 6. Ending: the price with these cents, by its direction.
    Ending(Ending),
    /// 7. Floor: lifted to MAP, rounded up to the step, where it is below.
    FloorMap(Rounding),
    /// 7. Floor: lifted to the least price on the step at which the margin floor holds, where it does not.
    FloorMargin(Rounding, Percent),
    /// The price that the customer sees, in the channel's currency, in place of 1 to 7.
    Set(Decimal),
}

impl Op {
    /// The word for the step in `explain`, traces and the reference.
    pub fn word(&self) -> &'static str {
        match self {
            Self::OnHand(_) => "on hand",
            Self::Protect(_) => "protected",
            Self::Available => "available",
            Self::Demand(_) => "demand",
            Self::SafetyStock(_) | Self::ServiceLevel(..) => "safety stock",
            Self::Risk(_) => "risk",
            Self::BufferPercent(_) => "percent",
            Self::BufferUnits(_) => "units",
            Self::OversellRisk(_) => "oversell risk",
            Self::AtLeast(_) => "at least",
            Self::AtMost(_) => "at most",
            Self::Publish => "publish",
            Self::MaxQuantity(_) => "maximum",
            Self::PauseBelow(_) => "throttle",
            Self::PauseStatus => "status",
            Self::Held => "held",
            Self::BaseAnchor | Self::Base(_) => "base",
            Self::Adjust(_) => "adjust",
            Self::Add(_) => "add",
            Self::Currency(_) => "currency",
            Self::Tax { .. } => "tax",
            Self::Round(_) => "round",
            Self::Ending(_) => "ending",
            Self::FloorMap(_) => "floor map",
            Self::FloorMargin(..) => "floor margin",
            Self::Set(_) => "set",
        }
    }
}

/// What a demand is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// How long it has to last.
    pub lead_time: LeadTime,
    /// The pool whose velocity it is, by its index.
    pub pool: usize,
}

/// What the chance of an oversell is reckoned from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OversellRisk {
    /// What it has to stay under.
    pub risk: Percent,
    /// The pool whose channels sell, by its index.
    pub pool: usize,
    /// The sync interval of the slowest of them.
    pub window: Duration,
}

/// Where an amount of money comes from; amounts are in the policy's currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoneySource {
    /// The field `price`.
    Price,
    /// The field `compare-at`.
    CompareAt,
    /// The field `cost`.
    Cost,
    /// The field `map`.
    Map,
    /// The field `msrp`.
    Msrp,
    /// An attribute, by its index in the item's texts.
    Text(usize),
}

/// Where units come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnitsSource {
    /// The field `committed` at these locations.
    Committed(Vec<usize>),
    /// A field in units, by its index in the item's texts.
    Text(usize),
}

/// A number of an item that is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberSource {
    /// An amount of money.
    Money(MoneySource),
    /// Stock over all locations.
    Stock,
    /// Promised units over all locations.
    Committed,
    /// Units a day over all channels, or the figure without a channel.
    Velocity,
    /// The deviation of the units a day.
    VelocitySd,
    /// The lead time in days.
    LeadTime,
    /// The item's own tax rate.
    TaxRate,
    /// The digits of a text, by its index in the item's texts.
    Text(usize),
    /// The margin on the anchor channel at the item's own price.
    Margin,
}

/// A condition, ready to be put to an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// A number in a relation to a bound.
    Number(NumberSource, Comparison),
    /// The SKU is one of these.
    Sku(Vec<TextPattern>),
    /// A text, by its index in the item's texts, is one of these.
    Text(usize, Vec<TextPattern>),
    /// The segment is one of these.
    Segment(Vec<usize>),
    /// These do not all hold.
    Not(Vec<Test>),
    /// One of these holds.
    Any(Vec<Test>),
}
