//! `lint`: how much findings weigh here, and which of them the seller lets pass.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::model::literal::{InstantText, Name, Text};
use crate::value::Spanned;

/// `lint { … }`: levels of rules, and what is allowed.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LintPart {
    /// How much the findings of a rule weigh.
    #[serde(default)]
    pub rule: Vec<Spanned<LintRulePart>>,
    /// Findings that the seller lets pass.
    #[serde(default)]
    pub allow: Vec<Spanned<LintAllowPart>>,
}

/// `rule flat-buffer level=warn`: how much the findings of a rule, or of a whole category, weigh.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["name"] }))]
pub struct LintRulePart {
    /// The rule, or the category.
    pub name: Spanned<Name>,
    /// How much a finding weighs.
    pub level: Option<Spanned<LintLevel>>,
    /// Whether an `allow` may let it pass; only in the root file.
    pub suppressible: Option<Spanned<bool>>,
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LintLevel {
    /// Nothing: it is not told.
    Off,
    /// Worth knowing.
    Info,
    /// Likely to hurt later.
    Warn,
    /// It fails `check`, and holds SKUs back.
    Error,
}

impl LintLevel {
    /// The level's word, as in the policy.
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }
}

/// `allow late-notice promotion=tiktok-flash until="2026-12-01" reason="…"`: findings that pass.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("x-kdl" = { "args": ["rule"] }))]
pub struct LintAllowPart {
    /// The rule.
    pub rule: Spanned<Name>,
    /// Only on this channel.
    pub channel: Option<Spanned<Name>>,
    /// Only for this SKU.
    pub sku: Option<Spanned<Text>>,
    /// Only for SKUs of this segment.
    pub segment: Option<Spanned<Name>>,
    /// Only what this promotion makes so.
    pub promotion: Option<Spanned<Name>>,
    /// Only for this pool, and the channels that draw from it.
    pub pool: Option<Spanned<Name>>,
    /// The last day on which it holds.
    pub until: Option<Spanned<InstantText>>,
    /// Why it may pass.
    pub reason: Spanned<Text>,
}
