//! # unscored-candidate
//!
//! A candidate was not looked at by all requirements.
//!
//! ## What it finds
//! Candidates without a score for a requirement: which, as a list. A must that the chosen one has no score for is told
//! by `chosen-fails-must` alone.
//!
//! ## Why it matters
//! What has no score adds nothing to the total: the candidate looks worse than it is, or was never asked.
//!
//! ## What settles it
//! The score, and 0 where the tool can't do it.
//!
//! ## Bad
//! ```kdl
//! tooling {
//!     requirement real-time-inventory weight=5
//!     requirement bundle-support weight=3
//!     candidate linnworks { score real-time-inventory 4 }
//! }
//! ```
//! ## Good
//! ```kdl
//! tooling {
//!     requirement real-time-inventory weight=5
//!     requirement bundle-support weight=3
//!     candidate linnworks { score real-time-inventory 4; score bundle-support 0 }
//! }
//! ```

use crate::diagnostic::{Category, Diagnostic, Label, Level, Sink};
use crate::lint::{Check, Rule};
use crate::nearest::listed;
use crate::policy::Policy;
use crate::policy::operations::Candidate;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "unscored-candidate",
    category: Category::Operations,
    level: Level::Warn,
    check: Check::Static(check),
};

fn check(rule: &Rule, policy: &Policy, sink: &mut Sink) {
    let tooling = &policy.tooling;
    for (index, candidate) in tooling.candidates.iter().enumerate() {
        let is_chosen = tooling.chosen.as_ref().is_some_and(|chosen| chosen.value == index);
        let missing: Vec<&str> = tooling
            .requirements
            .iter()
            .enumerate()
            .filter(|(at, own)| candidate.score_of(*at).is_none() && !(is_chosen && own.must.value))
            .map(|(_, own)| own.name.as_str())
            .collect();
        if !missing.is_empty() {
            sink.push(unscored(rule, candidate, &missing));
        }
    }
}

fn unscored(rule: &Rule, candidate: &Candidate, missing: &[&str]) -> Diagnostic {
    let scores: Vec<String> = missing.iter().map(|name| format!("score {name} 0")).collect();
    let message = format!("`{}` has no score for {}", candidate.name, listed(missing.iter().copied()));
    rule.finding(message, Label::new(candidate.origin.span.unwrap_or_default(), "not looked at in full"))
        .with_help(format!("write how it does from 0 to 5, 0 where it can't: `{}`", scores.join("; ")))
        .with_address(candidate.origin.address.to_string())
}
