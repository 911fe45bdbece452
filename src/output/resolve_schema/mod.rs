//! The schema of the linked policy as `resolve` prints it.
//!
//! The types are its shape alone: the text is put together in `resolve`, straight from the policy.

#![expect(dead_code, reason = "the schema is made from these types; nothing makes one")]

mod channel;
mod content;
mod lint;
mod operations;
mod orders;
mod prices;
mod promotions;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde_json::Value as Json;

use channel::Channel;
use content::Content;
use lint::Lint;
use operations::{Monitor, Playbook, Tooling};
use prices::{MapPolicy, Prices, Pricing, Watch};
use promotions::{Clearance, Promotion};

/// The schema of the linked policy; committed as `schema/resolved.schema.json`.
pub fn resolved_schema() -> Json {
    super::json::schema_of::<ResolvedPolicy>("the linked policy as `resolve` prints it, version 1")
}

/// The linked policy.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Policy")]
struct ResolvedPolicy {
    /// The version of this form.
    format_version: u32,
    /// The version of the policy language.
    language: u32,
    /// The policy's name.
    policy: String,
    /// The currency of the catalog's amounts, by its letters.
    currency: String,
    /// The time zone of local instants.
    timezone: String,
    /// Who answers for the policy.
    owner: Option<String>,
    /// Units of another currency for one of the policy's.
    fx: BTreeMap<String, Given<Exact>>,
    /// The tax that the catalog's prices hold; null where they hold none.
    catalog_tax: Option<Given<Share>>,
    /// Where the items come from.
    catalog: Catalog,
    /// The segments, in the order in which a SKU is tried against them.
    segments: Vec<Segment>,
    /// The channels.
    channels: Vec<Channel>,
    /// The pools.
    pools: Vec<Pool>,
    /// What is held back of the stock, by scope.
    buffers: Buffers,
    /// What holds for all prices.
    pricing: Pricing,
    /// The prices, by scope.
    prices: Prices,
    /// Which prices MAP holds for.
    map_policy: MapPolicy,
    /// Who compares prices with whom.
    parity: Vec<Watch>,
    /// What listings say.
    content: Content,
    /// How much findings weigh, and which may pass.
    lint: Lint,
    /// Other prices for a while.
    promotions: Vec<Promotion>,
    /// What is sold off.
    clearances: Vec<Clearance>,
    /// What people do when something goes wrong.
    playbooks: Vec<Playbook>,
    /// What is watched, and who hears of it.
    monitor: Monitor,
    /// What the shop asks of its programs, and how they do.
    tooling: Tooling,
}

/// A setting and where it was given.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Given_{T}")]
struct Given<T> {
    /// The value.
    value: T,
    /// The address that gave it, or `default`.
    by: String,
}

/// A setting of a scope.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Scoped_{T}")]
struct Scoped<T> {
    /// The scope.
    scope: Scope,
    /// The value.
    value: T,
    /// The address that gave it.
    by: String,
}

/// Which offers a setting is for; null stands for all.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Scope {
    /// The channel.
    channel: Option<String>,
    /// The segment.
    segment: Option<String>,
    /// The SKU.
    sku: Option<String>,
}

/// The files that hold the items.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Catalog {
    /// The files.
    sources: Vec<Source>,
    /// What a blank does, by field: `hold`, `zero` or `unknown`.
    missing: Missing,
}

/// A file and how it is read.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Source {
    /// Its name.
    name: String,
    /// The file, relative to the policy's root; `*` in its name stands for any text.
    path: String,
    /// `csv`, `tsv`, `shopify-csv`, `woocommerce-csv`, `google-tsv` or `jsonl`.
    format: String,
    /// The character between cells.
    delimiter: String,
    /// The decimal mark of its numbers.
    decimal: String,
    /// The row of the header, from 1, blank ones counted.
    header: u32,
    /// The rows that are read: all of these must hold.
    keep: Vec<KeptRows>,
    /// The column by which rows, one below the other, are one product.
    group: Option<RowGroup>,
    /// The column that names the SKU from whose row a row takes what it leaves blank.
    parent: Option<String>,
    /// The column that names the location of a row.
    location: Option<RowKey>,
    /// The column that names the channel of a row.
    channel: Option<RowKey>,
    /// The columns that make the SKU.
    sku: Vec<String>,
    /// The columns that were mapped.
    columns: Vec<MappedColumn>,
    /// How its lines are read, where it holds orders.
    #[schemars(skip_serializing_if = "Option::is_none")]
    orders: Option<orders::Orders>,
}

/// Rows whose cell is one of some texts.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct KeptRows {
    /// The header.
    column: String,
    /// What the cell may be.
    texts: Vec<String>,
}

/// What tells the rows of a SKU apart.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct RowKey {
    /// The header.
    column: String,
    /// Cells that mean a location or a channel, beside its own name.
    cells: Vec<CellMeaning>,
}

/// A cell and what it means.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct CellMeaning {
    /// The cell.
    cell: String,
    /// The name of the policy.
    means: String,
}

/// Rows of one product.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct RowGroup {
    /// The header.
    column: String,
    /// What the first of several is: `item` or `product`.
    first: String,
}

/// A column and the field that it gives.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct MappedColumn {
    /// The item's field.
    field: String,
    /// The header.
    column: String,
    /// The location whose units these are.
    location: Option<String>,
    /// The channel whose figure this is.
    channel: Option<String>,
    /// The unit of a bare number.
    unit: Option<String>,
    /// The column of an amount that comes on top.
    plus: Option<String>,
    /// What stands between the values of a list.
    split: Option<String>,
}

/// What a blank does, by field.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Missing {
    /// A blank price.
    price: String,
    /// Blank stock.
    stock: String,
    /// A blank cost.
    cost: String,
    /// A blank MAP.
    map: String,
    /// A blank velocity.
    velocity: String,
    /// A blank lead time.
    lead_time: String,
}

/// SKUs that are treated alike.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Segment {
    /// Its name.
    name: String,
    /// All of these hold.
    r#where: Vec<Condition>,
    /// `real-time`, `near-time` or `batch`.
    sync: Given<String>,
    /// `hourly`, `daily` or `weekly`.
    monitor: Given<String>,
}

/// Stock that channels draw from.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Pool {
    /// Its name.
    name: String,
    /// Where the units lie.
    locations: Vec<Location>,
    /// The channels, in their order of importance.
    channels: Vec<String>,
    /// The system whose count is believed.
    source_of_truth: Option<Given<String>>,
    /// Fields that are taken off before anything is sold.
    protect: Vec<Given<String>>,
    /// Below this cover more is to be sent.
    replenish_cover: Option<Given<String>>,
    /// Who pauses below how many units.
    throttles: Vec<Throttle>,
}

/// A place where units lie.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Location {
    /// Its name.
    name: String,
    /// The channel that holds and counts these units itself.
    held_by: Option<String>,
}

/// Who pauses below how many units.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Throttle {
    /// Strictly below so many available units.
    below: u64,
    /// The channel.
    pause: String,
    /// The address that gave it.
    by: String,
}

/// What is held back of the stock.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Buffers {
    /// The methods.
    method: Vec<Scoped<Method>>,
    /// The safety stock of a demand.
    safety_stock: Vec<Scoped<SafetyStock>>,
    /// What a demand is multiplied by.
    risk: Vec<Scoped<Exact>>,
    /// The least buffer.
    at_least: Vec<Scoped<Bound>>,
    /// The greatest buffer.
    at_most: Vec<Scoped<Bound>>,
}

/// How a buffer is made.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
enum Method {
    /// Velocity × this lead time; `item`: each SKU's own.
    Demand(String),
    /// A percentage of the available units.
    Percent(Share),
    /// So many units.
    Units(u64),
    /// The least for which the chance of an oversell in one sync window stays under this.
    OversellRisk(Share),
}

/// The safety stock of a demand.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
enum SafetyStock {
    /// So many units.
    Units(u64),
    /// For this share of cycles without a stock-out.
    ServiceLevel(Share),
}

/// A bound of a buffer.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
enum Bound {
    /// So many units.
    Units(u64),
    /// A percentage of the available units.
    Percent(Share),
}

/// What a SKU must be like.
#[derive(JsonSchema)]
#[schemars(untagged, deny_unknown_fields)]
enum Condition {
    /// A number of the item, or `margin`, compared.
    Number {
        /// The field.
        field: String,
        /// The comparison, such as `>= 10`.
        is: String,
    },
    /// A text of the item, or `segment`.
    Text {
        /// The field.
        field: String,
        /// What it may be.
        one_of: Vec<String>,
    },
    /// These do not all hold.
    Not {
        /// The conditions.
        not: Vec<Condition>,
    },
    /// One of these holds.
    Any {
        /// The conditions.
        any: Vec<Condition>,
    },
}

/// A number as a decimal string.
#[derive(JsonSchema)]
#[schemars(extend("pattern" = r"^-?[0-9]+(\.[0-9]+)?$"))]
struct Exact(String);

/// A percentage with its sign `%`.
#[derive(JsonSchema)]
#[schemars(extend("pattern" = r"^-?[0-9]+(\.[0-9]+)?%$"))]
struct Share(String);
