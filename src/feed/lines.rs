//! Entries of a feed, gathered a batch at a time and cut into files by their number and size.

use std::io::Write;

use crate::digest::digest;
use crate::world::{Output, OutputWriter, Target};

/// Entries made on one thread: their bytes, and where each ends.
#[derive(Debug, Default)]
pub(super) struct Entries {
    pub(super) bytes: Vec<u8>,
    ends: Vec<End>,
}

/// Where an entry ends, and before that what its group begins with.
#[derive(Debug, Clone, Copy, Default)]
struct End {
    group: usize,
    entry: usize,
}

/// An entry, and what the line that holds all of its group begins with.
#[derive(Debug, Clone, Copy)]
struct Grouped<'e> {
    group: &'e [u8],
    entry: &'e [u8],
}

impl Entries {
    /// None yet, with room for so many bytes.
    pub(super) fn with_room(bytes: usize) -> Self {
        Self { bytes: Vec::with_capacity(bytes), ends: Vec::new() }
    }

    /// The bytes of all entries.
    pub(super) fn size(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// Ends the entry that was appended last.
    pub(super) fn end(&mut self) {
        let start = self.ends.last().map_or(0, |last| last.entry);
        self.end_in_group(start);
    }

    /// Ends the entry that was appended last; what stands before a place is what the line of its group begins with.
    pub(super) fn end_in_group(&mut self, group: usize) {
        self.ends.push(End { group, entry: self.bytes.len() });
    }

    /// How many entries there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    fn iter(&self) -> impl Iterator<Item = Grouped<'_>> {
        let starts = std::iter::once(0).chain(self.ends.iter().map(|end| end.entry));
        starts.zip(&self.ends).filter_map(|(start, end)| {
            let (group, entry) = (self.bytes.get(start..end.group)?, self.bytes.get(end.group..end.entry)?);
            Some(Grouped { group, entry })
        })
    }
}

/// What stands around and between the entries of a file.
#[derive(Debug, Clone, Default)]
pub(super) struct Frame {
    /// Before the first entry.
    pub(super) head: Vec<u8>,
    /// Before the number of an entry, where entries are numbered.
    pub(super) number: Option<&'static [u8]>,
    /// Between two entries.
    pub(super) between: &'static [u8],
    /// After the last.
    pub(super) foot: &'static [u8],
    /// What stands around the entries of a line, where a line holds several.
    pub(super) line: Option<Line>,
    /// Whether a file without entries is written.
    pub(super) writes_empty: bool,
}

/// A line of several entries, all of one group.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Before its first entry, and before what its group begins with.
    pub(super) head: &'static [u8],
    /// Between two of its entries.
    pub(super) between: &'static [u8],
    /// After its last.
    pub(super) foot: &'static [u8],
    /// The most entries a line.
    pub(super) most: u64,
    /// A key that tells the line from every other, where it has one.
    pub(super) key: Option<Key>,
}

/// A key at the end of a line: a digest of what the line holds.
#[derive(Debug, Clone)]
pub(super) struct Key {
    /// What else goes into it.
    pub(super) seed: String,
    /// Between the line's foot and the key.
    pub(super) before: &'static [u8],
    /// After the key.
    pub(super) after: &'static [u8],
}

/// The letters of a key: 128 bits in hexadecimal.
const KEY_LETTERS: usize = 32;

/// The line that is being written.
#[derive(Debug, Default)]
struct OpenLine {
    entries: u64,
    group: Vec<u8>,
    /// What the key of the line is made of, where it has one.
    content: Vec<u8>,
}

impl OpenLine {
    fn write(
        &mut self,
        line: &Line,
        Grouped { group, entry }: Grouped<'_>,
        file: &mut OutputWriter,
    ) -> anyhow::Result<()> {
        if self.entries >= line.most || self.group != group {
            self.close(line, file)?;
        }
        if self.entries == 0 {
            self.group = group.to_vec();
            file.write_all(line.head)?;
            file.write_all(group)?;
        } else {
            file.write_all(line.between)?;
        }
        if let Some(key) = &line.key {
            let before = if self.entries == 0 { key.seed.as_bytes() } else { line.between };
            self.content.extend_from_slice(before);
            self.content.extend_from_slice(entry);
        }
        self.entries += 1;
        Ok(())
    }

    fn close(&mut self, line: &Line, file: &mut OutputWriter) -> anyhow::Result<()> {
        let Self { entries, content, .. } = std::mem::take(self);
        if entries == 0 {
            return Ok(());
        }
        file.write_all(line.foot)?;
        let Some(key) = &line.key else { return Ok(()) };
        let digest = digest(&content);
        file.write_all(key.before)?;
        file.write_all(digest.get(..KEY_LETTERS).unwrap_or(&digest).as_bytes())?;
        file.write_all(key.after)?;
        Ok(())
    }
}

/// How a feed is cut into files.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Limits {
    /// The most entries a file.
    pub(super) entries: Option<u64>,
    /// The most bytes a file.
    pub(super) bytes: Option<u64>,
}

/// The files of a feed as they are being written.
#[derive(Debug)]
pub(super) struct Files {
    name: String,
    ending: &'static str,
    frame: Frame,
    limits: Limits,
    file: Option<OutputWriter>,
    line: OpenLine,
    entries: u64,
    count: u64,
    outputs: Vec<Output>,
}

impl Files {
    /// A feed named `NAME.ENDING`, or `NAME-0001.ENDING` … where it is cut.
    pub(super) fn new(name: &str, ending: &'static str, frame: Frame, limits: Limits) -> Self {
        Self {
            name: name.to_owned(),
            ending,
            frame,
            limits,
            file: None,
            line: OpenLine::default(),
            entries: 0,
            count: 0,
            outputs: Vec::new(),
        }
    }

    /// The most bytes of a file, and those of a file that has one entry but for that entry's own; `None` where a
    /// file may have any number of them.
    pub(super) fn most_bytes(&self) -> Option<(u64, u64)> {
        let number = self.frame.number.map_or(0, |key| key.len() + 1);
        let around = self.frame.head.len() + number + self.frame.foot.len();
        self.limits.bytes.map(|most| (most, around as u64))
    }

    fn is_cut(&self) -> bool {
        self.limits.entries.is_some() || self.limits.bytes.is_some()
    }

    /// Writes entries in their order; a new file begins where one more would pass a limit.
    pub(super) fn write(&mut self, target: &Target, entries: &Entries) -> anyhow::Result<()> {
        let is_plain =
            self.frame.number.is_none() && self.frame.between.is_empty() && self.frame.line.is_none();
        if !self.is_cut() && is_plain {
            self.open(target)?.write_all(&entries.bytes)?;
            self.entries += entries.len() as u64;
            return Ok(());
        }
        for entry in entries.iter() {
            self.write_one(target, entry)?;
        }
        Ok(())
    }

    fn write_one(&mut self, target: &Target, entry: Grouped<'_>) -> anyhow::Result<()> {
        // a number with its key is never longer than this
        let numbered = self.frame.number.map_or(0, |key| key.len() + 20);
        let of_line = self.frame.line.as_ref().map_or(0, around_line);
        let around = self.frame.between.len() + self.frame.foot.len() + numbered + of_line;
        let size = (entry.group.len() + entry.entry.len() + around) as u64;
        let is_full = |file: &OutputWriter| {
            self.limits.entries.is_some_and(|most| self.entries >= most)
                || self.limits.bytes.is_some_and(|most| self.entries > 0 && file.bytes() + size > most)
        };
        if self.file.as_ref().is_some_and(is_full) {
            self.close()?;
        }
        self.open(target)?;
        let Some(file) = self.file.as_mut() else { return Ok(()) };
        self.entries += 1;
        if self.entries > 1 {
            file.write_all(self.frame.between)?;
        }
        if let Some(line) = &self.frame.line {
            self.line.write(line, entry, file)?;
        }
        if let Some(before) = self.frame.number {
            file.write_all(before)?;
            write!(file, "{}", self.entries)?;
        }
        file.write_all(entry.entry)?;
        Ok(())
    }

    fn open(&mut self, target: &Target) -> anyhow::Result<&mut OutputWriter> {
        let file = match self.file.take() {
            Some(file) => file,
            None => {
                self.count += 1;
                let path = if self.is_cut() {
                    format!("{}-{:04}.{}", self.name, self.count, self.ending)
                } else {
                    format!("{}.{}", self.name, self.ending)
                };
                let mut file = target.create(&path)?;
                file.write_all(&self.frame.head)?;
                file
            }
        };
        Ok(self.file.insert(file))
    }

    fn close(&mut self) -> anyhow::Result<()> {
        if let Some(mut file) = self.file.take() {
            if let Some(line) = &self.frame.line {
                self.line.close(line, &mut file)?;
            }
            file.write_all(self.frame.foot)?;
            self.outputs.push(file.finish()?);
        }
        self.entries = 0;
        Ok(())
    }

    /// Closes the last file and says what was written.
    pub(super) fn finish(mut self, target: &Target) -> anyhow::Result<Vec<Output>> {
        if self.count == 0 && self.frame.writes_empty {
            self.open(target)?;
        }
        self.close()?;
        Ok(self.outputs)
    }
}

/// Bytes that a line takes beside its group and its entries, at most.
fn around_line(line: &Line) -> usize {
    let key = line.key.as_ref().map_or(0, |key| key.before.len() + KEY_LETTERS + key.after.len());
    line.head.len() + line.between.len() + line.foot.len() + key
}
