//! No cut and no number of threads changes anything.

use proptest::prelude::*;

use crate::world::Files;

use super::{files, read_in};

/// Cells with everything that CSV has to guard.
fn table() -> impl Strategy<Value = Vec<(String, String)>> {
    proptest::collection::vec(("[a-z]{1,3}", "[a\", \r\n]{0,6}"), 0..30)
}

fn csv_of(rows: &[(String, String)], line_end: &str, is_guarded: bool) -> String {
    let cell = |text: &str| {
        if is_guarded || text.contains(['"', ',', '\r', '\n']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text.to_owned()
        }
    };
    let row = |(sku, title): &(String, String)| format!("{sku},{},1{line_end}", cell(title));
    format!("sku,title,price{line_end}{}", rows.iter().map(row).collect::<String>())
}

proptest! {
    #[test]
    fn cuts_change_nothing_of_a_good_file(rows in table(), is_crlf: bool, is_guarded: bool, size in 1_usize..200, threads in 1_usize..4) {
        let text = csv_of(&rows, if is_crlf { "\r\n" } else { "\n" }, is_guarded);
        let files = files("source products \"p.csv\"", &[("p.csv", text.as_bytes())]);
        let whole = read_in(&files, 1, usize::MAX);
        // every row is there, with its text as it was written but for the blanks around it
        prop_assert_eq!(whole.counts.rows, rows.len() as u64);
        for item in &whole.items {
            let (_, title) = rows.iter().find(|(sku, _)| *sku == item.sku).unwrap();
            prop_assert_eq!(item.texts[0].as_deref().unwrap_or_default(), title.trim());
        }
        prop_assert_eq!(read_in(&files, threads, size), whole);
    }

    #[test]
    fn cuts_change_nothing_of_a_bad_file(text in "[a\", \r\n]{0,200}", size in 1_usize..80, threads in 1_usize..4) {
        let text = format!("sku,title\n{text}");
        let files = files("source products \"p.csv\"", &[("p.csv", text.as_bytes())]);
        let whole = read_in(&files, 1, usize::MAX);
        prop_assert_eq!(read_in(&files, threads, size), whole);
    }

    #[test]
    fn a_row_is_found_again_at_its_place(rows in table(), is_crlf: bool) {
        let text = csv_of(&rows, if is_crlf { "\r\n" } else { "\n" }, false);
        let files = files("source products \"p.csv\"", &[("p.csv", text.as_bytes())]);
        for item in read_in(&files, 2, 50).items {
            let row = item.rows[0].unwrap();
            let bytes = files.read_range("p.csv", row.offset, row.length as usize).unwrap();
            let start = format!("{},", item.sku);
            prop_assert!(bytes.starts_with(start.as_bytes()));
            prop_assert!(bytes.ends_with(b",1"));
            let before = &text.as_bytes()[..usize::try_from(row.offset).unwrap()];
            // every `\n` ends a line, and every `\r` that none comes after
            let halves = before.windows(2).filter(|pair| pair == b"\r\n").count();
            let ends = before.iter().filter(|byte| matches!(byte, b'\r' | b'\n')).count();
            prop_assert_eq!(row.line, 1 + (ends - halves) as u64);
        }
    }
}
