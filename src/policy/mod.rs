//! The policy, linked: names resolved across files, every setting chosen, nothing optional left.
//!
//! Comes in: a `model` of parts. Goes out: [`Policy`]. Unknown and duplicate names, ambiguous settings and
//! values that do not fit together are findings; what no rule of the language forbids is for `lint`.

pub mod attribute;
pub mod catalog;
pub mod channel;
pub mod condition;
pub mod content;
pub mod ids;
mod link;
pub mod lint;
mod load;
pub mod operations;
pub mod orders;
pub mod promotion;
pub mod rules;
pub mod schema;
pub mod scope;
pub mod setting;
pub mod test;
pub mod written;

pub use link::link;
pub use load::{Loaded, load};

use std::collections::BTreeMap;

use crate::diagnostic::Span;
use crate::exact::{Currency, Decimal, Duration, Percent, PercentRange, Rounding};
use crate::item::{Field, Shape};
use crate::model::literal::LeadTime;
use crate::model::part::channel::{Basis, OfferKind, Status};
use crate::model::part::inventory::{BoundPart, ServiceLevel};
use crate::model::part::pricing::{EndingDirection, FloorPart};
use crate::model::part::segment::{Cadence, Tier};

use catalog::Catalog;
use channel::Channel;
use condition::Conditions;
use content::Content;
use lint::Lint;
use operations::{Monitor, Playbook, Tooling};
use promotion::{Clearance, Promotion};
use scope::Cascade;
use setting::{Origin, Setting};
use test::Test;

/// A linked policy. Lists are sorted by name, so that the order of files and nodes changes nothing;
/// segments and a pool's channels keep the order that means something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// The node.
    pub origin: Origin,
    /// The currency of every amount that names none.
    pub currency: Currency,
    /// The zone of every local instant.
    pub timezone: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// One unit of the policy's currency in others.
    pub fx: BTreeMap<Currency, Setting<Decimal>>,
    /// The tax that the catalog's prices hold; `None`: none.
    pub catalog_tax: Option<Setting<Percent>>,
    /// Where the items come from.
    pub catalog: Catalog,
    /// Places to sell, by name.
    pub channels: Vec<Channel>,
    /// The segments in their order; at least one.
    pub segments: Vec<Segment>,
    /// Stock that channels draw from, by name.
    pub pools: Vec<Pool>,
    /// What channels do not get to sell.
    pub buffers: Buffers,
    /// What things cost where.
    pub prices: Prices,
    /// What the other channels' prices are measured by.
    pub anchor: Setting<Anchor>,
    /// How prices are rounded where nothing narrower says; `None`: to the currency's own money, half-even.
    pub round: Option<Setting<Rounding>>,
    /// The least margins of every public channel; the highest decides, all are kept.
    pub margin_floors: Vec<Setting<Percent>>,
    /// The kinds of prices that MAP holds for.
    pub advertised: Vec<OfferKind>,
    /// Channels that MAP does not hold for, by their index.
    pub map_exempt: Vec<usize>,
    /// The channels that look at others' prices, by their index.
    pub watches: Vec<Watch>,
    /// What listings say.
    pub content: Content,
    /// Other prices for a while, by name.
    pub promotions: Vec<Promotion>,
    /// How much findings weigh, and which may pass.
    pub lint: Lint,
    /// What is sold off, by name.
    pub clearances: Vec<Clearance>,
    /// What people do when something goes wrong, by name.
    pub playbooks: Vec<Playbook>,
    /// What is watched, and who hears of it.
    pub monitor: Monitor,
    /// What the shop asks of its programs, and how they do.
    pub tooling: Tooling,
    /// What channels are to show of items, in the order in which it is written.
    pub tests: Vec<Test>,
    /// SKUs that `buffer` and `price` nodes name, with the place of each, sorted by SKU and place.
    pub named_skus: Vec<(String, Setting<String>)>,
}

impl Policy {
    /// A channel by its name.
    pub fn channel_named(&self, name: &str) -> Option<usize> {
        self.channels.iter().position(|channel| channel.name == name)
    }

    /// Whether all units that a channel sells are held by itself.
    pub fn is_held(&self, channel: usize) -> bool {
        let pool = self.channels.get(channel).and_then(|channel| self.pools.get(channel.pool?));
        pool.is_some_and(|pool| pool.is_held_for(channel))
    }

    /// The active channels that sell units of a pool and do not hold them all themselves, in the pool's order.
    pub fn selling_from<'p>(&'p self, pool: &'p Pool) -> impl Iterator<Item = (usize, &'p Channel)> {
        let known = pool.channels.iter().filter_map(|(index, _)| Some((*index, self.channels.get(*index)?)));
        known.filter(|(index, channel)| channel.status.value == Status::Active && !pool.is_held_for(*index))
    }

    /// The locations and channels that items are keyed by, without the texts that something reads.
    pub fn keys(&self) -> Shape {
        link::shape(self)
    }

    /// The names of the channels.
    pub fn channel_names(&self) -> Vec<String> {
        self.channels.iter().map(|channel| channel.name.clone()).collect()
    }
}

/// SKUs that are treated alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Its name; empty where the policy has no segments and this one stands for all SKUs.
    pub name: String,
    /// The node.
    pub origin: Origin,
    /// What a SKU must be like.
    pub conditions: Conditions,
    /// How fresh its quantities must be.
    pub sync: Setting<Tier>,
    /// How often it is looked at.
    pub monitor: Setting<Cadence>,
}

/// Stock that channels draw from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    /// Its name.
    pub name: String,
    /// The node.
    pub origin: Origin,
    /// Where the units lie.
    pub locations: Vec<Location>,
    /// The channels that draw from it, by their index, in their order of importance, with the place of each.
    pub channels: Vec<(usize, Span)>,
    /// The system whose count is believed.
    pub source_of_truth: Option<Setting<String>>,
    /// Fields in units that are taken off before anything is sold.
    pub protect: Vec<Setting<Field>>,
    /// How long the units should last before more is sent.
    pub replenish_cover: Option<Setting<Duration>>,
    /// Which channels pause below how many available units.
    pub throttles: Vec<Throttle>,
}

impl Pool {
    /// Whether all its locations are held by a channel.
    pub fn is_held_for(&self, channel: usize) -> bool {
        !self.locations.is_empty() && self.locations.iter().all(|location| location.held_by == Some(channel))
    }
}

/// A place where units lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// Its name.
    pub name: String,
    /// The channel that holds and counts these units, by its index.
    pub held_by: Option<usize>,
    /// Where it stands.
    pub span: Span,
}

/// A threshold under which a channel pauses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Throttle {
    /// Strictly below so many available units.
    pub below: Setting<i64>,
    /// The channel that pauses, by its index.
    pub channel: usize,
    /// Where its name stands.
    pub span: Span,
}

/// What channels do not get to sell: one cascade a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Buffers {
    /// The method.
    pub method: Cascade<Method>,
    /// Units on top of the demand.
    pub safety_stock: Cascade<SafetyStock>,
    /// What the demand is multiplied by.
    pub risk: Cascade<Decimal>,
    /// The least buffer.
    pub at_least: Cascade<BoundPart>,
    /// The greatest buffer.
    pub at_most: Cascade<BoundPart>,
}

impl Buffers {
    /// Whether there is any buffer at a place: a method, a safety stock or a least one.
    pub fn is_given(&self, at: scope::At<'_>) -> bool {
        self.method.choose(at).is_some()
            || self.safety_stock.choose(at).is_some()
            || self.at_least.choose(at).is_some()
    }
}

/// How a buffer is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// (velocity × lead time + safety stock) × risk, rounded up.
    Demand(LeadTime),
    /// A percentage of the available units, rounded up.
    Percent(Percent),
    /// A number of units.
    Units(i64),
    /// The least for which the chance of an oversell in one sync window stays under this.
    OversellRisk(Percent),
}

/// Units on top of the demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SafetyStock {
    /// So many.
    Units(i64),
    /// z × the deviation of the velocity × √lead time.
    ServiceLevel(ServiceLevel),
}

/// What things cost where: one cascade a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prices {
    /// Where the price starts.
    pub base: Cascade<Base>,
    /// Percentages and amounts on top, in their order.
    pub adjust: Cascade<Vec<Setting<PriceStep>>>,
    /// How it is rounded.
    pub round: Cascade<Rounding>,
    /// The cents that it ends in.
    pub ending: Cascade<Ending>,
    /// What it is lifted to.
    pub floor: Cascade<Vec<FloorPart>>,
    /// What the customer sees, in place of the chain.
    pub set: Cascade<Decimal>,
    /// The struck-through price; `None`: there is none.
    pub compare_at: Cascade<Option<Field>>,
    /// How far prices of a kind may be from the anchor: constraints, all of which hold.
    pub allow: Vec<Allow>,
}

impl Prices {
    /// The `set` that holds at a place in the stead of the whole chain: it is more specific than every step.
    pub fn set_at(&self, at: scope::At<'_>) -> Option<&scope::Scoped<Decimal>> {
        fn rank<T>(cascade: &Cascade<T>, at: scope::At<'_>) -> u8 {
            cascade.choose(at).map_or(0, |scoped| scoped.scope.rank())
        }
        let steps =
            [rank(&self.base, at), rank(&self.adjust, at), rank(&self.ending, at), rank(&self.floor, at)];
        self.set.choose(at).filter(|set| steps.iter().all(|step| set.scope.rank() > *step))
    }
}

/// Where a price starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Base {
    /// The anchor; for the anchor itself the item's `price`.
    Anchor,
    /// A field of the item.
    Field(Field),
}

/// A step of a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PriceStep {
    /// A percentage of the price so far.
    Adjust(Percent),
    /// An amount in the policy's currency.
    Add(Decimal),
}

/// The cents that a price ends in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    /// The cents, below 1.
    pub cents: Decimal,
    /// Which of the prices with these cents.
    pub direction: EndingDirection,
}

/// A bound on the prices of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allow {
    /// Where it holds.
    pub scope: scope::Scope,
    /// The kind of price.
    pub kind: OfferKind,
    /// From and to, relative to the anchor.
    pub range: PercentRange,
    /// Where it is written.
    pub origin: Origin,
}

/// What prices are measured by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Anchor {
    /// The list price of a channel, by its index.
    Channel(usize),
    /// A field of the item.
    Field(Field),
}

/// A channel that looks at others' prices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watch {
    /// The watcher, by its index.
    pub watcher: usize,
    /// The channels that it looks at, by their index, sorted.
    pub of: Vec<usize>,
    /// The deepest kind of price that it sees.
    pub sees: OfferKind,
    /// Whether shipping counts.
    pub basis: Basis,
    /// How far below its own price another may be.
    pub tolerance: Percent,
    /// The node, in the policy or in the profile.
    pub origin: Origin,
}
