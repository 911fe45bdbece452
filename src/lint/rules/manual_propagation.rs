//! # manual-propagation
//!
//! A field is updated by hand, and nobody is named who does it.
//!
//! ## What it finds
//! `update via=manual` of a field of the content without `owner`.
//!
//! ## Why it matters
//! A change in the catalog does not reach the channels by itself: without an owner it does not reach them at all.
//!
//! ## What settles it
//! `owner="brand-team"`, or `update via=sync` where the feed carries the field.
//!
//! ## Bad
//! ```kdl
//! content { field a-plus { unique; on amazon { from title; as "a_plus" }; update via=manual } }
//! ```
//! ## Good
//! ```kdl
//! content { field a-plus { unique; on amazon { from title; as "a_plus" }; update via=manual owner="brand-team" } }
//! ```

use crate::diagnostic::{Category, Label, Level, Sink};
use crate::lint::{Check, Rule};
use crate::model::part::content::UpdateMethod;
use crate::nearest::listed;
use crate::policy::Policy;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "manual-propagation",
    category: Category::Content,
    level: Level::Warn,
    check: Check::Static(check),
};

fn check(rule: &Rule, policy: &Policy, sink: &mut Sink) {
    for field in &policy.content.fields {
        let by_hand = field.update.as_ref().filter(|update| update.value == (UpdateMethod::Manual, None));
        let Some(update) = by_hand else { continue };
        let channels = field.channels.iter().filter_map(|own| policy.channels.get(own.channel));
        let channels = listed(channels.map(|channel| channel.name.as_str()));
        let on = if channels.is_empty() { String::new() } else { format!(" on {channels}") };
        let message = format!("`{}` is updated by hand{on}, and nobody is named who does it", field.name);
        let label = Label::new(update.origin.span.unwrap_or_default(), "no `owner`");
        let finding = rule.finding(message, label).with_address(update.origin.address.to_string());
        sink.push(finding.with_help(
            "write who does it: `update via=manual owner=\"TEAM\"`; or `via=sync` where a feed carries it",
        ));
    }
}
