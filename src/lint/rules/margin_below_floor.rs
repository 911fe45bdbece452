//! # margin-below-floor
//!
//! A price on a public channel leaves a smaller margin than the policy's floor.
//!
//! ## What it finds
//! Offers whose contribution ÷ net price is below `pricing { margin at-least=… }`, but not below zero (that
//! is `unprofitable-offer`, to which this rule yields). The floor is compared unrounded, by multiplying. A
//! SKU without a cost has no known margin and is passed over here.
//!
//! ## Why it matters
//! A channel's fees differ by price and category; a price that earns 20% in one's own shop can earn 3%
//! after referral, fulfillment and returns.
//!
//! ## What settles it
//! `floor margin` in the `price` node lifts the price to the least one at which the floor holds; or a
//! higher price; or a channel that does not list the SKU.
//!
//! ## Bad
//! ```kdl
//! pricing { margin at-least="30%" }
//! price amazon { adjust "-10%" }
//! ```
//! ## Good
//! ```kdl
//! pricing { margin at-least="30%" }
//! price amazon { adjust "-10%"; floor margin }
//! ```

use crate::diagnostic::{Category, Fix, Level};
use crate::exact::{Decimal, Ratio, decimal};
use crate::item::Field;
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, Look, Rule};
use crate::model::part::pricing::FloorPart;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "margin-below-floor",
    category: Category::Pricing,
    level: Level::Error,
    check: Check::Offers(check, tell),
};

fn tell(told: &Told<'_>) -> Telling {
    let channel = told.channel();
    let (price, margin, floor) = (told.figure("price"), told.figure("margin"), told.figure("floor"));
    let skus = told.skus();
    let earn = if told.group.count == 1 { "earns" } else { "earn" };
    let node = super::floor_node(told, FloorPart::Margin);
    let lift = match (&node, super::made_by_set(told)) {
        (Some(node), _) => format!("lift the price where it earns too little with `{node}`"),
        (None, Some(_)) => "set a higher price".to_owned(),
        (None, None) => format!("put `floor margin` where `{channel}` has its floors"),
    };
    Telling {
        message: format!(
            "{skus} on `{channel}` {earn} less than the margin floor{}: {margin} at {price}, floor {floor}",
            told.at_worst()
        ),
        label: format!("makes {price}"),
        others: vec![format!("the floor, {floor}")],
        cell: format!("cost of `{}`", told.worst()),
        help: format!("{lift}, or leave the SKUs out of `{channel}` with {}", told.left_out()),
        fix: node.map(Fix::Append),
        ..Telling::default()
    }
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    let Some((floor, floor_by)) = look.program.margin_floor else { return };
    for (offer, channel) in look.offers().filter(|(_, channel)| channel.channel.is_public()) {
        let (Some(contribution), Some(price)) = (offer.contribution, offer.paid()) else { continue };
        let is_breach = contribution.is_at_least(floor) == Some(false) && !contribution.value.is_negative();
        if !is_breach {
            continue;
        }
        let margin = contribution.margin().unwrap_or(Ratio::ZERO);
        let percent = super::percent_down(margin);
        breaches.push(
            Breach::new(price.by, offer.channel, Field::Cost)
                .against(floor_by)
                .sized(decimal::subtract(floor.number(), percent).unwrap_or(Decimal::ZERO))
                .with_figure("price", price.value)
                .with_figure(
                    "contribution",
                    super::shown_down(contribution.value, channel.channel.currency.value),
                )
                .with_figure("margin", format!("{percent}%"))
                .with_figure("floor", floor),
        );
    }
}
