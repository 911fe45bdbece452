//! # incomplete-channel
//!
//! A channel lacks what it needs to publish.
//!
//! ## What it finds
//! An active channel that no pool serves, or whose stock it does not hold itself and that has no `buffer`:
//! what is missing, as a list. On an `onboarding` channel the whole checklist, as info. A `paused` channel
//! publishes 0 whatever it draws from, and is not looked at. A build leaves SKUs without a pool or a buffer
//! out of the channel's feed.
//!
//! ## Why it matters
//! Without a pool there is nothing to sell; without a buffer the last unit is sold twice.
//!
//! ## What settles it
//! A pool that names the channel; a `buffer` node, which may be policy-wide. Where no buffer is wanted, say
//! so: `buffer CHANNEL { units 0 }`.
//!
//! ## Bad
//! ```kdl
//! channel outlet { role dtc }
//! ```
//! ## Good
//! ```kdl
//! channel outlet { role dtc }
//! pool main { location home; channels amazon shopify tiktok-shop outlet }
//! buffer outlet { percent "10%" }
//! ```

use crate::diagnostic::{Category, Diagnostic, Fix, Label, Level, Sink, Span};
use crate::lint::{Check, Rule};
use crate::model::part::channel::Status;
use crate::policy::channel::Channel;
use crate::policy::scope::At;
use crate::policy::{Policy, Pool};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "incomplete-channel",
    category: Category::Policy,
    level: Level::Error,
    check: Check::Static(check),
};

fn incomplete(rule: &Rule, policy: &Policy, channel: &Channel, missing: &[&str]) -> Diagnostic {
    let name = &channel.name;
    let mut help = Vec::new();
    let mut edits = Vec::new();
    let mut nodes = Vec::new();
    let pools = shared(policy);
    if missing.contains(&"pool") {
        if policy.pools.is_empty() {
            nodes.push(format!("pool {name}-stock {{ location {name}-stock; channels {name} }}"));
        } else {
            let names = pools.iter().map(|(pool, _)| pool.name.as_str()).collect::<Vec<_>>().join("` or `");
            help.push(match names.as_str() {
                "" => format!("name `{name}` among the `channels` of a pool with its location"),
                names => format!("name `{name}` among the `channels` of pool `{names}`"),
            });
        }
        if let [(_, last)] = pools.as_slice() {
            edits.push((Span::new(last.end, last.end), format!(" {name}")));
        }
    }
    let is_open = !help.is_empty() && edits.is_empty();
    if missing.contains(&"buffer") {
        nodes.push(format!("buffer {name} {{ percent \"10%\" }}"));
    }
    help.extend(nodes.iter().map(|node| format!("write `{node}`")));
    let message = format!("`{name}` has no {}", missing.join(" and no "));
    let finding = rule
        .finding(message, Label::new(channel.name_span, "can't publish like this"))
        .with_help(help.join(", and "))
        .with_address(channel.origin.address.to_string())
        .on_channel(name);
    match channel.origin.span {
        // which pool has its units, only the seller knows
        _ if is_open => finding,
        Some(span) if !edits.is_empty() => {
            // before the channel's node: its span ends where its block begins
            let before = nodes.iter().map(|node| (Span::new(span.start, span.start), format!("{node}\n")));
            edits.extend(before);
            finding.with_fix(Fix::Replace(edits))
        }
        _ => finding.with_fix(Fix::Append(nodes.join("\n"))),
    }
}

/// The pools whose units lie with the seller, each with the place of the last channel that it names.
fn shared(policy: &Policy) -> Vec<(&Pool, Span)> {
    let own = policy.pools.iter().filter(|pool| pool.locations.iter().all(|place| place.held_by.is_none()));
    own.filter_map(|pool| Some((pool, pool.channels.last()?.1))).collect()
}

fn checklist(rule: &Rule, channel: &Channel, open: &[&str]) -> Diagnostic {
    let message = format!("`{}` is onboarding; still open: {}", channel.name, open.join(", "));
    let place = channel.status.origin.span.unwrap_or(channel.name_span);
    rule.finding(message, Label::new(place, "no offers and no feed until it is `active`"))
        .at_level(Level::Info)
        .with_help("work through the list, then take `status onboarding` out")
        .with_address(channel.origin.address.to_string())
        .on_channel(&channel.name)
}

fn check(rule: &Rule, policy: &Policy, sink: &mut Sink) {
    for (index, channel) in policy.channels.iter().enumerate() {
        let has_pool = channel.pool.is_some();
        let needs_buffer = has_pool && !policy.is_held(index) && !has_buffer(policy, index);
        if channel.status.value == Status::Onboarding {
            let open = open_points(policy, index, channel, needs_buffer);
            if !open.is_empty() {
                sink.push(checklist(rule, channel, &open));
            }
            continue;
        }
        if channel.status.value == Status::Paused {
            continue; // it shows 0, whatever it has
        }
        let missing: Vec<&str> =
            [(!has_pool, "pool"), (needs_buffer || (!has_pool && !has_buffer(policy, index)), "buffer")]
                .into_iter()
                .filter_map(|(is_missing, what)| is_missing.then_some(what))
                .collect();
        if !missing.is_empty() {
            sink.push(incomplete(rule, policy, channel, &missing));
        }
    }
}

/// Whether some buffer is given for every segment on a channel.
fn has_buffer(policy: &Policy, channel: usize) -> bool {
    (0..policy.segments.len()).all(|segment| policy.buffers.is_given(At { channel, segment, sku: None }))
}

fn open_points(policy: &Policy, index: usize, channel: &Channel, needs_buffer: bool) -> Vec<&'static str> {
    let allows = policy.prices.allow.iter().any(|allow| allow.scope.channel == Some(index));
    let is_anchor = policy.anchor.value == crate::policy::Anchor::Channel(index);
    let points = [
        (channel.pool.is_none(), "a pool"),
        (channel.pool.is_none() || needs_buffer, "a buffer"),
        (!allows && !is_anchor, "a price range (`allow`)"),
        (!channel.has_fees, "fees"),
        (channel.sync_every.is_none(), "a sync interval"),
        (channel.feeds.is_empty(), "a feed"),
        (true, "content fields"),
        (true, "playbooks"),
        (true, "listing ids"),
    ];
    points.into_iter().filter_map(|(is_open, what)| is_open.then_some(what)).collect()
}
