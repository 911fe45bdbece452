//! The sources beside the products: their rows by SKU, only the cells that are read.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::item::Row;
use crate::policy::catalog::Source;
use crate::world::Files;

use super::chunk::{self, Cut};
use super::kin::{self, Role, Standing};
use super::layout::{Layout, Target};
use super::places::{Places, UnplacedRow, place_in};
use super::problem::{Problem, ProblemKind};
use super::reading;
use super::row::{self, Cells, Record};

/// The rows of a source by SKU.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: HashMap<Box<str>, Joined>,
    /// The same where a SKU has several, one a location or a channel.
    long: HashMap<Box<str>, Vec<Joined>>,
    /// Rows that can't be read, by the SKU that stands in them.
    set_aside: HashMap<Box<str>, Problem>,
    /// The first row whose quotes run into the rows below, whose SKUs nobody knows.
    swallowing: Option<Problem>,
}

/// A joined row: where it stands, and the cells that are read, in the order of the layout, then those of amounts on
/// top.
#[derive(Debug)]
pub(super) struct Joined {
    pub(super) row: Row,
    /// The location or the channel that it is of, where its source has one for each.
    pub(super) place: Option<usize>,
    pub(super) cells: Box<[Box<str>]>,
}

impl Table {
    /// The rows of a SKU, one but for long sources; case counts.
    pub(super) fn get(&self, sku: &str) -> Option<&[Joined]> {
        let one = self.rows.get(sku).map(std::slice::from_ref);
        one.or_else(|| self.long.get(sku).map(Vec::as_slice))
    }

    /// The row of a SKU that a row would be a second of.
    fn first_of(&self, sku: &str, place: Option<usize>) -> Option<&Joined> {
        self.get(sku)?.iter().find(|joined| joined.place == place)
    }

    fn insert(&mut self, sku: Box<str>, joined: Joined) {
        if joined.place.is_some() {
            self.long.entry(sku).or_default().push(joined);
        } else {
            self.rows.insert(sku, joined);
        }
    }

    /// The SKUs with each of their rows, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Joined)> {
        let one = self.rows.iter().map(|(sku, joined)| (&**sku, joined));
        let several = self.long.iter();
        let several = several.flat_map(|(sku, rows)| rows.iter().map(move |joined| (&**sku, joined)));
        one.chain(several)
    }

    /// Why the row of a SKU is not there although it may stand in the file: what can't be read is no blank.
    pub(super) fn lost(&self, sku: &str) -> Option<&Problem> {
        self.set_aside.get(sku).or(self.swallowing.as_ref())
    }

    fn set_aside(&mut self, lost: &LostRow) {
        if lost.is_swallowing && self.swallowing.is_none() {
            self.swallowing = Some(lost.problem.clone());
        }
        if let Some(sku) = &lost.sku {
            self.set_aside.entry(sku.as_str().into()).or_insert_with(|| lost.problem.clone());
        }
    }
}

/// A row that can't be read.
struct LostRow {
    problem: Problem,
    /// What stands in its SKU's cell, which may be shifted.
    sku: Option<String>,
    /// Whether its quotes took in rows below it.
    is_swallowing: bool,
}

/// A SKU that no product has, with its row.
pub(super) type Lone = (Box<str>, Row);

/// What was read of a source.
#[derive(Debug, Default)]
pub(super) struct Joining {
    pub(super) table: Table,
    /// Later rows of a SKU, and rows that can't be read.
    pub(super) problems: Vec<Problem>,
    /// The SKUs that no product has, in the order of their rows.
    pub(super) lone: Vec<Lone>,
    /// The locations or channels of its rows, where it has one for each.
    pub(super) places: Places,
}

/// What a row is to the products.
enum Read {
    Row(Box<str>, Joined),
    /// It names a location or a channel that the policy does not have.
    Elsewhere(UnplacedRow),
    Lost(Box<LostRow>),
}

/// Reads a source whole, and asks of every SKU whether a product has it.
pub(super) fn read(
    files: &dyn Files,
    source: &Source,
    index: usize,
    layout: &Layout,
    threads: usize,
    seen: impl FnMut(&[u8]) + Send,
    is_product: impl Fn(&str) -> bool + Sync,
) -> anyhow::Result<Joining> {
    let mut joining = Joining::default();
    let cut = Cut { source, start: layout.start, together: layout.together(), size: chunk::CHUNK };
    let work = |chunk| {
        let mut rows = Vec::new();
        kin::each(source, index, layout, &chunk, |record, standing| {
            if standing.role == Role::Item {
                rows.push(joined(record, standing, layout).unwrap_or_else(Read::Lost));
            }
        });
        rows
    };
    chunk::run(files, cut, threads, seen, work, |rows| {
        for row in rows {
            match row {
                Read::Row(sku, joined) => keep(&mut joining, sku, joined, layout, &is_product),
                Read::Elsewhere(row) => joining.places.see_unknown(row),
                Read::Lost(lost) => {
                    joining.table.set_aside(&lost);
                    joining.problems.push(lost.problem);
                }
            }
        }
        Ok(())
    })?;
    Ok(joining)
}

fn keep(
    joining: &mut Joining,
    sku: Box<str>,
    joined: Joined,
    layout: &Layout,
    is_product: impl Fn(&str) -> bool + Sync,
) {
    if let Some(first) = joining.table.first_of(&sku, joined.place) {
        joining.problems.push(Problem {
            row: joined.row,
            column: layout.sku.first().copied(),
            sku: Some(sku.into()),
            product: None,
            kind: ProblemKind::DuplicateSku {
                first: first.row,
                is_first_lost: false,
                of: layout.place_name(joined.place),
            },
        });
        return;
    }
    joining.places.see(joined.place);
    if joining.table.get(&sku).is_none() && !is_product(&sku) {
        joining.lone.push((sku.clone(), joined.row));
    }
    joining.table.insert(sku, joined);
}

fn joined(record: &Record<'_>, standing: Standing<'_>, layout: &Layout) -> Result<Read, Box<LostRow>> {
    let row = record.row;
    let cells = Cells::of(&record.cells, standing.parent);
    let sku = row::sku(cells, layout).map(Cow::into_owned);
    let lost = |kind, column, sku: Option<&String>| {
        let is_swallowing = is_swallowing(record, &kind, sku);
        let problem = Problem { row, column, sku: None, product: None, kind };
        Box::new(LostRow { problem, sku: sku.cloned(), is_swallowing })
    };
    // of a row whose cells are certain the SKU is, and is told
    let set_aside = |kind, column, sku: &String| {
        let mut lost = lost(kind, Some(column), Some(sku));
        lost.problem.sku = Some(sku.clone());
        lost
    };
    if let Some(kind) = row::misread(record, layout) {
        let cell = row::misread_cell(record, &kind);
        return Err(lost(kind, cell, sku.as_ref().ok()));
    }
    let sku = sku.map_err(|(kind, column)| lost(kind, column, None))?;
    if let Some(kind) = row::damaged(&sku) {
        let mut lost = lost(kind, layout.sku.first().copied(), None);
        lost.problem.sku = Some(sku);
        return Err(lost);
    }
    if let Some(kind) = row::without_parent(standing) {
        return Err(set_aside(kind, layout.kin.cell().unwrap_or_default(), &sku));
    }
    let mut place = None;
    if let Some(keyed) = &layout.keyed {
        let name = cells.text(keyed.cell).map_err(|fault| set_aside(fault.into(), keyed.cell, &sku))?;
        place = place_in(keyed, name);
        if place.is_none() {
            return Ok(Read::Elsewhere(UnplacedRow { name: name.to_owned(), sku: sku.into(), row }));
        }
    }
    if let Some((kind, cell)) = layout.other_currency(cells) {
        return Err(set_aside(kind, cell, &sku));
    }
    let mut texts: Vec<Box<str>> = Vec::with_capacity(layout.wired.len());
    for (index, wired) in layout.wired.iter().enumerate() {
        let text = if layout.target(index, place) == Target::Unread {
            Ok("".into())
        } else {
            reading::text(wired, cells, layout, standing.images)
        };
        let at_fault = wired.reading.cell_at_fault(wired.cell);
        texts.push(text.map_err(|kind| set_aside(kind, at_fault, &sku))?.as_ref().into());
    }
    for plus in layout.wired.iter().filter_map(|wired| wired.plus) {
        let text = cells.own_text(plus);
        texts.push(text.map_err(|fault| set_aside(fault.into(), plus, &sku))?.into());
    }
    Ok(Read::Row(sku.into(), Joined { row, place, cells: texts.into() }))
}

/// Whether nobody knows whose a row is that can't be read: a line end is among its cells, where its quotes took in
/// others, or it is a line whose SKU can't be told.
fn is_swallowing(record: &Record<'_>, kind: &ProblemKind, sku: Option<&String>) -> bool {
    let has_quotes = matches!(
        kind,
        ProblemKind::StrayQuote { .. } | ProblemKind::Swallowed { .. } | ProblemKind::OpenQuote { .. }
    );
    has_quotes && record.cells.iter().any(|cell| cell.iter().any(|byte| matches!(byte, b'\n' | b'\r')))
        || matches!(kind, ProblemKind::Line { .. }) && sku.is_none()
}
