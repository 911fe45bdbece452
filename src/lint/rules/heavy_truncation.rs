//! # heavy-truncation
//!
//! A step drops over a third of a text.
//!
//! ## What it finds
//! Texts, or texts of a list, of which a `truncate` leaves less than two thirds of the characters that it was given. A
//! step that is the field's own is told once, whatever the channels.
//!
//! ## Why it matters
//! What is cut is the end: the size, the warnings, the last sentence in its middle.
//!
//! ## What settles it
//! A shorter text of its own for the channel, in a column of the catalog: `on CHANNEL { from attribute.short }`.
//!
//! ## Bad
//! ```kdl
//! content { field title { adapted; on amazon { as "name"; truncate 9 } } }
//! ```
//! ## Good
//! ```kdl
//! content { field title { adapted; on amazon { as "name"; truncate 15 } } }
//! ```

use crate::diagnostic::{Category, Level};
use crate::exact::Decimal;
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, Look, Rule};
use crate::offer::content::TextCut;
use crate::policy::content::ContentStep;
use crate::program::content::ContentOp;
use crate::program::{By, Program};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "heavy-truncation",
    category: Category::Content,
    level: Level::Info,
    check: Check::OffersWhere(can_break, check, tell),
};

fn tell(told: &Told<'_>) -> Telling {
    let (field, kept, of) = (told.figure("field"), told.figure("kept"), told.figure("of"));
    let on = if told.channel().is_empty() { String::new() } else { format!(" on `{}`", told.channel()) };
    let message = match told.group.count {
        1 => {
            format!("`truncate` leaves {kept} of {of} characters of the `{field}` of `{}`{on}", told.worst())
        }
        count => format!(
            "`truncate` drops over a third of the `{field}` of {count} SKUs{on}: at worst it leaves {kept} of {of} \
             characters, of `{}`",
            told.worst()
        ),
    };
    let channel = if told.channel().is_empty() { "CHANNEL" } else { told.channel() };
    Telling {
        message,
        label: "cuts it".to_owned(),
        cell: format!("`{}` of `{}`", told.cause.field, told.worst()),
        help: format!(
            "what is lost is the end of it: give the channel a shorter text of its own from a column of the catalog, \
             `field {field} {{ on {channel} {{ from attribute.short-{field} }} }}`"
        ),
        ..Telling::default()
    }
}

/// Whether something is truncated.
fn can_break(program: &Program) -> bool {
    let is_cut = |op: &ContentOp| matches!(op, ContentOp::Step(ContentStep::Truncate(..)));
    program.content_plans().any(|plan| plan.steps.iter().any(|(op, _)| is_cut(op)))
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    let mut told: Vec<By> = Vec::new();
    for field in look.fields() {
        let Some(cut) = field.figure.cut.filter(is_heavy) else { continue };
        if told.contains(&cut.by) {
            continue;
        }
        told.push(cut.by);
        let is_shared = cut.step < field.plan.shared_steps;
        let lost = Decimal::from((cut.of - cut.kept) * 1000 / cut.of);
        let breach = Breach::new(cut.by, field.channel, field.plan.field.clone()).sized(lost);
        let breach = breach.with_figure("field", &field.plan.name);
        let breach = breach.with_figure("kept", cut.kept).with_figure("of", cut.of);
        breaches.push(if is_shared { Breach { channel: None, ..breach } } else { breach });
    }
}

/// Whether over a third is gone.
fn is_heavy(cut: &TextCut) -> bool {
    cut.kept * 3 < cut.of * 2
}
