//! Ids of products: whether a code is one that goods can have, and what a spreadsheet has made of an id.
//!
//! Comes in: the text of a cell, or of a listing. Goes out: facts, no texts. Which ids are looked at, and what to
//! say of them, is for `catalog` and `lint`.

mod damage;
mod gtin;

pub use damage::{Damage, damage, with_invisible_shown};
pub use gtin::{Flaw, gtin, has_length, is_checked};
