//! The seller's catalog: surveyed, then streamed as complete items.
//!
//! Comes in: the linked sources and the files behind them. Goes out: [`Survey`] (digests, joined rows, which
//! SKUs come twice, which are joined to nothing), then every item in the order of the file, whatever the number of
//! threads.
//! A row that cannot be used is a [`Problem`], and is counted; what to say of it is for `lint`.

mod ambiguous;
mod blank;
mod case_only;
mod cell;
mod chunk;
mod codes;
mod currency;
mod cutter;
mod excerpt;
mod foreign;
mod google;
mod header;
mod join;
mod jsonl;
mod key;
mod kin;
mod layout;
mod lines;
mod orders;
mod own;
mod parents;
mod places;
mod problem;
mod product_rows;
mod quotes;
mod raw;
mod reading;
mod row;
mod row_currency;
mod shopify;
mod slate;
mod split;
mod stream;
mod survey;
#[cfg(test)]
mod test;
mod unjoined;
mod wiring;
mod woocommerce;

pub(crate) use cell::{Notation, money, rate, stock, trimmed};
pub(crate) use currency::currency_of;
pub(crate) use foreign::kind as foreign_kind;
pub(crate) use header::blank_lines;
pub(crate) use own::own_columns;

pub use case_only::{CaseOnly, CaseOnlySku};
pub use excerpt::excerpt;
pub use orders::{OrderCounts, Sales};
pub use places::{Unplaced, UnplacedRow};
pub use problem::{Problem, ProblemKind};
pub use product_rows::{ProductRows, Rows, product_rows};
pub use stream::items;
pub use survey::{Effort, Input, Survey, survey};
pub use unjoined::{Unjoined, UnjoinedSku};

use crate::item::Item;

/// A row of the products, as a pass over them comes by it.
#[derive(Debug, Clone, Copy)]
pub enum Entry<'a> {
    /// One that is an item, which the next row is read into.
    Item(&'a Item),
    /// One that was set aside.
    SetAside(&'a Problem),
}

impl<'a> Entry<'a> {
    /// The item, where it is one.
    pub fn item(self) -> Option<&'a Item> {
        match self {
            Self::Item(item) => Some(item),
            Self::SetAside(_) => None,
        }
    }
}

/// Rows of the products source by what they are: rows = items + continuation + image +
/// left out + unusable, always.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Records below the header, but for those of blank cells alone.
    pub rows: u64,
    /// Rows that are an item.
    pub items: u64,
    /// Rows that belong to an item of another row.
    pub continuation: u64,
    /// Rows that hold an image alone.
    pub image: u64,
    /// Rows that the policy, or the shop, leaves out.
    pub left_out: u64,
    /// Rows that were set aside.
    pub unusable: u64,
}

impl Counts {
    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            rows: self.rows + other.rows,
            items: self.items + other.items,
            continuation: self.continuation + other.continuation,
            image: self.image + other.image,
            left_out: self.left_out + other.left_out,
            unusable: self.unusable + other.unusable,
        }
    }
}
