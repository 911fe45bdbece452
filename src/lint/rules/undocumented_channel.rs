//! # undocumented-channel
//!
//! Nobody says what a channel sells, or how it is kept up to date.
//!
//! ## What it finds
//! An active channel without a volume of orders, an average order value, a return rate, or the way and the interval
//! of its sync: what is missing, as a list. `returns "0%"` is a rate. Of a channel that is onboarding
//! `incomplete-channel` tells what is open, a paused one is not looked at.
//!
//! ## Why it matters
//! How much an oversell, a slow sync or a price cut costs can't be weighed for a channel of which nobody knows what
//! it brings. Without a return rate every margin there is too good.
//!
//! ## What settles it
//! The figures of the last month, from the channel's own reports.
//!
//! ## Bad
//! ```kdl
//! channel shopify { role dtc; sync via=api every="5min" }
//! ```
//! ## Good
//! ```kdl
//! channel shopify { role dtc; orders "5400/month"; average-order-value 42.00; returns "4%"; sync via=api every="5min" }
//! ```

use crate::diagnostic::{Category, Diagnostic, Label, Level, Sink};
use crate::lint::{Check, Rule};
use crate::model::part::channel::Status;
use crate::policy::Policy;
use crate::policy::channel::Channel;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "undocumented-channel",
    category: Category::Policy,
    level: Level::Warn,
    check: Check::Static(check),
};

/// What is missing, in words and as it would be written.
type Missing = (&'static str, &'static str);

fn undocumented(rule: &Rule, channel: &Channel, missing: &[Missing]) -> Diagnostic {
    let what: Vec<&str> = missing.iter().map(|(what, _)| *what).collect();
    let nodes: Vec<&str> = missing.iter().map(|(_, node)| *node).collect();
    let what = match what.as_slice() {
        [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        one => one.join(", "),
    };
    rule.finding(
        format!("`{}` does not say {what}", channel.name),
        Label::new(channel.name_span, "not documented"),
    )
    .with_help(format!("fill in its own figures: `{}`", nodes.join("; ")))
    .with_address(channel.origin.address.to_string())
    .on_channel(&channel.name)
}

fn check(rule: &Rule, policy: &Policy, sink: &mut Sink) {
    for channel in policy.channels.iter().filter(|channel| channel.status.value == Status::Active) {
        let missing = missing(channel);
        if !missing.is_empty() {
            sink.push(undocumented(rule, channel, &missing));
        }
    }
}

fn missing(channel: &Channel) -> Vec<Missing> {
    let sync = match (channel.sync_via.is_some(), channel.sync_every.is_some()) {
        (true, true) => None,
        (false, true) => Some(("by what it is synced", "sync via=api")),
        (true, false) => Some(("how often it is synced", "sync every=\"5min\"")),
        (false, false) => Some(("how it is synced", "sync via=api every=\"5min\"")),
    };
    let points = [
        (channel.orders.is_none(), ("how many orders it brings", "orders \"5400/month\"")),
        (channel.average_order_value.is_none(), ("what an order comes to", "average-order-value 42.00")),
        (channel.return_rate.origin.span.is_none(), ("how much comes back", "returns \"4%\"")),
    ];
    points.into_iter().filter_map(|(is_missing, what)| is_missing.then_some(what)).chain(sync).collect()
}
