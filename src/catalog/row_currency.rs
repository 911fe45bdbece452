//! Columns that say which currency the amounts of their row are in.

use crate::exact::Currency;
use crate::item::Field;

use super::currency;
use super::layout::Wired;
use super::problem::ProblemKind;
use super::row::Cells;

/// A cell that says which currency other cells of its row are in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RowCurrency {
    cell: usize,
    /// The cells of the amounts.
    amounts: Vec<usize>,
    /// The header, for whoever is told.
    header: String,
    /// The currency that they are read in.
    own: Currency,
}

/// Headers that speak of all amounts of a row, letters alone and in lower case.
const OF_ALL: [&str; 4] = ["currency", "currencycode", "currencyiso", "isocurrency"];

/// The columns of currencies of a source, each with the wired amounts that it speaks of.
pub(super) fn find(header: &[String], wired: &[Wired], own: Currency) -> Vec<RowCurrency> {
    let of = |(cell, name): (usize, &String)| {
        let (path, word) = parts(name);
        let word: String = word.chars().filter(|letter| letter.is_alphanumeric()).collect();
        let word = word.to_lowercase();
        let is_of = |wired: &&Wired| {
            let is_beside = header.get(wired.cell).is_some_and(|name| parts(name).0 == path);
            is_beside
                && is_amount(&wired.field)
                && (OF_ALL.contains(&&*word) || is_named(&word, &wired.field))
        };
        let amounts: Vec<usize> = wired.iter().filter(is_of).map(|wired| wired.cell).collect();
        (!amounts.is_empty()).then(|| RowCurrency { cell, amounts, header: name.clone(), own })
    };
    header.iter().enumerate().filter_map(of).collect()
}

/// The path to a key of an object, and the key; of a column's header the path is nothing.
fn parts(name: &str) -> (&str, &str) {
    name.rsplit_once('.').unwrap_or(("", name))
}

fn is_amount(field: &Field) -> bool {
    matches!(field, Field::Price | Field::CompareAt | Field::Cost | Field::Map | Field::Msrp)
}

/// Whether a header is a field's name and `currency` or `currencycode`.
fn is_named(word: &str, field: &Field) -> bool {
    let name = word.strip_suffix("code").unwrap_or(word).strip_suffix("currency");
    name.is_some_and(|name| name == field.to_string().replace('-', ""))
}

impl RowCurrency {
    /// The cell of the currency.
    pub(super) fn cell(&self) -> usize {
        self.cell
    }

    /// What is wrong where a row has an amount and says another currency; a word that is none says nothing.
    pub(super) fn told(&self, cells: Cells<'_>) -> Option<ProblemKind> {
        let own = cells.own_text(self.cell).ok().filter(|text| !text.is_empty());
        let of_product = || {
            let text = cells.above()?.text(self.cell)?;
            Some(super::cell::trimmed(text)).filter(|text| !text.is_empty())
        };
        let text = own.or_else(of_product)?;
        let other = currency::other(text, self.own)?;
        let has_amount = self.amounts.iter().any(|cell| cells.text(*cell).is_ok_and(|text| !text.is_empty()));
        let column = self.header.clone();
        has_amount.then(|| ProblemKind::RowCurrency {
            column,
            text: text.to_owned(),
            other,
            currency: self.own,
        })
    }
}
