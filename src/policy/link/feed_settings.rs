//! What a `feed` can't hold: two columns of a header, files of no rows, settings of another format, ids that are none.

use crate::diagnostic::{Category, Diagnostic, Label, Level, Sink, Span};
use crate::model::literal::Units;
use crate::model::part::Document;
use crate::model::part::channel::{FeedFormat, FeedPart};
use crate::policy::ids::IdForm;
use crate::value::Spanned;

/// Tells what is wrong in the feeds of all channels and profiles.
pub(super) fn tell(document: &Document, sink: &mut Sink) {
    let channels = document.channel.iter().flat_map(|channel| &channel.value.feed);
    let profiles = document.profile.iter().flat_map(|profile| &profile.value.feed);
    for feed in channels.chain(profiles) {
        headers(&feed.value, sink);
        batches(&feed.value, sink);
        most(&feed.value, sink);
        other_formats(&feed.value, sink);
        locations(&feed.value, sink);
        options(&feed.value, sink);
    }
}

fn headers(feed: &FeedPart, sink: &mut Sink) {
    for (index, column) in feed.column.iter().enumerate() {
        let header = &column.value.header;
        let same = |first: &&Spanned<_>| header_of(first) == &header.value.0;
        if let Some(first) = feed.column.iter().take(index).find(same) {
            let message = format!("two columns of the feed are headed `{}`", header.value);
            sink.push(
                finding("given-twice", message, header.span, "the second")
                    .with_label(first.value.header.span, "the first")
                    .with_help("give one of the two another header, or take it out"),
            );
        }
    }
}

fn header_of(column: &Spanned<crate::model::part::channel::FeedColumnPart>) -> &String {
    &column.value.header.value.0
}

fn batches(feed: &FeedPart, sink: &mut Sink) {
    for (name, given) in [("batch", &feed.batch), ("batch-bytes", &feed.batch_bytes)] {
        let none = |given: &&Spanned<Units>| given.value.0 == 0;
        if let Some(given) = given.as_ref().filter(none) {
            let message = format!("`{name}` is 0, and a file of nothing holds nothing");
            sink.push(
                finding("invalid-value", message, given.span, "above 0 belongs here")
                    .with_help(format!("write the most that one file may hold, or take `{name}` out")),
            );
        }
    }
}

/// Files and calls larger than an intake takes, which a build makes smaller, and sizes of files that are not cut by
/// any.
fn most(feed: &FeedPart, sink: &mut Sink) {
    let format = feed.format.value;
    let (own, unit) = if format.is_of_calls() { ("call", "entries") } else { ("file", "offers") };
    let limits = [
        ("batch", &feed.batch, format.most_entries(), own, unit),
        ("batch-bytes", &feed.batch_bytes, format.most_bytes(), "file", "bytes"),
    ];
    for (name, given, most, own, unit) in limits {
        let Some(given) = given else { continue };
        let is_above = |most: u64| u64::try_from(given.value.0).is_ok_and(|given| given > most);
        if let Some(most) = most.filter(|most| is_above(*most)) {
            let message = format!(
                "`feed {}` takes {most} {unit} a {own} at most, so `{name}={}` counts for {most}",
                format.name(),
                given.value.0
            );
            sink.push(
                finding("invalid-value", message, given.span, "more than its intake takes")
                    .at_level(Level::Warn)
                    .with_help(format!("write {most} or less, or take `{name}` out")),
            );
        }
        if name == "batch-bytes" && most.is_none() && format.is_of_calls() {
            let message = format!(
                "each line of `feed {}` is a call of its own, and its file is not cut by `{name}`",
                format.name()
            );
            sink.push(
                finding("invalid-value", message, given.span, "counts for nothing")
                    .at_level(Level::Warn)
                    .with_help("take it out; `batch` says how many entries a call has"),
            );
        }
    }
}

/// Ids, types and versions belong to some feeds, columns to those whose fields the policy names.
fn other_formats(feed: &FeedPart, sink: &mut Sink) {
    let format = feed.format.value;
    if let Some(column) = feed.column.first().filter(|_| !format.has_columns()) {
        let message =
            format!("a feed `{}` has the fields that its intake gives it, and no columns", format.name());
        sink.push(
            finding("unknown-field", message, column.span, "would count for nothing")
                .with_help("take the columns out; a file with columns is `feed csv`, `tsv` or `jsonl`"),
        );
    }
    let amazon: &[FeedFormat] = &[FeedFormat::AmazonListings];
    let item: &[FeedFormat] = &[FeedFormat::WalmartItem, FeedFormat::WalmartMatch];
    let both: &[FeedFormat] = &[FeedFormat::AmazonListings, FeedFormat::WalmartItem];
    let settings = [
        ("seller-id", &feed.seller_id, amazon),
        ("marketplace-id", &feed.marketplace_id, amazon),
        ("product-type", &feed.product_type, both),
        ("fulfillment-channel", &feed.fulfillment_channel, amazon),
        ("spec-version", &feed.spec_version, item),
    ];
    for (name, given, formats) in settings {
        let Some(given) = given.as_ref().filter(|_| !formats.contains(&format)) else { continue };
        let known: Vec<String> = formats.iter().map(|format| format!("`feed {}`", format.name())).collect();
        let known = known.join(" and ");
        let message = format!("`{name}` belongs to {known}, and this is `feed {}`", format.name());
        sink.push(
            finding("unknown-field", message, given.span, "would count for nothing")
                .with_help(format!("take `{name}` out, or write {}", known.replace(" and ", " or "))),
        );
    }
}

/// Locations belong to feeds of quantities, each once, with an id that the channel can have given.
fn locations(feed: &FeedPart, sink: &mut Sink) {
    let format = feed.format.value;
    let Some(form) = IdForm::of_location(format) else {
        if let Some(first) = feed.location.first() {
            let message = format!("a feed `{}` goes to no location", format.name());
            sink.push(finding("unknown-field", message, first.span, "would count for nothing").with_help(
                "take it out; `location` belongs to `feed shopify-quantities` and `feed tiktok-inventory`",
            ));
        }
        return;
    };
    for (index, location) in feed.location.iter().enumerate() {
        let (name, id) = (&location.value.name, &location.value.id);
        let read = form.read(&id.value.0);
        if read.is_none() {
            let message = format!("`{}` is no id of a location: it is no {}", id.value, form.in_words());
            sink.push(
                finding("invalid-value", message, id.span, "not an id that the channel gives")
                    .with_help("copy the id from the channel, with all of its digits"),
            );
        }
        let earlier = feed.location.iter().take(index);
        let same = earlier.clone().find(|first| first.value.name.value == name.value);
        if let Some(first) = same {
            let message = format!("the feed names location `{}` twice", name.value);
            sink.push(
                finding("given-twice", message, name.span, "the second time")
                    .with_label(first.value.name.span, "the first")
                    .with_help("keep one of the two"),
            );
        }
        let same_id =
            earlier.clone().find(|first| read.is_some() && form.read(&first.value.id.value.0) == read);
        if let Some(first) = same_id.filter(|_| same.is_none()) {
            let message = format!("two locations of the feed have the id `{}`", id.value);
            sink.push(
                finding("given-twice", message, id.span, "the second")
                    .with_label(first.value.id.span, "the first")
                    .with_help("each location has an id of its own on the channel"),
            );
        }
    }
}

/// Options belong to the product CSV, three at most.
fn options(feed: &FeedPart, sink: &mut Sink) {
    let format = feed.format.value;
    if let Some(first) = feed.option.first().filter(|_| format != FeedFormat::ShopifyCsv) {
        let message = format!("a feed `{}` has no options", format.name());
        sink.push(
            finding("unknown-field", message, first.span, "would count for nothing")
                .with_help("take it out; `option` belongs to `feed shopify-csv`"),
        );
    } else if let Some(fourth) = feed.option.get(3) {
        let message = "Shopify tells variants apart by three options at most".to_owned();
        sink.push(finding("invalid-value", message, fourth.span, "the fourth").with_help("take it out"));
    }
}

fn finding(rule: &'static str, message: String, span: Span, label: &str) -> Diagnostic {
    Diagnostic::error(rule, Category::Language, message, Label::new(span, label))
}
