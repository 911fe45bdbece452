//! The schemas that are committed: made from the types, and true of what the program writes.

use std::fs;

use crate::mutations::WIDE;
use crate::properties::MISTAKEN;
use crate::support::{build_into, evenkeel, folder, fresh, memory, root};
use evenkeel::feed::{manifest_schema, offers_schema, quarantine_schema};
use evenkeel::model::policy_schema;
use evenkeel::output::findings_schema;
use evenkeel::world::Disk;
use serde_json::Value as Json;

fn schemas() -> [(&'static str, Json); 5] {
    [
        ("policy", policy_schema()),
        ("findings", findings_schema()),
        ("offers", offers_schema()),
        ("quarantine", quarantine_schema()),
        ("manifest", manifest_schema()),
    ]
}

#[test]
fn the_committed_schemas_are_fresh() {
    for (name, schema) in schemas() {
        let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        fresh(&format!("schema/{name}.schema.json"), &text);
    }
}

#[test]
fn the_schemas_are_schemas() {
    for (name, schema) in schemas() {
        assert!(jsonschema::meta::is_valid(&schema), "{name}");
    }
}

#[test]
fn no_branch_of_the_policy_schema_has_to_be_guessed() {
    fn look(schema: &Json, path: &str) {
        match schema {
            Json::Object(members) => {
                for (key, value) in members {
                    assert!(!["anyOf", "oneOf", "allOf"].contains(&key.as_str()), "{path}/{key}");
                    look(value, &format!("{path}/{key}"));
                }
            }
            Json::Array(values) => values.iter().for_each(|value| look(value, path)),
            _ => {}
        }
    }
    look(&policy_schema(), "");
}

const HELD_BACK: &str = r#"//- evenkeel.kdl
evenkeel 1
policy held-back { currency USD }
catalog { source products "p.csv" }
channel shop { role dtc; feed csv { column "SKU" sku } }
channel market { quarantine quantity=zero; feed csv { column "SKU" sku; column "Qty" quantity } }
pool shelf { location home; channels shop market }
buffer { percent "10%" }
pricing { anchor shop }
price market { adjust "-20%" }
//- p.csv
sku,price,map,stock
A,10.00,9.00,5
B,,,5
D,twelve,,5
C,12.00,,
A,11.00,9.00,5
"#;

#[test]
fn what_is_written_is_as_the_schemas_say() {
    let judge = |schema: &Json| jsonschema::validator_for(schema).unwrap();
    let (offers, quarantine, manifest) =
        (judge(&offers_schema()), judge(&quarantine_schema()), judge(&manifest_schema()));
    let mut lines = 0;
    let example = Disk::new(root().join("examples/glow-skincare"));
    let held_back = memory(HELD_BACK);
    let policies: [&dyn evenkeel::world::Files; 2] = [&example, &held_back];
    for files in policies {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        build_into(files, &out, 2);
        for (name, judge) in [("offers.jsonl", &offers), ("quarantine.jsonl", &quarantine)] {
            for line in fs::read_to_string(out.join(name)).unwrap().lines() {
                let line: Json = serde_json::from_str(line).unwrap();
                let errors: Vec<String> = judge.iter_errors(&line).map(|error| error.to_string()).collect();
                assert_eq!(errors, Vec::<String>::new(), "{name}: {line}");
                lines += 1;
            }
        }
        let own: Json = serde_json::from_slice(&fs::read(out.join("manifest.json")).unwrap()).unwrap();
        let errors: Vec<String> = manifest.iter_errors(&own).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new());
    }
    // the example: 133 + 150 + 123 offers; the other: 3 SKUs on 2 channels, and what is held back of them:
    // A on the market (8.00 is below MAP 9.00), B without a price and C without stock on both, two rows set aside
    assert_eq!(lines, 406 + 6 + 5 + 2);
}

#[test]
fn what_is_found_is_as_the_schema_says() {
    let judge = jsonschema::validator_for(&findings_schema()).unwrap();
    let shop = root().join("examples/glow-skincare");
    let folders = [HELD_BACK, WIDE, MISTAKEN, "//- evenkeel.kdl\nevenkeel 1\npolicy { a 10%"].map(folder);
    let places = folders.iter().map(|folder| folder.path().to_owned()).chain([shop]);
    let mut findings = 0;
    for (place, expected) in places.zip([1, 1, 1, 1, 0]) {
        let run = evenkeel(&place, &["check", "--format", "json"]);
        assert_eq!(run.code, expected, "{}", run.stdout);
        let report: Json = serde_json::from_str(&run.stdout).unwrap();
        let errors: Vec<String> = judge.iter_errors(&report).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{}", run.stdout);
        let summary = &report["summary"];
        let counts = ["errors", "warnings", "infos"].map(|level| summary[level].as_u64().unwrap());
        let list = report["findings"].as_array().unwrap();
        assert_eq!(counts.iter().sum::<u64>(), list.len() as u64, "{summary}");
        findings += list.len();
    }
    assert!(findings > 15, "{findings} findings were judged");
    // a judge that takes everything would show nothing
    assert!(!judge.is_valid(&serde_json::json!({ "format_version": "json-v2" })));
}
