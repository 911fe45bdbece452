//! `promotion` and `clearance`: other prices for a while, and the units that are kept for them.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::exact::{Duration, Money, Percent};
use crate::model::literal::{FieldName, InstantText, Name, Share, Units};
use crate::value::Spanned;

use super::inventory::BoundPart;
use super::segment::{ConditionPart, Tier};

/// `promotion NAME { … }`: other prices for a while.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["name"], "steps": "conditions" }))]
pub struct PromotionPart {
    /// The promotion's name.
    pub name: Spanned<Name>,
    /// The channels that run it.
    #[serde(default)]
    pub on: Vec<Spanned<Name>>,
    /// What a SKU must be like; none: every SKU that the channels carry.
    #[serde(default)]
    pub conditions: Vec<Spanned<ConditionPart>>,
    /// From when on it runs.
    pub starts: Spanned<InstantText>,
    /// Until when it runs: at this instant it is over.
    pub ends: Spanned<InstantText>,
    /// What it offers.
    pub offer: Spanned<PromotionOfferPart>,
    /// The units of each of its SKUs that it is expected to sell.
    pub demand: Option<Spanned<PromotionDemandPart>>,
    /// The units that other channels leave to it.
    pub reserve: Option<Spanned<ReservePart>>,
    /// Channels that pause while it runs, below so many available units.
    #[serde(default)]
    pub pause: Vec<Spanned<PromotionPausePart>>,
    /// How fresh the quantities of every channel of the pool must be while it runs; left out: `real-time`.
    pub sync: Option<Spanned<Tier>>,
    /// Shares of the reserve at which somebody is told that so much is left.
    #[serde(default)]
    pub alert: Vec<Spanned<Share>>,
    /// What has to be ready before it starts.
    #[serde(default)]
    pub stage: Vec<Spanned<Name>>,
    /// How soon after its end all is as before.
    pub restore: Option<Spanned<RestorePart>>,
    /// Channels whose sale price follows for the while.
    #[serde(default)]
    pub r#match: Vec<Spanned<Name>>,
    /// Notices that were given in advance.
    #[serde(default)]
    pub notice: Vec<Spanned<PromotionNoticePart>>,
}

/// `offer sale "20%"`: what a promotion offers.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["kind", "value"] }))]
pub struct PromotionOfferPart {
    /// The kind of offer.
    pub kind: Spanned<PromotionKind>,
    /// A percentage off, or the price itself; for `list`, `sale` and `coupon`.
    pub value: Option<Spanned<OfferValue>>,
    /// How many a customer buys; for `bogo`.
    pub buy: Option<Spanned<Units>>,
    /// How many more there are for it; for `bogo`.
    pub get: Option<Spanned<Units>>,
    /// How much is off those; for `bogo`, left out: `100%`.
    pub off: Option<Spanned<Share>>,
}

/// A percentage off, or a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfferValue {
    /// So much off.
    Off(Share),
    /// The price itself.
    Price(Money),
}

/// The kinds of offers that a promotion can make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PromotionKind {
    /// Another list price.
    List,
    /// A lower price for a while.
    Sale,
    /// A price after a coupon.
    Coupon,
    /// Some more for those that are bought.
    Bogo,
    /// No charge for shipping.
    FreeShipping,
}

impl PromotionKind {
    /// The kind's word, as in the policy.
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Sale => "sale",
            Self::Coupon => "coupon",
            Self::Bogo => "bogo",
            Self::FreeShipping => "free-shipping",
        }
    }
}

/// `demand 40`, or `demand field=promo-demand`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["units"] }))]
pub struct PromotionDemandPart {
    /// Units of each of its SKUs.
    pub units: Option<Spanned<Units>>,
    /// The field of the item that holds them.
    pub field: Option<Spanned<FieldName>>,
}

/// `reserve "120%" from="48h"`: the units that other channels leave to it.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["units"] }))]
pub struct ReservePart {
    /// Units, or a percentage of the demand, rounded up.
    pub units: Spanned<BoundPart>,
    /// How long before the start they are held back; left out: from the start on.
    pub from: Option<Spanned<Duration>>,
}

/// `pause shopify below=30`: a channel that pauses while the promotion runs.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["channel"] }))]
pub struct PromotionPausePart {
    /// The channel.
    pub channel: Spanned<Name>,
    /// Below how many units that it has available, before reserves.
    pub below: Spanned<Units>,
}

/// `restore within="2h"`: how soon after its end all is as before.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RestorePart {
    /// How soon.
    pub within: Spanned<Duration>,
}

/// `notice walmart before="48h"`: a notice that was given in advance.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["channel"] }))]
pub struct PromotionNoticePart {
    /// The channel that was told.
    pub channel: Spanned<Name>,
    /// How long before the start.
    pub before: Spanned<Duration>,
}

/// `clearance NAME { … }`: what is sold off, channel after channel.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["name"], "steps": "conditions" }))]
pub struct ClearancePart {
    /// The clearance's name.
    pub name: Spanned<Name>,
    /// What a SKU must be like; none: every SKU that the channels carry.
    #[serde(default)]
    pub conditions: Vec<Spanned<ConditionPart>>,
    /// The markdowns, in their order.
    #[serde(default)]
    pub step: Vec<Spanned<ClearanceStepPart>>,
    /// When it is over.
    pub ends: Spanned<InstantText>,
}

/// `step amazon "-20%" starts="2027-06-01"`: a markdown on a channel, up to its next one or the end.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["channel", "off"] }))]
pub struct ClearanceStepPart {
    /// The channel.
    pub channel: Spanned<Name>,
    /// How far the sale price is below the list price, such as `"-20%"`.
    pub off: Spanned<Percent>,
    /// From when on.
    pub starts: Option<Spanned<InstantText>>,
    /// How long after the step before.
    pub after: Option<Spanned<Duration>>,
}
