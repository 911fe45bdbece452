//! The products as complete items, in the order of the file.

use std::collections::BTreeSet;

use crate::item::{Item, Row, Shape, Stock};
use crate::policy::catalog::{Catalog, Source};
use crate::world::Files;

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
use super::slate::Slate;
use super::survey::Survey;
use super::{Counts, Entry};

/// Streams complete items: `see` is shown every row, on one of several threads, and fills a value a chunk of the file;
/// `collect` gets those in the order of the file.
pub fn items<T: Send + Default>(
    files: &dyn Files,
    catalog: &Catalog,
    shape: &Shape,
    survey: &Survey,
    threads: usize,
    see: impl Fn(&mut T, Entry<'_>) + Sync,
    collect: impl FnMut(T, Counts) -> anyhow::Result<()> + Send,
) -> anyhow::Result<()> {
    items_in_chunks(files, catalog, shape, survey, (threads, chunk::CHUNK), see, collect)
}

pub(super) fn items_in_chunks<T: Send + Default>(
    files: &dyn Files,
    catalog: &Catalog,
    shape: &Shape,
    survey: &Survey,
    (threads, size): (usize, usize),
    see: impl Fn(&mut T, Entry<'_>) + Sync,
    mut collect: impl FnMut(T, Counts) -> anyhow::Result<()> + Send,
) -> anyhow::Result<()> {
    let (Some(source), Some(layout)) = (catalog.sources.first(), survey.layouts.first()) else {
        return Ok(());
    };
    let cut = cut(source, layout, size);
    let reader = RowReader { catalog, source, layout, shape, survey };
    let work = |chunk| {
        let mut value = T::default();
        let counts = reader.each(&chunk, |entry| see(&mut value, entry));
        (value, counts)
    };
    chunk::run(files, cut, threads, |_| (), work, |(value, counts)| collect(value, counts))
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
        let mut lost: Vec<u64> = Vec::new();
        reader.each(&chunk, |entry| {
            let Entry::SetAside(Problem { product: Some(row), .. }) = entry else { return };
            lost.extend(first.get(&row.offset));
        });
        lost
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
    /// Shows every row of a chunk, and counts them.
    fn each(&self, chunk: &Chunk, mut see: impl FnMut(Entry<'_>)) -> Counts {
        let mut counts = Counts::default();
        let mut slate = Slate::new(self.shape, self.catalog.sources.len());
        kin::each(self.source, 0, self.layout, chunk, |record, standing| {
            counts.rows += 1;
            match standing.role {
                Role::Image => counts.image += 1,
                Role::Product => counts.continuation += 1,
                Role::LeftOut => counts.left_out += 1,
                Role::Item => match self.fill(record, standing, &mut slate) {
                    Ok(()) => {
                        counts.items += 1;
                        see(Entry::Item(&slate.item));
                    }
                    Err(problem) => {
                        counts.unusable += 1;
                        see(Entry::SetAside(&problem));
                    }
                },
            }
        });
        counts
    }

    /// Fills an item from a row and from all that other sources say of it.
    fn fill(
        &self,
        record: &Record<'_>,
        standing: Standing<'_>,
        slate: &mut Slate,
    ) -> Result<(), Box<Problem>> {
        let (row, cells) = (record.row, Cells::of(&record.cells, standing.parent));
        let problem = |kind, column: Option<usize>, sku: Option<&str>| {
            Box::new(Problem { row, column, sku: sku.map(str::to_owned), product: Some(row), kind })
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
        slate.wipe();
        if let Some(slot) = slate.item.rows.first_mut() {
            *slot = Some(row);
        }
        self.fill_own(cells, standing, slate)
            .map_err(|(kind, column)| problem(kind, Some(column), Some(&sku)))?;
        slate.item.sku.push_str(&sku);
        self.join(slate)?;
        orders::fill(&mut slate.item, &self.survey.orders)
            .map_err(|(kind, at)| Box::new(Problem { row: at, ..*problem(kind, None, Some(&sku)) }))
    }

    /// Fills an item from its own row; an error comes with its cell.
    fn fill_own(
        &self,
        cells: Cells<'_>,
        standing: Standing<'_>,
        slate: &mut Slate,
    ) -> Result<(), (ProblemKind, usize)> {
        let notation = self.notation(self.source);
        for wired in self.layout.wired.iter().filter(|wired| wired.target != Target::Unread) {
            let text = reading::text(wired, cells, self.layout, standing.images)
                .map_err(|kind| (kind, wired.reading.cell_at_fault(wired.cell)))?;
            let at_fault = |kind| (kind, wired.cell);
            let plus = wired.plus.map_or(Ok(""), |plus| cells.own_text(plus));
            let plus = plus.map_err(|fault| at_fault(fault.into()))?;
            row::fill(slate, wired, wired.target, (&text, plus), notation).map_err(at_fault)?;
        }
        if let Shop::Woo(woo) = &self.layout.shop {
            woo.fill(cells, &mut slate.item);
        }
        self.untracked(cells, &mut slate.item);
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
    fn join(&self, slate: &mut Slate) -> Result<(), Box<Problem>> {
        for (index, table) in self.survey.tables.iter().enumerate().skip(1) {
            let item = &mut slate.item;
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
                fill_joined(layout, joined, self.notation(source), slate)?;
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
    slate: &mut Slate,
) -> Result<(), Box<Problem>> {
    let more = joined.cells.get(layout.wired.len()..).unwrap_or_default();
    let mut more = more.iter();
    for (index, (wired, text)) in layout.wired.iter().zip(&joined.cells).enumerate() {
        let plus = wired.plus.and_then(|_| more.next()).map_or("", |plus| plus);
        let target = layout.target(index, joined.place);
        if let Err(kind) = row::fill(slate, wired, target, (text, plus), notation) {
            let (row, column, sku) = (joined.row, Some(wired.cell), Some(slate.item.sku.clone()));
            let product = slate.item.rows.first().copied().flatten();
            return Err(Box::new(Problem { row, column, sku, product, kind }));
        }
    }
    Ok(())
}
