//! One line of an order export: what it is, and what it says.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::exact::{Duration, parse_moment};
use crate::policy::catalog::Source;
use crate::policy::orders::{Orders, SoldOn};

use super::super::cell;
use super::super::chunk::Chunk;
use super::super::kin::{Above, Parent};
use super::super::layout::Layout;
use super::super::problem::{Problem, ProblemKind};
use super::super::raw::{NotUtf8, RawCells};
use super::super::row::{self, Cells, Record};
use super::OrdersLayout;

/// More units than any line of an order has: a number past it is a slip, and the bound keeps sums exact.
const MOST_UNITS: i64 = 1_000_000_000;

/// What a time cell should be.
const TIME: &str = "a date or a time as ISO 8601 has it, such as `2026-11-20 09:14:33 -0500`";

/// A line by what becomes of it.
#[derive(Debug)]
pub(super) enum Line {
    /// It can't be read.
    Unusable(Box<Problem>),
    /// A `drop` leaves it out.
    Dropped,
    /// It is not of the window.
    Outside,
    /// It is of no SKU.
    NoSku,
    /// It counts, where its SKU is a product's.
    Sold(Sold),
}

/// What a line of the window says.
#[derive(Debug)]
pub(super) struct Sold {
    pub(super) sku: String,
    /// The day, counted back from the end of the window.
    pub(super) day: u32,
    pub(super) units: i64,
    /// Where it was sold; what the cell says where that names no channel.
    pub(super) channel: Result<usize, String>,
}

/// What reading the lines of a file needs.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) source: &'a Source,
    /// The file, by its index among the sources.
    pub(super) index: usize,
    pub(super) layout: &'a Layout,
    pub(super) columns: &'a OrdersLayout,
    pub(super) orders: &'a Orders,
    /// The names of channels, by the index that items have.
    pub(super) channels: &'a [String],
    /// The zone of times without an offset.
    pub(super) zone: &'a TimeZone,
}

impl Reader<'_> {
    /// Shows every line of a chunk, each with what it takes from the first line of its order.
    pub(super) fn each(&self, chunk: &Chunk, mut see: impl FnMut(&Record<'_>, Cells<'_>)) {
        let mut first: Option<(String, RawCells<'_>)> = None;
        row::each(self.source, self.index, self.layout, chunk, |record| {
            let Some(order) = self.columns.order else {
                return see(record, Cells::alone(&record.cells));
            };
            let own = Cells::alone(&record.cells);
            let name = own.text(order).unwrap_or_default();
            match &first {
                Some((known, cells)) if record.quotes.is_none() && (name.is_empty() || name == known) => {
                    let above = Above::whole(cells, &self.columns.of_order);
                    see(record, Cells::of(&record.cells, Parent::Row(above)));
                }
                _ => {
                    see(record, own);
                    first = Some((name.to_owned(), record.cells.clone()));
                }
            }
        });
    }

    /// The time of a line that is not dropped; `None` where it can't be read.
    pub(super) fn time(&self, record: &Record<'_>, cells: Cells<'_>) -> Option<Timestamp> {
        if row::misread(record, self.layout).is_some() || self.is_dropped(cells).ok()? {
            return None;
        }
        parse_moment(cells.text(self.columns.at).ok()?, self.zone)
    }

    /// What a line is, in a window that ends at an instant.
    pub(super) fn line(&self, record: &Record<'_>, cells: Cells<'_>, until: Option<Timestamp>) -> Line {
        self.read(record, cells, until).unwrap_or_else(Line::Unusable)
    }

    fn read(
        &self,
        record: &Record<'_>,
        cells: Cells<'_>,
        until: Option<Timestamp>,
    ) -> Result<Line, Box<Problem>> {
        let problem = |kind, column: Option<usize>, sku: Option<&str>| {
            Box::new(Problem { row: record.row, column, sku: sku.map(str::to_owned), product: None, kind })
        };
        if let Some(kind) = row::misread(record, self.layout) {
            let cell = row::misread_cell(record, &kind);
            return Err(problem(kind, cell, None));
        }
        if self.is_dropped(cells).map_err(|fault| problem(fault.into(), None, None))? {
            return Ok(Line::Dropped);
        }
        let sku = match row::sku(cells, self.layout) {
            Ok(sku) => sku.into_owned(),
            Err((ProblemKind::EmptySku, _)) => return Ok(Line::NoSku),
            Err((kind, column)) => return Err(problem(kind, column, None)),
        };
        let text =
            |cell: usize| cells.text(cell).map_err(|fault| problem(fault.into(), Some(cell), Some(&sku)));
        let unreadable = |cell: usize, text: &str, what, expects| {
            let kind = ProblemKind::UnreadableOrder { what, text: text.to_owned(), expects };
            problem(kind, Some(cell), Some(&sku))
        };
        let at = text(self.columns.at)?;
        let time =
            parse_moment(at, self.zone).ok_or_else(|| unreadable(self.columns.at, at, "time", TIME))?;
        let Some(day) = until.and_then(|until| self.day(time, until)) else { return Ok(Line::Outside) };
        let units = text(self.columns.units)?;
        let known = cell::units(units, self.source.decimal_mark);
        let known = known.filter(|units| (-MOST_UNITS..=MOST_UNITS).contains(units));
        let units =
            known.ok_or_else(|| unreadable(self.columns.units, units, "number of units", cell::UNITS))?;
        let channel = self.columns.channel.map(text).transpose()?.unwrap_or_default();
        let channel = self.channel(channel).ok_or_else(|| channel.to_owned());
        Ok(Line::Sold(Sold { sku, day, units, channel }))
    }

    fn is_dropped(&self, cells: Cells<'_>) -> Result<bool, NotUtf8> {
        for (drop, cell) in self.orders.drops.iter().zip(&self.columns.drops) {
            if drop.is_of(cells.text(*cell)?) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The day of a time, counted back from the end of the window: its end is in it, its start is not.
    fn day(&self, time: Timestamp, until: Timestamp) -> Option<u32> {
        let before = until.as_nanosecond().checked_sub(time.as_nanosecond())?;
        let day = i128::from(Duration::DAY.seconds()) * 1_000_000_000;
        let day = (before >= 0).then(|| before.div_euclid(day)).and_then(|day| u32::try_from(day).ok())?;
        (u64::from(day) < self.orders.days()).then_some(day)
    }

    fn channel(&self, cell: &str) -> Option<usize> {
        let index = |name: &str| self.channels.iter().position(|known| known == name);
        if self.columns.channel.is_none() {
            return self.orders.channels.first().and_then(|own| index(&own.channel));
        }
        let means = |own: &&SoldOn| own.cells.iter().any(|one| one.matches(cell));
        // what a cell is called in the policy goes before a channel that happens to have its name
        self.orders.channels.iter().find(means).and_then(|own| index(&own.channel)).or_else(|| index(cell))
    }
}
