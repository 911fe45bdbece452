//! # damaged-id
//!
//! An id is no longer what it was: a spreadsheet has taken it for a number, or nobody sees all of it.
//!
//! ## What it finds
//! SKUs, GTINs, part numbers and ids of listings like `2.02E+11`, whose other digits are lost, and those with an
//! apostrophe in front, by which a spreadsheet keeps a number as text; errors of formulas, such as `#N/A`; and ids with
//! a character that is not shown, such as a zero-width space, which no other file has in the same place. A row whose SKU is damaged is set aside, in the
//! products and in every other source; of a second such row nothing more is told. A GTIN or a part number is looked at
//! as listings show it: `replace "'"` among its steps mends an apostrophe on the way. A SKU is held back from the
//! channels that show the id; where none does, this is a warning. An id of a listing is looked at where the channel's
//! feed sends it.
//!
//! ## Why it matters
//! Several products end up with one id, and a price or a count goes to the wrong one, or to none.
//!
//! ## What settles it
//! The file exported again, and not saved by a spreadsheet: or its column formatted as text before the ids are pasted
//! in.
//!
//! ## Bad
//! ```kdl
//! catalog { source products "catalog/rounded.csv" }
//! ```
//! ## Good
//! ```kdl
//! catalog { source products "catalog/once.csv" }
//! ```

use crate::catalog::{Problem, ProblemKind};
use crate::code::{Damage, damage, with_invisible_shown};
use crate::diagnostic::{Category, Level};
use crate::item::Field;
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, Look, Rule, flawed};
use crate::program::By;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "damaged-id",
    category: Category::Catalog,
    level: Level::Error,
    check: Check::All(&[Check::Rows(is_of, tell_rows), Check::Offers(check, tell)]),
};

/// The way out, whatever the id.
fn help(damage: Option<Damage>) -> &'static str {
    match damage {
        Some(Damage::Apostrophe) => {
            "export the file again, or take the apostrophes out in an editor for text"
        }
        Some(Damage::Error) => "mend the formula, export the file again, and let no formula look its ids up",
        Some(Damage::Invisible) => {
            "type the id anew where it comes from, since it was copied with its layout"
        }
        _ => {
            "its other digits are lost: export the file again, and if it has to pass through a spreadsheet, \
             format the column as text before the ids are in it"
        }
    }
}

fn tell_rows(told: &Told<'_>) -> Telling {
    let (sku, why) = (told.worst(), told.figure("why"));
    Telling {
        message: match told.group.count {
            1 => format!("the SKU {why}"),
            count => format!("{count} rows have a damaged SKU; of the first, {why}"),
        },
        cell: "set aside".to_owned(),
        help: help(damage(sku)).to_owned(),
        ..Telling::default()
    }
}

fn tell(told: &Told<'_>) -> Telling {
    let (field, id) = (&told.cause.field, told.figure("id"));
    let shown = with_invisible_shown(id);
    let damage = damage(id);
    let why = damage.map(Damage::words).unwrap_or_default();
    let on = told.channel();
    let of = if on.is_empty() { String::new() } else { format!(" for `{on}`") };
    let message = match told.group.count {
        1 => format!("the `{field}` of `{}`{of} is damaged: `{shown}` {why}", told.worst()),
        count => format!(
            "the `{field}` of {count} SKUs{of} is damaged, such as that of `{}`: `{shown}` {why}",
            told.worst()
        ),
    };
    let mut help = help(damage).to_owned();
    if damage == Some(Damage::Apostrophe) && told.cause.is_held && on.is_empty() {
        help = format!("{help}, or on the way: `field {field} {{ replace \"'\" }}`");
    }
    if !told.cause.is_held {
        help = format!("{help}; no channel of this policy shows it, so nothing is held back");
    }
    Telling {
        message,
        label: "makes it so".to_owned(),
        cell: format!("`{field}` of `{}`", told.worst()),
        help,
        level: (!told.cause.is_held).then_some(Level::Warn),
        ..Telling::default()
    }
}

fn is_of(problem: &Problem) -> bool {
    matches!(problem.kind, ProblemKind::DamagedSku { .. })
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    for field in [Field::Gtin, Field::Mpn] {
        for (id, damage) in flawed(look, &field, damage) {
            let text = id.text;
            breaches.push(id.breach().about(damage.words().to_owned()).with_figure("id", text));
        }
    }
    if !look.program.shape.texts.iter().any(|text| text.field == Field::ChannelId) {
        return;
    }
    for offer in &look.resolved.offers {
        let Some(own) = look.program.channels.get(offer.channel) else { continue };
        // what the other ids alone are for can be left, and the rest sent: `unlisted-id` tells of them
        let id = look.program.id(&Field::ChannelId, &own.channel.name, look.item);
        if let Some((id, damage)) = id.and_then(|id| Some((id, damage(id)?))) {
            let breach = Breach::new(By::NOBODY, offer.channel, Field::ChannelId);
            breaches.push(breach.about(damage.words().to_owned()).with_figure("id", id));
        }
    }
}
