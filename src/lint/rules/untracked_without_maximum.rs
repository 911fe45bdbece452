//! # untracked-without-maximum
//!
//! The shop does not count a SKU's stock, and the channel has no maximum to publish in its place.
//!
//! ## What it finds
//! SKUs whose stock is untracked (`InStock`, a shop that does not count) on a channel without
//! `max-quantity`. They are held back there.
//!
//! ## Why it matters
//! A channel wants a number. Any number that nobody wrote is a promise that nobody made.
//!
//! ## What settles it
//! `max-quantity` on the channel.
//!
//! ## Bad
//! ```kdl
//! channel amazon { role marketplace }
//! ```
//! ## Good
//! ```kdl
//! channel amazon { role marketplace; max-quantity 20 }
//! channel shopify { role dtc; max-quantity 20 }
//! channel tiktok-shop { role marketplace; max-quantity 20 }
//! ```

use crate::diagnostic::{Category, Level};
use crate::item::Field;
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, Look, Rule};
use crate::offer::Hold;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "untracked-without-maximum",
    category: Category::Inventory,
    level: Level::Error,
    check: Check::Offers(check, tell),
};

fn tell(told: &Told<'_>) -> Telling {
    let channel = told.channel();
    let verb = if told.group.count == 1 { "is" } else { "are" };
    Telling {
        message: format!(
            "{} {verb} not counted, and `{channel}` has no maximum to publish instead",
            told.skus()
        ),
        label: "no `max-quantity` here".to_owned(),
        cell: format!("stock of `{}`", told.worst()),
        help: format!("write `max-quantity 20`, or another number, in `channel {channel}`"),
        ..Telling::default()
    }
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    for offer in &look.resolved.offers {
        let Some(channel) = look.program.channels.get(offer.channel) else { continue };
        if offer.holds.contains(&Hold::UntrackedWithoutMaximum) {
            breaches.push(Breach::new(channel.by, offer.channel, Field::Stock));
        }
    }
}
