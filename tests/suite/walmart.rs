//! Walmart's feeds against Walmart's own schemas and samples, with formats asserted.

use std::fs;
use std::path::Path;

use jsonschema::Validator;
use serde_json::{Value as Json, json};

use crate::support::{build_into, example_with, memory, shared};
use evenkeel::world::{Files, Memory};

/// A way to break a payload, in words and done.
pub(crate) type Break = (&'static str, fn(&mut Json));

pub(crate) fn read(path: &str) -> Option<Json> {
    let text = fs::read_to_string(shared(&format!("conformance/walmart/{path}"))?).unwrap();
    Some(serde_json::from_str(&in_range(&text)).unwrap())
}

/// A text whose whole numbers of more than 300 digits, which are most of a hundred maxima in spec 4.3, are one that
/// every reader holds.
fn in_range(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(|letter: char| letter.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        let end = from.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(from.len());
        let (digits, after) = from.split_at(end);
        kept.push_str(before);
        kept.push_str(if digits.len() > 300 { "1e300" } else { digits });
        rest = after;
    }
    kept + rest
}

pub(crate) fn judge(schema: &Json) -> Validator {
    jsonschema::options().should_validate_formats(true).build(schema).unwrap()
}

/// The judge of a feed whose schema names two others by their files, its members required.
fn feed_judge(folder: &str, feed: &str, header: &str, entry: &str) -> Option<Validator> {
    let mut schema = read(&format!("{folder}/{feed}.json"))?;
    schema["$id"] = json!(format!("https://walmart.example/{feed}.json"));
    schema["additionalProperties"] = json!(false);
    schema["required"] = json!([header, entry]);
    for part in [header, entry] {
        let mut own = read(&format!("{folder}/{part}.json"))?;
        own["$id"] = json!(format!("https://walmart.example/{part}.json"));
        schema["definitions"][part] = own;
    }
    Some(judge(&schema))
}

fn price_judge() -> Option<Validator> {
    feed_judge("price-schemas", "PriceFeed", "PriceHeader", "Price")
}

fn inventory_judge() -> Option<Validator> {
    feed_judge("inventory-schemas", "InventoryFeed", "InventoryHeader", "Inventory")
}

/// The judges of a feed of items: the header of the one schema of 5.0 in public, and the items of 4.3.
struct ItemJudge {
    header: Validator,
    item: Validator,
}

impl ItemJudge {
    fn new() -> Option<Self> {
        let offers = read("item-schemas/MP_ITEM_MATCH_5.0.20260607-22_38_54-api.json")?;
        let mut items = read("item-schemas/MP_ITEM_SPEC_4.3.json")?;
        let item = items["properties"]["MPItem"]["items"].take();
        Some(Self { header: judge(&offers["properties"]["MPItemFeedHeader"]), item: judge(&item) })
    }

    /// Everything that is wrong with a feed, its items with their price as 4.3 wants it.
    fn errors(&self, feed: &Json, price: &Json) -> Vec<String> {
        let mut found = errors(&self.header, &feed["MPItemFeedHeader"]);
        for item in feed["MPItem"].as_array().unwrap() {
            found.extend(errors(&self.item, &as_of_4_3(item, price)));
        }
        found
    }
}

/// An item as spec 4.3 has it: name and brand, which 5.0 has below the product type, beside the SKU; and a price,
/// which a maintenance leaves alone and 4.3 asks for.
fn as_of_4_3(item: &Json, price: &Json) -> Json {
    let mut item = item.clone();
    let types = item["Visible"].as_object_mut().unwrap();
    let (_, visible) = types.iter_mut().next().unwrap();
    let visible = visible.as_object_mut().unwrap();
    let moved: Vec<(&str, Json)> =
        ["productName", "brand"].iter().filter_map(|key| Some((*key, visible.remove(*key)?))).collect();
    for (key, value) in moved {
        item["Orderable"][key] = value;
    }
    item["Orderable"]["price"] = price.clone();
    item
}

pub(crate) fn errors(judge: &Validator, instance: &Json) -> Vec<String> {
    judge.iter_errors(instance).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// The files of a feed, in order, each whole.
pub(crate) fn files(out: &Path, stem: &str) -> Vec<Json> {
    let mut paths: Vec<_> = fs::read_dir(out).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.file_name().unwrap().to_string_lossy().starts_with(stem));
    paths.sort();
    paths.iter().map(|path| serde_json::from_slice(&fs::read(path).unwrap()).unwrap()).collect()
}

/// What was built of a policy: the entries of prices, stock and items, each judged.
struct Feeds {
    prices: Vec<Json>,
    stock: Vec<Json>,
    items: Vec<Json>,
}

fn conforming(policy: &dyn Files) -> Option<Feeds> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    build_into(policy, &out, 2);
    let of = |stem: &str, key: &str, judge: &Validator| {
        let mut entries = Vec::new();
        for file in files(&out, stem) {
            assert_eq!(errors(judge, &file), Vec::<String>::new(), "{stem}");
            entries.extend(file[key].as_array().unwrap().clone());
        }
        entries
    };
    let prices = of("walmart-price-", "Price", &price_judge()?);
    let stock = of("walmart-inventory-", "Inventory", &inventory_judge()?);
    let judge = ItemJudge::new()?;
    let mut items = Vec::new();
    for file in files(&out, "walmart-item-") {
        for item in file["MPItem"].as_array().unwrap() {
            let own = |price: &&Json| price["sku"] == item["Orderable"]["sku"];
            let price = &prices.iter().find(own).unwrap()["pricing"][0]["currentPrice"]["amount"];
            let one = json!({ "MPItemFeedHeader": file["MPItemFeedHeader"], "MPItem": [item] });
            assert_eq!(judge.errors(&one, price), Vec::<String>::new(), "{item}");
            items.push(item.clone());
        }
    }
    Some(Feeds { prices, stock, items })
}

/// What goes to Walmart, with the limits of its profile.
const CONTENT: &str = r"
    field gtin { unique; on walmart }
    field weight { unique; from weight; on walmart }
    field title { unique; on walmart { truncate 150 at=word } }
    field brand { unique; on walmart { truncate 60 at=word } }
    field description { unique; on walmart { strip-html; truncate 4000 at=word } }
    field images { unique; on walmart }
";

const FEEDS: &str = r#"
    feed walmart-price
    feed walmart-inventory
    feed walmart-item product-type="Beauty, Personal Care, & Hygiene"
"#;

#[test]
fn the_example_on_walmart() {
    let channel = format!(
        "channel walmart {{ profile walmart-us; orders \"1/day\"; sync via=api every=\"2min\"; {FEEDS} }}\n\
         price walmart {{ match }}\ncontent {{ {CONTENT} }}\n"
    );
    let Some(feeds) = conforming(&example_with(&channel, "walmart")) else { return };
    assert!(feeds.prices.len() > 100, "{} prices", feeds.prices.len());
    assert_eq!(feeds.prices.len(), feeds.stock.len(), "no stock is Walmart's own");
    assert!(feeds.items.len() > 100, "{} items", feeds.items.len());
    assert_eq!(
        feeds.prices[0],
        json!({ "sku": "GLW-001", "pricing": [{ "currentPriceType": "BASE", "currentPrice": { "currency": "USD", "amount": 42.0 } }] })
    );
    let first = &feeds.items[0];
    // 850047000040 in 14 digits; 118 g ÷ 453.59237 = 0.26014… lb, up to the next thousandth
    assert_eq!(
        first["Orderable"],
        json!({ "sku": "GLW-001", "productIdentifiers": { "productIdType": "GTIN", "productId": "00850047000040" }, "ShippingWeight": 0.261 })
    );
    let visible = &first["Visible"]["Beauty, Personal Care, & Hygiene"];
    assert_eq!(visible["productName"], "Vitamin C 15% Brightening Serum");
    assert!(
        visible["productSecondaryImageURL"].as_array().is_some_and(|images| images.len() == 2),
        "{visible}"
    );
}

/// A policy over a shop's real export, sold on Walmart alone.
fn real(path: &str, content: &str) -> Option<Memory> {
    let bytes = fs::read(shared(path)?).unwrap();
    let policy = format!(
        "evenkeel 1\npolicy real {{ currency USD }}\n\
         catalog {{ source products \"catalog.csv\" format=shopify-csv {{ sku \"Handle\" \"Option1 Value\" \"Option2 Value\" \"Option3 Value\" }} }}\n\
         channel walmart {{ profile walmart-us; max-quantity 5; {FEEDS} }}\n\
         pool shelf {{ location home; channels walmart }}\nbuffer {{ units 0 }}\npricing {{ anchor walmart }}\n\
         content {{ {content} }}\n"
    );
    Some(Memory::default().with("evenkeel.kdl", policy).with("catalog.csv", bytes))
}

#[test]
fn two_real_shops_on_walmart() {
    // what these shops leave blank stands in `default`s, so that nothing is held back for it; the codes are samples
    let content = CONTENT
        .replace(
            "field gtin { unique; on walmart }",
            "field gtin { unique; template \"4006381333931\"; on walmart }",
        )
        .replace("from weight; on", "template \"1 lb\"; on")
        .replace("field brand { unique; on", "field brand { unique; default \"Unbranded\"; on")
        .replace(
            "field description { unique; on",
            "field description { unique; default \"No description\"; on",
        )
        .replace(
            "field images { unique; on",
            "field images { unique; default \"https://example.com/none.jpg\"; on",
        );
    for (path, skus) in [
        // 549 SKUs, of which 4 sizes of one shoe have a title in capitals, which Walmart forbids
        ("catalogs/shopify-export-real/products_export_1.csv", 549 - 4),
        ("catalogs/shopify-sample/jewelery.csv", 23),
    ] {
        let Some(policy) = real(path, &content) else { return };
        let Some(feeds) = conforming(&policy) else { return };
        // each SKU has a price and a count or none that is kept: `catalogs.rs` counts them
        assert_eq!((feeds.prices.len(), feeds.stock.len()), (skus, skus), "{path}");
        assert_eq!(feeds.items.len(), skus, "{path}");
    }
}

const MUGS: &str = r#"//- evenkeel.kdl
evenkeel 1
policy mugs { currency USD }
catalog { source products "p.csv" }
channel walmart {
    profile walmart-us
    role marketplace
    quarantine quantity=zero
    feed walmart-price
    feed walmart-inventory batch=2
    feed walmart-item product-type="Home Decor, Kitchen, & Other"
}
pool shelf { location home; channels walmart }
buffer { units 1 }
throttle shelf { below 3 pause=walmart }
pricing { anchor walmart }
content {
    field gtin { unique; on walmart }
    field weight { unique; on walmart }
    field title { unique; on walmart }
    field brand { unique; on walmart }
    field description { unique; on walmart }
    field images { unique; on walmart }
    field bullets { unique; on walmart }
    field mpn { unique; on walmart }
    field color { unique; from attribute.color; on walmart { as "color"; lines } }
}
//- p.csv
sku,title,brand,description,images,bullets,mpn,price,stock,map,gtin,weight,attribute.color
"M ""1""",Mug one,Glaze,A mug,https://a.example/1.jpg,,,19.99,12,,4006381333931,12 oz,
M-2,Mug two,Glaze,A mug,"https://a.example/2.jpg
https://a.example/2b.jpg","Big
Blue",GL-2,0.07,2,,036000291452,1 lb,Blue
M-3,Mug three,Glaze,A mug,https://a.example/3.jpg,,,33.33,5,40.00,7350177880121,340 g,
M-4,Mug four,Glaze,A mug,https://a.example/4.jpg,,,33.33,9,,,1 lb,
M-5,Mug five,Glaze,A mug,https://a.example/5.jpg,,,4.5,9,,9780306406157,1 lb,
"#;

#[test]
fn prices_stock_and_items_of_a_few_mugs() {
    let Some(feeds) = conforming(&memory(MUGS)) else { return };
    let skus = |entries: &[Json]| -> Vec<String> {
        entries.iter().map(|entry| entry["sku"].as_str().unwrap().to_owned()).collect()
    };
    // M-3 is below its MAP: held back, which leaves a quantity of 0 and nothing else
    assert_eq!(skus(&feeds.prices), ["M \"1\"", "M-2", "M-4", "M-5"]);
    assert_eq!(skus(&feeds.stock), ["M \"1\"", "M-2", "M-3", "M-4", "M-5"]);
    let amounts: Vec<&Json> = feeds.stock.iter().map(|entry| &entry["quantity"]["amount"]).collect();
    // 12 − 1; 2 is below 3: paused; held back; 9 − 1; 9 − 1
    assert_eq!(amounts, [&json!(11), &json!(0), &json!(0), &json!(8), &json!(8)]);
    // M-4 has no code, without which Walmart cannot tell which item is meant
    let items: Vec<&Json> = feeds.items.iter().map(|item| &item["Orderable"]["sku"]).collect();
    assert_eq!(items, [&json!("M \"1\""), &json!("M-2"), &json!("M-5")]);
    assert_eq!(
        feeds.items[1]["Visible"],
        json!({ "Home Decor, Kitchen, & Other": {
            "brand": "Glaze",
            "keyFeatures": ["Big", "Blue"],
            "color": ["Blue"],
            "shortDescription": "A mug",
            "mainImageUrl": "https://a.example/2.jpg",
            "productSecondaryImageURL": ["https://a.example/2b.jpg"],
            "manufacturerPartNumber": "GL-2",
            "productName": "Mug two",
        } })
    );
}

/// `multipleOf: 0.01` is where floats fail: 19.99, 0.07 and 33.33 are no multiples of it to a binary machine.
#[test]
fn prices_are_their_digits_and_multiples_of_a_cent() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    build_into(&memory(MUGS), &out, 1);
    let text = fs::read_to_string(out.join("walmart-price-0001.json")).unwrap();
    for digits in ["19.99", "0.07", "33.33", "4.50"] {
        assert!(text.contains(&format!("\"amount\":{digits}}}")), "{digits} in\n{text}");
    }
    let (Some(old), Some(new)) = (
        read("item-schemas/MP_ITEM_SPEC_4.3.json"),
        read("item-schemas/MP_ITEM_MATCH_5.0.20260607-22_38_54-api.json"),
    ) else {
        return;
    };
    let old = &old["properties"]["MPItem"]["items"]["properties"]["Orderable"]["properties"]["price"];
    let new = &new["properties"]["MPItem"]["items"]["properties"]["Item"]["properties"]["price"];
    let feed: Json = serde_json::from_str(&text).unwrap();
    for (schema, draft) in
        [(old, "http://json-schema.org/draft-04/schema#"), (new, "http://json-schema.org/draft-07/schema#")]
    {
        let mut schema = schema.clone();
        schema["$schema"] = json!(draft);
        assert_eq!(schema["multipleOf"].to_string(), "0.01");
        let judge = judge(&schema);
        for price in feed["Price"].as_array().unwrap() {
            let amount = &price["pricing"][0]["currentPrice"]["amount"];
            assert!(judge.is_valid(amount), "{amount}");
        }
        for broken in ["19.999", "0.001", "33.335"] {
            assert!(!judge.is_valid(&serde_json::from_str(broken).unwrap()), "{broken}");
        }
    }
}

#[test]
fn stock_is_cut_into_files() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    build_into(&memory(MUGS), &out, 1);
    let sizes: Vec<usize> = files(&out, "walmart-inventory-")
        .iter()
        .map(|file| file["Inventory"].as_array().unwrap().len())
        .collect();
    // five SKUs, two a file
    assert_eq!(sizes, [2, 2, 1]);
}

/// Every sample that Walmart gives of a request, and the judge of its kind; feeds that this program does not write
/// have no schema here.
#[test]
fn the_judges_take_every_official_sample() {
    let Some(folder) = shared("conformance/walmart/samples") else { return };
    let mut seen = 0;
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| Path::new(name).extension().is_some_and(|ending| ending == "json"))
        .collect();
    names.sort();
    for name in names {
        let sample = read(&format!("samples/{name}")).unwrap();
        let kind = name.trim_end_matches(".json");
        let found = match kind {
            "priceBulkUploads.json1" => errors(&price_judge().unwrap(), &sample),
            "updatePrice.example" | "updatePromotionalPrices.Promotional_Pricing_Update_JSON" => {
                errors(&judge(&read("price-schemas/Price.json").unwrap()), &sample)
            }
            "updateBulkInventory.json1" => errors(&inventory_judge().unwrap(), &sample),
            "updateInventoryForAnItem.example" => {
                errors(&judge(&read("inventory-schemas/Inventory.json").unwrap()), &sample)
            }
            // headers of 4.8; the items are those of 4.3
            "itemBulkUploads.V4.8_MP_ITEM" | "itemBulkUploads.V4.8_MP_MAINTENANCE" => {
                errors(&ItemJudge::new().unwrap().item, &sample["MPItem"][0])
            }
            // a header of 4.1; the item is that of version 1.0 of the same schema
            "itemBulkUploads.V4.1_MP_ITEM_MATCH" => {
                let mut offers = read("item-schemas/MP_ITEM_MATCH_v4.json").unwrap();
                errors(&judge(&offers["properties"]["MPItem"].take()), &sample["MPItem"])
            }
            // fulfilment by Walmart, shipping, lag times, retirement, several ship nodes: no schema of them is known
            "itemBulkUploads.V4.3_MP_WFS_ITEM"
            | "itemBulkUploads.V4.5_OMNI_WFS"
            | "itemBulkUploads.RETIRE_ITEM"
            | "itemBulkUploads.SHIPPING_OVERRIDES_-_Sample_1"
            | "itemBulkUploads.SHIPPING_OVERRIDES_-_Sample_2"
            | "itemBulkUploads.SHIPPING_OVERRIDES_-_Sample_3"
            | "itemBulkUploads.SKU_TEMPLATE_MAP_-_Sample_1"
            | "updateBulkInventory.MultiNode_Bulk_Inventory_Update_Request"
            | "updateLagTimeBulk.json1" => continue,
            other => panic!("no judge for the sample `{other}`"),
        };
        assert_eq!(found, Vec::<String>::new(), "{name}");
        seen += 1;
    }
    assert_eq!(seen, 8);
}

#[test]
fn the_judges_refuse_what_is_broken() {
    let Some(feeds) = conforming(&memory(MUGS)) else { return };
    let price = json!({ "PriceHeader": { "version": "1.7" }, "Price": [feeds.prices[0]] });
    let price_judge = price_judge().unwrap();
    assert!(price_judge.is_valid(&price));
    let breaks: [Break; 8] = [
        ("a version that is a number", |feed| feed["PriceHeader"]["version"] = json!(1.7)),
        ("no header", |feed| drop(feed.as_object_mut().unwrap().remove("PriceHeader"))),
        ("no prices", |feed| feed["Price"] = json!([])),
        ("no SKU", |feed| drop(feed["Price"][0].as_object_mut().unwrap().remove("sku"))),
        ("no pricing", |feed| feed["Price"][0]["pricing"] = json!([])),
        ("another currency", |feed| {
            feed["Price"][0]["pricing"][0]["currentPrice"]["currency"] = json!("EUR");
        }),
        ("an amount that is a text", |feed| {
            feed["Price"][0]["pricing"][0]["currentPrice"]["amount"] = json!("19.99");
        }),
        ("another kind of price", |feed| feed["Price"][0]["pricing"][0]["currentPriceType"] = json!("LIST")),
    ];
    refused(&price_judge, &price, &breaks);
    let stock = json!({ "InventoryHeader": { "version": "1.4" }, "Inventory": [feeds.stock[0]] });
    let stock_judge = inventory_judge().unwrap();
    assert!(stock_judge.is_valid(&stock));
    let breaks: [Break; 5] = [
        ("another unit", |feed| feed["Inventory"][0]["quantity"]["unit"] = json!("CASE")),
        ("half a unit", |feed| feed["Inventory"][0]["quantity"]["amount"] = json!(1.5)),
        ("no amount", |feed| feed["Inventory"][0]["quantity"] = json!({ "unit": "EACH" })),
        ("a key more", |feed| feed["Inventory"][0]["price"] = json!(1)),
        ("the key of another version", |feed| feed["inventory"] = feed["Inventory"].take()),
    ];
    refused(&stock_judge, &stock, &breaks);
}

#[test]
fn the_judge_of_items_refuses_what_is_broken() {
    let Some(feeds) = conforming(&memory(MUGS)) else { return };
    let judge = ItemJudge::new().unwrap();
    let header =
        json!({ "businessUnit": "WALMART_US", "locale": "en", "version": "5.0.20260607-22_38_54-api" });
    let feed = json!({ "MPItemFeedHeader": header, "MPItem": [feeds.items[1]] });
    let price: Json = serde_json::from_str("19.99").unwrap();
    assert_eq!(judge.errors(&feed, &price), Vec::<String>::new());
    let breaks: [Break; 9] = [
        ("a header of 4.x", |feed| feed["MPItemFeedHeader"]["processMode"] = json!("REPLACE")),
        ("no version", |feed| drop(feed["MPItemFeedHeader"].as_object_mut().unwrap().remove("version"))),
        ("a short version", |feed| feed["MPItemFeedHeader"]["version"] = json!("5.0")),
        ("another kind of code", |feed| {
            feed["MPItem"][0]["Orderable"]["productIdentifiers"]["productIdType"] = json!("ASIN");
        }),
        ("a code too long", |feed| {
            feed["MPItem"][0]["Orderable"]["productIdentifiers"]["productId"] = json!("004006381333931");
        }),
        ("a weight of four digits after the point", |feed| {
            feed["MPItem"][0]["Orderable"]["ShippingWeight"] = serde_json::from_str("0.2601").unwrap();
        }),
        ("a SKU of 51 characters", |feed| feed["MPItem"][0]["Orderable"]["sku"] = json!("x".repeat(51))),
        ("an image that is no address", |feed| {
            feed["MPItem"][0]["Visible"]["Home Decor, Kitchen, & Other"]["mainImageUrl"] = json!("mug.jpg");
        }),
        ("features that are no list", |feed| {
            feed["MPItem"][0]["Visible"]["Home Decor, Kitchen, & Other"]["keyFeatures"] = json!("Big");
        }),
    ];
    for (what, breaks) in breaks {
        let mut broken = feed.clone();
        breaks(&mut broken);
        assert_ne!(judge.errors(&broken, &price), Vec::<String>::new(), "{what} passes");
    }
    let broken = serde_json::from_str("19.999").unwrap();
    assert_ne!(judge.errors(&feed, &broken), Vec::<String>::new(), "a price of three digits passes");
}

pub(crate) fn refused(judge: &Validator, whole: &Json, breaks: &[Break]) {
    for (what, breaks) in breaks {
        let mut feed = whole.clone();
        breaks(&mut feed);
        assert!(!judge.is_valid(&feed), "{what} passes");
    }
}
