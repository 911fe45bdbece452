//! Promotions and clearances, as the schema says them.

use schemars::JsonSchema;

use super::{Bound, Condition, Exact, Given, Share, Throttle};

/// Other prices for a while.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Promotion {
    /// Its name.
    name: String,
    /// The channels that run it.
    channels: Vec<String>,
    /// What a SKU must be like: all of these hold.
    r#where: Vec<Condition>,
    /// From when on it runs, in UTC.
    starts: Given<String>,
    /// When it is over, in UTC.
    ends: Given<String>,
    /// What it offers.
    offer: Given<Offer>,
    /// The units of each SKU that it is expected to sell.
    demand: Option<Given<Demand>>,
    /// The units that other channels leave to it.
    reserve: Option<Given<Reserve>>,
    /// Who pauses below how many units while it runs.
    pauses: Vec<Throttle>,
    /// `real-time`, `near-time` or `batch`: required of every channel of the pool while it runs; null: nobody says.
    sync: Option<Given<String>>,
    /// Shares of the reserve at which somebody is told that so much is left.
    alerts: Vec<Given<Share>>,
    /// What has to be ready before it starts.
    stage: Vec<String>,
    /// How soon after its end all is as before.
    restore_within: Option<Given<String>>,
    /// Channels whose sale price follows.
    matched: Vec<String>,
    /// Notices that were given in advance.
    notices: Vec<Notice>,
}

/// What a promotion offers.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Offer {
    /// `list`, `sale`, `coupon`, `bogo` or `free-shipping`.
    kind: String,
    /// What is off.
    off: Option<Share>,
    /// The price itself, in each channel's currency.
    price: Option<Exact>,
    /// How many are bought, of `bogo`.
    buy: Option<u64>,
    /// How many more there are for it, of `bogo`.
    get: Option<u64>,
}

/// The units that a promotion is expected to sell.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
enum Demand {
    /// So many of each SKU.
    Units(u64),
    /// What a field of the item says.
    Field(String),
}

/// The units that other channels leave to a promotion.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Reserve {
    /// Units, or a percentage of the demand, rounded up.
    units: Bound,
    /// How long before the start they are held back.
    from: String,
}

/// A notice that was given in advance.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Notice {
    /// The channel that was told.
    channel: String,
    /// How long before the start.
    before: String,
    /// The address that gave it.
    by: String,
}

/// Markdowns, channel after channel.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Clearance {
    /// Its name.
    name: String,
    /// What a SKU must be like: all of these hold.
    r#where: Vec<Condition>,
    /// The markdowns, in their order.
    steps: Vec<ClearanceStep>,
    /// When it is over, in UTC.
    ends: Given<String>,
}

/// A markdown of a clearance.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ClearanceStep {
    /// The channel.
    channel: String,
    /// What is off the list price.
    off: Given<Share>,
    /// From when on, in UTC.
    starts: String,
    /// Up to when, in UTC: the next step on its channel, or the end.
    ends: String,
}
