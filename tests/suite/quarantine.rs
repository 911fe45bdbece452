//! `quarantine.jsonl`: what is left out of the feeds, in the order of the catalog, whoever worked on it.

use std::fmt::Write;
use std::fs;

use evenkeel::world::Memory;
use serde_json::{Value as Json, json};

use crate::support::{build_into, evenkeel, folder, memory};

const POLICY: &str = r#"//- evenkeel.kdl
evenkeel 1
policy p { currency USD }
catalog { source products "p.csv"; source costs "c.csv" }
channel shop { role dtc; feed csv { column "SKU" sku; column "Price" list } }
channel market { feed csv { column "SKU" sku } }
pool shelf { location home; channels shop market }
buffer { units 0 }
pricing { anchor shop }
"#;

/// The lines, the catalog's counts and the feed of a build.
fn built(files: &Memory, threads: usize) -> (Vec<u8>, Json, String) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    build_into(files, &out, threads);
    let manifest: Json = serde_json::from_slice(&fs::read(out.join("manifest.json")).unwrap()).unwrap();
    (
        fs::read(out.join("quarantine.jsonl")).unwrap(),
        manifest,
        fs::read_to_string(out.join("shop.csv")).unwrap(),
    )
}

fn lines(bytes: &[u8]) -> Vec<Json> {
    std::str::from_utf8(bytes).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn rows_that_are_set_aside_stand_among_the_skus_that_are_held_back() {
    let files = memory(POLICY)
        .with("p.csv", "sku,price,stock\nA,twelve,5\nB,2.00,\nC,3.00,5\nD,10.00 EUR,5\n,5.00,5\nE,5.00\nC,9.00,5\nF,6.00,5\nG,0,5\n")
        .with("c.csv", "sku,cost\nC,1.00\nF,x\n");
    let (quarantine, manifest, feed) = built(&files, 2);
    let row = |file: &str, record: u64| json!({ "file": file, "record": record, "line": record + 1 });
    let set_aside = |sku: &str, leaves: &str, row: Json, rule: &str, why: &str| json!({ "sku": sku, "channel": null, "leaves": leaves, "row": row, "findings": [{ "rule": rule, "why": why }] });
    let held = |sku: &str, channel: &str, rule: &str, why: &str| json!({ "sku": sku, "channel": channel, "leaves": "last-state", "findings": [{ "rule": rule, "why": why }] });
    let blank = "no stock figure at any location of the pool";
    let expected = [
        set_aside("A", "last-state", row("p.csv", 1), "unreadable-row", "`twelve` is no value of `price`"),
        held("B", "market", "missing-stock", blank),
        held("B", "shop", "missing-stock", blank),
        set_aside(
            "D",
            "last-state",
            row("p.csv", 4),
            "unreadable-row",
            "`10.00 EUR` is in EUR, and the policy's currency is USD",
        ),
        set_aside("C", "first-row", row("p.csv", 7), "duplicate-sku", "line 4 has this SKU already"),
        set_aside("F", "last-state", row("c.csv", 2), "unreadable-row", "`x` is no value of `cost`"),
        held("G", "market", "zero-price", "`price` is 0"),
        held("G", "shop", "zero-price", "`price` is 0"),
    ];
    assert_eq!(lines(&quarantine), expected);
    // nine rows: B, C and G are SKUs; A, D, the row without a SKU, the short one, C's second and F are not
    assert_eq!(
        manifest["catalog"],
        json!({ "rows": 9, "items": 3, "continuation": 0, "image": 0, "left_out": 0, "unusable": 6 })
    );
    assert_eq!(
        manifest["channels"]["shop"],
        json!({ "items": 3, "fed": 1, "paused": 0, "quarantined": 2, "not_listed": 0 })
    );
    assert_eq!(feed.replace('\r', ""), "SKU,Price\nC,3.00\n", "the first row of C counts");
}

#[test]
fn a_second_row_leaves_what_the_first_one_leaves() {
    // A's first row can't be read, B's joined one can't, C's is fed, D's first row is cut short, E's is held back
    let files = memory(POLICY)
        .with("p.csv", "sku,price,stock\nA,x,5\nB,2,5\nC,3,5\nD,4\nE,,5\nA,1,5\nB,1,5\nC,1,5\nD,1,5\nE,1,5\n")
        .with("c.csv", "sku,cost\nB,x\n");
    let (quarantine, _, feed) = built(&files, 2);
    let left: Vec<(String, String, String)> = lines(&quarantine)
        .iter()
        .filter(|line| line["channel"].is_null())
        .map(|line| {
            let text = |value: &Json| value.as_str().unwrap().to_owned();
            (text(&line["sku"]), text(&line["leaves"]), text(&line["findings"][0]["why"]))
        })
        .collect();
    let row = |sku: &str, leaves: &str, why: &str| (sku.to_owned(), leaves.to_owned(), why.to_owned());
    assert_eq!(
        left,
        [
            row("A", "last-state", "`x` is no value of `price`"),
            row("B", "last-state", "`x` is no value of `cost`"),
            row("A", "last-state", "line 2 has this SKU already and can't be used: neither row is fed"),
            row("B", "last-state", "line 3 has this SKU already and can't be used: neither row is fed"),
            row("C", "first-row", "line 4 has this SKU already"),
            row("E", "first-row", "line 6 has this SKU already"),
        ]
    );
    // nobody knows whose the short row is, so that D's second is its only one
    assert_eq!(feed.replace('\r', ""), "SKU,Price\nC,3.00\nD,1.00\n");
}

#[test]
fn its_order_is_the_catalogs_whatever_the_number_of_threads() {
    // several chunks of a mebibyte: 60,000 rows of about 60 bytes
    let mut products = "sku,price,stock,note\n".to_owned();
    for row in 0..60_000 {
        let price = match row % 1_000 {
            7 => "none",
            8 => "1.00 EUR",
            9 => "0",
            _ => "5.00",
        };
        writeln!(products, "S-{row:05},{price},5,{}", "-".repeat(40)).unwrap();
    }
    let files = memory(POLICY).with("p.csv", products).with("c.csv", "sku,cost\n");
    let one = built(&files, 1);
    for threads in [2, 3] {
        assert!(built(&files, threads) == one, "with {threads} threads");
    }
    let lines = lines(&one.0);
    // 60 rows without a number, 60 in euros, and 60 at 0, each of these on two channels
    assert_eq!(lines.len(), 60 + 60 + 2 * 60);
    let skus: Vec<&str> = lines.iter().map(|line| line["sku"].as_str().unwrap()).collect();
    assert!(skus.is_sorted(), "the SKUs of the catalog are in order");
    let set_aside = lines.iter().filter(|line| line["channel"].is_null()).count();
    assert_eq!(one.1["catalog"]["unusable"], set_aside);
    assert_eq!(one.1["channels"]["shop"]["quarantined"], 60);
}

#[test]
fn a_catalog_of_unusable_rows_alone_is_findings_and_one_of_none_is_nothing_to_do() {
    let code = |rows: &str, arguments: &[&str]| {
        let own = folder(&format!("{POLICY}//- p.csv\nsku,price,stock\n{rows}//- c.csv\nsku,cost\n"));
        let code = evenkeel(own.path(), arguments).code;
        assert!(!own.path().join("dist").exists(), "nothing is written");
        code
    };
    for command in ["check", "build"] {
        assert_eq!(code("A,none,5\nB,\"9,5\n", &[command]), 1, "{command}");
        assert_eq!(code("", &[command]), 3, "{command}");
    }
    assert_eq!(code("A,none,5\n", &["check", "--fail-on", "never"]), 3);
}

/// A price is missing everywhere: `market` and `ebay` send 0 by SKU, `tiktok` where it has the SKU's ids, and nobody
/// asks for the 0 of `shop`; the other channels have no feed that carries a quantity.
#[test]
fn zero_is_said_only_of_a_zero_that_was_sent() {
    let zero = "quarantine quantity=zero";
    let policy = format!(
        r#"//- evenkeel.kdl
evenkeel 1
policy p {{ currency USD }}
catalog {{
    source products "p.csv" {{
        attribute handle "sku"
        product-id "id" channel=tiktok
        channel-id "id" channel=tiktok
        product-id "id" channel=shopify
        channel-id "id" channel=shopify
    }}
}}
channel shop {{ role dtc; feed csv {{ column "SKU" sku; column "Qty" quantity }} }}
channel market {{ {zero}; feed csv {{ column "SKU" sku; column "Qty" quantity }} }}
channel ebay {{ profile ebay-us; {zero} }}
channel tiktok {{ profile tiktok-shop-us; {zero} }}
channel prices {{ {zero}; feed csv {{ column "SKU" sku; column "Price" list }} }}
channel shopify {{ profile shopify; {zero}; feed shopify-csv }}
channel nowhere {{ {zero} }}
pool shelf {{ location home; channels shop market ebay tiktok prices shopify nowhere }}
buffer {{ units 0 }}
pricing {{ anchor shop }}
"#
    );
    let products = "sku,title,price,stock,id\nA,One,,5,1729592969712207008\nB,Two,,5,\n";
    let folder = folder(&format!("{policy}//- p.csv\n{products}"));
    let leaves = |arguments: &[&str]| {
        let run = evenkeel(folder.path(), arguments);
        assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
        let lines = lines(&fs::read(folder.path().join("dist/quarantine.jsonl")).unwrap());
        let zeros = lines.iter().filter(|line| line["leaves"] == "zero");
        let zeros = zeros.map(|line| format!("{} {}", line["channel"], line["sku"]).replace('"', ""));
        let others = lines.iter().filter(|line| line["leaves"] == "last-state").count();
        (zeros.collect::<Vec<_>>(), others)
    };
    // two SKUs on seven channels
    let all = ["ebay A", "market A", "tiktok A", "ebay B", "market B"].map(str::to_owned);
    assert_eq!(leaves(&["build"]), (all.to_vec(), 14 - 5));
    let sent = fs::read_to_string(folder.path().join("dist/market.csv")).unwrap();
    assert_eq!(sent, "SKU,Qty\nA,0\nB,0\n");
    // the other channels' feeds are not written
    let one = ["market A", "market B"].map(str::to_owned);
    assert_eq!(leaves(&["build", "--channel", "market"]), (one.to_vec(), 14 - 2));
}

const TEXTS: &str = r#"//- evenkeel.kdl
evenkeel 1
policy p { currency USD }
catalog { source products "p.csv" { channel-id "offer" channel=market } }
channel shop { role dtc; feed csv { column "SKU" sku; column "Price" list } }
channel market { role marketplace; field title max=4; field brand max=3; field sku max=4; feed ebay-price-quantity }
pool shelf { location home; channels shop market }
buffer { units 0 }
pricing { anchor shop }
content { field title { identical }; field brand { identical } }
//- p.csv
sku,title,brand,price,stock,offer
A,Bowls,Nord,9.00,5,7
B-0002,Mug,Ton,4.00,5,7
C,Pot,Ton,4.00,5,8
"#;

#[test]
fn each_finding_is_told_in_words_and_not_one_a_rule() {
    let (quarantine, ..) = built(&memory(TEXTS), 2);
    let why = |line: &Json| -> Vec<String> {
        let findings = line["findings"].as_array().unwrap().iter();
        findings.map(|own| format!("{}: {}", own["rule"], own["why"]).replace('"', "")).collect()
    };
    let told: Vec<(Json, Vec<String>)> =
        lines(&quarantine).iter().map(|line| (line["sku"].clone(), why(line))).collect();
    let expected = [
        (
            json!("A"),
            vec![
                "duplicate-id: id 7, skus 2, also of B-0002".to_owned(),
                "value-too-long: `brand`: length 4, most 3 characters".to_owned(),
                "value-too-long: `title`: length 5, most 4 characters".to_owned(),
            ],
        ),
        (
            json!("B-0002"),
            vec![
                "duplicate-id: id 7, skus 2, also of A".to_owned(),
                "value-too-long: `sku`: length 6, most 4 characters".to_owned(),
            ],
        ),
    ];
    assert_eq!(told, expected);
}
