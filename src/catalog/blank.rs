//! Records of blank cells alone, which a spreadsheet writes for an empty row: no rows, like blank lines.

use csv::ByteRecord;

use crate::policy::catalog::{Format, Source};

use super::cell::trimmed;
use super::row::reader;

/// Whether a record, its line end left out or not, holds blank cells alone.
///
/// Nearly every record is told by its first byte.
pub(super) fn is_blank(source: &Source, record: &[u8]) -> bool {
    if source.format == Format::Jsonl {
        return super::jsonl::is_blank(record);
    }
    let (mut has_quotes, mut rest) = (false, record);
    while let Some((byte, after)) = rest.split_first() {
        has_quotes |= *byte == b'"';
        rest = match byte {
            b'"' => after,
            byte if *byte == source.delimiter || byte.is_ascii_whitespace() => after,
            0x80.. => match without_wide_blank(rest) {
                Some(after) => after,
                None => return false,
            },
            _ => return false,
        };
    }
    !has_quotes || has_blank_cells(source, record)
}

/// What comes after a hard space, a byte order mark or another blank of two or three bytes.
fn without_wide_blank(bytes: &[u8]) -> Option<&[u8]> {
    [2, 3].into_iter().find_map(|width| {
        let (letter, after) = bytes.split_at_checked(width)?;
        let letter = std::str::from_utf8(letter).ok()?;
        trimmed(letter).is_empty().then_some(after)
    })
}

fn has_blank_cells(source: &Source, record: &[u8]) -> bool {
    let mut cells = ByteRecord::new();
    let is_blank = |cell: &[u8]| std::str::from_utf8(cell).is_ok_and(|cell| trimmed(cell).is_empty());
    match reader(source, record).read_byte_record(&mut cells) {
        Ok(true) => cells.iter().all(is_blank),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;

    #[test]
    fn blanks_of_every_kind_and_nothing_else() {
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
        for blank in ["", ",,,", " , \t", "\"\",\"\"", "\" \",,", "\u{a0},\u{a0}", "\u{feff},", "\"\n\",\r"] {
            assert!(is_blank(&source, blank.as_bytes()), "{blank:?}");
        }
        for full in ["a", ",,0", "\"\"\"\"", ",;", "é,", "\u{a0},x", "-"] {
            assert!(!is_blank(&source, full.as_bytes()), "{full:?}");
        }
        assert!(!is_blank(&source, b"\xff,,"), "what is no UTF-8 is told, not passed over");
    }
}
