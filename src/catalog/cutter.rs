//! A file cut into chunks, each ending where a record ends.

use std::io::Read;

use anyhow::Context;
use memchr::{memchr, memchr3};

use crate::policy::catalog::Format;

use super::blank::is_blank;
use super::chunk::{Chunk, Cut};
use super::excerpt::cell_range;

/// A file as it is being cut.
pub(super) struct Cutter<'a, S> {
    cut: Cut<'a>,
    file: Box<dyn Read + Send + 'a>,
    /// Shown every byte of the file in order.
    seen: S,
    buffer: Vec<u8>,
    /// Bytes of the file before the first record that are still to be passed over.
    skip: usize,
    is_over: bool,
    chunk: Vec<u8>,
    scan: Scan,
    /// Quotes that close a cell before its end.
    stray: Vec<usize>,
    /// Line ends within quotes.
    inner: Vec<usize>,
    offset: u64,
    lines: u64,
    records: u64,
}

/// How far a chunk has been looked through for record ends.
#[derive(Debug, Default)]
struct Scan {
    position: usize,
    is_quoted: bool,
    passed: Passed,
    /// Where the record that is being looked at starts, and what lies before it.
    record: usize,
    before: Passed,
    /// The key of the last record that has one, by which rows belong together.
    key: Option<String>,
    /// The last record end, with what lies before it, at which a chunk may end.
    last: Option<(usize, Passed)>,
}

/// What was passed.
#[derive(Debug, Clone, Copy, Default)]
struct Passed {
    lines: u64,
    records: u64,
}

impl Passed {
    fn without(self, other: Self) -> Self {
        Self { lines: self.lines - other.lines, records: self.records - other.records }
    }
}

impl<'a, S: FnMut(&[u8])> Cutter<'a, S> {
    /// A cutter at the beginning of a file.
    pub(super) fn new(cut: Cut<'a>, file: Box<dyn Read + Send + 'a>, seen: S) -> anyhow::Result<Self> {
        let (offset, lines) = cut.start;
        Ok(Self {
            file,
            seen,
            buffer: vec![0_u8; cut.size.clamp(64, 1 << 20)],
            skip: usize::try_from(offset)?,
            is_over: false,
            chunk: Vec::new(),
            scan: Scan::default(),
            stray: Vec::new(),
            inner: Vec::new(),
            offset,
            lines,
            records: 0,
            cut,
        })
    }

    /// The next chunk; `None` after the last.
    pub(super) fn next(&mut self) -> anyhow::Result<Option<Chunk>> {
        loop {
            if self.chunk.len() >= self.cut.size
                && let Some(chunk) = self.cut_one()
            {
                return Ok(Some(chunk));
            }
            if self.is_over {
                return Ok(None);
            }
            let path = &self.cut.source.path;
            let count = self.file.read(&mut self.buffer).with_context(|| format!("can't read `{path}`"))?;
            let bytes = self.buffer.get(..count).unwrap_or_default();
            (self.seen)(bytes);
            if count == 0 {
                self.is_over = true;
                return Ok(self.last());
            }
            let header = self.skip.min(count);
            self.skip -= header;
            self.chunk.extend_from_slice(bytes.get(header..).unwrap_or_default());
        }
    }

    /// What lies before the last place at which a chunk may end; `None` where there is none yet.
    fn cut_one(&mut self) -> Option<Chunk> {
        self.look_on();
        let (end, passed) = self.scan.last?;
        // the next chunk will be as long
        let mut rest = Vec::with_capacity(self.chunk.len() + self.buffer.len());
        rest.extend_from_slice(self.chunk.get(end..).unwrap_or_default());
        self.chunk.truncate(end);
        let bytes = std::mem::replace(&mut self.chunk, rest);
        let chunk = self.chunk_of(bytes, passed, false);
        self.scan.position -= end;
        self.scan.record -= end;
        self.scan.passed = self.scan.passed.without(passed);
        self.scan.before = self.scan.before.without(passed);
        self.scan.last = None;
        Some(chunk)
    }

    fn last(&mut self) -> Option<Chunk> {
        self.look_on();
        // a quote with nothing but blanks behind it waited for what comes next, and closes after all
        let last = self.chunk.iter().rev().find(|byte| !matches!(byte, b' ' | b'\t'));
        let is_closed = self.scan.position < self.chunk.len() && last == Some(&b'"');
        let is_open = self.scan.is_quoted && !is_closed;
        let bytes = std::mem::take(&mut self.chunk);
        (!bytes.is_empty()).then(|| self.chunk_of(bytes, self.scan.passed, is_open))
    }

    fn chunk_of(&mut self, bytes: Vec<u8>, passed: Passed, is_open: bool) -> Chunk {
        let end = bytes.len();
        let length = end as u64;
        let (stray_quotes, inner_line_ends) = (up_to(end, &mut self.stray), up_to(end, &mut self.inner));
        let (offset, lines_before, records_before) = (self.offset, self.lines, self.records);
        self.offset += length;
        self.lines += passed.lines;
        self.records += passed.records;
        Chunk {
            bytes,
            offset,
            lines: lines_before,
            inner_line_ends,
            records: records_before,
            stray_quotes,
            is_open,
        }
    }

    /// Looks through what has come in for record ends: a line feed outside quotes, or a carriage return
    /// before anything else. A quote opens only at the start of a cell, blanks before it left out, and closes unless
    /// it is doubled.
    fn look_on(&mut self) {
        if self.cut.source.format == Format::Jsonl {
            self.look_for_lines();
            return;
        }
        while if self.scan.is_quoted { self.look_for_quote() } else { self.look_for_end() } {}
    }

    /// Looks on within quotes for the one that closes them; whether there is more to look at.
    fn look_for_quote(&mut self) -> bool {
        let Some(at) = self.find(|rest| memchr3(b'"', b'\n', b'\r', rest)) else { return false };
        match (self.chunk.get(at), self.chunk.get(at + 1)) {
            // a line feed may come with the next read
            (Some(b'\r'), None) => {
                self.scan.position = at;
                return false;
            }
            (Some(b'"'), Some(b'"')) => {
                self.scan.position = at + 2;
                return true;
            }
            (Some(b'"'), _) => {
                // the doubled quote, or more of the cell, may come with the next read
                let Some(is_end) = self.after_padding(at + 1) else {
                    self.scan.position = at;
                    return false;
                };
                if !is_end {
                    self.stray.push(at);
                }
                self.scan.is_quoted = false;
            }
            (Some(b'\r'), Some(b'\n')) => {}
            _ => {
                self.scan.passed.lines += 1;
                self.inner.push(at);
            }
        }
        self.scan.position = at + 1;
        true
    }

    /// Whether a cell ends behind blanks; `None` where what has come in ends there.
    fn after_padding(&self, from: usize) -> Option<bool> {
        let delimiter = self.cut.source.delimiter;
        let rest = self.chunk.get(from..).unwrap_or_default();
        let is_padding = |byte: &&u8| **byte != delimiter && matches!(**byte, b' ' | b'\t');
        let after = rest.iter().find(|byte| !is_padding(byte))?;
        Some([delimiter, b'\n', b'\r'].contains(after))
    }

    /// Looks on outside of quotes for one, or for the end of the record; whether there is more to look at.
    fn look_for_end(&mut self) -> bool {
        let Some(at) = self.find(|rest| memchr3(b'"', b'\n', b'\r', rest)) else { return false };
        match (self.chunk.get(at), self.chunk.get(at + 1)) {
            (Some(b'"'), _) => {
                self.scan.is_quoted = opens(&mut self.chunk, at, self.cut.source.delimiter);
            }
            // a line feed may come with the next read
            (Some(b'\r'), None) => {
                self.scan.position = at;
                return false;
            }
            (Some(b'\r'), Some(b'\n')) => {}
            _ => self.end_record(at),
        }
        self.scan.position = at + 1;
        true
    }

    /// The place of a byte that is looked for; all is looked through where there is none.
    fn find(&mut self, of: impl Fn(&[u8]) -> Option<usize>) -> Option<usize> {
        let found = self.chunk.get(self.scan.position..).and_then(of);
        let Some(found) = found else {
            self.scan.position = self.chunk.len();
            return None;
        };
        Some(self.scan.position + found)
    }

    /// The same where each line is a record.
    fn look_for_lines(&mut self) {
        while let Some(at) = self.find(|rest| memchr(b'\n', rest)) {
            let line = self.chunk.get(self.scan.record..at).unwrap_or_default();
            self.scan.passed.records += u64::from(!is_blank(self.cut.source, line));
            self.scan.passed.lines += 1;
            self.scan.record = at + 1;
            self.scan.before = self.scan.passed;
            self.scan.position = at + 1;
            self.scan.last = Some((at + 1, self.scan.passed));
        }
    }

    fn end_record(&mut self, end: usize) {
        let record = self.chunk.get(self.scan.record..end).unwrap_or_default();
        // a quote out of place is told with its row, whatever stands in it
        let is_misquoted = self.stray.last().is_some_and(|stray| *stray >= self.scan.record);
        let is_blank = !is_misquoted && is_blank(self.cut.source, record);
        if !is_blank {
            if let Some(key) = self.key(record) {
                if self.scan.key.as_ref().is_some_and(|before| *before != key) {
                    self.scan.last = Some((self.scan.record, self.scan.before));
                }
                self.scan.key = Some(key);
            }
            self.scan.passed.records += 1;
        }
        self.scan.passed.lines += 1;
        self.scan.record = end + 1;
        self.scan.before = self.scan.passed;
        if self.cut.together.is_none() {
            self.scan.last = Some((end + 1, self.scan.passed));
        }
    }

    /// The key by which a record belongs to others; `None` where it is blank and the record belongs to the
    /// one above it.
    fn key(&self, record: &[u8]) -> Option<String> {
        let cell = self.cut.together?;
        let text = String::from_utf8_lossy(record);
        let range = cell_range(self.cut.source, &text, cell)?;
        let key = super::cell::trimmed(text.get(range)?.trim_matches('"'));
        (!key.is_empty()).then(|| key.to_owned())
    }
}

/// Takes the places up to an end; those after it begin there from now on.
fn up_to(end: usize, places: &mut Vec<usize>) -> Vec<usize> {
    let later = places.split_off(places.partition_point(|place| *place < end));
    std::mem::replace(places, later.into_iter().map(|place| place - end).collect())
}

/// Whether a quote outside of others opens a cell: at its start, or behind blanks there, which then trade places
/// with it and are trimmed like all padding.
pub(super) fn opens(bytes: &mut [u8], at: usize, delimiter: u8) -> bool {
    let blanks = bytes.iter().take(at).rev().take_while(|byte| **byte == b' ').count();
    let start = at - blanks;
    let before = start.checked_sub(1).and_then(|before| bytes.get(before));
    let is_opening = before.is_none_or(|byte| [delimiter, b'\n', b'\r'].contains(byte));
    if is_opening && blanks > 0 {
        bytes.swap(start, at);
    }
    is_opening
}
