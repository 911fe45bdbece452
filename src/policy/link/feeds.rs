//! Columns in which nothing would stand, and files that two feeds would share.

use crate::diagnostic::{Category, Diagnostic, Label, Sink};
use crate::item::Field;
use crate::model::part::Document;
use crate::model::part::channel::{FeedColumnPart, FeedFormat, FeedValue};
use crate::policy::channel::{Channel, Feed};
use crate::policy::ids::IdForm;
use crate::value::Spanned;

use super::Policy;
use super::names::Names;

/// The files that every build has.
const OWN_FILES: [&str; 5] =
    ["by-hand.jsonl", "manifest.json", "offers.jsonl", "quarantine.jsonl", "replenishment.csv"];

/// Tells columns in which nothing would stand, and feeds that would be written over another file.
pub(super) fn tell(document: &Document, policy: &Policy, names: &Names<'_>, sink: &mut Sink) {
    let of_channels = document.channel.iter().flat_map(|channel| &channel.value.feed);
    let of_profiles = document.profile.iter().flat_map(|profile| &profile.value.feed);
    for column in of_channels.chain(of_profiles).flat_map(|feed| &feed.value.column) {
        if let Some(finding) = no_value(column) {
            sink.push(finding);
        }
    }
    let feeds =
        policy.channels.iter().flat_map(|channel| channel.feeds.iter().map(move |feed| (channel, feed)));
    let feeds: Vec<(&Channel, &Feed)> = feeds.collect();
    for (channel, feed) in &feeds {
        if let Some(finding) = other_currency(channel, feed) {
            sink.push(finding);
        }
    }
    for (index, feed) in feeds.iter().enumerate() {
        if let Some(finding) = written_over(index, *feed, &feeds) {
            sink.push(finding);
        }
        let may_be_lost = names.lost.may_have_kind("pool") || names.lost.may_have_kind("location");
        if let Some(finding) = not_all_locations(*feed, policy, names).filter(|_| !may_be_lost) {
            sink.push(finding);
        }
    }
}

/// A currency in which the intake takes no prices.
fn other_currency(channel: &Channel, feed: &Feed) -> Option<Diagnostic> {
    let currency = channel.currency.value.code();
    let taken = channel.currencies(feed).filter(|taken| !taken.contains(&currency))?;
    // without a seller it is not written
    if feed.format == FeedFormat::AmazonListings && feed.seller_id.is_none() {
        return None;
    }
    let message = format!(
        "`feed {}` takes prices in {}, and those of `{}` are in {currency}",
        feed.format.name(),
        taken.join(" and "),
        channel.name
    );
    let span = channel.currency.origin.span.unwrap_or(channel.name_span);
    let label = Label::new(span, "no currency of this feed");
    let finding = Diagnostic::error("invalid-value", Category::Language, message, label);
    let elsewhere = match feed.format {
        FeedFormat::AmazonListings => {
            "; of another marketplace than the US one the feed says its `marketplace-id`"
        }
        _ => "",
    };
    Some(finding.with_help(format!(
        "write `currency USD` into the channel, and a `fx` for it into `policy`{elsewhere}"
    )))
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

fn written_over(
    index: usize,
    (channel, feed): (&Channel, &Feed),
    all: &[(&Channel, &Feed)],
) -> Option<Diagnostic> {
    let file = format!("{}.{}", feed.stem, feed.format.ending());
    let is_same = |other: &Feed| {
        (&other.stem, other.format.ending(), other.is_cut())
            == (&feed.stem, feed.format.ending(), feed.is_cut())
    };
    if let Some((other, first)) = all.iter().take(index).find(|(_, other)| is_same(other)) {
        let whose = if other.name == channel.name { "the other feed of" } else { "a feed of" };
        let message =
            format!("a feed of `{}` would be written over {whose} `{}`, `{file}`", channel.name, other.name);
        let label = Label::new(feed.origin.span.unwrap_or(channel.name_span), "named like it");
        let mut finding = Diagnostic::error("duplicate-name", Category::Language, message, label);
        if let Some(span) = first.origin.span {
            finding = finding.with_label(span, "the first");
        }
        return Some(finding.with_help(format!(
            "give one of the two a name of its own: `feed {} name=\"…\"`",
            feed.format.name()
        )));
    }
    let whose = if feed.is_cut() {
        return None;
    } else if OWN_FILES.contains(&file.as_str()) {
        "a file of the build itself".to_owned()
    } else {
        let (other, _) = all.iter().find(|(_, other)| is_part_of(feed, other))?;
        format!("a part of the feed of `{}`", other.name)
    };
    let message = format!("the feed of `{}` would be written over {whose}, `{file}`", channel.name);
    let label = Label::new(channel.name_span, "named like it");
    Some(
        Diagnostic::error("duplicate-name", Category::Language, message, label)
            .with_help("give the channel another name"),
    )
}

/// A channel adds up what it counts at its locations: where one of the pool's is not named, its old count stays.
fn not_all_locations(
    (channel, feed): (&Channel, &Feed),
    policy: &Policy,
    names: &Names<'_>,
) -> Option<Diagnostic> {
    IdForm::of_location(feed.format)?;
    let span = feed.origin.span.filter(|_| !feed.locations.is_empty())?;
    let index = policy.channel_named(&channel.name)?;
    let pool = channel.pool.and_then(|pool| policy.pools.get(pool))?;
    let own: Vec<&String> =
        pool.locations.iter().filter(|own| own.held_by != Some(index)).map(|own| &own.name).collect();
    let named: Vec<&String> = feed.locations.iter().map(|(name, _)| name).collect();
    if let Some(other) = named.iter().find(|name| !own.contains(name) && names.locations.contains(name)) {
        let message = format!("`{}` draws no units from `{other}`", channel.name);
        let label = Label::new(span, "a location that would always be told 0");
        let help = format!("take it out, or put it into pool `{}`", pool.name);
        return Some(Diagnostic::error("invalid-value", Category::Language, message, label).with_help(help));
    }
    let missing = own.iter().find(|name| !named.contains(name))?;
    let message = format!("the feed has no id for `{missing}`, from which `{}` draws too", channel.name);
    let label = Label::new(span, "the channel's old count would stay there, beside the new ones");
    let help = format!("add it: `location {missing} \"ID\"`");
    Some(Diagnostic::error("missing-field", Category::Language, message, label).with_help(help))
}

/// Whether a feed's file is named as a numbered file of another feed is: `NAME-0001`.
fn is_part_of(feed: &Feed, other: &Feed) -> bool {
    let number = feed.stem.strip_prefix(other.stem.as_str()).and_then(|rest| rest.strip_prefix('-'));
    number.is_some_and(|number| number.len() >= 4 && number.bytes().all(|digit| digit.is_ascii_digit()))
        && other.is_cut()
        && other.format.ending() == feed.format.ending()
}
