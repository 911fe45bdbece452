//! # sync-too-slow
//!
//! A channel is brought up to date more slowly than the SKUs that it lists need.
//!
//! ## What it finds
//! An active channel whose `sync every=` is slower than the tier of a segment that it lists: `real-time` is
//! under 5 minutes, `near-time` up to 30 minutes. A channel that lists some segments only (`lists { where
//! segment … }`) is held to those. It does not look at stock that the channel holds itself. A build feeds the
//! channel all the same: figures that were held back would be older still.
//!
//! ## Why it matters
//! Between two syncs every channel sells from the same shelf. The faster a SKU sells, the shorter that may be.
//!
//! ## What settles it
//! A shorter interval, a slower tier for the segment, or a channel that does not list it.
//!
//! ## Bad
//! ```kdl
//! segments { segment hero { where velocity ">= 10"; sync real-time }; segment tail }
//! channel amazon { role marketplace; sync via=api every="15min" }
//! ```
//! ## Good
//! ```kdl
//! segments { segment hero { where velocity ">= 10"; sync real-time }; segment tail }
//! channel amazon { role marketplace; sync via=api every="4min" }
//! ```

use crate::diagnostic::{Category, Diagnostic, Fix, Label, Level, Sink};
use crate::exact::Duration;
use crate::lint::{Check, Rule};
use crate::model::part::channel::Status;
use crate::model::part::segment::Tier;
use crate::policy::channel::Channel;
use crate::policy::condition::Condition;
use crate::policy::setting::Setting;
use crate::policy::{Policy, Segment};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "sync-too-slow",
    category: Category::Inventory,
    level: Level::Error,
    check: Check::Static(check),
};

fn too_slow(rule: &Rule, channel: &Channel, every: &Setting<Duration>, segments: &[&Segment]) -> Diagnostic {
    let strictest = segments.iter().map(|segment| segment.sync.value).max().unwrap_or(Tier::NearTime);
    let names: Vec<&str> = segments.iter().map(|segment| segment.name.as_str()).collect();
    let (needs, example) = match strictest {
        Tier::RealTime => ("under 5 minutes", "4min"),
        _ => ("30 minutes at most", "30min"),
    };
    let plural = if segments.len() == 1 { "segment" } else { "segments" };
    let need = if segments.len() == 1 { "needs" } else { "need" };
    let message = format!(
        "`{}` is synced every {}, and {plural} {} on it {need} {needs}",
        channel.name,
        every.value,
        crate::nearest::listed(names)
    );
    let place = every.origin.span.unwrap_or(channel.name_span);
    let mut finding = rule
        .finding(message, Label::new(place, "too slow"))
        .with_help(format!("sync every `\"{example}\"`, or give the segment a slower tier"))
        .with_fix(Fix::Replace(vec![(place, format!("\"{example}\""))]))
        .with_address(every.origin.address.to_string())
        .on_channel(&channel.name);
    for segment in segments {
        finding = finding.about("segment", &segment.name);
        if let Some(span) = segment.sync.origin.span {
            finding =
                finding.with_label(span, format!("`{}` is {}", segment.name, segment.sync.value.name()));
        }
    }
    finding
}

fn check(rule: &Rule, policy: &Policy, sink: &mut Sink) {
    for (index, channel) in policy.channels.iter().enumerate() {
        let Some(every) = &channel.sync_every else { continue };
        if channel.status.value != Status::Active || policy.is_held(index) {
            continue;
        }
        let slow: Vec<&Segment> = policy
            .segments
            .iter()
            .enumerate()
            .filter(|(segment, own)| lists(channel, *segment) && !is_fast_enough(every.value, own.sync.value))
            .map(|(_, segment)| segment)
            .collect();
        if !slow.is_empty() {
            sink.push(too_slow(rule, channel, every, &slow));
        }
    }
}

/// Whether an interval meets a tier: real-time is under 5 minutes, near-time up to 30.
fn is_fast_enough(every: Duration, tier: Tier) -> bool {
    match tier {
        Tier::RealTime => every.seconds() < 300,
        Tier::NearTime => every.seconds() <= 1800,
        Tier::Batch => true,
    }
}

/// Whether a channel can list SKUs of a segment, as far as the policy alone says.
fn lists(channel: &Channel, segment: usize) -> bool {
    let Some(lists) = &channel.lists else { return true };
    lists.value.0.iter().all(|condition| match condition {
        Condition::Segment(segments) => segments.contains(&segment),
        Condition::Not(inner) => {
            !matches!(inner.0.as_slice(), [Condition::Segment(segments)] if segments.contains(&segment))
        }
        _ => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiers_at_their_thresholds() {
        let every = |text: &str| text.parse::<Duration>().unwrap();
        assert!(is_fast_enough(every("299s"), Tier::RealTime));
        assert!(!is_fast_enough(every("5min"), Tier::RealTime), "5 minutes are not under 5 minutes");
        assert!(is_fast_enough(every("30min"), Tier::NearTime));
        assert!(!is_fast_enough(every("1801s"), Tier::NearTime));
        assert!(is_fast_enough(every("2d"), Tier::Batch));
    }
}
