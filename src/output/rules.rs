//! The list of rules for programs.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use crate::lint::rules::RULES;

/// Every rule, by name: one object over lines, with a line end.
pub fn rules_json() -> String {
    let rules = RULES.iter().map(|rule| RuleV1 {
        name: rule.name,
        category: rule.category.name(),
        level: rule.level.name(),
        kind: rule.kind(),
    });
    let list = RulesV1 { format_version: 1, rules: rules.collect() };
    // INVARIANT: every key is a string and nothing here refuses to be written, so there is always a text
    let mut text = serde_json::to_string_pretty(&list).unwrap_or_default();
    text.push('\n');
    text
}

/// The schema of the list; committed as `schema/rules.schema.json`.
pub fn rules_schema() -> Json {
    super::json::schema_of::<RulesV1>("the rules, version 1")
}

/// The rules.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Rules")]
struct RulesV1 {
    /// The version of this form.
    format_version: u32,
    /// Every rule, by name.
    rules: Vec<RuleV1>,
}

/// A rule.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Rule")]
struct RuleV1 {
    /// Its name, which `allow` and `explain` take.
    name: &'static str,
    /// What it is about.
    category: &'static str,
    /// How much a finding weighs.
    #[schemars(extend("enum" = ["info", "warn", "error"]))]
    level: &'static str,
    /// `static`, `catalog` or both: what it looks at.
    kind: &'static str,
}
