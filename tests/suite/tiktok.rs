//! TikTok Shop's feeds against the parameters that its own documents list.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};

use crate::shopify::{Broken, built, lines, real, skus};
use crate::support::{memory, root, shared};
use evenkeel::world::{Files, Memory};

/// A parameter of a body: its name, its type, whether it has to be there, and what is in it.
struct Parameter {
    name: String,
    kind: String,
    is_required: bool,
    inner: Vec<Parameter>,
}

/// A document of the Partner Center: what the body of its call may hold, and the sample that it gives.
struct Document {
    parameters: Vec<Parameter>,
    sample: Value,
}

impl Document {
    fn read(name: &str) -> Option<Self> {
        let text = fs::read(shared(&format!("conformance/tiktok-shop/{name}.spec.json"))?).unwrap();
        let document: Value = serde_json::from_slice(&text).unwrap();
        let meta = &document["document_api_meta"];
        let mut rows = meta["request_body_param"].as_array().unwrap().as_slice();
        let parameters = below(0, &mut rows);
        assert!(rows.is_empty(), "every parameter has its place");
        Some(Self {
            parameters,
            sample: serde_json::from_str(meta["request_body"].as_str().unwrap()).unwrap(),
        })
    }

    /// What is wrong with a body.
    fn errors(&self, body: &Value) -> Vec<String> {
        let mut errors = Vec::new();
        judge(&self.parameters, body, "body", &mut errors);
        errors
    }
}

/// The parameters that stand so deep: each `^` before a name is one level.
fn below(depth: usize, rows: &mut &[Value]) -> Vec<Parameter> {
    let mut parameters = Vec::new();
    while let Some((first, rest)) = rows.split_first() {
        let name = first["name"].as_str().unwrap();
        let own = name.len() - name.trim_start_matches('^').len();
        if own < depth {
            break;
        }
        assert_eq!(own, depth, "{name}");
        *rows = rest;
        parameters.push(Parameter {
            name: name.trim_start_matches('^').to_owned(),
            kind: first["type"].as_str().unwrap().to_owned(),
            is_required: first["required"] == "Y",
            inner: below(depth + 1, rows),
        });
    }
    parameters
}

fn judge(parameters: &[Parameter], value: &Value, path: &str, errors: &mut Vec<String>) {
    let Some(members) = value.as_object() else { return errors.push(format!("{path}: no object")) };
    for name in members.keys().filter(|name| !parameters.iter().any(|known| known.name == **name)) {
        errors.push(format!("{path}: unknown `{name}`"));
    }
    for own in parameters {
        let path = format!("{path}.{}", own.name);
        let Some(value) = members.get(&own.name) else {
            if own.is_required {
                errors.push(format!("{path}: missing"));
            }
            continue;
        };
        match own.kind.as_str() {
            "string" if !value.is_string() => errors.push(format!("{path}: no text")),
            "int" if value.as_i64().is_none() => errors.push(format!("{path}: no whole number")),
            "object" => judge(&own.inner, value, &path, errors),
            "[]object" => match value.as_array() {
                Some(values) => values.iter().for_each(|value| judge(&own.inner, value, &path, errors)),
                None => errors.push(format!("{path}: no list")),
            },
            _ => {}
        }
    }
}

/// What the documents say in prose.
fn prose_errors(line: &Value) -> Vec<String> {
    let mut errors = Vec::new();
    let is_id = |id: &Value| id.as_str().is_some_and(|id| id.bytes().all(|digit| digit.is_ascii_digit()));
    let amount = |price: &Value| {
        let amount = price["amount"].as_str()?.parse::<evenkeel::exact::Decimal>().ok()?;
        let least = "0.01".parse().unwrap();
        let is_in_range = amount >= least && amount <= evenkeel::exact::Decimal::from(7600);
        (is_in_range || price["currency"] != "USD").then_some(amount)
    };
    if !is_id(&line["product_id"]) || line.as_object().is_none_or(|line| line.len() != 2) {
        errors.push("no product".to_owned());
    }
    let skus = line["body"]["skus"].as_array().map(Vec::as_slice).unwrap_or_default();
    if skus.is_empty() || skus.len() > 100 {
        errors.push(format!("{} SKUs", skus.len()));
    }
    for sku in skus {
        if !is_id(&sku["id"]) {
            errors.push(format!("no SKU: {sku}"));
        }
        if let Some(price) = sku.get("price") {
            let price = amount(price);
            let list = sku.get("list_price").map(amount);
            let is_foreign = sku.get("list_price").is_some_and(|list| list["currency"] != "USD");
            if price.is_none() || is_foreign || list.is_some_and(|list| list < price) {
                errors.push(format!("a price that is refused or discarded: {sku}"));
            }
        }
        let inventory = sku["inventory"].as_array().map(Vec::as_slice).unwrap_or_default();
        for own in inventory {
            if !own["quantity"].as_i64().is_some_and(|units| (0..=99_999).contains(&units)) {
                errors.push(format!("units out of range: {sku}"));
            }
            if inventory.len() > 1 && !own.get("warehouse_id").is_some_and(is_id) {
                errors.push(format!("no warehouse: {sku}"));
            }
        }
    }
    errors
}

/// Judges both feeds of a build; returns how many SKUs are in each.
fn conforming(files: &BTreeMap<String, String>, channel: &str) -> Option<[usize; 2]> {
    let documents = [Document::read("update-price")?, Document::read("update-inventory")?];
    let mut counts = [0; 2];
    for ((document, word), count) in documents.iter().zip(["prices", "inventory"]).zip(&mut counts) {
        for line in lines(files, &format!("{channel}-{word}.jsonl")) {
            assert_eq!(document.errors(&line["body"]), Vec::<String>::new(), "{line}");
            assert_eq!(prose_errors(&line), Vec::<String>::new(), "{line}");
            *count += line["body"]["skus"].as_array().unwrap().len();
        }
    }
    Some(counts)
}

const MUGS: &str = r#"//- evenkeel.kdl
evenkeel 1
policy mugs { currency USD }
catalog {
    source products "products.csv"
    source tiktok "tiktok.csv" { sku "Seller SKU"; channel-id "SKU ID" channel=tiktok; product-id "Product ID" channel=tiktok }
}
channel tiktok { profile tiktok-shop-us; role marketplace; quarantine quantity=zero }
pool shelf { location home; channels tiktok }
buffer { units 2 }
throttle shelf { below 5 pause=tiktok }
pricing { anchor tiktok }
//- products.csv
sku,price,compare-at,map,stock
M-1,24.99,29.99,,14
M-2,24.99,20.00,,4
T-1,8000,,,9
T-2,5,,,200000
T-3,6.00,,7.00,9
N-1,5.00,,,9
//- tiktok.csv
Seller SKU,SKU ID,Product ID
M-1,1729592969712207012,1729592969712200001
M-2,1729592969712207013,1729592969712200001
T-1,1729592969712207014,1729592969712200002
T-2,1729592969712207015,1729592969712200002
T-3,1729592969712207016,1729592969712200002
N-1,1.72959E+18,1729592969712200003
"#;

#[test]
fn a_line_is_a_call_on_one_product() {
    let files = built(&memory(MUGS));
    let Some(counts) = conforming(&files, "tiktok") else { return };
    // M-1, M-2 and T-2 have a price that is taken; the units of M-1, M-2, T-1 and T-3
    assert_eq!(counts, [3, 4]);
    let prices = lines(&files, "tiktok-prices");
    let usd = |amount: &str| json!({ "amount": amount, "currency": "USD" });
    assert_eq!(
        prices[0],
        json!({ "product_id": "1729592969712200001", "body": { "skus": [
            { "id": "1729592969712207012", "price": usd("24.99"), "list_price": usd("29.99") },
            // 20.00 is below the price, and would be discarded
            { "id": "1729592969712207013", "price": usd("24.99") },
        ] } })
    );
    let units: BTreeMap<String, i64> = lines(&files, "tiktok-inventory")
        .iter()
        .flat_map(|line| line["body"]["skus"].as_array().unwrap())
        .map(|sku| {
            (sku["id"].as_str().unwrap()[15..].to_owned(), sku["inventory"][0]["quantity"].as_i64().unwrap())
        })
        .collect();
    // 14 − 2; 4 is below 5: paused; 9 − 2; held back below its MAP of 7.00, and the channel asks for 0
    let expected = [("7012", 12), ("7013", 0), ("7014", 7), ("7016", 0)];
    assert_eq!(units, expected.map(|(id, units)| (id.to_owned(), units)).into());
}

#[test]
fn what_tiktok_shop_does_not_take_is_for_doing_by_hand() {
    let files = built(&memory(MUGS));
    let said: Vec<[String; 3]> = lines(&files, "by-hand.jsonl")
        .iter()
        .map(|line| ["sku", "what", "value"].map(|key| line[key].as_str().unwrap_or("all").to_owned()))
        .collect();
    let expected = [
        ["T-1", "price", "8000.00"],
        // 200000 − 2
        ["T-2", "quantity", "199998"],
        // a spreadsheet has rounded the id, which holds N-1 back, and what is held back is to be sent as 0
        ["N-1", "quantity", "0"],
    ];
    assert_eq!(said, expected.map(|line| line.map(str::to_owned)));
}

#[test]
fn every_warehouse_of_a_sku_is_named() {
    let two = MUGS
        .replace("quarantine quantity=zero }", "quarantine quantity=zero; feed tiktok-inventory { location home \"70001\"; location shed \"70002\" } }")
        .replace("location home; channels", "location home; location shed; channels")
        .replace("\"products.csv\"\n", "\"products.csv\" { stock \"stock\" location=home; stock \"shed\" location=shed }\n")
        .replace("map,stock\n", "map,stock,shed\n")
        .replace(",14\nM-2,24.99,20.00,,4\n", ",14,3\nM-2,24.99,20.00,,4,1\n")
        .replace(",9\n", ",9,0\n")
        .replace(",200000\n", ",200000,0\n");
    let files = built(&memory(&two));
    let first = &lines(&files, "tiktok.jsonl")[0];
    assert_eq!(prose_errors(first), Vec::<String>::new());
    // 14 + 3 − 2 = 15: 14 at home, the rest in the shed
    let inventory = json!([
        { "warehouse_id": "70001", "quantity": 14 },
        { "warehouse_id": "70002", "quantity": 1 },
    ]);
    assert_eq!(first["body"]["skus"][0]["inventory"], inventory);
}

#[test]
fn the_example_on_tiktok_shop() {
    let folder = root().join("examples/glow-skincare");
    let read = |path: &str| fs::read_to_string(folder.join(path)).unwrap();
    let channels = read("channels.kdl");
    let start = channels.find("    feed jsonl {").unwrap();
    let end = start + channels[start..].find("\n    }\n").unwrap() + "\n    }\n".len();
    let channels = format!("{}{}", &channels[..start], &channels[end..]);
    let mut ids = String::from("sku,id,product\n");
    let skus = skus(&read("catalog/products.csv"), |row| row["Variant SKU"].to_owned());
    for (number, (_, sku)) in skus.iter().enumerate() {
        ids.push_str(&format!("{sku},17295929697122{number:05},17295929697133{:05}\n", number / 3));
    }
    let more = "catalog { source tiktok \"catalog/tiktok.csv\" { sku \"sku\"; channel-id \"id\" channel=tiktok-shop; product-id \"product\" channel=tiktok-shop } }\n";
    let mut files = Memory::default()
        .with("channels.kdl", channels)
        .with("more.kdl", more)
        .with("catalog/tiktok.csv", ids);
    for name in [
        "evenkeel.kdl",
        "inventory.kdl",
        "pricing.kdl",
        "catalog/products.csv",
        "catalog/stock.csv",
        "catalog/extra.csv",
    ] {
        files = files.with(name, read(name));
    }
    let files = built(&files);
    let Some(counts) = conforming(&files, "tiktok-shop") else { return };
    // 150 less the 27 that TikTok Shop does not list
    assert_eq!(counts, [123, 123]);
    let by_hand = lines(&files, "by-hand.jsonl");
    assert!(!by_hand.iter().any(|line| line["channel"] == "tiktok-shop"), "{by_hand:?}");
}

#[test]
fn the_judge_takes_the_documents_own_samples_and_refuses_broken_bodies() {
    let documents =
        ["update-price", "update-inventory", "create-product", "partial-edit-product", "create-activity"];
    for name in documents {
        let Some(document) = Document::read(name) else { return };
        assert_eq!(document.errors(&document.sample), Vec::<String>::new(), "{name}");
    }
    let Some(price) = Document::read("update-price") else { return };
    let broken: [Broken; 6] = [
        ("no SKUs", |body| drop(body.as_object_mut().unwrap().remove("skus"))),
        ("no id", |body| drop(body["skus"][0].as_object_mut().unwrap().remove("id"))),
        ("a number for an id", |body| body["skus"][0]["id"] = json!(1_729_592_969_712_207_013_u64)),
        ("a number for an amount", |body| body["skus"][0]["price"]["amount"] = json!(24.99)),
        ("no currency", |body| drop(body["skus"][0]["price"].as_object_mut().unwrap().remove("currency"))),
        ("a field of another intake", |body| body["skus"][0]["compare_at"] = json!("29.99")),
    ];
    for (what, breaks) in broken {
        let mut body = price.sample.clone();
        breaks(&mut body);
        assert!(!price.errors(&body).is_empty(), "{what} passes");
    }
    let Some(inventory) = Document::read("update-inventory") else { return };
    let broken: [Broken; 3] = [
        ("units as a text", |body| body["skus"][0]["inventory"][0]["quantity"] = json!("12")),
        ("half a unit", |body| body["skus"][0]["inventory"][0]["quantity"] = json!(1.5)),
        ("no list", |body| body["skus"][0]["inventory"] = json!({})),
    ];
    for (what, breaks) in broken {
        let mut body = inventory.sample.clone();
        breaks(&mut body);
        assert!(!inventory.errors(&body).is_empty(), "{what} passes");
    }
}

#[test]
fn real_shops_on_tiktok_shop() {
    let feeds = "    feed tiktok-prices name=\"prices\"\n    feed tiktok-inventory name=\"inventory\"\n";
    for (path, currency, count) in [
        ("catalogs/shopify-export-real/products_export_1.csv", "USD", 549),
        // 19 variants, 2 of which are archived
        ("catalogs/prisjakt-shopify-feeds/products_export_1.csv", "SEK", 17),
    ] {
        let Some((files, _)) = real(path, currency, feeds) else { return };
        // Shopify's ids of variants, of which every second has its kind before the number
        let ids = String::from_utf8(files.read("ids.csv").unwrap()).unwrap();
        let files = built(&files.with("ids.csv", ids.replace("gid://shopify/ProductVariant/", "")));
        let Some([prices, units]) = conforming(&files, "shopify") else { return };
        assert_eq!(units, count, "{path}");
        assert_eq!(prices, count, "{path}");
    }
}
