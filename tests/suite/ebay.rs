//! eBay's feed against eBay's own description of its Inventory API, with formats asserted.

use std::fs;

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::shopify::{built, lines, real};
use crate::support::{evenkeel, folder, memory, shared};

/// The judge of a call's body: `BulkPriceQuantity`, no key but those that it names.
fn judge() -> Option<Validator> {
    let text = fs::read(shared("conformance/ebay/sell_inventory_v1_oas3.json")?).unwrap();
    let mut api: Value = serde_json::from_slice(&text).unwrap();
    for part in
        ["BulkPriceQuantity", "PriceQuantity", "OfferPriceQuantity", "ShipToLocationAvailability", "Amount"]
    {
        api["components"]["schemas"][part]["additionalProperties"] = json!(false);
    }
    api["$ref"] = json!("#/components/schemas/BulkPriceQuantity");
    Some(jsonschema::options().should_validate_formats(true).build(&api).unwrap())
}

/// 30 mugs at 7.00 and up by a cent, of each 12 on hand and 2 kept back; every third has no offer on eBay yet.
fn mugs() -> String {
    let mut text = String::from(
        "//- evenkeel.kdl
evenkeel 1
policy mugs { currency USD }
catalog { source products \"p.csv\" { channel-id \"eBay offer\" channel=ebay } }
channel ebay { role marketplace; feed ebay-price-quantity }
pool shelf { location home; channels ebay }
buffer { units 2 }
pricing { anchor ebay }
//- p.csv
sku,price,stock,eBay offer
",
    );
    for number in 0..30 {
        let offer = if number % 3 == 2 { String::new() } else { format!("99000{number}") };
        text.push_str(&format!("MUG-{number:02},7.{number:02},12,{offer}\n"));
    }
    text
}

fn calls(policy: &str) -> Vec<Value> {
    let folder = folder(policy);
    let run = evenkeel(folder.path(), &["build"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let text = fs::read_to_string(folder.path().join("dist/ebay.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_line_is_a_call() {
    let calls = calls(&mugs());
    // 30 items, 25 a call
    let sizes: Vec<usize> = calls.iter().map(|call| call["requests"].as_array().unwrap().len()).collect();
    assert_eq!(sizes, [25, 5]);
    let items: Vec<&Value> = calls.iter().flat_map(|call| call["requests"].as_array().unwrap()).collect();
    assert_eq!(
        items[1],
        &json!({
            "sku": "MUG-01",
            "shipToLocationAvailability": { "quantity": 10 },
            "offers": [{
                "offerId": "990001",
                "availableQuantity": 10,
                "price": { "value": "7.01", "currency": "USD" },
            }],
        }),
        "12 − 2"
    );
    // without the offer's id the quantity alone can be sent
    assert_eq!(items[2], &json!({ "sku": "MUG-02", "shipToLocationAvailability": { "quantity": 10 } }));
    assert_eq!(items.iter().filter(|item| item["offers"].is_array()).count(), 20);
    let Some(judge) = judge() else { return };
    for call in &calls {
        let errors: Vec<String> = judge.iter_errors(call).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new());
    }
    for broken in [
        json!({ "requests": [{ "sku": 7 }] }),
        json!({ "requests": [{ "sku": "A", "quantity": 1 }] }),
        json!({ "requests": [{ "shipToLocationAvailability": { "quantity": "10" } }] }),
        json!({ "requests": [{ "offers": [{ "offerId": "1", "price": { "value": 7.01, "currency": "USD" } }] }] }),
        json!({ "requests": { "sku": "A" } }),
    ] {
        assert!(!judge.is_valid(&broken), "{broken}");
    }
}

/// The method's own page says one SKU a call.
#[test]
fn one_item_a_call() {
    let calls = calls(&mugs().replace("feed ebay-price-quantity", "feed ebay-price-quantity batch=1"));
    assert_eq!(calls.len(), 30);
    assert!(calls.iter().all(|call| call["requests"].as_array().unwrap().len() == 1));
}

#[test]
fn the_judge_takes_what_the_guide_shows() {
    let Some(judge) = judge() else { return };
    let call = json!({ "requests": [{
        "sku": "A-1",
        "shipToLocationAvailability": { "quantity": 12 },
        "offers": [{ "offerId": "1234567890", "availableQuantity": 12, "price": { "value": "24.99", "currency": "USD" } }],
    }] });
    assert!(judge.is_valid(&call));
}

#[test]
fn real_shops_on_ebay() {
    let feed = "\n    feed ebay-price-quantity\n";
    for (path, currency, count) in [
        ("catalogs/shopify-export-real/products_export_1.csv", "USD", 549),
        // 19 variants, 2 of which are archived
        ("catalogs/prisjakt-shopify-feeds/products_export_1.csv", "SEK", 17),
    ] {
        let (Some(judge), Some((files, _))) = (judge(), real(path, currency, feed)) else { return };
        let files = built(&files);
        let mut found = 0;
        for call in lines(&files, "shopify.jsonl") {
            let errors: Vec<String> = judge.iter_errors(&call).map(|error| error.to_string()).collect();
            assert_eq!(errors, Vec::<String>::new(), "{call}");
            let items = call["requests"].as_array().unwrap();
            assert!(items.len() <= 25);
            assert!(items.iter().all(|item| item["offers"][0]["price"]["currency"] == currency));
            found += items.len();
        }
        assert_eq!(found, count, "{path}");
    }
}

#[test]
fn a_price_without_its_offer_is_for_doing_by_hand() {
    let files = built(&memory(&mugs()));
    let by_hand = lines(&files, "by-hand.jsonl");
    // every third of 30
    assert_eq!(by_hand.len(), 10);
    assert_eq!(
        by_hand[0],
        json!({
            "channel": "ebay", "what": "price", "why": "the catalog has no `channel-id` of `ebay` for it", "skus": 1,
            "sku": "MUG-02", "value": "7.02", "owner": null,
        })
    );
}
