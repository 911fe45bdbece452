//! # unmapped-field
//!
//! A channel asks for a field that `content` does not give it, or is given one that it does not know.
//!
//! ## What it finds
//! A field that a channel or its profile requires and that no `field` of `content` gives to the channel; and a
//! field that `on CHANNEL` gives to a channel whose profile names fields, but not this one, without `as`. A
//! policy without `content` leaves listings to others, and is not looked at; neither is a paused or an
//! onboarding channel.
//!
//! ## Why it matters
//! Each listing would be refused, one after the other, or a text would be sent where nobody reads it.
//!
//! ## What settles it
//! The field in `content`; `as "KEY"` with the channel's own name of it.
//!
//! ## Bad
//! ```kdl
//! channel amazon { role marketplace; require title brand }
//! content { field title { identical } }
//! ```
//! ## Good
//! ```kdl
//! channel amazon { role marketplace; require title brand }
//! content { field title { identical }; field brand { identical } }
//! ```

use crate::diagnostic::{Category, Diagnostic, Fix, Label, Level, Sink};
use crate::item::Field;
use crate::lint::{Check, Rule};
use crate::model::part::channel::Status;
use crate::policy::Policy;
use crate::policy::channel::Channel;
use crate::policy::content::{ChannelContent, ContentField};
use crate::policy::setting::Setting;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "unmapped-field",
    category: Category::Content,
    level: Level::Error,
    check: Check::Static(check),
};

fn unmapped(rule: &Rule, channel: &Channel, required: &Setting<String>) -> Diagnostic {
    let field = &required.value;
    let message = format!("`{}` requires `{field}`, and `content` does not give it", channel.name);
    let finding = rule
        .finding(message, Label::new(channel.name_span, format!("its listings lack `{field}`")))
        .with_address(channel.origin.address.to_string())
        .on_channel(&channel.name);
    let finding = match required.origin.span {
        Some(span) => finding.with_label(span, "required here"),
        None => finding,
    };
    let is_of_item = field.parse::<Field>().is_ok();
    let from = if is_of_item { field.clone() } else { format!("attribute.{field}") };
    let node = format!("content {{ field {field} {{ identical; from {from} }} }}");
    let finding = finding.with_help(format!("write `{node}`, or the field of the catalog that holds it"));
    if is_of_item { finding.with_fix(Fix::Append(node)) } else { finding }
}

fn unknown(rule: &Rule, channel: &Channel, field: &ContentField, own: &ChannelContent) -> Diagnostic {
    let message =
        format!("`{}` has no field `{}`, and `on` does not say what it is there", channel.name, field.name);
    let place = own.origin.span.unwrap_or(channel.name_span);
    rule.finding(message, Label::new(place, "no `as`"))
        .with_help(format!(
            "write the channel's own name of it: `on {} {{ as \"{}\" }}`, or take the channel out",
            channel.name,
            field.name.replace('-', "_")
        ))
        .with_address(own.origin.address.to_string())
        .on_channel(&channel.name)
}

fn check(rule: &Rule, policy: &Policy, sink: &mut Sink) {
    let fields = &policy.content.fields;
    if fields.is_empty() {
        return;
    }
    for (index, channel) in policy.channels.iter().enumerate() {
        if channel.status.value != Status::Active {
            continue;
        }
        let given =
            |name: &str| fields.iter().find(|field| field.name == name).and_then(|field| on(field, index));
        for required in channel.required.iter().filter(|required| given(&required.value).is_none()) {
            sink.push(unmapped(rule, channel, required));
        }
        if channel.limits.is_empty() && channel.required.is_empty() {
            continue; // nothing is known of its fields
        }
        for field in
            fields.iter().filter(|field| !channel.knows(&field.name) && !is_shown(channel, &field.name))
        {
            if let Some(own) = on(field, index).filter(|own| own.is_named && own.key.is_none()) {
                sink.push(unknown(rule, channel, field, own));
            }
        }
    }
}

fn on(field: &ContentField, channel: usize) -> Option<&ChannelContent> {
    field.channels.iter().find(|own| own.channel == channel)
}

/// Whether a column of the channel's feed shows a field by its name.
fn is_shown(channel: &Channel, name: &str) -> bool {
    channel.feeds.iter().flat_map(|feed| &feed.columns).any(|column| column.value.is_content(name))
}
