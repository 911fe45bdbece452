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
    /// The first row of some of the names, in the order of the rows.
    pub shown: Vec<UnplacedRow>,
}

/// A row of a location or a channel that the policy does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnplacedRow {
    /// What it names; blank where it names none.
    pub name: String,
    /// Its SKU.
    pub sku: Box<str>,
    /// Where it stands.
    pub row: Row,
}

/// The names that the rows of a source have.
#[derive(Debug, Default)]
pub(super) struct Places {
    seen: Vec<usize>,
    unknown: BTreeMap<String, (UnplacedRow, u64)>,
}

impl Places {
    /// Counts a row of a known place.
    pub(super) fn see(&mut self, place: Option<usize>) {
        if let Some(place) = place.filter(|place| !self.seen.contains(place)) {
            self.seen.push(place);
        }
    }

    /// Counts a row of another.
    pub(super) fn see_unknown(&mut self, row: UnplacedRow) {
        self.unknown.entry(row.name.clone()).or_insert((row, 0)).1 += 1;
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
        let mut shown: Vec<UnplacedRow> = self.unknown.into_values().map(|(row, _)| row).collect();
        shown.sort_by_key(|own| own.row.offset);
        shown.truncate(MOST_SHOWN);
        (names > 0).then_some(Unplaced { source, column, key, rows, names, shown })
    }
}

/// The place that a cell names: as the policy says, as it writes the name, or in other letters of the same words.
pub(super) fn place_in(keyed: &Keyed, name: &str) -> Option<usize> {
    if let Some((_, place)) = keyed.called.iter().find(|(called, _)| called == name) {
        return Some(*place);
    }
    let exact = keyed.names.iter().position(|known| known == name);
    exact.or_else(|| {
        let slug = slug(name);
        keyed.names.iter().position(|known| *known == slug)
    })
}
