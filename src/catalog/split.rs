//! Records and cells of a separated text (RFC 4180), as the `csv` crate tells them apart, and a few times as quickly.
//!
//! A quote opens a cell only at its start; a doubled one within is one; after the closing quote the cell goes on as it
//! is. A record ends at a carriage return, a line feed, or both; lines of nothing are passed over.

use csv::ByteRecord;
use memchr::{memchr, memchr3};

/// A byte order mark, which is no part of the first cell.
const MARK: &[u8] = b"\xef\xbb\xbf";
/// Bytes of a cell that are looked at one by one: most numbers end before that.
const SHORT: usize = 12;

/// A text as it is being split.
#[derive(Debug)]
pub(super) struct Split<'b> {
    bytes: &'b [u8],
    delimiter: u8,
    at: usize,
    /// A cell without its doubled quotes.
    cell: Vec<u8>,
}

impl<'b> Split<'b> {
    /// At the beginning of a text.
    pub(super) fn new(bytes: &'b [u8], delimiter: u8) -> Self {
        Self { bytes, delimiter, at: if bytes.starts_with(MARK) { MARK.len() } else { 0 }, cell: Vec::new() }
    }

    /// The end of the record before, its line end included; the text's length after the last.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// Reads the next record; its first byte, or `None` after the last.
    pub(super) fn next(&mut self, record: &mut ByteRecord) -> Option<usize> {
        record.clear();
        while matches!(self.bytes.get(self.at), Some(b'\r' | b'\n')) {
            self.at += 1;
        }
        let start = self.at;
        self.bytes.get(start)?;
        while self.cell(record) {}
        Some(start)
    }

    /// Reads a cell with what ends it; whether another cell of the record follows.
    fn cell(&mut self, record: &mut ByteRecord) -> bool {
        if self.bytes.get(self.at) == Some(&b'"') {
            return self.quoted(record);
        }
        let end = self.end_of_plain(self.at);
        record.push_field(self.bytes.get(self.at..end).unwrap_or_default());
        self.step_over(end)
    }

    fn end_of_plain(&self, from: usize) -> usize {
        let rest = self.bytes.get(from..).unwrap_or_default();
        let is_end = |byte: &u8| *byte == self.delimiter || *byte == b'\n' || *byte == b'\r';
        if let Some(end) = rest.iter().take(SHORT).position(is_end) {
            return from + end;
        }
        let long = rest.get(SHORT..).unwrap_or_default();
        memchr3(self.delimiter, b'\n', b'\r', long).map_or(self.bytes.len(), |end| from + SHORT + end)
    }

    fn quoted(&mut self, record: &mut ByteRecord) -> bool {
        self.cell.clear();
        let mut from = self.at + 1;
        loop {
            let rest = self.bytes.get(from..).unwrap_or_default();
            let Some(quote) = memchr(b'"', rest) else {
                // the quote never closes: the cell is all that is left
                self.cell.extend_from_slice(rest);
                record.push_field(&self.cell);
                self.at = self.bytes.len();
                return false;
            };
            let closing = from + quote;
            if self.bytes.get(closing + 1) == Some(&b'"') {
                self.cell.extend_from_slice(self.bytes.get(from..=closing).unwrap_or_default());
                from = closing + 2;
                continue;
            }
            let end = self.end_of_plain(closing + 1);
            if self.cell.is_empty() && end == closing + 1 {
                record.push_field(self.bytes.get(from..closing).unwrap_or_default());
            } else {
                self.cell.extend_from_slice(self.bytes.get(from..closing).unwrap_or_default());
                self.cell.extend_from_slice(self.bytes.get(closing + 1..end).unwrap_or_default());
                record.push_field(&self.cell);
            }
            return self.step_over(end);
        }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn split(text: &[u8]) -> Vec<Vec<Vec<u8>>> {
        let mut split = Split::new(text, b',');
        let mut record = ByteRecord::new();
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
        fn long_cells_too(cells in proptest::collection::vec("[a-z\"\n]{0,60}", 1..5)) {
            let quoted = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
            let text = quoted.collect::<Vec<_>>().join(",");
            let expected: Vec<Vec<u8>> = cells.iter().map(|cell| cell.clone().into_bytes()).collect();
            prop_assert_eq!(split(text.as_bytes()), vec![expected]);
        }
    }
}
