//! Sources with a row for each location or channel of a SKU.

use super::*;

const TWO_PLACES: &str = "
policy shop { currency USD; timezone UTC }
channel web { profile none; role dtc; orders \"10/day\"; average-order-value 10.00; sync via=api every=\"5min\"; feed csv { column \"Id\" sku } }
channel market { role marketplace }
pool main { location nj-store; location pa; channels web market; source-of-truth shop }
buffer { units 0 }
pricing { anchor web }
";

fn long(sources: &str, given: &[(&str, &[u8])]) -> Read {
    let policy = format!("evenkeel 1\n{TWO_PLACES}\ncatalog {{\n{sources}\n}}\n");
    let memory = Memory::default().with("evenkeel.kdl", policy);
    whole(&given.iter().fold(memory, |memory, (path, bytes)| memory.with(*path, *bytes)))
}

const PRODUCTS: (&str, &[u8]) = ("p.csv", b"sku,price\nA,5\nB,5\n");

#[test]
fn a_row_for_each_location() {
    let sources = "source products \"p.csv\"\nsource stock \"s.csv\" { location \"Warehouse\"; stock \"On hand\"; committed \"Promised\" }";
    let text = b"sku,Warehouse,On hand,Promised\nA,NJ Store,3,1\nA,pa,4,\nB,PA,InStock,\nA,nj-store,9,\nA,Ohio,7,\nC,pa,1,\n";
    let read = long(sources, &[PRODUCTS, ("s.csv", text)]);
    assert_eq!(read.item("A").stock, [Stock::Units(3), Stock::Units(4)]);
    assert_eq!(read.item("A").committed, [Some(1), None]);
    assert_eq!(read.item("B").stock, [Stock::Missing, Stock::Untracked]);
    assert_eq!(read.told(), ["4/5 again, first on line 2"], "the same location in other letters");
    let unjoined: Vec<&str> =
        read.unjoined.iter().flat_map(|own| &own.shown).map(|own| own.sku.as_str()).collect();
    assert_eq!(unjoined, ["C"]);
}

#[test]
fn codes_that_mean_a_location() {
    let sources = "source products \"p.csv\"\nsource stock \"s.csv\" { location \"Warehouse\" { name nj-store \"WH-1\" \"WH-2\" }; stock \"On hand\" }";
    let text = b"sku,Warehouse,On hand\nA,WH-1,3\nA,pa,4\nB,WH-2,1\nB,wh-2,9\n";
    let read = long(sources, &[PRODUCTS, ("s.csv", text)]);
    assert_eq!(read.item("A").stock, [Stock::Units(3), Stock::Units(4)]);
    assert_eq!(read.item("B").stock, [Stock::Units(1), Stock::Missing], "a code is exact");
}

#[test]
fn a_row_for_each_channel() {
    let sources = "source products \"p.csv\"\nsource sales \"v.csv\" { channel \"Channel\"; velocity \"A week\" unit=week; cost \"Cost\" }";
    let text = b"sku,Channel,A week,Cost\nA,Web,7,2\nA,Market,14,2.00\nB,web,1,2\nB,market,1,3\n";
    let read = long(sources, &[PRODUCTS, ("v.csv", text)]);
    let velocity = |sku: &str| -> Vec<String> {
        read.item(sku)
            .velocity
            .iter()
            .map(|own| own.map_or_else(String::new, |own| own.to_string()))
            .collect()
    };
    assert_eq!(velocity("A"), ["14/week", "7/week"], "the channels stand by their names: market, web");
    assert_eq!(read.item("A").cost.unwrap().to_string(), "2", "what is the same in both rows is one value");
    assert_eq!(read.told(), ["4/5 cost 2, not 3"]);
}

#[test]
fn a_row_that_cant_be_read_sets_its_product_aside() {
    let sources =
        "source products \"p.csv\"\nsource stock \"s.csv\" { location \"Warehouse\"; stock \"On hand\" }";
    let text = b"sku,Warehouse,On hand\nA,pa,some\nB,pa,2\n";
    let read = long(sources, &[PRODUCTS, ("s.csv", text)]);
    assert_eq!((read.skus(), read.told()), (vec!["B"], vec!["1/2 stock `some`".to_owned()]));
}
