//! What feeds can't hold, names that they have twice, and files that two of them would share.

use std::collections::BTreeMap;

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::item::Field;
use crate::model::literal::Units;
use crate::model::part::Document;
use crate::model::part::channel::{FeedColumnPart, FeedFormat, FeedPart, FeedValue};
use crate::policy::channel::{Channel, Feed};
use crate::value::Spanned;

use super::Policy;

/// The files that every build has.
const OWN_FILES: [&str; 4] = ["manifest.json", "offers.jsonl", "quarantine.jsonl", "replenishment.csv"];

/// Tells columns in which nothing would stand, or of which two have one name, files without room, and feeds that would be written over another file.
pub(super) fn tell(document: &Document, policy: &Policy, sink: &mut Sink) {
    let of_channels = document.channel.iter().filter_map(|channel| channel.value.feed.as_ref());
    let of_profiles = document.profile.iter().filter_map(|profile| profile.value.feed.as_ref());
    for feed in of_channels.chain(of_profiles) {
        let feed = &feed.value;
        feed.column.iter().filter_map(no_value).for_each(|finding| sink.push(finding));
        tell_twice(feed, sink);
        let (batch, bytes) = (("batch", "offers", &feed.batch), ("batch-bytes", "bytes", &feed.batch_bytes));
        for (name, unit, most) in [batch, bytes] {
            if let Some(most) = most.as_ref().filter(|most| most.value.0 == 0) {
                sink.push(no_room(name, unit, most));
            }
        }
    }
    for channel in &policy.channels {
        if let Some(finding) = written_over(channel, &policy.channels) {
            sink.push(finding);
        }
    }
}

/// Columns of one name: whoever reads the file takes one of them, or refuses it.
fn tell_twice(feed: &FeedPart, sink: &mut Sink) {
    let mut known: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    for column in &feed.column {
        let header = &column.value.header;
        known.entry(header.value.0.as_str()).or_default().push(header.span);
    }
    for (header, spans) in known {
        let [first, second, others @ ..] = spans.as_slice() else { continue };
        let what = if feed.format.value == FeedFormat::Jsonl { "key" } else { "column" };
        let message = format!("the feed has the {what} `{header}` more than once");
        let label = Label::new(*second, "the second");
        let finding = Diagnostic::error("duplicate-name", Category::Language, message, label);
        let finding = finding.with_label(*first, "the first");
        let finding = others.iter().fold(finding, |finding, span| finding.with_label(*span, "one more"));
        sink.push(finding.with_help("give each its own name, or keep the one that the channel is to read"));
    }
}

/// A file for nothing.
fn no_room(name: &str, unit: &str, most: &Spanned<Units>) -> Diagnostic {
    let message = format!("`{name}` is 0, and a file of 0 {unit} holds nothing");
    let label = Label::new(most.span, format!("the most {unit} a file"));
    Diagnostic::error("invalid-value", Category::Language, message, label)
        .with_help(format!("write how many {unit} the channel takes at once, or leave `{name}` out"))
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
    feed.format == FeedFormat::AmazonListings || feed.batch.is_some() || feed.batch_bytes.is_some()
}

/// Whether a name is that of a numbered file of another channel's feed: `NAME-0001`.
fn is_part_of(name: &str, feed: &Feed, other: &Channel) -> bool {
    let number = name.strip_prefix(other.name.as_str()).and_then(|rest| rest.strip_prefix('-'));
    number.is_some_and(|number| number.len() >= 4 && number.bytes().all(|digit| digit.is_ascii_digit()))
        && other.feed.as_ref().is_some_and(|other| is_cut(other) && other.ending() == feed.ending())
}
