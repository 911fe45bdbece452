//! Order exports: read line by line, kept as what each SKU sold on each day of the window.
//!
//! Comes in: the files of one source and where their columns stand. Goes out: [`Sales`], with every line counted.
//! What grows with the files: a sum for each SKU, day of the window and channel, never a line.

mod layout;
mod line;
mod sales;
mod tally;

pub(super) use layout::OrdersLayout;
pub(super) use sales::fill;
pub use sales::{OrderCounts, Sales};

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::digest::Running;
use crate::policy::catalog::{Catalog, Source};
use crate::policy::orders::Orders;
use crate::world::Files;

use super::chunk::{self, Chunk, Cut};
use super::join::Lone;
use super::layout::Layout;
use super::survey::{Effort, Input, input};
use line::{Line, Reader};
use tally::Tallies;

/// What was read of the files of one source.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) sales: Sales,
    pub(super) inputs: Vec<Input>,
    /// The SKUs of the window that no product has, in the order of their lines.
    pub(super) lone: Vec<Lone>,
}

/// The files of one source of orders, which lie side by side among the catalog's sources.
#[derive(Clone, Copy)]
pub(super) struct OrderFiles<'a> {
    pub(super) files: &'a dyn Files,
    pub(super) catalog: &'a Catalog,
    /// The names of channels, by the index that items have.
    pub(super) channels: &'a [String],
    /// Where the columns of every source stand.
    pub(super) layouts: &'a [Layout],
    /// The first file, by its index among the sources.
    pub(super) first: usize,
    /// How they are read.
    pub(super) effort: Effort,
}

impl<'a> OrderFiles<'a> {
    /// Reads them all, and asks of every SKU whether a product has it; `None` where this is not the first of them.
    pub(super) fn read(self, is_product: impl Fn(&str) -> bool + Sync) -> anyhow::Result<Option<Reading>> {
        let before = self.first.checked_sub(1).and_then(|before| self.catalog.sources.get(before));
        let own = self.catalog.sources.get(self.first);
        let own = own.filter(|own| before.is_none_or(|before| before.name != own.name));
        let Some(orders) = own.and_then(|own| own.orders.as_ref()) else { return Ok(None) };
        let zone = TimeZone::get(&self.catalog.timezone).unwrap_or(TimeZone::UTC);
        let until = match self.catalog.orders_until {
            Some(until) => Some(until),
            None => self.last_order(orders, &zone)?,
        };
        let mut tallies = Tallies::default();
        let mut inputs = Vec::new();
        for (source, reader) in self.readers(orders, &zone) {
            let mut digest = Running::new(self.effort.has_digests);
            let work = |chunk: Chunk| reader.tallied(&chunk, until, &is_product);
            chunk::run(
                self.files,
                reader.cut(),
                self.effort.threads,
                |bytes| digest.see(bytes),
                work,
                |part| {
                    tallies.merge(part);
                    Ok(())
                },
            )?;
            inputs.push(input(source, digest));
        }
        let lone = std::mem::take(&mut tallies.lone).into_rows();
        let sales = Sales::new(self.first, orders, until, tallies);
        Ok(Some(Reading { sales, inputs, lone }))
    }

    /// A reader for each file.
    fn readers(
        self,
        orders: &'a Orders,
        zone: &'a TimeZone,
    ) -> impl Iterator<Item = (&'a Source, Reader<'a>)> {
        let name = self.catalog.sources.get(self.first).map_or("", |source| source.name.as_str());
        let sources = self.catalog.sources.iter().zip(self.layouts).enumerate().skip(self.first);
        let own = sources.take_while(move |(_, (source, _))| source.name == name);
        own.filter_map(move |(index, (source, layout))| {
            let columns = layout.orders.as_ref()?;
            let channels = self.channels;
            Some((source, Reader { source, index, layout, columns, orders, channels, zone }))
        })
    }

    /// The time of the last order of all files, those left out that are dropped.
    fn last_order(self, orders: &Orders, zone: &TimeZone) -> anyhow::Result<Option<Timestamp>> {
        let mut last = None;
        for (_, reader) in self.readers(orders, zone) {
            let work = |chunk: Chunk| {
                let mut last = None;
                reader.each(&chunk, |record, cells| last = last.max(reader.time(record, cells)));
                last
            };
            chunk::run(
                self.files,
                reader.cut(),
                self.effort.threads,
                |_| (),
                work,
                |own| {
                    last = last.max(own);
                    Ok(())
                },
            )?;
        }
        Ok(last)
    }
}

impl<'a> Reader<'a> {
    /// Lines of one order stay together, for what later ones leave blank.
    fn cut(self) -> Cut<'a> {
        Cut {
            source: self.source,
            start: self.layout.start,
            together: self.columns.order,
            size: chunk::CHUNK,
        }
    }

    /// What the lines of a chunk say together.
    fn tallied(self, chunk: &Chunk, until: Option<Timestamp>, is_product: &impl Fn(&str) -> bool) -> Tallies {
        let mut tallies = Tallies::default();
        let mut known: BTreeMap<String, bool> = BTreeMap::new();
        self.each(chunk, |record, cells| {
            let line = self.line(record, cells, until);
            let is_joined = match &line {
                Line::Sold(sold) => match known.get(&sold.sku) {
                    Some(is_known) => *is_known,
                    None => *known.entry(sold.sku.clone()).or_insert_with(|| is_product(&sold.sku)),
                },
                _ => true,
            };
            tallies.add(line, record.row, is_joined);
        });
        tallies
    }
}
