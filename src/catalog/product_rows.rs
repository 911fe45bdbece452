//! How many rows each product has, for a feed that writes products whole.

use crate::item::Field;
use crate::policy::catalog::{Catalog, Source};
use crate::world::Files;

use super::chunk::{self, Chunk, Cut};
use super::key::key;
use super::kin::{self, Kin, Role};
use super::layout::Layout;
use super::row::{self, Cells};
use super::survey::Survey;

/// The rows of each product: 32 bytes a product.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProductRows {
    /// Sorted by key.
    products: Vec<(u128, Rows)>,
}

/// The rows of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rows {
    /// How many there are, rows left out that are no item, such as those of an image alone.
    pub count: u32,
    /// Whether rows of other products stand between them.
    pub is_scattered: bool,
}

impl ProductRows {
    /// The rows of a product, by the text that its rows share.
    pub fn of(&self, product: &str) -> Rows {
        let key = key(product);
        let found = self.products.binary_search_by_key(&key, |(known, _)| *known);
        found.ok().and_then(|index| self.products.get(index)).map(|(_, rows)| *rows).unwrap_or_default()
    }

    /// Rows that stand one below the other, each with its product, as those of a whole file.
    fn new(mut runs: Vec<(u128, Rows)>) -> Self {
        runs.sort_by_key(|(key, _)| *key);
        runs.dedup_by(|(next, later), (kept, rows)| {
            let is_same = next == kept;
            if is_same {
                rows.count = rows.count.saturating_add(later.count);
                rows.is_scattered = true;
            }
            is_same
        });
        runs.shrink_to_fit();
        Self { products: runs }
    }
}

/// Counts the rows of each product by the field that names it; `None` where no column gives the field.
///
/// A row counts whether or not an item can be made of it: where fewer items than rows come by, the product is not
/// known whole.
pub fn product_rows(
    files: &dyn Files,
    catalog: &Catalog,
    survey: &Survey,
    field: &Field,
    threads: usize,
) -> anyhow::Result<Option<ProductRows>> {
    let (Some(source), Some(layout)) = (catalog.sources.first(), survey.layouts.first()) else {
        return Ok(None);
    };
    let Some(given_by) = survey.column_of(field, None, None) else { return Ok(None) };
    let reader = Reader { source, layout, survey, field, given_by };
    let mut all = Runs::default();
    chunk::run(
        files,
        reader.cut(),
        threads,
        |_| (),
        |chunk| reader.runs(&chunk),
        |runs| {
            // a product may go on in the next chunk
            runs.0.into_iter().for_each(|(key, rows)| all.add(key, rows.count));
            Ok(())
        },
    )?;
    Ok(Some(ProductRows::new(all.0)))
}

/// Products in the order of the file, each with its rows that stand one below the other.
#[derive(Default)]
struct Runs(Vec<(u128, Rows)>);

impl Runs {
    fn add(&mut self, key: u128, count: u32) {
        match self.0.last_mut().filter(|(known, _)| *known == key) {
            Some((_, rows)) => rows.count = rows.count.saturating_add(count),
            None => self.0.push((key, Rows { count, is_scattered: false })),
        }
    }
}

struct Reader<'a> {
    source: &'a Source,
    layout: &'a Layout,
    survey: &'a Survey,
    field: &'a Field,
    /// The source and the cell that give the field.
    given_by: (usize, usize),
}

impl Reader<'_> {
    fn cut(&self) -> Cut<'_> {
        let (start, together) = (self.layout.start, self.layout.together());
        Cut { source: self.source, start, together, size: chunk::CHUNK }
    }

    fn runs(&self, chunk: &Chunk) -> Runs {
        let mut runs = Runs::default();
        let is_grouped = matches!(self.layout.kin, Kin::Group(_));
        kin::each(self.source, 0, self.layout, chunk, |record, standing| {
            if standing.role != Role::Item {
                return;
            }
            match self.product(Cells::of(&record.cells, standing.parent)) {
                Some(product) => runs.add(key(&product), 1),
                // where rows stand together, one without a name belongs to the one above it
                None => {
                    if let Some(key) = runs.0.last().map(|(key, _)| *key).filter(|_| is_grouped) {
                        runs.add(key, 1);
                    }
                }
            }
        });
        runs
    }

    /// The text that names the product of a row.
    fn product(&self, cells: Cells<'_>) -> Option<String> {
        let (source, cell) = self.given_by;
        let text = if source == 0 {
            cells.text(cell).ok().map(str::to_owned)
        } else {
            self.survey.joined_cell(source, &row::sku(cells, self.layout).ok()?, self.field)
        };
        text.filter(|text| !text.is_empty())
    }
}
