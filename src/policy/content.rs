//! What listings say, linked: each field on each channel that gets it, with its steps.

use crate::content::{CutAt, Unit};
use crate::diagnostic::Span;
use crate::exact::{Decimal, MeasureUnit};
use crate::item::Field;
use crate::model::part::content::UpdateMethod;

use super::condition::Conditions;
use super::setting::{Origin, Setting};

/// What listings say, and what they may not leave out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Content {
    /// The system that has the last word.
    pub source_of_truth: Option<String>,
    /// The fields, by name.
    pub fields: Vec<ContentField>,
    /// What the policy requires, by field and place.
    pub requirements: Vec<Requirement>,
}

/// How a field relates to the others of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sharing {
    /// The same text everywhere.
    Identical,
    /// A text of its own for each channel.
    Adapted,
    /// Only on the channels that are named.
    Unique,
}

/// A field of listings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentField {
    /// Its name.
    pub name: String,
    /// Whether it is the same everywhere.
    pub sharing: Sharing,
    /// The field on each channel that gets it, by the channel's index.
    pub channels: Vec<ChannelContent>,
    /// How a change of it reaches the channels, and who does it.
    pub update: Option<Setting<(UpdateMethod, Option<String>)>>,
    /// What it starts from where a channel does not say otherwise; `None` where nothing is said of it.
    pub from: Option<Field>,
    /// How many of each channel's steps, from the first on, are the field's own.
    pub shared_steps: usize,
    /// The node.
    pub origin: Origin,
}

/// A field on a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelContent {
    /// The channel, by its index.
    pub channel: usize,
    /// The channel's own name of the field; `None`: the field's.
    pub key: Option<String>,
    /// Where that name stands.
    pub key_span: Span,
    /// The field of the item that it starts from; `None` where a template alone makes it.
    pub from: Option<Setting<Field>>,
    /// What happens to it, in order.
    pub steps: Vec<Setting<ContentStep>>,
    /// The `on` that gives it to the channel, or the field.
    pub origin: Origin,
    /// Whether an `on` names the channel.
    pub is_named: bool,
}

/// A step of a text, or of each text of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContentStep {
    /// Fields of the item in a text.
    Template(Vec<Piece>),
    /// HTML to plain text.
    StripHtml,
    /// Tags out, and nothing else.
    StripTags,
    /// Runs of white space to one.
    CollapseSpace,
    /// Every occurrence of the first to the second.
    Replace(String, String),
    /// A text in front.
    Prepend(String),
    /// A text behind.
    Append(String),
    /// A text to a list of its lines.
    Lines,
    /// The first so many of a list.
    Take(usize),
    /// Upper case.
    Upper,
    /// Words in upper case at their beginning.
    TitleCase,
    /// The longest beginning within a limit.
    Truncate(usize, Unit, CutAt),
    /// A weight or a length in another unit, rounded to a step.
    Unit(MeasureUnit, Option<Decimal>),
    /// What stands where there is nothing.
    Default(String),
}

impl ContentStep {
    /// Whether it only fits a text to what a channel takes, and gives it no other words.
    pub fn is_fitting(&self) -> bool {
        matches!(
            self,
            Self::StripHtml
                | Self::StripTags
                | Self::CollapseSpace
                | Self::Lines
                | Self::Take(_)
                | Self::Truncate(..)
        )
    }

    /// The step's word, as in the policy.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Template(_) => "template",
            Self::StripHtml => "strip-html",
            Self::StripTags => "strip-tags",
            Self::CollapseSpace => "collapse-space",
            Self::Replace(..) => "replace",
            Self::Prepend(_) => "prepend",
            Self::Append(_) => "append",
            Self::Lines => "lines",
            Self::Take(_) => "take",
            Self::Upper => "upper",
            Self::TitleCase => "title-case",
            Self::Truncate(..) => "truncate",
            Self::Unit(..) => "unit",
            Self::Default(_) => "default",
        }
    }
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// A text as it is.
    Text(String),
    /// The value of a field of the item.
    Field(Field),
}

/// A field that listings may not leave out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The field.
    pub field: String,
    /// The channels, by their index; empty: all that have the field.
    pub channels: Vec<usize>,
    /// The SKUs that need it.
    pub conditions: Conditions,
    /// The node.
    pub origin: Origin,
}
