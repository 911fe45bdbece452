//! The locations or channels that the rows of a long source name.

use std::collections::BTreeMap;

use crate::item::Row;
use crate::policy::catalog::RowKey;

use super::layout::Keyed;
use super::woocommerce::slug;

/// How many names are shown.
const MOST_SHOWN: usize = 3;

/// The rows of a long source whose location or channel the policy does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unplaced {
    /// The source.
    pub source: usize,
    /// The cell of the name.
    pub column: usize,
    /// What it names.
    pub key: RowKey,
    /// How many rows there are.
    pub rows: u64,
    /// How many names there are.
    pub names: usize,
    /// Some of the names with the first row of each, in the order of the rows; blank where a row names none.
    pub shown: Vec<(String, Row)>,
}

/// The names that the rows of a source have.
#[derive(Debug, Default)]
pub(super) struct Places {
    seen: Vec<usize>,
    unknown: BTreeMap<String, (Row, u64)>,
}

impl Places {
    /// Counts a row of a known place.
    pub(super) fn see(&mut self, place: Option<usize>) {
        if let Some(place) = place.filter(|place| !self.seen.contains(place)) {
            self.seen.push(place);
        }
    }

    /// Counts a row of another.
    pub(super) fn see_unknown(&mut self, name: String, row: Row) {
        self.unknown.entry(name).or_insert((row, 0)).1 += 1;
    }

    /// Notes the places that rows have.
    pub(super) fn mark(&self, keyed: &mut Keyed) {
        for place in &self.seen {
            keyed.seen.get_mut(*place).into_iter().for_each(|seen| *seen = true);
        }
    }

    /// The rows of places that nobody knows; `None` where there are none.
    pub(super) fn unplaced(self, source: usize, column: usize, key: RowKey) -> Option<Unplaced> {
        let rows = self.unknown.values().map(|(_, count)| count).sum();
        let names = self.unknown.len();
        let mut shown: Vec<(String, Row)> =
            self.unknown.into_iter().map(|(name, (row, _))| (name, row)).collect();
        shown.sort_by_key(|(_, row)| row.offset);
        shown.truncate(MOST_SHOWN);
        (names > 0).then_some(Unplaced { source, column, key, rows, names, shown })
    }
}

/// The place that a cell names: as the policy writes it, or in other letters of the same words.
pub(super) fn place_in(keyed: &Keyed, name: &str) -> Option<usize> {
    let exact = keyed.names.iter().position(|known| known == name);
    exact.or_else(|| {
        let slug = slug(name);
        keyed.names.iter().position(|known| *known == slug)
    })
}
