//! # unprofitable-offer
//!
//! Every unit sold at this price loses money.
//!
//! ## What it finds
//! Offers, on any channel, whose contribution is below zero: net price and shipping charged, less landed
//! cost, fees, shipping and returns. A SKU without a cost has no known contribution and is passed over.
//!
//! ## Why it matters
//! The more it sells, the more it costs.
//!
//! ## What settles it
//! A higher price (`floor margin` finds the least one that meets the policy's margin floor), a cheaper way
//! to ship, or `lists { not { where sku … } }` on the channel.
//!
//! ## Bad
//! ```kdl
//! price amazon { adjust "-80%" }
//! ```
//! ## Good
//! ```kdl
//! price amazon { adjust "-5%" }
//! ```

use crate::diagnostic::{Category, Fix, Level};
use crate::exact::Ratio;
use crate::item::Field;
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, Look, Rule};
use crate::model::part::pricing::FloorPart;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "unprofitable-offer",
    category: Category::Pricing,
    level: Level::Error,
    check: Check::Offers(check, tell),
};

fn tell(told: &Told<'_>) -> Telling {
    let channel = told.channel();
    let (price, contribution) = (told.figure("price"), told.figure("contribution"));
    let lose = if told.group.count == 1 { "loses" } else { "lose" };
    let has_floor = told.program.margin_floor.is_some();
    let node = super::floor_node(told, FloorPart::Margin).filter(|_| has_floor);
    let lift = match &node {
        Some(node) => format!("lift the price to the margin floor with `{node}`"),
        None if super::made_by_set(told).is_some() => "set a higher price".to_owned(),
        None => "raise the price".to_owned(),
    };
    let help = format!("{lift}, or leave the SKUs out of `{channel}` with {}", told.left_out());
    Telling {
        message: format!(
            "{} {lose} money on `{channel}` with every unit{}: {contribution} at {price}",
            told.skus(),
            told.at_worst()
        ),
        label: format!("makes {price}"),
        cell: format!("cost of `{}`", told.worst()),
        help,
        fix: node.map(Fix::Append),
        ..Telling::default()
    }
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    for (offer, channel) in look.offers() {
        let (Some(contribution), Some(price)) = (offer.contribution, offer.paid()) else { continue };
        if !contribution.value.is_negative() {
            continue;
        }
        let shown = super::shown_down(contribution.value, channel.channel.currency.value);
        let mut breach = Breach::new(price.by, offer.channel, Field::Cost)
            .sized(-shown)
            .with_figure("price", price.value)
            .with_figure("contribution", shown);
        if let Some(margin) = contribution.margin() {
            breach = breach.with_figure("margin", format!("{}%", super::percent_down(margin)));
        } else {
            breach = breach.with_figure("margin", Ratio::ZERO);
        }
        breaches.push(breach);
    }
}
