//! Amazon's feed against Amazon's own schemas: `listings-feed-schema-v2.json` with formats asserted, and each
//! patched value against the attribute of `Product.json` that it patches.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::{build_into, memory, root, shared};
use evenkeel::world::{Disk, Files};
use jsonschema::Validator;
use serde_json::{Value as Json, json};

fn read(path: &Path) -> Json {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// The judge of whole feeds.
fn feed_judge() -> Option<Validator> {
    let schema = read(&shared("conformance/amazon/listings-feed-schema-v2.json")?);
    Some(jsonschema::options().should_validate_formats(true).build(&schema).unwrap())
}

/// The judge of an attribute's value: an array of objects, with all that `Product.json` requires of them.
fn attribute_judge(product: &Json, attribute: &str) -> Validator {
    let mut schema = product["properties"][attribute].clone();
    assert!(schema.is_object(), "Product.json has `{attribute}`");
    schema["$defs"] = product["$defs"].clone();
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
}

fn errors(judge: &Validator, instance: &Json) -> Vec<String> {
    judge.iter_errors(instance).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// Every Amazon feed file of a build, in order.
fn feeds(files: &dyn Files) -> Vec<(String, Json, u64)> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    build_into(files, &out, 2);
    let mut feeds: Vec<(String, Json, u64)> = fs::read_dir(&out)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("amazon-"))
        .map(|path| {
            let bytes = fs::metadata(&path).unwrap().len();
            (path.file_name().unwrap().to_string_lossy().into_owned(), read(&path), bytes)
        })
        .collect();
    feeds.sort_by(|a, b| a.0.cmp(&b.0));
    feeds
}

/// Judges feeds whole and patch by patch; returns the SKUs in their order.
fn conforming(feeds: &[(String, Json, u64)]) -> Option<Vec<String>> {
    let judge = feed_judge()?;
    let product = read(&shared("conformance/amazon/Product.json")?);
    let mut skus = Vec::new();
    for (name, feed, bytes) in feeds {
        assert_eq!(errors(&judge, feed), Vec::<String>::new(), "{name}");
        assert!(*bytes <= 10 * 1024 * 1024, "{name} has {bytes} bytes");
        for (index, message) in feed["messages"].as_array().unwrap().iter().enumerate() {
            assert_eq!(message["messageId"], json!(index + 1), "{name}: numbered from 1");
            skus.push(message["sku"].as_str().unwrap().to_owned());
            for patch in message["patches"].as_array().unwrap() {
                let attribute = patch["path"].as_str().unwrap().strip_prefix("/attributes/").unwrap();
                let judge = attribute_judge(&product, attribute);
                assert_eq!(errors(&judge, &patch["value"]), Vec::<String>::new(), "{name}: {message}");
            }
        }
    }
    Some(skus)
}

#[test]
fn the_example_feeds_amazon() {
    let feeds = feeds(&Disk::new(root().join("examples/glow-skincare")));
    let Some(skus) = conforming(&feeds) else { return };
    // 150 SKUs less 17 minis, refills and samples that Amazon does not list: 133, each once
    assert_eq!(skus.len(), 133);
    let mut once = skus.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), 133);
    // GLW-001 is held and shipped by Amazon: who fulfils, and no quantity
    let first = &feeds[0].1["messages"][0];
    assert_eq!(first["sku"], "GLW-001");
    assert_eq!(first["patches"][0]["value"], json!([{ "fulfillment_channel_code": "AMAZON_NA" }]));
    let offer = &first["patches"][1]["value"][0];
    assert_eq!(offer["our_price"][0]["schedule"][0]["value_with_tax"].to_string(), "42.0");
    assert_eq!(offer["currency"], "USD");
}

#[test]
fn the_second_example_feeds_amazon() {
    let mut feeds = feeds(&Disk::new(root().join("examples/hearth-home")));
    // two attributes that `as` names are of particular product types, and the schema of `PRODUCT` has neither
    let own = ["/attributes/care_instructions", "/attributes/material"];
    let is_of_a_type = |patch: &Json| own.contains(&patch["path"].as_str().unwrap());
    for message in feeds.iter_mut().flat_map(|(_, feed, _)| feed["messages"].as_array_mut().unwrap()) {
        message["patches"].as_array_mut().unwrap().retain(|patch| !is_of_a_type(patch));
    }
    let Some(skus) = conforming(&feeds) else { return };
    // 400 SKUs less 68 that Amazon does not list, which `hearth.rs` counts by their reasons
    assert_eq!(skus.iter().collect::<std::collections::BTreeSet<_>>().len(), 332);
    assert_eq!(skus.len(), 332);
}

const OWN_STOCK: &str = r#"//- evenkeel.kdl
evenkeel 1
policy own-stock { currency USD }
catalog { source products "p.csv" }
channel amazon {
    profile amazon-us
    quarantine quantity=zero
    feed amazon-listings seller-id="A1SELLER" batch=2
}
pool shelf { location home; channels amazon }
buffer { units 1 }
throttle shelf { below 3 pause=amazon }
pricing { anchor amazon }
//- p.csv
sku,price,stock,map,product-type
"A ""1""",24.9,12,,SKIN_CARE
Б-2,7,2,,Skin care
C-3,10.00,5,12.00,SKIN_CARE
D-4,.95,4,,
E-5,31.50,9,,
"#;

#[test]
fn own_stock_is_sent_with_its_quantity_in_batches() {
    let feeds = feeds(&memory(OWN_STOCK));
    let names: Vec<&str> = feeds.iter().map(|(name, ..)| name.as_str()).collect();
    // five SKUs, two a file: 2 + 2 + 1
    assert_eq!(names, ["amazon-0001.json", "amazon-0002.json", "amazon-0003.json"]);
    let Some(skus) = conforming(&feeds) else { return };
    assert_eq!(skus, ["A \"1\"", "Б-2", "C-3", "D-4", "E-5"]);
    let messages: Vec<&Json> =
        feeds.iter().flat_map(|(_, feed, _)| feed["messages"].as_array().unwrap()).collect();
    let quantity = |index: usize| messages[index]["patches"][0]["value"][0]["quantity"].as_u64().unwrap();
    assert_eq!(quantity(0), 11, "12 on hand less a buffer of 1");
    assert_eq!(quantity(1), 0, "2 available are below 3: paused");
    assert_eq!(quantity(2), 0, "10.00 is below MAP 12.00: held back, and the channel asks for 0");
    assert_eq!(messages[2]["patches"].as_array().unwrap().len(), 1, "no price of what is held back");
    assert_eq!(quantity(3), 3, "4 on hand less 1");
    let types: Vec<&str> = messages.iter().map(|message| message["productType"].as_str().unwrap()).collect();
    // a shop's own words are no product type of Amazon's: the profile's stands in
    assert_eq!(types, ["SKIN_CARE", "PRODUCT", "SKIN_CARE", "PRODUCT", "PRODUCT"]);
}

#[test]
fn the_text_of_a_price_is_its_digits() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    build_into(&memory(OWN_STOCK), &out, 1);
    let text = fs::read_to_string(out.join("amazon-0001.json")).unwrap();
    assert!(text.contains("\"value_with_tax\":24.90}"), "24.9 in USD is 24.90\n{text}");
    let text = fs::read_to_string(out.join("amazon-0002.json")).unwrap();
    assert!(text.contains("\"value_with_tax\":0.95}"), ".95 is 0.95\n{text}");
}

#[test]
fn a_feed_is_cut_by_its_bytes() {
    let small = OWN_STOCK.replace("batch=2", "batch-bytes=900");
    let feeds = feeds(&memory(&small));
    assert!(feeds.len() > 1, "{} files", feeds.len());
    for (name, feed, bytes) in &feeds {
        let messages = feed["messages"].as_array().unwrap().len();
        assert!(*bytes <= 900 || messages == 1, "{name}: {bytes} bytes, {messages} messages");
    }
    let count: usize = feeds.iter().map(|(_, feed, _)| feed["messages"].as_array().unwrap().len()).sum();
    assert_eq!(count, 5, "every SKU is in one of the files");
    conforming(&feeds);
}

#[test]
fn the_judge_takes_the_official_sample_and_refuses_broken_feeds() {
    let (Some(judge), Some(sample)) =
        (feed_judge(), shared("conformance/amazon/listings-feed-schema-v2.example.json"))
    else {
        return;
    };
    let sample = read(&sample);
    assert_eq!(errors(&judge, &sample), Vec::<String>::new());
    let whole = feeds(&memory(OWN_STOCK)).remove(0).1;
    assert!(judge.is_valid(&whole));
    let broken: BTreeMap<&str, fn(&mut Json)> = BTreeMap::from([
        (
            "no seller",
            (|feed| drop(feed["header"].as_object_mut().unwrap().remove("sellerId"))) as fn(&mut Json),
        ),
        ("another version", |feed| feed["header"]["version"] = json!("1.0")),
        ("a message number of 0", |feed| feed["messages"][0]["messageId"] = json!(0)),
        ("an unknown operation", |feed| feed["messages"][0]["patches"][0]["op"] = json!("upsert")),
        ("attributes beside patches", |feed| {
            feed["messages"][0]["attributes"] = json!({ "item_name": [{}] });
        }),
        ("no messages", |feed| feed["messages"] = json!([])),
        ("no product type", |feed| drop(feed["messages"][0].as_object_mut().unwrap().remove("productType"))),
    ]);
    for (what, breaks) in broken {
        let mut feed = whole.clone();
        breaks(&mut feed);
        assert!(!judge.is_valid(&feed), "{what} passes");
    }
}
