//! What is made from the rule files: the list of rules, their pages, the index of the pages.

use std::fs;

use crate::support::{fresh, root};
use evenkeel::lint::rules::RULES;

/// The rule files by module name, sorted, with their texts.
fn rule_files() -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = fs::read_dir(root().join("src/lint/rules"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("mod.rs")
        })
        .map(|path| {
            (path.file_stem().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// The page of a rule: its front doc.
fn page(text: &str) -> String {
    let lines = text.lines().take_while(|line| line.starts_with("//!"));
    let doc: Vec<&str> = lines.map(|line| line.strip_prefix("//! ").unwrap_or("")).collect();
    format!("{}\n", doc.join("\n"))
}

#[test]
fn the_list_of_rules_is_fresh() {
    let names: Vec<String> = rule_files().into_iter().map(|(name, _)| name).collect();
    let modules: Vec<String> = names.iter().map(|name| format!("mod {name};")).collect();
    let rules: Vec<String> = names.iter().map(|name| format!("    &{name}::RULE,")).collect();
    let pages: Vec<String> = names
        .iter()
        .map(|name| {
            let rule = name.replace('_', "-");
            format!("    (\"{rule}\", include_str!(\"../../../docs/rules/{rule}.md\")),")
        })
        .collect();
    let list = format!(
        "// generated: begin\n{}\n\n/// Every rule, by name.\npub const RULES: &[&Rule] = &[\n{}\n];\n\n/// The page of every rule, by name.\npub const PAGES: &[(&str, &str)] = &[\n{}\n];\n// generated: end",
        modules.join("\n"),
        rules.join("\n"),
        pages.join("\n")
    );
    put_between_marks("src/lint/rules/mod.rs", &list);
}

#[test]
fn the_names_of_the_rules_are_fresh() {
    let rules = RULES.iter().map(|rule| format!("    (\"{}\", Category::{:?}),\n", rule.name, rule.category));
    let list = format!(
        "// generated: begin\n/// Every rule with its category, by name.\npub const RULES: &[(&str, Category)] = &[\n{}];\n// generated: end",
        rules.collect::<String>()
    );
    put_between_marks("src/policy/rules.rs", &list);
}

/// Compares what stands between the marks of a file with what it should be.
fn put_between_marks(path: &str, list: &str) {
    let text = fs::read_to_string(root().join(path)).unwrap();
    let (before, rest) = text.split_once("// generated: begin").unwrap();
    let (_, after) = rest.split_once("// generated: end").unwrap();
    fresh(path, &format!("{before}{list}{after}"));
}

#[test]
fn the_pages_are_fresh() {
    let mut index = String::from(
        "# The rules\n\nEach page is the front doc of the rule's source file; `evenkeel explain RULE` prints it.\n\n| rule | level | category | kind | finds |\n| --- | --- | --- | --- | --- |\n",
    );
    for (name, text) in rule_files() {
        let name = name.replace('_', "-");
        let page = page(&text);
        assert!(page.starts_with(&format!("# {name}\n")), "the page of `{name}` begins with its name");
        for part in ["## What it finds", "## Why it matters", "## What settles it", "## Bad", "## Good"] {
            assert!(page.contains(part), "the page of `{name}` has no `{part}`");
        }
        fresh(&format!("docs/rules/{name}.md"), &page);
        let rule = RULES.iter().find(|rule| rule.name == name).unwrap();
        let finds = page.lines().nth(2).unwrap();
        index.push_str(&format!(
            "| [{name}]({name}.md) | {} | {} | {} | {finds} |\n",
            rule.level.name(),
            rule.category.name(),
            rule.kind()
        ));
    }
    fresh("docs/rules/README.md", &index);
}
