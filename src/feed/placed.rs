//! Published units over the locations that a channel counts them at.

use crate::exact::{Decimal, decimal};
use crate::item::Stock;

use super::entry::{Entry, Shown};

/// The units of each location of a feed, with the channel's own id of it; `None` where there is nothing to say.
///
/// A channel adds up what its locations hold, so all of them are said: each has what it holds itself, in the order
/// of the feed, until the published units are placed. What the policy keeps back is kept back at the last ones.
/// Units of which no location has a count are placed at the first.
pub(super) fn placed<'a>(entry: &Entry<'a>) -> Option<Vec<(&'a str, Decimal)>> {
    let Shown::Units(units) = entry.quantity() else { return None };
    let known = &entry.program.shape.locations;
    let mut rest = units;
    let mut placed = Vec::with_capacity(entry.feed.locations.len());
    for (name, id) in &entry.feed.locations {
        let index = known.iter().position(|known| known == name);
        let here = index.map_or(Decimal::ZERO, |index| own(entry, index)).min(rest);
        rest = decimal::subtract(rest, here).unwrap_or_default();
        placed.push((id.as_str(), here));
    }
    if let Some((_, first)) = placed.first_mut() {
        *first = decimal::add(*first, rest).unwrap_or(*first);
    }
    Some(placed)
}

/// What a location has of a SKU, less what is promised there.
fn own(entry: &Entry<'_>, location: usize) -> Decimal {
    let Some(Stock::Units(stock)) = entry.item.stock.get(location).copied() else { return Decimal::ZERO };
    let committed = entry.item.committed.get(location).copied().flatten().unwrap_or_default();
    Decimal::from(stock.saturating_sub(committed).max(0))
}
