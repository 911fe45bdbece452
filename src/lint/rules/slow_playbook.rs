//! # slow-playbook
//!
//! A playbook allows more time than the trouble does.
//!
//! ## What it finds
//! `respond within` above 1 hour in the playbook `oversell`, above 4 hours in `price-violation`, above 24 hours in
//! `listing-suspension`. Playbooks of other names have no limit.
//!
//! ## Why it matters
//! Each hour that an oversold SKU stays up sells more units that are not there, and channels count cancellations
//! against the account. A price violation is seen within the day; an appeal that comes late is read late.
//!
//! ## What settles it
//! A shorter response, and somebody who can give it.
//!
//! ## Bad
//! ```kdl
//! playbook oversell {
//!     respond within="8h"
//!     owner channel-ops
//!     step "Find the orders"
//!     escalate after="30min" to=lead
//!     root-cause sync-delay
//! }
//! ```
//! ## Good
//! ```kdl
//! playbook oversell {
//!     respond within="1h"
//!     owner channel-ops
//!     step "Find the orders"
//!     escalate after="30min" to=lead
//!     root-cause sync-delay
//! }
//! ```

use crate::diagnostic::{Category, Label, Level, Sink};
use crate::exact::Duration;
use crate::lint::{Check, Rule};
use crate::policy::Policy;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "slow-playbook",
    category: Category::Operations,
    level: Level::Warn,
    check: Check::Static(check),
};

/// How soon somebody has to be at it, and as it is written.
const LIMITS: [(&str, Duration, &str); 3] = [
    ("oversell", Duration::from_seconds(3_600), "1h"),
    ("price-violation", Duration::from_seconds(4 * 3_600), "4h"),
    ("listing-suspension", Duration::from_seconds(24 * 3_600), "24h"),
];

fn check(rule: &Rule, policy: &Policy, sink: &mut Sink) {
    for playbook in &policy.playbooks {
        let limit = LIMITS.iter().find(|(name, ..)| *name == playbook.name);
        let (Some((name, limit, written)), Some(within)) = (limit, &playbook.respond_within) else {
            continue;
        };
        if within.value > *limit {
            let message = format!("playbook `{name}` responds within {}, later than {written}", within.value);
            let label = Label::new(within.origin.span.unwrap_or_default(), "too late");
            let finding = rule.finding(message, label).with_address(within.origin.address.to_string());
            sink.push(finding.with_help(format!("write `respond within=\"{written}\"` or less")));
        }
    }
}
