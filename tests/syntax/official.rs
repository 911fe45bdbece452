//! The official cases of KDL, as they are shipped with the `kdl` crate.

use std::path::PathBuf;
use std::process::Command;

use kdl::KdlDocument;

use crate::{read, shape};

/// Cases that the crate accepts and the specification does not.
const REFUSED: [(&str, &str); 2] = [
    ("unicode_delete_fail.kdl", "the crate lets U+007F pass, which the specification forbids"),
    ("multiline_raw_string_single_line_err_fail.kdl", "the crate reads `#\"\"\"…\"\"\"#` on one line"),
];

fn folder() -> PathBuf {
    let output = Command::new(env!("CARGO")).args(["metadata", "--format-version", "1"]).output().unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let package = metadata["packages"].as_array().unwrap().iter().find(|package| package["name"] == "kdl");
    let manifest = package.unwrap()["manifest_path"].as_str().unwrap();
    PathBuf::from(manifest).with_file_name("tests").join("test_cases/input")
}

#[test]
fn every_official_case_is_read_as_the_crate_reads_it_whole() {
    let mut looked_at = 0;
    let mut wrong = Vec::new();
    for case in std::fs::read_dir(folder()).unwrap() {
        let path = case.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        looked_at += 1;
        wrong.extend(difference(&name, &text).map(|difference| format!("{name}: {difference}")));
    }
    assert!(looked_at > 300, "only {looked_at} cases found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn difference(name: &str, text: &str) -> Option<String> {
    let (tree, findings) = read(text);
    let ours = shape::ours(&tree.nodes);
    let is_refused = REFUSED.iter().any(|(case, _)| *case == name);
    match KdlDocument::parse_v2(text) {
        Ok(document) if !is_refused => {
            let whole = shape::whole(&document);
            // types are read over, and said to be no part of the language
            let others: Vec<_> = findings.iter().filter(|finding| finding.primary.text != "a type").collect();
            let has_types = text.contains('(') || others.len() == findings.len();
            (ours != whole || !others.is_empty() || !has_types).then(|| format!("{ours} {whole} {others:#?}"))
        }
        Ok(_) => findings.is_empty().then(|| "listed as refused, and was not".to_owned()),
        Err(_) if is_refused => Some("listed as accepted by the crate, and was not".to_owned()),
        Err(_) => findings.is_empty().then(|| format!("{ours}, and no finding")),
    }
}
