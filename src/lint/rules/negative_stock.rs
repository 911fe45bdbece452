//! # negative-stock
//!
//! A count is below 0: more was sold than there was.
//!
//! ## What it finds
//! SKUs of which a location has fewer than 0 units, one finding a location. The SKU is not held back: its count is
//! taken off what the pool's other locations have, and where nothing is left 0 is published.
//!
//! ## Why it matters
//! No shelf holds less than nothing. Either an oversell has happened and an order waits for a unit that is not there,
//! or receipts were never booked and the shop shows as sold out what lies on the shelf.
//!
//! ## What settles it
//! A count of the shelf, and the open orders of the SKU looked at.
//!
//! ## Bad
//! ```kdl
//! catalog { source products "catalog/oversold.csv" }
//! ```
//! ## Good
//! ```kdl
//! catalog { source products "catalog/once.csv" }
//! ```

use crate::diagnostic::{Category, Level};
use crate::exact::decimal;
use crate::item::{Field, Stock};
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, Look, Rule};
use crate::program::By;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "negative-stock",
    category: Category::Catalog,
    level: Level::Error,
    check: Check::Offers(check, tell),
};

fn tell(told: &Told<'_>) -> Telling {
    let (units, location) = (told.figure("units"), told.figure("on"));
    let message = match told.group.count {
        1 => format!("`{}` has {units} units at `{location}`", told.worst()),
        count => format!(
            "{count} SKUs have fewer than 0 units at `{location}`, at worst `{}`, {units}",
            told.worst()
        ),
    };
    Telling {
        message,
        cell: "below 0".to_owned(),
        help: "count the shelf, and look at the open orders: no shelf holds less than nothing".to_owned(),
        ..Telling::default()
    }
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    for (location, stock) in look.item.stock.iter().enumerate() {
        let Stock::Units(units) = stock else { continue };
        if *units < 0 {
            let name = look.program.shape.locations.get(location).map_or("", String::as_str);
            let breach = Breach::new(By::NOBODY, 0, Field::Stock)
                .sized(-decimal::whole(*units))
                .with_figure("units", units)
                .with_figure("on", name);
            breaches.push(Breach { channel: None, location: Some(location), ..breach });
        }
    }
}
