//! Walmart's offers on items of its catalog, each file as a whole against the one schema of spec 5.0 that is public.

use std::fs;

use jsonschema::Validator;
use serde_json::{Value as Json, json};

use crate::support::{build_into, example_with, memory, shared};
use crate::walmart::{Break, errors, files, judge, read, refused};
use evenkeel::world::{Files, Memory};

fn offer_judge() -> Option<Validator> {
    Some(judge(&read("item-schemas/MP_ITEM_MATCH_5.0.20260607-22_38_54-api.json")?))
}

/// The offers of a build, each file judged as it is.
fn offers(policy: &dyn Files) -> Option<Vec<Json>> {
    let judge = offer_judge()?;
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    build_into(policy, &out, 2);
    let mut offers = Vec::new();
    for file in files(&out, "walmart-") {
        assert_eq!(errors(&judge, &file), Vec::<String>::new());
        offers.extend(file["MPItem"].as_array().unwrap().iter().map(|item| item["Item"].clone()));
    }
    Some(offers)
}

const FEED: &str = "feed walmart-match spec-version=\"5.0.20260607-22_38_54-api\"";

#[test]
fn the_example_on_walmarts_catalog() {
    let nodes = format!(
        "channel walmart {{ profile walmart-us; {FEED} }}\nprice walmart {{ match }}\n\
         content {{\n\
             field gtin {{ unique; on walmart }}\n\
             field weight {{ unique; on walmart }}\n\
             field condition {{ unique; default \"new\"; on walmart }}\n\
             field title {{ unique; on walmart }}\n\
             field images {{ unique; on walmart }}\n\
             field brand {{ unique; on walmart }}\n\
             field description {{ unique; on walmart {{ strip-html; truncate 4000 at=word }} }}\n\
         }}\n"
    );
    let Some(offers) = offers(&example_with(&nodes, "walmart")) else { return };
    assert!(offers.len() > 100, "{} offers", offers.len());
    assert_eq!(offers[0]["sku"], "GLW-001");
    assert_eq!(offers[0]["condition"], "New");
    assert_eq!(offers[0]["price"].to_string(), "42.0");
    assert!(offers[0].get("description").is_none(), "a listing's text is Walmart's own");
}

#[test]
fn two_real_shops_on_walmarts_catalog() {
    for (path, skus) in [
        ("catalogs/shopify-export-real/products_export_1.csv", 549),
        ("catalogs/shopify-sample/home-and-garden.csv", 21),
    ] {
        let Some(path) = shared(path) else { return };
        let policy = format!(
            "evenkeel 1\npolicy real {{ currency USD }}\n\
             catalog {{ source products \"catalog.csv\" format=shopify-csv {{ sku \"Handle\" \"Option1 Value\" \"Option2 Value\" \"Option3 Value\" }} }}\n\
             channel walmart {{ max-quantity 5; {FEED} }}\n\
             pool shelf {{ location home; channels walmart }}\nbuffer {{ units 0 }}\npricing {{ anchor walmart }}\n\
             content {{\n\
                 field gtin {{ unique; template \"4006381333931\"; on walmart {{ as \"gtin\" }} }}\n\
                 field weight {{ unique; template \"12 oz\"; on walmart {{ as \"weight\" }} }}\n\
                 field condition {{ unique; template \"Pre-Owned: Good\"; on walmart {{ as \"condition\" }} }}\n\
                 field images {{ unique; default \"https://example.com/none.jpg\"; on walmart {{ as \"images\" }} }}\n\
             }}\n"
        );
        let files =
            Memory::default().with("evenkeel.kdl", policy).with("catalog.csv", fs::read(&path).unwrap());
        let Some(offers) = offers(&files) else { return };
        // a SKU of more than 50 characters is Walmart's to refuse, and none of these shops has one
        assert_eq!(offers.len(), skus, "{}", path.display());
    }
}

const CUPS: &str = r#"//- evenkeel.kdl
evenkeel 1
policy cups { currency USD }
catalog { source products "p.csv" }
channel walmart { role marketplace; FEED; quarantine quantity=zero }
pool shelf { location home; channels walmart }
buffer { units 0 }
pricing { anchor walmart }
content {
    field gtin { unique; on walmart { as "gtin" } }
    field weight { unique; on walmart { as "weight" } }
    field condition { unique; on walmart { as "condition" } }
    field title { unique; on walmart { as "title" } }
    field images { unique; on walmart { as "images" } }
}
//- p.csv
sku,title,price,stock,map,gtin,weight,condition,images
C-1,Cup,19.99,5,,4006381333931,12 oz,new,
C-2,A cup of ten,0.07,5,,4006381333610,12 oz,Open Box,https://a.example/2.jpg
C-3,Cup,33.33,5,,4006381333627,12 oz,Pre-Owned: Good,https://a.example/3.jpg
C-4,Cup,33.33,5,,,12 oz,new,
C-5,Cup,33.33,5,,4006381333634,12,new,
C-6,Cup,33.33,5,,4006381333641,12 oz,used,
C-7,Cup,33.33,5,,4006381333658,12 oz,Pre-Owned: Good,
C-8,Cup,33.33,5,,4006381333665,12 oz,Restored: Good,https://a.example/8.jpg
C-9,Cup,33.33,5,40.00,4006381333672,12 oz,new,
"#;

/// `multipleOf: 0.01` stands in this schema, and 19.99, 0.07 and 33.33 pass it.
#[test]
fn an_offer_is_sent_where_the_whole_of_it_is_known() {
    let Some(offers) = offers(&memory(&CUPS.replace("FEED", FEED))) else { return };
    let skus: Vec<&str> = offers.iter().map(|offer| offer["sku"].as_str().unwrap()).collect();
    // no code; a weight without a unit; a condition that Walmart has no word for; no image of what was owned; a code
    // more for what was restored; below MAP
    assert_eq!(skus, ["C-1", "C-2", "C-3"]);
    let prices: Vec<String> = offers.iter().map(|offer| offer["price"].to_string()).collect();
    assert_eq!(prices, ["19.99", "0.07", "33.33"]);
    assert!(offers[0].get("productName").is_none(), "`Cup` is shorter than 10 characters");
    assert_eq!(offers[1]["productName"], "A cup of ten");
    assert_eq!(offers[2]["mainImageUrl"], "https://a.example/3.jpg");
}

#[test]
fn the_judge_of_offers_refuses_what_is_broken() {
    let Some(offers) = offers(&memory(&CUPS.replace("FEED", FEED))) else { return };
    let judge = offer_judge().unwrap();
    let header =
        json!({ "businessUnit": "WALMART_US", "locale": "en", "version": "5.0.20260607-22_38_54-api" });
    let feed = json!({ "MPItemFeedHeader": header, "MPItem": [{ "Item": offers[2] }] });
    assert_eq!(errors(&judge, &feed), Vec::<String>::new());
    let breaks: [Break; 12] = [
        ("an old version", |feed| feed["MPItemFeedHeader"]["version"] = json!("5.0")),
        ("another business unit", |feed| feed["MPItemFeedHeader"]["businessUnit"] = json!("WALMART")),
        ("a header of 4.x", |feed| feed["MPItemFeedHeader"]["subset"] = json!("EXTERNAL")),
        ("no items", |feed| feed["MPItem"] = json!([])),
        ("no code", |feed| {
            drop(feed["MPItem"][0]["Item"].as_object_mut().unwrap().remove("productIdentifiers"));
        }),
        ("a code of 15 digits", |feed| {
            feed["MPItem"][0]["Item"]["productIdentifiers"]["productId"] = json!("004006381333931");
        }),
        ("another condition", |feed| feed["MPItem"][0]["Item"]["condition"] = json!("used")),
        ("what was owned without an image", |feed| {
            feed["MPItem"][0]["Item"].as_object_mut().unwrap().remove("mainImageUrl");
        }),
        ("a price of three digits", |feed| {
            feed["MPItem"][0]["Item"]["price"] = serde_json::from_str("33.333").unwrap();
        }),
        ("a price below zero", |feed| feed["MPItem"][0]["Item"]["price"] = json!(-1)),
        ("a weight of four digits", |feed| {
            feed["MPItem"][0]["Item"]["ShippingWeight"] = serde_json::from_str("0.7501").unwrap();
        }),
        ("an image that is no address", |feed| feed["MPItem"][0]["Item"]["mainImageUrl"] = json!("cup.jpg")),
    ];
    refused(&judge, &feed, &breaks);
}
