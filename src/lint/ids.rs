//! The ids of a SKU as its listings show them: where they stand, and which channels have them.

use crate::item::Field;
use crate::offer::content::ContentFigure;
use crate::program::content::ContentPlan;
use crate::program::{By, ChannelProgram, Program};

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

/// Where the channels of a program show an id, settled once a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    /// The id.
    pub(super) field: Field,
    /// Its own text, by its index among the item's.
    own: Option<usize>,
    /// By channel.
    places: Vec<Place>,
}

/// Where a channel shows an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In its content, by the index of the field there.
    Content(usize),
    /// In a feed alone, as the catalog has it.
    Feed,
    /// Nowhere.
    Nowhere,
}

impl Shown {
    pub(super) fn new(program: &Program, field: Field) -> Self {
        let own = program.shape.texts.iter().position(|text| text.field == field);
        let place = |channel: &ChannelProgram| {
            let content = channel.content.iter().position(|plan| field.is_named(&plan.name));
            match content {
                Some(position) => Place::Content(position),
                None if is_in_feed(channel, &field) => Place::Feed,
                None => Place::Nowhere,
            }
        };
        let places = program.channels.iter().map(place).collect();
        Self { field, own, places }
    }
}

/// The ids of a field that have a flaw, each text once, as content and feeds show them; where none does, as the
/// catalog has it.
pub fn flawed<'a, F>(look: &Look<'a>, field: &Field, flaw: impl Fn(&str) -> Option<F>) -> Vec<(Id<'a>, F)> {
    let mut found = Found { ids: Vec::new(), is_shown: false, good: None, flaw };
    let Some(shown) = look.judges.shown(field) else { return found.ids };
    let own = shown.own.and_then(|index| look.item.texts.get(index)?.as_deref());
    for offer in &look.resolved.offers {
        match shown.places.get(offer.channel) {
            Some(Place::Content(position)) => {
                let Some((plan, figure)) = of_content(look, offer.channel, *position) else { continue };
                let by = if is_as_in_catalog(plan, figure) { By::NOBODY } else { figure.by };
                for text in figure.texts() {
                    found.see(text, by, &plan.field, offer.channel);
                }
            }
            Some(Place::Feed) => {
                if let Some(own) = own {
                    found.see(own, By::NOBODY, field, offer.channel);
                }
            }
            Some(Place::Nowhere) | None => {}
        }
    }
    if let (Some(text), false) = (own, found.is_shown) {
        let id = Id { text, by: By::NOBODY, field: field.clone(), channels: Vec::new() };
        let flaw = (found.flaw)(text);
        found.ids.extend(flaw.map(|flaw| (id, flaw)));
    }
    found.ids
}

/// The ids with a flaw so far.
struct Found<'a, F, W> {
    ids: Vec<(Id<'a>, F)>,
    is_shown: bool,
    /// A text without one: channels show one text for the most part.
    good: Option<&'a str>,
    flaw: W,
}

impl<'a, F, W: Fn(&str) -> Option<F>> Found<'a, F, W> {
    fn see(&mut self, text: &'a str, by: By, from: &Field, channel: usize) {
        self.is_shown = true;
        if self.good == Some(text) {
            return;
        }
        match self.ids.iter_mut().find(|(id, _)| id.text == text) {
            Some((id, _)) => id.channels.push(channel),
            None => match (self.flaw)(text) {
                Some(flaw) => {
                    let id = Id { text, by, field: from.clone(), channels: vec![channel] };
                    self.ids.push((id, flaw));
                }
                None => self.good = Some(text),
            },
        }
    }
}

fn of_content<'a>(
    look: &Look<'a>,
    channel: usize,
    position: usize,
) -> Option<(&'a ContentPlan, &'a ContentFigure<'a>)> {
    let plan = look.program.channels.get(channel)?.content.get(position)?;
    Some((plan, look.listings.on(channel).get(position)?))
}

/// Whether no step has changed what the field starts from.
fn is_as_in_catalog(plan: &ContentPlan, figure: &ContentFigure<'_>) -> bool {
    plan.from.is_some_and(|(_, by)| by == figure.by)
}

fn is_in_feed(channel: &ChannelProgram, field: &Field) -> bool {
    let columns = channel.channel.feeds.iter().flat_map(|feed| &feed.columns);
    columns.into_iter().any(|column| column.value.is_item(field))
}
