//! The sources beside the products: their rows by SKU, only the cells that are read.

use std::collections::HashMap;

use crate::item::Row;
use crate::policy::catalog::Source;
use crate::world::Files;

use super::chunk::{self, Cut};
use super::header::{Layout, Target};
use super::problem::{Problem, ProblemKind};
use super::row::{self, Cells, Record};

/// The rows of a source by SKU.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: HashMap<Box<str>, Joined>,
    /// Rows that can't be read, by the SKU that stands in them.
    set_aside: HashMap<Box<str>, Problem>,
    /// The first row whose quotes run into the rows below, whose SKUs nobody knows.
    swallowing: Option<Problem>,
}

/// A joined row: where it stands, and the cells that are read, in the order of the layout.
#[derive(Debug)]
pub(super) struct Joined {
    pub(super) row: Row,
    pub(super) cells: Box<[Box<str>]>,
}

impl Table {
    /// The row of a SKU; case counts.
    pub(super) fn get(&self, sku: &str) -> Option<&Joined> {
        self.rows.get(sku)
    }

    /// The SKUs with their rows, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Joined)> {
        self.rows.iter().map(|(sku, joined)| (&**sku, joined))
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
    let cut = Cut { source, start: layout.start, together: None, size: chunk::CHUNK };
    let work = |chunk| {
        let mut rows = Vec::new();
        row::each(source, index, &chunk, |record| rows.push(joined(record, layout)));
        rows
    };
    chunk::run(files, cut, threads, seen, work, |rows| {
        for row in rows {
            match row {
                Ok((sku, joined)) => keep(&mut joining, sku, joined, layout, &is_product),
                Err(lost) => {
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
    if let Some(first) = joining.table.rows.get(&sku) {
        joining.problems.push(Problem {
            row: joined.row,
            column: layout.sku.first().copied(),
            sku: Some(sku.into()),
            product: None,
            kind: ProblemKind::DuplicateSku { first: first.row, is_first_lost: false },
        });
        return;
    }
    if !is_product(&sku) {
        joining.lone.push((sku.clone(), joined.row));
    }
    joining.table.rows.insert(sku, joined);
}

fn joined(record: &Record, layout: &Layout) -> Result<(Box<str>, Joined), Box<LostRow>> {
    let row = record.row;
    let cells = Cells { own: &record.cells, parent: None };
    let sku = row::sku(cells, layout);
    let lost = |kind, column, sku: Option<&String>| {
        let is_swallowing = is_swallowing(record, &kind);
        let problem = Problem { row, column, sku: None, product: None, kind };
        Box::new(LostRow { problem, sku: sku.cloned(), is_swallowing })
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
    let mut texts: Vec<Box<str>> = Vec::with_capacity(layout.wired.len());
    for wired in &layout.wired {
        let text = if wired.target == Target::Unread { Ok("") } else { wired.target.text(cells, wired.cell) };
        texts.push(text.map_err(|kind| lost(kind, Some(wired.cell), Some(&sku)))?.into());
    }
    Ok((sku.into(), Joined { row, cells: texts.into() }))
}

/// Whether a row's quotes took in others: a line end is among its cells.
fn is_swallowing(record: &Record, kind: &ProblemKind) -> bool {
    matches!(kind, ProblemKind::StrayQuote | ProblemKind::OpenQuote { .. })
        && record.cells.iter().any(|cell| cell.iter().any(|byte| matches!(byte, b'\n' | b'\r')))
}
