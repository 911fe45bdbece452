//! `channel` and `profile`: places to sell, and the facts they build on.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::exact::{Currency, Duration, Money, PercentRange, Rate};
use crate::model::literal::{AnyText, Factor, InstantText, Name, Share, Text, Units};
use crate::value::Spanned;

use super::SyncPart;
pub use super::feed::{FeedColumnPart, FeedFormat, FeedLocationPart, FeedOptionPart, FeedPart, FeedValue};
use super::segment::ConditionPart;

/// `channel NAME { … }`: a place to sell.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["name"] }))]
pub struct ChannelPart {
    /// The channel's name.
    pub name: Spanned<Name>,
    /// The profile that it builds on; left out: `none`.
    pub profile: Option<Spanned<Name>>,
    /// Whom it sells to, and so whether its prices are public; left out: `marketplace`.
    pub role: Option<Spanned<Role>>,
    /// Whether it sells; left out: `active`.
    pub status: Option<Spanned<Status>>,
    /// Its volume of orders.
    pub orders: Option<Spanned<Rate>>,
    /// What an order comes to.
    pub average_order_value: Option<Spanned<Money>>,
    /// How it is kept up to date.
    pub sync: Option<Spanned<SyncPart>>,
    /// What the customer pays and what it costs to ship one unit.
    pub shipping: Option<Spanned<ShippingPart>>,
    /// How often goods come back, and what that costs.
    pub returns: Option<Spanned<ReturnsPart>>,
    /// What the channel takes.
    pub fees: Option<Spanned<FeesPart>>,
    /// Whether it sells what is not in stock.
    pub backorder: Option<Spanned<bool>>,
    /// What goes wrong there today.
    #[serde(default)]
    pub pain_point: Vec<Spanned<Text>>,
    /// Which SKUs it carries; left out: all.
    pub lists: Option<Spanned<ListsPart>>,
    /// What a SKU that is held back leaves there; left out: its last state.
    pub quarantine: Option<Spanned<QuarantinePart>>,
    /// The penalty of an oversell relative to one's own shop.
    pub severity: Option<Spanned<Factor>>,
    /// The most units ever published.
    pub max_quantity: Option<Spanned<Units>>,
    /// The buffer that the channel keeps by itself.
    pub own_buffer: Option<Spanned<Units>>,
    /// The currency of its prices, fees and shipping; left out: the policy's.
    pub currency: Option<Spanned<Currency>>,
    /// The tax on what it sells; left out: as in the catalog.
    pub tax: Option<Spanned<TaxPart>>,
    /// Limits of a content field.
    #[serde(default)]
    pub field: Vec<Spanned<FieldLimitPart>>,
    /// Content fields that every listing needs.
    #[serde(default)]
    pub require: Vec<Spanned<Text>>,
    /// The kinds of offers that it can show.
    #[serde(default)]
    pub offers: Vec<Spanned<OfferKind>>,
    /// How long before it starts the channel wants to know of an offer.
    #[serde(default)]
    pub notice: Vec<Spanned<NoticePart>>,
    /// How long and how deep an offer may be.
    #[serde(default)]
    pub window: Vec<Spanned<WindowPart>>,
    /// The files that its own intake takes.
    #[serde(default)]
    pub feed: Vec<Spanned<FeedPart>>,
    /// The JSON Schemas that its listings are judged by.
    #[serde(default)]
    pub schema: Vec<Spanned<SchemaPart>>,
}

/// `schema "schemas/amazon/SKIN_CARE.json"`: the channel's own JSON Schema, which its listings are judged by.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["path"] }))]
pub struct SchemaPart {
    /// The file, below the policy's folder.
    pub path: Spanned<Text>,
    /// The product type whose listings it is for; left out: all that no other schema is for.
    pub product_type: Option<Spanned<Text>>,
}

/// `profile NAME { … }`: facts of a marketplace, and defaults of the channels that build on it.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["name"] }))]
pub struct ProfilePart {
    /// The profile's name.
    pub name: Spanned<Name>,
    /// The penalty of an oversell relative to one's own shop; left out: 1.
    pub severity: Option<Spanned<Factor>>,
    /// What the customer pays and what it costs to ship one unit.
    pub shipping: Option<Spanned<ShippingPart>>,
    /// How often goods come back, and what that costs.
    pub returns: Option<Spanned<ReturnsPart>>,
    /// What the channel takes.
    pub fees: Option<Spanned<FeesPart>>,
    /// The most units ever published.
    pub max_quantity: Option<Spanned<Units>>,
    /// The buffer that the channel keeps by itself.
    pub own_buffer: Option<Spanned<Units>>,
    /// The currency of its prices, fees and shipping; left out: the policy's.
    pub currency: Option<Spanned<Currency>>,
    /// The tax on what it sells; left out: as in the catalog.
    pub tax: Option<Spanned<TaxPart>>,
    /// Limits of a content field.
    #[serde(default)]
    pub field: Vec<Spanned<FieldLimitPart>>,
    /// Content fields that every listing needs.
    #[serde(default)]
    pub require: Vec<Spanned<Text>>,
    /// The kinds of offers that it can show.
    #[serde(default)]
    pub offers: Vec<Spanned<OfferKind>>,
    /// How long before it starts the channel wants to know of an offer.
    #[serde(default)]
    pub notice: Vec<Spanned<NoticePart>>,
    /// How long and how deep an offer may be.
    #[serde(default)]
    pub window: Vec<Spanned<WindowPart>>,
    /// Which other channels' prices it looks at.
    pub watch: Option<Spanned<ProfileWatchPart>>,
    /// The files that its own intake takes.
    #[serde(default)]
    pub feed: Vec<Spanned<FeedPart>>,
    /// Where a fact was read, and when.
    #[serde(default)]
    pub fact: Vec<Spanned<FactPart>>,
}

/// Whom a channel sells to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// One's own shop; public.
    Dtc,
    /// A marketplace; public.
    Marketplace,
    /// A retailer; public.
    Retail,
    /// Businesses; not public.
    B2b,
    /// Resellers; not public.
    Wholesale,
}

impl Role {
    /// Whether anyone can see its prices.
    pub fn is_public(self) -> bool {
        matches!(self, Self::Dtc | Self::Marketplace | Self::Retail)
    }

    /// The role's word, as in the policy.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dtc => "dtc",
            Self::Marketplace => "marketplace",
            Self::Retail => "retail",
            Self::B2b => "b2b",
            Self::Wholesale => "wholesale",
        }
    }
}

/// Whether a channel sells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It sells.
    Active,
    /// It publishes 0 everywhere.
    Paused,
    /// It has no offers yet, only a checklist.
    Onboarding,
}

impl Status {
    /// The status's word, as in the policy.
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Onboarding => "onboarding",
        }
    }
}

/// `shipping charge=5.95 free-over=49.00 cost=4.80`: shipping of one unit.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ShippingPart {
    /// What the customer pays; left out: nothing.
    pub charge: Option<Spanned<Money>>,
    /// From this price on the customer pays nothing.
    pub free_over: Option<Spanned<Money>>,
    /// What it costs the seller; left out: nothing.
    pub cost: Option<Spanned<Money>>,
}

/// `returns "4%" cost=3.50 recovers="60%"`: goods that come back.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["rate"] }))]
pub struct ReturnsPart {
    /// The share of orders that come back.
    pub rate: Spanned<Share>,
    /// What a return costs; left out: nothing.
    pub cost: Option<Spanned<Money>>,
    /// The share of the goods' cost that a return gives back; left out: 0%.
    pub recovers: Option<Spanned<Share>>,
}

/// `fees { … }`: what a channel takes of a sale.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct FeesPart {
    /// The channel's share, by the price: the first row whose `up-to` the price does not pass.
    pub referral: Vec<Spanned<FeePart>>,
    /// The share of whoever handles the payment.
    pub payment: Vec<Spanned<FeePart>>,
    /// A fixed amount a unit for picking, packing and shipping.
    pub fulfillment: Option<Spanned<Money>>,
    /// A fixed amount a unit for closing the sale.
    pub closing: Option<Spanned<Money>>,
}

/// `referral "15%" minimum=0.30`: a percentage of what the customer pays with shipping.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["rate"] }))]
pub struct FeePart {
    /// The percentage.
    pub rate: Spanned<Share>,
    /// A fixed amount on top.
    pub fixed: Option<Spanned<Money>>,
    /// The least that is taken.
    pub minimum: Option<Spanned<Money>>,
    /// The row holds for prices up to and with this one.
    pub up_to: Option<Spanned<Money>>,
    /// The percentage is taken of the part of the price above this.
    pub above: Option<Spanned<Money>>,
    /// Whether it is of the price with tax; left out: `gross`.
    pub of: Option<Spanned<FeeBase>>,
}

/// What a percentage fee is taken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FeeBase {
    /// What the customer pays, tax included.
    Gross,
    /// The same without tax.
    Net,
}

/// `lists { where … }`: which SKUs a channel carries.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "steps": "conditions" }))]
pub struct ListsPart {
    /// All of them must hold.
    #[serde(default)]
    pub conditions: Vec<Spanned<ConditionPart>>,
}

/// `quarantine quantity=zero`: what a SKU that is held back leaves on the channel.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct QuarantinePart {
    /// Its quantity there.
    pub quantity: Spanned<QuarantineQuantity>,
}

/// What a SKU that is held back leaves on the channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum QuarantineQuantity {
    /// Its last state.
    Leave,
    /// A quantity of 0.
    Zero,
}

/// `tax "20%" included=#true`: the tax on what a channel sells.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["rate"] }))]
pub struct TaxPart {
    /// The rate.
    pub rate: Spanned<Share>,
    /// Whether the prices shown there hold it; left out: they do not.
    pub included: Option<Spanned<bool>>,
}

/// `field title max=120 unit=characters { forbid html }`: the limits of a content field, and what may not stand in it.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["name"] }))]
pub struct FieldLimitPart {
    /// The field.
    pub name: Spanned<Text>,
    /// The least length, or the fewest values.
    pub min: Option<Spanned<Units>>,
    /// The greatest length, or the most values.
    pub max: Option<Spanned<Units>>,
    /// What is counted; left out: characters of a text, values of a list.
    pub unit: Option<Spanned<LimitUnit>>,
    /// What may not stand in it.
    #[serde(default)]
    pub forbid: Vec<Spanned<ForbidPart>>,
    /// Characters that may not stand in it, one after the other.
    pub forbid_characters: Option<Spanned<AnyText>>,
    /// Phrases that may not stand in it, whatever their case.
    #[serde(default)]
    pub forbid_phrases: Vec<Spanned<AnyText>>,
    /// Characters that may stand in it once each.
    pub characters_once: Option<Spanned<AnyText>>,
    /// How often a word may stand in it.
    pub word_at_most: Option<Spanned<Units>>,
}

/// What may not stand in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ForbidPart {
    /// Tags and entities.
    Html,
    /// Tags and entities but for `<br>`.
    HtmlBeyondLineBreaks,
    /// A text in capitals throughout.
    AllCaps,
    /// Nothing of these: lifts what the profile forbids.
    Nothing,
}

/// What a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LimitUnit {
    /// Unicode characters.
    Characters,
    /// Bytes of UTF-8.
    Bytes,
    /// Values of a list.
    Values,
}

impl LimitUnit {
    /// The unit's word, as in the policy.
    pub fn name(self) -> &'static str {
        match self {
            Self::Characters => "characters",
            Self::Bytes => "bytes",
            Self::Values => "values",
        }
    }
}

/// The kinds of prices that a channel can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OfferKind {
    /// The price as such.
    List,
    /// A lower price for a while.
    Sale,
    /// A price after a coupon.
    Coupon,
}

impl OfferKind {
    /// All kinds, each seeing those before it.
    pub const ALL: [Self; 3] = [Self::List, Self::Sale, Self::Coupon];

    /// The kind's word, as in the policy.
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Sale => "sale",
            Self::Coupon => "coupon",
        }
    }
}

/// `notice sale before="24h"`: how early a channel wants to know.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["kind"] }))]
pub struct NoticePart {
    /// The kind of offer.
    pub kind: Spanned<OfferKind>,
    /// How long before it starts.
    pub before: Spanned<Duration>,
}

/// `window sale min="24h" max="45d" depth="5%..80%"`: how long and how deep an offer may be.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["kind"] }))]
pub struct WindowPart {
    /// The kind of offer.
    pub kind: Spanned<OfferKind>,
    /// The shortest.
    pub min: Option<Spanned<Duration>>,
    /// The longest.
    pub max: Option<Spanned<Duration>>,
    /// The discounts that it takes.
    pub depth: Option<Spanned<PercentRange>>,
}

/// `watch { sees sale; basis landed }` in a profile: what the marketplace compares.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ProfileWatchPart {
    /// The deepest kind of price that it sees; left out: `sale`.
    pub sees: Option<Spanned<OfferKind>>,
    /// Whether shipping counts; left out: `landed`.
    pub basis: Option<Spanned<Basis>>,
    /// How far below its own price another may be; left out: 0%.
    pub tolerance: Option<Spanned<Share>>,
}

/// Whether shipping counts when prices are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The price alone.
    Item,
    /// The price with what the customer pays for shipping one unit.
    Landed,
}

impl Basis {
    /// The basis's word, as in the policy.
    pub fn name(self) -> &'static str {
        match self {
            Self::Item => "item",
            Self::Landed => "landed",
        }
    }
}

/// `fact "https://…" read="2026-11-20"`: where a fact was read, and when.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["source"] }))]
pub struct FactPart {
    /// The source.
    pub source: Spanned<Text>,
    /// The day on which it was read.
    pub read: Spanned<InstantText>,
    /// What it says.
    pub says: Option<Spanned<Text>>,
}
