//! SKUs of the products that differ from one above them by case alone: two products, or one that is misspelt.

use std::collections::HashMap;

use crate::item::Row;

use super::chunk::{self, Chunk};
use super::key::{key, whatever_its_case};
use super::survey::Keys;

/// How many are shown.
const MOST_SHOWN: usize = 3;

/// The SKUs of the products that differ from an earlier one by case alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseOnly {
    /// How many there are.
    pub count: u64,
    /// The first of them, in the order of their rows.
    pub shown: Vec<CaseOnlySku>,
}

/// A SKU that differs from an earlier one by case alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseOnlySku {
    /// The SKU.
    pub sku: String,
    /// Its first row.
    pub row: Row,
    /// The earlier spelling.
    pub earlier: String,
    /// The first row of that.
    pub earlier_row: Row,
}

/// The first spelling of each SKU that has several, and those of them that were shown.
type Spellings = HashMap<u64, Vec<(String, Row)>>;

/// Looks for the rows of spellings of which the keys are alike, given as often as there is one more spelling.
pub(super) fn case_only(keys: &Keys<'_>, alike: &[u64]) -> anyhow::Result<Option<CaseOnly>> {
    if alike.is_empty() {
        return Ok(None);
    }
    let work = |chunk: Chunk| {
        let mut found = Vec::new();
        keys.each(&chunk, |sku, row| {
            let half = whatever_its_case(key(sku));
            if alike.binary_search(&half).is_ok() {
                found.push((half, sku.to_owned(), row));
            }
        });
        found
    };
    let mut spellings = Spellings::new();
    let mut shown = Vec::new();
    chunk::run(
        keys.files,
        keys.cut(),
        keys.threads,
        |_| (),
        work,
        |found| {
            for (half, sku, row) in found {
                if shown.len() < MOST_SHOWN {
                    shown.extend(another(&mut spellings, half, sku, row));
                }
            }
            Ok(())
        },
    )?;
    Ok((!shown.is_empty()).then_some(CaseOnly { count: alike.len() as u64, shown }))
}

/// A spelling that is not the first of its SKU, beside the first.
fn another(spellings: &mut Spellings, half: u64, sku: String, row: Row) -> Option<CaseOnlySku> {
    let known = spellings.entry(half).or_default();
    if known.iter().any(|(own, _)| *own == sku) {
        return None;
    }
    known.push((sku.clone(), row));
    let (earlier, earlier_row) = known.first().filter(|_| known.len() > 1)?.clone();
    Some(CaseOnlySku { sku, row, earlier, earlier_row })
}
