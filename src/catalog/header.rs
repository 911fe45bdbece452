//! The headers of a source, found in its file.

use std::io::Read;

use anyhow::Context;

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Sources};
use crate::item::Shape;
use crate::policy::catalog::{Catalog, Format, Source};
use crate::world::Files;

use super::blank::is_blank;
use super::cell::trimmed;
use super::foreign::foreign;
use super::layout::Layout;
use super::lines::line_ends;
use super::wiring::{Header, wired};

/// More bytes than any header with the prose above it.
const LONGEST_HEADER: usize = 4 << 20;

/// Reads a source's header and wires its columns; `None` where that can't be done, which is told.
pub(super) fn layout(
    files: &dyn Files,
    (catalog, source): (&Catalog, &Source),
    shape: &Shape,
    threads: usize,
    sources: &mut Sources,
    sink: &mut Sink,
) -> anyhow::Result<Option<Layout>> {
    let Some(text) = beginning(files, source, sink)? else { return Ok(None) };
    if source.format == Format::Jsonl {
        let header = header_of_lines(files, source, &text, threads, sink)?;
        return Ok(header.and_then(|header| wired(catalog, source, shape, header, sources, sink)));
    }
    let found = header_record(source, &text);
    let end = found.as_ref().and_then(|(_, _, (end, _))| usize::try_from(*end).ok());
    let header = end.and_then(|end| text.get(..end)).unwrap_or(&text);
    if let Some(finding) = foreign(source, &text, header) {
        sink.push(finding);
        return Ok(None);
    }
    let Some((record, row, start)) = found else {
        sink.push(no_header(source));
        return Ok(None);
    };
    let header: Vec<String> =
        record.iter().map(|cell| trimmed(&String::from_utf8_lossy(cell)).to_owned()).collect();
    let header = Header { cells: header, text: row.1, lines: row.0, offset: row.2, start };
    Ok(wired(catalog, source, shape, header, sources, sink))
}

/// The keys of all lines, in place of a header.
fn header_of_lines(
    files: &dyn Files,
    source: &Source,
    text: &[u8],
    threads: usize,
    sink: &mut Sink,
) -> anyhow::Result<Option<Header>> {
    let first = super::lines::first_line(text);
    if let Some(finding) = foreign(source, text, first) {
        sink.push(finding);
        return Ok(None);
    }
    let shown = String::from_utf8_lossy(text);
    let Some(line) = shown.lines().find(|line| !trimmed(line).is_empty()) else {
        sink.push(no_lines(source, "it is empty"));
        return Ok(None);
    };
    if trimmed(line).starts_with('[') {
        sink.push(no_lines(source, "it begins with a list"));
        return Ok(None);
    }
    let lines = shown.lines().take_while(|line| trimmed(line).is_empty()).count() as u64;
    let offset = shown.find(line).unwrap_or_default() as u64;
    let cells = super::jsonl::keys(files, source, threads)?;
    Ok(Some(Header { cells, text: line.to_owned(), lines, offset, start: (0, 0) }))
}

fn beginning(files: &dyn Files, source: &Source, sink: &mut Sink) -> anyhow::Result<Option<Vec<u8>>> {
    let mut file = match files.open(&source.path) {
        Ok(file) => file,
        Err(error) => {
            sink.push(unreadable(source, &error));
            return Ok(None);
        }
    };
    let mut bytes = Vec::new();
    file.by_ref()
        .take(LONGEST_HEADER as u64)
        .read_to_end(&mut bytes)
        .with_context(|| format!("can't read `{}`", source.path))?;
    Ok(Some(bytes))
}

type HeaderRow = (u64, String, u64);

/// The same bytes with the quotes that open cells before the blanks that pad them.
fn without_padding(source: &Source, bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let (mut is_quoted, mut position) = (false, 0);
    while let Some(found) = bytes.get(position..).and_then(|rest| memchr::memchr(b'"', rest)) {
        let at = position + found;
        is_quoted = !is_quoted && super::cutter::opens(&mut bytes, at, source.delimiter);
        position = at + 1;
    }
    bytes
}

/// The header's record, its lines before, text and offset, and where the records below it start.
fn header_record(source: &Source, bytes: &[u8]) -> Option<(csv::ByteRecord, HeaderRow, (u64, u64))> {
    let plain = without_padding(source, bytes);
    let mut reader = super::row::reader(source, &plain);
    let mut record = csv::ByteRecord::new();
    let (mut row, mut end, mut extent) = (0, 0, (0, 0));
    // no header is blank: where the row is that it is said to be, it is the next one
    while row < u64::from(source.header) || is_blank(source, bytes.get(extent.0..extent.1)?) {
        row += 1 + blank_lines(bytes, end);
        if !reader.read_byte_record(&mut record).ok()? {
            return None;
        }
        end = usize::try_from(reader.position().byte()).ok()?;
        extent = extent_of(bytes, &record, end)?;
    }
    let start = extent.0;
    let end = whole_line_end(bytes, end);
    let lines_before = line_ends(bytes.get(..start)?);
    let text = String::from_utf8_lossy(bytes.get(start..end)?).trim_end_matches(['\r', '\n']).to_owned();
    let lines = line_ends(bytes.get(..end)?);
    Some((record, (lines_before, text, start as u64), (end as u64, lines)))
}

fn extent_of(bytes: &[u8], record: &csv::ByteRecord, end: usize) -> Option<(usize, usize)> {
    let start = usize::try_from(record.position()?.byte()).ok()?;
    Some(super::row::extent(bytes, start, end))
}

/// The lines of nothing below a place where the CSV reader has stopped, which it passes over, and which a spreadsheet
/// numbers like any other row.
pub(crate) fn blank_lines(bytes: &[u8], stopped: usize) -> u64 {
    let rest = bytes.get(whole_line_end(bytes, stopped)..).unwrap_or_default();
    let length = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    line_ends(rest.get(..length).unwrap_or_default())
}

/// The end of a line whose carriage return the CSV reader has taken for its whole end.
fn whole_line_end(bytes: &[u8], end: usize) -> usize {
    let after_return = end.checked_sub(1).and_then(|last| bytes.get(last)) == Some(&b'\r');
    if after_return && bytes.get(end) == Some(&b'\n') { end + 1 } else { end }
}

fn unreadable(source: &Source, error: &anyhow::Error) -> Diagnostic {
    let cause = error.chain().last().map(ToString::to_string).unwrap_or_default();
    if source.path.contains('*') && source.orders.is_some() {
        return no_file(source);
    }
    let message = format!("`{}` can't be read", source.path);
    Diagnostic::error("unreadable-source", Category::Catalog, message, Label::new(source.path_span, cause))
        .with_help("the path is relative to the folder of `evenkeel.kdl`")
}

fn no_file(source: &Source) -> Diagnostic {
    let message = format!("no file is named like `{}`", source.path);
    Diagnostic::error(
        "unreadable-source",
        Category::Catalog,
        message,
        Label::new(source.path_span, "`*` stands for any text"),
    )
    .with_help("the path is relative to the folder of `evenkeel.kdl`")
}

fn no_lines(source: &Source, why: &str) -> Diagnostic {
    let message = format!("`{}` has no line with a JSON object", source.path);
    let label = Label::new(source.path_span, why);
    Diagnostic::error("unreadable-source", Category::Catalog, message, label)
        .with_help("`jsonl` is one object in braces on each line; `jq -c '.[]' FILE` makes that of a list")
}

fn no_header(source: &Source) -> Diagnostic {
    let message = format!("`{}` has no header", source.path);
    let label = Label::new(source.path_span, format!("it has no row {}", source.header));
    Diagnostic::error("unreadable-source", Category::Catalog, message, label)
        .with_help("the first record names the columns; where it is another, say so with `header=2`")
}
