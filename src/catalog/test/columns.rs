//! Which column gives what: headers, mappings, exports of shops.

use super::*;

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
        [
            "ambiguous-column: `p.csv` has two columns that could be `PRICE` (write the header as it stands in the \
             file: its case tells them apart)"
        ],
        "two columns are alike: neither is taken"
    );
}

#[test]
fn headers_that_stand_twice_are_told_once_where_they_are_read() {
    let told = |read: &Read, message: &str| {
        let help = "rename one of them in the file, or take it out";
        assert_eq!(read.findings, [format!("ambiguous-column: {message} ({help})")]);
        assert_eq!((read.items.len(), read.problems.len()), (0, 0), "no row is read");
    };
    let own = products(b"sku,price,stock,price\nA,1,5,2\nB,1,5,1\n");
    told(&own, "`p.csv` has two columns `price`, and which one counts would be chance");
    let mapped =
        read("source products \"p.csv\" { price \"Price\" }", &[("p.csv", b"sku,Price , Price\nA,1,2\n")]);
    told(&mapped, "`p.csv` has two columns `Price`, and which one counts would be chance");
    let in_another_case =
        read("source products \"p.csv\" { price \"PRICE\" }", &[("p.csv", b"sku,Price,Price\nA,1,2\n")]);
    told(&in_another_case, "`p.csv` has two columns `Price`, and which one counts would be chance");
    let keys = products(b"sku,price,sku\nA,1,B\n");
    told(&keys, "`p.csv` has two columns `sku`, and which one counts would be chance");
    let shopify =
        read(SHOPIFY, &[("p.csv", b"Handle,Variant SKU,Variant Price,Handle,Variant Price\na,A,9,b,8\n")]);
    let messages: Vec<&str> = shopify.findings.iter().map(|own| own.split(", and").next().unwrap()).collect();
    assert_eq!(
        messages,
        [
            "ambiguous-column: `p.csv` has two columns `Handle`",
            "ambiguous-column: `p.csv` has two columns `Variant Price`"
        ]
    );
    let joined = read(TWO, &[("p.csv", b"sku,price\nA,1\n"), ("s.csv", b"sku,stock,stock,stock\nA,5,5,6\n")]);
    assert_eq!(
        joined.findings,
        [
            "ambiguous-column: `s.csv` has 3 columns `stock`, and which one counts would be chance (rename all but \
             one in the file, or take them out)"
        ]
    );
}

#[test]
fn headers_that_stand_twice_and_are_not_read_are_nobodys() {
    let read = products(b"sku,#NAME?,price,#NAME?,,,description,description\nA,x,1,y,,,b,c\n");
    assert_eq!((read.skus(), read.price("A")), (vec!["A"], "1".to_owned()));
    assert!(read.findings.is_empty() && read.problems.is_empty(), "{:?}", read.findings);
    let mapped = products(b"sku,Price,PRICE,price\nA,1,2,3\n");
    assert_eq!(mapped.price("A"), "3", "a header whose case is another is another header");
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

#[test]
fn headers_named_as_fields_in_another_case_map_themselves_where_one_alone_does() {
    let own = products(b"SKU,Price,MAP,Stock\nA,5,3,7\n");
    assert_eq!(own.item("A").map.unwrap().to_string(), "3", "a MAP that is not read would be none");
    assert_eq!(
        (own.item("A").stock.as_slice(), own.price("A").as_str()),
        ([Stock::Units(7)].as_slice(), "5")
    );
    let exact = products(b"SKU,Price,price\nA,5,6\n");
    assert_eq!(exact.price("A"), "6");
    let twice = products(b"sku,MAP,MAP\nA,5,6\n");
    assert_eq!(
        twice.findings,
        [
            "ambiguous-column: `p.csv` has two columns `MAP`, and which one counts would be chance (rename one of them \
          in the file, or take it out)"
        ]
    );
}

#[test]
fn several_spellings_of_a_field_are_told_where_none_is_exact() {
    let told = |header: &str| products(format!("{header}\nA,5,6,7\n").as_bytes());
    let map = told("sku,MAP,Map,price");
    assert_eq!(
        map.findings,
        [
            "ambiguous-column: `p.csv` has two columns that could be `map`, and which one counts would be chance (say \
             which one in the `source`, such as `map \"MAP\"`, or rename it to `map` in the file)"
        ]
    );
    assert!(map.items.is_empty(), "no row is read until it is said");
    let sku = told("SKU,Sku,price,stock");
    assert_eq!(sku.findings.len(), 1, "{:?}", sku.findings);
    assert!(sku.findings[0].contains("two columns that could be `sku`"), "{:?}", sku.findings);
    let more = told("sku,Price,PRICE,Price");
    assert!(more.findings[0].contains("has 3 columns that could be `price`"), "{:?}", more.findings);
    // one is exact, or said, or nothing reads any of them
    assert!(told("sku,MAP,map,Map").findings.is_empty());
    assert!(told("sku,Description,DESCRIPTION,price").findings.is_empty());
    let said = read("source products \"p.csv\" { map \"Map\" }", &[("p.csv", b"sku,MAP,Map\nA,5,6\n")]);
    assert_eq!((said.item("A").map.unwrap().to_string(), said.findings.len()), ("6".to_owned(), 0));
}

#[test]
fn files_that_are_no_text_are_told_as_what_they_are() {
    let utf_16 = |mark: &[u8], is_little: bool| {
        let bytes = "sku,price\r\nA,1\r\n".encode_utf16().flat_map(|unit| {
            let [low, high] = unit.to_le_bytes();
            if is_little { [low, high] } else { [high, low] }
        });
        mark.iter().copied().chain(bytes).collect::<Vec<u8>>()
    };
    let utf_8 = "UTF-16 text";
    let cases: [(Vec<u8>, &str); 10] = [
        (utf_16(b"\xff\xfe", true), utf_8),
        (utf_16(b"\xfe\xff", false), utf_8),
        (utf_16(b"", true), utf_8),
        (utf_16(b"", false), utf_8),
        (b"PK\x03\x04\x14\0\x06\0[Content_Types].xml\n".to_vec(), "an Excel workbook"),
        (b"PK\x03\x04\x14\0\x06\0products.csv".to_vec(), "a ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), "an Excel workbook"),
        (b"\x1f\x8b\x08\0\n".to_vec(), "compressed (gzip)"),
        (b"%PDF-1.7\n".to_vec(), "a PDF"),
        (b"sku,\0\x01price,title\nA,1,x\n".to_vec(), "no text: its header has bytes that no text has"),
    ];
    for (bytes, what) in cases {
        let read = products(&bytes);
        let message = format!("unreadable-source: `p.csv` is {what}, and no catalog can be read from it (");
        assert_eq!(read.findings.len(), 1, "{what}: {:?}", read.findings);
        assert!(read.findings[0].starts_with(&message), "{what}: {:?}", read.findings);
        assert!(read.items.is_empty() && read.problems.is_empty());
    }
    let stock = read(TWO, &[("p.csv", b"sku,price\nA,1\n"), ("s.csv", b"PK\x03\x04 xl/workbook.xml")]);
    assert!(stock.findings[0].contains("`s.csv` is an Excel workbook"), "{:?}", stock.findings);
    let below = products(b"sku,price,title\nA,1,x\0y\n");
    assert_eq!(below.skus(), ["A"], "a text whose rows have such a byte is a text");
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
    assert_eq!(new.item("M-1").texts[0], Some("Mug".to_owned()));
}

#[test]
fn a_products_metafields_hold_for_its_variants() {
    let read = read(
        "source products \"p.csv\" format=shopify-csv { map \"MAP (product.metafields.custom.map)\"; cost \"Cost (variant.metafields.custom.cost)\" }",
        &[(
            "p.csv",
            b"Handle,Variant SKU,Variant Price,MAP (product.metafields.custom.map),Cost (variant.metafields.custom.cost)\n\
              tee,T-S,9,8,4\ntee,T-M,9,,\nmug,M,7,,3\n",
        )],
    );
    let map = |sku: &str| read.item(sku).map.map(|map| map.to_string());
    assert_eq!((map("T-S").as_deref(), map("T-M").as_deref(), map("M")), (Some("8"), Some("8"), None));
    assert_eq!(read.item("T-M").cost, None, "a variant's own is its own");
}
