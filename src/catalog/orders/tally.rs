//! Lines added up: sums by SKU, day and channel, which merge in the order of the file.

use std::collections::{BTreeMap, HashSet};

use crate::item::Row;

use super::super::join::Lone;
use super::super::problem::Problem;
use super::OrderCounts;
use super::line::{Line, Sold};

/// How many lines that can't be read are shown.
const MOST_SHOWN: usize = 3;
/// How many different cells that name no channel are told apart.
const MOST_CELLS: usize = 100;

/// What some lines say together.
#[derive(Debug, Default)]
pub(super) struct Tallies {
    pub(super) counts: OrderCounts,
    pub(super) skus: BTreeMap<Box<str>, Tally>,
    pub(super) unnamed_lines: u64,
    /// Lines that name no channel, by what they say instead.
    pub(super) unnamed: BTreeMap<String, u64>,
    pub(super) problems: Unread,
    pub(super) lone: LoneSkus,
}

/// The lines of one SKU.
#[derive(Debug)]
pub(super) struct Tally {
    /// Its first line in the window.
    pub(super) first: Row,
    /// Units by channel and day, sorted.
    pub(super) days: Vec<(Day, i64)>,
    /// By channel, sorted.
    pub(super) lines: Vec<(Option<usize>, Lines)>,
}

/// A channel, where a line names one, and a day, counted back from the end of the window.
pub(super) type Day = (Option<usize>, u32);

/// Lines of one SKU on one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Lines {
    /// Lines that sold something.
    pub(super) sold: u64,
    /// The units on those.
    pub(super) units: i64,
    /// Lines on which something came back.
    pub(super) netted: u64,
}

impl Tallies {
    /// Adds a line; `is_joined` says whether its SKU is a product's.
    pub(super) fn add(&mut self, line: Line, row: Row, is_joined: bool) {
        self.counts.lines += 1;
        match line {
            Line::Unusable(problem) => {
                self.counts.unusable += 1;
                self.problems.add(*problem);
            }
            Line::Dropped => self.counts.dropped += 1,
            Line::Outside => self.counts.outside += 1,
            Line::NoSku => self.counts.unjoined += 1,
            Line::Sold(sold) if !is_joined => {
                self.counts.unjoined += 1;
                self.lone.add(sold.sku.into(), row);
            }
            Line::Sold(sold) => self.sold(sold, row),
        }
    }

    fn sold(&mut self, sold: Sold, row: Row) {
        let is_netted = sold.units < 0;
        let count = if is_netted { &mut self.counts.netted } else { &mut self.counts.counted };
        *count += 1;
        let channel = sold.channel.as_ref().ok().copied();
        if let Err(cell) = sold.channel {
            self.see_unnamed(cell, 1);
        }
        let tally = self.skus.entry(sold.sku.into()).or_insert_with(|| Tally::new(row));
        let line = if is_netted {
            Lines { netted: 1, ..Lines::default() }
        } else {
            Lines { sold: 1, units: sold.units, netted: 0 }
        };
        tally.add_lines(channel, line);
        tally.add_units((channel, sold.day), sold.units);
    }

    fn see_unnamed(&mut self, cell: String, lines: u64) {
        self.unnamed_lines += lines;
        if self.unnamed.len() < MOST_CELLS || self.unnamed.contains_key(&cell) {
            *self.unnamed.entry(cell).or_default() += lines;
        }
    }

    /// Takes the lines below these in.
    pub(super) fn merge(&mut self, later: Self) {
        self.counts = self.counts.plus(later.counts);
        let told: u64 = later.unnamed.values().sum();
        self.unnamed_lines += later.unnamed_lines - told;
        for (cell, lines) in later.unnamed {
            self.see_unnamed(cell, lines);
        }
        for (sku, tally) in later.skus {
            let own = self.skus.entry(sku).or_insert_with(|| Tally::new(tally.first));
            tally.lines.into_iter().for_each(|(channel, lines)| own.add_lines(channel, lines));
            tally.days.into_iter().for_each(|(day, units)| own.add_units(day, units));
        }
        self.problems.merge(later.problems);
        self.lone.merge(later.lone);
    }
}

impl Tally {
    fn new(first: Row) -> Self {
        Self { first, days: Vec::new(), lines: Vec::new() }
    }

    fn add_lines(&mut self, channel: Option<usize>, lines: Lines) {
        add(&mut self.lines, channel, lines, Lines::plus);
    }

    fn add_units(&mut self, day: Day, units: i64) {
        // INVARIANT: a line has at most a billion units, so that billions of lines do not overflow
        add(&mut self.days, day, units, i64::saturating_add);
    }
}

impl Lines {
    /// Both together.
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            sold: self.sold + other.sold,
            units: self.units.saturating_add(other.units),
            netted: self.netted + other.netted,
        }
    }
}

/// Adds a value to the one under its key in a sorted list.
fn add<K: Ord + Copy, V: Copy>(list: &mut Vec<(K, V)>, key: K, value: V, plus: impl Fn(V, V) -> V) {
    match list.binary_search_by_key(&key, |(own, _)| *own) {
        Ok(at) => list.get_mut(at).into_iter().for_each(|(_, sum)| *sum = plus(*sum, value)),
        Err(at) => list.insert(at, (key, value)),
    }
}

/// Lines that can't be read: some of the first file that has any, and how many more there are.
#[derive(Debug, Default)]
pub(super) struct Unread {
    shown: Vec<Problem>,
    more: u64,
}

impl Unread {
    fn add(&mut self, problem: Problem) {
        let source = self.shown.first().map(|first| first.row.source);
        if self.shown.len() < MOST_SHOWN && source.is_none_or(|source| source == problem.row.source) {
            self.shown.push(problem);
        } else {
            self.more += 1;
        }
    }

    fn merge(&mut self, later: Self) {
        later.shown.into_iter().for_each(|problem| self.add(problem));
        self.more += later.more;
    }

    /// Those that are shown, and how many are not.
    pub(super) fn take(self) -> (Vec<Problem>, u64) {
        (self.shown, self.more)
    }
}

/// SKUs that no product has, each with its first line.
#[derive(Debug, Default)]
pub(super) struct LoneSkus {
    known: HashSet<Box<str>>,
    rows: Vec<Lone>,
}

impl LoneSkus {
    fn add(&mut self, sku: Box<str>, row: Row) {
        if self.known.insert(sku.clone()) {
            self.rows.push((sku, row));
        }
    }

    fn merge(&mut self, later: Self) {
        later.rows.into_iter().for_each(|(sku, row)| self.add(sku, row));
    }

    /// In the order of their lines.
    pub(super) fn into_rows(self) -> Vec<Lone> {
        self.rows
    }
}
