//! SKUs and sources: what comes twice, what agrees, what is joined.

use super::*;

#[test]
fn the_first_row_of_a_sku_counts() {
    let read = products(b"sku,price\nA,1\nB,2\n A ,3\na,4\nA,5\n");
    assert_eq!(read.skus(), ["A", "B", "a"], "case counts");
    assert_eq!(read.price("A"), "1");
    assert_eq!(read.told(), ["3/4 again, first on line 2", "5/6 again, first on line 2"]);
}

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
fn a_joined_row_that_cannot_be_read_is_no_blank() {
    let sources = "source products \"p.csv\"\nsource extra \"e.csv\"";
    let set_aside = |extra: &[u8]| {
        let read = read(sources, &[("p.csv", b"sku,price\nA,1\nB,1\nC,1\n"), ("e.csv", extra)]);
        assert_eq!(read.counts.rows, 3);
        let own = read.problems.iter().filter(|problem| problem.product.is_some());
        assert!(own.clone().all(Problem::is_told_already), "told where the source was read");
        own.map(|problem| format!("{} for line {}", problem.sku.clone().unwrap(), problem.row.line))
            .collect::<Vec<_>>()
    };
    assert_eq!(set_aside(b"sku,map,cost\nA,12\nB,1,1\n"), ["A for line 2"], "C has no row: its MAP is blank");
    assert_eq!(set_aside(b"sku,map,brand\nA,12\nA,1,x\n"), [""; 0], "another row of A can be read");
    assert_eq!(set_aside(b"sku,map,brand\nA,1,5\" pipe\nB,2,\"5\"pipe\"\n"), ["B for line 3"]);
    // the quote takes in B's row: neither B nor C has one, and nobody knows whose it took
    assert_eq!(set_aside(b"sku,map,brand\nA,1,x\nZ,2,\"x\nB,12,y\n"), ["B for line 3", "C for line 3"]);
    assert_eq!(set_aside(b"sku,map,brand\nA,1,x\nZ,2,\"x"), [""; 0], "it takes in nothing");
}

#[test]
fn skus_that_no_product_has_and_how_the_products_write_them() {
    let lone = |products: &[u8], stock: &[u8]| {
        let read = read(TWO, &[("p.csv", products), ("s.csv", stock)]);
        let shown = |own: &crate::catalog::UnjoinedSku| {
            let alike = own.alike.as_ref().map(|(sku, row)| format!("{sku} on line {}", row.line));
            format!(
                "{} {:?} {:?}",
                own.sku,
                alike.unwrap_or_default(),
                own.nearest.as_deref().unwrap_or_default()
            )
        };
        let of = |own: &Unjoined| {
            (own.count, own.spelt_otherwise, own.shown.iter().map(shown).collect::<Vec<String>>())
        };
        read.unjoined.iter().map(of).collect::<Vec<_>>()
    };
    let products = b"sku,price\nGLW-001,1\nGLW-002,1\n00417,1\nglw-002,1\nA-1,1,shifted\n";
    assert_eq!(lone(products, b"sku,stock\nGLW-001,5\n00417,5\nA-1,5\n"), []);
    // those that a product has in another spelling come first; of two such products the first is shown
    assert_eq!(
        lone(products, b"sku,stock\nX,1\nY,1\nZ,1\nGLW 002,1\n417,1\nX,2\n"),
        [(
            5,
            2,
            vec![
                "GLW 002 \"GLW-002 on line 3\" \"\"".to_owned(),
                "417 \"00417 on line 4\" \"\"".to_owned(),
                "X \"\" \"\"".to_owned()
            ]
        )]
    );
    assert_eq!(
        lone(products, b"sku,stock\nGLW-0O1,5\n"),
        [(1, 0, vec!["GLW-0O1 \"\" \"GLW-001\"".to_owned()])],
        "the nearest of one alone"
    );
    // nobody knows which rows an open quote swallowed
    assert_eq!(lone(b"sku,price\nA,1\nB,\"1\nC,1\n", b"sku,stock\nC,5\nD,5\n"), []);
}

#[test]
fn a_code_that_the_rules_alone_look_at_sets_nothing_aside() {
    let title = |products: &[u8], extra: &[u8]| {
        let sources = "source products \"p.csv\"; source extra \"e.csv\"";
        let read = read(sources, &[("p.csv", products), ("e.csv", extra)]);
        assert!(read.problems.is_empty() && read.findings.is_empty(), "{read:?}");
        read.item("A").texts[0].clone()
    };
    // two codes, two columns of one name, bytes that are no text: the title is read all the same
    let products = b"sku,price,gtin,title\nA,1,4006381333931,x\n";
    assert_eq!(title(products, b"sku,gtin\nA,40170725\n"), Some("x".to_owned()));
    assert_eq!(title(b"sku,price,gtin,gtin,title\nA,1,1,2,x\n", b"sku,map\nA,1\n"), Some("x".to_owned()));
    assert_eq!(title(b"sku,price,gtin,title\nA,1,\xff,x\n", b"sku,map\nA,1\n"), Some("x".to_owned()));
}

#[test]
fn a_row_says_which_currency_its_amounts_are_in() {
    let text = b"sku,price,cost,stock,Currency Code\nA,1,,5,USD\nB,1,,5,EUR\nC,,,5,EUR\nD,1,,5,\nE,1,,5,usd\nF,1,,5,gbp\nG,1,,5,$\nH,1,,5,euro\n";
    let read = products(text);
    // C has no amount, and a word that is no code says nothing
    assert_eq!(read.skus(), ["A", "C", "D", "E", "G", "H"]);
    assert_eq!(
        read.told(),
        ["2/3 Currency Code `EUR` is EUR, not USD", "6/7 Currency Code `gbp` is GBP, not USD"]
    );
    assert!(
        read.problems.iter().all(|problem| problem.column == Some(4)),
        "at the currency, not at the price"
    );
    let cost = products(b"sku,price,cost,cost currency\nA,1,2,EUR\nB,1,,EUR\n");
    assert_eq!(
        (cost.skus(), cost.told()),
        (vec!["B"], vec!["1/2 cost currency `EUR` is EUR, not USD".to_owned()])
    );
    let counts =
        super::read(TWO, &[("p.csv", b"sku,price\nA,1\n"), ("s.csv", b"sku,stock,currency\nA,5,EUR\n")]);
    assert_eq!((counts.skus(), counts.told()), (vec!["A"], Vec::new()), "units have none");
    let lines = b"{\"sku\":\"A\",\"p\":{\"price\":1,\"currencyCode\":\"JPY\"},\"shop\":{\"currency\":\"EUR\"}}\n{\"sku\":\"B\",\"p\":{\"price\":1,\"currencyCode\":\"USD\"},\"shop\":{\"currency\":\"EUR\"}}\n";
    let read = super::read("source products \"p.jsonl\" { price \"p.price\" }", &[("p.jsonl", lines)]);
    assert_eq!(read.skus(), ["B"], "the currency that stands beside the price");
    assert_eq!(read.told(), ["1/1 p.currencyCode `JPY` is JPY, not USD"]);
}

#[test]
fn what_is_wrong_with_a_joined_row_is_told_once() {
    let sources = "source products \"p.csv\"\nsource feed \"f.tsv\" format=google-tsv { map \"price\" }";
    let feed = b"id\tprice\tavailability\tcurrency\nA\t5\tin stock\tEUR\nB\t5\tsoon\tUSD\nZ\t5\tsoon\t\n";
    let read = read(sources, &[("p.csv", b"sku,price\nA,5\nB,5\nC,5\n"), ("f.tsv", feed)]);
    assert_eq!(read.skus(), ["C"]);
    let told = read.problems.iter().filter(|problem| !problem.is_told_already());
    let skus: Vec<&str> = told.map(|problem| problem.sku.as_deref().unwrap()).collect();
    assert_eq!(
        skus,
        ["A", "B", "Z"],
        "where the source is read; the products of A and B are set aside for it"
    );
    assert_eq!(read.problems.len(), 5);
}
