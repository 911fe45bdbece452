//! The shape of what listings say.

use super::{Condition, Given};
use schemars::JsonSchema;

/// What listings say, and what they may not leave out.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Content {
    /// The system that has the last word.
    source_of_truth: Option<String>,
    /// The fields, by name.
    fields: Vec<ContentField>,
    /// The fields that the policy requires.
    required: Vec<RequiredContent>,
}

/// A field of listings.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ContentField {
    /// Its name.
    name: String,
    /// `identical`, `adapted` or `unique`.
    sharing: String,
    /// The field on each channel that gets it.
    channels: Vec<ChannelContent>,
    /// How a change of it reaches the channels.
    update: Option<Given<ContentUpdate>>,
    /// The address of the node.
    by: String,
}

/// A field on a channel.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ChannelContent {
    /// The channel.
    channel: String,
    /// The channel's own name of it; null: the field's.
    key: Option<String>,
    /// The field of the item that it starts from; null where a template makes it.
    from: Option<Given<String>>,
    /// What happens to it, in order.
    steps: Vec<Given<ContentStep>>,
    /// The address of the node that gives it to the channel.
    by: String,
}

/// A step; null stands for what a step of its word does not take.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ContentStep {
    /// The step's word.
    step: String,
    /// The template, or what is replaced, put in front, behind, or in place of nothing.
    text: Option<String>,
    /// What takes the place of what is replaced.
    with: Option<String>,
    /// The most values, or the greatest length.
    count: Option<u64>,
    /// What is counted, `characters` or `bytes`; the unit of a weight or a length.
    unit: Option<String>,
    /// Where a text may be cut, `word` or `char`.
    at: Option<String>,
    /// The step that a number is rounded to, half-even.
    round: Option<String>,
}

/// How a change of a field reaches the channels.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ContentUpdate {
    /// `sync` or `manual`.
    via: String,
    /// Who does it.
    owner: Option<String>,
}

/// A field that listings may not leave out.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct RequiredContent {
    /// The field.
    field: String,
    /// The channels; none: all that have the field.
    channels: Vec<String>,
    /// The SKUs that need it.
    r#where: Vec<Condition>,
    /// The address of the node.
    by: String,
}

/// The limits of a content field on a channel.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ContentLimit {
    /// The field.
    field: String,
    /// The least length, or the fewest values.
    min: Option<u64>,
    /// The greatest length, or the most values.
    max: Option<u64>,
    /// `characters`, `bytes` or `values`.
    unit: String,
    /// The address that says so.
    by: String,
}

/// What may not stand in a content field on a channel.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ContentForbidden {
    /// The field.
    field: String,
    /// `html`, `html-beyond-line-breaks`, `all-caps`, `characters`, `characters-twice`, `phrase` or `word-over`.
    what: String,
    /// The characters, or the phrase; null for the others.
    text: Option<String>,
    /// How often a word may stand there; null for the others.
    most: Option<u64>,
    /// The address that says so.
    by: String,
}
