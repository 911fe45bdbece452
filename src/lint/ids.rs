//! The ids of a SKU as its listings show them: where they stand, and which channels have them.

use crate::item::Field;
use crate::offer::content::ContentFigure;
use crate::program::content::ContentPlan;
use crate::program::{By, ChannelProgram};

use super::look::{Breach, Look};

/// An id at which a rule looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Id<'a> {
    /// Its text.
    pub text: &'a str,
    /// The step that made it; nobody where it is as in the catalog.
    pub by: By,
    /// The field of the item that it is from.
    pub field: Field,
    /// The channels that show it; none where no channel of the policy does.
    pub channels: Vec<usize>,
}

impl Id<'_> {
    /// A breach of it: one for all channels, held back from those that show it.
    pub fn breach(self) -> Breach {
        Breach { channel: None, holds: self.channels, ..Breach::new(self.by, 0, self.field) }
    }
}

/// The ids of a field that have a flaw, each text once, as content and feeds show them; where none does, as the
/// catalog has it.
pub fn flawed<'a, F>(look: &Look<'a>, field: &Field, flaw: impl Fn(&str) -> Option<F>) -> Vec<(Id<'a>, F)> {
    let own = own_text(look, field);
    let mut found: Vec<(Id<'a>, F)> = Vec::new();
    let mut is_shown = false;
    for offer in &look.resolved.offers {
        let Some(channel) = look.program.channels.get(offer.channel) else { continue };
        let mut see =
            |text: &'a str, by: By, from: &Field| {
                is_shown = true;
                match found.iter_mut().find(|(id, _)| id.text == text) {
                    Some((id, _)) => id.channels.push(offer.channel),
                    None => found.extend(flaw(text).map(|flaw| {
                        (Id { text, by, field: from.clone(), channels: vec![offer.channel] }, flaw)
                    })),
                }
            };
        match of_content(look, offer.channel, channel, field) {
            Some((plan, figure)) => {
                let by = if is_as_in_catalog(plan, figure) { By::NOBODY } else { figure.by };
                figure.texts().iter().for_each(|text| see(text, by, &plan.field));
            }
            None if is_in_feed(channel, field) => own.into_iter().for_each(|own| see(own, By::NOBODY, field)),
            None => {}
        }
    }
    if let (Some(text), false) = (own, is_shown) {
        let id = Id { text, by: By::NOBODY, field: field.clone(), channels: Vec::new() };
        found.extend(flaw(text).map(|flaw| (id, flaw)));
    }
    found
}

fn own_text<'a>(look: &Look<'a>, field: &Field) -> Option<&'a str> {
    let index = look.program.shape.texts.iter().position(|text| text.field == *field)?;
    look.item.texts.get(index)?.as_deref()
}

fn of_content<'a>(
    look: &Look<'a>,
    index: usize,
    channel: &'a ChannelProgram,
    field: &Field,
) -> Option<(&'a ContentPlan, &'a ContentFigure<'a>)> {
    let position = channel.content.iter().position(|plan| field.is_named(&plan.name))?;
    Some((channel.content.get(position)?, look.listings.on(index).get(position)?))
}

/// Whether no step has changed what the field starts from.
fn is_as_in_catalog(plan: &ContentPlan, figure: &ContentFigure<'_>) -> bool {
    plan.from.is_some_and(|(_, by)| by == figure.by)
}

fn is_in_feed(channel: &ChannelProgram, field: &Field) -> bool {
    let columns = channel.channel.feeds.iter().flat_map(|feed| &feed.columns);
    columns.into_iter().any(|column| column.value.is_item(field))
}
