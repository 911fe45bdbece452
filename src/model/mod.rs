//! The policy as written: one type a node kind, read from its files.
//!
//! Comes in: texts. Goes out: a [`Model`] of parts with their spans; every mistake of syntax or schema is
//! a finding, and all that is right around it is kept. Names are not yet looked up: that is `policy`'s.

pub mod address;
mod advice;
mod excuse;
mod judge;
mod later;
pub mod literal;
mod lost;
pub mod part;
mod read;
mod schema;

pub use address::Address;
pub use advice::{FIGURES, nearest_feed_value};
pub use excuse::{Above, Excuse};
pub use lost::Lost;
pub use read::{Judging, Text, read};
pub use schema::policy_schema;

use crate::diagnostic::Span;
use part::Document;

/// The version of the language that this program reads.
pub const LANGUAGE: u32 = 1;

/// A policy as written, from all its files.
#[derive(Debug, Default)]
pub struct Model {
    /// The nodes of all files, files in the order of their paths.
    pub document: Document,
    /// What could not be read, so that nobody calls it unknown or missing.
    pub lost: Lost,
    /// Comments that excuse the node below them, as they are written.
    pub excuses: Vec<Excuse>,
    /// The root file, where it was read.
    pub root: Option<Span>,
}
