//! How orders are read, as the schema says it.

use schemars::JsonSchema;

/// How the lines of an order export are read.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Orders {
    /// The column of the units of a line.
    units: String,
    /// The column of the time of the order.
    at: String,
    /// How far back lines count.
    window: String,
    /// The column that says where a line was sold.
    channel_column: Option<String>,
    /// What the export calls a channel, beside its own name; a single one without cells is that of every line.
    channels: Vec<SoldOn>,
    /// The column by which lines are of one order.
    order: Option<String>,
    /// Lines that are left out.
    drop: Vec<Drop>,
}

/// A channel and the cells that mean it.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct SoldOn {
    /// The channel.
    channel: String,
    /// The cells; one with `*` at its end is the beginning of them.
    cells: Vec<String>,
}

/// A column and the cells for which a line is left out.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Drop {
    /// The column.
    column: String,
    /// The cells; none: all that are not blank.
    cells: Vec<String>,
}
