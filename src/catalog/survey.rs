//! Keys first: what the sources hold, which SKUs come twice, which named ones are not there.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::xxh3_128;

use crate::diagnostic::{Sink, Sources};
use crate::digest::Running;
use crate::item::{Field, Row, Shape};
use crate::nearest::nearest;
use crate::policy::catalog::{Catalog, Source};
use crate::world::Files;

use super::chunk::{self, Chunk, Cut};
use super::header::{self, Layout};
use super::join::{self, Table};
use super::problem::Problem;
use super::row::{self, Cells};

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Its path, relative to the policy's root.
    pub path: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
}

/// What was learned before the items are streamed.
#[derive(Debug)]
pub struct Survey {
    /// The files of the catalog.
    pub inputs: Vec<Input>,
    /// SKUs that the policy names and the catalog lacks, with the nearest that it has.
    pub missing_names: Vec<(String, Option<String>)>,
    /// What was wrong with rows of joined sources.
    pub problems: Vec<Problem>,
    /// Where each source's values stand, by source.
    pub(super) layouts: Vec<Layout>,
    /// Joined rows, by source; the products' own is empty.
    pub(super) tables: Vec<Table>,
    /// The first row of each SKU that comes twice, by its hash.
    pub(super) first_of_twice: BTreeMap<u128, Row>,
}

impl Survey {
    /// The source and the cell that give a field; the first that does where no location or channel is asked for.
    pub fn column_of(
        &self,
        field: &Field,
        location: Option<usize>,
        channel: Option<usize>,
    ) -> Option<(usize, usize)> {
        use super::header::Target;
        if *field == Field::Sku {
            return Some((0, *self.layouts.first()?.sku.first()?));
        }
        self.layouts.iter().enumerate().find_map(|(source, layout)| {
            let wired = layout.wired.iter().find(|wired| {
                let keyed = match wired.target {
                    Target::Stock(index) | Target::Committed(index) => {
                        location.is_none_or(|location| location == index)
                    }
                    Target::Velocity(index) | Target::VelocitySd(index) => {
                        channel.is_none() || channel == index
                    }
                    _ => true,
                };
                wired.field == *field && keyed
            });
            wired.map(|wired| (source, wired.cell))
        })
    }

    /// The locations, by the shape's index, whose stock no column gives.
    pub fn unfed_locations(&self, shape: &Shape) -> Vec<usize> {
        let is_fed = |location: &usize| self.column_of(&Field::Stock, Some(*location), None).is_some();
        (0..shape.locations.len()).filter(|location| !is_fed(location)).collect()
    }

    /// The headers of columns from which nothing is read, with their source.
    pub fn unread_columns(&self) -> impl Iterator<Item = (usize, &str)> {
        self.layouts.iter().enumerate().flat_map(|(source, layout)| {
            let is_read = |cell: usize| {
                layout.sku.contains(&cell) || layout.wired.iter().any(|wired| wired.cell == cell)
            };
            let unread = layout.header.iter().enumerate().filter(move |(cell, _)| !is_read(*cell));
            unread.map(move |(_, header)| (source, header.as_str()))
        })
    }
}

/// Reads keys first: each source's header, the joined rows, the SKUs of the products.
///
/// `Ok(None)` where a source can't be used, which is told; an `Err` means that reading a file failed.
pub fn survey(
    files: &dyn Files,
    catalog: &Catalog,
    shape: &Shape,
    named: &[String],
    sources: &mut Sources,
    threads: usize,
    sink: &mut Sink,
) -> anyhow::Result<Option<Survey>> {
    let mut layouts = Vec::new();
    for source in &catalog.sources {
        layouts.push(header::layout(files, catalog, source, shape, sources, sink)?);
    }
    let Some(layouts) = layouts.into_iter().collect::<Option<Vec<Layout>>>() else { return Ok(None) };
    if sink.has_errors() {
        return Ok(None);
    }
    let mut survey = Survey {
        inputs: Vec::new(),
        missing_names: Vec::new(),
        problems: Vec::new(),
        layouts,
        tables: Vec::new(),
        first_of_twice: BTreeMap::new(),
    };
    for (index, source) in catalog.sources.iter().enumerate() {
        let Some(layout) = survey.layouts.get(index) else { continue };
        let mut digest = Running::default();
        let table = if index == 0 {
            let keys = Keys { files, source, layout, threads };
            let (twice, missing) = keys.survey(named, &mut digest)?;
            survey.first_of_twice = twice;
            survey.missing_names = missing;
            Table::default()
        } else {
            let (table, problems) =
                join::read(files, source, index, layout, threads, |bytes| digest.see(bytes))?;
            survey.problems.extend(problems);
            table
        };
        survey.tables.push(table);
        let (sha256, bytes) = digest.finish();
        survey.inputs.push(Input { path: source.path.clone(), sha256, bytes });
    }
    Ok(Some(survey))
}

type FirstRows = BTreeMap<u128, Row>;
type MissingNames = Vec<(String, Option<String>)>;

/// Passes over the SKUs of the products.
struct Keys<'a> {
    files: &'a dyn Files,
    source: &'a Source,
    layout: &'a Layout,
    threads: usize,
}

impl Keys<'_> {
    fn survey(&self, named: &[String], digest: &mut Running) -> anyhow::Result<(FirstRows, MissingNames)> {
        let mut hashes: Vec<u128> = Vec::new();
        let mut found = vec![false; named.len()];
        let work = |chunk: Chunk| {
            let mut hashes = Vec::new();
            let mut found = Vec::new();
            self.each(&chunk, |sku, _| {
                hashes.push(xxh3_128(sku.as_bytes()));
                if !named.is_empty() {
                    found.extend(named.binary_search_by(|name| name.as_str().cmp(sku)));
                }
            });
            (hashes, found)
        };
        chunk::run(
            self.files,
            self.cut(),
            self.threads,
            |bytes| digest.see(bytes),
            work,
            |(some, seen)| {
                hashes.extend(some);
                for index in seen {
                    found.get_mut(index).into_iter().for_each(|found| *found = true);
                }
                Ok(())
            },
        )?;
        hashes.sort_unstable();
        let twice = twice(&hashes);
        drop(hashes);
        let missing: Vec<&String> =
            named.iter().zip(&found).filter(|(_, found)| !**found).map(|(name, _)| name).collect();
        Ok((self.first_rows(&twice)?, self.nearest_to(&missing)?))
    }

    fn cut(&self) -> Cut<'_> {
        let together = self.layout.shopify.as_ref().and_then(|shopify| shopify.handle);
        Cut { source: self.source, start: self.layout.start, together, size: chunk::CHUNK }
    }

    /// Shows every SKU of a chunk with its row; rows without one, and rows of images, are passed over.
    fn each(&self, chunk: &Chunk, mut see: impl FnMut(&str, Row)) {
        row::each(self.source, 0, chunk, |record| {
            let cells = &record.cells;
            let is_image = self.layout.shopify.as_ref().is_some_and(|shopify| shopify.is_image_only(cells));
            if is_image || row::misread(record, self.layout).is_some() {
                return;
            }
            if let Ok(sku) = row::sku(Cells { own: cells, parent: None }, self.layout) {
                see(&sku, record.row);
            }
        });
    }

    fn first_rows(&self, twice: &[u128]) -> anyhow::Result<FirstRows> {
        let mut first = FirstRows::new();
        if twice.is_empty() {
            return Ok(first);
        }
        let work = |chunk: Chunk| {
            let mut rows = Vec::new();
            self.each(&chunk, |sku, row| {
                let hash = xxh3_128(sku.as_bytes());
                if twice.binary_search(&hash).is_ok() {
                    rows.push((hash, row));
                }
            });
            rows
        };
        chunk::run(
            self.files,
            self.cut(),
            self.threads,
            |_| (),
            work,
            |rows| {
                for (hash, row) in rows {
                    first.entry(hash).or_insert(row);
                }
                Ok(())
            },
        )?;
        Ok(first)
    }

    /// The nearest SKU to each name; of equally near ones the first by name.
    fn nearest_to(&self, names: &[&String]) -> anyhow::Result<MissingNames> {
        let mut near: Vec<Vec<String>> = vec![Vec::new(); names.len()];
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let work = |chunk: Chunk| {
            let mut candidates: Vec<Vec<String>> = vec![Vec::new(); names.len()];
            self.each(&chunk, |sku, _| {
                for (name, kept) in names.iter().zip(&mut candidates) {
                    if nearest(name, [sku]).is_some() {
                        kept.push(sku.to_owned());
                    }
                }
            });
            candidates
        };
        chunk::run(
            self.files,
            self.cut(),
            self.threads,
            |_| (),
            work,
            |candidates| {
                for (name, (kept, mut more)) in names.iter().zip(near.iter_mut().zip(candidates)) {
                    kept.append(&mut more);
                    kept.sort();
                    let best = nearest(name, kept.iter().map(String::as_str)).map(str::to_owned);
                    *kept = best.into_iter().collect();
                }
                Ok(())
            },
        )?;
        Ok(names.iter().zip(near).map(|(name, kept)| ((*name).clone(), kept.into_iter().next())).collect())
    }
}

/// The hashes that come more than once in a sorted list.
fn twice(sorted: &[u128]) -> Vec<u128> {
    let mut twice: Vec<u128> = sorted
        .windows(2)
        .filter_map(|pair| if let [a, b] = pair { (a == b).then_some(*a) } else { None })
        .collect();
    twice.dedup();
    twice
}
