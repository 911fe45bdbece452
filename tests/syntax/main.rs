//! The stage `syntax` from outside: official cases, random texts, mistakes with the words for them.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::format_push_string,
    reason = "a test may fail loudly"
)]

mod mistakes;
mod official;
mod places;
mod random;
mod recovery;
mod shape;

use evenkeel::diagnostic::{Diagnostic, Sink};
use evenkeel::syntax::{Tree, parse};

/// The tree of a text and its findings, in the order of output.
fn read(text: &str) -> (Tree, Vec<Diagnostic>) {
    let mut sink = Sink::default();
    let tree = parse(text, 0, &mut sink);
    (tree, sink.into_sorted())
}
