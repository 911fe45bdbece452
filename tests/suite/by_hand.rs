//! `by-hand.jsonl`: what no feed carries, in as few lines as it takes.

use serde_json::{Value, json};

use crate::shopify::{built, lines};
use crate::support::{build_into, memory};

const CONTENT: &str = r#"//- evenkeel.kdl
evenkeel 1
policy mugs { currency USD }
catalog { source products "products.csv" { attribute plus "plus" } }
channel shop { role dtc; feed csv { column "SKU" sku; column "Price" list; column "Qty" quantity; column "Name" title } }
channel market { role marketplace; field title; field description }
channel outlet { role marketplace; feed csv { column "SKU" sku; column "Price" list; column "Qty" quantity } }
pool shelf { location home; channels shop market outlet }
buffer { units 0 }
pricing { anchor shop }
content {
    field title { identical; on shop market }
    field description { identical; on market }
    field a-plus { unique; on outlet { from attribute.plus }; update via=manual owner="brand-team" }
    field story { unique; on shop { from attribute.plus }; update via=manual }
}
//- products.csv
sku,price,compare-at,stock,title,description,plus
A,4.00,5.00,3,Mug,Round,Glazed
B,4.00,,3,Cup,,Fired
C,,,3,Pot,Tall,Fired
"#;

#[test]
fn what_holds_for_all_is_one_line_with_a_count() {
    let files = built(&memory(CONTENT));
    let told: Vec<Vec<Value>> = lines(&files, "by-hand.jsonl")
        .iter()
        .map(|line| {
            assert!(line["sku"].is_null() && line["value"].is_null(), "{line}");
            ["channel", "what", "skus", "why", "owner"].map(|key| line[key].clone()).to_vec()
        })
        .collect();
    let manual = "`update via=manual`: a change of it is entered by hand";
    let expected = [
        // C has no price, and is held back everywhere
        json!(["market", "price", 2, "`market` has no feed", null]),
        json!(["market", "compare-at", 1, "`market` has no feed", null]),
        json!(["market", "quantity", 2, "`market` has no feed", null]),
        // B has no description
        json!(["market", "description", 1, "`market` has no feed", null]),
        json!(["market", "title", 2, "`market` has no feed", null]),
        json!(["outlet", "compare-at", 1, "no feed of `outlet` carries it", null]),
        json!(["outlet", "a-plus", 2, manual, "brand-team"]),
        json!(["shop", "compare-at", 1, "no feed of `shop` carries it", null]),
        json!(["shop", "story", 2, manual, null]),
    ];
    assert_eq!(json!(told), json!(expected));
}

#[test]
fn a_field_with_a_column_of_its_own_is_carried() {
    let shown = CONTENT.replace("column \"Name\" title", "column \"Name\" title; column \"Story\" story");
    let told = lines(&built(&memory(&shown)), "by-hand.jsonl");
    assert!(!told.iter().any(|line| line["what"] == "story"), "{told:?}");
}

/// One product that is larger than what is read at a time, then one of a single SKU.
#[test]
fn a_large_product_is_written_whole() {
    let mut text = String::from(
        "//- evenkeel.kdl
evenkeel 1
policy mugs { currency USD }
catalog { source products \"products.csv\" { attribute handle \"handle\"; attribute size \"size\" } }
channel shop { profile shopify; role dtc; feed shopify-csv { option \"Size\" attribute.size } }
pool shelf { location home; channels shop }
buffer { units 0 }
pricing { anchor shop }
//- products.csv
sku,handle,size,title,price,stock,note
",
    );
    let note = "x".repeat(1000);
    for number in 0..3000 {
        text.push_str(&format!("M-{number:04},mug,{number},Mug,4.00,5,{note}\n"));
    }
    text.push_str("C-1,cup,,Cup,3.00,5,\n");
    let read = |threads| {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        build_into(&memory(&text), &out, threads);
        let file = |name: &str| std::fs::read_to_string(out.join(name)).unwrap();
        (file("shop.csv"), file("by-hand.jsonl"))
    };
    let (csv, by_hand) = read(1);
    assert_eq!(csv.lines().count(), 1 + 3000 + 1);
    assert_eq!(csv.lines().filter(|line| line.starts_with("Mug,")).count(), 1, "one first row");
    assert_eq!(by_hand, "");
    assert_eq!(read(4), (csv, by_hand), "whatever the number of threads");
    // one variant of the 3000 without a price, far from where reading began: none of them is written
    text = text.replace("M-2999,mug,2999,Mug,4.00", "M-2999,mug,2999,Mug,");
    let (csv, by_hand) = {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        build_into(&memory(&text), &out, 2);
        let file = |name: &str| std::fs::read_to_string(out.join(name)).unwrap();
        (file("shop.csv"), file("by-hand.jsonl"))
    };
    assert_eq!(csv.lines().count(), 1 + 1, "the cup");
    // price and quantity of 2999
    assert_eq!(by_hand.lines().count(), 2 * 2999);
}
