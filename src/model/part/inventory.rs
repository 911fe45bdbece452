//! `pool`, `buffer` and `throttle`: what is there to sell, and what is kept back.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::exact::Duration;
use crate::model::literal::{Factor, FieldName, LeadTime, Name, Share, Text, Units};
use crate::value::Spanned;

/// `pool NAME { … }`: stock that channels draw from.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["name"] }))]
pub struct PoolPart {
    /// The pool's name.
    pub name: Spanned<Name>,
    /// Where the units lie.
    #[serde(default)]
    pub location: Vec<Spanned<LocationPart>>,
    /// The channels that draw from it, in their order of importance.
    #[serde(default)]
    pub channels: Vec<Spanned<Name>>,
    /// The system whose count is believed.
    pub source_of_truth: Option<Spanned<Name>>,
    /// Fields in units that are taken off before anything is sold.
    #[serde(default)]
    pub protect: Vec<Spanned<FieldName>>,
    /// When to send more to a pool that its channel holds.
    pub replenish: Option<Spanned<ReplenishPart>>,
}

/// `location NAME held-by=CHANNEL`: a place where units lie.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["name"] }))]
pub struct LocationPart {
    /// The location's name.
    pub name: Spanned<Name>,
    /// The channel that holds and counts these units itself.
    pub held_by: Option<Spanned<Name>>,
}

/// `replenish cover="14d"`: how long the units should last.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ReplenishPart {
    /// Below this cover a line is written to `replenishment.csv`.
    pub cover: Spanned<Duration>,
}

/// `buffer CHANNEL… segment=… sku=… { … }`: what the channels in this scope do not get to sell.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["channels"], "scope": ["channels", "segment", "sku"] }))]
pub struct BufferPart {
    /// The channels; none: all.
    #[serde(default)]
    pub channels: Vec<Spanned<Name>>,
    /// The segment; left out: all.
    pub segment: Option<Spanned<Name>>,
    /// The SKU; left out: all.
    pub sku: Option<Spanned<Text>>,
    /// The method: (velocity × lead time + safety stock) × risk, rounded up.
    pub demand: Option<Spanned<DemandPart>>,
    /// The method: a percentage of the available units, rounded up.
    pub percent: Option<Spanned<Share>>,
    /// The method: a number of units.
    pub units: Option<Spanned<Units>>,
    /// The method: the least buffer for which the chance of an oversell in one sync window stays under this.
    pub oversell_risk: Option<Spanned<Share>>,
    /// Units on top of the demand; left out: 0.
    pub safety_stock: Option<Spanned<SafetyStockPart>>,
    /// What the demand is multiplied by; left out: the profile's severity.
    pub risk: Option<Spanned<Factor>>,
    /// The least buffer: units, or a percentage of the available units, rounded up.
    pub at_least: Option<Spanned<BoundPart>>,
    /// The greatest buffer: units, or a percentage of the available units, rounded up.
    pub at_most: Option<Spanned<BoundPart>>,
}

/// `demand lead-time="2d"`: what sells until the count can be trusted or the shelf is refilled.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DemandPart {
    /// How long that is.
    pub lead_time: Spanned<LeadTime>,
}

/// `safety-stock 5`, or `safety-stock service-level="95%"`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["units"] }))]
pub struct SafetyStockPart {
    /// A number of units.
    pub units: Option<Spanned<Units>>,
    /// z × the deviation of the velocity × √lead time, for this share of cycles without a stock-out.
    pub service_level: Option<Spanned<ServiceLevel>>,
}

/// The service levels whose z is tabled (domain.md, section 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum ServiceLevel {
    /// z = 1.282
    #[serde(rename = "90%")]
    Ninety,
    /// z = 1.645
    #[serde(rename = "95%")]
    NinetyFive,
    /// z = 1.960
    #[serde(rename = "97.5%")]
    NinetySevenAndAHalf,
    /// z = 2.326
    #[serde(rename = "99%")]
    NinetyNine,
}

/// Units, or a percentage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoundPart {
    /// A number of units.
    Units(Units),
    /// A percentage of the available units.
    Percent(Share),
}

/// `throttle POOL { below 20 pause=… }`: which channels pause when a pool runs low.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["pool"] }))]
pub struct ThrottlePart {
    /// The pool.
    pub pool: Spanned<Name>,
    /// The thresholds.
    #[serde(default)]
    pub below: Vec<Spanned<BelowPart>>,
}

/// `below 20 pause=tiktok-shop`: a threshold and who pauses under it.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["units"] }))]
pub struct BelowPart {
    /// Strictly below so many available units.
    pub units: Spanned<Units>,
    /// The channels that pause.
    #[serde(default)]
    pub pause: Vec<Spanned<Name>>,
}
