//! Attributes of a listing that would be written twice: by two fields, or by a field and the feed itself.

use std::collections::BTreeMap;

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::model::part::channel::FeedFormat;
use crate::model::part::content::UpdateMethod;
use crate::policy::attribute::{of_content, of_feed};
use crate::policy::channel::{Channel, Feed};
use crate::policy::content::{ChannelContent, Content, ContentField, ContentStep};

/// Tells fields that end in one attribute of a channel, and those that give what the feed makes itself.
pub(super) fn tell(content: &Content, channels: &[Channel], sink: &mut Sink) {
    let mut told: Vec<Span> = Vec::new();
    for (index, channel) in channels.iter().enumerate() {
        let mut fields: Vec<Given<'_>> =
            content.fields.iter().filter_map(|field| given(field, index)).collect();
        fields.sort_by_key(|given| given.own.key_span);
        for finding in of_channel(channel, &fields) {
            // what one `on` gives to several channels is one mistake
            if !told.contains(&finding.primary.span) {
                told.push(finding.primary.span);
                sink.push(finding);
            }
        }
    }
}

/// A field on a channel.
#[derive(Debug, Clone, Copy)]
struct Given<'c> {
    field: &'c ContentField,
    own: &'c ChannelContent,
}

fn given(field: &ContentField, channel: usize) -> Option<Given<'_>> {
    let own = field.channels.iter().find(|own| own.channel == channel)?;
    Some(Given { field, own })
}

impl<'c> Given<'c> {
    /// Its name on the channel.
    fn key(&self) -> &'c str {
        self.own.key.as_deref().unwrap_or(&self.field.name)
    }

    /// The attributes that the feeds make of it.
    fn attributes(&self, channel: &Channel) -> Vec<&'c str> {
        if self.is_manual() {
            return Vec::new();
        }
        let most = self.own.steps.iter().filter_map(|step| match step.value {
            ContentStep::Take(count) => Some(count),
            _ => None,
        });
        let most = most.min().unwrap_or(usize::MAX);
        channel
            .feeds
            .iter()
            .flat_map(|feed| of_content(feed.format, self.key()).into_iter().take(most))
            .collect()
    }

    fn is_manual(&self) -> bool {
        self.field.update.as_ref().is_some_and(|update| update.value.0 == UpdateMethod::Manual)
    }
}

fn of_channel(channel: &Channel, fields: &[Given<'_>]) -> Vec<Diagnostic> {
    let has_sides =
        ["length", "width", "height"].iter().all(|side| fields.iter().any(|given| given.key() == *side));
    let mut first: BTreeMap<&str, Given<'_>> = BTreeMap::new();
    let mut findings = Vec::new();
    for given in fields {
        if let Some((feed, what)) = made_by_feed(channel, given, has_sides) {
            findings.push(also_by_feed(channel, feed, given, what));
            continue;
        }
        let mut attributes = given.attributes(channel);
        attributes.push(given.key());
        let twice = attributes.iter().find_map(|name| Some((*name, *first.get(name)?)));
        if let Some((name, earlier)) = twice {
            findings.push(given_twice(channel, name, &earlier, given));
            continue;
        }
        first.extend(attributes.into_iter().map(|name| (name, *given)));
    }
    findings
}

/// The feed that writes the attribute of a field by itself, and what of.
fn made_by_feed<'c>(
    channel: &'c Channel,
    given: &Given<'_>,
    has_sides: bool,
) -> Option<(&'c Feed, &'static str)> {
    let mut feeds = channel.feeds.iter().filter(|_| !given.is_manual());
    feeds.find_map(|feed| {
        let own = of_feed(feed.format, has_sides).iter().find(|(name, _)| *name == given.key())?;
        Some((feed, own.1))
    })
}

fn also_by_feed(channel: &Channel, feed: &Feed, given: &Given<'_>, what: &str) -> Diagnostic {
    let (name, format) = (given.key(), FeedFormat::name(feed.format));
    let message = format!(
        "`feed {format}` of `{}` writes `{name}` itself, and `{}` would be a second one",
        channel.name, given.field.name
    );
    let label = Label::new(given.own.key_span, "given by the feed already");
    let finding = Diagnostic::error("given-twice", Category::Language, message, label);
    let finding = match feed.origin.span {
        Some(span) => finding.with_label(span, format!("writes `{name}`")),
        None => finding,
    };
    finding.with_help(format!("take it out: the feed makes `{name}` of {what}"))
}

fn given_twice(channel: &Channel, name: &str, earlier: &Given<'_>, later: &Given<'_>) -> Diagnostic {
    let (first, second) = (&earlier.field.name, &later.field.name);
    let message = format!("`{first}` and `{second}` would both be `{name}` on `{}`", channel.name);
    let label = Label::new(later.own.key_span, "the second");
    Diagnostic::error("given-twice", Category::Language, message, label)
        .with_label(earlier.own.key_span, "the first")
        .with_help(format!(
            "keep one of the two on `{}`, or write another name for one: `as \"NAME\"`",
            channel.name
        ))
}
