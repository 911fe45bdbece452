//! The schemas that are committed: made from the types, and true of what the program writes.

use std::fs;
use std::path::PathBuf;

use crate::mutations::WIDE;
use crate::properties::MISTAKEN;
use crate::support::{build_into, evenkeel, folder, fresh, memory, root};
use evenkeel::feed::{by_hand_schema, manifest_schema, offers_schema, quarantine_schema};
use evenkeel::lint::baseline_schema;
use evenkeel::model::policy_schema;
use evenkeel::output::{explanation_schema, findings_schema, resolved_schema, rules_schema, tests_schema};
use evenkeel::world::Disk;
use serde_json::Value as Json;
use tempfile::TempDir;

fn schemas() -> [(&'static str, Json); 11] {
    [
        ("policy", policy_schema()),
        ("baseline", baseline_schema()),
        ("findings", findings_schema()),
        ("offers", offers_schema()),
        ("quarantine", quarantine_schema()),
        ("by-hand", by_hand_schema()),
        ("manifest", manifest_schema()),
        ("explanation", explanation_schema()),
        ("resolved", resolved_schema()),
        ("rules", rules_schema()),
        ("tests", tests_schema()),
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
    let by_hand = judge(&by_hand_schema());
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
        let left = fs::read_to_string(out.join("by-hand.jsonl")).unwrap();
        assert!(left.lines().count() > 0);
        for line in left.lines() {
            assert!(by_hand.is_valid(&serde_json::from_str(line).unwrap()), "by-hand.jsonl: {line}");
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

/// What a schema has against a printed JSON object.
fn errors(schema: &Json, printed: &str) -> Vec<String> {
    let printed: Json = serde_json::from_str(printed).unwrap();
    let judge = jsonschema::validator_for(schema).unwrap();
    judge.iter_errors(&printed).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn a_linked_policy_is_as_the_schema_says() {
    let schema = resolved_schema();
    let mut folders: Vec<TempDir> = [HELD_BACK, WIDE].map(folder).into();
    for case in fs::read_dir(root().join("tests/stages")).unwrap() {
        let policy = fs::read_to_string(case.unwrap().path().join("policy.kdl")).unwrap();
        folders.push(folder(&format!("//- evenkeel.kdl\n{policy}")));
    }
    let mut policies: Vec<PathBuf> = folders.iter().map(|own| own.path().to_owned()).collect();
    policies.push(root().join("examples/glow-skincare"));
    for policy in &policies {
        let run = evenkeel(policy, &["resolve", "--format", "json"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert_eq!(errors(&schema, &run.stdout), Vec::<String>::new(), "{}", run.stdout);
    }
    assert!(policies.len() > 10, "{} policies were judged", policies.len());
}

#[test]
fn nothing_of_a_linked_policy_may_be_wanting_or_more() {
    let schema = resolved_schema();
    let judge = jsonschema::validator_for(&schema).unwrap();
    let run = evenkeel(folder(WIDE).path(), &["resolve"]);
    let whole: Json = serde_json::from_str(&run.stdout).unwrap();
    let mut objects = Vec::new();
    find_objects(&whole, String::new(), &mut objects);
    let mut taken = 0;
    for place in &objects {
        let mut more = whole.clone();
        let own = more.pointer_mut(place).unwrap().as_object_mut().unwrap();
        let keys: Vec<String> = own.keys().cloned().collect();
        own.insert("unheard-of".to_owned(), Json::Bool(true));
        assert!(!judge.is_valid(&more), "{place} takes anything");
        // rates and fees go by the user's own names
        for key in keys.iter().filter(|_| !place.ends_with("/fx") && !place.ends_with("/fees")) {
            let mut less = whole.clone();
            less.pointer_mut(place).unwrap().as_object_mut().unwrap().remove(key);
            assert!(!judge.is_valid(&less), "{place} does without `{key}`");
            taken += 1;
        }
    }
    assert!(taken > 200, "{taken} keys were taken away");
}

/// The place of every object.
fn find_objects(json: &Json, place: String, found: &mut Vec<String>) {
    match json {
        Json::Object(members) => {
            for (key, value) in members {
                find_objects(value, format!("{place}/{}", key.replace('~', "~0").replace('/', "~1")), found);
            }
            found.push(place);
        }
        Json::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                find_objects(value, format!("{place}/{index}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn an_explanation_is_as_the_schema_says() {
    let schema = explanation_schema();
    let shop = root().join("examples/glow-skincare");
    let held_back = folder(HELD_BACK);
    let mut figures = 0;
    for (place, arguments) in [
        (shop.as_path(), &["explain", "GLW-001"][..]),
        (&shop, &["explain", "GLW-115", "shopify"]),
        (held_back.path(), &["explain", "A"]),
        (held_back.path(), &["explain", "B"]),
        (held_back.path(), &["explain", "C", "market"]),
    ] {
        let run = evenkeel(place, &[arguments, &["--format", "json"]].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert_eq!(errors(&schema, &run.stdout), Vec::<String>::new(), "{}", run.stdout);
        figures += run.stdout.matches("\"figure\":").count();
    }
    assert!(figures > 20, "{figures} figures were judged");
    assert!(!errors(&schema, "{\"format_version\": 1, \"sku\": \"A\"}").is_empty());
}

#[test]
fn the_list_of_rules_is_as_the_schema_says() {
    let run = evenkeel(&root(), &["rules", "--format", "json"]);
    assert_eq!(errors(&rules_schema(), &run.stdout), Vec::<String>::new(), "{}", run.stdout);
    assert!(!errors(&rules_schema(), "{\"format_version\": 1, \"rules\": [{}]}").is_empty());
}

#[test]
fn the_program_prints_every_committed_schema() {
    for (name, schema) in schemas() {
        let run = evenkeel(&root(), &["schema", name]);
        assert_eq!(serde_json::from_str::<Json>(&run.stdout).unwrap(), schema, "{name}");
    }
}
