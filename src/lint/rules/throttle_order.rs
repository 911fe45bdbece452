//! # throttle-order
//!
//! When a pool runs low, a channel pauses before one that matters less.
//!
//! ## What it finds
//! A pool names its channels in their order of importance. A channel whose threshold is higher than that of
//! one named after it pauses first; so does one with a threshold where a channel named after it has none.
//! The anchor should not be the first to pause.
//!
//! ## Why it matters
//! The last twenty units go to the channel where they earn the least.
//!
//! ## What settles it
//! Swap the two thresholds, or the two names in the pool.
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
use crate::policy::{Anchor, Policy, Pool, Throttle};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "throttle-order",
    category: Category::Inventory,
    level: Level::Warn,
    check: Check::Static(check),
};

fn pauses_first(
    rule: &Rule,
    pool: &Pool,
    first: &Throttle,
    names: (&str, &str),
    later: Later<'_>,
) -> Diagnostic {
    let (name, less) = names;
    let message = match later {
        Later::Throttle(other) => format!(
            "`{name}` pauses below {}, before `{less}` below {}, which pool `{}` names after it",
            first.below.value, other.below.value, pool.name
        ),
        Later::Never(_) => format!(
            "`{name}` pauses below {}, and `{less}`, which pool `{}` names after it, never does",
            first.below.value, pool.name
        ),
    };
    let finding = rule
        .finding(message, Label::new(first.below.origin.span.unwrap_or(first.span), "pauses first"))
        .with_address(first.below.origin.address.to_string())
        .on_channel(name);
    match later {
        Later::Throttle(other) => finding
            .with_label(other.below.origin.span.unwrap_or(other.span), "pauses later")
            .with_help(format!(
                "swap the two: pause `{less}` below {}, `{name}` below {}",
                first.below.value, other.below.value
            ))
            .with_fix(Fix::Replace(vec![(first.span, less.to_owned()), (other.span, name.to_owned())])),
        Later::Never(span) => finding
            .with_label(span, "named after it")
            .with_help(format!("pause `{less}` first: `below {} pause={less}`", first.below.value + 1))
            .with_fix(Fix::Append(format!(
                "throttle {} {{ below {} pause={less} }}",
                pool.name,
                first.below.value + 1
            ))),
    }
}

fn anchor_first(rule: &Rule, first: &Throttle, name: &str) -> Diagnostic {
    let message = format!("`{name}`, the anchor, is the first to pause, below {}", first.below.value);
    rule.finding(message, Label::new(first.below.origin.span.unwrap_or(first.span), "pauses first"))
        .with_help("pause the channels that follow its price first, by a higher threshold for them")
        .with_address(first.below.origin.address.to_string())
        .on_channel(name)
}

#[derive(Clone, Copy)]
enum Later<'a> {
    Throttle(&'a Throttle),
    Never(Span),
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

/// The least important channel that pauses after one that matters more.
fn out_of_order(rule: &Rule, policy: &Policy, pool: &Pool, first: &Throttle) -> Option<Diagnostic> {
    let importance = pool.channels.iter().position(|(channel, _)| *channel == first.channel)?;
    let less = pool.channels.iter().skip(importance + 1).rev();
    let later = less.filter_map(|(channel, span)| {
        let other = pool.throttles.iter().find(|throttle| throttle.channel == *channel);
        match other {
            None => Some((*channel, Later::Never(*span))),
            Some(other) if other.below.value < first.below.value => Some((*channel, Later::Throttle(other))),
            Some(_) => None,
        }
    });
    let (channel, later) = later.into_iter().next()?;
    Some(pauses_first(rule, pool, first, (name(policy, first.channel), name(policy, channel)), later))
}

fn name(policy: &Policy, channel: usize) -> &str {
    policy.channels.get(channel).map_or("", |channel| channel.name.as_str())
}
