//! Records of a chunk, each with its row, and an item filled from their cells.

use std::borrow::Cow;

use csv::{Reader, ReaderBuilder};

use crate::code::damage;
use crate::exact::{Decimal, MeasureUnit, decimal};
use crate::item::{Item, Row, Stock};
use crate::policy::catalog::{Format, Source};

use super::blank::is_blank;
use super::cell::{self, NoMoney, Notation, trimmed};
use super::chunk::Chunk;
use super::kin::{Above, Parent, Standing};
use super::layout::{Layout, Target, Wired};
use super::lines::{first_line, line_ends};
use super::problem::ProblemKind;
use super::quotes;
use super::raw::{NotUtf8, RawCells};
use super::slate::Slate;
use super::split::Split;

/// A reader of a source's records.
pub(super) fn reader<'b>(source: &Source, bytes: &'b [u8]) -> Reader<&'b [u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(source.delimiter).from_reader(bytes)
}

/// The bytes of a record without the blank lines before it and its own line end.
pub(super) fn extent(bytes: &[u8], mut start: usize, end: usize) -> (usize, usize) {
    while matches!(bytes.get(start), Some(b'\r' | b'\n')) {
        start += 1;
    }
    let mut end = end.min(bytes.len());
    while end > start && matches!(bytes.get(end - 1), Some(b'\r' | b'\n')) {
        end -= 1;
    }
    (start, end)
}

/// A record and where it stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Record<'b> {
    pub(super) cells: RawCells<'b>,
    pub(super) row: Row,
    /// How its quotes make its cells uncertain, where they do.
    pub(super) quotes: Option<ProblemKind>,
}

/// Shows every record of a chunk with its row; those of blank cells alone are passed over like blank lines.
pub(super) fn each<'b>(
    source: &Source,
    index: usize,
    layout: &'b Layout,
    chunk: &'b Chunk,
    mut see: impl FnMut(&Record<'b>),
) {
    if source.format == Format::Jsonl {
        return super::jsonl::each(source, index, layout, chunk, see);
    }
    let mut split = Split::new(&chunk.bytes, source.delimiter);
    let mut record =
        Record { cells: RawCells::within(&chunk.bytes, layout.asked.as_ref()), ..Record::default() };
    // the lines of the chunk are counted up to here
    let (mut number, mut counted, mut lines) = (chunk.records, 0, chunk.lines);
    let mut stray = chunk.stray_quotes.iter().peekable();
    let mut inner = chunk.inner_line_ends.iter().peekable();
    while let Some(start) = split.next(&mut record.cells) {
        let next = split.position();
        let (start, end) = extent(&chunk.bytes, start, next);
        lines += line_ends(chunk.bytes.get(counted..start).unwrap_or_default());
        counted = end;
        let line = lines + 1;
        // those within the record are within its quotes
        let more = std::iter::from_fn(|| inner.next_if(|line_end| **line_end < end)).count() as u64;
        lines += more;
        let text = chunk.bytes.get(start..end).unwrap_or_default();
        let mut first_stray = None;
        while let Some(quote) = stray.next_if(|quote| **quote < end) {
            first_stray.get_or_insert(quote.saturating_sub(start));
        }
        let is_open = chunk.is_open && next >= chunk.bytes.len();
        if !is_open && first_stray.is_none() && is_blank(source, text) {
            continue;
        }
        number += 1;
        record.row = Row {
            source: index,
            record: number,
            line,
            offset: chunk.offset + start as u64,
            length: u32::try_from(end - start).unwrap_or(u32::MAX),
        };
        record.quotes = match first_stray {
            _ if is_open => Some(ProblemKind::OpenQuote { lines: more }),
            Some(at) => Some(quotes::stray(source, text, at, more)),
            None if more > 0 => quotes::swallowed(source, layout, text, &record.cells, more),
            None => None,
        };
        if record.quotes.is_some() {
            // what it took in is no text of this row that anybody wants to be shown
            record.row.length = u32::try_from(first_line(text).len()).unwrap_or(u32::MAX);
        }
        see(&record);
    }
}

/// The cells of a row: its own, and where they are blank those of the row that it belongs to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cells<'r> {
    pub(super) own: &'r RawCells<'r>,
    parent: Parent<'r>,
}

impl<'r> Cells<'r> {
    /// The cells of a row that belongs to none.
    pub(super) fn alone(own: &'r RawCells<'r>) -> Self {
        Self { own, parent: Parent::None }
    }

    /// The cells of a row among others.
    pub(super) fn of(own: &'r RawCells<'r>, parent: Parent<'r>) -> Self {
        Self { own, parent }
    }

    /// The row that it belongs to.
    pub(super) fn above(self) -> Option<Above<'r>> {
        match self.parent {
            Parent::Row(above) => Some(above),
            Parent::None | Parent::Lost(_) | Parent::LostAbove(_) => None,
        }
    }

    /// The trimmed text of a cell; empty where it is blank or not there.
    #[inline]
    pub(super) fn text(self, cell: usize) -> Result<&'r str, NotUtf8> {
        let own = self.own_text(cell)?;
        match self.parent {
            Parent::Row(above) if own.is_empty() => text(above.inherited(cell)),
            _ => Ok(own),
        }
    }

    /// The same of the row alone.
    #[inline]
    pub(super) fn own_text(self, cell: usize) -> Result<&'r str, NotUtf8> {
        text(self.own.text(cell))
    }
}

#[inline]
fn text(cell: Option<&str>) -> Result<&str, NotUtf8> {
    cell.map(trimmed).ok_or(NotUtf8)
}

/// The SKU of a row: its cells joined by `/`, blank ones left out; none where the first is blank and none of them names
/// the product, since what is left could be the SKU of another product as well.
pub(super) fn sku<'r>(
    cells: Cells<'r>,
    layout: &Layout,
) -> Result<Cow<'r, str>, (ProblemKind, Option<usize>)> {
    let mut sku = Cow::Borrowed("");
    for cell in &layout.sku {
        let part = cells.text(*cell).map_err(|fault| (fault.into(), Some(*cell)))?;
        if sku.is_empty() && part.is_empty() && !is_product_named(cells, layout) {
            return Err((ProblemKind::EmptySku, Some(*cell)));
        }
        if sku.is_empty() {
            sku = Cow::Borrowed(part);
        } else if !part.is_empty() {
            let sku = sku.to_mut();
            sku.push('/');
            sku.push_str(part);
        }
    }
    if sku.is_empty() { Err((ProblemKind::EmptySku, layout.sku.first().copied())) } else { Ok(sku) }
}

/// Whether one of the cells of the SKU names the product of the row, as the rows of a product share it.
fn is_product_named(cells: Cells<'_>, layout: &Layout) -> bool {
    let product = layout.kin.cell().filter(|cell| layout.sku.contains(cell));
    product.is_some_and(|cell| cells.text(cell).is_ok_and(|name| !name.is_empty()))
}

/// What a spreadsheet has made of a SKU that is none any more.
pub(super) fn damaged(sku: &str) -> Option<ProblemKind> {
    damage(sku).map(|damage| ProblemKind::DamagedSku { text: sku.to_owned(), damage })
}

/// What is wrong with a row that takes from another that is not there, or can't be used.
pub(super) fn without_parent(standing: Standing<'_>) -> Option<ProblemKind> {
    match standing.parent {
        Parent::None | Parent::Row(_) => None,
        Parent::Lost(name) => Some(ProblemKind::NoParent { name: name.to_owned() }),
        Parent::LostAbove(line) => Some(ProblemKind::LostProduct { line }),
    }
}

/// Why it is not certain which cell is which: a quote out of place, or not as many cells as the header has;
/// blank cells beyond it do not count.
pub(super) fn misread(record: &Record<'_>, layout: &Layout) -> Option<ProblemKind> {
    if record.quotes.is_some() {
        return record.quotes.clone();
    }
    let header = layout.header.len();
    let cells = &record.cells;
    let is_beyond = |cell: usize| !cells.get(cell).unwrap_or_default().iter().all(u8::is_ascii_whitespace);
    let is_ragged = cells.len() < header || (header..cells.len()).any(is_beyond);
    is_ragged.then_some(ProblemKind::Ragged { cells: cells.len(), header })
}

/// The cell at fault of a row that can't be told apart into cells, where one is known: the last takes in all that
/// comes after a quote that never closes.
pub(super) fn misread_cell(record: &Record<'_>, kind: &ProblemKind) -> Option<usize> {
    match kind {
        ProblemKind::OpenQuote { .. } => record.cells.len().checked_sub(1),
        ProblemKind::StrayQuote { cell, .. }
        | ProblemKind::Swallowed { cell, .. }
        | ProblemKind::Line { cell, .. } => *cell,
        _ => None,
    }
}

/// Puts a cell's value into an item. A blank changes nothing; a value that another source gave already must
/// be the same.
pub(super) fn fill(
    slate: &mut Slate,
    wired: &Wired,
    target: Target,
    (text, plus): (&str, &str),
    notation: Notation,
) -> Result<(), ProblemKind> {
    if text.is_empty() || target == Target::Unread {
        return Ok(());
    }
    let (unit, mark) = (wired.unit.as_deref(), notation.decimal_mark);
    let item = &mut slate.item;
    match target {
        Target::Price => price(item, wired, (text, plus), notation),
        Target::CompareAt => money(&mut item.compare_at, wired, text, notation),
        Target::Cost => money(&mut item.cost, wired, text, notation),
        Target::Map => money(&mut item.map, wired, text, notation),
        Target::Msrp => money(&mut item.msrp, wired, text, notation),
        Target::Stock(location) => stock(item, location, wired, text, mark),
        Target::Committed(location) => {
            let Some(slot) = item.committed.get_mut(location) else { return Ok(()) };
            // a promise below zero would add to what there is to sell
            let units = cell::units(text, mark).filter(|units| *units >= 0);
            put(slot, units, cell::UNITS, wired, text)
        }
        Target::Velocity(channel) => {
            let slot =
                channel.map_or(Some(&mut item.velocity_whole), |channel| item.velocity.get_mut(channel));
            let Some(slot) = slot else { return Ok(()) };
            put(slot, cell::rate(text, unit, mark), cell::RATE, wired, text)
        }
        Target::VelocitySd(channel) => {
            let slot = channel
                .map_or(Some(&mut item.velocity_sd_whole), |channel| item.velocity_sd.get_mut(channel));
            let Some(slot) = slot else { return Ok(()) };
            put(slot, cell::plain(text, mark), cell::NUMBER, wired, text)
        }
        Target::LeadTime => {
            put(&mut item.lead_time, cell::duration(text, unit, mark), cell::DURATION, wired, text)
        }
        Target::TaxRate => put(&mut item.tax_rate, cell::percent(text), cell::PERCENT, wired, text),
        Target::Text(index) | Target::Figure(index) => words(slate, wired, (target, index), text, notation),
        Target::Checked(index) => {
            let text = slate.text(text);
            if let Some(slot @ None) = slate.item.texts.get_mut(index) {
                *slot = Some(text);
            }
            Ok(())
        }
        Target::Unread => Ok(()),
    }
}

/// A price, and what comes on top of it.
fn price(
    item: &mut Item,
    wired: &Wired,
    (text, plus): (&str, &str),
    notation: Notation,
) -> Result<(), ProblemKind> {
    if plus.is_empty() {
        return money(&mut item.price, wired, text, notation);
    }
    let (mut own, mut on_top) = (None, None);
    money(&mut own, wired, text, notation)?;
    money(&mut on_top, wired, plus, notation)?;
    let sum = own.zip(on_top).and_then(|(own, on_top)| decimal::add(own, on_top));
    put(&mut item.price, sum, cell::MONEY, wired, plus)
}

fn words(
    slate: &mut Slate,
    wired: &Wired,
    (target, index): (Target, usize),
    text: &str,
    notation: Notation,
) -> Result<(), ProblemKind> {
    if wired.field.measure().is_some() {
        return measured(&mut slate.item, wired, target, text, notation);
    }
    if let (Target::Figure(_), Some(slot)) = (target, slate.item.numbers.get_mut(index)) {
        *slot = cell::figure(text, notation);
    }
    let value = match &wired.split {
        Some(split) => cell::list(text, split),
        None => slate.text(text),
    };
    let Some(slot) = slate.item.texts.get_mut(index) else { return Ok(()) };
    put(slot, Some(value), "", wired, text)
}

/// A weight or a length with its unit; without one it stays the text that it is. As a number it is in the unit of
/// its column.
fn measured(
    item: &mut Item,
    wired: &Wired,
    target: Target,
    text: &str,
    notation: Notation,
) -> Result<(), ProblemKind> {
    let (Target::Text(index) | Target::Figure(index)) = target else { return Ok(()) };
    let unit = wired.unit.as_deref().and_then(MeasureUnit::spelt);
    let (value, number) = cell::measured(text, unit, notation.decimal_mark);
    if let (Target::Figure(_), Some(slot)) = (target, item.numbers.get_mut(index)) {
        *slot = number;
    }
    let Some(slot) = item.texts.get_mut(index) else { return Ok(()) };
    put(slot, Some(value), "", wired, text)
}

fn money(
    slot: &mut Option<Decimal>,
    wired: &Wired,
    text: &str,
    notation: Notation,
) -> Result<(), ProblemKind> {
    match cell::money(text, notation) {
        Ok(amount) => put(slot, Some(amount), cell::MONEY, wired, text),
        Err(NoMoney::NoNumber) => Err(unreadable(wired, text, cell::MONEY)),
        Err(NoMoney::OtherCurrency(other)) => Err(ProblemKind::OtherCurrency {
            field: wired.field.clone(),
            text: text.to_owned(),
            other,
            currency: notation.currency,
        }),
    }
}

fn put<T: PartialEq + std::fmt::Display>(
    slot: &mut Option<T>,
    value: Option<T>,
    expects: &'static str,
    wired: &Wired,
    text: &str,
) -> Result<(), ProblemKind> {
    let Some(value) = value else { return Err(unreadable(wired, text, expects)) };
    match slot {
        Some(known) if *known != value => Err(ProblemKind::Conflict {
            field: wired.field.clone(),
            counts: known.to_string(),
            other: text.to_owned(),
        }),
        Some(_) => Ok(()),
        None => {
            *slot = Some(value);
            Ok(())
        }
    }
}

fn stock(
    item: &mut Item,
    location: usize,
    wired: &Wired,
    text: &str,
    decimal_mark: char,
) -> Result<(), ProblemKind> {
    let Some(slot) = item.stock.get_mut(location) else { return Ok(()) };
    let Some(value) = cell::stock(text, decimal_mark) else {
        return Err(unreadable(wired, text, cell::UNITS));
    };
    if *slot != Stock::Missing && *slot != value {
        let counts = if let Stock::Units(units) = slot { units.to_string() } else { "untracked".to_owned() };
        return Err(ProblemKind::Conflict { field: wired.field.clone(), counts, other: text.to_owned() });
    }
    *slot = value;
    Ok(())
}

fn unreadable(wired: &Wired, text: &str, expects: &'static str) -> ProblemKind {
    ProblemKind::Unreadable { field: wired.field.clone(), text: text.to_owned(), expects }
}
