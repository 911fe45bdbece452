//! `segments`: one for every SKU.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::literal::{Name, Text};
use crate::value::Spanned;

/// `segments { … }`: in the order in which a SKU is tried against them.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct SegmentsPart {
    /// The segments; the last catches the rest.
    pub segment: Vec<Spanned<SegmentPart>>,
}

/// `segment NAME { where …; sync …; monitor … }`: SKUs that are treated alike.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["name"], "steps": "conditions" }))]
pub struct SegmentPart {
    /// The segment's name.
    pub name: Spanned<Name>,
    /// All of them must hold; none: every SKU that is left.
    #[serde(default)]
    pub conditions: Vec<Spanned<ConditionPart>>,
    /// How fresh its quantities must be; left out: `batch`.
    pub sync: Option<Spanned<Tier>>,
    /// How often it is looked at; left out: `weekly`.
    pub monitor: Option<Spanned<Cadence>>,
}

/// `where`, `not` or `any`: what a SKU must be like.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ConditionPart {
    /// `where FIELD VALUE…`
    Where(WherePart),
    /// These may not all hold.
    Not(ConditionsPart),
    /// One of these must hold.
    Any(ConditionsPart),
}

/// `where category "Skin Care" "Body"`: a field and what it must be.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["field", "values"] }))]
pub struct WherePart {
    /// A field of the item, or `segment` or `margin`.
    pub field: Spanned<Text>,
    /// A comparison, or texts of which one must match; `"A > *"` matches what starts with `A > `.
    #[schemars(extend("x-kdl" = { "expects": "a comparison such as `\">= 10\"`, or the texts that it may be" }))]
    pub values: Vec<Spanned<Text>>,
}

/// Conditions in braces.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "steps": "conditions" }))]
pub struct ConditionsPart {
    /// The conditions.
    pub conditions: Vec<Spanned<ConditionPart>>,
}

/// How fresh quantities must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// Anything slower than 30 minutes.
    Batch,
    /// Up to 30 minutes.
    NearTime,
    /// Under 5 minutes.
    RealTime,
}

impl Tier {
    /// The tier's word, as in the policy.
    pub fn name(self) -> &'static str {
        match self {
            Self::Batch => "batch",
            Self::NearTime => "near-time",
            Self::RealTime => "real-time",
        }
    }
}

/// How often a segment is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Cadence {
    /// Every hour.
    Hourly,
    /// Every day.
    Daily,
    /// Every week.
    Weekly,
}

impl Cadence {
    /// The cadence's word, as in the policy.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hourly => "hourly",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
        }
    }
}
