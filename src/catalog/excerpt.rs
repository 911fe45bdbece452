//! A row's own text and the place of a cell in it, for labels.

use std::ops::Range;

use crate::item::Row;
use crate::policy::catalog::{Catalog, Source};
use crate::world::Files;

/// The raw text of a row, read again from its file.
pub fn excerpt(files: &dyn Files, catalog: &Catalog, row: &Row) -> anyhow::Result<String> {
    let Some(source) = catalog.sources.get(row.source) else { anyhow::bail!("a row of no source") };
    let bytes = files.read_range(&source.path, row.offset, row.length as usize)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The range of a cell in a record's text, quotes included, blanks around it left out; `None` where the
/// record has no such cell.
pub(super) fn cell_range(source: &Source, text: &str, column: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut start = 0;
    let mut is_quoted = false;
    let mut index = 0;
    let mut position = 0;
    while position <= bytes.len() {
        match bytes.get(position) {
            Some(b'"') if is_quoted && bytes.get(position + 1) == Some(&b'"') => position += 1,
            Some(b'"') if is_quoted => is_quoted = false,
            Some(b'"')
                if bytes.get(start..position).is_some_and(|pad| pad.iter().all(|byte| *byte == b' ')) =>
            {
                is_quoted = true;
            }
            Some(byte) if is_quoted || *byte != source.delimiter => {}
            _ => {
                if index == column {
                    return Some(without_blanks(text, start..position));
                }
                index += 1;
                start = position + 1;
            }
        }
        position += 1;
    }
    None
}

fn without_blanks(text: &str, range: Range<usize>) -> Range<usize> {
    let Some(cell) = text.get(range.clone()) else { return range };
    let blank = |letter: char| letter.is_whitespace() || letter == '\u{feff}';
    let start = range.start + (cell.len() - cell.trim_start_matches(blank).len());
    let end = range.end - (cell.len() - cell.trim_end_matches(blank).len());
    if start < end { start..end } else { range.start..range.start }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;
    use crate::policy::catalog::Format;

    #[test]
    fn cells_by_their_column() {
        let source = Source {
            name: "products".into(),
            span: Span::default(),
            path: "p.csv".into(),
            path_span: Span::default(),
            format: Format::Csv,
            delimiter: b',',
            decimal_mark: '.',
            header: 1,
            ..Source::default()
        };
        let text = "A-1,\"a \"\"b\"\", c\", 12 ,,last,  \"x, y\" ,end";
        let cell =
            |column| cell_range(&source, text, column).map(|range| text.get(range).unwrap().to_owned());
        assert_eq!(cell(0).as_deref(), Some("A-1"));
        assert_eq!(cell(1).as_deref(), Some("\"a \"\"b\"\", c\""));
        assert_eq!(cell(2).as_deref(), Some("12"));
        assert_eq!(cell(3).as_deref(), Some(""));
        assert_eq!(cell(4).as_deref(), Some("last"));
        assert_eq!(cell(5).as_deref(), Some("\"x, y\""));
        assert_eq!(cell(6).as_deref(), Some("end"));
        assert_eq!(cell(7), None);
    }
}
