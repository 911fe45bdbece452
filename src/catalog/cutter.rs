//! A file cut into chunks, each ending where a record ends.

use std::io::Read;

use anyhow::Context;

use crate::policy::catalog::Format;

use super::blank::is_blank;
use super::chunk::{Chunk, Cut};
use super::excerpt::cell_range;
use super::lines::line_ends;

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
    offset: u64,
    lines: u64,
    records: u64,
}

/// How far a chunk has been looked through for record ends.
#[derive(Debug, Default)]
struct Scan {
    position: usize,
    is_quoted: bool,
    lines: u64,
    records: u64,
    /// Where the record that is being looked at starts.
    record: usize,
    /// The key of the last record that has one, by which rows belong together.
    key: Option<String>,
    /// The last record end, with the lines and records up to it, at which a chunk may end.
    last: Option<(usize, u64, u64)>,
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
        let (end, lines, records) = self.scan.last?;
        // the next chunk will be as long
        let mut rest = Vec::with_capacity(self.chunk.len() + self.buffer.len());
        rest.extend_from_slice(self.chunk.get(end..).unwrap_or_default());
        self.chunk.truncate(end);
        let bytes = std::mem::replace(&mut self.chunk, rest);
        let chunk = self.chunk_of(bytes, lines, records, false);
        self.scan.position -= end;
        self.scan.record -= end;
        self.scan.lines -= lines;
        self.scan.records -= records;
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
        (!bytes.is_empty()).then(|| self.chunk_of(bytes, self.scan.lines, self.scan.records, is_open))
    }

    fn chunk_of(&mut self, bytes: Vec<u8>, lines: u64, records: u64, is_open: bool) -> Chunk {
        let end = bytes.len();
        let length = end as u64;
        let later = self.stray.split_off(self.stray.partition_point(|stray| *stray < end));
        let stray_quotes =
            std::mem::replace(&mut self.stray, later.iter().map(|stray| stray - end).collect());
        let (offset, lines_before, records_before) = (self.offset, self.lines, self.records);
        self.offset += length;
        self.lines += lines;
        self.records += records;
        Chunk { bytes, offset, lines: lines_before, records: records_before, stray_quotes, is_open }
    }

    /// Looks through what has come in for record ends: a line feed outside quotes, or a carriage return
    /// before anything else. A quote opens only at the start of a cell, blanks before it left out, and closes unless
    /// it is doubled.
    fn look_on(&mut self) {
        if self.cut.source.format == Format::Jsonl {
            self.look_for_lines();
            return;
        }
        let delimiter = self.cut.source.delimiter;
        while let Some(found) =
            self.chunk.get(self.scan.position..).and_then(|rest| memchr::memchr3(b'"', b'\n', b'\r', rest))
        {
            let at = self.scan.position + found;
            let is_quote = match self.chunk.get(at) {
                // a line feed may come with the next read
                Some(b'\r') if at + 1 == self.chunk.len() => {
                    self.scan.position = at;
                    return;
                }
                Some(b'\r') if self.chunk.get(at + 1) == Some(&b'\n') => {
                    self.scan.position = at + 1;
                    continue;
                }
                byte => byte == Some(&b'"'),
            };
            match (is_quote, self.scan.is_quoted) {
                (true, true) if self.chunk.get(at + 1) == Some(&b'"') => {
                    self.scan.position = at + 2;
                    continue;
                }
                (true, true) => match self.after_padding(at + 1, delimiter) {
                    // the doubled quote, or more of the cell, may come with the next read
                    None => return,
                    Some(is_end) => {
                        self.scan.is_quoted = false;
                        if !is_end {
                            self.stray.push(at);
                        }
                    }
                },
                (true, false) => self.scan.is_quoted = opens(&mut self.chunk, at, delimiter),
                (false, true) => self.scan.lines += 1,
                (false, false) => self.end_record(at),
            }
            self.scan.position = at + 1;
        }
        self.scan.position = self.chunk.len();
    }

    /// Whether a cell ends behind blanks; `None` where what has come in ends there.
    fn after_padding(&self, from: usize, delimiter: u8) -> Option<bool> {
        let rest = self.chunk.get(from..).unwrap_or_default();
        let is_padding = |byte: &&u8| **byte != delimiter && matches!(**byte, b' ' | b'\t');
        let after = rest.iter().find(|byte| !is_padding(byte))?;
        Some([delimiter, b'\n', b'\r'].contains(after))
    }

    /// The same where each line is a record.
    fn look_for_lines(&mut self) {
        while let Some(found) =
            self.chunk.get(self.scan.position..).and_then(|rest| memchr::memchr(b'\n', rest))
        {
            let at = self.scan.position + found;
            let line = self.chunk.get(self.scan.record..at).unwrap_or_default();
            self.scan.records += u64::from(!is_blank(self.cut.source, line));
            self.scan.lines += 1;
            self.scan.record = at + 1;
            self.scan.position = at + 1;
            self.scan.last = Some((at + 1, self.scan.lines, self.scan.records));
        }
        self.scan.position = self.chunk.len();
    }

    fn end_record(&mut self, end: usize) {
        let record = self.chunk.get(self.scan.record..end).unwrap_or_default();
        // a quote out of place is told with its row, whatever stands in it
        let is_misquoted = self.stray.last().is_some_and(|stray| *stray >= self.scan.record);
        let is_blank = !is_misquoted && is_blank(self.cut.source, record);
        let with_end = self.chunk.get(self.scan.record..=end).unwrap_or_default();
        self.scan.lines += 1;
        let lines_before = self.scan.lines - line_ends(with_end);
        if !is_blank {
            if let Some(key) = self.key(record) {
                if self.scan.key.as_ref().is_some_and(|before| *before != key) {
                    self.scan.last = Some((self.scan.record, lines_before, self.scan.records));
                }
                self.scan.key = Some(key);
            }
            self.scan.records += 1;
        }
        self.scan.record = end + 1;
        if self.cut.together.is_none() {
            self.scan.last = Some((end + 1, self.scan.lines, self.scan.records));
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
