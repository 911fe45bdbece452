//! # blank-held
//!
//! A field is blank for which the policy's `missing` node says `hold`.
//!
//! ## What it finds
//! SKUs without a cost, MAP, velocity or lead time, where `missing` makes that a reason to hold them back.
//! By default such a blank is only counted.
//!
//! ## Why it matters
//! A seller who asks for `cost=hold` wants no price published whose margin nobody knows.
//!
//! ## What settles it
//! The value in the catalog, or a laxer `missing`.
//!
//! ## Bad
//! ```kdl
//! catalog { missing cost=hold }
//! ```
//! ## Good
//! ```kdl
//! catalog { missing cost=unknown }
//! ```

use crate::diagnostic::{Category, Label, Level};
use crate::item::Field;
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, Look, Rule};
use crate::offer::Hold;
use crate::program::By;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "blank-held",
    category: Category::Catalog,
    level: Level::Error,
    check: Check::Offers(check, tell),
};

fn tell(told: &Told<'_>) -> Telling {
    let field = &told.cause.field;
    let has = if told.group.count == 1 { "has" } else { "have" };
    let few = if told.group.count > 1 { format!(": {}", told.some_skus()) } else { String::new() };
    Telling {
        message: format!(
            "{} {has} no `{field}`, and `missing {field}=hold` holds what has none back{few}",
            told.skus()
        ),
        beside: told
            .policy
            .catalog
            .missing_span
            .map(|span| Label::new(span, "a blank holds the SKU back"))
            .into_iter()
            .collect(),
        cell: format!("no `{field}` of `{}`", told.worst()),
        help: format!("fill in `{field}`, or let it be unknown with `missing {field}=unknown`"),
        ..Telling::default()
    }
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    let mut told: Vec<Field> = Vec::new();
    for offer in &look.resolved.offers {
        for hold in &offer.holds {
            let Hold::Missing(field) = hold else { continue };
            if !told.contains(field) {
                told.push(field.clone());
                breaches
                    .push(Breach { channel: None, ..Breach::new(By::NOBODY, offer.channel, field.clone()) });
            }
        }
    }
}
