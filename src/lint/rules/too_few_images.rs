//! # too-few-images
//!
//! A listing has fewer images, or other values, than its channel asks for.
//!
//! ## What it finds
//! A list field with fewer values after all its steps than the `min` of the channel or its profile. Where the
//! channel requires the field and there is none at all, `missing-compliance-field` tells it.
//!
//! ## Why it matters
//! Channels do not show a listing without its images.
//!
//! ## What settles it
//! More images in the catalog.
//!
//! ## Bad
//! ```kdl
//! channel amazon { role marketplace; field images min=1 max=8 }
//! content { field images { identical } }
//! ```
//! ## Good
//! ```kdl
//! channel amazon { role marketplace; field images max=8 }
//! content { field images { identical } }
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
    name: "too-few-images",
    category: Category::Content,
    level: Level::Error,
    check: Check::OffersWhere(can_break, check, tell),
};

fn tell(told: &Told<'_>) -> Telling {
    let (channel, field) = (told.channel(), told.figure("field"));
    let (values, least) = (told.figure("values"), told.figure("least"));
    let has = if told.group.count == 1 { "has" } else { "have" };
    let few = if told.group.count > 1 { format!(", such as {}", told.some_skus()) } else { String::new() };
    Telling {
        message: format!(
            "{} {has} fewer `{field}` than `{channel}` asks for: {values} of {least}{few}",
            told.skus()
        ),
        label: "where they come from".to_owned(),
        others: vec![format!("at least {least}")],
        cell: format!("`{}` of `{}`", told.cause.field, told.worst()),
        help: format!("add them in the catalog, in the column of `{}`", told.cause.field),
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
        let is_told = count == 0 && field.figure.required_by.is_some();
        let Some(least) = limit.min.filter(|least| count < *least && !is_told) else { continue };
        breaches.push(
            field
                .breach()
                .against(by)
                .sized(Decimal::from(least - count))
                .with_figure("values", count)
                .with_figure("least", least),
        );
    }
}
