//! `content` and `require`: what a listing says, and what it may not leave out.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::exact::MeasureUnit;
use crate::model::literal::{AnyText, Factor, FieldName, Name, Text, Units};
use crate::value::Spanned;

use super::segment::ConditionPart;

/// `content { … }`: the fields of listings.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct ContentPart {
    /// The system that has the last word on content.
    pub source_of_truth: Option<Spanned<Name>>,
    /// The fields.
    pub field: Vec<Spanned<ContentFieldPart>>,
}

/// `field NAME { … }`: one field of a listing, and how each channel gets it.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["name"], "steps": "steps" }))]
pub struct ContentFieldPart {
    /// The field's name: a field of the item, or one of the listing's own.
    pub name: Spanned<Name>,
    /// The same text everywhere.
    pub identical: Option<Spanned<bool>>,
    /// A text of its own for each channel.
    pub adapted: Option<Spanned<bool>>,
    /// Only on the channels that are named.
    pub unique: Option<Spanned<bool>>,
    /// The field of the item that it starts from; left out: the one of the same name.
    pub from: Option<Spanned<FieldName>>,
    /// What happens to it everywhere, in order.
    #[serde(default)]
    pub steps: Vec<Spanned<ContentStepPart>>,
    /// What happens to it on channels.
    #[serde(default)]
    pub on: Vec<Spanned<ContentOnPart>>,
    /// How a change of it reaches the channels.
    pub update: Option<Spanned<UpdatePart>>,
}

/// `on amazon { … }`: a field on some channels.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["channels"], "steps": "steps" }))]
pub struct ContentOnPart {
    /// The channels.
    pub channels: Vec<Spanned<Name>>,
    /// The field of the item that it starts from there.
    pub from: Option<Spanned<FieldName>>,
    /// The channel's own name of it.
    pub r#as: Option<Spanned<Text>>,
    /// What happens to it there, in order, after what happens to it everywhere.
    #[serde(default)]
    pub steps: Vec<Spanned<ContentStepPart>>,
}

/// A step of a text, or of a list of texts.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ContentStepPart {
    /// `template "{brand} {title}"`: fields of the item in a text.
    Template(Text),
    /// HTML to plain text.
    StripHtml(bool),
    /// Tags out, and nothing else.
    StripTags(bool),
    /// Runs of white space to one.
    CollapseSpace(bool),
    /// `replace "a" with="b"`
    Replace(ReplacePart),
    /// `prepend "…"`
    Prepend(AnyText),
    /// `append "…"`
    Append(AnyText),
    /// A text to a list of its lines.
    Lines(bool),
    /// `take N`: the first of a list.
    Take(Units),
    /// Upper case.
    Upper(bool),
    /// Words in upper case at their beginning.
    TitleCase(bool),
    /// `truncate N at=word`
    Truncate(TruncatePart),
    /// `unit lb round=0.01`: a weight or a length in another unit.
    Unit(UnitStepPart),
    /// `default "…"`: what stands where there is nothing.
    Default(Text),
}

/// `replace "a" with="b"`: every occurrence, letter by letter.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["what"] }))]
pub struct ReplacePart {
    /// What is looked for.
    pub what: Spanned<AnyText>,
    /// What takes its place; left out: nothing.
    pub with: Option<Spanned<AnyText>>,
}

/// `truncate 200 at=word`: the longest beginning within a limit.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["most"] }))]
pub struct TruncatePart {
    /// The greatest length.
    pub most: Spanned<Units>,
    /// Where it may be cut; left out: `word`.
    pub at: Option<Spanned<CutAtPart>>,
    /// What is counted; left out: what the channel counts in this field, else characters.
    pub unit: Option<Spanned<TextUnit>>,
}

/// `unit lb round=0.01`: the number of a weight or a length in a unit, which is not written behind it.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["unit"] }))]
pub struct UnitStepPart {
    /// The unit.
    pub unit: Spanned<MeasureUnit>,
    /// The step that it is rounded to, half-even; left out: it must come out even.
    pub round: Option<Spanned<Factor>>,
}

/// Where a text may be cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CutAtPart {
    /// Before white space.
    Word,
    /// Between any two characters, as a reader sees them.
    Char,
}

/// What the length of a text counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TextUnit {
    /// Unicode code points.
    Characters,
    /// Bytes of UTF-8.
    Bytes,
}

/// `update via=sync`: how a change of a field reaches the channels.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct UpdatePart {
    /// By what means.
    pub via: Spanned<UpdateMethod>,
    /// Who does it, where it is done by hand.
    pub owner: Option<Spanned<Text>>,
}

/// How a change of a field reaches a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum UpdateMethod {
    /// With the channel's feed.
    Sync,
    /// By hand.
    Manual,
}

/// `require FIELD { on CHANNEL…; where … }`: a field that no listing may leave out.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["field"], "steps": "conditions" }))]
pub struct RequirePart {
    /// The field of the content.
    pub field: Spanned<Name>,
    /// The channels; left out: all that have the field.
    #[serde(default)]
    pub on: Vec<Spanned<Name>>,
    /// The SKUs that need it; left out: all.
    #[serde(default)]
    pub conditions: Vec<Spanned<ConditionPart>>,
}
