//! What buffers keep from every channel at once, added up over the SKUs of each pool.

use crate::exact::decimal;
use crate::item::Row;
use crate::model::part::channel::Status;
use crate::offer::Offer;
use crate::program::{By, Program};

use super::look::Look;

/// How many SKUs are kept.
const MOST_CASES: usize = 3;

/// Units of pools that no channel shows, by the pool's index.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Withheld {
    pools: Vec<OfPool>,
}

/// Units of one pool.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OfPool {
    /// Those of all SKUs that can be sold.
    pub available: i64,
    /// Those that the buffers of all channels hold back.
    pub withheld: i64,
    /// How many SKUs have such.
    pub count: u64,
    /// The SKUs that have most of them.
    pub worst: Vec<WithheldSku>,
}

/// A SKU of which no channel shows some units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithheldSku {
    /// The SKU.
    pub sku: String,
    /// The rows that it was read from.
    pub rows: Vec<Option<Row>>,
    /// Its units.
    pub available: i64,
    /// Those that no channel shows.
    pub withheld: i64,
    /// The least buffer's setting, and its channel.
    pub least: (By, usize),
}

impl Withheld {
    /// Adds a SKU.
    pub(super) fn see(&mut self, look: &Look<'_>) {
        self.pools.resize_with(look.program.pools.len(), OfPool::default);
        for (pool, own) in self.pools.iter_mut().enumerate() {
            let offers = look.resolved.offers.iter().filter(|offer| sells_from(look.program, offer, pool));
            let order = look.program.pools.get(pool).map(|own| own.channels.as_slice()).unwrap_or_default();
            // of equal buffers that of the channel that matters most
            let shown = offers.filter_map(|offer| {
                let withheld = offer.withheld?;
                let place = order.iter().position(|channel| *channel == offer.channel);
                Some((i64::try_from(withheld.value).ok()?, place, offer.available?, withheld.by))
            });
            let Some((withheld, place, available, by)) = shown.min() else { continue };
            let channel = place.and_then(|place| order.get(place)).copied().unwrap_or_default();
            own.available = own.available.saturating_add(available);
            own.withheld = own.withheld.saturating_add(withheld);
            if withheld > 0 {
                own.count += 1;
                own.keep(withheld, &look.item.sku, || WithheldSku {
                    sku: look.item.sku.clone(),
                    rows: look.item.rows.clone(),
                    available,
                    withheld,
                    least: (by, channel),
                });
            }
        }
    }

    /// Takes another batch's SKUs in.
    pub(super) fn merge(&mut self, other: Self) {
        self.pools.resize_with(self.pools.len().max(other.pools.len()), OfPool::default);
        for (own, other) in self.pools.iter_mut().zip(other.pools) {
            own.available = own.available.saturating_add(other.available);
            own.withheld = own.withheld.saturating_add(other.withheld);
            own.count += other.count;
            for worst in other.worst {
                own.keep(worst.withheld, &worst.sku.clone(), || worst);
            }
        }
    }

    /// The pools, by their index.
    pub fn pools(&self) -> &[OfPool] {
        &self.pools
    }
}

impl OfPool {
    fn keep(&mut self, withheld: i64, sku: &str, make: impl FnOnce() -> WithheldSku) {
        let is_worse = |last: &WithheldSku| (-withheld, sku) < (-last.withheld, last.sku.as_str());
        if self.worst.len() < MOST_CASES || self.worst.last().is_some_and(is_worse) {
            self.worst.push(make());
            self.worst.sort_by(|a, b| (-a.withheld, &a.sku).cmp(&(-b.withheld, &b.sku)));
            self.worst.truncate(MOST_CASES);
        }
    }

    /// Whether more than so many percent of the units are withheld.
    pub fn is_above(&self, percent: i64) -> bool {
        let times =
            |units: i64, factor: i64| decimal::multiply(decimal::whole(units), decimal::whole(factor));
        times(self.withheld, 100).zip(times(self.available, percent)).is_some_and(|(own, most)| own > most)
    }
}

/// Whether an offer draws from a pool, and its channel is active.
fn sells_from(program: &Program, offer: &Offer, pool: usize) -> bool {
    let channel = program.channels.get(offer.channel).map(|own| &own.channel);
    channel.is_some_and(|channel| channel.pool == Some(pool) && channel.status.value == Status::Active)
}
