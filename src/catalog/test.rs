//! Small files by hand: what is read of them, what is said of the rest, and that no cut changes either.

use proptest::prelude::*;

use crate::diagnostic::{Sink, Sources};
use crate::item::{Item, Stock};
use crate::model::Judging;
use crate::policy::load;
use crate::program::compile;
use crate::world::{Files, Memory};

use super::stream::items_in_chunks;
use super::{Counts, Problem, ProblemKind, excerpt, survey};

const SHOP: &str = "
policy shop { currency USD; timezone UTC }
channel web { profile none; role dtc; orders \"10/day\"; average-order-value 10.00; sync via=api every=\"5min\"; feed csv { column \"Id\" sku; column \"Name\" title } }
pool main { location store; channels web; source-of-truth shop }
buffer { units 0 }
pricing { anchor web }
";

/// What came out of a catalog.
#[derive(Debug, Default, PartialEq)]
struct Read {
    items: Vec<Item>,
    problems: Vec<Problem>,
    counts: Counts,
    findings: Vec<String>,
}

impl Read {
    fn skus(&self) -> Vec<&str> {
        self.items.iter().map(|item| item.sku.as_str()).collect()
    }

    fn item(&self, sku: &str) -> &Item {
        self.items.iter().find(|item| item.sku == sku).unwrap()
    }

    fn price(&self, sku: &str) -> String {
        self.item(sku).price.map_or_else(|| "-".to_owned(), |price| price.to_string())
    }

    /// Each problem as `record/line kind`.
    fn told(&self) -> Vec<String> {
        let word = |problem: &Problem| match &problem.kind {
            ProblemKind::DuplicateSku { first } => format!("again, first on line {}", first.line),
            ProblemKind::EmptySku => "no sku".to_owned(),
            ProblemKind::Unreadable { field, text, .. } => format!("{field} `{text}`"),
            ProblemKind::Ragged { cells, header } => format!("{cells} cells of {header}"),
            ProblemKind::StrayQuote => "stray quote".to_owned(),
            ProblemKind::OpenQuote { lines } => format!("open quote over {lines} more lines"),
            ProblemKind::NotUtf8 => "not UTF-8".to_owned(),
            ProblemKind::Conflict { field, counts, other } => format!("{field} {counts}, not {other}"),
        };
        let row =
            |problem: &Problem| format!("{}/{} {}", problem.row.record, problem.row.line, word(problem));
        self.problems.iter().map(row).collect()
    }
}

fn files(sources: &str, files: &[(&str, &[u8])]) -> Memory {
    let policy = format!("evenkeel 1\n{SHOP}\ncatalog {{\n{sources}\n}}\n");
    let memory = Memory::default().with("evenkeel.kdl", policy);
    files.iter().fold(memory, |memory, (path, bytes)| memory.with(*path, *bytes))
}

fn read_in(files: &Memory, threads: usize, size: usize) -> Read {
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let loaded = load(files, Judging::On, &mut sources, &mut sink).unwrap();
    assert!(!sink.has_errors(), "{:#?}", sink.diagnostics());
    let program = compile(&loaded.policy);
    let (catalog, shape) = (&loaded.policy.catalog, &program.shape);
    let mut found = Sink::default();
    let keys = survey(files, catalog, shape, &[], &mut sources, threads, &mut found).unwrap();
    let mut read = Read::default();
    if let Some(keys) = &keys {
        read.problems.extend(keys.problems.iter().cloned());
        let collect = |batch: super::Batch| {
            read.items.extend(batch.items);
            read.problems.extend(batch.problems);
            read.counts = read.counts.plus(batch.counts);
            Ok(())
        };
        items_in_chunks(files, catalog, shape, keys, (threads, size), |batch| batch, collect).unwrap();
    }
    let told = |finding: &crate::diagnostic::Diagnostic| {
        format!("{}: {} ({})", finding.rule, finding.message, finding.help.clone().unwrap_or_default())
    };
    read.findings = found.into_sorted().iter().map(told).collect();
    let Counts { rows, items, continuation, image, unusable } = read.counts;
    assert_eq!(rows, items + continuation + image + unusable);
    read
}

/// Reads whole, and asserts that no number of threads and no cut changes anything.
fn read(sources: &str, given: &[(&str, &[u8])]) -> Read {
    let files = files(sources, given);
    let whole = read_in(&files, 1, usize::MAX);
    for (threads, size) in [(1, 1), (2, 1), (3, 1), (1, 64), (2, 100), (3, 1 << 20)] {
        assert_eq!(read_in(&files, threads, size), whole, "with {threads} threads in chunks of {size}");
    }
    whole
}

fn products(bytes: &[u8]) -> Read {
    read("source products \"p.csv\"", &[("p.csv", bytes)])
}

#[test]
fn a_byte_order_mark_at_the_start_and_further_on() {
    let first = products("\u{feff}sku,price\nA,1\n".as_bytes());
    assert_eq!((first.skus(), first.price("A")), (vec!["A"], "1".to_owned()));
    let quoted = products("\u{feff}\"sku\",price\nA,1\n".as_bytes());
    assert_eq!(quoted.skus(), ["A"]);
    let later = products("sku,price\nA,1\n\u{feff}B,2\n".as_bytes());
    assert_eq!(later.skus(), ["A", "B"], "files that were put together keep their marks inside");
    let below = products("\n\u{feff}sku,price\nA,1\n".as_bytes());
    assert_eq!(below.skus(), ["A"]);
}

#[test]
fn line_ends_mixed_blank_lines_and_no_last_one() {
    let read = products(b"sku,price\r\nA,1\nB,2\r\n\r\n\nC,3\n,\nD,4");
    assert_eq!(read.skus(), ["A", "B", "C", "D"]);
    let places: Vec<(u64, u64)> =
        read.items.iter().map(|item| item.rows[0].unwrap()).map(|row| (row.record, row.line)).collect();
    // records count rows, lines count everything: 4 and 5 are blank, 7 holds a comma alone
    assert_eq!(places, [(1, 2), (2, 3), (3, 6), (5, 8)]);
    assert_eq!(read.told(), ["4/7 no sku"]);
}

#[test]
fn carriage_returns_alone_end_lines_too() {
    let read = products(b"sku,price\rA,1\rB,2\r");
    assert_eq!(read.skus(), ["A", "B"]);
    assert_eq!(read.counts.rows, 2);
}

#[test]
fn line_feeds_inside_quotes_are_text() {
    let text = b"sku,title,price\nA,\"one\ntwo, \"\"three\"\"\n\",1\nB,x,2\n";
    let read = products(text);
    assert_eq!(read.item("A").texts, [Some("one\ntwo, \"three\"".to_owned())]);
    assert_eq!(read.item("B").rows[0].unwrap().line, 5, "the body above it has three lines");
}

#[test]
fn blanks_around_cells_and_after_a_closing_quote() {
    let read =
        products(b"sku   ,price , title\n  A , 9.5  ,\"a, b\"   \n\tB\t,\" 2 \"  ,\xc2\xa0c\xc2\xa0\n");
    assert_eq!((read.price("A"), read.price("B")), ("9.5".to_owned(), "2".to_owned()));
    assert_eq!(read.item("A").texts, [Some("a, b".to_owned())]);
    assert_eq!(read.item("B").texts, [Some("c".to_owned())], "hard spaces are blanks");
    assert!(read.problems.is_empty());
}

#[test]
fn rows_with_more_or_fewer_cells_are_set_aside() {
    let read = products(b"sku,price\nA,1,oops\nB\nC,3,\nD,4, \n");
    assert_eq!(read.told(), ["1/2 3 cells of 2", "2/3 1 cells of 2"]);
    assert_eq!(read.skus(), ["C", "D"], "blank cells beyond the header are nobody's");
    assert_eq!(read.counts.unusable, 2);
}

#[test]
fn a_header_below_prose() {
    let read = read(
        "source products \"p.csv\" header=3",
        &[(
            "p.csv",
            b"\xef\xbb\xbf# hints, with, commas; and | bars\n\"more\nprose\",x\nsku,price\nA,1\nB,x\n",
        )],
    );
    assert_eq!(read.skus(), ["A"]);
    assert_eq!(read.told(), ["2/6 price `x`"], "lines of the file, records below the header");
}

#[test]
fn a_sku_of_several_columns() {
    let read = read(
        "source products \"p.csv\" { sku \"Handle\" \"Size\" \"Color\"; price \"Price\" }",
        &[("p.csv", b"Handle,Size,Color,Price\ntee,M,red,9\ntee,,red,8\nmug,,,4\n,,,1\n")],
    );
    assert_eq!(read.skus(), ["tee/M/red", "tee/red", "mug"]);
    assert_eq!(read.told(), ["4/5 no sku"]);
}

#[test]
fn headers_whatever_their_case_where_one_alone_is_meant() {
    let one = read(
        "source products \"p.csv\" { sku \"Item No\"; price \"PRICE\" }",
        &[("p.csv", b"ITEM NO,Price\nA,1\n")],
    );
    assert_eq!(one.price("A"), "1");
    let two = read(
        "source products \"p.csv\" { sku \"sku\"; price \"PRICE\" }",
        &[("p.csv", b"sku,Price,price\nA,1,2\n")],
    );
    assert_eq!(
        two.findings,
        ["unknown-column: `p.csv` has no column `PRICE` (did you mean `Price`?)"],
        "two columns are alike: neither is taken"
    );
}

#[test]
fn files_and_columns_that_are_not_there() {
    let none = read("source products \"q.csv\"", &[("p.csv", b"sku\nA\n")]);
    assert_eq!(
        none.findings,
        ["unreadable-source: `q.csv` can't be read (the path is relative to the folder of `evenkeel.kdl`)"]
    );
    let column = read("source products \"p.csv\" { price \"Prise\" }", &[("p.csv", b"sku,Price\nA,1\n")]);
    assert_eq!(column.findings, ["unknown-column: `p.csv` has no column `Prise` (did you mean `Price`?)"]);
    let no_sku = products(b"id,price\nA,1\n");
    assert_eq!(
        no_sku.findings,
        [
            "unknown-column: no column of `p.csv` gives the SKU (name the column that holds it: `sku \"HEADER\"`)"
        ]
    );
    let empty = products(b"");
    assert_eq!(
        empty.findings,
        [
            "unreadable-source: `p.csv` has no header (the first record names the columns; where it is another, \
          say so with `header=2`)"
        ]
    );
    let header = products(b"sku,price");
    assert_eq!((header.findings.len(), header.counts.rows), (0, 0), "a header alone is a catalog of nothing");
}

#[test]
fn the_first_row_of_a_sku_counts() {
    let read = products(b"sku,price\nA,1\nB,2\n A ,3\na,4\nA,5\n");
    assert_eq!(read.skus(), ["A", "B", "a"], "case counts");
    assert_eq!(read.price("A"), "1");
    assert_eq!(read.told(), ["3/4 again, first on line 2", "5/6 again, first on line 2"]);
}

#[test]
fn amounts_as_exports_write_them() {
    let read = products(b"sku,price\nA,\"$2,030\"\nB,.95\nC,40.000\nD,6900 SEK\nE,\nF,-1\nG,1e3\n");
    let prices = ["A", "B", "C", "D", "E"].map(|sku| read.price(sku));
    assert_eq!(prices, ["2030", "0.95", "40.000", "6900", "-"], "a blank is missing, not 0");
    assert_eq!(read.told(), ["6/7 price `-1`", "7/8 price `1e3`"]);
}

#[test]
fn a_decimal_comma_and_another_delimiter() {
    let read = read(
        "source products \"p.csv\" delimiter=\";\" decimal=\",\"",
        &[("p.csv", b"sku;price;stock\nA;1.299,95;1.000\nB;9,5;12,0\nC;9.5;1\nD;\"1;5\";2\n")],
    );
    assert_eq!((read.price("A"), read.price("B")), ("1299.95".to_owned(), "9.5".to_owned()));
    assert_eq!(
        read.item("A").stock,
        [Stock::Units(1000)],
        "a point between thousands, in counts as in prices"
    );
    assert_eq!(read.item("B").stock, [Stock::Units(12)]);
    assert_eq!(read.told(), ["3/4 price `9.5`", "4/5 price `1;5`"]);
}

#[test]
fn counted_uncounted_and_missing_stock() {
    let read = products(b"sku,stock\nA,0\nB,InStock\nC,\nD,-3\nE,out of stock\nF,a few\n");
    let stock: Vec<Stock> = read.items.iter().map(|item| item.stock[0]).collect();
    let units = Stock::Units;
    assert_eq!(stock, [units(0), Stock::Untracked, Stock::Missing, units(-3), units(0)]);
    assert_eq!(read.told(), ["6/7 stock `a few`"]);
}

#[test]
fn cells_that_are_not_utf_8() {
    let read = products(b"sku,price,note\nA,1,caf\xe9\nB\xe9,2,x\nC,\xe9,x\nD,4,x\n");
    assert_eq!(read.skus(), ["A", "D"], "a cell that nothing reads does no harm");
    assert_eq!(read.told(), ["2/3 not UTF-8", "3/4 not UTF-8"]);
}

#[test]
fn headers_named_as_fields_map_themselves_unless_mapped() {
    let text = b"sku,price,cost,map,stock,lead-time,msrp\nA,5,2,3,7,14,9\n";
    let own = products(text);
    let item = own.item("A");
    assert_eq!(item.cost.unwrap().to_string(), "2");
    assert_eq!(item.lead_time.unwrap().to_string(), "14d");
    assert_eq!(item.stock, [Stock::Units(7)], "there is one location");
    let mapped = read("source products \"p.csv\" { price \"msrp\" }", &[("p.csv", text)]);
    assert_eq!(mapped.price("A"), "9");
}

const TWO: &str = "source products \"p.csv\"\nsource stock \"s.csv\"";

#[test]
fn two_sources_that_agree_and_that_do_not() {
    let read = read(
        TWO,
        &[
            ("p.csv", b"sku,price,lead-time\nA,1.00,14\nB,2,\nC,3,\nD,4,7\n"),
            ("s.csv", b"sku,price,stock,lead-time\nB,2.50,6,\nA,1,5,\nD,,x,2w\nZ,9,9,\n"),
        ],
    );
    assert_eq!(read.skus(), ["A", "C"], "Z is no product");
    assert_eq!(read.price("A"), "1.00", "1 is the same, and the first source's digits stay");
    assert_eq!(read.item("A").stock, [Stock::Units(5)]);
    assert_eq!(read.item("C").stock, [Stock::Missing]);
    // the rows of the second source that set the products aside: B's is its first, D's its third
    assert_eq!(read.told(), ["1/2 price 2, not 2.50", "3/4 stock `x`"]);
    assert_eq!(read.counts.unusable, 2);
}

#[test]
fn a_conflict_shows_both_as_they_are_written() {
    let read = read(
        "source products \"p.csv\" { velocity \"sold\" unit=month }\nsource more \"m.csv\" { velocity \"sold\" }",
        &[
            ("p.csv", b"sku,sold,lead-time\nA,20,14\nB,20,14\n"),
            ("m.csv", b"sku,sold,lead-time\nA,1.5,14\nB,20/month,3\n"),
        ],
    );
    assert_eq!(read.told(), ["1/2 velocity 20/month, not 1.5", "2/3 lead-time 14d, not 3"]);
}

#[test]
fn rows_of_a_joined_source_that_come_twice() {
    let read = read(TWO, &[("p.csv", b"sku,price\nA,1\n"), ("s.csv", b"sku,stock\nA,5\n,3\nA,6\nB\n")]);
    assert_eq!(read.item("A").stock, [Stock::Units(5)]);
    assert_eq!(read.told(), ["2/3 no sku", "3/4 again, first on line 2", "4/5 1 cells of 2"]);
    assert_eq!(read.counts, Counts { rows: 1, items: 1, ..Counts::default() }, "counts are of the products");
}

#[test]
fn a_quote_inside_an_unquoted_cell_is_text() {
    let read = products(b"sku,title,price\nA,5\" pipe,1\nB,a \"b, c,2\nC,6\",3\nD, \"x\",4\n");
    assert_eq!(read.skus(), ["A", "C", "D"]);
    assert_eq!(read.told(), ["2/3 4 cells of 3"], "only a quote at the start of a cell guards a comma");
    assert_eq!(read.item("A").texts, [Some("5\" pipe".to_owned())]);
}

#[test]
fn a_quote_that_never_closes_is_told_with_all_that_it_takes_in() {
    let text = b"sku,price,title\nA,1,fine\nB,2,\"oops\nC,3,x\nD,4,y\n";
    let read = products(text);
    assert_eq!(read.skus(), ["A"]);
    assert_eq!(read.told(), ["2/3 open quote over 2 more lines"]);
    let files = files("source products \"p.csv\"", &[("p.csv", text)]);
    let loaded = load(&files, Judging::On, &mut Sources::default(), &mut Sink::default()).unwrap();
    let shown = excerpt(&files, &loaded.policy.catalog, &read.problems[0].row).unwrap();
    assert_eq!(shown, "B,2,\"oops", "the row is shown without what it took in");
    let closed = products(b"sku,price,title\nA,1,\"fine\"");
    assert_eq!(closed.skus(), ["A"], "a quote may be the last byte");
    let doubled = products(b"sku,price,title\nA,1,\"fine\"\"");
    assert_eq!(doubled.told(), ["1/2 open quote over 0 more lines"]);
}

#[test]
fn a_quote_that_closes_in_the_next_row_swallows_none_in_silence() {
    // by their cells alone these two rows would be one good row of three
    let read = products(b"sku,price,title\nA,1,\"oops\nB,2,\"fine\"\nC,3,\"x\"\n");
    assert_eq!(read.skus(), ["C"]);
    assert_eq!(read.told(), ["1/2 stray quote"]);
    assert_eq!(read.item("C").rows[0].unwrap().line, 4);
}

#[test]
fn one_record_larger_than_any_chunk() {
    let body = "line\n".repeat(50_000);
    let text = format!("sku,title,price\nA,\"{body}\",1\nB,x,2\n");
    let read = products(text.as_bytes());
    assert_eq!(read.skus(), ["A", "B"]);
    assert_eq!(read.item("B").rows[0].unwrap().line, 2 + 50_001);
}

const SHOPIFY: &str = "source products \"p.csv\" format=shopify-csv";

#[test]
fn products_of_several_rows_are_never_cut() {
    // the first row of each product has line feeds in its body, where a cut by lines would fall
    let mut text = "Handle,Title,Body (HTML),Variant SKU,Variant Price,Option1 Value,Image Src\n".to_owned();
    let product = |number: u32| {
        let first =
            format!("h{number},Title {number},\"<p>\n{number}\n</p>\",S{number}-1,9,S,a{number}.jpg\n");
        let more =
            format!("h{number},,,S{number}-2,8,M,\nh{number},,,,,,b{number}.jpg\n\n,,,S{number}-3,7,L,\n");
        first + &more
    };
    text.extend((0..40).map(product));
    let read = read(SHOPIFY, &[("p.csv", text.as_bytes())]);
    assert_eq!(read.counts, Counts { rows: 160, items: 120, image: 40, ..Counts::default() });
    for number in 0..40 {
        for variant in 1..=3 {
            let item = read.item(&format!("S{number}-{variant}"));
            assert!(item.texts.contains(&Some(format!("Title {number}"))), "{item:?}");
        }
    }
}

#[test]
fn shopify_headers_old_and_new() {
    let new = read(
        "source products \"p.csv\" format=shopify-csv",
        &[(
            "p.csv",
            b"Title,URL handle,SKU,Price,Inventory tracker,Inventory quantity,Cost per item\nMug,mug,M-1,9.5,shopify,3,2\n\
              Mat,mat,M-2,5,,7,\n",
        )],
    );
    assert_eq!(new.price("M-1"), "9.5");
    assert_eq!(new.item("M-1").stock, [Stock::Units(3)]);
    assert_eq!(new.item("M-2").stock, [Stock::Untracked], "without a tracker the shop does not count");
    assert_eq!(new.item("M-1").texts, [Some("Mug".to_owned())]);
}

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
            prop_assert_eq!(row.line, 1 + memchr::memchr_iter(b'\n', before).count() as u64);
        }
    }
}
