//! What Amazon's feed says of listings, against the attributes of `Product.json`, Amazon's own keywords among them.

use std::fs;

use jsonschema::{Keyword, ValidationError, Validator};
use serde_json::{Value as Json, json};

use crate::support::{build_into, check, evenkeel, example_with, memory, shared, write_folder};
use evenkeel::world::{Files, Memory};

/// A limit of Amazon's own vocabulary.
struct Limit {
    most: u64,
    counted: fn(&Json) -> Option<u64>,
}

impl<'i> Keyword<'i> for Limit {
    fn validate(&self, instance: &'i Json) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) { Ok(()) } else { Err(ValidationError::custom("more than Amazon takes")) }
    }

    fn is_valid(&self, instance: &'i Json) -> bool {
        (self.counted)(instance).is_none_or(|count| count <= self.most)
    }
}

/// The judge of a schema in Amazon's form.
fn judge(schema: &Json) -> Validator {
    let limit = |most: &Json, counted| -> Box<dyn for<'i> Keyword<'i>> {
        Box::new(Limit { most: most.as_u64().unwrap(), counted })
    };
    jsonschema::options()
        .should_validate_formats(true)
        .with_draft(jsonschema::Draft::Draft201909)
        .with_keyword("maxUtf8ByteLength", move |_, most, _| {
            Ok(limit(most, |text| Some(text.as_str()?.len() as u64)))
        })
        // every list that is sent has one combination of selectors
        .with_keyword("maxUniqueItems", move |_, most, _| {
            Ok(limit(most, |list| Some(list.as_array()?.len() as u64)))
        })
        .build(schema)
        .unwrap()
}

fn product() -> Option<Json> {
    let mut product: Json =
        serde_json::from_slice(&fs::read(shared("conformance/amazon/Product.json")?).unwrap()).unwrap();
    product.as_object_mut().unwrap().remove("$schema");
    Some(product)
}

/// The attributes of every message by SKU, each judged by that of `Product.json`.
fn attributes(files: &dyn Files) -> Option<Vec<(String, Json)>> {
    let product = product()?;
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    build_into(files, &out, 2);
    let mut listings = Vec::new();
    for number in 1.. {
        let Ok(bytes) = fs::read(out.join(format!("amazon-{number:04}.json"))) else { break };
        let feed: Json = serde_json::from_slice(&bytes).unwrap();
        for message in feed["messages"].as_array().unwrap() {
            let mut own = json!({});
            for patch in message["patches"].as_array().unwrap() {
                let name = patch["path"].as_str().unwrap().strip_prefix("/attributes/").unwrap();
                assert!(own.get(name).is_none(), "`{name}` is patched once");
                own[name] = patch["value"].clone();
            }
            listings.push((message["sku"].as_str().unwrap().to_owned(), own));
        }
    }
    let mut schema = json!({ "properties": product["properties"], "$defs": product["$defs"], "additionalProperties": false });
    // an attribute of other product types
    schema["properties"]["ingredients"] = json!({ "items": { "required": ["marketplace_id", "value"] } });
    let judge = judge(&schema);
    for (sku, own) in &listings {
        let errors: Vec<String> =
            judge.iter_errors(own).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert_eq!(errors, Vec::<String>::new(), "{sku}: {own}");
    }
    Some(listings)
}

const CONTENT: &str = r#"
    field title { unique; on amazon { template "{brand} {title}"; strip-html; truncate 200 at=word } }
    field description { unique; on amazon { strip-html; truncate 10000 at=word } }
    field brand { unique; on amazon { truncate 100 at=word } }
    field gtin { unique; on amazon }
    field weight { unique; from weight; on amazon }
    field images { unique; on amazon { take 9 } }
    field condition { unique; on amazon { default "new" } }
"#;

const MARKETPLACE: &str = "ATVPDKIKX0DER";

#[test]
fn the_example_with_its_content() {
    let nodes = format!("content {{ {CONTENT} }}");
    let Some(listings) = attributes(&example_with(&nodes, "")) else { return };
    assert_eq!(listings.len(), 133, "150 SKUs less 17 that Amazon does not list");
    let (sku, own) = &listings[0];
    assert_eq!(sku, "GLW-001");
    let localised =
        |text: &str| json!([{ "marketplace_id": MARKETPLACE, "language_tag": "en_US", "value": text }]);
    assert_eq!(own["item_name"], localised("Glow Vitamin C 15% Brightening Serum"));
    assert_eq!(own["brand"], localised("Glow"));
    assert_eq!(
        own["externally_assigned_product_identifier"],
        json!([{ "marketplace_id": MARKETPLACE, "type": "upc", "value": "850047000040" }])
    );
    assert_eq!(
        own["item_package_weight"],
        json!([{ "marketplace_id": MARKETPLACE, "value": 118.0, "unit": "grams" }])
    );
    assert_eq!(own["condition_type"], json!([{ "marketplace_id": MARKETPLACE, "value": "new_new" }]));
    let image = |name: &str| own[name][0]["media_location"].as_str().unwrap_or_default().to_owned();
    assert!(image("main_product_image_locator").contains("serum.jpg"), "{own}");
    assert!(image("other_product_image_locator_2").contains("serum-3.jpg"), "{own}");
    assert!(own.get("other_product_image_locator_3").is_none(), "the shop has three images of it");
    // GLW-018 is struck through at 12.00 beside 11.00
    let (_, lip) = listings.iter().find(|(sku, _)| sku == "GLW-018").unwrap();
    assert_eq!(
        lip["list_price"],
        json!([{ "marketplace_id": MARKETPLACE, "currency": "USD", "value": 12.0 }])
    );
}

#[test]
fn a_sale_is_told_ahead_with_its_start_and_end() {
    let promotion =
        |off: &str, window: &str| format!("promotion winter {{ on amazon; offer sale \"{off}\"; {window} }}");
    let sale = |off: &str, window: &str| {
        let listings = attributes(&example_with(&promotion(off, window), ""))?;
        let own = &listings.iter().find(|(sku, _)| sku == "GLW-001").unwrap().1["purchasable_offer"][0];
        assert_eq!(own["our_price"][0]["schedule"][0]["value_with_tax"].to_string(), "42.0");
        Some(own.get("discounted_price").cloned())
    };
    let scheduled = |starts: &str, ends: &str| {
        // 42.00 × 0.96
        Some(json!([{ "schedule": [{ "start_at": starts, "end_at": ends, "value_with_tax": 40.32 }] }]))
    };
    // midnight in New York is 05:00 in UTC; the build is for 14:00 on 2026-11-27
    let Some(to_come) = sale("4%", "starts \"2026-12-01\"; ends \"2026-12-08\"") else { return };
    assert_eq!(to_come, scheduled("2026-12-01T05:00:00Z", "2026-12-08T05:00:00Z"));
    let running = sale("4%", "starts \"2026-11-27\"; ends \"2026-11-28\"").unwrap();
    assert_eq!(running, scheduled("2026-11-27T05:00:00Z", "2026-11-28T05:00:00Z"));
    let over = sale("4%", "starts \"2026-11-26\"; ends \"2026-11-27T09:00\"").unwrap();
    assert_eq!(over, None, "at its end it is over");
    // 42.00 × 0.9 = 37.80, below its MAP of 40.00
    let below_map = sale("10%", "starts \"2026-12-01\"; ends \"2026-12-08\"").unwrap();
    assert_eq!(below_map, None, "what will break MAP is not told ahead");
}

#[test]
fn two_real_shops_on_amazon() {
    let content = CONTENT
        .replace("{brand} {title}", "{title}")
        .replace("field brand { unique; on", "field brand { unique; default \"Unbranded\"; on");
    for (path, skus) in [
        ("catalogs/shopify-export-real/products_export_1.csv", 549),
        // of 21 `biodegradable-cardboard-pots-Default Title` has 42 characters, and a SKU there at most 40
        ("catalogs/shopify-sample/home-and-garden.csv", 20),
    ] {
        let Some(path) = shared(path) else { return };
        let policy = format!(
            "evenkeel 1\npolicy real {{ currency USD }}\n\
             catalog {{ source products \"catalog.csv\" format=shopify-csv {{ sku \"Handle\" \"Option1 Value\" \"Option2 Value\" \"Option3 Value\" }} }}\n\
             channel amazon {{ profile amazon-us; max-quantity 5; feed amazon-listings seller-id=\"A1\" }}\n\
             pool shelf {{ location home; channels amazon }}\nbuffer {{ units 0 }}\npricing {{ anchor amazon }}\n\
             content {{ {content} }}\n"
        );
        let files =
            Memory::default().with("evenkeel.kdl", policy).with("catalog.csv", fs::read(&path).unwrap());
        let Some(listings) = attributes(&files) else { return };
        assert_eq!(listings.len(), skus, "{}", path.display());
        assert!(
            listings
                .iter()
                .all(|(_, own)| own["item_name"].is_array() && own["purchasable_offer"].is_array())
        );
    }
}

const JAR: &str = r#"//- evenkeel.kdl
evenkeel 1
policy jar { currency USD }
catalog { source products "p.csv" }
channel amazon { profile amazon-us; role marketplace; feed amazon-listings seller-id="A1" }
pool shelf { location home; channels amazon }
buffer { units 0 }
pricing { anchor amazon }
content {
    field title { unique; on amazon }
    field bullets { unique; on amazon }
    field brand { unique; default "Glow"; on amazon }
    field gtin { unique; on amazon }
    field condition { unique; on amazon }
    field country-of-origin { unique; on amazon }
    field weight { unique; on amazon }
    field length { unique; on amazon }
    field width { unique; on amazon }
    field height { unique; on amazon }
    field ingredients { unique; from attribute.inci; on amazon { as "ingredients" } }
    field product-type { unique; from attribute.type; on amazon { as "product-type" } }
}
//- p.csv
sku,title,price,compare-at,stock,bullets,gtin,condition,country-of-origin,weight,length,width,height,attribute.inci,attribute.type
J-1,Jar,9.5,,3,"Soft
Mild",4006381333931,used - good,us,4 oz,2 in,2 in,3 in,Aqua,SKIN_CLEANING_AGENT
J-2,Jar,9.5,9.5,3,,Does not apply,used,United States,118,2 in,2 in,,,soap
"#;

/// The first row can be said in Amazon's words; of the second nothing can that Amazon would have to guess.
#[test]
fn what_amazon_has_no_word_for_is_not_sent() {
    let Some(listings) = attributes(&memory(JAR)) else { return };
    let keys = |own: &Json| -> Vec<String> { own.as_object().unwrap().keys().cloned().collect() };
    let (_, first) = &listings[0];
    assert_eq!(first["bullet_point"].as_array().unwrap().len(), 2);
    assert_eq!(first["condition_type"][0]["value"], "used_good");
    assert_eq!(first["country_of_origin"][0]["value"], "US");
    assert_eq!(first["item_package_weight"][0]["unit"], "ounces");
    assert_eq!(first["ingredients"], json!([{ "marketplace_id": MARKETPLACE, "value": "Aqua" }]));
    assert_eq!(
        first["item_package_dimensions"][0],
        json!({
            "marketplace_id": MARKETPLACE,
            "length": { "value": 2, "unit": "inches" },
            "width": { "value": 2, "unit": "inches" },
            "height": { "value": 3, "unit": "inches" },
        })
    );
    // J-2: eBay's word for no code is none, `used` is one of four, a country has a code, `118` may be grams or
    // ounces, the package has two sides, and what is struck through is not above the price
    let mut sent = keys(&listings[1].1);
    sent.sort();
    assert_eq!(sent, ["brand", "fulfillment_availability", "item_name", "purchasable_offer"]);
}

#[test]
fn the_product_type_is_the_contents_where_it_is_a_code() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    build_into(&memory(JAR), &out, 1);
    let feed: Json = serde_json::from_slice(&fs::read(out.join("amazon-0001.json")).unwrap()).unwrap();
    let types: Vec<&Json> =
        feed["messages"].as_array().unwrap().iter().map(|message| &message["productType"]).collect();
    assert_eq!(types, [&json!("SKIN_CLEANING_AGENT"), &json!("PRODUCT")], "`soap` is a shop's own word");
}

/// What the content gives beside [`CONTENT`], so that a listing has all that Amazon's product type of 2023 asks for.
const ALL_ASKED: &str = r#"
    field bullets { unique; from title; lines; on amazon }
    field country-of-origin { unique; template "US"; on amazon }
    field color { unique; template "Clear"; on amazon { as "color" } }
    field keyword { unique; template "face-serums"; on amazon { as "item_type_keyword" } }
    field hazard { unique; template "not_applicable"; on amazon { as "supplier_declared_dg_hz_regulation" } }
    field length { unique; template "2 in"; on amazon }
    field width { unique; template "2 in"; on amazon }
    field height { unique; template "5 in"; on amazon }
    field batteries { unique; template "false"; on amazon { as "batteries_required" } }
"#;

/// The channel of the example that has Amazon's own file for a schema.
fn with_product_json(content: &str) -> Option<Memory> {
    let product = fs::read(shared("conformance/amazon/Product.json")?).unwrap();
    let nodes = format!("content {{ {content} }}");
    let files = example_with(&nodes, "").with("schemas/PRODUCT.json", product);
    let channels =
        fs::read_to_string(crate::support::root().join("examples/glow-skincare/channels.kdl")).unwrap();
    let feed = "feed amazon-listings seller-id=\"A2EXAMPLEGLOW1\"";
    assert!(channels.contains(feed));
    let with = format!("{feed}\n    schema \"schemas/PRODUCT.json\"");
    Some(files.with("channels.kdl", channels.replace(feed, &with)))
}

#[test]
fn the_example_by_amazons_own_file() {
    let content = format!("{CONTENT}{ALL_ASKED}");
    let Some(files) = with_product_json(&content) else { return };
    let of_schema = |files: &Memory| {
        let (findings, ..) = check(files);
        findings.into_iter().filter(|finding| finding.rule == "schema-mismatch").collect::<Vec<_>>()
    };
    let findings = of_schema(&files);
    assert!(findings.is_empty(), "{findings:#?}");
    // without the colour, and with a weight that has no unit and so is not sent, which nothing asks for
    let content = content.replace("field color", "field colour").replace("as \"color\"", "as \"color_name\"");
    let findings = of_schema(&with_product_json(&content).unwrap());
    let mut found: Vec<(&str, u64)> =
        findings.iter().map(|finding| (finding.message.split('`').nth(1).unwrap(), finding.count)).collect();
    found.sort_unstable();
    // each of the 133 SKUs that Amazon lists
    assert_eq!(found, [("color", 133), ("color_name", 133)], "{findings:#?}");
}

#[test]
fn a_file_that_is_no_schema_is_one_finding() {
    for (text, message, label) in [
        (None, "`s.json` can't be read", "no file `s.json`"),
        (Some("{\"type\": \"object\""), "`s.json` is no JSON", "EOF while parsing an object"),
        (Some("[]"), "`s.json` is no JSON Schema that listings can be judged by", "a schema is an object"),
        (
            Some("{\"properties\": {\"brand\": {\"maxLength\": \"ten\"}}}"),
            "`s.json` is no JSON Schema that listings can be judged by",
            "at `/properties/brand/maxLength`: ",
        ),
        (
            Some("{\"$ref\": \"https://elsewhere.example/s.json\"}"),
            "`s.json` is no JSON Schema that listings can be judged by",
            "elsewhere.example",
        ),
    ] {
        let feed = "feed amazon-listings seller-id=\"A1\"";
        let files = memory(&JAR.replace(feed, &format!("{feed}; schema \"s.json\"")));
        let files = text.into_iter().fold(files, |files, text| files.with("s.json", text));
        let (findings, ..) = check(&files);
        let [finding] = findings.as_slice() else { panic!("{findings:#?}") };
        assert_eq!((finding.rule, finding.message.as_str()), ("unreadable-schema", message));
        assert!(finding.primary.text.contains(label), "{}", finding.primary.text);
    }
}

#[test]
fn the_manifest_names_the_schemas() {
    let Some(files) = with_product_json(&format!("{CONTENT}{ALL_ASKED}")) else { return };
    let folder = tempfile::tempdir().unwrap();
    for path in [
        "evenkeel.kdl",
        "channels.kdl",
        "inventory.kdl",
        "pricing.kdl",
        "more.kdl",
        "schemas/PRODUCT.json",
        "catalog/products.csv",
        "catalog/stock.csv",
        "catalog/extra.csv",
    ] {
        write_folder(folder.path(), [(path, files.read(path).unwrap().as_slice())]);
    }
    let run = evenkeel(folder.path(), &["build"]);
    assert!(!run.stdout.contains("schema-mismatch"), "{}{}", run.stdout, run.stderr);
    let manifest: Json =
        serde_json::from_slice(&fs::read(folder.path().join("dist/manifest.json")).unwrap()).unwrap();
    let inputs = manifest["inputs"].as_array().unwrap();
    // 471081 bytes, as the file's listing says
    assert!(
        inputs.iter().any(|input| input["path"] == "schemas/PRODUCT.json" && input["bytes"] == 471_081),
        "{inputs:#?}"
    );
}

/// Each limit of the attributes that the feed writes, broken once.
#[test]
fn attributes_that_are_broken_are_refused() {
    let Some(product) = product() else { return };
    let text =
        |text: &str| json!([{ "marketplace_id": MARKETPLACE, "language_tag": "en_US", "value": text }]);
    let price = |value: &str| json!([{ "marketplace_id": MARKETPLACE, "currency": "USD", "value": serde_json::from_str::<Json>(value).unwrap() }]);
    let sale = |start: &str| {
        json!([{ "marketplace_id": MARKETPLACE, "currency": "USD", "discounted_price": [{ "schedule": [
            { "value_with_tax": 1, "start_at": start, "end_at": "2026-12-08" }
        ] }] }])
    };
    let cases = [
        ("item_name", text("Jar"), json!([{ "marketplace_id": MARKETPLACE, "value": "Jar" }])),
        ("brand", text("Glow"), text(&"x".repeat(101))),
        ("brand", text("Glow"), json!([text("A")[0], text("B")[0]])),
        ("bullet_point", text("Soft"), json!(vec![text("Soft")[0].clone(); 11])),
        ("bullet_point", text("Soft"), text(&"x".repeat(701))),
        // 5001 letters of two bytes each are 10002 bytes
        ("product_description", text(&"é".repeat(5000)), text(&"é".repeat(5001))),
        (
            "condition_type",
            json!([{ "marketplace_id": MARKETPLACE, "value": "new_new" }]),
            json!([{ "marketplace_id": MARKETPLACE, "value": "new" }]),
        ),
        (
            "country_of_origin",
            json!([{ "marketplace_id": MARKETPLACE, "value": "US" }]),
            json!([{ "marketplace_id": MARKETPLACE, "value": "United States" }]),
        ),
        (
            "externally_assigned_product_identifier",
            json!([{ "marketplace_id": MARKETPLACE, "type": "upc", "value": "1" }]),
            json!([{ "marketplace_id": MARKETPLACE, "type": "isbn", "value": "1" }]),
        ),
        (
            "item_package_weight",
            json!([{ "marketplace_id": MARKETPLACE, "unit": "grams", "value": 1 }]),
            json!([{ "marketplace_id": MARKETPLACE, "unit": "g", "value": 1 }]),
        ),
        (
            "item_package_weight",
            json!([{ "marketplace_id": MARKETPLACE, "unit": "grams", "value": 1 }]),
            json!([{ "marketplace_id": MARKETPLACE, "unit": "grams", "value": 0 }]),
        ),
        (
            "main_product_image_locator",
            json!([{ "marketplace_id": MARKETPLACE, "media_location": "https://a.example/1.jpg" }]),
            json!([{ "marketplace_id": MARKETPLACE }]),
        ),
        ("list_price", price("19.99"), price("19.999")),
        ("list_price", price("33.33"), price("\"33.33\"")),
        ("list_price", price("0.07"), price("-0.07")),
        (
            "fulfillment_availability",
            json!([{ "fulfillment_channel_code": "DEFAULT", "quantity": 1 }]),
            json!([{ "fulfillment_channel_code": "DEFAULT", "quantity": -1 }]),
        ),
        (
            "fulfillment_availability",
            json!([{ "fulfillment_channel_code": "DEFAULT" }]),
            json!([{ "quantity": 1 }]),
        ),
        ("purchasable_offer", sale("2026-12-01"), sale("next week")),
    ];
    for (name, good, bad) in cases {
        let mut schema = product["properties"][name].clone();
        schema["$defs"] = product["$defs"].clone();
        let judge = judge(&schema);
        assert!(judge.is_valid(&good), "{name}: {good}");
        assert!(!judge.is_valid(&bad), "{name}: {bad}");
    }
}
