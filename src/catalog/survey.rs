//! Keys first: what the sources hold, which SKUs come twice, which named ones are not there.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::diagnostic::{Sink, Sources};
use crate::digest::Running;
use crate::item::{Field, Row, Shape};
use crate::nearest::nearest;
use crate::policy::catalog::{Catalog, Format, Source};
use crate::program::CodeOfSeveral;
use crate::world::Files;

use super::case_only::{CaseOnly, case_only};
use super::chunk::{self, Chunk, Cut};
use super::codes::{self, Code, CodeCells};
use super::header;
use super::join::{self, Joining, Table};
use super::key::{in_other_case, key, twice};
use super::kin::{self, Role};
use super::layout::Layout;
use super::orders::{OrderFiles, Sales};
use super::places::Unplaced;
use super::problem::{Problem, ProblemKind};
use super::row::{self, Cells, Record};
use super::stream::lost_first_rows;
use super::unjoined::{Unjoined, unjoined};
use super::{excerpt, jsonl, parents};

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Its path, relative to the policy's root.
    pub path: String,
    /// The SHA-256 of its bytes, in hexadecimal, where it is asked for.
    pub sha256: Option<String>,
    /// Its size.
    pub bytes: u64,
}

/// How the catalog is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// How many threads work.
    pub threads: usize,
    /// Whether the digests of the files are asked for.
    pub has_digests: bool,
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
    /// SKUs of joined sources that no product has, by source.
    pub unjoined: Vec<Unjoined>,
    /// Rows of long sources whose location or channel the policy does not have, by source.
    pub unplaced: Vec<Unplaced>,
    /// SKUs of the products that differ by case alone.
    pub case_only: Option<CaseOnly>,
    /// What each source of orders says, by source.
    pub orders: Vec<Sales>,
    /// Good GTINs that several SKUs have.
    pub codes_of_several: BTreeMap<u64, CodeOfSeveral>,
    /// Ids by which a feed of a channel goes and that several SKUs have, with their place in the shape's texts.
    pub ids_of_several: BTreeMap<(usize, String), CodeOfSeveral>,
    /// Where each source's values stand, by source.
    pub(super) layouts: Vec<Layout>,
    /// Joined rows, by source; the products' own is empty.
    pub(super) tables: Vec<Table>,
    /// The first row of each SKU that comes twice, by its hash.
    pub(super) first_of_twice: BTreeMap<u128, Row>,
    /// Where those of them begin that are set aside.
    pub(super) lost_first_rows: BTreeSet<u64>,
}

impl Survey {
    /// The source and the cell that give a field; the first that does where no location or channel is asked for.
    pub fn column_of(
        &self,
        field: &Field,
        location: Option<usize>,
        channel: Option<usize>,
    ) -> Option<(usize, usize)> {
        if *field == Field::Sku {
            return Some((0, *self.layouts.first()?.sku.first()?));
        }
        self.layouts.iter().enumerate().find_map(|(source, layout)| {
            let mut wired = layout.wired.iter().enumerate();
            let found = wired.find(|(index, wired)| {
                wired.field == *field && layout.gives(*index, wired, location, channel)
            });
            found.map(|(_, wired)| (source, wired.cell))
        })
    }

    /// The source and the cell that give a text of the shape, such as an id of one channel.
    pub fn column_of_text(&self, text: usize) -> Option<(usize, usize)> {
        self.layouts.iter().enumerate().find_map(|(source, layout)| Some((source, layout.cell_of(text)?)))
    }

    /// The range of a cell in the text of a row; for a line that can't be read, of the place at fault.
    pub fn cell_range(
        &self,
        source: &Source,
        row: &Row,
        text: &str,
        column: Option<usize>,
    ) -> Option<Range<usize>> {
        if source.format != Format::Jsonl {
            return excerpt::cell_range(source, text, column?);
        }
        let header = self.layouts.get(row.source).map(|layout| layout.header.as_slice()).unwrap_or_default();
        let path = column.and_then(|column| header.get(column));
        jsonl::range(text, path.map(String::as_str))
    }

    /// What a joined source says of a SKU in a field.
    pub(super) fn joined_cell(&self, source: usize, sku: &str, field: &Field) -> Option<String> {
        let joined = self.tables.get(source)?.get(sku)?.first()?;
        let index = self.layouts.get(source)?.wired.iter().position(|wired| wired.field == *field)?;
        joined.cells.get(index).map(ToString::to_string)
    }

    /// The locations, by the shape's index, whose stock no column gives.
    pub fn unfed_locations(&self, shape: &Shape) -> Vec<usize> {
        let is_fed = |location: &usize| self.column_of(&Field::Stock, Some(*location), None).is_some();
        (0..shape.locations.len()).filter(|location| !is_fed(location)).collect()
    }

    /// Adds what was read of a source that joins the products.
    fn add(
        &mut self,
        keys: &Keys<'_>,
        (index, source): (usize, &Source),
        joining: Joining,
    ) -> anyhow::Result<()> {
        let Some(layout) = self.layouts.get_mut(index) else { return Ok(()) };
        self.problems.extend(joining.problems);
        self.unjoined.extend(unjoined(keys, index, layout.sku.first().copied(), joining.lone)?);
        self.tables.push(joining.table);
        if let (Some(keyed), Some(own)) = (&mut layout.keyed, &source.key) {
            joining.places.mark(keyed);
            self.unplaced.extend(joining.places.unplaced(index, keyed.cell, own.key));
        }
        Ok(())
    }

    /// The headers of columns from which nothing is read, with their source.
    pub fn unread_columns(&self) -> impl Iterator<Item = (usize, &str)> {
        self.layouts.iter().enumerate().flat_map(|(source, layout)| {
            let wired = layout.wired.iter().map(|wired| wired.cell);
            let read: BTreeSet<usize> = layout.read_cells().chain(wired).collect();
            let unread = layout.header.iter().enumerate().filter(move |(cell, _)| !read.contains(cell));
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
    effort: Effort,
    sink: &mut Sink,
) -> anyhow::Result<Option<Survey>> {
    let Effort { threads, has_digests } = effort;
    let Some(layouts) = layouts(files, catalog, shape, threads, sources, sink)? else { return Ok(None) };
    let Some((products, joined)) = catalog.sources.split_first() else { return Ok(None) };
    let Some(layout) = layouts.first() else { return Ok(None) };
    let codes = CodeCells::of(layout, None, shape);
    let layout = layout.asking_for(layout.sku.iter().copied().chain(codes.cells(layout)));
    let keys = Keys { files, source: products, layout: &layout, codes, threads };
    let mut digest = Running::new(has_digests);
    let mut own = keys.survey(named, !joined.is_empty(), &mut digest)?;
    let mut survey = of_products(&mut own, input(products, digest), layouts);
    let (mut codes, mut codes_of_tables) = (own.codes, Vec::new());
    for (index, source) in catalog.sources.iter().enumerate().skip(1) {
        let Some(layout) = survey.layouts.get(index) else { continue };
        let is_product = |sku: &str| {
            let hashes = own.hashes.as_ref();
            hashes.is_none_or(|hashes| hashes.binary_search(&key(sku)).is_ok())
        };
        if source.orders.is_some() {
            survey.tables.push(Table::default());
            let effort = Effort { threads, has_digests };
            let (channels, layouts) = (shape.channels.as_slice(), survey.layouts.as_slice());
            let orders = OrderFiles { files, catalog, channels, layouts, first: index, effort };
            if let Some(reading) = orders.read(is_product)? {
                survey.unjoined.extend(unjoined(&keys, index, layout.sku.first().copied(), reading.lone)?);
                survey.inputs.extend(reading.inputs);
                survey.orders.push(reading.sales);
            }
            continue;
        }
        let mut digest = Running::new(has_digests);
        let joining =
            join::read(files, source, index, layout, threads, |bytes| digest.see(bytes), is_product)?;
        let of_table = codes::of_table(&joining.table, layout, shape, is_product);
        codes.extend(of_table.iter().map(|(sku, code, _)| code.of_sku(key(sku))));
        codes_of_tables.push(of_table);
        survey.add(&keys, (index, source), joining)?;
        survey.inputs.push(input(source, digest));
    }
    let shared = codes::shared(&keys, codes, &codes_of_tables)?;
    (survey.codes_of_several, survey.ids_of_several) = (shared.gtins, shared.ids);
    survey.lost_first_rows = lost_first_rows(files, catalog, shape, &survey, threads)?;
    Ok(Some(survey))
}

/// What the products say alone.
fn of_products(own: &mut Surveyed, input: Input, layouts: Vec<Layout>) -> Survey {
    Survey {
        inputs: vec![input],
        missing_names: std::mem::take(&mut own.missing_names),
        problems: Vec::new(),
        unjoined: Vec::new(),
        unplaced: Vec::new(),
        case_only: own.case_only.take(),
        orders: Vec::new(),
        codes_of_several: BTreeMap::new(),
        ids_of_several: BTreeMap::new(),
        layouts,
        tables: vec![Table::default()],
        first_of_twice: std::mem::take(&mut own.first_of_twice),
        lost_first_rows: BTreeSet::new(),
    }
}

/// The layout of every source; `None` where one has none, or can't be used, which is told.
fn layouts(
    files: &dyn Files,
    catalog: &Catalog,
    shape: &Shape,
    threads: usize,
    sources: &mut Sources,
    sink: &mut Sink,
) -> anyhow::Result<Option<Vec<Layout>>> {
    let mut layouts: Vec<Option<Layout>> = Vec::new();
    let mut before: Option<&str> = None;
    for source in &catalog.sources {
        // of several files of one source, what is wrong with the first is told, and most likely wrong with all
        if before == Some(&source.name) && layouts.last().is_some_and(Option::is_none) {
            continue;
        }
        before = Some(&source.name);
        layouts.push(header::layout(files, (catalog, source), shape, threads, sources, sink)?);
    }
    let Some(mut layouts) = layouts.into_iter().collect::<Option<Vec<Layout>>>() else { return Ok(None) };
    if sink.has_errors() {
        return Ok(None);
    }
    for (source, layout) in catalog.sources.iter().zip(&mut layouts) {
        parents::find(files, source, layout, threads)?;
    }
    Ok(Some(layouts))
}

pub(super) fn input(source: &Source, digest: Running) -> Input {
    let (sha256, bytes) = digest.finish();
    Input { path: source.path.clone(), sha256, bytes }
}

type FirstRows = BTreeMap<u128, Row>;
type MissingNames = Vec<(String, Option<String>)>;

/// What the products' keys say.
struct Surveyed {
    first_of_twice: FirstRows,
    case_only: Option<CaseOnly>,
    missing_names: MissingNames,
    /// A key of every SKU, sorted, also of rows that can't be used; `None` where quotes swallowed some, or
    /// nothing is joined.
    hashes: Option<Vec<u128>>,
    /// A key of every SKU that has a good code, with that code.
    codes: Vec<u128>,
}

/// The SKUs of a chunk, hashed.
#[derive(Default)]
struct Hashed {
    usable: Vec<u128>,
    /// Of rows whose cells may be shifted, or whose SKU is damaged.
    misread: Vec<u128>,
    /// Whether the quotes of one of those may have swallowed other rows.
    has_swallowed: bool,
    /// Names that were found, by their index.
    found: Vec<usize>,
    /// Those with a good code, with that code.
    codes: Vec<u128>,
}

/// Passes over the SKUs of the products.
pub(super) struct Keys<'a> {
    pub(super) files: &'a dyn Files,
    source: &'a Source,
    layout: &'a Layout,
    codes: CodeCells,
    pub(super) threads: usize,
}

impl Keys<'_> {
    fn survey(&self, named: &[String], is_joined: bool, digest: &mut Running) -> anyhow::Result<Surveyed> {
        let (mut hashes, mut codes): (Vec<u128>, Vec<u128>) = (Vec::new(), Vec::new());
        let (mut misread, mut has_swallowed): (Vec<u128>, bool) = (Vec::new(), false);
        let mut found = vec![false; named.len()];
        chunk::run(
            self.files,
            self.cut(),
            self.threads,
            |bytes| digest.see(bytes),
            |chunk| self.hashed(&chunk, named),
            |some| {
                hashes.extend(some.usable);
                misread.extend(some.misread);
                codes.extend(some.codes);
                has_swallowed |= some.has_swallowed;
                for index in some.found {
                    found.get_mut(index).into_iter().for_each(|found| *found = true);
                }
                Ok(())
            },
        )?;
        hashes.sort_unstable();
        let (twice, in_other_case) = (twice(&hashes), in_other_case(&hashes));
        let hashes = (is_joined && !has_swallowed).then(|| {
            hashes.append(&mut misread);
            hashes.sort_unstable();
            hashes
        });
        let missing: Vec<&String> =
            named.iter().zip(&found).filter(|(_, found)| !**found).map(|(name, _)| name).collect();
        Ok(Surveyed {
            first_of_twice: self.first_rows(&twice)?,
            case_only: case_only(self, &in_other_case)?,
            missing_names: self.nearest_to(&missing)?,
            hashes,
            codes,
        })
    }

    fn hashed(&self, chunk: &Chunk, named: &[String]) -> Hashed {
        let mut hashed = Hashed::default();
        self.each_record(chunk, |sku, record, misread| {
            let hash = key(sku);
            if let Some(kind) = misread {
                hashed.misread.push(hash);
                hashed.has_swallowed |=
                    !matches!(kind, ProblemKind::Ragged { .. } | ProblemKind::DamagedSku { .. });
                return;
            }
            hashed.usable.push(hash);
            self.codes_in(record, |code| hashed.codes.push(code.of_sku(hash)));
            if !named.is_empty() {
                hashed.found.extend(named.binary_search_by(|name| name.as_str().cmp(sku)));
            }
        });
        hashed
    }

    pub(super) fn cut(&self) -> Cut<'_> {
        let (start, together) = (self.layout.start, self.layout.together());
        Cut { source: self.source, start, together, size: chunk::CHUNK }
    }

    /// Shows every SKU of a chunk with its row; rows without one, and rows of images, are passed over.
    pub(super) fn each(&self, chunk: &Chunk, mut see: impl FnMut(&str, Row)) {
        self.each_record(chunk, |sku, record, misread| {
            if misread.is_none() {
                see(sku, record.row);
            }
        });
    }

    /// The same with each of its codes.
    pub(super) fn each_code(&self, chunk: &Chunk, mut see: impl FnMut(&str, Code, Row)) {
        self.each_record(chunk, |sku, record, misread| {
            if misread.is_none() {
                self.codes_in(record, |code| see(sku, code, record.row));
            }
        });
    }

    fn codes_in(&self, record: &Record<'_>, see: impl FnMut(Code)) {
        let cells = Cells::alone(&record.cells);
        let wired = |index: usize| self.layout.wired.get(index).map(|wired| wired.cell);
        self.codes.each(|index| wired(index).and_then(|cell| cells.text(cell).ok()).unwrap_or_default(), see);
    }

    /// The same with rows whose SKU is none that counts, and why not.
    fn each_record(&self, chunk: &Chunk, mut see: impl FnMut(&str, &Record<'_>, Option<ProblemKind>)) {
        kin::each(self.source, 0, self.layout, chunk, |record, standing| {
            if standing.role != Role::Item {
                return;
            }
            if let Ok(sku) = row::sku(Cells::of(&record.cells, standing.parent), self.layout) {
                let lost = row::misread(record, self.layout).or_else(|| row::damaged(&sku));
                see(&sku, record, lost);
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
                let hash = key(sku);
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
    pub(super) fn nearest_to(&self, names: &[&String]) -> anyhow::Result<MissingNames> {
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
