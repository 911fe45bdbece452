//! # missing-price
//!
//! A SKU has no price on a channel, and is held back there.
//!
//! ## What it finds
//! A blank in the field that a price starts from: the catalog's `price`, or the `base` of a channel; or
//! `ending … down` with no price to go down to. A blank is missing, never 0.
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
use crate::exact::Decimal;
use crate::item::Field;
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, Look, Rule};
use crate::offer::Hold;
use crate::program::By;
use crate::program::step::Op;

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
    let (place, where_to) = match told.cause.channel {
        Some(_) => (
            format!(" on `{}`", told.channel()),
            format!(", or let `{}` start from another field", told.channel()),
        ),
        None => (" on any channel".to_owned(), String::new()),
    };
    let few = if told.group.count > 1 { format!(", such as {}", told.some_skus()) } else { String::new() };
    Telling {
        message: format!("{} {has} no price{place}: `{field}` is blank{few}", told.skus()),
        label: format!("starts from `{field}`"),
        cell: format!("no `{field}` here"),
        help: format!(
            "fill in `{field}` in the catalog{where_to}; until then what the channel shows stays as it was"
        ),
        ..Telling::default()
    }
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    let mut is_told = false;
    for offer in &look.resolved.offers {
        let Some(field) = offer.holds.iter().find_map(|hold| match hold {
            Hold::MissingPrice(field) => Some(field.clone()),
            _ => None,
        }) else {
            continue;
        };
        let plan = look.program.plan(&look.item.sku, look.resolved.segment, offer.channel);
        let start = plan.and_then(|plan| plan.price.first());
        let made_by = start.map_or(By(0), |start| start.by);
        let is_blank_price = field == Field::Price && look.item.price.is_none();
        if !is_blank_price {
            breaches.push(Breach::new(made_by, offer.channel, field));
        } else if !is_told {
            // one blank cell is one finding, however many channels it holds the SKU back from
            is_told = true;
            let field_by =
                item_field(look, &Op::Base(crate::program::step::MoneySource::Price)).unwrap_or(made_by);
            breaches.push(
                Breach { channel: None, ..Breach::new(field_by, offer.channel, field) }.sized(Decimal::ZERO),
            );
        }
    }
}

/// Whoever stands for the catalog's own price.
fn item_field(look: &Look<'_>, op: &Op) -> Option<By> {
    let steps = look.program.plans.iter().flat_map(|plan| &plan.price);
    steps
        .filter(|step| step.op == *op)
        .map(|step| step.by)
        .find(|by| look.program.origin(*by).is_some_and(|origin| origin.span.is_none()))
}
