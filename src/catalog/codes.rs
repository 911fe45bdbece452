//! Codes that several SKUs have: 16 bytes a SKU with a good one, of which one half is the code and the other of the SKU.

use std::collections::BTreeMap;

use crate::code::gtin;
use crate::item::{Field, Row};
use crate::program::CodeOfSeveral;

use super::chunk::{self, Chunk};
use super::join::{Joined, Table};
use super::layout::{Layout, Target, Wired};
use super::survey::Keys;

/// The cell in which a source has the code of its SKUs.
pub(super) fn cell(layout: &Layout) -> Option<usize> {
    let is_code = |field: &Field, target| *field == Field::Gtin && target != Target::Unread;
    layout.wired.iter().find(|wired| is_code(&wired.field, wired.target)).map(|wired| wired.cell)
}

/// The key of a SKU with the number that its code is.
pub(super) fn of_sku(sku: u128, code: u64) -> u128 {
    // a code fits into half a key, so that two codes never have the same
    u128::from(code) << 64 | sku & u128::from(u64::MAX)
}

/// The codes of a sorted list of keys that several SKUs have, each with how many.
fn of_several(sorted: &[u128]) -> BTreeMap<u64, u64> {
    let mut several = BTreeMap::new();
    let code = |key: u128| u64::try_from(key >> 64).unwrap_or_default();
    for (one, next) in sorted.iter().zip(sorted.iter().skip(1)) {
        if one != next && code(*one) == code(*next) {
            *several.entry(code(*one)).or_insert(1) += 1;
        }
    }
    several
}

/// The codes that several SKUs have, with the first two of them in the order of sources and rows.
pub(super) fn shared(
    keys: &Keys<'_>,
    mut of_skus: Vec<u128>,
    others: &[CodesOfTable],
) -> anyhow::Result<BTreeMap<u64, CodeOfSeveral>> {
    of_skus.sort_unstable();
    let several = of_several(&of_skus);
    drop(of_skus);
    let mut first: BTreeMap<u64, Vec<(String, Row)>> = BTreeMap::new();
    let mut add = |code: u64, sku: &str, row: Row| {
        let known = first.entry(code).or_default();
        if known.len() < 2 && known.iter().all(|(own, _)| own != sku) {
            known.push((sku.to_owned(), row));
        }
    };
    if several.is_empty() {
        return Ok(BTreeMap::new());
    }
    let work = |chunk: Chunk| {
        let mut found = Vec::new();
        keys.each_code(&chunk, |sku, code, row| {
            if let Ok(code) = gtin(code)
                && several.contains_key(&code)
            {
                found.push((code, sku.to_owned(), row));
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
            for (code, sku, row) in found {
                add(code, &sku, row);
            }
            Ok(())
        },
    )?;
    for (sku, code, row) in others.iter().flatten() {
        if several.contains_key(code) {
            add(*code, sku, *row);
        }
    }
    let pairs = first.into_iter().filter_map(|(code, skus)| {
        let mut skus = skus.into_iter();
        let (first, second) = (skus.next()?, skus.next()?);
        Some((code, CodeOfSeveral { skus: several.get(&code).copied()?, first, second }))
    });
    Ok(pairs.collect())
}

/// The SKUs of a source beside the products with their codes and rows.
pub(super) type CodesOfTable = Vec<(String, u64, Row)>;

/// The good codes of a source beside the products, in the order of its rows.
pub(super) fn of_table(table: &Table, layout: &Layout, is_product: impl Fn(&str) -> bool) -> CodesOfTable {
    let own = cell(layout);
    let is_it = |wired: &Wired| wired.field == Field::Gtin && Some(wired.cell) == own;
    let Some(position) = layout.wired.iter().position(is_it) else { return Vec::new() };
    let products = table.iter().filter(|(sku, _)| is_product(sku));
    let code = |joined: &Joined| gtin(joined.cells.get(position)?).ok();
    let mut codes: CodesOfTable =
        products.filter_map(|(sku, joined)| Some((sku.to_owned(), code(joined)?, joined.row))).collect();
    codes.sort_by_key(|(_, _, row)| row.offset);
    codes
}

#[cfg(test)]
mod tests {
    use super::super::key::key;
    use super::*;

    #[test]
    fn a_code_is_shared_by_two_skus_and_not_by_two_rows_of_one() {
        let keys = |pairs: &[(&str, &str)]| {
            let mut keys: Vec<u128> =
                pairs.iter().filter_map(|(sku, code)| Some(of_sku(key(sku), gtin(code).ok()?))).collect();
            keys.sort_unstable();
            of_several(&keys)
        };
        let ean = "4006381333931";
        assert_eq!(keys(&[("A", ean), ("B", ean), ("C", ean)]), BTreeMap::from([(4_006_381_333_931, 3)]));
        assert_eq!(keys(&[("A", ean), ("A", ean), ("B", "40170725")]), BTreeMap::new());
        assert_eq!(
            keys(&[("A", "036000291452"), ("B", "0036000291452")]).len(),
            1,
            "a zero more is the same"
        );
        assert_eq!(keys(&[("A", "4006381333932"), ("B", "4006381333932")]).len(), 0, "no good code");
    }
}
