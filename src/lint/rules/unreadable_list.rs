//! # unreadable-list
//!
//! A value of a list holds what stands between the values of its column.
//!
//! ## What it finds
//! Bullets, images and other lists that a `csv` or `tsv` feed writes into one cell, where one of the values has the
//! column's `join` in it (`|`, where it has none): whoever splits the cell again gets more values than there are.
//!
//! ## Why it matters
//! The channel shows half a bullet, or asks for an image at half an address.
//!
//! ## What settles it
//! A `join` that no value has in it, as the channel reads it, or a step that takes it out of the values.
//!
//! ## Bad
//! ```kdl
//! channel amazon { role marketplace; feed csv { column "SKU" sku; column "Bullets" bullets join="0" } }
//! content { field bullets { adapted; from sku; on amazon { lines } } }
//! ```
//! ## Good
//! ```kdl
//! channel amazon { role marketplace; feed csv { column "SKU" sku; column "Bullets" bullets join="|" } }
//! content { field bullets { adapted; from sku; on amazon { lines } } }
//! ```

use crate::diagnostic::{Category, Label, Level};
use crate::item::{Field, Item};
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, Look, Rule};
use crate::model::part::feed::{FeedFormat, FeedValue};
use crate::offer::content::{ContentFigure, ContentValue};
use crate::policy::channel::FeedColumn;
use crate::policy::content::ContentStep;
use crate::program::content::{ContentOp, ContentPlan};
use crate::program::{By, ChannelProgram, Program};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "unreadable-list",
    category: Category::Content,
    level: Level::Warn,
    check: Check::OffersWhere(can_break, check, tell),
};

fn tell(told: &Told<'_>) -> Telling {
    let (channel, field) = (told.channel(), &told.cause.field);
    let column = told.cause.channel.and_then(|index| told.program.channels.get(index));
    let column = column.and_then(|own| columns(own).find(|(column, _)| column.header == told.cause.about));
    let Some((column, _)) = column else { return Telling::default() };
    let join = column.join.escape_debug();
    let of = if told.group.count == 1 { format!("`{}`", told.worst()) } else { told.skus() };
    Telling {
        message: format!(
            "`{field}` of {of} can't be told apart on `{channel}`: a value has `{join}` in it{}, which stands \
             between them",
            told.at_worst()
        ),
        label: "makes it so".to_owned(),
        beside: vec![Label::new(column.place, format!("joined by `{join}`"))],
        cell: format!("`{field}` of `{}`", told.worst()),
        help: format!(
            "let another text stand between them, `column \"{}\" {field} join=\"…\"`, as `{channel}` reads it, or take it \
             out of the values: `field {field} {{ on {channel} {{ replace \"{join}\" }} }}`",
            column.header.escape_debug()
        ),
        ..Telling::default()
    }
}

/// Whether a table of a channel shows a list.
fn can_break(program: &Program) -> bool {
    program.channels.iter().any(|own| columns(own).any(|(column, content)| shows_list(own, column, content)))
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    for (offer, own) in look.offers() {
        let lists = columns(own).filter(|(column, content)| shows_list(own, column, *content));
        for (column, content) in lists {
            let listed = match content {
                Some(index) => of_content(look.listings.on(offer.channel).get(index), column),
                None => of_item(look.program, look.item, column).map(|value| (value, By::NOBODY)),
            };
            let Some((value, by)) = listed else { continue };
            let breach = Breach::new(by, offer.channel, field_of(column)).about(column.header.clone());
            breaches.push(breach.with_figure("value", value));
        }
    }
}

/// The columns of a channel's tables, each with the field of the content that it shows.
fn columns(own: &ChannelProgram) -> impl Iterator<Item = (&FeedColumn, Option<usize>)> {
    let feeds = own.channel.feeds.iter().zip(&own.feed_content);
    let tables = feeds.filter(|(feed, _)| matches!(feed.format, FeedFormat::Csv | FeedFormat::Tsv));
    tables.flat_map(|(feed, content)| feed.columns.iter().zip(content.iter().copied()))
}

/// Whether a column shows a list, of the content or of the item.
fn shows_list(own: &ChannelProgram, column: &FeedColumn, content: Option<usize>) -> bool {
    let is_lines = |plan: &ContentPlan| {
        plan.steps.iter().any(|(op, _)| matches!(op, ContentOp::Step(ContentStep::Lines)))
    };
    match content {
        Some(index) => own.content.get(index).is_some_and(|plan| plan.is_list || is_lines(plan)),
        None => matches!(&column.value, FeedValue::Item(field) if field.is_list()),
    }
}

/// The first value of a list of the listing that has the column's `join` in it, with the step that made it.
fn of_content<'l>(figure: Option<&'l ContentFigure<'_>>, column: &FeedColumn) -> Option<(&'l str, By)> {
    let figure = figure?;
    let Some(ContentValue::List(values)) = &figure.value else { return None };
    Some((values.iter().find(|value| is_cut(value, column))?, figure.by))
}

/// The same of a list that the column shows as the item has it.
fn of_item<'l>(program: &Program, item: &'l Item, column: &FeedColumn) -> Option<&'l str> {
    let FeedValue::Item(field) = &column.value else { return None };
    let index = program.shape.texts.iter().position(|text| text.field == *field && text.channel.is_none())?;
    item.texts.get(index)?.as_deref()?.lines().find(|value| is_cut(value, column))
}

/// The field of the item, or an attribute of the name of a field that the content alone has.
fn field_of(column: &FeedColumn) -> Field {
    match &column.value {
        FeedValue::Item(field) => field.clone(),
        FeedValue::Content(name) => Field::Attribute(name.0.clone()),
        _ => Field::Sku,
    }
}

fn is_cut(value: &str, column: &FeedColumn) -> bool {
    !column.join.is_empty() && value.contains(&column.join)
}
