//! What a `source` of orders says beside its file: what was sold, and which of its lines are no sales.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::exact::Duration;
use crate::model::literal::{Name, Text};
use crate::value::Spanned;

/// `sold "Lineitem quantity" at="Created at" window="28d"`: an export with a line for each SKU of an order.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["column"] }))]
pub struct SoldPart {
    /// The column of the units of a line; negative ones came back.
    pub column: Spanned<Text>,
    /// The column of the time of the order.
    pub at: Spanned<Text>,
    /// How far back orders count; whole days of 24 hours.
    pub window: Spanned<Duration>,
    /// The column that says where a line was sold; left out: nothing does.
    pub channel_column: Option<Spanned<Text>>,
    /// Which cells of that column mean which channel, beside its own name; without such a column, the channel of
    /// every line.
    #[serde(default)]
    pub channel: Vec<Spanned<SoldOnPart>>,
    /// The column by which lines are of one order: later ones take what they leave blank from its first.
    pub order: Option<Spanned<Text>>,
}

/// `channel shopify "web" "shopify_draft_order"`: how an export calls a channel.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["name", "values"] }))]
pub struct SoldOnPart {
    /// The channel.
    pub name: Spanned<Name>,
    /// The cells that mean it, beside its own name; `"web*"` means all that start with `web`.
    #[serde(default)]
    pub values: Vec<Spanned<Text>>,
}

/// `drop "Cancelled at"`: lines that were not sold.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["column", "values"] }))]
pub struct DropPart {
    /// The column.
    pub column: Spanned<Text>,
    /// The cells for which a line is dropped, `"C*"` being all that start with `C`; left out: all that are not blank.
    #[serde(default)]
    pub values: Vec<Spanned<Text>>,
}
