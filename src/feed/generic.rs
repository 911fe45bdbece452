//! Feeds with named columns: CSV, TSV, JSON lines.

use std::borrow::Cow;

use crate::exact::Decimal;
use crate::item::{Field, TextField};
use crate::model::part::channel::{FeedFormat, FeedValue};
use crate::offer::Amount;
use crate::offer::content::{ContentFigure, ContentValue};
use crate::policy::channel::Feed;
use crate::program::Program;

use super::entry::{self, Entry};
use super::escaped::Escaped;
use super::lines::{Entries, Frame, Limits};
use super::text::{amount, cell, json_string, push_decimal};

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

/// A column as it is written.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// What stands before its value in a JSON object.
    key: Vec<u8>,
    /// What stands between the texts of a list, outside of JSON.
    join: String,
    shows: Shows,
}

/// What a column shows.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Shows {
    /// A field of the listing, by its plan.
    Content(usize),
    /// A text of the item, by its index; whether it is a list, one text a line.
    Text(usize, bool),
    /// An amount of the item in the policy's currency.
    Money(Field),
    /// The SKU, or a figure of the offer.
    Figure(FeedValue),
}

/// The columns of a feed, settled once a build; `content` says which fields of the listing they show.
pub(super) fn columns(
    program: &Program,
    channel: &str,
    feed: &Feed,
    content: &[Option<usize>],
) -> Vec<Column> {
    let of_content = content.iter().copied().chain(std::iter::repeat(None));
    let each = feed.columns.iter().zip(of_content).enumerate();
    each.map(|(index, (column, content))| {
        let mut key = if index > 0 { b",".to_vec() } else { Vec::new() };
        json_string(&mut key, &column.header);
        key.push(b':');
        let shows = content.map_or_else(|| shows(program, channel, &column.value), Shows::Content);
        Column { key, join: column.join.clone(), shows }
    })
    .collect()
}

fn shows(program: &Program, channel: &str, value: &FeedValue) -> Shows {
    let FeedValue::Item(field) = value else { return Shows::Figure(value.clone()) };
    if matches!(field, Field::Price | Field::Cost | Field::Map | Field::Msrp) {
        return Shows::Money(field.clone());
    }
    let keyed = field.is_id().then_some(channel);
    let is_it = |text: &TextField| text.field == *field && text.channel.as_deref() == keyed;
    match program.shape.texts.iter().position(is_it) {
        Some(index) => Shows::Text(index, field.is_list()),
        None => Shows::Figure(value.clone()),
    }
}

/// A value of a column: a text, several, a number by its digits, or nothing.
enum Shown<'i> {
    Text(&'i str),
    Texts(Vec<&'i str>),
    List(&'i [Cow<'i, str>]),
    /// Money is a text in JSON too: no reader may make a float of it.
    Money(Decimal),
    Number(Decimal),
    Nothing,
}

/// Appends a row. A SKU that is held back is only written with quantity 0, and then without its prices.
pub(super) fn write(entry: &Entry<'_>, entries: &mut Entries) {
    let bytes = &mut entries.bytes;
    if entry.feed.format == FeedFormat::Jsonl {
        bytes.push(b'{');
        for column in entry.columns {
            bytes.extend_from_slice(&column.key);
            json_value(entry, &shown(entry, column), bytes);
        }
        bytes.extend_from_slice(b"}\n");
    } else {
        let delimiter = delimiter(entry.feed);
        for (index, column) in entry.columns.iter().enumerate() {
            if index > 0 {
                bytes.push(delimiter);
            }
            match shown(entry, column) {
                Shown::Text(text) => cell(bytes, text, delimiter),
                Shown::Texts(texts) => cell(bytes, &texts.join(&column.join), delimiter),
                Shown::List(texts) => cell(bytes, &texts.join(&column.join), delimiter),
                Shown::Money(amount) | Shown::Number(amount) => push_decimal(bytes, amount),
                Shown::Nothing => {}
            }
        }
        bytes.push(b'\n');
    }
    entries.end();
}

fn json_value(entry: &Entry<'_>, shown: &Shown<'_>, bytes: &mut Vec<u8>) {
    let mut escaped = entry.escaped.borrow_mut();
    match shown {
        Shown::Text(text) => escaped.push(bytes, text),
        Shown::Texts(texts) => json_list(texts.iter().copied(), &mut escaped, bytes),
        Shown::List(texts) => json_list(texts.iter().map(AsRef::as_ref), &mut escaped, bytes),
        Shown::Money(amount) => {
            bytes.push(b'"');
            push_decimal(bytes, *amount);
            bytes.push(b'"');
        }
        Shown::Number(number) => push_decimal(bytes, *number),
        Shown::Nothing => bytes.extend_from_slice(b"null"),
    }
}

fn json_list<'t>(texts: impl Iterator<Item = &'t str>, escaped: &mut Escaped, bytes: &mut Vec<u8>) {
    bytes.push(b'[');
    for (index, text) in texts.enumerate() {
        if index > 0 {
            bytes.push(b',');
        }
        escaped.push(bytes, text);
    }
    bytes.push(b']');
}

fn shown<'i>(entry: &Entry<'i>, column: &Column) -> Shown<'i> {
    match &column.shows {
        Shows::Content(field) => of_content(entry.listing.get(*field)),
        Shows::Text(index, is_list) => match entry.item.texts.get(*index).and_then(Option::as_deref) {
            Some(text) if *is_list => Shown::Texts(text.lines().collect()),
            Some(text) => Shown::Text(text),
            None => Shown::Nothing,
        },
        Shows::Money(field) => {
            let item = entry.item;
            let money = match field {
                Field::Price => item.price,
                Field::Cost => item.cost,
                Field::Map => item.map,
                Field::Msrp => item.msrp,
                _ => None,
            };
            money.map_or(Shown::Nothing, |money| Shown::Money(amount(money, entry.program.currency)))
        }
        Shows::Figure(value) => figure(entry, value),
    }
}

fn figure<'i>(entry: &Entry<'i>, value: &FeedValue) -> Shown<'i> {
    let (offer, currency) = (entry.offer, entry.currency());
    let money = |value: Option<Amount>| match value.filter(|_| !entry.is_held_back()) {
        Some(value) => Shown::Money(amount(value.value, currency)),
        None => Shown::Nothing,
    };
    match value {
        FeedValue::List => money(offer.list),
        FeedValue::Sale => money(offer.sale),
        FeedValue::Coupon => money(offer.coupon),
        FeedValue::Landed => money(offer.landed),
        FeedValue::CompareAt => money(offer.compare_at),
        FeedValue::Currency => Shown::Text(entry.channel.channel.currency.value.code()),
        FeedValue::State => Shown::Text(entry.state.name()),
        FeedValue::Quantity => match entry.quantity() {
            entry::Shown::Units(units) => Shown::Number(units),
            entry::Shown::Untold => Shown::Nothing,
        },
        FeedValue::Item(Field::Sku) => Shown::Text(&entry.item.sku),
        // linking has told what the channel does not get, and what no cell gives
        FeedValue::Item(_) | FeedValue::Content(_) => Shown::Nothing,
    }
}

fn of_content<'i>(figure: Option<&'i ContentFigure<'i>>) -> Shown<'i> {
    match figure.and_then(|figure| figure.value.as_ref()) {
        Some(ContentValue::Text(text)) => Shown::Text(text),
        Some(ContentValue::List(texts)) => Shown::List(texts),
        None => Shown::Nothing,
    }
}
