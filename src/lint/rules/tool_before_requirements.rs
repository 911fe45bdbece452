//! # tool-before-requirements
//!
//! A tool was chosen, and nothing says by what.
//!
//! ## What it finds
//! `chosen` where no `requirement` has a weight of its own.
//!
//! ## Why it matters
//! A tool that came before its requirements is judged by what it can do, not by what the shop needs; what is missing
//! shows after the contract.
//!
//! ## What settles it
//! The requirements, each with its weight, and a score of each candidate.
//!
//! ## Bad
//! ```kdl
//! tooling { candidate linnworks; chosen linnworks }
//! ```
//! ## Good
//! ```kdl
//! tooling {
//!     requirement real-time-inventory weight=5
//!     candidate linnworks { score real-time-inventory 4 }
//!     chosen linnworks
//! }
//! ```

use crate::diagnostic::{Category, Label, Level, Sink};
use crate::lint::{Check, Rule};
use crate::policy::Policy;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "tool-before-requirements",
    category: Category::Operations,
    level: Level::Warn,
    check: Check::Static(check),
};

fn check(rule: &Rule, policy: &Policy, sink: &mut Sink) {
    let tooling = &policy.tooling;
    let is_weighted = tooling.requirements.iter().any(|own| own.weight.origin.span.is_some());
    let Some(chosen) = tooling.chosen.as_ref().filter(|_| !is_weighted) else { return };
    let Some(candidate) = tooling.candidates.get(chosen.value) else { return };
    let cause = match tooling.requirements.as_slice() {
        [] => "nothing says what is asked of it",
        _ => "no requirement has a weight",
    };
    let message = format!("`{}` is chosen, and {cause}", candidate.name);
    let label = Label::new(chosen.origin.span.unwrap_or_default(), "by what?");
    let finding = rule.finding(message, label).with_address(chosen.origin.address.to_string());
    sink.push(finding.with_help("say what is asked and how much it counts: `requirement NAME weight=5`"));
}
