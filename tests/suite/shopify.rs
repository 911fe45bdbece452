//! Shopify's feeds: variables of calls against Shopify's own input types, the product CSV against its template's
//! header, and what stands in both against the offers.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use evenkeel::world::{Disk, Files, Memory};
use serde_json::{Value, json};

use crate::graphql::Judge;
use crate::support::{build_into, folder, memory, root, shared};

/// What makes a line wrong.
pub(crate) type Broken = (&'static str, fn(&mut Value));

/// A build's files by name.
pub(crate) fn built(files: &dyn Files) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    build_into(files, &out, 2);
    let read = |path: &Path| fs::read_to_string(path).unwrap();
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let paths = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path());
    paths.map(|path| (name(&path), read(&path))).collect()
}

pub(crate) fn lines(files: &BTreeMap<String, String>, start: &str) -> Vec<Value> {
    let own = files.iter().filter(|(name, _)| name.starts_with(start));
    own.flat_map(|(_, text)| text.lines()).map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The records of a CSV, header first.
fn records(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

const FEEDS: &str = "
    feed shopify-csv
    feed shopify-prices
    feed shopify-quantities { location home \"9001\" }
";

/// The ids that a channel gives to SKUs: made up from their places, each product of one handle.
fn ids(skus: &[(String, String)]) -> String {
    let mut handles: Vec<&String> = skus.iter().map(|(handle, _)| handle).collect();
    handles.dedup();
    let mut text = String::from("sku,variant,product,item,units\n");
    let mut writer = csv::Writer::from_writer(Vec::new());
    for (index, (handle, sku)) in skus.iter().enumerate() {
        let product = handles.iter().position(|known| *known == handle).unwrap();
        // with the kind and without it, as exports have them
        let variant = if index % 2 == 0 {
            format!("gid://shopify/ProductVariant/{}", 5000 + index)
        } else {
            (5000 + index).to_string()
        };
        let row =
            [sku.clone(), variant, (700 + product).to_string(), (8000 + index).to_string(), "12".to_owned()];
        writer.write_record(row).unwrap();
    }
    text.push_str(&String::from_utf8(writer.into_inner().unwrap()).unwrap());
    text
}

/// Handle and SKU of each row of an export that is no row of an image alone.
pub(crate) fn skus(export: &str, sku_of: impl Fn(&BTreeMap<&str, &str>) -> String) -> Vec<(String, String)> {
    let records = records(export);
    let header = &records[0];
    let mut found = Vec::new();
    for record in &records[1..] {
        let row: BTreeMap<&str, &str> =
            header.iter().map(String::as_str).zip(record.iter().map(String::as_str)).collect();
        if !row["Variant Price"].is_empty() || !row["Option1 Value"].is_empty() {
            found.push((row["Handle"].to_owned(), sku_of(&row)));
        }
    }
    found
}

/// A real export as a policy: a SKU is a handle with its options, 12 units of each.
pub(crate) fn real(path: &str, currency: &str, feeds: &str) -> Option<(Memory, Vec<(String, String)>)> {
    let export = fs::read_to_string(shared(path)?).unwrap();
    let skus = skus(&export, |row| {
        let parts =
            ["Handle", "Option1 Value", "Option2 Value", "Option3 Value"].map(|name| row[name].trim());
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
    });
    let policy = format!(
        "evenkeel 1
policy real {{ currency {currency} }}
catalog {{
    source products \"export.csv\" format=shopify-csv {{ sku \"Handle\" \"Option1 Value\" \"Option2 Value\" \"Option3 Value\" }}
    source ids \"ids.csv\" {{
        sku \"sku\"
        channel-id \"variant\" channel=shopify
        product-id \"product\" channel=shopify
        inventory-id \"item\" channel=shopify
        stock \"units\" location=home
    }}
}}
channel shopify {{ profile shopify; role dtc\n{feeds} }}
pool shelf {{ location home; channels shopify }}
buffer {{ units 2 }}
pricing {{ anchor shopify }}
content {{
    field title {{ identical }}
    field description {{ identical }}
    field brand {{ identical }}
    field product-type {{ identical }}
    field gtin {{ adapted; on shopify {{ replace \"'\" with=\"\" }} }} // as a spreadsheet keeps its zeros
    field images {{ identical }}
}}
"
    );
    let files = Memory::default()
        .with("evenkeel.kdl", policy)
        .with("ids.csv", ids(&skus))
        .with("export.csv", fs::read(shared(path)?).unwrap());
    Some((files, skus))
}

/// The example with Shopify's own feeds in place of its columns.
fn example() -> Memory {
    let folder = root().join("examples/glow-skincare");
    let read = |path: &str| fs::read_to_string(folder.join(path)).unwrap();
    let channels = read("channels.kdl");
    let start = channels.find("    feed csv {").unwrap();
    let end = start + channels[start..].find("\n    }\n").unwrap() + "\n    }\n".len();
    let feeds = FEEDS.replace("location home", "location nj-warehouse");
    let channels = format!("{}{feeds}{}", &channels[..start], &channels[end..]);
    let products = read("catalog/products.csv");
    let ids = ids(&skus(&products, |row| row["Variant SKU"].to_owned())).replace(",units\n", ",unused\n");
    let more = "
catalog {
    source ids \"catalog/ids.csv\" {
        sku \"sku\"
        channel-id \"variant\" channel=shopify
        product-id \"product\" channel=shopify
        inventory-id \"item\" channel=shopify
    }
}
content {
    field title { identical }
    field description { identical }
    field images { identical }
}
";
    let mut files = Memory::default()
        .with("channels.kdl", channels)
        .with("catalog/products.csv", products)
        .with("catalog/ids.csv", ids)
        .with("more.kdl", more)
        .with("catalog/stock.csv", read("catalog/stock.csv"))
        .with("catalog/extra.csv", read("catalog/extra.csv"));
    for name in ["evenkeel.kdl", "inventory.kdl", "pricing.kdl"] {
        files = files.with(name, read(name));
    }
    files
}

/// What is wrong with the variables of a line, run-time rules included that no type shows.
fn price_errors(judge: &Judge, line: &Value) -> Vec<String> {
    let mut errors = judge.arguments("productVariantsBulkUpdate", line);
    for variant in line["variants"].as_array().into_iter().flatten() {
        let is_decimal =
            |text: &Value| text.as_str().is_some_and(|text| text.parse::<evenkeel::exact::Decimal>().is_ok());
        if !is_decimal(&variant["price"])
            || !(variant["compareAtPrice"].is_null() || is_decimal(&variant["compareAtPrice"]))
        {
            errors.push(format!("no decimal: {variant}"));
        }
        if !variant["id"].as_str().is_some_and(|id| id.starts_with("gid://shopify/ProductVariant/")) {
            errors.push(format!("no id of a variant: {variant}"));
        }
    }
    if line["variants"].as_array().is_none_or(|variants| variants.len() > 250) {
        errors.push("more than 250 variants".to_owned());
    }
    errors
}

fn quantity_errors(judge: &Judge, line: &Value) -> Vec<String> {
    let mut errors = Vec::new();
    // the key is a variable of the document, for its directive
    let mut arguments = line.clone();
    let key = arguments.as_object_mut().and_then(|line| line.remove("key"));
    if key.and_then(|key| Some(key.as_str()?.len())) != Some(32) {
        errors.push("no key".to_owned());
    }
    errors.extend(judge.arguments("inventorySetQuantities", &arguments));
    let quantities = line["input"]["quantities"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut once = BTreeSet::new();
    for own in quantities {
        // since 2026-04 it has to be there, null or not
        if own.get("changeFromQuantity").is_none() {
            errors.push("no changeFromQuantity".to_owned());
        }
        if !once.insert((own["inventoryItemId"].to_string(), own["locationId"].to_string())) {
            errors.push("an item twice at a location".to_owned());
        }
    }
    if quantities.is_empty() || quantities.len() > 250 {
        errors.push(format!("{} quantities", quantities.len()));
    }
    if !["available", "on_hand"].contains(&line["input"]["name"].as_str().unwrap_or_default()) {
        errors.push("no name of a quantity".to_owned());
    }
    errors
}

/// Judges all three feeds of a build; returns how many variants, quantities and rows of the CSV there are.
fn conforming(files: &BTreeMap<String, String>) -> Option<[usize; 3]> {
    let judge = Judge::shopify()?;
    let mut counts = [0; 3];
    for line in lines(files, "shopify-prices-") {
        assert_eq!(price_errors(&judge, &line), Vec::<String>::new(), "{line}");
        counts[0] += line["variants"].as_array().unwrap().len();
    }
    for line in lines(files, "shopify-quantities-") {
        assert_eq!(quantity_errors(&judge, &line), Vec::<String>::new(), "{line}");
        counts[1] += line["input"]["quantities"].as_array().unwrap().len();
    }
    counts[2] = conforming_products(&files["shopify-products.csv"])?;
    Some(counts)
}

/// Judges a product CSV by Shopify's template; returns how many rows it has.
fn conforming_products(csv: &str) -> Option<usize> {
    let template = records(&fs::read_to_string(shared("conformance/shopify/product_template.csv")?).unwrap());
    let rows = records(csv);
    let mut known = template[0].iter();
    for header in &rows[0] {
        assert!(known.any(|known| known == header), "`{header}` is a column of the template, in its order");
    }
    for required in ["Title", "URL handle", "Option1 name", "Option1 value"] {
        assert!(rows[0].iter().any(|header| header == required), "{required}");
    }
    let cell =
        |row: &[String], name: &str| row[rows[0].iter().position(|header| header == name).unwrap()].clone();
    for row in &rows[1..] {
        assert_eq!(row.len(), rows[0].len(), "{row:?}");
        assert!(!cell(row, "URL handle").is_empty(), "{row:?}");
        let price = cell(row, "Price");
        // a row of an image alone has none
        assert!(price.is_empty() || is_money(&price), "{row:?}");
    }
    Some(rows.len() - 1)
}

fn is_money(text: &str) -> bool {
    let (whole, cents) = text.split_once('.').unwrap_or((text, ""));
    let are_digits = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
    !whole.is_empty() && are_digits(whole) && are_digits(cents)
}

#[test]
fn the_second_example_in_shopifys_own_format() {
    let files = built(&Disk::new(root().join("examples/hearth-home")));
    let Some(rows) = conforming_products(&files["shopify.csv"]) else { return };
    // 400 variants of 63 products, each of which has two images more than variants, and a row for each of the two
    assert_eq!(rows, 400 + 63 * 2);
    // its own portal's file is what the offers say, line by line
    let rows = records(&files["wholesale.csv"]);
    assert_eq!(rows[0], ["Item", "Description", "UPC", "Wholesale", "MAP", "Available"]);
    let offers = lines(&files, "offers.jsonl");
    let offers: Vec<&Value> = offers.iter().filter(|offer| offer["channel"] == "wholesale").collect();
    assert_eq!((rows.len() - 1, offers.len()), (400, 400));
    for (row, offer) in rows[1..].iter().zip(offers) {
        assert_eq!(row.len(), 6, "{row:?}");
        assert_eq!(row[0], offer["sku"].as_str().unwrap());
        assert_eq!(row[3], offer["list"].as_str().unwrap(), "{row:?}");
        assert_eq!(row[5], offer["quantity"].to_string(), "{row:?}");
    }
}

#[test]
fn the_example_in_shopifys_own_formats() {
    let files = built(&example());
    let Some(counts) = conforming(&files) else { return };
    // 150 variants at one location. Ten products have an image more than variants, which takes a row of its own
    assert_eq!(counts, [150, 150, 160]);
}

#[test]
fn a_real_shop_in_shopifys_own_formats() {
    let path = "catalogs/shopify-export-real/products_export_1.csv";
    let Some((files, skus)) = real(path, "USD", FEEDS) else { return };
    let files = built(&files);
    let Some([variants, quantities, rows]) = conforming(&files) else { return };
    // 549 of 604 rows are variants, each with a price
    assert_eq!((skus.len(), variants, quantities), (549, 549, 549));
    assert!(rows >= 549, "{rows}");
    assert_eq!(files["by-hand.jsonl"].lines().count(), 0, "{}", files["by-hand.jsonl"]);
}

#[test]
fn a_real_shop_with_kronor_and_emoji() {
    let path = "catalogs/prisjakt-shopify-feeds/products_export_1.csv";
    let Some((files, skus)) = real(path, "SEK", FEEDS) else { return };
    let files = built(&files);
    let Some([variants, quantities, rows]) = conforming(&files) else { return };
    // 48 rows, 29 of them an image alone; 2 of the 19 variants are archived: 19 - 2 = 17, 48 - 2 = 46
    assert_eq!((skus.len(), variants, quantities, rows), (19, 17, 17, 46));
}

#[test]
fn what_shopify_would_refuse_is_refused() {
    let Some(judge) = Judge::shopify() else { return };
    let price = json!({
        "productId": "gid://shopify/Product/1",
        "variants": [{ "id": "gid://shopify/ProductVariant/1", "price": "24.99", "compareAtPrice": null }],
    });
    assert_eq!(price_errors(&judge, &price), Vec::<String>::new());
    let broken: [Broken; 8] = [
        ("no product", |line| drop(line.as_object_mut().unwrap().remove("productId"))),
        ("no variants", |line| drop(line.as_object_mut().unwrap().remove("variants"))),
        ("null variants", |line| line["variants"] = json!([null])),
        ("a SKU beside the id", |line| line["variants"][0]["sku"] = json!("A-1")),
        ("a number for a price", |line| line["variants"][0]["price"] = json!(24.99)),
        ("a comma in a price", |line| line["variants"][0]["price"] = json!("24,99")),
        ("an unknown policy", |line| line["variants"][0]["inventoryPolicy"] = json!("deny")),
        ("the id of a product", |line| line["variants"][0]["id"] = json!("gid://shopify/Product/1")),
    ];
    for (what, breaks) in broken {
        let mut line = price.clone();
        breaks(&mut line);
        assert!(!price_errors(&judge, &line).is_empty(), "{what} passes");
    }
    let quantity = json!({
        "input": { "name": "available", "reason": "correction", "quantities": [{
            "inventoryItemId": "gid://shopify/InventoryItem/1", "locationId": "gid://shopify/Location/1",
            "quantity": 12, "changeFromQuantity": null,
        }] },
        "key": "0123456789abcdef0123456789abcdef",
    });
    assert_eq!(quantity_errors(&judge, &quantity), Vec::<String>::new());
    let broken: [Broken; 10] = [
        ("no key", |line| drop(line.as_object_mut().unwrap().remove("key"))),
        ("no input", |line| drop(line.as_object_mut().unwrap().remove("input"))),
        ("no comparison", |line| {
            drop(line["input"]["quantities"][0].as_object_mut().unwrap().remove("changeFromQuantity"));
        }),
        ("the comparison of before 2026-04", |line| line["input"]["ignoreCompareQuantity"] = json!(true)),
        ("half a unit", |line| line["input"]["quantities"][0]["quantity"] = json!(1.5)),
        ("units as a text", |line| line["input"]["quantities"][0]["quantity"] = json!("12")),
        ("no reason", |line| drop(line["input"].as_object_mut().unwrap().remove("reason"))),
        ("no location", |line| line["input"]["quantities"][0]["locationId"] = Value::Null),
        ("an unknown name", |line| line["input"]["name"] = json!("sellable")),
        ("an item twice", |line| {
            let first = line["input"]["quantities"][0].clone();
            line["input"]["quantities"].as_array_mut().unwrap().push(first);
        }),
    ];
    for (what, breaks) in broken {
        let mut line = quantity.clone();
        breaks(&mut line);
        assert!(!quantity_errors(&judge, &line).is_empty(), "{what} passes");
    }
}

const MUGS: &str = r#"//- evenkeel.kdl
evenkeel 1
policy mugs { currency USD }
catalog {
    source products "products.csv" format=shopify-csv { compare-at "Variant Compare At Price" }
    source stock "stock.csv" { stock "home" location=home; stock "shed" location=shed }
    source ids "ids.csv" {
        sku "Variant SKU"
        channel-id "Variant ID" channel=shopify
        product-id "ID" channel=shopify
        inventory-id "Variant Inventory Item ID" channel=shopify
    }
}
channel shopify {
    profile shopify
    role dtc
    feed shopify-csv
    feed shopify-prices
    feed shopify-quantities { location home "1"; location shed "gid://shopify/Location/2" }
}
pool both { location home; location shed; channels shopify }
buffer { units 3 }
pricing { anchor shopify }
content {
    field title { identical }
    field description { identical }
    field gtin { identical }
    field images { identical }
    field brand { adapted; on shopify { append " & Co." } }
    field weight { identical }
}
//- products.csv
Handle,Title,Body (HTML),Vendor,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Price,Variant Compare At Price,Variant Barcode,Variant Grams,Image Src
mug,"Mug, ""big"" ☕","<p>One
two</p>",Acme,Size,S,Glaze,blue,007,9.5,12,04006381333931,300,https://a.example/1.png
mug,,,,,M,,blue,008,10,,,350,https://a.example/2.png
mug,,,,,,,,,,,,,https://a.example/3.png
tea,Tea,,Acme,Title,Default Title,,,T-1,5,6.00,,50,
half,Half a set,,Acme,Size,S,,,H-1,7,,,50,
half,,,,,M,,,H-2,,,,50,
//- stock.csv
sku,home,shed
007,4,10
008,2,0
T-1,0,9
H-1,5,5
H-2,5,5
//- ids.csv
Variant SKU,Variant ID,ID,Variant Inventory Item ID
007,71,7,701
008,72,7,702
T-1,81,8,801
H-1,91,9,1.00000E+12
H-2,92,9,902
"#;

#[test]
fn the_rows_of_a_product_stand_together_and_only_owned_columns() {
    let files = built(&memory(MUGS));
    let rows = records(&files["shopify-products.csv"]);
    // no quantity: the shop counts at two locations, and a feed of its own sends them
    let expected = [
        "Title",
        "URL handle",
        "Description",
        "Vendor",
        "SKU",
        "Barcode",
        "Option1 name",
        "Option1 value",
        "Option2 name",
        "Option2 value",
        "Price",
        "Compare-at price",
        "Product image URL",
    ];
    assert_eq!(rows[0], expected);
    let image = |number: u8| format!("https://a.example/{number}.png");
    assert_eq!(
        rows[1],
        [
            "Mug, \"big\" ☕",
            "mug",
            "<p>One\ntwo</p>",
            "Acme & Co.",
            "007",
            "04006381333931",
            "Size",
            "S",
            "Glaze",
            "blue",
            "9.50",
            "12.00",
            &image(1),
        ]
    );
    // what belongs to the product stands in its first row alone; a blank compare-at clears it
    assert_eq!(rows[2], ["", "mug", "", "", "008", "", "", "M", "", "blue", "10.00", "", &image(2)]);
    // the third image has a row of its own
    assert_eq!(rows[3], ["", "mug", "", "", "", "", "", "", "", "", "", "", &image(3)]);
    assert_eq!(
        rows[4],
        ["Tea", "tea", "", "Acme & Co.", "T-1", "", "Title", "Default Title", "", "", "5.00", "6.00", ""]
    );
    // H-2 has no price: an import of H-1 alone would delete it, so neither is written
    assert_eq!(rows.len(), 5);
}

#[test]
fn units_are_placed_where_they_lie() {
    let files = built(&memory(MUGS));
    let lines = lines(&files, "shopify-quantities-");
    let placed: Vec<(String, String, u64)> = lines
        .iter()
        .flat_map(|line| line["input"]["quantities"].as_array().unwrap())
        .map(|own| {
            let text = |key: &str| own[key].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
            (text("inventoryItemId"), text("locationId"), own["quantity"].as_u64().unwrap())
        })
        .collect();
    let expected = [
        // 4 + 10 less a buffer of 3 is 11: 4 at home, 7 in the shed
        ("701", "1", 4),
        ("701", "2", 7),
        // 2 less 3 is none, and both are told so
        ("702", "1", 0),
        ("702", "2", 0),
        // 0 + 9 less 3
        ("801", "1", 0),
        ("801", "2", 6),
    ];
    assert_eq!(placed, expected.map(|(item, location, units)| (item.to_owned(), location.to_owned(), units)));
}

#[test]
fn what_no_feed_carries_is_for_doing_by_hand() {
    let files = built(&memory(MUGS));
    let said: Vec<(Value, Value, Value, Value)> = lines(&files, "by-hand.jsonl")
        .iter()
        .map(|line| (line["what"].clone(), line["sku"].clone(), line["value"].clone(), line["skus"].clone()))
        .collect();
    let expected = [
        // 5 + 5 less 3; a spreadsheet has rounded the id of the item. Its price goes by another id, and is sent
        (json!("quantity"), json!("H-1"), json!("7"), json!(1)),
        // the product's title, barcode and images go by the CSV alone
        (json!("listing"), json!("H-1"), json!(null), json!(1)),
        // a weight is in no column of the CSV: of the four SKUs that are not held back
        (json!("weight"), json!(null), json!(null), json!(4)),
    ];
    assert_eq!(said, expected);
    let prices = lines(&files, "shopify-prices-");
    assert_eq!(
        prices[2],
        json!({
            "productId": "gid://shopify/Product/9",
            "variants": [{ "id": "gid://shopify/ProductVariant/91", "price": "7.00", "compareAtPrice": null }],
        })
    );
}

#[test]
fn a_key_is_that_of_its_build() {
    let key = |files: &BTreeMap<String, String>| lines(files, "shopify-quantities-")[0]["key"].clone();
    let first = key(&built(&memory(MUGS)));
    assert_eq!(first, key(&built(&memory(MUGS))), "the same build, the same key");
    assert_ne!(
        first,
        key(&built(&memory(&MUGS.replace("007,4,10", "007,4,11")))),
        "other units, another key"
    );
}

#[test]
fn a_product_in_two_places_is_left_whole() {
    let policy = "//- evenkeel.kdl
evenkeel 1
policy mugs { currency USD }
catalog { source products \"products.csv\" { attribute handle \"slug\"; attribute colour \"colour\" } }
channel shopify { role dtc; feed shopify-csv { option \"Colour\" attribute.colour } }
pool shelf { location home; channels shopify }
buffer { units 0 }
pricing { anchor shopify }
//- products.csv
sku,slug,colour,title,price,stock
A,cup,red,Cup,4.00,5
B,pot,,Pot,9.00,2
C,cup,blue,Cup,4.50,6
D,jar,,Jar,3.00,1
E,dup,red,Dup,3.00,1
F,dup,red,Dup,3.00,1
";
    let files = built(&memory(policy));
    let rows = records(&files["shopify.csv"]);
    let skus: Vec<&str> = rows[1..].iter().map(|row| row[2].as_str()).collect();
    assert_eq!(skus, ["B", "D"], "{rows:?}");
    // a single location, and no column of compare-at in the catalog: that of the shop stays
    assert_eq!(
        rows[0],
        ["Title", "URL handle", "SKU", "Option1 name", "Option1 value", "Price", "Inventory quantity"]
    );
    assert_eq!(rows[1], ["Pot", "pot", "B", "Title", "Default Title", "9.00", "2"]);
    let by_hand: Vec<(String, String, String)> = lines(&files, "by-hand.jsonl")
        .iter()
        .map(|line| ["sku", "what", "value"].map(|key| line[key].as_str().unwrap().to_owned()).into())
        .collect();
    let expected = [
        ("A", "price", "4.00"),
        ("A", "quantity", "5"),
        ("C", "price", "4.50"),
        ("C", "quantity", "6"),
        // two variants that nothing tells apart
        ("E", "price", "3.00"),
        ("E", "quantity", "1"),
        ("F", "price", "3.00"),
        ("F", "quantity", "1"),
    ];
    assert_eq!(by_hand, expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned())));
    let below = folder(policy);
    let run = crate::support::evenkeel(below.path(), &["build"]);
    assert_eq!(run.code, 0, "a warning: {}", run.stdout);
    assert!(run.stdout.contains("the rows of product `cup` stand in several places"), "{}", run.stdout);
    assert!(run.stdout.contains("8 lines are for doing by hand"), "{}", run.stdout);
}

/// A policy of one location over a catalog in the shape of `attributes`, with the content that is given.
fn small(attributes: &str, content: &str, products: &str) -> String {
    format!(
        "//- evenkeel.kdl
evenkeel 1
policy small {{ currency USD }}
catalog {{ source products \"products.csv\" {{ attribute handle \"slug\"; {attributes} }} }}
channel shopify {{ profile shopify; role dtc; feed shopify-csv }}
pool shelf {{ location home; channels shopify }}
buffer {{ units 0 }}
pricing {{ anchor shopify }}
{content}
//- products.csv
{products}"
    )
}

#[test]
fn a_column_that_nothing_fills_is_left_to_the_shop() {
    let content = "content {
    field title { identical; from title }
    field description { identical; from description }
    field brand { identical; from brand }
    field product-type { unique; from attribute.kind; on shopify { default \"Mug\" } }
    field seo-title { unique; from attribute.seo; on shopify }
}";
    let files = built(&memory(&small(
        "attribute seo \"seo\"",
        content,
        "sku,slug,title,price,stock,seo
A,h1,A title,1.99,3,seo text
B,h2,B title,2.99,4,
",
    )));
    let rows = records(&files["shopify.csv"]);
    // no `Description` and no `Vendor`: blank cells would clear them in the shop; a default fills `Type`
    let expected = [
        "Title",
        "URL handle",
        "Type",
        "SKU",
        "Option1 name",
        "Option1 value",
        "Price",
        "Inventory quantity",
        "SEO title",
    ];
    assert_eq!(rows[0], expected);
    assert_eq!(rows[1], ["A title", "h1", "Mug", "A", "Title", "Default Title", "1.99", "3", "seo text"]);
    // a column that one SKU leaves blank is owned
    assert_eq!(rows[2], ["B title", "h2", "Mug", "B", "Title", "Default Title", "2.99", "4", ""]);
}

#[test]
fn a_field_goes_by_its_key() {
    let content = "content {
    field keywords { unique; from attribute.kw; on shopify { as \"tags\" } }
    field seo-title { unique; from attribute.kw; on shopify { as \"other\" } }
}";
    let files = built(&memory(&small(
        "attribute kw \"kw\"",
        content,
        "sku,slug,title,price,stock,kw
A,h1,A title,1.99,3,\"a, b\"
",
    )));
    let rows = records(&files["shopify.csv"]);
    let expected = [
        "Title",
        "URL handle",
        "Tags",
        "SKU",
        "Option1 name",
        "Option1 value",
        "Price",
        "Inventory quantity",
    ];
    assert_eq!(rows[0], expected);
    assert_eq!(rows[1][2], "a, b");
    let said = lines(&files, "by-hand.jsonl");
    let what: Vec<&str> = said.iter().map(|line| line["what"].as_str().unwrap()).collect();
    assert_eq!(what, ["seo-title"], "{said:?}");
}

#[test]
fn variants_with_options_of_other_names_are_left() {
    let attributes = "attribute option1-name \"o1n\"; attribute option1 \"o1\"";
    let files = built(&memory(&small(
        attributes,
        "",
        "sku,slug,title,o1n,o1,price,stock
A1,p,Tee,,,10.00,1
A2,p,Tee,Size,M,10.00,1
B1,q,Cap,Size,S,10.00,1
B2,q,Cap,Color,Red,10.00,1
C1,r,Hat,Size,S,10.00,1
C2,r,Hat,Size,M,10.00,1
",
    )));
    let rows = records(&files["shopify.csv"]);
    let skus: Vec<&str> = rows[1..].iter().map(|row| row[2].as_str()).collect();
    assert_eq!(skus, ["C1", "C2"], "{rows:?}");
    let why: BTreeSet<(String, String)> = lines(&files, "by-hand.jsonl")
        .iter()
        .map(|line| ["sku", "why"].map(|key| line[key].as_str().unwrap().to_owned()).into())
        .collect();
    let other = |sku: &str| format!("`{sku}` has other options than another variant of the same product");
    let expected = [("A1", "A2"), ("A2", "A2"), ("B1", "B2"), ("B2", "B2")];
    assert_eq!(why, expected.map(|(sku, odd)| (sku.to_owned(), other(odd))).into());
}

#[test]
fn a_variant_that_says_something_else_of_the_product_is_for_doing_by_hand() {
    let attributes = "attribute option1-name \"o1n\"; attribute option1 \"o1\"";
    let content = "content { field title { identical }; field brand { identical } }";
    let files = built(&memory(&small(
        attributes,
        content,
        "sku,slug,title,brand,o1n,o1,price,stock
R,p,Mug red,Acme,Color,Red,10.00,1
B,p,Mug blue,Acme,Color,Blue,10.00,1
D,p,Mug red,Other,Color,Dark red,10.00,1
E,p,Mug red,,Color,Grey,10.00,1
",
    )));
    let rows = records(&files["shopify.csv"]);
    assert_eq!(rows[1][..3], ["Mug red", "p", "Acme"]);
    let said: Vec<[String; 3]> = lines(&files, "by-hand.jsonl")
        .iter()
        .map(|line| ["sku", "what", "why"].map(|key| line[key].as_str().unwrap().to_owned()))
        .collect();
    let why = "another variant of the product says something else";
    // E has no brand, and says nothing else
    assert_eq!(said, [["B", "title", why], ["D", "brand", why]]);
}

#[test]
fn a_product_has_the_images_of_all_its_variants() {
    let attributes = "attribute option1-name \"o1n\"; attribute option1 \"o1\"; images \"image\"";
    let content = "content { field images { identical } }";
    let files = built(&memory(&small(
        attributes,
        content,
        "sku,slug,title,o1n,o1,price,stock,image
R,p,Mug,Color,Red,10.00,1,https://a.example/red.png
B,p,Mug,Color,Blue,10.00,1,https://a.example/blue.png
D,p,Mug,Color,Dark red,10.00,1,https://a.example/red.png
",
    )));
    let rows = records(&files["shopify.csv"]);
    let images: Vec<(&str, &str)> = rows[1..].iter().map(|row| (row[2].as_str(), row[7].as_str())).collect();
    let expected = [("R", "https://a.example/red.png"), ("B", "https://a.example/blue.png"), ("D", "")];
    assert_eq!(images, expected);
}

#[test]
fn a_profile_brings_a_feed_only_where_there_are_ids() {
    let policy = |ids: &str| {
        format!(
            "//- evenkeel.kdl
evenkeel 1
policy mugs {{ currency USD }}
catalog {{ source products \"products.csv\" {{ {ids} }} }}
channel shopify {{ profile shopify; role dtc }}
pool shelf {{ location home; channels shopify }}
buffer {{ units 0 }}
pricing {{ anchor shopify }}
//- products.csv
sku,price,stock,variant,product
A,4.00,5,1,2
"
        )
    };
    let none = built(&memory(&policy("")));
    assert!(!none.keys().any(|name| name.starts_with("shopify")), "{:?}", none.keys());
    let why = lines(&none, "by-hand.jsonl").iter().map(|line| line["why"].clone()).collect::<Vec<_>>();
    assert_eq!(why, ["`shopify` has no feed", "`shopify` has no feed"], "price and quantity");
    let both = "channel-id \"variant\" channel=shopify; product-id \"product\" channel=shopify";
    let prices = built(&memory(&policy(both)));
    assert_eq!(lines(&prices, "shopify-0001.jsonl")[0]["productId"], "gid://shopify/Product/2");
    let by_hand = lines(&prices, "by-hand.jsonl");
    assert_eq!(by_hand.len(), 1);
    assert_eq!(by_hand[0]["what"], "quantity", "they go to locations, which the channel names");
}

/// A product CSV, and beside it what is in it as JSON.
const CSV_AND_JSON: &str = "
    feed shopify-csv
    feed jsonl name=\"told\" {
        column \"sku\" sku
        column \"price\" list
        column \"compare_at\" compare-at
        column \"quantity\" quantity
        column \"title\" title
        column \"description\" description
        column \"brand\" brand
        column \"type\" product-type
        column \"gtin\" gtin
        column \"images\" images
    }
";

/// What each SKU came to, by SKU.
fn told(files: &BTreeMap<String, String>) -> BTreeMap<String, Value> {
    let all = lines(files, "shopify-told.jsonl").into_iter();
    all.map(|line| (line["sku"].as_str().unwrap().to_owned(), line)).collect()
}

/// What a build's product CSV comes to as a catalog of which nothing is kept back.
fn read_back(first: &BTreeMap<String, String>, currency: &str, fields: &str) -> BTreeMap<String, Value> {
    let policy = format!(
        "evenkeel 1
policy again {{ currency {currency} }}
catalog {{ source products \"products.csv\" format=shopify-csv }}
channel shopify {{ profile shopify; role dtc\n{CSV_AND_JSON} }}
pool shelf {{ location home; channels shopify }}
buffer {{ units 0 }}
pricing {{ anchor shopify }}
content {{ {fields} }}
"
    );
    let files = Memory::default()
        .with("evenkeel.kdl", policy)
        .with("products.csv", first["shopify-products.csv"].clone());
    let second = built(&files);
    // and written again it is the same file
    assert_eq!(second["shopify-products.csv"], first["shopify-products.csv"]);
    told(&second)
}

const FIELDS: &str = "field title { identical }; field description { identical }; field brand { identical }; field \
                      product-type { identical }; field gtin { identical }; field images { identical }";

#[test]
fn a_product_csv_reads_back() {
    let single =
        MUGS.replace("; location shed; channels", "; channels").replace("; stock \"shed\" location=shed", "");
    let start = single.find("    feed shopify-csv").unwrap();
    let end = single.find("}\npool both").unwrap();
    let single = format!("{}{CSV_AND_JSON}{}", &single[..start], &single[end..])
        .replace("field weight { identical }", "field product-type { identical }");
    let first = built(&memory(&single));
    let second = read_back(&first, "USD", FIELDS);
    let mut expected = told(&first);
    // its product is left, for H-2 has no price
    assert!(expected.remove("H-1").is_some());
    assert_eq!(second, expected);
    assert_eq!(second.keys().collect::<Vec<_>>(), ["007", "008", "T-1"], "with its leading zeros");
    let mug = &second["007"];
    assert_eq!(mug["title"], "Mug, \"big\" ☕");
    assert_eq!(mug["description"], "<p>One\ntwo</p>");
    assert_eq!(mug["brand"], "Acme & Co.");
    assert_eq!(mug["gtin"], "04006381333931");
    assert_eq!(mug["images"].as_array().unwrap().len(), 3);
    // 4 at home less a buffer of 3
    assert_eq!(
        (&mug["price"], &mug["compare_at"], &mug["quantity"]),
        (&json!("9.50"), &json!("12.00"), &json!(1))
    );
    assert_eq!(second["008"]["compare_at"], Value::Null);
}

#[test]
fn real_shops_read_back() {
    for (path, currency, count) in [
        ("catalogs/shopify-export-real/products_export_1.csv", "USD", 549),
        // 19 variants, 2 of which are archived
        ("catalogs/prisjakt-shopify-feeds/products_export_1.csv", "SEK", 17),
    ] {
        let Some((files, _)) = real(path, currency, CSV_AND_JSON) else { return };
        let first = built(&files);
        let expected = told(&first);
        assert_eq!(expected.len(), count, "{path}");
        let second = read_back(&first, currency, FIELDS);
        for (sku, line) in &expected {
            assert_eq!(second.get(sku), Some(line), "{path}");
        }
        assert_eq!(second.len(), count, "{path}");
    }
}
