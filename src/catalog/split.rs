//! Records and cells of a separated text (RFC 4180), as the `csv` crate tells them apart, and a few times as quickly.
//!
//! A quote opens a cell only at its start; a doubled one within is one; after the closing quote the cell goes on as it
//! is. A record ends at a carriage return, a line feed, or both; lines of nothing are passed over.

use memchr::{memchr, memchr_iter, memchr3};

use super::raw::RawCells;

/// A byte order mark, which is no part of the first cell.
const MARK: &[u8] = b"\xef\xbb\xbf";
/// Words of eight bytes of a cell that are looked at one by one: most numbers end before that.
const SHORT: usize = 3;
const FEEDS: u64 = in_each_byte(b'\n');
const RETURNS: u64 = in_each_byte(b'\r');

/// A text as it is being split.
#[derive(Debug)]
pub(super) struct Split<'b> {
    bytes: &'b [u8],
    delimiter: u8,
    /// The delimiter in each byte of a word.
    delimiters: u64,
    at: usize,
}

impl<'b> Split<'b> {
    /// At the beginning of a text.
    pub(super) fn new(bytes: &'b [u8], delimiter: u8) -> Self {
        let at = if bytes.starts_with(MARK) { MARK.len() } else { 0 };
        Self { bytes, delimiter, delimiters: in_each_byte(delimiter), at }
    }

    /// The end of the record before, its line end included; the text's length after the last.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// Reads the next record into cells within the same text; its first byte, or `None` after the last.
    pub(super) fn next(&mut self, cells: &mut RawCells<'b>) -> Option<usize> {
        cells.clear();
        while matches!(self.bytes.get(self.at), Some(b'\r' | b'\n')) {
            self.at += 1;
        }
        let start = self.at;
        self.bytes.get(start)?;
        while self.cell(cells) && !self.pass_over_rest(cells) {}
        Some(start)
    }

    /// Passes over the cells that nobody asks for where they are plain, and as many as the header has: more or fewer of
    /// them are looked at one by one.
    fn pass_over_rest(&mut self, cells: &mut RawCells<'b>) -> bool {
        let Some(left) = cells.left() else { return false };
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let end = memchr3(b'"', b'\n', b'\r', rest).filter(|end| rest.get(*end) != Some(&b'"'));
        let Some(plain) = end.and_then(|end| rest.get(..end)) else { return false };
        if memchr_iter(self.delimiter, plain).count() + 1 != left {
            return false;
        }
        cells.pass_over(left);
        self.step_over(self.at + plain.len());
        true
    }

    /// Reads a cell with what ends it; whether another cell of the record follows.
    fn cell(&mut self, cells: &mut RawCells<'b>) -> bool {
        let end = if self.bytes.get(self.at) == Some(&b'"') {
            self.quoted(cells)
        } else {
            let end = self.end_of_plain(self.at);
            cells.push(self.at, end);
            end
        };
        self.step_over(end)
    }

    #[inline]
    fn end_of_plain(&self, from: usize) -> usize {
        let mut at = from;
        for _ in 0..SHORT {
            let Some(word) = self.bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) else { break };
            let word = u64::from_le_bytes(*word);
            let ends = zeros(word ^ self.delimiters) | zeros(word ^ FEEDS) | zeros(word ^ RETURNS);
            if ends != 0 {
                return at + ends.trailing_zeros() as usize / 8;
            }
            at += 8;
        }
        let long = self.bytes.get(at..).unwrap_or_default();
        memchr3(self.delimiter, b'\n', b'\r', long).map_or(self.bytes.len(), |end| at + end)
    }

    /// Reads a cell that opens with a quote; its end.
    fn quoted(&self, cells: &mut RawCells<'b>) -> usize {
        let (mut from, mut has_parts, is_asked) = (self.at + 1, false, cells.is_next_asked());
        loop {
            // where the quote never closes, the cell is all that is left
            let quote = self.quote_from(from).unwrap_or(self.bytes.len());
            if self.bytes.get(quote + 1) == Some(&b'"') {
                if is_asked {
                    cells.add_part(from, quote + 1);
                }
                (from, has_parts) = (quote + 2, true);
                continue;
            }
            let after = (quote + 1).min(self.bytes.len());
            let end = self.end_of_plain(after);
            if !has_parts && end == after || !is_asked {
                cells.push(from, quote);
            } else {
                cells.add_part(from, quote);
                cells.add_part(after, end);
                cells.push_parts();
            }
            return end;
        }
    }

    fn quote_from(&self, from: usize) -> Option<usize> {
        memchr(b'"', self.bytes.get(from..)?).map(|found| from + found)
    }

    /// Goes past what ends a cell; whether that is a delimiter.
    fn step_over(&mut self, end: usize) -> bool {
        let byte = self.bytes.get(end).copied();
        self.at = match byte {
            Some(b'\r') if self.bytes.get(end + 1) == Some(&b'\n') => end + 2,
            Some(_) => end + 1,
            None => end,
        };
        byte == Some(self.delimiter)
    }
}

/// A byte in each of the eight of a word.
const fn in_each_byte(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Marks the bytes of a word that are 0; past the first such byte others may be marked too.
fn zeros(word: u64) -> u64 {
    word.wrapping_sub(in_each_byte(0x01)) & !word & in_each_byte(0x80)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::raw::Asked;
    use super::*;

    fn split(text: &[u8]) -> Vec<Vec<Vec<u8>>> {
        let mut split = Split::new(text, b',');
        let mut record = RawCells::within(text, None);
        let mut records = Vec::new();
        while split.next(&mut record).is_some() {
            records.push(record.iter().map(<[u8]>::to_vec).collect());
        }
        assert_eq!(split.position(), text.len());
        records
    }

    fn by_the_crate(text: &[u8]) -> Vec<Vec<Vec<u8>>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
        let records = reader.byte_records().map(|record| record.unwrap());
        records.map(|record| record.iter().map(<[u8]>::to_vec).collect()).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]
        #[test]
        fn as_the_crate_tells_cells_apart(text in "\u{feff}?[a\",\r\n ]{0,40}") {
            prop_assert_eq!(split(text.as_bytes()), by_the_crate(text.as_bytes()));
        }

        #[test]
        fn what_is_asked_for_is_the_same_whatever_is_passed_over(
            text in "[a\",\r\n]{0,60}", cells in proptest::collection::vec(0_usize..4, 1..3), header in 1_usize..5,
        ) {
            let asked = Asked { cells, header };
            let bytes = text.as_bytes();
            let (mut some, mut all) = (Split::new(bytes, b','), Split::new(bytes, b','));
            let (mut few, mut full) = (RawCells::within(bytes, Some(&asked)), RawCells::within(bytes, None));
            while let Some(start) = all.next(&mut full) {
                prop_assert_eq!(some.next(&mut few), Some(start));
                prop_assert_eq!((some.position(), few.len()), (all.position(), full.len()));
                for cell in &asked.cells {
                    prop_assert_eq!(few.text(*cell), full.text(*cell));
                }
            }
            prop_assert_eq!(some.next(&mut few), None);
        }

        #[test]
        fn plain_cells_of_every_length(text in "[a-d,\n]{0,120}") {
            prop_assert_eq!(split(text.as_bytes()), by_the_crate(text.as_bytes()));
        }

        #[test]
        fn long_cells_too(cells in proptest::collection::vec("[a-z\"\n]{0,60}", 1..5)) {
            let quoted = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
            let text = quoted.collect::<Vec<_>>().join(",");
            let expected: Vec<Vec<u8>> = cells.iter().map(|cell| cell.clone().into_bytes()).collect();
            prop_assert_eq!(split(text.as_bytes()), vec![expected]);
        }
    }
}
