//! The beginning of a file: what stands between its cells, which row is the header, whose export it is.

use csv::{ByteRecord, ReaderBuilder};

use crate::catalog::{blank_lines, foreign_kind, trimmed};
use crate::nearest::listed;
use crate::policy::catalog::Format;

use super::Refusal;
use super::names::is_known;

/// What stands between cells, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Rows in which a header is looked for: prose above it is a few lines.
const ROWS: usize = 8;
/// Headers that a refusal shows.
const SHOWN: usize = 10;

/// How a file is cut into cells, and what its columns are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) format: Format,
    pub(super) delimiter: u8,
    /// The row of the header, from 1, blank ones counted.
    pub(super) row: u32,
    /// The headers, trimmed.
    pub(super) names: Vec<String>,
}

/// Finds the header in the beginning of a file: the row, and the mark between its cells, that name the most columns
/// that are known.
pub(super) fn head(file: &str, beginning: &[u8], format: Option<Format>) -> Result<Head, Refusal> {
    let line = beginning.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if let Some((what, help)) = foreign_kind(beginning, line) {
        return Err(Refusal::new(format!("`{file}` is {what}, and no catalog can be read from it"), help));
    }
    if beginning.trim_ascii_start().starts_with(b"{") {
        let help = "write its `source` by hand: `source products \"FILE\" format=jsonl { sku \"KEY\"; price \"KEY\" }`";
        return Err(Refusal::new(format!("`{file}` holds JSON, whose keys are not wired here"), help));
    }
    let mut best: Option<(usize, Head)> = None;
    for delimiter in delimiters(format) {
        for (row, names) in rows(beginning, delimiter) {
            let known = names.iter().filter(|name| is_known(name)).count();
            if best.as_ref().is_none_or(|(most, _)| known > *most) {
                best = Some((known, Head { format: Format::Csv, delimiter, row, names }));
            }
        }
    }
    let Some((known, mut head)) = best else {
        let help = "the first row names the columns; a catalog is a table with a row for each SKU";
        return Err(Refusal::new(format!("`{file}` holds nothing"), help));
    };
    head.format = format.unwrap_or_else(|| export(&head));
    if known == 0 {
        return Err(unknown(file, &head));
    }
    Ok(head)
}

/// A format says what stands between its cells.
fn delimiters(format: Option<Format>) -> Vec<u8> {
    match format {
        Some(Format::Tsv) => vec![b'\t'],
        Some(Format::ShopifyCsv | Format::WoocommerceCsv) => vec![b','],
        Some(Format::GoogleTsv) => vec![b'\t', b','],
        Some(Format::Csv | Format::Jsonl) | None => DELIMITERS.to_vec(),
    }
}

/// The first rows of a text as headers, each with its number; blank ones are counted, and are none.
fn rows(beginning: &[u8], delimiter: u8) -> Vec<(u32, Vec<String>)> {
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(beginning);
    let mut record = ByteRecord::new();
    let mut rows = Vec::new();
    let mut row = 0;
    for _ in 0..ROWS {
        let stopped = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        row += 1 + blank_lines(beginning, stopped);
        if !reader.read_byte_record(&mut record).unwrap_or(false) {
            break;
        }
        let names: Vec<String> =
            record.iter().map(|cell| trimmed(&String::from_utf8_lossy(cell)).to_owned()).collect();
        if names.iter().any(|name| !name.is_empty()) {
            rows.push((u32::try_from(row).unwrap_or(u32::MAX), names));
        }
    }
    rows
}

/// Whose export a header is of.
fn export(head: &Head) -> Format {
    let has = |names: &[&str]| head.names.iter().any(|name| names.contains(&name.as_str()));
    let has_all = |names: &[&str]| names.iter().all(|name| has(&[*name]));
    let is_shopify = has(&["Handle", "URL handle"])
        && has(&["Variant Price", "Price"])
        && has(&["Option1 Value", "Option1 value"]);
    let is_google = has_all(&["id", "title", "price", "availability", "link"]);
    match head.delimiter {
        b',' if is_shopify => Format::ShopifyCsv,
        b',' if has_all(&["Type", "SKU", "Regular price", "Published"]) => Format::WoocommerceCsv,
        b',' | b'\t' if is_google => Format::GoogleTsv,
        b'\t' => Format::Tsv,
        _ => Format::Csv,
    }
}

fn unknown(file: &str, head: &Head) -> Refusal {
    let names = head.names.iter().map(String::as_str).filter(|name| !name.is_empty());
    let shown = listed(names.take(SHOWN));
    Refusal::new(
        format!("no column of `{file}` has a name that is known for a SKU, a title, a price or a count"),
        format!(
            "it has {shown}; name the header that holds the SKU `sku` and so on (docs/language.md has the fields), \
             or write the `source` yourself"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Head {
        head("x.csv", text.as_bytes(), None).unwrap()
    }

    #[test]
    fn the_header_is_found_below_prose_and_whatever_stands_between_its_cells() {
        let plain = found("SKU,Price,Qty\nA,1,2\n");
        assert_eq!((plain.delimiter, plain.row, plain.format), (b',', 1, Format::Csv));
        let semicolons = found("Artikelnummer;Preis;Bestand\nA-1;1.299,00;2\n");
        assert_eq!((semicolons.delimiter, semicolons.row), (b';', 1));
        let tabs = found("\u{feff}sku\tprice\tquantity\nA\t1\t2\n");
        assert_eq!((tabs.delimiter, tabs.format), (b'\t', Format::Tsv));
        assert_eq!(tabs.names[0], "sku", "the mark is no part of the name");
        let prose = found("Stock list; as of Friday, all prices net\n\nsku,title,price\nA,Bowl,1\n");
        // the blank line is a row, as it is in a spreadsheet
        assert_eq!((prose.delimiter, prose.row), (b',', 3));
    }

    #[test]
    fn what_is_no_catalog_is_told() {
        let message = |bytes: &[u8]| head("x.csv", bytes, None).unwrap_err().message;
        assert_eq!(message(b""), "`x.csv` holds nothing");
        assert!(message(b"PK\x03\x04xl/").contains("an Excel workbook"));
        assert!(message(b"alpha,beta\n1,2\n").contains("no column"));
    }
}
