//! # incomplete-playbook
//!
//! A playbook leaves open who does what, and when.
//!
//! ## What it finds
//! A playbook without a response time, an owner, steps, an escalation or root causes: what is missing, as a list.
//!
//! ## Why it matters
//! It is read by whoever is on call, at night, for the first time. What it does not say is asked of somebody who
//! sleeps; without root causes nobody learns which buffer, which sync or which hand it was.
//!
//! ## What settles it
//! What is missing, written into it.
//!
//! ## Bad
//! ```kdl
//! playbook oversell { respond within="1h"; owner channel-ops }
//! ```
//! ## Good
//! ```kdl
//! playbook oversell {
//!     respond within="1h"
//!     owner channel-ops
//!     step "Find which channels took the oversold orders"
//!     escalate after="30min" to=head-of-operations
//!     root-cause sync-delay buffer-miscalculation manual-error
//! }
//! ```

use crate::diagnostic::{Category, Diagnostic, Label, Level, Sink};
use crate::lint::{Check, Rule};
use crate::policy::Policy;
use crate::policy::operations::Playbook;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "incomplete-playbook",
    category: Category::Operations,
    level: Level::Warn,
    check: Check::Static(check),
};

fn check(rule: &Rule, policy: &Policy, sink: &mut Sink) {
    for playbook in &policy.playbooks {
        let points = [
            (playbook.respond_within.is_none(), "a response time", "respond within=\"1h\""),
            (playbook.owner.is_none(), "an owner", "owner channel-ops"),
            (playbook.steps.is_empty(), "steps", "step \"…\""),
            (
                playbook.escalations.is_empty(),
                "an escalation",
                "escalate after=\"30min\" to=head-of-operations",
            ),
            (playbook.root_causes.is_empty(), "root causes", "root-cause sync-delay manual-error"),
        ];
        let missing: Vec<(&str, &str)> =
            points.into_iter().filter(|(is_open, ..)| *is_open).map(|(_, what, node)| (what, node)).collect();
        if !missing.is_empty() {
            sink.push(incomplete(rule, playbook, &missing));
        }
    }
}

fn incomplete(rule: &Rule, playbook: &Playbook, missing: &[(&str, &str)]) -> Diagnostic {
    let what: Vec<&str> = missing.iter().map(|(what, _)| *what).collect();
    let nodes: Vec<&str> = missing.iter().map(|(_, node)| *node).collect();
    let what = match what.as_slice() {
        [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        one => one.join(", "),
    };
    let message = format!("playbook `{}` is without {what}", playbook.name);
    rule.finding(message, Label::new(playbook.origin.span.unwrap_or_default(), "leaves something open"))
        .with_help(format!("write into it, in your own words: `{}`", nodes.join("; ")))
        .with_address(playbook.origin.address.to_string())
}
