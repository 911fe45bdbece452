//! # expired-allow
//!
//! Something was allowed until a day, and the day is over.
//!
//! ## What it finds
//! An `allow` of a `lint` node, or a comment above a node, past the last day that its `until` names, to the end of
//! that day in the policy's zone. It lets nothing pass any more: what it was written for is told again beside it.
//!
//! ## Why it matters
//! A date was set so that somebody looks again. Without this the exception would fade away unseen, or stay for good.
//!
//! ## What settles it
//! The `allow` taken out; or a later day, where it was agreed anew.
//!
//! ## Bad
//! ```kdl
//! lint { allow flat-buffer until="2025-12-01" reason="until the new scanner is there" }
//! ```
//! ## Good
//! ```kdl
//! profile strict { severity 1.5 }
//! channel amazon { profile strict; role marketplace; orders "10/day"; average-order-value 20.00; sync via=api every="2min"; returns "2%" }
//! buffer { percent "10%" }
//! lint { allow flat-buffer until="2099-12-31" reason="until the new scanner is there" }
//! ```

use crate::diagnostic::{Category, Label, Level, Sink};
use crate::lint::{Check, Passed, Rule};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "expired-allow",
    category: Category::Policy,
    level: Level::Error,
    check: Check::Allows(check),
};

fn check(rule: &Rule, passed: &Passed<'_>, sink: &mut Sink) {
    for allow in passed.policy.lint.allows.iter().filter(|allow| allow.is_over(passed.at)) {
        let Some(until) = &allow.until else { continue };
        let message = format!("{} was allowed until {}, and that is over", super::allowed(allow), until.day);
        let mut finding = rule
            .finding(message, Label::new(until.span, "the last day on which it held"))
            .with_address(allow.origin.address.to_string())
            .with_help(format!(
                "take it out, or write a later day where that was agreed anew; its reason was: {}",
                allow.reason
            ));
        finding.excused = crate::diagnostic::Excused::No;
        sink.push(finding);
    }
}
