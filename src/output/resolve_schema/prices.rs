//! Prices, MAP and parity, as the schema says them.

use schemars::JsonSchema;

use super::{Exact, Given, Scope, Scoped, Share};

/// What holds for all prices.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Pricing {
    /// What the other prices are measured by.
    anchor: Given<Anchor>,
    /// How prices are rounded; null: to the currency's own money, half-even.
    round: Option<Given<Rounding>>,
    /// The least margins.
    margin_floors: Vec<Given<Share>>,
}

/// A step and what happens to the rest.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Rounding {
    /// The step.
    step: Exact,
    /// `half-even`, `half-up`, `half-down`, `up` or `down`.
    mode: String,
}

/// What things cost where.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Prices {
    /// Where a price starts: `anchor` or a field of the item.
    base: Vec<Scoped<String>>,
    /// Percentages and amounts, in their order.
    adjust: Vec<Scoped<Vec<PriceStep>>>,
    /// How the price is rounded.
    round: Vec<Scoped<Rounding>>,
    /// The cents that it ends in.
    ending: Vec<Scoped<Ending>>,
    /// What it is lifted to: `map`, `margin`.
    floor: Vec<Scoped<Vec<String>>>,
    /// What the customer sees in place of the chain.
    set: Vec<Scoped<Exact>>,
    /// The struck-through price: a field of the item, or `none`.
    compare_at: Vec<Scoped<String>>,
    /// How far prices may be from the anchor.
    allow: Vec<Allow>,
}

/// The cents that a price ends in.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Ending {
    /// The cents.
    cents: Exact,
    /// `up`, `down` or `nearest`.
    direction: String,
}

/// How far prices of a kind may be from the anchor.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Allow {
    /// The scope.
    scope: Scope,
    /// `list`, `sale` or `coupon`.
    kind: String,
    /// The low end.
    low: Share,
    /// The high end.
    high: Share,
    /// The address that gave it.
    by: String,
}

/// Which prices MAP holds for.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct MapPolicy {
    /// The kinds of prices that count as advertised.
    advertised: Vec<String>,
    /// The channels that it does not hold for.
    exempt: Vec<String>,
}

/// A channel that compares prices.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Watch {
    /// The channel.
    watcher: String,
    /// The channels that it looks at.
    of: Vec<String>,
    /// The deepest kind of price that it sees.
    sees: String,
    /// `item` or `landed`.
    basis: String,
    /// How far below its own price another may be.
    tolerance: Share,
    /// The address that gave it.
    by: String,
}

/// What prices are measured by.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
enum Anchor {
    /// A channel's list price.
    Channel(String),
    /// A field of the item.
    Field(String),
}

/// A step of a price.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
enum PriceStep {
    /// A percentage of the price so far.
    Adjust(Share),
    /// An amount.
    Add(Exact),
}
