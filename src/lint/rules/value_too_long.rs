//! # value-too-long
//!
//! A text is longer than its channel takes.
//!
//! ## What it finds
//! A field whose text, after all its steps, has more characters, or more bytes of UTF-8, than the channel or
//! its profile says, in the unit in which the channel counts. Of a list each text is looked at. So is the SKU where
//! the channel or its profile has a `field sku max=…`, although no `content` gives it: feeds send it as it is.
//!
//! ## Why it matters
//! Some channels refuse such a listing, others cut the text where it falls.
//!
//! ## What settles it
//! A shorter text in the catalog, or `truncate`, which cuts between words unless it says `at=char`. A SKU is never
//! cut: a shorter one in the catalog and wherever else it is known, or `lists { not { where sku … } }`.
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
use crate::item::Field;
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
    let message = if is_sku(told) && told.group.count == 1 {
        format!("SKU `{}` is {length} {unit} long, and `{channel}` takes {most}", told.worst())
    } else if is_sku(told) {
        format!(
            "{} are too long for `{channel}`, which takes {most} {unit}: at worst {length}, `{}`",
            told.skus(),
            told.worst()
        )
    } else if told.group.count == 1 {
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
        label: if is_sku(told) { format!("at most {most}") } else { "makes it so long".to_owned() },
        others: vec![format!("at most {most}")],
        cell: format!("`{}` of `{}`", told.cause.field, told.worst()),
        help: if is_sku(told) {
            format!(
                "no listing of `{channel}` can have it: give it a shorter one, in the catalog and on the other channels, \
                 or leave it out with {}",
                told.left_out()
            )
        } else {
            format!(
                "shorten it in the catalog, or end its steps with \
                 `field {field} {{ on {channel} {{ truncate {most} at=word }} }}`"
            )
        },
        ..Telling::default()
    }
}

/// Whether it is about the SKU itself, which no content gives.
fn is_sku(told: &Told<'_>) -> bool {
    told.cause.field == Field::Sku && told.cause.settings.len() == 1
}

/// Whether a text has a limit, or the SKU itself.
fn can_break(program: &Program) -> bool {
    program.content_plans().any(|plan| plan.limit.is_some())
        || program.channels.iter().any(|own| own.sku_limit.is_some())
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    check_sku(look, breaches);
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

fn check_sku(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    let sku = &look.item.sku;
    for offer in &look.resolved.offers {
        let own = look.program.channels.get(offer.channel);
        let Some((own, (limit, by))) = own.and_then(|own| Some((own, own.sku_limit?))) else { continue };
        // nearly every SKU has fewer bytes than any channel takes characters
        let Some(most) = limit.max.filter(|most| sku.len() > *most) else { continue };
        let is_content = own.content.iter().any(|plan| Field::Sku.is_named(&plan.name));
        let Some(unit) = counted(limit.unit).filter(|_| !is_content) else { continue };
        let length = length(sku, unit);
        if length > most {
            let breach = Breach::new(by, offer.channel, Field::Sku).sized(Decimal::from(length - most));
            let breach = breach.with_figure("field", "sku").with_figure("length", length);
            breaches.push(breach.with_figure("most", most).with_figure("unit", limit.unit.name()));
        }
    }
}

fn counted(unit: LimitUnit) -> Option<Unit> {
    match unit {
        LimitUnit::Characters => Some(Unit::Characters),
        LimitUnit::Bytes => Some(Unit::Bytes),
        LimitUnit::Values => None,
    }
}
