//! Playbooks, monitoring and the matrix of tools, as the schema says them.

use schemars::JsonSchema;

use super::Given;

/// What people do when something goes wrong.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Playbook {
    /// `oversell`, `price-violation`, `listing-suspension`, or the policy's own name.
    name: String,
    /// How soon somebody is at it.
    respond_within: Option<Given<String>>,
    /// Who answers for it.
    owner: Option<Given<String>>,
    /// What is done, in this order.
    steps: Vec<String>,
    /// Who is called when it takes longer, the earliest first.
    escalations: Vec<Escalation>,
    /// What it may come from.
    root_causes: Vec<String>,
}

/// Who is called when it takes longer.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Escalation {
    /// How long after the beginning.
    after: String,
    /// Who is called.
    to: String,
    /// The address that gave it.
    by: String,
}

/// What is watched, and who hears of it.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Monitor {
    /// How often what channels show is compared with what they are to show.
    reconcile: Reconcile,
    /// The figures that are watched.
    metrics: Vec<Metric>,
    /// Where alerts go.
    routes: Vec<Route>,
    /// What is written down.
    reports: Vec<Report>,
}

/// `real-time`, `hourly`, `daily`, `weekly`, `monthly` or `quarterly`; null: never.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Reconcile {
    /// The sums of each channel.
    dashboard: Option<Given<String>>,
    /// Each SKU on each channel.
    detail: Option<Given<String>>,
    /// The stock itself, counted.
    audit: Option<Given<String>>,
    /// `manual`, `api` or `middleware`; null: by a program.
    via: Option<Given<String>>,
}

/// A figure that is watched.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Metric {
    /// The figure, such as `inventory-drift`.
    name: String,
    /// What it is counted in: `units`, `count`, `duration` or `percent`.
    kind: String,
    /// When somebody is told; null: nobody is.
    alert: Option<Given<Threshold>>,
    /// How much its alert weighs: `critical`, `warning` or `info`.
    severity: Given<String>,
}

/// From where on a figure is told.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Threshold {
    /// `>`, `>=`, `<` or `<=`.
    operator: String,
    /// The bound, of the figure's kind: `5`, `30min`, `99%`.
    bound: String,
}

/// Where alerts go.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Route {
    /// The receiver.
    name: String,
    /// Which alerts go there; null: all.
    severity: Option<String>,
    /// The address that gave it.
    by: String,
}

/// What is written down, and how often.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename = "MonitorReport")]
struct Report {
    /// Its name.
    name: String,
    /// `daily`, `weekly`, `monthly` or `quarterly`.
    every: Given<String>,
}

/// What the shop asks of its programs, and how they do.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Tooling {
    /// What is asked.
    requirements: Vec<Requirement>,
    /// What was looked at.
    candidates: Vec<Candidate>,
    /// What a candidate comes to that has 5 everywhere.
    best_total: u64,
    /// Which one it is.
    chosen: Option<Given<String>>,
}

/// What is asked of a program.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Requirement {
    /// Its name.
    name: String,
    /// How much it counts.
    weight: Given<u64>,
    /// Whether a program without it is out of the question.
    must: Given<bool>,
}

/// A program that was looked at.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Candidate {
    /// Its name.
    name: String,
    /// How it does.
    scores: Vec<Score>,
    /// The scores, each times the weight of its requirement.
    total: u64,
}

/// How a program does by a requirement.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Score {
    /// The requirement.
    requirement: String,
    /// From 0, not at all, to 5, in full.
    points: u64,
    /// The address that gave it.
    by: String,
}
