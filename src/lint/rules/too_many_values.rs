//! # too-many-values
//!
//! A list has more values than its channel takes.
//!
//! ## What it finds
//! A field, such as bullets or images, with more values after all its steps than the channel or its profile
//! says.
//!
//! ## Why it matters
//! Channels refuse such a listing, or drop the values that they like.
//!
//! ## What settles it
//! `take N`, which keeps the first; the catalog's order is the order of importance.
//!
//! ## Bad
//! ```kdl
//! channel amazon { role marketplace; field bullets max=1 unit=values }
//! content { field bullets { adapted; from title; replace " " with="\n"; lines } }
//! ```
//! ## Good
//! ```kdl
//! channel amazon { role marketplace; field bullets max=1 unit=values }
//! content { field bullets { adapted; from title; replace " " with="\n"; lines; take 1 } }
//! ```

use crate::diagnostic::{Category, Level};
use crate::exact::Decimal;
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, Look, Rule};
use crate::model::part::channel::LimitUnit;
use crate::program::content::{ContentLimit, ContentPlan};
use crate::program::{By, Program};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "too-many-values",
    category: Category::Content,
    level: Level::Error,
    check: Check::OffersWhere(can_break, check, tell),
};

fn tell(told: &Told<'_>) -> Telling {
    let (channel, field) = (told.channel(), told.figure("field"));
    let (values, most) = (told.figure("values"), told.figure("most"));
    let of = if told.group.count == 1 { format!("`{}`", told.worst()) } else { told.skus() };
    Telling {
        message: format!(
            "`{field}` of {of} has {values} values on `{channel}`{}, which takes {most}",
            told.at_worst()
        ),
        label: "makes so many".to_owned(),
        others: vec![format!("at most {most}")],
        cell: format!("`{}` of `{}`", told.cause.field, told.worst()),
        help: format!("keep the first: `field {field} {{ on {channel} {{ take {most} }} }}`"),
        ..Telling::default()
    }
}

fn of_values(plan: &ContentPlan) -> Option<(ContentLimit, By)> {
    plan.limit.filter(|(limit, _)| limit.unit == LimitUnit::Values)
}

/// Whether values are counted.
fn can_break(program: &Program) -> bool {
    program.content_plans().any(|plan| of_values(plan).is_some())
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    for field in look.fields() {
        let Some((limit, by)) = of_values(field.plan) else { continue };
        let count = field.texts().len();
        let Some(most) = limit.max.filter(|most| count > *most) else { continue };
        breaches.push(
            field
                .breach()
                .against(by)
                .sized(Decimal::from(count - most))
                .with_figure("values", count)
                .with_figure("most", most),
        );
    }
}
