//! Lines of which each is a JSON object: the paths of their keys are the columns, their values the cells.
//!
//! A number is taken by its digits as they stand, and never as a float; `null` is blank; the texts of a list are
//! parted as the field's own lists are.

use std::collections::HashSet;
use std::ops::Range;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::item::{Field, Row};
use crate::policy::catalog::Source;
use crate::world::Files;

use super::cell::trimmed;
use super::chunk::{self, Chunk, Cut};
use super::layout::{Layout, Target};
use super::problem::ProblemKind;
use super::row::Record;

/// How deep keys are looked for in objects within objects.
const DEEPEST: usize = 8;
/// Keys that nothing names are kept for suggestions, so many of them.
const MOST_KEYS: usize = 500;

/// The paths of the keys of all lines, in the order in which they first come.
pub(super) fn keys(files: &dyn Files, source: &Source, threads: usize) -> anyhow::Result<Vec<String>> {
    let cut = Cut { source, start: (0, 0), together: None, size: chunk::CHUNK };
    let work = |chunk: Chunk| {
        let mut found = Found { source, paths: Vec::new(), known: HashSet::new() };
        for (_, line) in lines(&chunk.bytes) {
            let mut entries = Vec::new();
            // what is wrong with a line is told where its row is read
            if std::str::from_utf8(line).is_ok_and(|line| parse(trimmed(line), &mut entries).is_ok()) {
                found.add("", &entries, 0);
            }
        }
        found.paths
    };
    let mut found = Found { source, paths: Vec::new(), known: HashSet::new() };
    chunk::run(
        files,
        cut,
        threads,
        |_| (),
        work,
        |paths| {
            for path in paths {
                found.path(path);
            }
            Ok(())
        },
    )?;
    Ok(found.paths)
}

/// Shows every line of a chunk as a record; blank lines are passed over.
pub(super) fn each<'b>(
    source: &Source,
    index: usize,
    layout: &Layout,
    chunk: &'b Chunk,
    mut see: impl FnMut(&Record<'b>),
) {
    let reader = LineReader::new(source, layout);
    let (mut record, mut number) = (Record::default(), chunk.records);
    for (before, (start, line)) in (0_u64..).zip(lines(&chunk.bytes)) {
        if line.iter().all(u8::is_ascii_whitespace) || is_blank(line) {
            continue;
        }
        number += 1;
        let length = line.len() - usize::from(line.last() == Some(&b'\r'));
        record.row = Row {
            source: index,
            record: number,
            line: chunk.lines + before + 1,
            offset: chunk.offset + start as u64,
            length: u32::try_from(length).unwrap_or(u32::MAX),
        };
        reader.read(line, &mut record);
        see(&record);
    }
}

/// Whether a line holds nothing.
pub(super) fn is_blank(line: &[u8]) -> bool {
    std::str::from_utf8(line).is_ok_and(|line| trimmed(line).is_empty())
}

/// The range of a key's value in a line; in a line that is no object, that of the place from which it is none.
pub(super) fn range(line: &str, path: Option<&str>) -> Option<Range<usize>> {
    let mut entries = Vec::new();
    let text = trimmed(line);
    let before = offset(line, text)?;
    let parsed = parse(text, &mut entries);
    let Err(error) = parsed else {
        let found = value_at(&entries, path?)?;
        let start = offset(line, found)?;
        return Some(start..start + found.len());
    };
    let column = error.column().saturating_sub(1);
    let start = line.floor_char_boundary((before + column).min(line.len()));
    let width = line.get(start..)?.chars().next().map_or(0, char::len_utf8);
    Some(start..start + width)
}

/// The lines of some bytes, without the line feed, each with where it starts.
fn lines(bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut start = 0;
    bytes.split_inclusive(|byte| *byte == b'\n').map(move |line| {
        let at = start;
        start += line.len();
        (at, line.strip_suffix(b"\n").unwrap_or(line))
    })
}

fn offset(whole: &str, part: &str) -> Option<usize> {
    part.as_ptr().addr().checked_sub(whole.as_ptr().addr())
}

type Entries<'l> = Vec<(String, &'l RawValue)>;

/// Reads the entries of an object; those before a mistake are there in spite of it.
fn parse<'l>(text: &'l str, entries: &mut Entries<'l>) -> Result<(), serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_str(text);
    Object(entries).deserialize(&mut reader)?;
    reader.end()
}

struct Object<'v, 'l>(&'v mut Entries<'l>);

impl<'l> DeserializeSeed<'l> for Object<'_, 'l> {
    type Value = ();

    fn deserialize<D: Deserializer<'l>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'l> Visitor<'l> for Object<'_, 'l> {
    type Value = ();

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<M: MapAccess<'l>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(entry) = map.next_entry::<String, &'l RawValue>()? {
            self.0.push(entry);
        }
        Ok(())
    }
}

/// The value that stands first at a path.
fn value_at<'l>(entries: &Entries<'l>, path: &str) -> Option<&'l str> {
    entries.iter().find_map(|(key, value)| {
        if key == path {
            return Some(value.get());
        }
        let rest = below(path, key)?;
        objects_in(value).iter().find_map(|entries| value_at(entries, rest))
    })
}

fn below<'p>(path: &'p str, key: &str) -> Option<&'p str> {
    path.strip_prefix(key)?.strip_prefix('.')
}

/// The object that a value is, or those in the list that it is.
fn objects_in(value: &RawValue) -> Vec<Entries<'_>> {
    let text = value.get();
    match text.as_bytes().first() {
        Some(b'{') => {
            let mut entries = Vec::new();
            let read = parse(text, &mut entries);
            read.map(|()| vec![entries]).unwrap_or_default()
        }
        Some(b'[') => elements(text).into_iter().flat_map(objects_in).collect(),
        _ => Vec::new(),
    }
}

fn elements(text: &str) -> Vec<&RawValue> {
    serde_json::from_str(text).unwrap_or_default()
}

/// Paths of keys, each once.
struct Found<'s> {
    source: &'s Source,
    paths: Vec<String>,
    known: HashSet<String>,
}

impl Found<'_> {
    fn add(&mut self, above: &str, entries: &Entries<'_>, depth: usize) {
        for (key, value) in entries {
            let path = if above.is_empty() { key.clone() } else { format!("{above}.{key}") };
            let objects = if depth < DEEPEST { objects_in(value) } else { Vec::new() };
            if objects.is_empty() {
                self.path(path);
                continue;
            }
            for entries in objects {
                self.add(&path, &entries, depth + 1);
            }
        }
    }

    fn path(&mut self, path: String) {
        if self.known.contains(&path) {
            return;
        }
        // what may be read is never left out, however many other keys there are
        if self.paths.len() >= MOST_KEYS && !self.may_be_read(&path) {
            return;
        }
        self.known.insert(path.clone());
        self.paths.push(path);
    }

    fn may_be_read(&self, path: &str) -> bool {
        let own = self.source;
        let lower = path.to_lowercase();
        let named = own.columns.iter().flat_map(|own| std::iter::once(&own.name).chain(&own.plus));
        let named = named.chain(&own.sku).chain(own.keep.iter().map(|keep| &keep.name));
        let mut named = named.chain(own.key.iter().map(|own| &own.name));
        let is_parent = matches!(&own.kinship, Some(crate::policy::catalog::Kinship::Parent(name)) if name.header.to_lowercase() == lower);
        is_parent || lower.parse::<Field>().is_ok() || named.any(|name| name.header.to_lowercase() == lower)
    }
}

/// What can be wrong with a value.
enum Fault {
    Twice,
    Object,
    Text,
}

/// A path that is read, and how the texts of a list there are parted.
struct Wanted<'a> {
    cell: usize,
    path: &'a str,
    between: &'a str,
}

struct LineReader<'a> {
    cells: usize,
    decimal_mark: char,
    wanted: Vec<Wanted<'a>>,
}

impl<'a> LineReader<'a> {
    fn new(source: &Source, layout: &'a Layout) -> Self {
        let given = layout.wired.iter().filter(|wired| wired.target != Target::Unread);
        let mut cells: Vec<usize> = layout.read_cells().chain(given.map(|wired| wired.cell)).collect();
        cells.sort_unstable();
        cells.dedup();
        let wanted = cells.into_iter().filter_map(|cell| {
            let path = layout.header.get(cell)?;
            let list = layout.wired.iter().find(|wired| wired.cell == cell && wired.field.is_list());
            let between = list.map_or(", ", |wired| wired.split.as_deref().unwrap_or("\n"));
            Some(Wanted { cell, path, between })
        });
        let wanted = wanted.collect();
        Self { cells: layout.header.len(), decimal_mark: source.decimal_mark, wanted }
    }

    fn read(&self, line: &[u8], record: &mut Record<'_>) {
        record.cells.clear();
        record.quotes = None;
        let Ok(text) = std::str::from_utf8(line) else {
            record.quotes = Some(ProblemKind::NotUtf8);
            return;
        };
        let mut entries = Vec::new();
        let object = trimmed(text);
        let parsed = parse(object, &mut entries);
        let before = offset(text, object).unwrap_or_default();
        let mut fault: Option<ProblemKind> = None;
        let mut cells = vec![String::new(); self.cells];
        for wanted in &self.wanted {
            let mut texts = Vec::new();
            if let Err(found) = self.find(&entries, wanted.path, &mut texts) {
                let why = why(&found, wanted.path);
                fault.get_or_insert(ProblemKind::Line { why, cell: Some(wanted.cell) });
                continue;
            }
            if let Some(slot) = cells.get_mut(wanted.cell) {
                *slot = joined(texts, wanted.between);
            }
        }
        record.cells = cells.iter().map(String::as_str).collect();
        record.quotes = match parsed {
            Ok(()) => fault,
            Err(error) => Some(ProblemKind::Line { why: broken(&error, text, before), cell: None }),
        };
    }

    fn find(&self, entries: &Entries<'_>, path: &str, texts: &mut Vec<String>) -> Result<(), Fault> {
        let mut is_there = false;
        for (key, value) in entries {
            let rest = below(path, key);
            if key != path && rest.is_none() {
                continue;
            }
            if std::mem::replace(&mut is_there, true) {
                return Err(Fault::Twice);
            }
            match rest {
                None => self.take(value.get(), texts)?,
                Some(rest) => {
                    for entries in objects_in(value) {
                        self.find(&entries, rest, texts)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn take(&self, value: &str, texts: &mut Vec<String>) -> Result<(), Fault> {
        match value.as_bytes().first() {
            Some(b'n') | None => {}
            Some(b'"') => texts.push(serde_json::from_str(value).map_err(|_| Fault::Text)?),
            Some(b'{') => return Err(Fault::Object),
            Some(b'[') => {
                for element in elements(value) {
                    self.take(element.get(), texts)?;
                }
            }
            // a number is written with a point, whatever the texts of the source are
            Some(b'-' | b'0'..=b'9') => {
                texts.push(value.replace('.', self.decimal_mark.encode_utf8(&mut [0; 4])));
            }
            Some(_) => texts.push(value.to_owned()),
        }
        Ok(())
    }
}

fn joined(texts: Vec<String>, between: &str) -> String {
    match <[String; 1]>::try_from(texts) {
        Ok([only]) => only,
        Err(texts) => {
            let texts: Vec<String> = texts.into_iter().map(|text| text.replace(['\r', '\n'], " ")).collect();
            texts.join(between)
        }
    }
}

fn why(fault: &Fault, path: &str) -> String {
    match fault {
        Fault::Twice => format!("the key `{path}` stands twice in it"),
        Fault::Object => format!("`{path}` is an object where a value belongs"),
        Fault::Text => format!("`{path}` has an escape that stands for no letter"),
    }
}

fn broken(error: &serde_json::Error, text: &str, before: usize) -> String {
    let end = text.floor_char_boundary((before + error.column()).min(text.len()));
    let column = text.get(..end).map_or(0, |text| text.chars().count());
    match error.classify() {
        serde_json::error::Category::Eof => "the line ends before its object does".to_owned(),
        serde_json::error::Category::Data => "the line is no object in braces".to_owned(),
        _ => format!("the line is no JSON from column {column} on"),
    }
}
