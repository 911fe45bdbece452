//! Columns to fields: of the headers that are known, the one whose cells hold what the field holds.

use std::collections::BTreeMap;

use crate::exact::Currency;
use crate::item::{Field, FieldKind};

use super::Place;
use super::head::Head;
use super::locations::locate;
use super::names::{KNOWN, Known, Meaning, measure, normal, period};
use super::seen::{Cells, MARKS, Seen};

/// A column and the field that it gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wire {
    pub(super) field: Field,
    /// The cell, from 0.
    pub(super) cell: usize,
    /// The location whose units these are.
    pub(super) location: Option<String>,
    /// The unit of its numbers: a period for a velocity, a measure for a weight or a length.
    pub(super) unit: Option<&'static str>,
    /// What stands between the values of a list.
    pub(super) split: Option<char>,
}

/// The columns of a file as a `source` reads them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wiring {
    /// Columns that can make the SKU, each choice one or several; the surest first.
    pub(super) keys: Vec<Vec<usize>>,
    pub(super) wires: Vec<Wire>,
    pub(super) decimal_mark: char,
    pub(super) currency: Currency,
    /// Where the currency stands; `None`: nowhere.
    pub(super) currency_from: Option<CurrencyFrom>,
}

/// Where a file says its currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CurrencyFrom {
    /// In a column of its own, by its cell.
    Column(usize),
    /// In the cells of the prices, by their column's cell.
    Prices(usize),
}

/// The location whose units a plain column of units counts.
pub(super) const LOCATION: &str = "warehouse";

/// Wires the columns of a file.
pub(super) fn wire(head: &Head, cells: &Cells, places: &[Place]) -> Wiring {
    let choice = Choice { head, cells };
    let mut wires: Vec<Wire> = KNOWN.iter().filter_map(|known| choice.field(known)).collect();
    let is_units = |cell: usize| choice.seen(cell).is_some_and(|seen| fits(&Field::Stock, seen));
    locate(&mut wires, head, places, is_units);
    let prices = wires.iter().find(|wire| wire.field == Field::Price).map(|wire| wire.cell);
    let (currency, currency_from) = choice.currency(prices);
    Wiring { keys: choice.keys(), decimal_mark: choice.decimal_mark(&wires), wires, currency, currency_from }
}

struct Choice<'a> {
    head: &'a Head,
    cells: &'a Cells,
}

impl Choice<'_> {
    /// The column of a field, where one of its headers has cells that fit; prices and counts are wired also
    /// where all of their cells are blank, so that it is told.
    fn field(&self, known: &Known) -> Option<Wire> {
        let Meaning::Field(field) = &known.meaning else { return None };
        if *field == Field::Sku {
            return None;
        }
        let candidates: Vec<usize> = known.headers.iter().flat_map(|name| self.named(name)).collect();
        let fitting =
            candidates.iter().copied().find(|cell| self.seen(*cell).is_some_and(|seen| fits(field, seen)));
        let is_needed = matches!(field, Field::Price | Field::Stock);
        let blank = || {
            let is_blank = |cell: &usize| self.seen(*cell).is_some_and(|seen| seen.filled == 0);
            candidates.iter().copied().find(|cell| is_needed && is_blank(cell))
        };
        let cell = fitting.or_else(blank)?;
        let header = self.header(cell);
        Some(Wire {
            field: field.clone(),
            cell,
            location: matches!(field, Field::Stock | Field::Committed).then(|| LOCATION.to_owned()),
            unit: unit(field, header),
            split: self.seen(cell).filter(|_| field.is_list()).and_then(Seen::split),
        })
    }

    /// The columns of a header, of which none stands twice: which of two counts would be chance.
    fn named(&self, name: &str) -> Vec<usize> {
        let all = self.head.names.iter().enumerate().filter(|(_, header)| normal(header) == name);
        let is_alone =
            |header: &str| self.head.names.iter().filter(|other| other.as_str() == header).count() == 1;
        all.filter(|(_, header)| is_alone(header)).map(|(cell, _)| cell).collect()
    }

    fn keys(&self) -> Vec<Vec<usize>> {
        let known = KNOWN.iter().filter(|known| known.meaning == Meaning::Field(Field::Sku));
        let names = known.flat_map(|known| &known.headers);
        let mut keys: Vec<Vec<usize>> =
            names.flat_map(|name| self.named(name)).map(|cell| vec![cell]).collect();
        let of_product = ["handle", "url handle", "handle id"];
        let handle = of_product.iter().find_map(|name| self.named(name).first().copied());
        if let Some(handle) = handle {
            let options = self.head.names.iter().enumerate().filter(|(_, header)| is_option(&normal(header)));
            let filled = options.filter(|(cell, _)| self.seen(*cell).is_some_and(|seen| seen.filled > 0));
            keys.push(std::iter::once(handle).chain(filled.map(|(cell, _)| cell)).collect());
        }
        keys
    }

    /// The mark that more of the amounts are read with; a point where it makes no difference.
    fn decimal_mark(&self, wires: &[Wire]) -> char {
        let amounts = wires.iter().filter(|wire| wire.field.kind() == FieldKind::Money);
        let read = |index: usize| {
            let counts = amounts.clone().filter_map(|wire| self.seen(wire.cell)?.amounts.get(index).copied());
            counts.sum::<u64>()
        };
        let is_comma = !self.head.format.is_of_shop() && read(1) > read(0);
        MARKS.into_iter().nth(usize::from(is_comma)).unwrap_or('.')
    }

    /// The currency that most cells name: those of a column of codes, else the amounts themselves.
    fn currency(&self, prices: Option<usize>) -> (Currency, Option<CurrencyFrom>) {
        let known = KNOWN.iter().filter(|known| known.meaning == Meaning::Currency);
        let columns = known.flat_map(|known| &known.headers).flat_map(|name| self.named(name));
        let of_columns =
            columns.map(|cell| (CurrencyFrom::Column(cell), self.seen(cell).map(|seen| &seen.codes)));
        let of_prices =
            prices.map(|cell| (CurrencyFrom::Prices(cell), self.seen(cell).map(|seen| &seen.currencies)));
        let named = of_columns.chain(of_prices).find_map(|(from, codes)| Some((commonest(codes?)?, from)));
        named.map_or((Currency::USD, None), |(currency, from)| (currency, Some(from)))
    }

    fn seen(&self, cell: usize) -> Option<&Seen> {
        self.cells.columns.get(cell)
    }

    fn header(&self, cell: usize) -> &str {
        self.head.names.get(cell).map_or("", String::as_str)
    }
}

fn commonest(codes: &BTreeMap<String, u64>) -> Option<Currency> {
    let most = codes.values().max()?;
    codes.iter().find(|(_, count)| *count == most)?.0.parse().ok()
}

/// The unit of a column's numbers, where its header has one.
fn unit(field: &Field, header: &str) -> Option<&'static str> {
    match field {
        Field::Velocity => period(header),
        Field::Weight | Field::Length | Field::Width | Field::Height => measure(header),
        _ => None,
    }
}

fn is_option(header: &str) -> bool {
    let names = ["option1 value", "option2 value", "option3 value"];
    names.contains(&header) || header.starts_with("product option description")
}

/// Whether the cells of a column hold what a field holds.
fn fits(field: &Field, seen: &Seen) -> bool {
    match field.kind() {
        FieldKind::Money => seen.is_mostly(seen.amounts),
        FieldKind::Units => seen.is_mostly(seen.units),
        FieldKind::Rate => seen.is_mostly(seen.rates),
        _ => seen.filled > 0,
    }
}

/// A name of the policy from a text, its letters and digits in lower case and everything else a hyphen; `None` where
/// it has none of them.
pub fn slug(text: &str) -> Option<String> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<String> = words.filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect();
    (!words.is_empty()).then(|| words.join("-"))
}
