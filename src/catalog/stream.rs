//! The products as complete items, in the order of the file.

use std::collections::BTreeSet;

use csv::ByteRecord;

use crate::item::{Field, Item, Row, Shape, Stock};
use crate::policy::catalog::{Catalog, Source};
use crate::world::Files;

use super::Batch;
use super::cell::Notation;
use super::chunk::{self, Chunk, Cut};
use super::header::{Layout, Target};
use super::key::key;
use super::orders;
use super::problem::{Problem, ProblemKind};
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
    let together = layout.shopify.as_ref().and_then(|shopify| shopify.handle);
    Cut { source, start: layout.start, together, size }
}

/// The first row of a variant's product, and the cells that the variant takes from it.
type Parent<'r> = Option<(&'r ByteRecord, &'r [usize])>;

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
        match &self.layout.shopify {
            None => row::each(self.source, 0, chunk, |record| self.add(record, None, None, &mut batch)),
            Some(shopify) => {
                let mut product: Vec<Record> = Vec::new();
                row::each(self.source, 0, chunk, |record| {
                    let handle = shopify.handle_of(&record.cells);
                    let is_other = product
                        .first()
                        .is_some_and(|first| !handle.is_empty() && shopify.handle_of(&first.cells) != handle);
                    if is_other {
                        self.add_product(shopify, &product, &mut batch);
                        product.clear();
                    }
                    product.push(record.clone());
                });
                self.add_product(shopify, &product, &mut batch);
            }
        }
        batch
    }

    /// The rows of one handle: the first has what all variants share, some hold an image alone.
    fn add_product(&self, shopify: &ShopifyLayout, product: &[Record], batch: &mut Batch) {
        let Some(first) = product.first() else { return };
        let images = self.images(shopify, product);
        for (index, record) in product.iter().enumerate() {
            if index > 0 && record.quotes.is_none() && shopify.is_image_only(&record.cells) {
                batch.counts.rows += 1;
                batch.counts.image += 1;
                continue;
            }
            let parent = (index > 0).then_some((&first.cells, shopify.inherited.as_slice()));
            self.add(record, parent, images.as_deref(), batch);
        }
    }

    /// All images of a product as one cell, where something reads them.
    fn images(&self, shopify: &ShopifyLayout, product: &[Record]) -> Option<String> {
        let mut wired = self.layout.wired.iter();
        let wired = wired.find(|own| own.field == Field::Images && own.target != Target::Unread)?;
        let cell = shopify.image?;
        let texts =
            product.iter().filter_map(|record| Cells { own: &record.cells, parent: None }.text(cell).ok());
        let mut images: Vec<&str> = texts.filter(|text| !text.is_empty()).collect();
        images.dedup();
        Some(images.join(wired.split.as_deref().unwrap_or("\n")))
    }

    fn add(&self, record: &Record, parent: Parent<'_>, images: Option<&str>, batch: &mut Batch) {
        batch.counts.rows += 1;
        match self.item(record, parent, images) {
            Ok(item) => {
                batch.counts.items += 1;
                batch.items.push(item);
            }
            Err(problem) => {
                batch.counts.unusable += 1;
                batch.problems.push(*problem);
            }
        }
    }

    fn item(&self, record: &Record, parent: Parent<'_>, images: Option<&str>) -> Result<Item, Box<Problem>> {
        let (row, cells) = (record.row, Cells { own: &record.cells, parent });
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
            return Err(problem(ProblemKind::DuplicateSku { first, is_first_lost }, column, Some(&sku)));
        }
        let mut item = row::empty_item(self.shape, self.catalog.sources.len());
        if let Some(slot) = item.rows.first_mut() {
            *slot = Some(row);
        }
        for wired in &self.layout.wired {
            let text = match images.filter(|_| wired.field == Field::Images) {
                Some(images) => Ok(images),
                None if wired.target == Target::Unread => continue,
                None => wired.target.text(cells, wired.cell),
            };
            let filled = text.and_then(|text| row::fill(&mut item, wired, text, self.notation(self.source)));
            if let Err(kind) = filled {
                return Err(problem(kind, Some(wired.cell), Some(&sku)));
            }
        }
        self.untracked(cells, &mut item);
        item.sku = sku;
        self.join(&mut item)?;
        orders::fill(&mut item, &self.survey.orders).map_err(|(kind, row)| {
            let product = item.rows.first().copied().flatten();
            Box::new(Problem { row, column: None, sku: Some(item.sku.clone()), product, kind })
        })?;
        Ok(item)
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
        let Some(tracker) = self.layout.shopify.as_ref().and_then(|shopify| shopify.tracker) else { return };
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
            item.rows.get_mut(index).into_iter().for_each(|slot| *slot = Some(joined.row));
            let Some(source) = self.catalog.sources.get(index) else { continue };
            for (wired, text) in layout.wired.iter().zip(&joined.cells) {
                if let Err(kind) = row::fill(item, wired, text, self.notation(source)) {
                    let (row, column, sku) = (joined.row, Some(wired.cell), Some(item.sku.clone()));
                    let product = item.rows.first().copied().flatten();
                    return Err(Box::new(Problem { row, column, sku, product, kind }));
                }
            }
        }
        Ok(())
    }
}
