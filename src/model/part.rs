//! The nodes of a policy as they are written: one type a node, every field optional that may be left out.
//!
//! `schemars` makes the JSON Schema from these types; `x-kdl.args` names the fields that values without a
//! key fill, `x-kdl.steps` the list that takes other children in their order.

pub mod catalog;
pub mod channel;
pub mod content;
pub mod feed;
pub mod inventory;
pub mod lint;
pub mod operations;
pub mod orders;
pub mod pricing;
pub mod promotion;
pub mod segment;
pub mod test;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::exact::{Currency, Duration};
use crate::value::Spanned;

use super::literal::{Factor, InstantText, Name, Share, Text, Timezone, Version};

/// One file of a policy.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Document {
    /// The version of the language.
    pub evenkeel: Option<Spanned<Version>>,
    /// The policy's name and what holds for all of it.
    pub policy: Vec<Spanned<PolicyPart>>,
    /// Where the items come from.
    pub catalog: Vec<Spanned<catalog::CatalogPart>>,
    /// Places to sell.
    pub channel: Vec<Spanned<channel::ChannelPart>>,
    /// Facts of a marketplace that channels build on.
    pub profile: Vec<Spanned<channel::ProfilePart>>,
    /// The segments, in the order in which a SKU is tried against them.
    pub segments: Vec<Spanned<segment::SegmentsPart>>,
    /// Stock that channels draw from.
    pub pool: Vec<Spanned<inventory::PoolPart>>,
    /// What a channel does not get to sell.
    pub buffer: Vec<Spanned<inventory::BufferPart>>,
    /// Which channels pause when a pool runs low.
    pub throttle: Vec<Spanned<inventory::ThrottlePart>>,
    /// The anchor, and what holds for all prices.
    pub pricing: Vec<Spanned<pricing::PricingPart>>,
    /// The prices of a scope.
    pub price: Vec<Spanned<pricing::PricePart>>,
    /// Which prices MAP holds for.
    pub map_policy: Vec<Spanned<pricing::MapPolicyPart>>,
    /// Which channels compare their prices with others.
    pub parity: Vec<Spanned<pricing::ParityPart>>,
    /// What listings say.
    pub content: Vec<Spanned<content::ContentPart>>,
    /// What they may not leave out.
    pub require: Vec<Spanned<content::RequirePart>>,
    /// Other prices for a while.
    pub promotion: Vec<Spanned<promotion::PromotionPart>>,
    /// How much findings weigh, and which may pass.
    pub lint: Vec<Spanned<lint::LintPart>>,
    /// What is sold off.
    pub clearance: Vec<Spanned<promotion::ClearancePart>>,
    /// What people do when something goes wrong.
    pub playbook: Vec<Spanned<operations::PlaybookPart>>,
    /// What is watched, and who hears of it.
    pub monitor: Vec<Spanned<operations::MonitorPart>>,
    /// What the shop asks of its programs, and how they do.
    pub tooling: Vec<Spanned<operations::ToolingPart>>,
    /// What channels are to show of an item.
    pub test: Vec<Spanned<test::TestPart>>,
}

/// `policy NAME { … }`: what holds for the whole policy.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["name"] }))]
pub struct PolicyPart {
    /// The policy's name.
    pub name: Spanned<Name>,
    /// The currency of every amount that names none.
    pub currency: Spanned<Currency>,
    /// The zone of every local instant; left out: UTC.
    pub timezone: Option<Spanned<Timezone>>,
    /// Who answers for the policy.
    pub owner: Option<Spanned<Text>>,
    /// Exchange rates from the policy's currency.
    #[serde(default)]
    pub fx: Vec<Spanned<FxPart>>,
    /// The tax that the catalog's prices hold; left out: none.
    pub prices: Option<Spanned<PricesPart>>,
}

/// `fx EUR 0.92 as-of="2026-11-20"`: one unit of the policy's currency in another.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["currency", "rate"] }))]
pub struct FxPart {
    /// The other currency.
    pub currency: Spanned<Currency>,
    /// How much of it one unit of the policy's currency is.
    pub rate: Spanned<Factor>,
    /// The day of the rate.
    pub as_of: Option<Spanned<InstantText>>,
}

/// `prices include-tax="19%"`: the tax that the catalog's prices hold.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PricesPart {
    /// The rate.
    pub include_tax: Spanned<Share>,
}

/// `sync via=api every="2min"`: how a channel is kept up to date.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SyncPart {
    /// By what means.
    pub via: Option<Spanned<SyncMethod>>,
    /// How often.
    pub every: Option<Spanned<Duration>>,
}

/// By what means a channel is kept up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SyncMethod {
    /// By hand.
    Manual,
    /// Through the channel's API.
    Api,
    /// Through another program.
    Middleware,
}

impl SyncMethod {
    /// The method's word, as in the policy.
    pub fn name(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Api => "api",
            Self::Middleware => "middleware",
        }
    }
}
