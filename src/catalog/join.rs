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
    is_product: impl Fn(&str) -> bool,
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
                Err(problem) => joining.problems.push(*problem),
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
    is_product: impl Fn(&str) -> bool,
) {
    if let Some(first) = joining.table.rows.get(&sku) {
        joining.problems.push(Problem {
            row: joined.row,
            column: layout.sku.first().copied(),
            sku: Some(sku.into()),
            product: None,
            kind: ProblemKind::DuplicateSku { first: first.row },
        });
        return;
    }
    if !is_product(&sku) {
        joining.lone.push((sku.clone(), joined.row));
    }
    joining.table.rows.insert(sku, joined);
}

fn joined(record: &Record, layout: &Layout) -> Result<(Box<str>, Joined), Box<Problem>> {
    let row = record.row;
    let problem = |kind, column, sku| Box::new(Problem { row, column, sku, product: None, kind });
    if let Some(kind) = row::misread(record, layout) {
        let cell = row::misread_cell(record, &kind);
        return Err(problem(kind, cell, None));
    }
    let cells = Cells { own: &record.cells, parent: None };
    let sku = row::sku(cells, layout).map_err(|(kind, column)| problem(kind, column, None))?;
    let mut texts: Vec<Box<str>> = Vec::with_capacity(layout.wired.len());
    for wired in &layout.wired {
        let text = if wired.target == Target::Unread { Ok("") } else { cells.text(wired.cell) };
        texts.push(text.map_err(|kind| problem(kind, Some(wired.cell), Some(sku.clone())))?.into());
    }
    Ok((sku.into(), Joined { row, cells: texts.into() }))
}
