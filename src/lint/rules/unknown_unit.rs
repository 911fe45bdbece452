//! # unknown-unit
//!
//! A weight or a length can't be told in the unit that its channel asks for.
//!
//! ## What it finds
//! A field with a step `unit`, whose text has no unit of its own, no unit that is known, one of another kind, whose
//! digits in the new unit do not end and no `round` says where to, or that `round` would make 0 where it is more. The
//! field is missing there, and the SKU is held back from the channel.
//!
//! ## Why it matters
//! A weight of 250 is a letter in grams and a motorcycle in kilograms, and postage is paid by it.
//!
//! ## What settles it
//! `unit=` at the column of the catalog, where all its bare numbers are in one; the unit in the cell; `round=` at
//! the step; or a smaller one.
//!
//! ## Bad
//! ```kdl
//! catalog { source products "catalog.csv"; source weights "catalog/weights.csv" { weight "Weight" } }
//! content { field weight { identical; on amazon { as "weight"; unit lb } } }
//! ```
//! ## Good
//! ```kdl
//! catalog { source products "catalog.csv"; source weights "catalog/weights.csv" { weight "Weight" unit=g } }
//! content { field weight { identical; on amazon { as "weight"; unit lb round=0.01 } } }
//! ```

use crate::content::NoUnit;
use crate::diagnostic::{Category, Level};
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, Look, Rule};
use crate::policy::content::ContentStep;
use crate::program::Program;
use crate::program::content::ContentOp;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "unknown-unit",
    category: Category::Content,
    level: Level::Error,
    check: Check::OffersWhere(can_break, check, tell),
};

fn tell(told: &Told<'_>) -> Telling {
    let (channel, field, unit) = (told.channel(), told.figure("field"), told.figure("unit"));
    let (text, why) = (told.figure("text"), told.figure("why"));
    let of = if told.group.count == 1 {
        format!("`{field}` of `{}`", told.worst())
    } else {
        format!("`{field}` of {}", told.skus())
    };
    let whose = if told.group.count == 1 { String::new() } else { format!(", of `{}`,", told.worst()) };
    Telling {
        message: format!("{of} can't be told in `{unit}` on `{channel}`: `{text}`{whose} {why}"),
        label: format!("asks for `{unit}`"),
        cell: format!("`{}` of `{}`", told.cause.field, told.worst()),
        help: told.figure("expects").to_owned(),
        ..Telling::default()
    }
}

/// Whether something is told in a unit.
fn can_break(program: &Program) -> bool {
    let is_told = |op: &ContentOp| matches!(op, ContentOp::Step(ContentStep::Unit(..)));
    program.content_plans().any(|plan| plan.steps.iter().any(|(op, _)| is_told(op)))
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    for field in look.fields() {
        let Some(lost) = &field.figure.no_unit else { continue };
        let unit = lost.unit.name();
        let own = &field.plan.field;
        let (why, expects) = match lost.why {
            NoUnit::None => (
                "has no unit",
                format!(
                    "say which unit the column's numbers are in: `{own} \"COLUMN\" unit=UNIT` in its source"
                ),
            ),
            NoUnit::NotMeasured => (
                "is no number with a unit",
                format!("write it as a number and its unit, such as `250 {unit}`"),
            ),
            NoUnit::OfAnotherKind => {
                ("measures something else", "take the step out, or start the field `from` another".to_owned())
            }
            NoUnit::WithoutEnd => {
                ("has digits without end there", format!("say where to round it: `unit {unit} round=0.01`"))
            }
            NoUnit::RoundedAway => (
                "is more than 0, and rounding leaves 0",
                "round to a smaller step, or ask for a smaller unit".to_owned(),
            ),
        };
        let breach = Breach::new(lost.by, field.channel, own.clone());
        breaches.push(
            breach
                .with_figure("field", &field.plan.name)
                .with_figure("unit", unit)
                .with_figure("text", shortened(&lost.text))
                .with_figure("why", why)
                .with_figure("expects", expects),
        );
    }
}

/// A text of at most forty characters.
fn shortened(text: &str) -> String {
    if text.chars().count() <= 40 {
        return text.to_owned();
    }
    text.chars().take(39).chain(['…']).collect()
}
