//! What a `feed` can't hold: two columns of a header, files of no rows, settings of another format.

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::model::literal::Units;
use crate::model::part::Document;
use crate::model::part::channel::{FeedFormat, FeedPart};
use crate::value::Spanned;

/// Tells what is wrong in the feeds of all channels and profiles.
pub(super) fn tell(document: &Document, sink: &mut Sink) {
    let channels = document.channel.iter().flat_map(|channel| &channel.value.feed);
    let profiles = document.profile.iter().flat_map(|profile| &profile.value.feed);
    for feed in channels.chain(profiles) {
        headers(&feed.value, sink);
        batches(&feed.value, sink);
        other_formats(&feed.value, sink);
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

fn finding(rule: &'static str, message: String, span: Span, label: &str) -> Diagnostic {
    Diagnostic::error(rule, Category::Language, message, Label::new(span, label))
}
