//! The shape of a channel.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::content::{ContentForbidden, ContentLimit};
use super::{Condition, Exact, Given, Share};

/// A place to sell.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Channel {
    /// Its name.
    name: String,
    /// The profile that it builds on.
    profile: String,
    /// Whom it sells to.
    role: Given<String>,
    /// Whether anyone can see its prices.
    public: bool,
    /// `active`, `paused` or `onboarding`.
    status: Given<String>,
    /// The penalty of an oversell.
    severity: Given<Exact>,
    /// Its volume of orders, units and time.
    orders: Option<Given<String>>,
    /// What an order comes to.
    average_order_value: Option<Given<Exact>>,
    /// How it is kept up to date.
    sync_via: Option<Given<String>>,
    /// How often.
    sync_every: Option<Given<String>>,
    /// What the customer pays for shipping one unit.
    shipping_charge: Given<Exact>,
    /// From this price on the customer pays nothing.
    free_over: Option<Given<Exact>>,
    /// What shipping one unit costs the seller.
    shipping_cost: Given<Exact>,
    /// The share of orders that come back.
    return_rate: Given<Share>,
    /// What a return costs.
    return_cost: Given<Exact>,
    /// The share of the goods' cost that a return gives back.
    return_recovers: Given<Share>,
    /// Percentage fees by group, `referral` and `payment`; their rows by price.
    fees: BTreeMap<String, Vec<FeeRow>>,
    /// Fixed amounts a unit.
    fixed_fees: Vec<Given<Exact>>,
    /// Whether it sells what is not in stock.
    backorder: bool,
    /// The most units ever published.
    max_quantity: Option<Given<u64>>,
    /// The buffer that the channel keeps by itself.
    own_buffer: Given<u64>,
    /// The currency of its amounts.
    currency: Given<String>,
    /// Units of that currency for one of the policy's; null where it is the policy's.
    fx: Option<Given<Exact>>,
    /// The tax on what it sells; null: as in the catalog.
    tax: Option<Given<Tax>>,
    /// Which SKUs it carries; null: all.
    lists: Option<Given<Vec<Condition>>>,
    /// What a SKU that is held back leaves there: `leave` or `zero`.
    quarantine: Given<String>,
    /// The kinds of prices that it can show.
    offers: Vec<String>,
    /// The limits of its content fields.
    limits: Vec<ContentLimit>,
    /// What may not stand in its content fields.
    forbidden: Vec<ContentForbidden>,
    /// Content fields that every listing needs there.
    required: Vec<Given<String>>,
    /// The pool that it draws from.
    pool: Option<String>,
    /// The files that its own intake takes.
    feeds: Vec<Feed>,
    /// The schemas that its listings are judged by.
    schemas: Vec<ListingSchema>,
}

/// A JSON Schema of the channel's own.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ListingSchema {
    /// Its file.
    path: String,
    /// The product type whose listings it is for; null: all that no other is for.
    product_type: Option<String>,
    /// The SHA-256 of the file; null where it can't be read.
    sha256: Option<String>,
    /// The address that gave it.
    by: String,
}

/// The tax on what a channel sells.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Tax {
    /// The rate.
    rate: Share,
    /// Whether the prices shown hold it.
    included: bool,
}

/// A row of a fee.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct FeeRow {
    /// The percentage.
    rate: Share,
    /// A fixed amount on top.
    fixed: Exact,
    /// The least that the percentage takes.
    minimum: Option<Exact>,
    /// The row holds for prices up to and with this one.
    up_to: Option<Exact>,
    /// The percentage is of the part above this.
    above: Option<Exact>,
    /// `gross` or `net`.
    of: String,
    /// The address that gave it.
    by: String,
}

/// A channel's file.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Feed {
    /// What its files are called, without number and ending.
    files: String,
    /// `csv`, `tsv`, `jsonl`, or the word of a channel's own format.
    format: String,
    /// The columns of a generic feed.
    columns: Vec<FeedColumn>,
    /// The most offers a file.
    batch: Option<u64>,
    /// The most bytes a file.
    batch_bytes: Option<u64>,
    /// The seller's id.
    seller_id: Option<String>,
    /// The marketplace's id.
    marketplace_id: Option<String>,
    /// The product type of SKUs that have none.
    product_type: Option<String>,
    /// The code of whoever fulfils what the channel holds.
    fulfillment_channel: Option<String>,
    /// Locations as the channel knows them.
    locations: Vec<FeedLocation>,
    /// What tells the variants of a product apart.
    options: Vec<FeedOption>,
    /// The version of the item spec.
    spec_version: Option<String>,
    /// The address that gave it.
    by: String,
}

/// A location as a channel knows it.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct FeedLocation {
    /// The location.
    name: String,
    /// Its id on the channel.
    id: String,
}

/// What tells the variants of a product apart.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct FeedOption {
    /// The option's name in the shop.
    name: String,
    /// The field of its value.
    value: String,
}

/// A column of a generic feed.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct FeedColumn {
    /// Its header.
    header: String,
    /// A figure of the offer, or a field of the item.
    value: String,
    /// What stands between the texts of a list, outside of JSON.
    join: String,
}
