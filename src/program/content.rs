//! What a listing says, as steps: each field with its place among the item's texts.

use crate::item::{Field, Shape};
use crate::model::part::channel::LimitUnit;
use crate::model::part::content::UpdateMethod;
use crate::policy::Policy;
use crate::policy::channel::{Channel, Feed, FeedColumn, Forbidden};
use crate::policy::content::{ChannelContent, ContentField, ContentStep, Piece, Sharing};

use super::plan::Origins;
use super::step::Test;
use super::{By, ChannelProgram, test, texts};

/// A field of a channel's listings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentPlan {
    /// The field's name.
    pub name: String,
    /// The channel's own name of it.
    pub key: String,
    /// What it starts from; `None` where a template makes it.
    pub from: Option<(TextSource, By)>,
    /// Whether what it starts from is a list, one text a line.
    pub is_list: bool,
    /// What happens to it, in order.
    pub steps: Vec<(ContentOp, By)>,
    /// How many of them, from the first on, are the same on every channel.
    pub shared_steps: usize,
    /// The node that gives it to the channel.
    pub by: By,
    /// The node of the field itself.
    pub node: By,
    /// How it relates to the same field of other channels.
    pub sharing: Sharing,
    /// The field of the item whose cell is to blame where it says nothing.
    pub field: Field,
    /// Its limits on the channel, and whoever says them.
    pub limit: Option<(ContentLimit, By)>,
    /// What may not stand in it, and whoever says so.
    pub forbidden: Vec<(Forbidden, By)>,
    /// Whether a change of it reaches the channel by hand.
    pub is_manual: bool,
    /// Who asks for it: for every SKU where there are no tests.
    pub required: Vec<(Vec<Test>, By)>,
    /// Whether it is adapted, and a channel of another profile has the field in words of its own: their texts can be
    /// compared.
    pub is_comparable: bool,
    /// A channel before this one, and its plan, that starts from the same text and takes the same steps.
    pub same_as: Option<(usize, usize)>,
}

impl ContentPlan {
    /// Whether it makes of every item what another plan makes, whoever says so.
    pub fn makes_what(&self, other: &Self) -> bool {
        let from = |plan: &Self| plan.from.map(|(from, _)| from);
        let own = self.steps.iter().map(|(op, _)| op);
        from(self) == from(other)
            && self.is_list == other.is_list
            && own.eq(other.steps.iter().map(|(op, _)| op))
    }

    /// Whether it has the words of another plan, of which each channel has as much as it takes: where nothing has to
    /// be cut, both say the same, and are to.
    pub fn has_words_of(&self, other: &Self) -> bool {
        fn words(plan: &ContentPlan) -> impl Iterator<Item = &ContentOp> {
            plan.steps.iter().map(|(op, _)| op).filter(|op| !op.is_fitting())
        }
        let from = |plan: &Self| plan.from.map(|(from, _)| from);
        from(self) == from(other) && self.is_list == other.is_list && words(self).eq(words(other))
    }
}

/// The limits of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContentLimit {
    /// The least length, or the fewest values.
    pub min: Option<usize>,
    /// The greatest length, or the most values.
    pub max: Option<usize>,
    /// What is counted.
    pub unit: LimitUnit,
}

/// A text of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextSource {
    /// The SKU.
    Sku,
    /// A text, by its index in the item's texts.
    Text(usize),
    /// Nothing: the catalog's items have the field, but no text of it.
    Nothing,
}

/// A step of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContentOp {
    /// Texts of the item between others.
    Template(Vec<TemplatePiece>),
    /// Any other step.
    Step(ContentStep),
}

impl ContentOp {
    /// Whether it only fits a text to what a channel takes, and gives it no other words.
    fn is_fitting(&self) -> bool {
        matches!(self, Self::Step(step) if step.is_fitting())
    }

    /// The step's word, as in the policy.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Template(_) => "template",
            Self::Step(step) => step.word(),
        }
    }
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplatePiece {
    /// A text as it is.
    Text(String),
    /// A text of the item.
    Source(TextSource),
}

/// The fields of a channel's listings, by name.
pub(super) fn plans(
    policy: &Policy,
    channel: usize,
    shape: &Shape,
    origins: &mut Origins,
) -> Vec<ContentPlan> {
    let given = policy.content.fields.iter().flat_map(|field| {
        field.channels.iter().filter(|own| own.channel == channel).map(move |own| (field, own))
    });
    given.map(|(field, own)| plan(policy, (field, own), shape, origins)).collect()
}

/// Marks the plans that make what a plan of a channel before makes, so that it is made once.
pub(super) fn share(channels: &mut [ChannelProgram]) {
    for index in 0..channels.len() {
        let (before, rest) = channels.split_at_mut(index);
        let Some(own) = rest.first_mut() else { return };
        for plan in &mut own.content {
            let mut made = before.iter().enumerate().flat_map(|(channel, other)| {
                let plans = other.content.iter().enumerate();
                plans.map(move |(index, other)| ((channel, index), other))
            });
            plan.same_as = made
                .find(|(_, other)| other.same_as.is_none() && plan.makes_what(other))
                .map(|(place, _)| place);
        }
    }
}

/// Marks the plans whose texts are compared with those of channels of other profiles.
pub(super) fn compare(channels: &mut [ChannelProgram]) {
    let all: Vec<(String, ContentPlan)> = channels
        .iter()
        .flat_map(|own| own.content.iter().map(|plan| (own.channel.profile.clone(), plan.clone())))
        .filter(|(_, plan)| plan.sharing == Sharing::Adapted)
        .collect();
    for own in channels {
        for plan in own.content.iter_mut().filter(|plan| plan.sharing == Sharing::Adapted) {
            plan.is_comparable = all.iter().any(|(profile, other)| {
                *profile != own.channel.profile && other.name == plan.name && !plan.has_words_of(other)
            });
        }
    }
}

/// Which field of its listings each column of each feed of a channel shows, by the value's name.
pub(super) fn of_columns(channel: &Channel, plans: &[ContentPlan]) -> Vec<Vec<Option<usize>>> {
    let of_feed = |feed: &Feed| {
        let plan = |column: &FeedColumn| plans.iter().position(|plan| column.value.is_content(&plan.name));
        feed.columns.iter().map(plan).collect()
    };
    channel.feeds.iter().map(of_feed).collect()
}

/// The limits of a field on a channel, and whoever says them.
pub(super) fn limit(channel: &Channel, field: &str, origins: &mut Origins) -> Option<(ContentLimit, By)> {
    let own = channel.limits.iter().find(|limit| limit.field == field)?;
    Some((ContentLimit { min: own.min, max: own.max, unit: own.unit }, origins.by(&own.origin)))
}

fn plan(
    policy: &Policy,
    (field, own): (&ContentField, &ChannelContent),
    shape: &Shape,
    origins: &mut Origins,
) -> ContentPlan {
    let from = own.from.as_ref();
    let channel = policy.channels.get(own.channel);
    let forbidden = channel.map(|channel| channel.forbidden.as_slice()).unwrap_or_default();
    let forbidden = forbidden.iter().filter(|own| own.field == field.name);
    ContentPlan {
        name: field.name.clone(),
        key: own.key.clone().unwrap_or_else(|| field.name.clone()),
        from: from.map(|from| (source(&from.value, shape), origins.by(&from.origin))),
        is_list: from.is_some_and(|from| from.value.is_list()),
        steps: own.steps.iter().map(|step| (op(&step.value, shape), origins.by(&step.origin))).collect(),
        shared_steps: field.shared_steps,
        by: origins.by(&own.origin),
        node: origins.by(&field.origin),
        sharing: field.sharing,
        field: from.map(|from| from.value.clone()).or_else(|| first_field(own)).unwrap_or(Field::Sku),
        limit: channel.and_then(|channel| limit(channel, &field.name, origins)),
        forbidden: forbidden.map(|own| (own.what.value.clone(), origins.by(&own.what.origin))).collect(),
        is_manual: field.update.as_ref().is_some_and(|update| update.value.0 == UpdateMethod::Manual),
        required: required(policy, field, own.channel, shape, origins),
        is_comparable: false,
        same_as: None,
    }
}

/// The first field that a template takes.
fn first_field(own: &ChannelContent) -> Option<Field> {
    own.steps.iter().find_map(|step| match &step.value {
        ContentStep::Template(pieces) => pieces.iter().find_map(|piece| match piece {
            Piece::Field(field) => Some(field.clone()),
            Piece::Text(_) => None,
        }),
        _ => None,
    })
}

/// Who asks for a field on a channel: the channel or its profile, and the policy's `require` nodes.
fn required(
    policy: &Policy,
    field: &ContentField,
    channel: usize,
    shape: &Shape,
    origins: &mut Origins,
) -> Vec<(Vec<Test>, By)> {
    let own = policy.channels.get(channel).map(|own| own.required.as_slice()).unwrap_or_default();
    let mut required: Vec<(Vec<Test>, By)> = own
        .iter()
        .filter(|required| required.value == field.name)
        .map(|required| (Vec::new(), origins.by(&required.origin)))
        .collect();
    let asked = policy.content.requirements.iter().filter(|own| own.field == field.name);
    for own in asked.filter(|own| own.channels.is_empty() || own.channels.contains(&channel)) {
        required.push((test::tests(&own.conditions, shape), origins.by(&own.origin)));
    }
    required
}

fn op(step: &ContentStep, shape: &Shape) -> ContentOp {
    let ContentStep::Template(pieces) = step else { return ContentOp::Step(step.clone()) };
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) => TemplatePiece::Text(text.clone()),
        Piece::Field(field) => TemplatePiece::Source(source(field, shape)),
    };
    ContentOp::Template(pieces.iter().map(piece).collect())
}

fn source(field: &Field, shape: &Shape) -> TextSource {
    if *field == Field::Sku {
        return TextSource::Sku;
    }
    texts::index(shape, field, None).map_or(TextSource::Nothing, TextSource::Text)
}
