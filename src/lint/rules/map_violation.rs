//! # map-violation
//!
//! A price that counts as advertised is below the item's MAP.
//!
//! ## What it finds
//! Every list, sale or coupon price on a channel that `map-policy` does not exempt, below the field `map` of
//! its SKU in the channel's currency. Which kinds count is `map-policy { advertised … }`, by default all
//! three. A blank MAP is no MAP. Channels that are not public are exempt by themselves. A SKU that is held back
//! for a blank has no price there to look at; a paused or sold-out one has.
//!
//! ## Why it matters
//! A brand that sees its minimum advertised price undercut stops supplying. No channel enforces MAP for you.
//!
//! ## What settles it
//! `floor map` in the `price` node lifts the price to the MAP where it would fall below; or a smaller
//! discount; or `exempt` where the brand's policy leaves the channel out.
//!
//! ## Bad
//! ```kdl
//! price amazon { adjust "-10%" }
//! ```
//! ## Good
//! ```kdl
//! price amazon { adjust "-10%"; floor map }
//! ```

use crate::diagnostic::{Category, Fix, Level};
use crate::exact::{Ratio, decimal};
use crate::item::Field;
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, Look, Rule};
use crate::model::part::pricing::FloorPart;
use crate::offer::map_on_channel;
use crate::program::Program;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "map-violation",
    category: Category::Pricing,
    level: Level::Error,
    check: Check::OffersWhere(can_break, check, tell),
};

fn tell(told: &Told<'_>) -> Telling {
    let (channel, kind) = (told.channel(), told.figure("kind"));
    let (price, map) = (told.figure("price"), told.figure("map"));
    let message = format!(
        "{} on `{channel}` {} advertised below MAP{}: {kind} price {price}, MAP {map}",
        told.skus(),
        told.are(),
        told.at_worst(),
    );
    let node = super::floor_node(told, FloorPart::Map);
    let set = super::made_by_set(told);
    let help = match (&node, set) {
        (Some(node), _) => format!("lift the price where it falls below with `{node}`, or discount less"),
        (None, Some(_)) => format!("set it to the MAP or above: `set {map}`"),
        (None, None) => {
            format!("put `floor map` where `{channel}` has its floors, or discount less")
        }
    };
    let fix = match set {
        Some(span) => Some(Fix::Replace(vec![(span, map.to_owned())])),
        None => node.map(Fix::Append),
    };
    Telling {
        message,
        label: format!("makes {price}"),
        cell: format!("MAP of `{}`", told.worst()),
        help,
        fix,
        ..Telling::default()
    }
}

/// Whether MAP holds somewhere.
fn can_break(program: &Program) -> bool {
    program.channels.iter().any(|channel| channel.map_applies)
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    for (offer, channel) in look.offers().filter(|(_, channel)| channel.map_applies) {
        let Some(map) = map_on_channel(look.program, look.item, offer.channel) else { continue };
        for kind in &look.policy.advertised {
            let Some(price) = offer.price(*kind) else { continue };
            if Ratio::from(price.value).compare(map).is_none_or(std::cmp::Ordering::is_ge) {
                continue;
            }
            let shown = super::shown_up(map, channel.channel.currency.value);
            breaches.push(
                Breach::new(price.by, offer.channel, Field::Map)
                    .sized(decimal::subtract(shown, price.value).unwrap_or_default())
                    .with_figure("kind", kind.name())
                    .with_figure("price", price.value)
                    .with_figure("map", shown),
            );
            break;
        }
    }
}
