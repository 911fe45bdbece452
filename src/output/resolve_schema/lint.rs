//! Levels of rules and what is allowed, as the schema says it.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::Given;

/// What the policy says of its own findings.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Lint {
    /// By the name of a rule or a category.
    rules: BTreeMap<String, LintRule>,
    /// Findings that may pass.
    allows: Vec<LintAllow>,
}

/// What is said of a rule or a category.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct LintRule {
    /// How much a finding weighs: `off`, `info`, `warn` or `error`; null where nothing is said of that.
    level: Option<Given<String>>,
    /// Whether findings may be allowed; null where nothing is said of that.
    suppressible: Option<Given<bool>>,
}

/// Findings that may pass.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct LintAllow {
    /// The rule.
    rule: String,
    /// Only on this channel.
    channel: Option<String>,
    /// Only for this SKU.
    sku: Option<String>,
    /// Only for SKUs of this segment.
    segment: Option<String>,
    /// Only what this promotion makes so.
    promotion: Option<String>,
    /// Only for this pool.
    pool: Option<String>,
    /// Whether it is a comment, which speaks of the node below it alone.
    is_comment: bool,
    /// The last day on which it holds; null: for good.
    until: Option<String>,
    /// Why.
    reason: String,
    /// The address of the node.
    by: String,
}
