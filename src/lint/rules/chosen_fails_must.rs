//! # chosen-fails-must
//!
//! The chosen tool lacks what it must have.
//!
//! ## What it finds
//! A `requirement … must=#true` for which the chosen candidate has a score of 0, or none.
//!
//! ## Why it matters
//! A must is what the shop can't do without: no other score makes up for it.
//!
//! ## What settles it
//! Another choice, a score where it was only not looked at, or a requirement that is no must.
//!
//! ## Bad
//! ```kdl
//! tooling {
//!     requirement real-time-inventory weight=5 must=#true
//!     candidate sellbrite { score real-time-inventory 0 }
//!     chosen sellbrite
//! }
//! ```
//! ## Good
//! ```kdl
//! tooling {
//!     requirement real-time-inventory weight=5 must=#true
//!     candidate linnworks { score real-time-inventory 4 }
//!     candidate sellbrite { score real-time-inventory 0 }
//!     chosen linnworks
//! }
//! ```

use crate::diagnostic::{Category, Diagnostic, Label, Level, Sink};
use crate::lint::{Check, Rule};
use crate::model::part::operations::Score;
use crate::policy::Policy;
use crate::policy::operations::{Candidate, Requirement};
use crate::policy::setting::Setting;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "chosen-fails-must",
    category: Category::Operations,
    level: Level::Error,
    check: Check::Static(check),
};

fn check(rule: &Rule, policy: &Policy, sink: &mut Sink) {
    let tooling = &policy.tooling;
    let Some(chosen) = &tooling.chosen else { return };
    let Some(candidate) = tooling.candidates.get(chosen.value) else { return };
    for (index, requirement) in tooling.requirements.iter().enumerate().filter(|(_, own)| own.must.value) {
        let score = candidate.score_of(index);
        if score.is_none_or(|score| score.value == Score(0)) {
            sink.push(fails(rule, candidate, requirement, score, chosen));
        }
    }
}

fn fails(
    rule: &Rule,
    candidate: &Candidate,
    requirement: &Requirement,
    score: Option<&Setting<Score>>,
    chosen: &Setting<usize>,
) -> Diagnostic {
    let (name, must) = (&candidate.name, &requirement.name);
    let (origin, cause, label, help) = match score {
        Some(score) => (
            &score.origin,
            "has a score of 0",
            "does not have it",
            "choose a candidate that has it, or take `must` off the requirement".to_owned(),
        ),
        None => (
            &candidate.origin,
            "has no score",
            "was not looked at for it",
            format!("write how it does from 1 to 5, such as `score {must} 4`, or choose another candidate"),
        ),
    };
    let message = format!("`{name}` is chosen and {cause} for `{must}`, which is a must");
    rule.finding(message, Label::new(origin.span.unwrap_or_default(), label))
        .with_label(requirement.must.origin.span.unwrap_or_default(), "a must")
        .with_label(chosen.origin.span.unwrap_or_default(), "chosen")
        .with_help(help)
        .with_address(origin.address.to_string())
}
