use serde_json::Value as Json;

use crate::diagnostic::{Category, Diagnostic, Label, Span};
use crate::output::findings_schema;

use super::{Scene, expect, expect_file, undercut, with_cases};

#[test]
fn json_v1() {
    let mut scene = Scene::default();
    let findings = [undercut(&mut scene), with_cases(&mut scene)];
    let text = scene.json(&findings);
    expect("json-v1", &text.replace(env!("CARGO_PKG_VERSION"), "VERSION"));
    assert_valid(&text);
    assert_valid(&Scene::default().json(&[]));
    let nowhere = Diagnostic::error("r", Category::Language, "m", Label::new(Span::new(0, 1), ""));
    assert_valid(&Scene::default().json(&[nowhere]));
}

#[test]
fn offsets_of_a_row_are_those_of_its_file() {
    let mut scene = Scene::default();
    let json: Json = serde_json::from_str(&scene.json(&[undercut(&mut Scene::default())])).unwrap();
    assert_eq!(json["findings"][0]["primary"]["file"], "", "a label without a source");
    let finding = undercut(&mut scene);
    let json: Json = serde_json::from_str(&scene.json(&[finding])).unwrap();
    let row = &json["findings"][0]["labels"][1];
    // the row starts after 14 lines and 620 bytes; `GLW-014,Night Serum,` is 20 bytes
    assert_eq!((&row["line"], &row["column"]), (&Json::from(15), &Json::from(21)));
    assert_eq!((&row["start"], &row["end"]), (&Json::from(640), &Json::from(645)));
}

fn assert_valid(text: &str) {
    let instance: Json = serde_json::from_str(text).unwrap();
    let validator = jsonschema::draft202012::new(&findings_schema()).unwrap();
    let errors: Vec<_> = validator.iter_errors(&instance).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
}

#[test]
fn the_schema_is_strict() {
    let schema = findings_schema();
    let mut scene = Scene::default();
    let finding = undercut(&mut scene);
    let valid: Json = serde_json::from_str(&scene.json(&[finding])).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let refuses = |change: fn(&mut Json)| {
        let mut changed = valid.clone();
        change(&mut changed);
        !validator.is_valid(&changed)
    };
    assert!(refuses(|json| json["format_version"] = "json-v2".into()));
    assert!(refuses(|json| json["more"] = true.into()));
    assert!(refuses(|json| json["findings"][0]["level"] = "fatal".into()));
    assert!(refuses(|json| json["findings"][0]["primary"]["line"] = 0.into()));
    assert!(refuses(|json| drop(json["findings"][0].as_object_mut().unwrap().remove("help"))));
    assert!(refuses(|json| drop(json["findings"][0]["labels"][0].as_object_mut().unwrap().remove("text"))));
}

#[test]
fn the_schema_is_committed() {
    let text = serde_json::to_string_pretty(&findings_schema()).unwrap() + "\n";
    for word in ["anyOf", "oneOf", "allOf"] {
        assert!(!text.contains(word), "{word}");
    }
    expect_file("schema/findings.schema.json", &text);
}
