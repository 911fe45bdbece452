//! # no-throttle
//!
//! Several channels sell from one pool, and none of them pauses when it runs low.
//!
//! ## What it finds
//! A pool from which two or more active channels sell, and that has no `throttle`. Channels that hold the pool's
//! units themselves are not counted, nor are those that are paused or onboarding.
//!
//! ## Why it matters
//! The last units are shown on every channel at once, and a buffer alone does not keep them from being sold twice
//! in the minutes between two syncs. Pausing the channels that matter less leaves them to the one that earns most.
//!
//! ## What settles it
//! A `throttle` for the pool: how many units must be left for a channel to go on, the least important first.
//!
//! ## Bad
//! ```kdl
//! pool main { location home; channels shopify tiktok-shop amazon }
//! ```
//! ## Good
//! ```kdl
//! pool main { location home; channels shopify tiktok-shop amazon }
//! throttle main { below 20 pause=amazon; below 10 pause=tiktok-shop }
//! ```

use crate::diagnostic::{Category, Diagnostic, Label, Level, Sink};
use crate::lint::{Check, Rule};
use crate::nearest::listed;
use crate::policy::channel::Channel;
use crate::policy::{Policy, Pool};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "no-throttle",
    category: Category::Inventory,
    level: Level::Warn,
    check: Check::Static(check),
};

fn never_pauses(rule: &Rule, pool: &Pool, channels: &[&Channel], least: &Channel) -> Diagnostic {
    let names = listed(channels.iter().map(|channel| channel.name.as_str()));
    let message = format!("{names} sell from pool `{}`, and none pauses when it runs low", pool.name);
    let place = pool.origin.span.unwrap_or_default();
    rule.finding(message, Label::new(place, "has no `throttle`"))
        .with_help(format!(
            "say below how many units the least important pauses: `throttle {} {{ below 20 pause={} }}`",
            pool.name, least.name
        ))
        .with_address(pool.origin.address.to_string())
}

fn check(rule: &Rule, policy: &Policy, sink: &mut Sink) {
    for pool in policy.pools.iter().filter(|pool| pool.throttles.is_empty()) {
        let channels: Vec<&Channel> = policy.selling_from(pool).map(|(_, channel)| channel).collect();
        if let [_, .., least] = channels.as_slice() {
            sink.push(never_pauses(rule, pool, &channels, least));
        }
    }
}
