//! What the policy makes of an item, as flat lists of steps.
//!
//! Comes in: a linked `Policy`. Goes out: a [`Program`], one [`Plan`] for each segment and channel, and for
//! each SKU that a node names. The steps are the one vocabulary of the reference, of `explain`, of traces
//! and of `offers.jsonl`; what they mean is written beside each in [`step`], and done in `offer`.

mod compile;
pub mod content;
mod plan;
pub mod promotion;
mod shared;
pub mod step;
mod test;
mod texts;

pub use compile::compile;

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::exact::{Currency, Decimal, Percent, Rounding};
use crate::item::{Field, Item, Row, Shape, TextField};
use crate::model::part::channel::OfferKind;
use crate::policy::catalog::Missing;
use crate::policy::channel::Channel;
use crate::policy::setting::Origin;

use content::{ContentLimit, ContentPlan};
use promotion::PromotionProgram;
use step::{MoneySource, Step, Test};

/// Whoever made a figure: an index into [`Program::origins`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct By(pub u32);

impl By {
    /// Nobody: a value that is not there.
    pub const NOBODY: Self = Self(u32::MAX);
}

/// What the policy makes of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// The policy's currency.
    pub currency: Currency,
    /// What a missing value does.
    pub missing: Missing,
    /// What items are to hold.
    pub shape: Shape,
    /// The channels, by name; those that are onboarding have no offers.
    pub channels: Vec<ChannelProgram>,
    /// What puts a SKU into each segment, in their order; the last takes every SKU.
    pub segments: Vec<SegmentProgram>,
    /// Plans for each segment and channel, the channels of the first segment first.
    pub plans: Vec<Plan>,
    /// Plans of SKUs that nodes name, in the same order.
    pub named: BTreeMap<String, Vec<Plan>>,
    /// The anchor: a channel's list price, or a field.
    pub anchor: AnchorProgram,
    /// The tax that the catalog's prices hold.
    pub catalog_tax: Percent,
    /// The least margin of public channels, the highest of those given.
    pub margin_floor: Option<(Percent, By)>,
    /// The nodes behind the policy's watches, in their order.
    pub watches: Vec<By>,
    /// The pools, by name.
    pub pools: Vec<PoolProgram>,
    /// Locations, by the item's index, whose stock no column of the catalog gives; known once the catalog is
    /// surveyed, until then none.
    pub unfed_locations: Vec<usize>,
    /// Good GTINs that several SKUs have, as numbers; known once the catalog is surveyed, until then none.
    pub codes_of_several: BTreeMap<u64, CodeOfSeveral>,
    /// The instant that is looked at; where nobody looks, before all time.
    pub at: Timestamp,
    /// Promotions, by name, as they stand at the instant that is looked at.
    pub promotions: Vec<PromotionProgram>,
    /// Ids of the shape that several SKUs have, with their place in its texts; known once the catalog is surveyed.
    pub ids_of_several: BTreeMap<(usize, String), CodeOfSeveral>,
    /// Pools that are to be replenished.
    pub replenishments: Vec<Replenishment>,
    /// The origins behind [`By`].
    pub origins: Vec<Origin>,
}

/// A code that several SKUs have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeOfSeveral {
    /// How many have it.
    pub skus: u64,
    /// The first of them, with the row that says so.
    pub first: (String, Row),
    /// The second.
    pub second: (String, Row),
}

/// What measures the other channels' prices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnchorProgram {
    /// The list price of a channel.
    Channel(usize),
    /// A field of the item, and the setting that says so.
    Field(MoneySource, By),
}

/// A channel, as far as every SKU on it is treated alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelProgram {
    /// The channel as linked.
    pub channel: Channel,
    /// Which SKUs it carries; all of them must hold.
    pub lists: Vec<Test>,
    /// Whether MAP holds for it.
    pub map_applies: bool,
    /// The row of its figures that the channel's own settings make: shipping, fees, returns.
    pub by: By,
    /// The shipping charge.
    pub shipping_by: By,
    /// What shipping costs the seller.
    pub shipping_cost_by: By,
    /// What the channel takes.
    pub fees_by: By,
    /// What returns cost.
    pub returns_by: By,
    /// The item's landed cost.
    pub cost_by: By,
    /// Whether it holds all the units that it sells.
    pub is_held: bool,
    /// The fields of its listings, by name.
    pub content: Vec<ContentPlan>,
    /// How long a SKU may be there, and whoever says so.
    pub sku_limit: Option<(ContentLimit, By)>,
    /// For each column of each of its feeds which of those fields it shows; `None` where it shows something else.
    pub feed_content: Vec<Vec<Option<usize>>>,
    /// The schemas that its listings are judged by, in the channel's order.
    pub schemas: Vec<By>,
    /// The struck-through price and currency conversions need these even where the price is `set`.
    pub conversion: Vec<Step>,
}

/// A segment: its name and what a SKU must be like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentProgram {
    /// Its name; empty where the policy has none.
    pub name: String,
    /// All of them must hold.
    pub tests: Vec<Test>,
}

/// The steps for a SKU of one segment on one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// To the list price.
    pub price: Vec<Step>,
    /// A channel before this one on which the same steps lead to the same list price.
    pub price_as: Option<usize>,
    /// To the published quantity.
    pub quantity: Vec<Step>,
    /// The pool that it draws from, and how many of those steps, from the first on, are the same on every channel
    /// that draws from it.
    pub common: Option<(usize, usize)>,
    /// Whether the policy says what to keep back from the channel, be it nothing.
    pub has_buffer: bool,
    /// How prices are rounded there.
    pub rounding: (Rounding, By),
    /// The field of the struck-through price.
    pub compare_at: Option<(MoneySource, By)>,
    /// How far prices may be from the anchor.
    pub allows: Vec<AllowBound>,
}

/// A bound on the prices of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AllowBound {
    /// The kind of price.
    pub kind: OfferKind,
    /// From, relative to the anchor.
    pub low: Percent,
    /// To, relative to the anchor.
    pub high: Percent,
    /// The `allow`.
    pub by: By,
}

/// A pool, as far as all that draw from it are treated alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolProgram {
    /// Its name.
    pub name: String,
    /// Its node.
    pub by: By,
    /// The channels that draw from it, in their order of importance.
    pub channels: Vec<usize>,
    /// Its locations, by the item's index.
    pub locations: Vec<usize>,
}

/// A pool whose units should last so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replenishment {
    /// The pool, by its index.
    pub pool: usize,
    /// How long the units should last.
    pub cover: crate::exact::Duration,
}

impl Program {
    /// The plan for a SKU of a segment on a channel.
    pub fn plan(&self, sku: &str, segment: usize, channel: usize) -> Option<&Plan> {
        let plans =
            if self.named.is_empty() { &self.plans } else { self.named.get(sku).unwrap_or(&self.plans) };
        plans.get(segment * self.channels.len() + channel)
    }

    /// The fields of all channels' listings.
    pub fn content_plans(&self) -> impl Iterator<Item = &ContentPlan> {
        self.channels.iter().flat_map(|channel| &channel.content)
    }

    /// An id that a channel has given to a SKU, as the catalog has it.
    pub fn id<'i>(&self, field: &Field, channel: &str, item: &'i Item) -> Option<&'i str> {
        let is_it = |text: &TextField| text.field == *field && text.channel.as_deref() == Some(channel);
        item.texts.get(self.shape.texts.iter().position(is_it)?)?.as_deref()
    }

    /// The origin behind a figure.
    pub fn origin(&self, by: By) -> Option<&Origin> {
        self.origins.get(by.0 as usize)
    }

    /// The printed address behind a figure.
    pub fn address(&self, by: By) -> String {
        self.origin(by).map(|origin| origin.address.to_string()).unwrap_or_default()
    }

    /// The exchange rate from the policy's currency to a channel's; 1 where they are the same.
    pub fn exchange(&self, channel: usize) -> Decimal {
        let fx = self.channels.get(channel).and_then(|channel| channel.channel.fx.as_ref());
        fx.map_or(Decimal::ONE, |fx| fx.value)
    }
}
