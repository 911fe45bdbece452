//! A file in chunks that end where a record ends, worked on by several threads, collected in order.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use anyhow::Context;

use crate::policy::catalog::{Format, Source};
use crate::world::Files;

use super::blank::is_blank;
use super::excerpt::cell_range;
use super::lines::line_ends;

/// Bytes a chunk aims at; a chunk is longer where a record or a product's rows are.
pub(super) const CHUNK: usize = 1 << 20;

/// Whole records of a file.
#[derive(Debug)]
pub(super) struct Chunk {
    /// The records, line ends included.
    pub(super) bytes: Vec<u8>,
    /// Bytes of the file before it.
    pub(super) offset: u64,
    /// Lines of the file before it.
    pub(super) lines: u64,
    /// Records of the file before it; the header, what stands above it and blank ones not counted.
    pub(super) records: u64,
    /// Quotes that close a cell before its end, by their place in `bytes`, in order.
    pub(super) stray_quotes: Vec<usize>,
    /// Whether the file ends within quotes that its last record opens.
    pub(super) is_open: bool,
}

/// How a file is cut.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut<'a> {
    pub(super) source: &'a Source,
    /// Bytes up to the first record below the header, and the lines in them.
    pub(super) start: (u64, u64),
    /// The cell by which rows belong together, such as a product's handle.
    pub(super) together: Option<usize>,
    /// Bytes a chunk aims at.
    pub(super) size: usize,
}

/// Works on every chunk of a file on several threads; `collect` gets the results in the order of the file.
/// `seen` is shown every byte of the file in order, for a digest.
pub(super) fn run<T: Send>(
    files: &dyn Files,
    cut: Cut<'_>,
    threads: usize,
    mut seen: impl FnMut(&[u8]) + Send,
    work: impl Fn(Chunk) -> T + Sync,
    mut collect: impl FnMut(T) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let threads = threads.max(1);
    let (to_workers, chunks) = sync_channel::<(u64, Chunk)>(threads * 2);
    let (to_collector, results) = sync_channel::<(u64, T)>(threads * 2);
    let chunks = Mutex::new(chunks);
    std::thread::scope(|scope| {
        let reader = scope.spawn(move || read(files, cut, &mut seen, &to_workers));
        for _ in 0..threads {
            let to_collector = to_collector.clone();
            let (chunks, work) = (&chunks, &work);
            scope.spawn(move || work_on(chunks, work, &to_collector));
        }
        drop(to_collector);
        let collected = in_order(results, &mut collect);
        // the workers stop when nobody collects; what is still in the queue lets the reader go on to its end
        if let Ok(chunks) = chunks.lock() {
            while collected.is_err() && chunks.recv().is_ok() {}
        }
        let read = reader.join().map_err(|_| anyhow::anyhow!("reading the catalog stopped short"))?;
        collected.and(read)
    })
}

fn work_on<T>(
    chunks: &Mutex<Receiver<(u64, Chunk)>>,
    work: &(impl Fn(Chunk) -> T + Sync),
    to: &SyncSender<(u64, T)>,
) {
    loop {
        let next = match chunks.lock() {
            Ok(chunks) => chunks.recv(),
            Err(_) => return,
        };
        let Ok((index, chunk)) = next else { return };
        if to.send((index, work(chunk))).is_err() {
            return;
        }
    }
}

fn in_order<T>(
    results: Receiver<(u64, T)>,
    collect: &mut impl FnMut(T) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut waiting: BTreeMap<u64, T> = BTreeMap::new();
    let mut next = 0;
    for (index, result) in results {
        waiting.insert(index, result);
        while let Some(result) = waiting.remove(&next) {
            collect(result)?;
            next += 1;
        }
    }
    Ok(())
}

/// Reads the file and sends its chunks, each ending where a record ends.
fn read(
    files: &dyn Files,
    cut: Cut<'_>,
    seen: &mut impl FnMut(&[u8]),
    to_workers: &SyncSender<(u64, Chunk)>,
) -> anyhow::Result<()> {
    let path = &cut.source.path;
    let mut file = files.open(path)?;
    let mut cutter = Cutter {
        cut,
        chunk: Vec::new(),
        scan: Scan::default(),
        stray: Vec::new(),
        index: 0,
        offset: 0,
        lines: 0,
        records: 0,
    };
    let mut buffer = vec![0_u8; cut.size.clamp(64, 1 << 20)];
    let mut skip = usize::try_from(cut.start.0)?;
    (cutter.offset, cutter.lines) = cut.start;
    loop {
        let count = file.read(&mut buffer).with_context(|| format!("can't read `{path}`"))?;
        let bytes = buffer.get(..count).unwrap_or_default();
        seen(bytes);
        if count == 0 {
            cutter.finish(to_workers);
            return Ok(());
        }
        let header = skip.min(count);
        skip -= header;
        cutter.chunk.extend_from_slice(bytes.get(header..).unwrap_or_default());
        while cutter.chunk.len() >= cut.size {
            if !cutter.send_one(to_workers) {
                break;
            }
        }
    }
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

struct Cutter<'a> {
    cut: Cut<'a>,
    chunk: Vec<u8>,
    scan: Scan,
    /// Quotes that close a cell before its end.
    stray: Vec<usize>,
    index: u64,
    offset: u64,
    lines: u64,
    records: u64,
}

impl Cutter<'_> {
    /// Sends what lies before the last place at which a chunk may end; false where there is none yet.
    fn send_one(&mut self, to_workers: &SyncSender<(u64, Chunk)>) -> bool {
        self.look_on();
        let Some((end, lines, records)) = self.scan.last else { return false };
        let rest = self.chunk.split_off(end);
        let bytes = std::mem::replace(&mut self.chunk, rest);
        self.send(bytes, lines, records, false, to_workers);
        self.scan.position -= end;
        self.scan.record -= end;
        self.scan.lines -= lines;
        self.scan.records -= records;
        self.scan.last = None;
        true
    }

    fn finish(&mut self, to_workers: &SyncSender<(u64, Chunk)>) {
        self.look_on();
        // a quote that is the last byte waited for its double, and closes after all
        let is_closed = self.scan.position < self.chunk.len() && self.chunk.last() == Some(&b'"');
        let is_open = self.scan.is_quoted && !is_closed;
        let bytes = std::mem::take(&mut self.chunk);
        if !bytes.is_empty() {
            self.send(bytes, self.scan.lines, self.scan.records, is_open, to_workers);
        }
    }

    fn send(
        &mut self,
        bytes: Vec<u8>,
        lines: u64,
        records: u64,
        is_open: bool,
        to_workers: &SyncSender<(u64, Chunk)>,
    ) {
        let end = bytes.len();
        let length = end as u64;
        let later = self.stray.split_off(self.stray.partition_point(|stray| *stray < end));
        let stray_quotes =
            std::mem::replace(&mut self.stray, later.iter().map(|stray| stray - end).collect());
        let (offset, lines_before, records_before) = (self.offset, self.lines, self.records);
        let chunk =
            Chunk { bytes, offset, lines: lines_before, records: records_before, stray_quotes, is_open };
        // nobody listens any more where collecting has failed; that failure is the one to tell
        let _ = to_workers.send((self.index, chunk));
        self.index += 1;
        self.offset += length;
        self.lines += lines;
        self.records += records;
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
                // the doubled quote may come with the next read
                (true, true) if at + 1 == self.chunk.len() => return,
                (true, true) => {
                    self.scan.is_quoted = false;
                    let after = self.chunk.get(at + 1);
                    if after.is_some_and(|byte| ![delimiter, b'\n', b'\r', b' ', b'\t'].contains(byte)) {
                        self.stray.push(at);
                    }
                }
                (true, false) => self.scan.is_quoted = opens(&mut self.chunk, at, delimiter),
                (false, true) => self.scan.lines += 1,
                (false, false) => self.end_record(at),
            }
            self.scan.position = at + 1;
        }
        self.scan.position = self.chunk.len();
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
