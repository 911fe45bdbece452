//! Quotes out of place: what they took in, and in which cell they stand.

use crate::policy::catalog::Source;

use super::cell;
use super::excerpt::cell_range;
use super::layout::{Layout, Target};
use super::lines::filled_lines;
use super::problem::ProblemKind;
use super::raw::RawCells;

/// A quote that closes a cell before its end, by its place in the record's text.
pub(super) fn stray(source: &Source, text: &[u8], at: usize, lines: u64) -> ProblemKind {
    let shown = String::from_utf8_lossy(text.get(..=at).unwrap_or(text));
    // up to the quote, its cell is the last
    let most = memchr::memchr_iter(source.delimiter, shown.as_bytes()).count();
    let cell = (0..=most).rev().find(|cell| cell_range(source, &shown, *cell).is_some());
    ProblemKind::StrayQuote { lines, cell }
}

/// Rows that a quote took in without a trace: a record of several lines, each of which is a row of its own. `None`
/// where a line is none, as those of a text are that has line ends.
///
/// A line is a row where it has as many cells as the header, and its price, its count or another number is one. Where
/// the record has too many or too few cells, which is told anyway, one line below the first is enough.
pub(super) fn swallowed(
    source: &Source,
    layout: &Layout,
    text: &[u8],
    cells: &RawCells<'_>,
    lines: u64,
) -> Option<ProblemKind> {
    let mut each = filled_lines(text);
    let is_row = |line: &[u8]| is_row(source, layout, line);
    let is_ragged = cells.len() != layout.header.len();
    let has_taken_in = if is_ragged { each.skip(1).any(is_row) } else { each.all(is_row) };
    let has_line_end = |cell: &[u8]| cell.iter().any(|byte| matches!(byte, b'\n' | b'\r'));
    has_taken_in.then(|| ProblemKind::Swallowed { lines, cell: cells.iter().position(has_line_end) })
}

/// Whether a line, whatever its quotes, is a row.
fn is_row(source: &Source, layout: &Layout, line: &[u8]) -> bool {
    let header = layout.header.len();
    if header < 2 || memchr::memchr_iter(source.delimiter, line).count() + 1 != header {
        return false;
    }
    let Ok(line) = std::str::from_utf8(line) else { return false };
    let cells: Vec<&str> =
        line.split(char::from(source.delimiter)).map(|cell| cell::trimmed(cell.trim_matches('"'))).collect();
    let mut has_number = false;
    layout.wired.iter().all(|wired| {
        let text = cells.get(wired.cell).copied().unwrap_or_default();
        match is_number(wired.target, text, source.decimal_mark) {
            Some(is_one) if !text.is_empty() => {
                has_number = true;
                is_one
            }
            _ => true,
        }
    }) && has_number
}

/// Whether a text is the number that its cell is to hold; `None` where that holds none.
fn is_number(target: Target, text: &str, decimal_mark: char) -> Option<bool> {
    match target {
        Target::Price | Target::CompareAt | Target::Cost | Target::Map | Target::Msrp => {
            Some(cell::plain(text, decimal_mark).is_some())
        }
        Target::Stock(_) | Target::Committed(_) => Some(cell::stock(text, decimal_mark).is_some()),
        _ => None,
    }
}
