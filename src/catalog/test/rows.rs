//! Where rows begin and end: line ends, quotes, headers, marks.

use super::*;

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
    // records count rows, lines count everything: 4 and 5 are blank, and so is 7 with its comma alone
    assert_eq!(places, [(1, 2), (2, 3), (3, 6), (4, 8)]);
    assert_eq!((read.told(), read.counts.rows), (Vec::new(), 4));
}

#[test]
fn carriage_returns_alone_end_lines_too() {
    let read = products(b"sku,price,title\rA,1,\"one\rtwo\"\r\rB,x,y\rC,2,\"z\rmore\r");
    assert_eq!(read.skus(), ["A"]);
    assert_eq!(read.item("A").rows[0].unwrap().line, 2);
    // A's title is on lines 2 and 3, line 4 is blank; the quote on line 6 takes in line 7
    assert_eq!(read.told(), ["2/5 price `x`", "3/6 open quote over 1 more lines"]);
    assert_eq!(read.counts.rows, 3);
    let below = products(b"\r\n\rsku,price\rA,x\r");
    assert_eq!(below.told(), ["1/4 price `x`"], "the header is on line 3");
}

#[test]
fn line_feeds_inside_quotes_are_text() {
    let text = b"sku,title,price\nA,\"one\ntwo, \"\"three\"\"\n\",1\nB,x,2\n";
    let read = products(text);
    assert_eq!(read.item("A").texts[0], Some("one\ntwo, \"three\"".to_owned()));
    assert_eq!(read.item("B").rows[0].unwrap().line, 5, "the body above it has three lines");
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
fn a_quote_inside_an_unquoted_cell_is_text() {
    let read = products(b"sku,title,price\nA,5\" pipe,1\nB,a \"b, c,2\nC,6\",3\nD, \"x\",4\n");
    assert_eq!(read.skus(), ["A", "C", "D"]);
    assert_eq!(read.told(), ["2/3 4 cells of 3"], "only a quote at the start of a cell guards a comma");
    assert_eq!(read.item("A").texts[0], Some("5\" pipe".to_owned()));
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
    assert_eq!(read.problems[0].column, Some(2), "the cell whose quote is open");
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
    assert_eq!(read.told(), ["1/2 stray quote over 1 more lines"]);
    assert_eq!(read.problems[0].column, Some(2), "the cell that opens on line 2");
    assert_eq!(read.item("C").rows[0].unwrap().line, 4);
}

#[test]
fn rows_that_a_quote_takes_in_without_a_trace_are_told() {
    // by its cells alone the record of lines 2 to 4 would be a good row
    let text = b"sku,title,price\nA,\"12 pipe,5\nB,hose,7\nC,12\",9\nD,mug,4\n";
    let read = products(text);
    assert_eq!((read.skus(), read.told()), (vec!["D"], vec!["1/2 swallowed 2 more lines".to_owned()]));
    assert_eq!(read.problems[0].column, Some(1));
    // and here it has too few cells, of which the one below the first line is a row
    let few = products(b"sku,title,price\nA,\"12 pipe,5\nB,hose,7\nC,\"\nD,mug,4\n");
    assert_eq!((few.skus(), few.told()), (vec!["D"], vec!["1/2 swallowed 2 more lines".to_owned()]));
}

#[test]
fn texts_of_several_lines_raise_no_alarm() {
    for body in [
        // as many commas a line as a row has
        "soft, red\nblue, 5",
        "one\ntwo, three, four\nfive, six, 7",
        "<p>a, b</p>\n<ul>\n<li>c, 1, 2</li>\n</ul>",
        "\n\n",
    ] {
        let read = products(format!("sku,title,price\nA,\"{body}\",5\nB,x,2\n").as_bytes());
        assert_eq!((read.skus(), read.told()), (vec!["A", "B"], Vec::new()), "{body:?}");
        let last = products(format!("sku,price,title\nA,5,\"{body}\"\nB,2,x\n").as_bytes());
        assert_eq!((last.skus(), last.told()), (vec!["A", "B"], Vec::new()), "{body:?}");
    }
}

#[test]
fn text_behind_a_closing_quote_is_told_and_padding_is_not() {
    let read = products(
        b"sku,title,price\nA,\"12\" pipe,1\nB,\"x\"y,2\nC,\"x\" \t ,3\nD,x,\"4\"  \nE,\"x\" \"y\",5\n",
    );
    assert_eq!(read.told(), ["1/2 stray quote", "2/3 stray quote", "5/6 stray quote"]);
    assert!(read.problems.iter().all(|problem| problem.column == Some(1)));
    assert_eq!(read.skus(), ["C", "D"]);
    let last = products(b"sku,price,title\nA,1,\"fine\"  ");
    assert_eq!((last.skus(), last.told()), (vec!["A"], Vec::new()), "blanks may be the last bytes");
    let tabs = super::read(
        "source products \"p.tsv\"",
        &[("p.tsv", b"sku\ttitle\tprice\nA\t\"x\"\t5\nB\t\"x\" y\t5\n")],
    );
    assert_eq!((tabs.skus(), tabs.told()), (vec!["A"], vec!["2/3 stray quote".to_owned()]));
}

#[test]
fn one_record_larger_than_any_chunk() {
    let body = "line\n".repeat(50_000);
    let text = format!("sku,title,price\nA,\"{body}\",1\nB,x,2\n");
    let read = products(text.as_bytes());
    assert_eq!(read.skus(), ["A", "B"]);
    assert_eq!(read.item("B").rows[0].unwrap().line, 2 + 50_001);
}

#[test]
fn a_second_row_says_whether_the_first_is_lost() {
    let read = products(b"sku,price\nA,x\nB,2\nA,1\nB,1\nA,3\n");
    assert_eq!(read.skus(), ["B"], "no second row takes the place of a first");
    assert_eq!(
        read.told(),
        [
            "1/2 price `x`",
            "3/4 again, first on line 2, which is lost",
            "4/5 again, first on line 3",
            "5/6 again, first on line 2, which is lost"
        ]
    );
}

#[test]
fn records_of_blank_cells_are_no_rows() {
    let text = "sku,price,title\n,,\nA,1,x\n \u{a0}, ,\t\n\"\",\" \",\"\n\"\n,\n,,,,,\nB,x,y\n,,\"\n";
    let read = products(text.as_bytes());
    assert_eq!(read.skus(), ["A"]);
    // lines 2, 4, 5 to 6, 7 and 8 are blank, however many cells they have; a quote that stays open is none
    assert_eq!(read.told(), ["2/9 price `x`", "3/10 open quote over 0 more lines"]);
    assert_eq!((read.item("A").rows[0].unwrap().line, read.counts.rows), (3, 3));
    let nothing = products(b"sku,price\n,\n,\n");
    assert_eq!((nothing.counts, nothing.problems.len()), (Counts::default(), 0));
}

#[test]
fn blank_records_between_the_rows_of_a_product_and_in_other_sources() {
    let shopify = read(
        "source products \"p.csv\" format=shopify-csv",
        &[(
            "p.csv",
            b"Handle,Title,Variant SKU,Variant Price\n,,,\ntee,Tee,T-S,9\n,,,\ntee,,T-M,8\n,,,\n,,,\nmug,Mug,M,x\n",
        )],
    );
    assert_eq!(shopify.skus(), ["T-S", "T-M"]);
    assert_eq!(shopify.item("T-M").texts[0], Some("Tee".to_owned()), "the variant is still the product's");
    assert_eq!(shopify.told(), ["3/8 price `x`"]);
    let joined = read(TWO, &[("p.csv", b"sku,price\nA,1\n"), ("s.csv", b"sku,stock\n,\nA,5\n ,\n")]);
    assert_eq!(
        (joined.item("A").stock.as_slice(), joined.told()),
        ([Stock::Units(5)].as_slice(), Vec::new())
    );
}

#[test]
fn a_header_below_blank_records() {
    // the header is row 4 of the spreadsheet, and the first below row 1 that is not blank
    for blank in [",,\n,,\n", "\n\n", "\r\n\r\n", "\r\r", ",,\r\n\r\n", "\n, ,\n"] {
        let text = format!(
            "hints{}{blank}sku,price,title\nA,1,x\n",
            if blank.contains("\r\n") { "\r\n" } else { "\n" }
        );
        for header in [2, 3, 4] {
            let source = format!("source products \"p.csv\" header={header}");
            let read = read(&source, &[("p.csv", text.as_bytes())]);
            assert_eq!(read.skus(), ["A"], "{blank:?} header={header}");
            assert_eq!(read.item("A").rows[0].unwrap().line, 5);
        }
        let below = read("source products \"p.csv\" header=5", &[("p.csv", text.as_bytes())]);
        assert_eq!(below.skus(), Vec::<&str>::new(), "row 5 is the one of A: {blank:?}");
        let first =
            read("source products \"p.csv\"", &[("p.csv", text.trim_start_matches("hints").as_bytes())]);
        assert_eq!(first.skus(), ["A"], "{blank:?}");
    }
}

#[test]
fn quotes_that_are_padded_on_both_sides() {
    let text = b"\"sku\" , \"title\"  ,  \"price\", stock \nA,  \"one, two\"  , \"5\" ,1\nB , 7 \" wide , 6,2\nC,\"x\",7,3\n";
    let read = products(text);
    assert_eq!(read.skus(), ["A", "B", "C"]);
    assert_eq!(read.item("A").texts[0].as_deref(), Some("one, two"));
    let wide = read.item("B").texts[0].as_deref();
    assert_eq!(wide, Some("7 \" wide"), "a quote within a cell opens nothing");
    assert_eq!((read.price("A"), read.told()), ("5".to_owned(), Vec::<String>::new()));
}

#[test]
fn an_id_reaches_its_field_as_it_stands() {
    let shop = SHOP.replace("column \"Name\" title", "column \"Gtin\" gtin; column \"Mpn\" mpn");
    let policy = format!("evenkeel 1\n{shop}\ncatalog {{ source products \"p.csv\" }}\n");
    let text = "sku,gtin,mpn,price\nA,'0735017788012,2.02E+11,5\n";
    let read = whole(&Memory::default().with("evenkeel.kdl", policy).with("p.csv", text));
    let texts: Vec<&str> = read.item("A").texts.iter().flatten().map(String::as_str).collect();
    assert_eq!(texts, ["'0735017788012", "2.02E+11"], "what is wrong with it is for a rule to tell");
}

#[test]
fn a_sku_of_several_columns_has_a_first() {
    let text = b"h,o,title,price,stock\na,,One,1,5\n,Red,Two,1,5\n,,Three,1,5\nb,Red,Four,1,5\n";
    let read = read("source products \"p.csv\" { sku \"h\" \"o\" }", &[("p.csv", text)]);
    assert_eq!(read.skus(), ["a", "b/Red"], "an option may be blank, the product may not");
    assert_eq!(read.told(), ["2/3 no sku", "3/4 no sku"]);
}
