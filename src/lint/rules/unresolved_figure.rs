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
use crate::program::step::Op;
use crate::program::{AnchorProgram, By};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "unresolved-figure",
    category: Category::Catalog,
    level: Level::Error,
    check: Check::Offers(check, tell),
};

fn tell(told: &Told<'_>) -> Telling {
    let channel = told.channel();
    let field = &told.cause.field;
    if channel.is_empty() {
        return Telling {
            message: format!(
                "a figure of {} needs a number, and `{field}` is none{}: `{}`",
                told.skus(),
                told.at_worst(),
                told.figure("text")
            ),
            cell: "no number".to_owned(),
            help: format!("write `{field}` as a plain number, such as `20`"),
            ..Telling::default()
        };
    }
    Telling {
        message: format!(
            "a figure of {} on `{channel}` needs more than 28 digits{}",
            told.skus(),
            told.at_worst()
        ),
        label: "can't be resolved".to_owned(),
        cell: format!("price of `{}`", told.worst()),
        help: "use fewer digits in the percentages, amounts and exchange rates of the chain".to_owned(),
        ..Telling::default()
    }
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    let mut told: Vec<Field> = Vec::new();
    for offer in &look.resolved.offers {
        let Some(channel) = look.program.channels.get(offer.channel) else { continue };
        for hold in &offer.holds {
            match hold {
                Hold::Overflow => {
                    let by = if offer.list.is_none() { of_chain(look, offer.channel) } else { None };
                    breaches.push(Breach::new(by.unwrap_or(channel.by), offer.channel, Field::Price));
                }
                // one cell is one finding, however many channels read it
                Hold::Unreadable(field) if !told.contains(field) => {
                    told.push(field.clone());
                    let breach = Breach::new(By::NOBODY, offer.channel, field.clone());
                    breaches.push(Breach { channel: None, ..breach }.with_figure("text", text(look, field)));
                }
                _ => {}
            }
        }
    }
}

/// The last setting of a channel's chain; of the anchor's where it follows that one as it is.
fn of_chain(look: &Look<'_>, channel: usize) -> Option<By> {
    let anchor = match look.program.anchor {
        AnchorProgram::Channel(anchor) => Some(anchor),
        AnchorProgram::Field(..) => None,
    };
    let last = |channel: usize| {
        let plan = look.program.plan(&look.item.sku, look.resolved.segment, channel)?;
        let made = plan.price.iter().rev().filter(|step| !matches!(step.op, Op::Round(_)));
        let is_of_policy = |by: &By| look.program.origin(*by).is_some_and(|origin| origin.span.is_some());
        made.map(|step| step.by).find(is_of_policy)
    };
    last(channel).or_else(|| last(anchor?))
}

/// The text of a field as the catalog has it.
fn text(look: &Look<'_>, field: &Field) -> String {
    let index = look.program.shape.texts.iter().position(|text| text.field == *field);
    let text = index.and_then(|index| look.item.texts.get(index)).and_then(Option::as_deref);
    text.unwrap_or_default().to_owned()
}
