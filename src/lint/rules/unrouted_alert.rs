//! # unrouted-alert
//!
//! An alert that nobody receives.
//!
//! ## What it finds
//! Metrics with an `alert` whose severity no `route` takes. A route without `severity` takes all of them; a metric
//! without `severity` is `critical`.
//!
//! ## Why it matters
//! A threshold looks like somebody will hear of it. Without a receiver it is a number on a screen.
//!
//! ## What settles it
//! A `route` for the severity, or for all.
//!
//! ## Bad
//! ```kdl
//! monitor { metric oversells alert="> 0" }
//! ```
//! ## Good
//! ```kdl
//! monitor { metric oversells alert="> 0"; route pagerduty severity=critical }
//! ```

use crate::diagnostic::{Category, Diagnostic, Label, Level, Sink};
use crate::lint::{Check, Rule};
use crate::model::part::operations::AlertSeverity;
use crate::nearest::listed;
use crate::policy::Policy;
use crate::policy::operations::WatchedMetric;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "unrouted-alert",
    category: Category::Operations,
    level: Level::Warn,
    check: Check::Static(check),
};

fn check(rule: &Rule, policy: &Policy, sink: &mut Sink) {
    let monitor = &policy.monitor;
    let is_unrouted = |own: &&WatchedMetric| own.alert.is_some() && monitor.routes_of(own).next().is_none();
    for severity in [AlertSeverity::Critical, AlertSeverity::Warning, AlertSeverity::Info] {
        let metrics = monitor.metrics.iter().filter(is_unrouted);
        let metrics: Vec<&WatchedMetric> = metrics.filter(|own| own.severity.value == severity).collect();
        if let Some(finding) = unrouted(rule, severity, &metrics) {
            sink.push(finding);
        }
    }
}

/// One route is missing, however many metrics there are.
fn unrouted(rule: &Rule, severity: AlertSeverity, metrics: &[&WatchedMetric]) -> Option<Diagnostic> {
    let (first, rest) = metrics.split_first()?;
    let names = listed(metrics.iter().map(|own| own.metric.name()));
    let word = severity.name();
    let message = format!("nobody receives the alert of {names}: no `route` takes `{word}`");
    let label = |own: &WatchedMetric| Label::new(own.origin.span.unwrap_or_default(), "goes to nobody");
    let finding = rule
        .finding(message, label(first))
        .with_help(format!("say where it goes: `route NAME severity={word}` in `monitor`"))
        .with_address(first.origin.address.to_string());
    Some(rest.iter().fold(finding, |finding, own| {
        let Label { span, text } = label(own);
        finding.with_label(span, text)
    }))
}
