//! # unused-allow
//!
//! Something is allowed, and nothing is there that would need it.
//!
//! ## What it finds
//! An `allow` of a `lint` node, or a comment above a node, that lets no finding pass, although its rule has looked at
//! all that it looks at; also one beside a narrower one that lets the same pass, and one of a rule that is `off`. With
//! `check --no-catalog` those of rules that look at the catalog are not judged. One that is over is `expired-allow`.
//!
//! ## Why it matters
//! What it was written for is mended, or it never fitted: then the finding is still told. Left standing, it lets pass
//! what nobody has looked at yet.
//!
//! ## What settles it
//! The `allow` taken out, or its scope as the finding says it.
//!
//! ## Bad
//! ```kdl
//! lint { allow flat-buffer pool=main reason="one shelf, one rule, until the new scanner is there" }
//! ```
//! ## Good
//! ```kdl
//! profile strict { severity 1.5 }
//! channel amazon { profile strict; role marketplace; orders "10/day"; average-order-value 20.00; sync via=api every="2min"; returns "2%" }
//! buffer { percent "10%" }
//! lint { allow flat-buffer pool=main reason="one shelf, one rule, until the new scanner is there" }
//! ```

use crate::diagnostic::{Category, Label, Level, Sink};
use crate::lint::{Check, Passed, Rule};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "unused-allow",
    category: Category::Policy,
    level: Level::Warn,
    check: Check::Allows(check),
};

fn check(rule: &Rule, passed: &Passed<'_>, sink: &mut Sink) {
    for (index, allow) in passed.policy.lint.allows.iter().enumerate() {
        if allow.is_over(passed.at) || !passed.is_unused(index) {
            continue;
        }
        let place = allow.origin.span.unwrap_or_default();
        let message = format!("{} is allowed, and nothing needs it", super::allowed(allow));
        let help = match (allow.node, allow.width()) {
            (Some(_), _) => {
                "take the comment out, or put it right above the node that the finding labels first"
            }
            (None, 0) => "take it out",
            (None, _) => {
                "take it out; where the finding is still told, write its channel, SKU or pool as it does"
            }
        };
        let mut finding = rule
            .finding(message, Label::new(place, "lets nothing pass"))
            .with_address(allow.origin.address.to_string())
            .with_help(help);
        finding.excused = crate::diagnostic::Excused::No;
        sink.push(finding);
    }
}
