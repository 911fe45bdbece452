//! Feeds with named columns: CSV, TSV, JSON lines.

use std::borrow::Cow;

use crate::item::{Field, Item};
use crate::model::part::channel::{FeedFormat, FeedValue};
use crate::offer::content::{ContentFigure, ContentValue};
use crate::policy::channel::{Feed, FeedColumn};
use crate::program::Program;

use super::entry::{self, Entry};
use super::lines::{Entries, Frame, Limits};
use super::text::{amount, cell, json_key, json_string, push};

/// What stands around the rows of a feed.
pub(super) fn frame(feed: &Feed) -> Frame {
    let mut frame = Frame { writes_empty: true, ..Frame::default() };
    if feed.format == FeedFormat::Jsonl {
        return frame;
    }
    for (index, column) in feed.columns.iter().enumerate() {
        if index > 0 {
            frame.head.push(delimiter(feed));
        }
        cell(&mut frame.head, &column.header, delimiter(feed));
    }
    frame.head.push(b'\n');
    frame
}

/// How a feed is cut.
pub(super) fn limits(feed: &Feed) -> Limits {
    Limits { entries: feed.batch, bytes: feed.batch_bytes }
}

fn delimiter(feed: &Feed) -> u8 {
    if feed.format == FeedFormat::Tsv { b'\t' } else { b',' }
}

/// A value of a column: a text, several, a number by its digits, or nothing.
enum Shown<'i> {
    Text(Cow<'i, str>),
    List(Vec<Cow<'i, str>>),
    Number(String),
    Nothing,
}

/// Appends a row. A SKU that is held back is only written with quantity 0, and then without its prices.
pub(super) fn write(entry: &Entry<'_>, entries: &mut Entries) {
    let Entry { feed, listing, .. } = *entry;
    let bytes = &mut entries.bytes;
    if feed.format == FeedFormat::Jsonl {
        bytes.push(b'{');
    }
    for (index, column) in feed.columns.iter().enumerate() {
        let shown = match entry.columns.get(index).copied().flatten() {
            Some(field) => of_content(listing.get(field)),
            None => shown(entry, column),
        };
        if feed.format == FeedFormat::Jsonl {
            json_member(bytes, column, &shown);
        } else {
            if index > 0 {
                bytes.push(delimiter(feed));
            }
            match shown {
                Shown::Text(text) => cell(bytes, &text, delimiter(feed)),
                Shown::List(texts) => cell(bytes, &texts.join(&column.join), delimiter(feed)),
                Shown::Number(digits) => cell(bytes, &digits, delimiter(feed)),
                Shown::Nothing => {}
            }
        }
    }
    bytes.extend_from_slice(if feed.format == FeedFormat::Jsonl { b"}\n" } else { b"\n" });
    entries.end();
}

fn json_member(bytes: &mut Vec<u8>, column: &FeedColumn, shown: &Shown<'_>) {
    json_key(bytes, &column.header);
    match shown {
        Shown::Text(text) => json_string(bytes, text),
        Shown::List(texts) => json_list(bytes, texts),
        Shown::Number(digits) => push(bytes, digits),
        Shown::Nothing => bytes.extend_from_slice(b"null"),
    }
}

fn json_list(bytes: &mut Vec<u8>, texts: &[Cow<'_, str>]) {
    bytes.push(b'[');
    for (index, text) in texts.iter().enumerate() {
        if index > 0 {
            bytes.push(b',');
        }
        json_string(bytes, text);
    }
    bytes.push(b']');
}

fn shown<'i>(entry: &Entry<'i>, column: &FeedColumn) -> Shown<'i> {
    let Entry { program, channel, item, offer, .. } = *entry;
    let currency = entry.currency();
    let is_held_back = entry.is_held_back();
    let money = |value: Option<crate::offer::Amount>| match value.filter(|_| !is_held_back) {
        // money is a text in JSON too: no reader may make a float of it
        Some(value) => Shown::Text(amount(value.value, currency).to_string().into()),
        None => Shown::Nothing,
    };
    match &column.value {
        FeedValue::List => money(offer.list),
        FeedValue::Sale => money(offer.sale),
        FeedValue::Coupon => money(offer.coupon),
        FeedValue::Landed => money(offer.landed),
        FeedValue::CompareAt => money(offer.compare_at),
        FeedValue::Currency => Shown::Text(currency.code().to_owned().into()),
        FeedValue::State => Shown::Text(entry.state.name().into()),
        FeedValue::Quantity => match entry.quantity() {
            entry::Shown::Units(units) => Shown::Number(units.to_string()),
            entry::Shown::Untold => Shown::Nothing,
        },
        FeedValue::Item(Field::Sku) => Shown::Text(item.sku.as_str().into()),
        FeedValue::Item(field) => field_of(program, &channel.channel.name, field, item),
        // linking has told a name that the channel does not get
        FeedValue::Content(_) => Shown::Nothing,
    }
}

fn of_content<'i>(figure: Option<&'i ContentFigure<'i>>) -> Shown<'i> {
    match figure.and_then(|figure| figure.value.as_ref()) {
        Some(ContentValue::Text(text)) => Shown::Text(Cow::Borrowed(text)),
        Some(ContentValue::List(texts)) => {
            Shown::List(texts.iter().map(|text| Cow::Borrowed(text.as_ref())).collect())
        }
        None => Shown::Nothing,
    }
}

fn field_of<'i>(program: &Program, channel: &str, field: &Field, item: &'i Item) -> Shown<'i> {
    let money = match field {
        Field::Price => item.price,
        Field::Cost => item.cost,
        Field::Map => item.map,
        Field::Msrp => item.msrp,
        _ => None,
    };
    if let Some(money) = money {
        return Shown::Text(amount(money, program.currency).to_string().into());
    }
    let keyed = (*field == Field::ChannelId).then_some(channel);
    let index =
        program.shape.texts.iter().position(|text| text.field == *field && text.channel.as_deref() == keyed);
    let text = index.and_then(|index| item.texts.get(index)).and_then(Option::as_ref);
    let Some(text) = text else { return Shown::Nothing };
    if field.is_list() {
        return Shown::List(text.lines().map(Cow::Borrowed).collect());
    }
    Shown::Text(text.as_str().into())
}
