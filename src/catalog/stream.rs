//! The products as complete items, in the order of the file.

use std::collections::BTreeSet;

use crate::item::{Item, Row, Shape, Stock};
use crate::policy::catalog::{Catalog, Source};
use crate::world::Files;

use super::Batch;
use super::cell::Notation;
use super::chunk::{self, Chunk, Cut};
use super::join::Joined;
use super::key::key;
use super::kin::{self, Role, Standing};
use super::layout::{Layout, Shop, Target};
use super::orders;
use super::problem::{Problem, ProblemKind};
use super::reading;
use super::row::{self, Cells, Record};
use super::shopify::{ShopifyLayout, is_blank};
use super::survey::Survey;

/// Streams complete items: `work` gets a batch on one of several threads, `collect` gets its results in the
/// order of the file, on the calling thread.
pub fn items<T: Send>(
    files: &dyn Files,
    catalog: &Catalog,
    shape: &Shape,
    survey: &Survey,
    threads: usize,
    work: impl Fn(Batch) -> T + Sync,
    collect: impl FnMut(T) -> anyhow::Result<()> + Send,
) -> anyhow::Result<()> {
    items_in_chunks(files, catalog, shape, survey, (threads, chunk::CHUNK), work, collect)
}

pub(super) fn items_in_chunks<T: Send>(
    files: &dyn Files,
    catalog: &Catalog,
    shape: &Shape,
    survey: &Survey,
    (threads, size): (usize, usize),
    work: impl Fn(Batch) -> T + Sync,
    collect: impl FnMut(T) -> anyhow::Result<()> + Send,
) -> anyhow::Result<()> {
    let (Some(source), Some(layout)) = (catalog.sources.first(), survey.layouts.first()) else {
        return Ok(());
    };
    let cut = cut(source, layout, size);
    let reader = RowReader { catalog, source, layout, shape, survey };
    chunk::run(files, cut, threads, |_| (), |chunk| work(reader.batch(&chunk)), collect)
}

/// Where the first rows of SKUs that come twice begin, of those that are set aside.
///
/// A SKU's second row must say whether the first one is fed, and may be read on another thread: only the chunks in
/// which such a first row lies are read for it.
pub(super) fn lost_first_rows(
    files: &dyn Files,
    catalog: &Catalog,
    shape: &Shape,
    survey: &Survey,
    threads: usize,
) -> anyhow::Result<BTreeSet<u64>> {
    let (Some(source), Some(layout)) = (catalog.sources.first(), survey.layouts.first()) else {
        return Ok(BTreeSet::new());
    };
    let first: BTreeSet<u64> = survey.first_of_twice.values().map(|row| row.offset).collect();
    let mut lost = BTreeSet::new();
    if first.is_empty() {
        return Ok(lost);
    }
    let reader = RowReader { catalog, source, layout, shape, survey };
    let work = |chunk: Chunk| {
        if first.range(chunk.offset..chunk.offset + chunk.bytes.len() as u64).next().is_none() {
            return Vec::new();
        }
        let rows = reader.batch(&chunk).problems.into_iter().filter_map(|problem| problem.product);
        rows.map(|row| row.offset).filter(|offset| first.contains(offset)).collect()
    };
    chunk::run(
        files,
        cut(source, layout, chunk::CHUNK),
        threads,
        |_| (),
        work,
        |offsets| {
            lost.extend(offsets);
            Ok(())
        },
    )?;
    Ok(lost)
}

fn cut<'a>(source: &'a Source, layout: &Layout, size: usize) -> Cut<'a> {
    Cut { source, start: layout.start, together: layout.together(), size }
}

struct RowReader<'a> {
    catalog: &'a Catalog,
    source: &'a Source,
    layout: &'a Layout,
    shape: &'a Shape,
    survey: &'a Survey,
}

impl RowReader<'_> {
    fn batch(&self, chunk: &Chunk) -> Batch {
        let mut batch = Batch::default();
        kin::each(self.source, 0, self.layout, chunk, |record, standing| {
            self.add(record, standing, &mut batch);
        });
        batch
    }

    fn add(&self, record: &Record, standing: Standing<'_>, batch: &mut Batch) {
        let counts = &mut batch.counts;
        counts.rows += 1;
        match standing.role {
            Role::Image => counts.image += 1,
            Role::Product => counts.continuation += 1,
            Role::LeftOut => counts.left_out += 1,
            Role::Item => match self.item(record, standing) {
                Ok(item) => {
                    counts.items += 1;
                    batch.items.push(item);
                }
                Err(problem) => {
                    counts.unusable += 1;
                    batch.problems.push(*problem);
                }
            },
        }
    }

    fn item(&self, record: &Record, standing: Standing<'_>) -> Result<Item, Box<Problem>> {
        let (row, cells) = (record.row, Cells::of(&record.cells, standing.parent));
        let problem = |kind, column: Option<usize>, sku: Option<&String>| {
            Box::new(Problem { row, column, sku: sku.cloned(), product: Some(row), kind })
        };
        if let Some(kind) = row::misread(record, self.layout) {
            let cell = row::misread_cell(record, &kind);
            return Err(problem(kind, cell, None));
        }
        let sku = row::sku(cells, self.layout).map_err(|(kind, column)| problem(kind, column, None))?;
        if let Some(kind) = row::damaged(&sku) {
            return Err(problem(kind, self.layout.sku.first().copied(), Some(&sku)));
        }
        if let Some(first) = self.earlier_row(&sku, row) {
            let column = self.layout.sku.first().copied();
            let is_first_lost = self.survey.lost_first_rows.contains(&first.offset);
            return Err(problem(
                ProblemKind::DuplicateSku { first, is_first_lost, of: None },
                column,
                Some(&sku),
            ));
        }
        if let Some(kind) = row::without_parent(standing) {
            return Err(problem(kind, self.layout.kin.cell(), Some(&sku)));
        }
        if let Some((kind, cell)) = self.layout.other_currency(cells) {
            return Err(problem(kind, Some(cell), Some(&sku)));
        }
        let mut item = row::empty_item(self.shape, self.catalog.sources.len());
        if let Some(slot) = item.rows.first_mut() {
            *slot = Some(row);
        }
        self.fill(cells, standing, &mut item)
            .map_err(|(kind, column)| problem(kind, Some(column), Some(&sku)))?;
        item.sku = sku;
        self.join(&mut item)?;
        orders::fill(&mut item, &self.survey.orders).map_err(|(kind, row)| {
            let product = item.rows.first().copied().flatten();
            Box::new(Problem { row, column: None, sku: Some(item.sku.clone()), product, kind })
        })?;
        Ok(item)
    }

    /// Fills an item from its own row; an error comes with its cell.
    fn fill(
        &self,
        cells: Cells<'_>,
        standing: Standing<'_>,
        item: &mut Item,
    ) -> Result<(), (ProblemKind, usize)> {
        let notation = self.notation(self.source);
        for wired in self.layout.wired.iter().filter(|wired| wired.target != Target::Unread) {
            let text = reading::text(wired, cells, self.layout, standing.images)
                .map_err(|kind| (kind, wired.reading.cell_at_fault(wired.cell)))?;
            let plus = wired.plus.map_or(Ok(""), |plus| cells.own_text(plus));
            let filled = plus.and_then(|plus| row::fill(item, wired, wired.target, (&text, plus), notation));
            filled.map_err(|kind| (kind, wired.cell))?;
        }
        if let Shop::Woo(woo) = &self.layout.shop {
            woo.fill(cells, item);
        }
        self.untracked(cells, item);
        Ok(())
    }

    fn notation(&self, source: &Source) -> Notation {
        Notation { decimal_mark: source.decimal_mark, currency: self.catalog.currency }
    }

    /// The first row of a SKU that comes twice, where this is a later one.
    fn earlier_row(&self, sku: &str, row: Row) -> Option<Row> {
        if self.survey.first_of_twice.is_empty() {
            return None;
        }
        let first = self.survey.first_of_twice.get(&key(sku))?;
        (first.offset != row.offset).then_some(*first)
    }

    /// A blank inventory tracker means that the shop does not count what its quantity column says.
    fn untracked(&self, cells: Cells<'_>, item: &mut Item) {
        let Shop::Shopify(ShopifyLayout { tracker: Some(tracker), .. }) = self.layout.shop else { return };
        if !is_blank(cells.own, tracker) {
            return;
        }
        for wired in &self.layout.wired {
            if let Target::Stock(location) = wired.target {
                item.stock.get_mut(location).into_iter().for_each(|stock| *stock = Stock::Untracked);
            }
        }
    }

    /// Adds what the other sources say of the item.
    fn join(&self, item: &mut Item) -> Result<(), Box<Problem>> {
        for (index, table) in self.survey.tables.iter().enumerate().skip(1) {
            let (Some(joined), Some(layout)) = (table.get(&item.sku), self.survey.layouts.get(index)) else {
                if let Some(lost) = table.lost(&item.sku) {
                    let product = item.rows.first().copied().flatten();
                    return Err(Box::new(Problem { sku: Some(item.sku.clone()), product, ..lost.clone() }));
                }
                continue;
            };
            let first = joined.first().map(|joined| joined.row);
            item.rows.get_mut(index).into_iter().for_each(|slot| *slot = first);
            let Some(source) = self.catalog.sources.get(index) else { continue };
            for joined in joined {
                fill_joined(layout, joined, self.notation(source), item)?;
            }
        }
        Ok(())
    }
}

/// Fills an item from a row of another source.
fn fill_joined(
    layout: &Layout,
    joined: &Joined,
    notation: Notation,
    item: &mut Item,
) -> Result<(), Box<Problem>> {
    let more = joined.cells.get(layout.wired.len()..).unwrap_or_default();
    let mut more = more.iter();
    for (index, (wired, text)) in layout.wired.iter().zip(&joined.cells).enumerate() {
        let plus = wired.plus.and_then(|_| more.next()).map_or("", |plus| plus);
        let target = layout.target(index, joined.place);
        if let Err(kind) = row::fill(item, wired, target, (text, plus), notation) {
            let (row, column, sku) = (joined.row, Some(wired.cell), Some(item.sku.clone()));
            let product = item.rows.first().copied().flatten();
            return Err(Box::new(Problem { row, column, sku, product, kind }));
        }
    }
    Ok(())
}
