//! Columns in which nothing would stand, and files that two feeds would share.

use crate::diagnostic::{Category, Diagnostic, Label, Sink};
use crate::item::Field;
use crate::model::part::Document;
use crate::model::part::channel::{FeedColumnPart, FeedFormat, FeedValue};
use crate::policy::channel::{Channel, Feed};
use crate::value::Spanned;

use super::Policy;

/// The files that every build has.
const OWN_FILES: [&str; 4] = ["manifest.json", "offers.jsonl", "quarantine.jsonl", "replenishment.csv"];

/// Tells columns in which nothing would stand, and feeds that would be written over another file.
pub(super) fn tell(document: &Document, policy: &Policy, sink: &mut Sink) {
    let of_channels = document.channel.iter().filter_map(|channel| channel.value.feed.as_ref());
    let of_profiles = document.profile.iter().filter_map(|profile| profile.value.feed.as_ref());
    for column in of_channels.chain(of_profiles).flat_map(|feed| &feed.value.column) {
        if let Some(finding) = no_value(column) {
            sink.push(finding);
        }
    }
    for channel in &policy.channels {
        if let Some(finding) = written_over(channel, &policy.channels) {
            sink.push(finding);
        }
    }
}

/// A field that is no text and no amount of the item as a whole.
fn no_value(column: &Spanned<FeedColumnPart>) -> Option<Diagnostic> {
    let FeedValue::Item(field) = &column.value.value.value else { return None };
    let help = match field {
        Field::Stock | Field::Committed => "write `quantity`: the units that the channel is to show",
        Field::Velocity | Field::VelocitySd | Field::LeadTime | Field::TaxRate => {
            "take the column out, or read the cells a second time as a text of your own: `attribute NAME \"HEADER\"` in the `source`, and `attribute.NAME` here"
        }
        _ => return None,
    };
    let message = format!(
        "`{field}` is no text, and nothing would stand in the column `{}`",
        column.value.header.value.0
    );
    let label = Label::new(column.value.value.span, "no value of a feed");
    Some(Diagnostic::error("invalid-value", Category::Language, message, label).with_help(help))
}

fn written_over(channel: &Channel, all: &[Channel]) -> Option<Diagnostic> {
    let feed = channel.feed.as_ref().filter(|feed| !is_cut(feed))?;
    let file = format!("{}.{}", channel.name, feed.ending());
    let whose = if OWN_FILES.contains(&file.as_str()) {
        "a file of the build itself".to_owned()
    } else {
        let other = all.iter().find(|other| is_part_of(&channel.name, feed, other))?;
        format!("a part of the feed of `{}`", other.name)
    };
    let message = format!("the feed of `{}` would be written over {whose}, `{file}`", channel.name);
    let label = Label::new(channel.name_span, "named like it");
    Some(
        Diagnostic::error("duplicate-name", Category::Language, message, label)
            .with_help("give the channel another name"),
    )
}

/// Whether a feed is written in numbered files; Amazon's always is.
fn is_cut(feed: &Feed) -> bool {
    let is_by_policy = feed.format.has_columns() && (feed.batch.is_some() || feed.batch_bytes.is_some());
    feed.format == FeedFormat::AmazonListings || is_by_policy
}

/// Whether a name is that of a numbered file of another channel's feed: `NAME-0001`.
fn is_part_of(name: &str, feed: &Feed, other: &Channel) -> bool {
    let number = name.strip_prefix(other.name.as_str()).and_then(|rest| rest.strip_prefix('-'));
    number.is_some_and(|number| number.len() >= 4 && number.bytes().all(|digit| digit.is_ascii_digit()))
        && other.feed.as_ref().is_some_and(|other| is_cut(other) && other.ending() == feed.ending())
}
