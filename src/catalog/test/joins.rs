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
