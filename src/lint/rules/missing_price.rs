//! # missing-price
//!
//! A SKU has no price on a channel, and is held back there.
//!
//! ## What it finds
//! A blank in the field that a price starts from: the catalog's `price`, or the `base` of a channel; or
//! `ending … down` with no price to go down to; or a chain that takes a price to 0. A blank is missing, never
//! 0; a 0 in the catalog is told by `zero-price`.
//!
//! ## Why it matters
//! Tools that read a blank as 0 have sold whole catalogs for a cent. The SKU keeps its last state on the
//! channel, which may be an old price.
//!
//! ## What settles it
//! A price in the row; another `base`; or a channel that does not list the SKU.
//!
//! ## Bad
//! ```kdl
//! price amazon { base msrp }
//! ```
//! ## Good
//! ```kdl
//! price amazon { base price }
//! ```

use crate::diagnostic::{Category, Level};
use crate::item::Field;
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, Look, Rule};
use crate::offer::{Hold, Lost};
use crate::program::By;
use crate::program::step::{MoneySource, Op};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "missing-price",
    category: Category::Pricing,
    level: Level::Error,
    check: Check::Offers(check, tell),
};

fn tell(told: &Told<'_>) -> Telling {
    let field = &told.cause.field;
    let has = if told.group.count == 1 { "has" } else { "have" };
    let few = if told.group.count > 1 { format!(", such as {}", told.some_skus()) } else { String::new() };
    let channel = told.channel();
    if !told.figure("why").is_empty() {
        let (label, help) = none_left(told.figure("why"));
        return Telling {
            message: format!("{} {has} no price on `{channel}`: {}{few}", told.skus(), told.figure("why")),
            label: label.to_owned(),
            cell: format!("price of `{}`", told.worst()),
            help: format!("{help}, or leave the SKUs out of `{channel}`"),
            ..Telling::default()
        };
    }
    let (place, or_else, shows) = if channel.is_empty() {
        (String::new(), String::new(), "the channels show".to_owned())
    } else {
        let or_else = format!(", or let `{channel}` start from another field");
        (format!(" on `{channel}`"), or_else, format!("`{channel}` shows"))
    };
    Telling {
        message: format!("{} {has} no price{place}: `{field}` is blank{few}", told.skus()),
        label: format!("starts from `{field}`"),
        cell: format!("no `{field}` here"),
        help: format!("fill in `{field}` in the catalog{or_else}; until then what {shows} stays as it was"),
        ..Telling::default()
    }
}

/// What stands beside the step that leaves no price, and the way out.
fn none_left(why: &str) -> (&'static str, &'static str) {
    if why == Lost::Rounded.in_words() {
        ("leaves 0", "raise the price, or round to a smaller step")
    } else if why == Lost::NoEnding.in_words() {
        ("no price to go down to", "let the ending go `up` or `nearest`, or raise the price")
    } else {
        ("leaves 0 or less", "take less off, or raise the price")
    }
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    let mut is_told = false;
    for offer in &look.resolved.offers {
        for hold in &offer.holds {
            match hold {
                Hold::NoPriceLeft(by, lost) => {
                    let price = look.item.price.unwrap_or_default();
                    let breach = Breach::new(*by, offer.channel, Field::Price).with_figure("price", price);
                    breaches.push(breach.with_figure("why", lost.in_words()));
                }
                // one blank cell is one finding, however many channels it holds the SKU back from
                Hold::MissingPrice(Field::Price) if look.item.price.is_none() && is_told => {}
                Hold::MissingPrice(Field::Price) if look.item.price.is_none() => {
                    is_told = true;
                    let by = item_price(look).unwrap_or(By::NOBODY);
                    breaches.push(Breach { channel: None, ..Breach::new(by, offer.channel, Field::Price) });
                }
                Hold::MissingPrice(field) => {
                    let plan = look.program.plan(&look.item.sku, look.resolved.segment, offer.channel);
                    let start = plan.and_then(|plan| plan.price.first()).map_or(By::NOBODY, |start| start.by);
                    breaches.push(Breach::new(start, offer.channel, field.clone()));
                }
                _ => {}
            }
        }
    }
}

/// Whoever stands for the catalog's own price.
fn item_price(look: &Look<'_>) -> Option<By> {
    let steps = look.program.plans.iter().flat_map(|plan| &plan.price);
    let of_price = steps.filter(|step| step.op == Op::Base(MoneySource::Price)).map(|step| step.by);
    of_price.into_iter().find(|by| look.program.origin(*by).is_some_and(|origin| origin.span.is_none()))
}
