//! # throttle-order
//!
//! When a pool runs low, a channel pauses before one that matters less.
//!
//! ## What it finds
//! A pool names its channels in their order of importance. A channel whose threshold is higher than that of
//! one named after it pauses first; so does one with a threshold where an active channel named after it has
//! none. The anchor should not be the first to pause.
//!
//! ## Why it matters
//! The last twenty units go to the channel where they earn the least.
//!
//! ## What settles it
//! The thresholds the other way round, or the names in the pool.
//!
//! ## Bad
//! ```kdl
//! throttle main { below 20 pause=shopify; below 3 pause=tiktok-shop }
//! ```
//! ## Good
//! ```kdl
//! throttle main { below 20 pause=tiktok-shop; below 3 pause=shopify }
//! ```

use crate::diagnostic::{Category, Diagnostic, Fix, Label, Level, Sink, Span};
use crate::lint::{Check, Rule};
use crate::model::part::channel::Status;
use crate::nearest::listed;
use crate::policy::{Anchor, Policy, Pool, Throttle};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "throttle-order",
    category: Category::Inventory,
    level: Level::Warn,
    check: Check::Static(check),
};

/// What pauses later than a channel that matters more, the least important first.
struct Later<'a> {
    /// Channels with a lower threshold.
    lower: Vec<&'a Throttle>,
    /// Channels that never pause, each with the place of its name in the pool.
    never: Vec<(usize, Span)>,
}

fn pauses_first(
    rule: &Rule,
    policy: &Policy,
    pool: &Pool,
    first: &Throttle,
    later: &Later<'_>,
) -> Diagnostic {
    let own = name(policy, first.channel);
    let threshold = first.below.value;
    let finding = |message: String| {
        rule.finding(message, Label::new(first.below.origin.span.unwrap_or(first.span), "pauses first"))
            .with_address(first.below.origin.address.to_string())
            .on_channel(own)
    };
    if let Some(other) = later.lower.first() {
        let less = name(policy, other.channel);
        let message = format!(
            "`{own}` pauses below {threshold}, before `{less}` below {}, which pool `{}` names after it",
            other.below.value, pool.name
        );
        let finding = later.lower.iter().fold(finding(message), |finding, lower| {
            finding.with_label(lower.below.origin.span.unwrap_or(lower.span), "pauses later")
        });
        let (help, fix) = in_order(policy, pool);
        return finding.with_help(help).with_fix(fix);
    }
    let names: Vec<&str> = later.never.iter().map(|(channel, _)| name(policy, *channel)).collect();
    let message = format!(
        "`{own}` pauses below {threshold}, and {}, which pool `{}` names after it, never {}",
        listed(names.iter().copied()),
        pool.name,
        if names.len() == 1 { "does" } else { "do" }
    );
    let belows: Vec<String> =
        names.iter().map(|less| format!("below {} pause={less}", threshold + 1)).collect();
    let node = format!("throttle {} {{ {} }}", pool.name, belows.join("; "));
    let finding = later
        .never
        .iter()
        .fold(finding(message), |finding, (_, span)| finding.with_label(*span, "named after it"));
    finding.with_help(format!("pause what matters less first: `{node}`")).with_fix(Fix::Append(node))
}

/// The pool's thresholds, given out anew: the higher, the less important.
fn in_order(policy: &Policy, pool: &Pool) -> (String, Fix) {
    let importance =
        |throttle: &&Throttle| pool.channels.iter().position(|(channel, _)| *channel == throttle.channel);
    let mut channels: Vec<&Throttle> = pool.throttles.iter().collect();
    channels.sort_by_key(|throttle| std::cmp::Reverse(importance(throttle)));
    // the throttles come with the highest threshold first
    let moved: Vec<(&Throttle, &str)> =
        pool.throttles.iter().zip(channels.iter().map(|other| name(policy, other.channel))).collect();
    let belows = moved.iter().map(|(place, name)| format!("`below {} pause={name}`", place.below.value));
    let edits = moved.iter().map(|(place, name)| (place.span, (*name).to_owned()));
    let help = format!("give the thresholds out in their order: {}", belows.collect::<Vec<_>>().join(", "));
    (help, Fix::Replace(edits.collect()))
}

fn anchor_first(rule: &Rule, first: &Throttle, name: &str) -> Diagnostic {
    let message = format!("`{name}`, the anchor, is the first to pause, below {}", first.below.value);
    rule.finding(message, Label::new(first.below.origin.span.unwrap_or(first.span), "pauses first"))
        .with_help("pause the channels that follow its price first, by a higher threshold for them")
        .with_address(first.below.origin.address.to_string())
        .on_channel(name)
}

fn check(rule: &Rule, policy: &Policy, sink: &mut Sink) {
    for pool in policy.pools.iter().filter(|pool| pool.channels.len() > 1) {
        let mut told = Vec::new();
        for throttle in &pool.throttles {
            if let Some(finding) = out_of_order(rule, policy, pool, throttle) {
                told.push(throttle.channel);
                sink.push(finding);
            }
        }
        let Some(first) = pool.throttles.first() else { continue };
        let is_anchor = Anchor::Channel(first.channel) == policy.anchor.value;
        let is_alone = pool.throttles.iter().skip(1).all(|other| other.below.value < first.below.value);
        if is_anchor && is_alone && !told.contains(&first.channel) {
            sink.push(anchor_first(rule, first, name(policy, first.channel)));
        }
    }
}

/// Where channels that matter less pause later, or never.
fn out_of_order(rule: &Rule, policy: &Policy, pool: &Pool, first: &Throttle) -> Option<Diagnostic> {
    let importance = pool.channels.iter().position(|(channel, _)| *channel == first.channel)?;
    let mut later = Later { lower: Vec::new(), never: Vec::new() };
    for (channel, span) in pool.channels.iter().skip(importance + 1).rev() {
        match pool.throttles.iter().find(|throttle| throttle.channel == *channel) {
            None if sells_from(policy, pool, *channel) => later.never.push((*channel, *span)),
            Some(other) if other.below.value < first.below.value => later.lower.push(other),
            _ => {}
        }
    }
    let is_out_of_order = !later.lower.is_empty() || !later.never.is_empty();
    is_out_of_order.then(|| pauses_first(rule, policy, pool, first, &later))
}

/// Whether a channel sells units of the pool: it is active, and does not hold them all itself.
fn sells_from(policy: &Policy, pool: &Pool, channel: usize) -> bool {
    let is_active =
        policy.channels.get(channel).is_some_and(|channel| channel.status.value == Status::Active);
    is_active && !pool.is_held_for(channel)
}

fn name(policy: &Policy, channel: usize) -> &str {
    policy.channels.get(channel).map_or("", |channel| channel.name.as_str())
}
