//! # missing-stock
//!
//! Nobody says how many of a SKU there are, and it is held back.
//!
//! ## What it finds
//! SKUs whose stock is blank at all locations of a pool. A blank is missing, never 0; one location with a
//! figure is enough. It does not look at stock that the channel holds itself, and yields to `unfed-location`
//! where no column gives the stock of the pool at all.
//!
//! ## Why it matters
//! A SKU published as 0 by mistake is delisted, one published with yesterday's count is oversold.
//!
//! ## What settles it
//! A count in the catalog; a row for the SKU in the file of the stock; or `missing stock=zero` where a blank
//! does mean that there are none.
//!
//! ## Bad
//! ```kdl
//! catalog { missing stock=hold }
//! ```
//! ## Good
//! ```kdl
//! catalog { missing stock=zero }
//! ```

use crate::diagnostic::{Category, Fix, Level};
use crate::item::Field;
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, Look, Rule};
use crate::offer::Hold;
use crate::program::By;
use crate::program::step::Op;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "missing-stock",
    category: Category::Inventory,
    level: Level::Error,
    check: Check::Offers(check, tell),
};

fn tell(told: &Told<'_>) -> Telling {
    let has = if told.group.count == 1 { "has" } else { "have" };
    let few = if told.group.count > 1 { format!(": {}", told.some_skus()) } else { String::new() };
    let pool = told.cause.settings.get(1).and_then(|by| told.program.origin(*by));
    let pool = pool.and_then(|origin| origin.address.selectors.first().cloned()).map(|(_, name)| name);
    let pool = pool.unwrap_or_default();
    let node = "catalog { missing stock=zero }".to_owned();
    // a second `missing` would be one too many
    let is_free = told.policy.catalog.missing_span.is_none();
    let say = if is_free { format!("`{node}`") } else { "`stock=zero` on `missing`".to_owned() };
    Telling {
        message: format!("{} {has} no stock figure in pool `{pool}`{few}", told.skus()),
        others: vec!["blank at all its locations".to_owned()],
        cell: format!("no stock of `{}`", told.worst()),
        help: format!("fill in the count; where a blank does mean that there are none, say so with {say}"),
        fix: is_free.then_some(Fix::Append(node)),
        ..Telling::default()
    }
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    let mut pools: Vec<By> = Vec::new();
    for offer in look.resolved.offers.iter().filter(|offer| offer.holds.contains(&Hold::MissingStock)) {
        let plan = look.program.plan(&look.item.sku, look.resolved.segment, offer.channel);
        let Some(step) = plan.and_then(|plan| plan.quantity.first()) else { continue };
        let Op::OnHand(locations) = &step.op else { continue };
        if !pools.contains(&step.by) {
            // one blank is one finding, however many channels draw from the pool
            pools.push(step.by);
            let breach = Breach::new(By::NOBODY, offer.channel, Field::Stock).against(step.by);
            breaches.push(Breach { channel: None, location: locations.first().copied(), ..breach });
        }
    }
}
