//! The order of the house: modules use only what stands above them, no float, files and functions of a size that
//! one can read, nothing unfinished, and a line for every dependency.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::root;

fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { walk(&path, found) } else { found.push(path) }
        }
    }
    let mut paths = Vec::new();
    walk(&root().join("src"), &mut paths);
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    paths.sort();
    let name = |path: &PathBuf| path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
    paths.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

/// The modules, in the order of `src/lib.rs`.
fn modules() -> Vec<String> {
    let text = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let named = text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    named.map(str::to_owned).collect()
}

/// The first part of a path below `crate::` in a line.
fn used(line: &str) -> Vec<String> {
    let parts = line.split("crate::").skip(1);
    let name =
        |part: &str| part.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
    parts.map(name).filter(|name: &String| !name.is_empty()).collect()
}

#[test]
fn a_module_uses_only_modules_above_it() {
    let modules = modules();
    assert_eq!(modules.last().map(String::as_str), Some("cli"), "commands come last");
    let place = |name: &str| modules.iter().position(|module| module == name);
    let mut uses = 0;
    for (path, text) in sources() {
        let own = path.trim_start_matches("src/").split(['/', '.']).next().unwrap();
        let Some(own_place) = place(own) else { continue };
        for (index, line) in text.lines().enumerate() {
            for name in used(line) {
                let Some(other) = place(&name) else { panic!("{path}:{}: no module `{name}`", index + 1) };
                assert!(
                    other <= own_place,
                    "{path}:{}: `{own}` uses `{name}`, which stands below it",
                    index + 1
                );
                uses += usize::from(name != own);
            }
        }
    }
    assert!(uses > 100, "{uses} uses were looked at");
}

#[test]
fn the_table_of_stages_names_every_module_but_the_smallest() {
    let text = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    for module in modules().iter().filter(|module| *module != "digest") {
        assert!(text.contains(&format!("| [`{module}`] |")), "`{module}` is not in the table of src/lib.rs");
    }
}

#[test]
fn no_float_stands_between_text_and_feed() {
    for (path, text) in sources() {
        for (index, line) in text.lines().enumerate() {
            let words: Vec<&str> =
                line.split(|letter: char| !letter.is_alphanumeric() && letter != '_').collect();
            let is_forwarded = line.trim_start().starts_with("bool i8 i16");
            let has_float = words.iter().any(|word| ["f32", "f64"].contains(word));
            assert!(!has_float || is_forwarded, "{path}:{}: {line}", index + 1);
        }
    }
}

#[test]
fn files_and_functions_can_be_read() {
    for (path, text) in sources() {
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines.len() <= 500, "{path} has {} lines", lines.len());
        let mut began: Option<(usize, usize)> = None;
        for (index, line) in lines.iter().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let words = line.trim_start();
            let is_function =
                ["fn ", "pub fn ", "pub(super) fn ", "pub(crate) fn ", "const fn ", "pub const fn "]
                    .iter()
                    .any(|start| words.starts_with(start));
            if is_function && began.is_none() {
                began = Some((index, indent));
            }
            let Some((first, own)) = began else { continue };
            let is_end =
                (indent == own && words.starts_with('}')) || (index == first && line.ends_with(['}', ';']));
            if is_end {
                let length = index - first + 1;
                assert!(length <= 60, "{path}:{}: a function of {length} lines", first + 1);
                began = None;
            }
        }
    }
}

#[test]
fn nothing_is_unfinished() {
    // put together here, so that this file is not its own finding
    let marks = [
        ["to", "do!("].concat(),
        ["unimpl", "emented!("].concat(),
        ["FIX", "ME"].concat(),
        ["TO", "DO"].concat(),
    ];
    for (path, text) in sources() {
        for mark in &marks {
            assert!(!text.contains(mark.as_str()), "{path} has `{mark}`");
        }
    }
}

#[test]
fn every_dependency_says_what_it_is_for() {
    let text = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let mut is_dependency = false;
    let mut before = "";
    let mut count = 0;
    for line in text.lines() {
        if line.starts_with('[') {
            is_dependency = line.ends_with("dependencies]");
        } else if is_dependency && line.contains('=') {
            assert!(before.starts_with("# "), "no line above `{line}`");
            count += 1;
        }
        before = line;
    }
    assert!(count > 15, "{count} dependencies were looked at");
}
