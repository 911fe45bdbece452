//! A column of a feed with named columns, and what it shows of a SKU.

use std::borrow::Cow;

use crate::exact::Decimal;
use crate::item::{Field, TextField};
use crate::model::part::channel::{FeedFormat, FeedValue};
use crate::offer::Amount;
use crate::offer::content::{ContentFigure, ContentValue};
use crate::policy::channel::Feed;
use crate::program::{ChannelProgram, Program};

use super::entry::{self, Entry};
use super::text::{amount, cell, json_string, push_decimal};

/// A column as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    /// What stands before its value: of JSON the key, else what parts it from the column before.
    before: Vec<u8>,
    form: Form,
    shows: Shows,
}

/// How a value is written.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    /// In a JSON object.
    Json,
    /// In a cell of a separated file.
    Cell {
        /// What parts it from the next.
        delimiter: u8,
        /// What stands between the texts of a list.
        join: String,
    },
}

/// What a column shows.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Shows {
    /// A field of the listing.
    Content(Content),
    /// A text of the item, by its index; whether it is a list, one text a line.
    Text(usize, bool),
    /// An amount of the item in the policy's currency.
    Money(Field),
    /// The SKU.
    Sku,
    /// A figure of the offer.
    Figure(FeedValue),
}

/// A field of the listing, by its plan.
#[derive(Debug, Clone, Copy)]
struct Content {
    plan: usize,
    /// The channel and the plan that first make what this plan makes.
    made_by: (usize, usize),
}

impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        self.made_by == other.made_by
    }
}

impl Eq for Content {}

/// The columns of a feed, settled once a build; `content` says which fields of the listing they show.
pub(super) fn columns(
    program: &Program,
    (index, channel): (usize, &ChannelProgram),
    feed: &Feed,
    content: &[Option<usize>],
) -> Vec<Column> {
    let of_content = content.iter().copied().chain(std::iter::repeat(None));
    let each = feed.columns.iter().zip(of_content).enumerate();
    each.map(|(at, (column, content))| {
        let is_first = at == 0;
        let (before, form) = if feed.format == FeedFormat::Jsonl {
            (key(&column.header, is_first), Form::Json)
        } else {
            let delimiter = delimiter(feed);
            let before = if is_first { Vec::new() } else { vec![delimiter] };
            (before, Form::Cell { delimiter, join: column.join.clone() })
        };
        let shows = match content {
            Some(plan) => {
                let same = channel.content.get(plan).and_then(|plan| plan.same_as);
                Shows::Content(Content { plan, made_by: same.unwrap_or((index, plan)) })
            }
            None => shows(program, &channel.channel.name, &column.value),
        };
        Column { before, form, shows }
    })
    .collect()
}

/// What parts the cells of a feed that is no JSON.
pub(super) fn delimiter(feed: &Feed) -> u8 {
    if feed.format == FeedFormat::Tsv { b'\t' } else { b',' }
}

fn key(header: &str, is_first: bool) -> Vec<u8> {
    let mut key = if is_first { Vec::new() } else { b",".to_vec() };
    json_string(&mut key, header);
    key.push(b':');
    key
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
        None if *field == Field::Sku => Shows::Sku,
        None => Shows::Figure(value.clone()),
    }
}

impl Column {
    /// Whether it shows the same of every SKU on whatever channel: nothing of the offer.
    pub(super) fn is_of_item(&self) -> bool {
        !matches!(self.shows, Shows::Figure(_))
    }

    /// Appends it, with what stands before its value.
    pub(super) fn write(&self, entry: &Entry<'_>, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.before);
        let shown = self.shown(entry);
        match &self.form {
            Form::Json => push_json(&shown, bytes),
            Form::Cell { delimiter, join } => push_cell(&shown, *delimiter, join, bytes),
        }
    }

    fn shown<'i>(&self, entry: &Entry<'i>) -> Shown<'i> {
        match &self.shows {
            Shows::Content(content) => of_content(entry.listing.get(content.plan)),
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
            Shows::Sku => Shown::Text(&entry.item.sku),
            Shows::Figure(value) => figure(entry, value),
        }
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

fn of_content<'i>(figure: Option<&'i ContentFigure<'i>>) -> Shown<'i> {
    match figure.and_then(|figure| figure.value.as_ref()) {
        Some(ContentValue::Text(text)) => Shown::Text(text),
        Some(ContentValue::List(texts)) => Shown::List(texts),
        None => Shown::Nothing,
    }
}

/// Of a SKU that is held back no price is shown, and quantity 0.
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
        // linking has told what the channel does not get, and what no cell gives
        FeedValue::Item(_) | FeedValue::Content(_) => Shown::Nothing,
    }
}

fn push_json(shown: &Shown<'_>, bytes: &mut Vec<u8>) {
    match shown {
        Shown::Text(text) => json_string(bytes, text),
        Shown::Texts(texts) => json_list(texts.iter().copied(), bytes),
        Shown::List(texts) => json_list(texts.iter().map(AsRef::as_ref), bytes),
        Shown::Money(amount) => {
            bytes.push(b'"');
            push_decimal(bytes, *amount);
            bytes.push(b'"');
        }
        Shown::Number(number) => push_decimal(bytes, *number),
        Shown::Nothing => bytes.extend_from_slice(b"null"),
    }
}

fn json_list<'t>(texts: impl Iterator<Item = &'t str>, bytes: &mut Vec<u8>) {
    bytes.push(b'[');
    for (index, text) in texts.enumerate() {
        if index > 0 {
            bytes.push(b',');
        }
        json_string(bytes, text);
    }
    bytes.push(b']');
}

fn push_cell(shown: &Shown<'_>, delimiter: u8, join: &str, bytes: &mut Vec<u8>) {
    match shown {
        Shown::Text(text) => cell(bytes, text, delimiter),
        Shown::Texts(texts) => cell(bytes, &texts.join(join), delimiter),
        Shown::List(texts) => cell(bytes, &texts.join(join), delimiter),
        Shown::Money(amount) | Shown::Number(amount) => push_decimal(bytes, *amount),
        Shown::Nothing => {}
    }
}
