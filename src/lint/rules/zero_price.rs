//! # zero-price
//!
//! A price is 0 in the catalog, and the SKU is held back.
//!
//! ## What it finds
//! A 0 in the field that a price starts from: the catalog's `price`, the anchor's field, or the `base` of a
//! channel, where the list price would be 0 in the end. One cell is one finding, on however many channels. An
//! `add` or a `floor` that makes a price of it is let pass.
//!
//! ## Why it matters
//! Shops and spreadsheets write 0 where they have no price yet, and channels sell at what they are sent.
//!
//! ## What settles it
//! A price in the row, or a blank, which holds the SKU back as `missing-price`. A free item says
//! so in the policy: `price shop sku=SAMPLE { set 0 }`.
//!
//! ## Bad
//! ```kdl
//! price amazon { base msrp }
//! ```
//! ## Good
//! ```kdl
//! price amazon { set 0 }
//! ```

use crate::diagnostic::{Category, Level};
use crate::item::Field;
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, Look, Rule};
use crate::offer::Hold;
use crate::policy::written::kdl;
use crate::program::By;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "zero-price",
    category: Category::Pricing,
    level: Level::Error,
    check: Check::Offers(check, tell),
};

fn tell(told: &Told<'_>) -> Telling {
    let field = &told.cause.field;
    let has = if told.group.count == 1 { "has" } else { "have" };
    let few = if told.group.count > 1 { format!(", such as {}", told.some_skus()) } else { String::new() };
    Telling {
        message: format!("{} {has} no price: `{field}` is 0{few}", told.skus()),
        cell: "held back rather than given away".to_owned(),
        help: format!(
            "fill in `{field}` in the catalog; a free item says so in the policy: \
             `price {} sku={} {{ set 0 }}`",
            told.figure("on"),
            kdl(told.worst())
        ),
        ..Telling::default()
    }
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    let mut told: Vec<&Field> = Vec::new();
    for offer in &look.resolved.offers {
        for hold in &offer.holds {
            let Hold::ZeroPrice(field) = hold else { continue };
            // one cell is one finding, however many channels read it
            if told.contains(&field) {
                continue;
            }
            told.push(field);
            let channel = look.policy.channels.get(offer.channel).map_or("CHANNEL", |own| own.name.as_str());
            let breach = Breach::new(By::NOBODY, offer.channel, field.clone()).with_figure("on", channel);
            breaches.push(Breach { channel: None, ..breach });
        }
    }
}
