//! `pricing`, `price`, `map-policy` and `parity`: what things cost where, and what may not happen.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::exact::{Money, Percent, PercentRange, RoundingMode};
use crate::model::literal::{FieldName, Name, Share, SignedMoney, Text};
use crate::value::Spanned;

use super::channel::{Basis, OfferKind};

/// `pricing { … }`: the anchor, and what holds for all prices.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct PricingPart {
    /// What the other channels' prices are measured by.
    pub anchor: Option<Spanned<AnchorPart>>,
    /// How prices are rounded; left out: to the currency's own money, half-even.
    pub round: Option<Spanned<RoundPart>>,
    /// The least margin of every public channel.
    pub margin: Vec<Spanned<MarginPart>>,
}

/// `anchor shopify`, or `anchor field=map`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["channel"] }))]
pub struct AnchorPart {
    /// The channel whose list price is the anchor.
    pub channel: Option<Spanned<Name>>,
    /// The field of the item that is the anchor.
    pub field: Option<Spanned<FieldName>>,
}

/// `round 0.01 half-even`: the step and what happens to the rest.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["step", "mode"] }))]
pub struct RoundPart {
    /// The step, above 0.
    pub step: Spanned<Money>,
    /// What happens to the rest; left out: `half-even`.
    pub mode: Option<Spanned<RoundingMode>>,
}

/// `margin at-least="12%"`: the least margin.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct MarginPart {
    /// Contribution ÷ net price may not be below this.
    pub at_least: Spanned<Percent>,
}

/// `price CHANNEL… segment=… sku=… { … }`: the prices of a scope.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = {
    "args": ["channels"],
    "steps": "steps",
    "scope": ["channels", "segment", "sku"],
}))]
pub struct PricePart {
    /// The channels; none: all.
    #[serde(default)]
    pub channels: Vec<Spanned<Name>>,
    /// The segment; left out: all.
    pub segment: Option<Spanned<Name>>,
    /// The SKU; left out: all.
    pub sku: Option<Spanned<Text>>,
    /// Where the price starts: `anchor` or a field of the item; left out: `anchor`.
    pub base: Option<Spanned<BasePart>>,
    /// The anchor as it is: `base anchor` without a step.
    pub r#match: Option<Spanned<bool>>,
    /// Percentages and amounts on top of the base, in their order.
    #[serde(default)]
    pub steps: Vec<Spanned<PriceStepPart>>,
    /// How the price is rounded; left out: as in `pricing`.
    pub round: Option<Spanned<RoundPart>>,
    /// The cents that it ends in.
    pub ending: Option<Spanned<EndingPart>>,
    /// What it is lifted to.
    #[serde(default)]
    pub floor: Vec<Spanned<FloorPart>>,
    /// What the customer sees, in place of the whole chain.
    pub set: Option<Spanned<Money>>,
    /// The struck-through price: a field of the item, or `none`; left out: the item's `compare-at`.
    pub compare_at: Option<Spanned<CompareAtPart>>,
    /// How far the prices may be from the anchor, by kind.
    #[serde(default)]
    pub allow: Vec<Spanned<AllowPart>>,
}

/// Where a price starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BasePart {
    /// The anchor.
    Anchor,
    /// A field of the item that holds money.
    Field(FieldName),
}

/// The struck-through price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CompareAtPart {
    /// There is none.
    None,
    /// A field of the item that holds money.
    Field(FieldName),
}

/// `adjust "-5%"` or `add 1.50`.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PriceStepPart {
    /// A percentage of the price so far.
    Adjust(Percent),
    /// An amount.
    Add(SignedMoney),
}

/// `ending 0.99 down`: the cents that a price ends in.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["cents", "direction"] }))]
pub struct EndingPart {
    /// The cents, below 1.
    pub cents: Spanned<Money>,
    /// Which of the prices with these cents.
    pub direction: Spanned<EndingDirection>,
}

/// Which of the prices with the wanted cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EndingDirection {
    /// The least at or above the rounded price.
    Up,
    /// The greatest at or below it.
    Down,
    /// The nearest; down on a tie.
    Nearest,
}

impl EndingDirection {
    /// The direction's word, as in the policy.
    pub fn name(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Nearest => "nearest",
        }
    }
}

/// What a price is lifted to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FloorPart {
    /// The item's MAP.
    Map,
    /// The price at which the margin constraint holds.
    Margin,
}

impl FloorPart {
    /// The floor's word, as in the policy.
    pub fn name(self) -> &'static str {
        match self {
            Self::Map => "map",
            Self::Margin => "margin",
        }
    }
}

/// `allow coupon="-10%..0%"`: how far prices of a kind may be from the anchor.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AllowPart {
    /// The list price.
    pub list: Option<Spanned<PercentRange>>,
    /// The sale price.
    pub sale: Option<Spanned<PercentRange>>,
    /// The price after a coupon.
    pub coupon: Option<Spanned<PercentRange>>,
}

/// `map-policy { … }`: which prices MAP holds for.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct MapPolicyPart {
    /// The kinds of prices that count as advertised; left out: list, sale, coupon.
    pub advertised: Vec<Spanned<OfferKind>>,
    /// Channels that MAP does not hold for; channels that are not public are exempt by themselves.
    pub exempt: Vec<Spanned<Name>>,
}

/// `parity { watch … }`: which channels compare their prices with others.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct ParityPart {
    /// The watchers.
    pub watch: Vec<Spanned<WatchPart>>,
}

/// `watch amazon { of shopify; sees sale; basis landed; tolerance "0%" }`: a channel that looks at others' prices.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["channel"] }))]
pub struct WatchPart {
    /// The channel that looks.
    pub channel: Spanned<Name>,
    /// The channels that it looks at; left out: every public one.
    #[serde(default)]
    pub of: Vec<Spanned<Name>>,
    /// The deepest kind of price that it sees; left out: the profile's, then `sale`.
    pub sees: Option<Spanned<OfferKind>>,
    /// Whether shipping counts; left out: the profile's, then `landed`.
    pub basis: Option<Spanned<Basis>>,
    /// How far below its own price another may be; left out: the profile's, then 0%.
    pub tolerance: Option<Spanned<Share>>,
}
