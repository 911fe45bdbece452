//! Files that are no text that a catalog can be read from, told as what they are.

use crate::diagnostic::{Category, Diagnostic, Label};
use crate::policy::catalog::Source;

/// How a ZIP archive begins, which an Excel workbook is too.
const ZIP: &[u8] = b"PK\x03\x04";
/// What stands near the beginning of an Excel workbook.
const WORKBOOK: [&[u8]; 2] = [b"xl/", b"[Content_Types].xml"];
/// Bytes that are looked through for that.
const BEGINNING: usize = 4096;

/// Other beginnings: what such a file is, and the way out.
const BEGINNINGS: [(&[u8], &str, &str); 4] = [
    (b"\xd0\xcf\x11\xe0", "an Excel workbook", EXPORT),
    (b"\x1f\x8b", "compressed (gzip)", "unpack it, and name the file that comes out"),
    (b"%PDF", "a PDF", "export the same table as CSV"),
    (b"\xff\xfe", "UTF-16 text", UTF_8),
];

const EXPORT: &str = "open it, save the sheet as `CSV UTF-8 (comma delimited)`, and name that file here";
const UTF_8: &str = "save it again as UTF-8; in Excel that is the type `CSV UTF-8 (comma delimited)`";

/// A file that is no UTF-8 text; `header` is its beginning up to the first record below the header, as far as one
/// can be told.
pub(super) fn foreign(source: &Source, bytes: &[u8], header: &[u8]) -> Option<Diagnostic> {
    let (what, help) = kind(bytes, header)?;
    let message = format!("`{}` is {what}, and no catalog can be read from it", source.path);
    let label = Label::new(source.path_span, "no text in UTF-8");
    Some(Diagnostic::error("unreadable-source", Category::Catalog, message, label).with_help(help))
}

/// What a file is that is no UTF-8 text, and the way out.
pub(crate) fn kind(bytes: &[u8], header: &[u8]) -> Option<(&'static str, &'static str)> {
    if bytes.starts_with(ZIP) {
        let beginning = bytes.get(..BEGINNING).unwrap_or(bytes);
        let is_there = |name: &&[u8]| beginning.windows(name.len()).any(|window| window == *name);
        return Some(match WORKBOOK.iter().find(|name| is_there(name)) {
            Some(_) => ("an Excel workbook", EXPORT),
            None => ("a ZIP archive", "unpack it, and name the file that comes out"),
        });
    }
    let known = BEGINNINGS.iter().find(|(beginning, ..)| bytes.starts_with(beginning));
    if let Some((_, what, help)) = known {
        return Some((what, help));
    }
    if bytes.starts_with(b"\xfe\xff") || is_every_other_byte_nul(header) {
        return Some(("UTF-16 text", UTF_8));
    }
    let is_binary = header.contains(&0);
    is_binary.then_some(("no text: its header has bytes that no text has", "export the table as CSV"))
}

/// Whether a text is of two bytes a letter, one of them 0, as UTF-16 without a mark is.
fn is_every_other_byte_nul(header: &[u8]) -> bool {
    let nul = |first: usize| header.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let letters = header.len() / 2;
    letters > 1 && [nul(0), nul(1)].iter().any(|count| *count * 10 >= letters * 8)
}
