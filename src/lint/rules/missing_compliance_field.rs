//! # missing-compliance-field
//!
//! A listing lacks a field that its channel, or the policy, asks for.
//!
//! ## What it finds
//! A field that the channel's profile, the channel or a `require` node asks for and that a SKU leaves empty
//! after all its steps. A `require` with `where` asks for it of some SKUs only. A policy without `content`
//! leaves listings to others, and is not looked at.
//!
//! ## Why it matters
//! Channels refuse a listing without its required fields, and take one down that lacks what the law asks
//! for: ingredients, warnings, the country of origin.
//!
//! ## What settles it
//! The value in the catalog; a `default` where one text is true of every SKU; or a channel that does not list
//! the SKU.
//!
//! ## Bad
//! ```kdl
//! content { field country-of-origin { identical; on amazon } }
//! require country-of-origin
//! ```
//! ## Good
//! ```kdl
//! content { field country-of-origin { identical; default "US"; on amazon } }
//! require country-of-origin
//! ```

use crate::diagnostic::{Category, Level};
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, Look, Rule};
use crate::program::Program;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "missing-compliance-field",
    category: Category::Content,
    level: Level::Error,
    check: Check::OffersWhere(can_break, check, tell),
};

fn tell(told: &Told<'_>) -> Telling {
    let (channel, field) = (told.channel(), told.figure("field"));
    let has = if told.group.count == 1 { "has" } else { "have" };
    let few = if told.group.count > 1 { format!(", such as {}", told.some_skus()) } else { String::new() };
    let cell = &told.cause.field;
    Telling {
        message: format!("{} {has} no `{field}` on `{channel}`, where it is required{few}", told.skus()),
        label: "nothing comes out of this".to_owned(),
        others: vec!["required here".to_owned()],
        cell: format!("no `{cell}` here"),
        help: format!(
            "fill in `{cell}` in the catalog; where one text is true of every SKU, write `default \"…\"` into \
             `field {field}`; until then what `{channel}` shows stays as it was"
        ),
        ..Telling::default()
    }
}

/// Whether some field is required.
fn can_break(program: &Program) -> bool {
    program.content_plans().any(|plan| !plan.required.is_empty())
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    for field in look.fields().filter(|field| field.figure.value.is_none() && field.figure.no_unit.is_none())
    {
        if let Some(by) = field.figure.required_by {
            breaches.push(field.breach().against(by));
        }
    }
}
