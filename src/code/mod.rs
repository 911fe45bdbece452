//! Ids of products: whether a code is one that goods can have, what a spreadsheet has made of an id, and which form
//! those have that channels give.
//!
//! Comes in: the text of a cell, or of a listing. Goes out: facts, no texts. Which ids are looked at, and what to
//! say of them, is for `catalog` and `lint`.

mod damage;
mod gtin;
mod id;

pub use damage::{Damage, damage, with_invisible_shown};
pub use gtin::{Flaw, gtin, has_length, is_checked};
pub use id::IdForm;
