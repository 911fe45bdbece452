//! A generic feed read as a catalog gives what it was written from: SKU, price, compare-at, quantity and content.

use std::collections::BTreeMap;

use evenkeel::world::Files;
use serde_json::Value;

use crate::shopify::{built, lines};
use crate::support::memory;

/// Rows that a careless writer or reader would change.
const PRODUCTS: &str = "sku,price,compare-at,stock,title,description,images
007,9.5,12,4,\"Mug, \"\"big\"\"\",\"one
two\",https://a.example/1.png
8e5,1.00,,0,Krém — 50 ml 🧴,\"<p>a &amp; b</p>\",
\"A, B\",0.99,1.00,7,=SUM(A1),\"tab\there\",\"https://a.example/2.png
https://a.example/3.png\"
00417,1234567.89,,12,\"line
feed\",\"quote \"\" and | bar\",
";

fn policy(format: &str) -> String {
    format!(
        "//- evenkeel.kdl
evenkeel 1
policy first {{ currency USD }}
catalog {{ source products \"products.csv\" }}
channel shop {{
    role dtc
    feed {format} {{
        column \"sku\" sku
        column \"price\" list
        column \"compare-at\" compare-at
        column \"stock\" quantity
        column \"title\" title
        column \"description\" description
        column \"images\" images join=\"\\n\"
    }}
}}
pool shelf {{ location home; channels shop }}
buffer {{ units 0 }}
pricing {{ anchor shop }}
content {{
    field title {{ adapted; on shop {{ append \" ✓\" }} }}
    field description {{ identical; on shop }}
    field images {{ identical; on shop }}
}}
//- products.csv
{PRODUCTS}"
    )
}

type Row = BTreeMap<String, String>;

/// What each SKU came to in a build whose feed is `jsonl`.
fn told(files: &dyn Files) -> BTreeMap<String, Row> {
    let text = |value: &Value| match value {
        Value::Array(texts) => texts.iter().map(|text| text.as_str().unwrap()).collect::<Vec<_>>().join("\n"),
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    lines(&built(files), "shop.jsonl")
        .iter()
        .map(|line| {
            let row: Row =
                line.as_object().unwrap().iter().map(|(key, value)| (key.clone(), text(value))).collect();
            (row["sku"].clone(), row)
        })
        .collect()
}

/// The same with the first build's feed for a catalog and nothing done to it.
fn again(feed: &str, file: &str, format: &str) -> BTreeMap<String, Row> {
    let text = policy("jsonl").replace("products.csv", file);
    let text = text.replace(&format!("\"{file}\" }}"), &format!("\"{file}\" format={format} }}"));
    let (text, _) = text.split_once(&format!("//- {file}")).unwrap();
    let text = text.replace("adapted; on shop { append \" ✓\" }", "identical; on shop");
    told(&memory(&format!("{text}//- {file}\n{feed}")))
}

#[test]
fn generic_feeds_read_back() {
    let first = told(&memory(&policy("jsonl")));
    assert_eq!(first.len(), 4);
    // JSON is what the others are measured by: it says each text as it is
    assert_eq!(first["007"]["title"], "Mug, \"big\" ✓");
    assert_eq!(first["007"]["description"], "one\ntwo");
    assert_eq!(first["8e5"]["title"], "Krém — 50 ml 🧴 ✓");
    assert_eq!(first["A, B"]["images"], "https://a.example/2.png\nhttps://a.example/3.png");
    assert_eq!(first["00417"]["title"], "line\nfeed ✓");
    let figures = |sku: &str| ["price", "compare-at", "stock"].map(|key| first[sku][key].as_str());
    assert_eq!(figures("007"), ["9.50", "12.00", "4"]);
    assert_eq!(figures("8e5"), ["1.00", "", "0"]);
    assert_eq!(figures("00417"), ["1234567.89", "", "12"]);
    for format in ["csv", "tsv"] {
        let files = built(&memory(&policy(format)));
        let feed = &files[&format!("shop.{format}")];
        assert_eq!(again(feed, &format!("feed.{format}"), format), first, "{format}\n{feed}");
    }
}
