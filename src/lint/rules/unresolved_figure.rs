//! # unresolved-figure
//!
//! A price or quantity can't be worked out exactly, and the SKU is held back.
//!
//! ## What it finds
//! A text that a setting needs as a number and that is none (`protect attribute.wholesale-minimum` with
//! `about 20` in the cell), and figures that would need more than 28 digits.
//!
//! ## Why it matters
//! A figure that is cut off or guessed at is a wrong price.
//!
//! ## What settles it
//! A plain number in the cell; fewer digits in percentages and exchange rates.
//!
//! ## Bad
//! ```kdl
//! price amazon { adjust "0.123456789%"; adjust "0.123456789%"; adjust "0.123456789%" }
//! ```
//! ## Good
//! ```kdl
//! price amazon { adjust "0.37%" }
//! ```

use crate::diagnostic::{Category, Level};
use crate::item::Field;
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, Look, Rule};
use crate::offer::Hold;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "unresolved-figure",
    category: Category::Catalog,
    level: Level::Error,
    check: Check::Offers(check, tell),
};

fn tell(told: &Told<'_>) -> Telling {
    let channel = told.channel();
    let is_overflow = told.figure("why") == "overflow";
    let field = &told.cause.field;
    let (what, help) = if is_overflow {
        (
            "needs more than 28 digits".to_owned(),
            "use fewer digits in the percentages, amounts and exchange rates of the chain".to_owned(),
        )
    } else {
        (
            format!("needs a number, and `{field}` is none"),
            format!("write `{field}` as a plain number, such as `20`"),
        )
    };
    Telling {
        message: format!("a figure of {} on `{channel}` {what}{}", told.skus(), told.at_worst()),
        label: "can't be resolved".to_owned(),
        cell: format!("`{}`", told.worst()),
        help,
        ..Telling::default()
    }
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    for offer in &look.resolved.offers {
        let Some(channel) = look.program.channels.get(offer.channel) else { continue };
        for hold in &offer.holds {
            let (why, field) = match hold {
                Hold::Overflow => ("overflow", Field::Price),
                Hold::Unreadable(field) => ("unreadable", field.clone()),
                _ => continue,
            };
            breaches.push(Breach::new(channel.by, offer.channel, field).with_figure("why", why));
        }
    }
}
