//! SKUs of joined sources that no product has, and how the products write them.

use std::collections::HashMap;

use crate::item::Row;

use super::chunk::{self, Chunk};
use super::join::Lone;
use super::survey::Keys;

/// How many SKUs of a source are shown.
const MOST_SHOWN: usize = 3;

/// The SKUs of a joined source that no row of the products has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unjoined {
    /// The source.
    pub source: usize,
    /// The cell of its SKU.
    pub column: Option<usize>,
    /// How many there are.
    pub count: u64,
    /// How many of them a product has in another spelling: the same letters and digits, whatever their case, the
    /// marks between them and the zeros before them.
    pub spelt_otherwise: u64,
    /// Some of them: those that are spelt otherwise first, then by their rows.
    pub shown: Vec<UnjoinedSku>,
}

/// A SKU that no row of the products has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnjoinedSku {
    /// The SKU.
    pub sku: String,
    /// Its row.
    pub row: Row,
    /// The same SKU as a product writes it, with that row.
    pub alike: Option<(String, Row)>,
    /// The nearest SKU of the products, of one that stands alone.
    pub nearest: Option<String>,
}

/// Looks for other spellings of SKUs that were not joined; `None` where all were.
pub(super) fn unjoined(
    keys: &Keys<'_>,
    source: usize,
    column: Option<usize>,
    lone: Vec<Lone>,
) -> anyhow::Result<Option<Unjoined>> {
    if lone.is_empty() {
        return Ok(None);
    }
    let count = lone.len() as u64;
    let alike = spellings(keys, &lone)?;
    let spelt_otherwise = alike.iter().flatten().count() as u64;
    let mut shown: Vec<UnjoinedSku> = lone
        .into_iter()
        .zip(alike)
        .map(|((sku, row), alike)| UnjoinedSku { sku: sku.into(), row, alike, nearest: None })
        .collect();
    shown.sort_by_key(|own| (own.alike.is_none(), own.row.source, own.row.offset));
    shown.truncate(MOST_SHOWN);
    if let [only] = shown.as_mut_slice()
        && only.alike.is_none()
    {
        only.nearest = keys.nearest_to(&[&only.sku])?.into_iter().find_map(|(_, nearest)| nearest);
    }
    Ok(Some(Unjoined { source, column, count, spelt_otherwise, shown }))
}

/// The first product of each SKU's spelling.
fn spellings(keys: &Keys<'_>, lone: &[Lone]) -> anyhow::Result<Vec<Option<(String, Row)>>> {
    let mut by_spelling: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, (sku, _)) in lone.iter().enumerate() {
        by_spelling.entry(spelling(sku)).or_default().push(index);
    }
    by_spelling.remove("");
    let mut alike = vec![None; lone.len()];
    let work = |chunk: Chunk| {
        let mut found = Vec::new();
        keys.each(&chunk, |sku, row| {
            if let Some(indices) = by_spelling.get(&spelling(sku)) {
                found.push((indices, sku.to_owned(), row));
            }
        });
        found
    };
    chunk::run(
        keys.files,
        keys.cut(),
        keys.threads,
        |_| (),
        work,
        |found| {
            for (indices, sku, row) in found {
                for index in indices {
                    if let Some(slot @ None) = alike.get_mut(*index) {
                        *slot = Some((sku.clone(), row));
                    }
                }
            }
            Ok(())
        },
    )?;
    Ok(alike)
}

/// The letters and digits of a SKU in lower case, without the zeros before them.
fn spelling(sku: &str) -> String {
    let letters = sku.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).skip_while(|letter| *letter == '0').collect()
}
