//! A `source` that is tried before it is written: read as a build reads it, its items counted.

use std::collections::BTreeMap;

use crate::catalog::{Counts, Effort, Entry, ProblemKind, items, survey};
use crate::diagnostic::{Sink, Sources};
use crate::exact::{Decimal, Rounding, RoundingMode};
use crate::item::{Item, Stock};
use crate::model::Judging;
use crate::policy::load;
use crate::program::compile;
use crate::world::{Files, Memory, Overlay};

/// What came out of a catalog.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) counts: Counts,
    /// Rows without a SKU.
    pub(super) empty: u64,
    /// Later rows of a SKU that came before.
    pub(super) twice: u64,
    /// SKUs by price.
    pub(super) prices: BTreeMap<Decimal, u64>,
    /// SKUs by the units that they sell a day, cut to hundredths.
    pub(super) velocities: BTreeMap<Decimal, u64>,
    /// SKUs by the units at all locations together.
    pub(super) stocks: BTreeMap<i64, u64>,
    /// SKUs whose units the shop does not count.
    pub(super) untracked: u64,
    pub(super) with_cost: u64,
    pub(super) with_map: u64,
}

/// Reads a catalog by the policy around its `source`; `Err` with what keeps it from being read.
pub(super) fn tally(
    files: &dyn Files,
    policy: &str,
    threads: usize,
) -> anyhow::Result<Result<Tally, String>> {
    let texts = Memory::default().with("evenkeel.kdl", policy);
    let files = Overlay::new(files, &texts);
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let policy = load(&files, Judging::On, &mut sources, &mut sink)?.policy;
    let mut tally = Tally::default();
    if !sink.has_errors() {
        let shape = compile(&policy).shape;
        let effort = Effort { threads, has_digests: false };
        let survey = survey(&files, &policy.catalog, &shape, &[], &mut sources, effort, &mut sink)?;
        if let Some(survey) = survey {
            let see = |part: &mut Tally, entry: Entry<'_>| match entry {
                Entry::Item(item) => part.see(item),
                Entry::SetAside(problem) => part.see_problem(&problem.kind),
            };
            items(&files, &policy.catalog, &shape, &survey, threads, see, |part, counts| {
                tally.add(Tally { counts, ..part });
                Ok(())
            })?;
            return Ok(Ok(tally));
        }
    }
    let first = sink.into_sorted().into_iter().next().map(|finding| finding.message);
    Ok(Err(first.unwrap_or_default()))
}

impl Tally {
    /// Rows that a key of the SKU costs.
    pub(super) fn without_key(&self) -> u64 {
        self.empty + self.twice
    }

    fn see_problem(&mut self, kind: &ProblemKind) {
        self.empty += u64::from(matches!(kind, ProblemKind::EmptySku));
        self.twice += u64::from(matches!(kind, ProblemKind::DuplicateSku { .. }));
    }

    fn see(&mut self, item: &Item) {
        if let Some(price) = item.price {
            *self.prices.entry(price).or_default() += 1;
        }
        let hundredths = Rounding { step: Decimal::new(1, 2), mode: RoundingMode::Down };
        let velocity = item.velocity_whole.and_then(|rate| hundredths.round(rate.a_day()?));
        if let Some(velocity) = velocity {
            *self.velocities.entry(velocity).or_default() += 1;
        }
        let units = item.stock.iter().filter_map(|stock| match stock {
            Stock::Units(units) => Some(*units),
            _ => None,
        });
        if item.stock.contains(&Stock::Untracked) {
            self.untracked += 1;
        } else if item.stock.iter().any(|stock| *stock != Stock::Missing) {
            *self.stocks.entry(units.fold(0, i64::saturating_add)).or_default() += 1;
        }
        self.with_cost += u64::from(item.cost.is_some());
        self.with_map += u64::from(item.map.is_some());
    }

    fn add(&mut self, part: Self) {
        fn merge<K: Ord>(into: &mut BTreeMap<K, u64>, from: BTreeMap<K, u64>) {
            for (key, count) in from {
                *into.entry(key).or_default() += count;
            }
        }
        self.counts = self.counts.plus(part.counts);
        self.empty += part.empty;
        self.twice += part.twice;
        merge(&mut self.prices, part.prices);
        merge(&mut self.velocities, part.velocities);
        merge(&mut self.stocks, part.stocks);
        self.untracked += part.untracked;
        self.with_cost += part.with_cost;
        self.with_map += part.with_map;
    }
}
