//! # blank-held
//!
//! A field is blank for which the policy's `missing` node says `hold`.
//!
//! ## What it finds
//! SKUs without a cost, MAP, velocity or lead time, where `missing` makes that a reason to hold them back.
//! By default such a blank is only counted. A velocity that is known as a whole alone is blank for a SKU that
//! sells from several pools: nobody knows how much of it sells from which.
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
use crate::offer::{Hold, pools_of_one_velocity};
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
    let pools = told.cause.settings.len().saturating_sub(1);
    if pools > 0 {
        return shared_velocity(told, pools, &few);
    }
    Telling {
        message: format!(
            "{} {has} no `{field}`, and `missing {field}=hold` holds what has none back{few}",
            told.skus()
        ),
        beside: missing_node(told),
        cell: format!("no `{field}` of `{}`", told.worst()),
        help: format!("fill in `{field}`, or let it be unknown with `missing {field}=unknown`"),
        ..Telling::default()
    }
}

/// The whole of a SKU that sells from several pools.
fn shared_velocity(told: &Told<'_>, pools: usize, few: &str) -> Telling {
    Telling {
        message: format!(
            "the `velocity` of {} is known as a whole alone, and {pools} pools sell {}{few}",
            told.skus(),
            if told.group.count == 1 { "it" } else { "them" },
        ),
        others: vec!["sells some of it".to_owned(); pools],
        beside: missing_node(told),
        cell: format!("velocity of `{}`", told.worst()),
        help: "give it by channel, `velocity \"COLUMN\" channel=CHANNEL`, or let what sells from which pool be unknown with `missing velocity=unknown`".to_owned(),
        ..Telling::default()
    }
}

fn selling_pools(look: &Look<'_>) -> Vec<By> {
    let pools = pools_of_one_velocity(look.program, look.item, look.resolved.segment);
    pools.into_iter().filter_map(|pool| look.program.pools.get(pool)).map(|pool| pool.by).collect()
}

fn missing_node(told: &Told<'_>) -> Vec<Label> {
    let span = told.policy.catalog.missing_span;
    span.map(|span| Label::new(span, "a blank holds the SKU back")).into_iter().collect()
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    let mut told: Vec<Field> = Vec::new();
    for offer in &look.resolved.offers {
        for hold in &offer.holds {
            let field = match hold {
                Hold::Missing(field) => field.clone(),
                Hold::SharedVelocity => Field::Velocity,
                _ => continue,
            };
            if !told.contains(&field) {
                told.push(field.clone());
                let others = if *hold == Hold::SharedVelocity { selling_pools(look) } else { Vec::new() };
                let breach = Breach::new(By::NOBODY, offer.channel, field);
                breaches.push(Breach { channel: None, others, ..breach });
            }
        }
    }
}
