//! What a cell holds: amounts, counts, words, letters.

use super::*;

#[test]
fn blanks_around_cells_and_after_a_closing_quote() {
    let read =
        products(b"sku   ,price , title\n  A , 9.5  ,\"a, b\"   \n\tB\t,\" 2 \"  ,\xc2\xa0c\xc2\xa0\n");
    assert_eq!((read.price("A"), read.price("B")), ("9.5".to_owned(), "2".to_owned()));
    assert_eq!(read.item("A").texts[0], Some("a, b".to_owned()));
    assert_eq!(read.item("B").texts[0], Some("c".to_owned()), "hard spaces are blanks");
    assert!(read.problems.is_empty());
}

#[test]
fn amounts_as_exports_write_them() {
    let read = products(b"sku,price\nA,\"$2,030\"\nB,.95\nC,40.000\nD,6900 USD\nE,\nF,-1\nG,1e3\nH,-$1\n");
    let prices = ["A", "B", "C", "D", "E"].map(|sku| read.price(sku));
    assert_eq!(prices, ["2030", "0.95", "40.000", "6900", "-"], "a blank is missing, not 0");
    assert_eq!(read.told(), ["6/7 price `-1`", "7/8 price `1e3`", "8/9 price `-$1`"]);
}

#[test]
fn amounts_in_the_policys_currency_and_in_another() {
    let text = "sku,price\nA,6900 SEK\nB,95 kr\nC,$10\nD,10.00 EUR\nE,7\n".as_bytes();
    let swedish = whole(&files_in("SEK", "source products \"p.csv\"", &[("p.csv", text)]));
    assert_eq!(swedish.skus(), ["A", "B", "E"]);
    assert_eq!((swedish.price("A"), swedish.price("B")), ("6900".to_owned(), "95".to_owned()));
    assert_eq!(
        swedish.told(),
        ["3/4 price `$10` in USD or another `$` currency, not SEK", "4/5 price `10.00 EUR` in EUR, not SEK"]
    );
    let dollars = products(text);
    assert_eq!(dollars.skus(), ["C", "E"]);
    assert_eq!(
        dollars.told(),
        [
            "1/2 price `6900 SEK` in SEK, not USD",
            "2/3 price `95 kr` in SEK, NOK, DKK or ISK, not USD",
            "4/5 price `10.00 EUR` in EUR, not USD"
        ]
    );
}

#[test]
fn every_amount_of_an_item_is_in_the_policys_currency() {
    for field in ["price", "compare-at", "cost", "map", "msrp"] {
        let text = format!("sku,{field}\nA,1.00 USD\nB,1.00 EUR\n");
        let read = products(text.as_bytes());
        assert_eq!(read.skus(), ["A"], "{field}");
        assert_eq!(read.told(), [format!("2/3 {field} `1.00 EUR` in EUR, not USD")]);
    }
    let shopify = read(
        "source products \"p.csv\" format=shopify-csv",
        &[(
            "p.csv",
            b"Handle,Variant SKU,Variant Price,Cost per item\na,A,9.5 USD,\nb,B,9.5 EUR,\nc,C,9.5,\xe2\x82\xac2\n",
        )],
    );
    assert_eq!((shopify.skus(), shopify.price("A")), (vec!["A"], "9.5".to_owned()));
    assert_eq!(shopify.told(), ["2/3 price `9.5 EUR` in EUR, not USD", "3/4 cost `€2` in EUR, not USD"]);
    let joined = read(
        "source products \"p.csv\"\nsource costs \"c.csv\"",
        &[("p.csv", b"sku,price\nA,1\nB,2\n"), ("c.csv", b"sku,cost\nA,1.00 GBP\nB,$1\n")],
    );
    assert_eq!(
        (joined.skus(), joined.told()),
        (vec!["B"], vec!["1/2 cost `1.00 GBP` in GBP, not USD".to_owned()])
    );
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
fn promised_units_are_never_below_zero() {
    let read = products(b"sku,stock,committed\nA,5,2\nB,5,-3\n");
    assert_eq!(read.item("A").committed, [Some(2)]);
    // 5 − (−3) = 8 would be offered of 5
    assert_eq!((read.skus(), read.told()), (vec!["A"], vec!["2/3 committed `-3`".to_owned()]));
}

#[test]
fn cells_that_are_not_utf_8() {
    let read = products(b"sku,price,note\nA,1,caf\xe9\nB\xe9,2,x\nC,\xe9,x\nD,4,x\n");
    assert_eq!(read.skus(), ["A", "D"], "a cell that nothing reads does no harm");
    assert_eq!(read.told(), ["2/3 not UTF-8", "3/4 not UTF-8"]);
}
