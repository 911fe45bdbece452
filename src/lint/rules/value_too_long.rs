//! # value-too-long
//!
//! A text is longer than its channel takes.
//!
//! ## What it finds
//! A field whose text, after all its steps, has more characters, or more bytes of UTF-8, than the channel or
//! its profile says, in the unit in which the channel counts. Of a list each text is looked at.
//!
//! ## Why it matters
//! Some channels refuse such a listing, others cut the text where it falls.
//!
//! ## What settles it
//! A shorter text in the catalog, or `truncate`, which cuts between words unless it says `at=char`.
//!
//! ## Bad
//! ```kdl
//! channel amazon { role marketplace; field title max=14 unit=characters }
//! content { field title { adapted; from title } }
//! ```
//! ## Good
//! ```kdl
//! channel amazon { role marketplace; field title max=14 unit=characters }
//! content { field title { adapted; from title; on amazon { truncate 14 at=char } } }
//! ```

use crate::content::{Unit, length};
use crate::diagnostic::{Category, Level};
use crate::exact::Decimal;
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, Look, Rule};
use crate::model::part::channel::LimitUnit;
use crate::program::Program;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "value-too-long",
    category: Category::Content,
    level: Level::Error,
    check: Check::OffersWhere(can_break, check, tell),
};

fn tell(told: &Told<'_>) -> Telling {
    let (channel, field) = (told.channel(), told.figure("field"));
    let (length, most, unit) = (told.figure("length"), told.figure("most"), told.figure("unit"));
    let message = if told.group.count == 1 {
        format!("`{field}` of `{}` is {length} {unit} long on `{channel}`, which takes {most}", told.worst())
    } else {
        format!(
            "`{field}` of {} is too long on `{channel}`, which takes {most} {unit}: at worst {length}, of `{}`",
            told.skus(),
            told.worst()
        )
    };
    Telling {
        message,
        label: "makes it so long".to_owned(),
        others: vec![format!("at most {most}")],
        cell: format!("`{}` of `{}`", told.cause.field, told.worst()),
        help: format!(
            "shorten it in the catalog, or end its steps with \
             `field {field} {{ on {channel} {{ truncate {most} at=word }} }}`"
        ),
        ..Telling::default()
    }
}

/// Whether a text has a limit.
fn can_break(program: &Program) -> bool {
    program.content_plans().any(|plan| plan.limit.is_some())
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    for field in look.fields() {
        let Some((limit, by)) = field.plan.limit else { continue };
        let (Some(most), Some(unit)) = (limit.max, counted(limit.unit)) else { continue };
        let lengths = field.texts().iter().map(|text| length(text, unit));
        let Some(longest) = lengths.max().filter(|longest| *longest > most) else { continue };
        breaches.push(
            field
                .breach()
                .against(by)
                .sized(Decimal::from(longest - most))
                .with_figure("length", longest)
                .with_figure("most", most)
                .with_figure("unit", limit.unit.name()),
        );
    }
}

fn counted(unit: LimitUnit) -> Option<Unit> {
    match unit {
        LimitUnit::Characters => Some(Unit::Characters),
        LimitUnit::Bytes => Some(Unit::Bytes),
        LimitUnit::Values => None,
    }
}
