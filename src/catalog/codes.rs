//! Codes and ids that several SKUs have: 16 bytes a SKU for each that it has, of which one half is the code and the
//! other of the SKU.

use std::collections::{BTreeMap, BTreeSet};

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::code::gtin;
use crate::item::{Field, OwnId, Row, Shape};
use crate::program::CodeOfSeveral;

use super::chunk::{self, Chunk};
use super::join::Table;
use super::layout::{Layout, Target};
use super::survey::Keys;

/// Set in the half of a key that is of an id: no good GTIN, of 14 digits at most, has it.
const IS_ID: u64 = 1 << 63;

/// What no two SKUs may have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Code {
    /// A good GTIN, as a number.
    Gtin(u64),
    /// An id by which a feed of a channel goes, as that sends it, with its place in the shape's texts.
    Id(usize, String),
}

/// What is shared of each kind.
#[derive(Debug, Default)]
pub(super) struct Shared {
    pub(super) gtins: BTreeMap<u64, CodeOfSeveral>,
    pub(super) ids: BTreeMap<(usize, String), CodeOfSeveral>,
}

impl Code {
    /// The half of a key that is of the code.
    fn half(&self) -> u64 {
        match self {
            Self::Gtin(code) => *code,
            Self::Id(text, id) => {
                let seed = u64::try_from(*text).unwrap_or_default();
                xxh3_64_with_seed(id.as_bytes(), seed) | IS_ID
            }
        }
    }

    /// The key of a SKU with its code.
    pub(super) fn of_sku(&self, sku: u128) -> u128 {
        u128::from(self.half()) << 64 | sku & u128::from(u64::MAX)
    }
}

/// Where the codes of a row stand, by the index of what is wired.
#[derive(Debug, Clone)]
pub(super) struct CodeCells {
    gtin: Option<usize>,
    ids: Vec<(usize, OwnId)>,
}

impl CodeCells {
    /// Those of a source; of one with several rows a SKU, in a row of a location or a channel.
    pub(super) fn of(layout: &Layout, place: Option<usize>, shape: &Shape) -> Self {
        let target = |index: usize| layout.target(index, place);
        let wired = layout.wired.iter().enumerate();
        let is_code = |field: &Field, index| *field == Field::Gtin && target(index) != Target::Unread;
        let gtin = wired.clone().find(|(index, wired)| is_code(&wired.field, *index)).map(|(index, _)| index);
        let id = |index: usize| match target(index) {
            Target::Text(text) => shape.ids.iter().find(|own| own.text == text).map(|own| (index, *own)),
            _ => None,
        };
        Self { gtin, ids: wired.filter_map(|(index, _)| id(index)).collect() }
    }

    /// The cells of the codes.
    pub(super) fn cells(&self, layout: &Layout) -> impl Iterator<Item = usize> {
        let wired = self.gtin.into_iter().chain(self.ids.iter().map(|(index, _)| *index));
        wired.filter_map(|index| layout.wired.get(index).map(|wired| wired.cell))
    }

    /// Shows every code of a row, whose cells are asked for by the index of what is wired.
    pub(super) fn each<'c>(&self, cell: impl Fn(usize) -> &'c str, mut see: impl FnMut(Code)) {
        if let Some(code) = self.gtin.and_then(|index| gtin(cell(index)).ok()) {
            see(Code::Gtin(code));
        }
        for (index, own) in &self.ids {
            if let Some(id) = own.form.read(cell(*index)) {
                see(Code::Id(own.text, id));
            }
        }
    }
}

/// The halves of codes in a sorted list of keys that several SKUs have, each with how many.
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
) -> anyhow::Result<Shared> {
    of_skus.sort_unstable();
    let several = of_several(&of_skus);
    drop(of_skus);
    let mut first: BTreeMap<Code, Vec<(String, Row)>> = BTreeMap::new();
    let mut add = |code: Code, sku: &str, row: Row| {
        let known = first.entry(code).or_default();
        if known.len() < 2 && known.iter().all(|(own, _)| own != sku) {
            known.push((sku.to_owned(), row));
        }
    };
    if several.is_empty() {
        return Ok(Shared::default());
    }
    let work = |chunk: Chunk| {
        let mut found = Vec::new();
        keys.each_code(&chunk, |sku, code, row| {
            if several.contains_key(&code.half()) {
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
        if several.contains_key(&code.half()) {
            add(code.clone(), sku, *row);
        }
    }
    Ok(Shared::of(first, &several))
}

impl Shared {
    /// The codes with two SKUs: those of which a hash alone was the same have one.
    fn of(first: BTreeMap<Code, Vec<(String, Row)>>, several: &BTreeMap<u64, u64>) -> Self {
        let mut shared = Self::default();
        for (code, skus) in first {
            let mut known = skus.into_iter();
            let (Some(first), Some(second)) = (known.next(), known.next()) else { continue };
            let skus = several.get(&code.half()).copied().unwrap_or_default();
            let of_several = CodeOfSeveral { skus, first, second };
            match code {
                Code::Gtin(code) => shared.gtins.insert(code, of_several),
                Code::Id(text, id) => shared.ids.insert((text, id), of_several),
            };
        }
        shared
    }
}

/// The SKUs of a source beside the products with their codes and rows.
pub(super) type CodesOfTable = Vec<(String, Code, Row)>;

/// The good codes of a source beside the products, in the order of its rows.
pub(super) fn of_table(
    table: &Table,
    layout: &Layout,
    shape: &Shape,
    is_product: impl Fn(&str) -> bool,
) -> CodesOfTable {
    let mut codes = CodesOfTable::new();
    let mut seen: BTreeSet<Option<usize>> = BTreeSet::new();
    seen.extend(table.iter().map(|(_, joined)| joined.place));
    let cells: BTreeMap<Option<usize>, CodeCells> =
        seen.into_iter().map(|place| (place, CodeCells::of(layout, place, shape))).collect();
    for (sku, joined) in table.iter().filter(|(sku, _)| is_product(sku)) {
        let Some(own) = cells.get(&joined.place) else { continue };
        let cell = |index: usize| joined.cells.get(index).map_or("", |cell| &**cell);
        own.each(cell, |code| codes.push((sku.to_owned(), code, joined.row)));
    }
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
            let mut keys: Vec<u128> = pairs
                .iter()
                .filter_map(|(sku, code)| Some(Code::Gtin(gtin(code).ok()?).of_sku(key(sku))))
                .collect();
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
