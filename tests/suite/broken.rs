//! Broken policies: `tests/broken/<category>/<name>.kdl`.
//!
//! A fixture marks each mistake by `⟦…⟧` around what its primary label must cover, and ends with what is to be
//! found, in the order of the marks: `//! RULE: MESSAGE` and `//! help: HELP`. `//- FILE` begins a further file.
//! Each is read as it stands, after a byte order mark and a line of Cyrillic and emoji, and with CRLF; each time
//! it must give exactly those findings at exactly those bytes. `EVENKEEL_BLESS=1` rewrites the endings.

use std::fs;
use std::path::PathBuf;

use evenkeel::diagnostic::{Sink, Sources};
use evenkeel::model::Judging;
use evenkeel::policy::load;
use evenkeel::world::Memory;

use crate::support::root;

/// What stands before a text in the second reading.
const BEFORE: &str = "\u{feff}// Цены и остатки 🧴🛒 — проверка\n";

/// A finding: its rule, the file and bytes of its primary label, its message and help.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Found {
    rule: String,
    place: (String, usize, usize),
    message: String,
    help: String,
}

struct Fixture {
    name: String,
    path: PathBuf,
    /// The fixture without its ending.
    body: String,
    expected: Vec<(String, String, String)>,
}

fn fixtures(category: &str) -> Vec<Fixture> {
    let folder = root().join("tests/broken").join(category);
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(fixture).collect()
}

fn fixture(path: &PathBuf) -> Fixture {
    let text = fs::read_to_string(path).unwrap();
    let (body, ending) =
        text.split_once("//! ").map_or((text.as_str(), ""), |(body, _)| (body, &text[body.len()..]));
    let mut expected: Vec<(String, String, String)> = Vec::new();
    for line in ending.lines().filter_map(|line| line.strip_prefix("//! ")) {
        match line.strip_prefix("help: ") {
            Some(help) => expected.last_mut().expect("a finding before its help").2 = help.to_owned(),
            None => {
                let (rule, message) = line.split_once(": ").expect("a rule and a message");
                expected.push((rule.to_owned(), message.to_owned(), String::new()));
            }
        }
    }
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    Fixture { name, path: path.clone(), body: body.to_owned(), expected }
}

/// The files of a body, their marks taken out, and the places of the marks in order.
fn files(body: &str, change: impl Fn(&str) -> String) -> (Memory, Vec<(String, usize, usize)>) {
    let mut memory = Memory::default();
    let mut marks = Vec::new();
    let mut parts: Vec<(String, String)> = Vec::new();
    for (index, part) in body.split("//- ").enumerate() {
        match index {
            0 if part.trim().is_empty() => {}
            0 => parts.push(("evenkeel.kdl".to_owned(), part.to_owned())),
            _ => {
                let (name, text) = part.split_once('\n').unwrap();
                parts.push((name.trim().to_owned(), text.to_owned()));
            }
        }
    }
    parts.sort();
    for (name, text) in parts {
        let text = change(&text);
        let mut plain = String::new();
        let mut open = Vec::new();
        for letter in text.chars() {
            match letter {
                '⟦' => {
                    open.push(marks.len());
                    marks.push((name.clone(), plain.len(), 0));
                }
                '⟧' => marks[open.pop().expect("an open mark")].2 = plain.len(),
                letter => plain.push(letter),
            }
        }
        memory = memory.with(name, plain);
    }
    (memory, marks)
}

fn find(memory: &Memory, judging: Judging) -> Vec<Found> {
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    load(memory, judging, &mut sources, &mut sink).unwrap();
    let place = |finding: &evenkeel::diagnostic::Diagnostic| {
        let place = sources.place(finding.primary.span).unwrap();
        (place.file, usize::try_from(place.start).unwrap(), usize::try_from(place.end).unwrap())
    };
    let found = sink.into_sorted();
    found
        .iter()
        .map(|finding| Found {
            rule: finding.rule.to_owned(),
            place: place(finding),
            message: finding.message.clone(),
            help: finding.help.clone().unwrap_or_default(),
        })
        .collect()
}

fn expected(fixture: &Fixture, marks: &[(String, usize, usize)]) -> Vec<Found> {
    let of = |((rule, message, help), place): (&(String, String, String), &(String, usize, usize))| Found {
        rule: rule.clone(),
        place: place.clone(),
        message: message.clone(),
        help: help.clone(),
    };
    assert_eq!(
        fixture.expected.len(),
        marks.len(),
        "{}: a mark for each of {:#?}",
        fixture.name,
        fixture.expected
    );
    fixture.expected.iter().zip(marks).map(of).collect()
}

/// The four ways in which a fixture is read.
fn readings() -> [(&'static str, fn(&str) -> String); 4] {
    [
        ("as it stands", |text| text.to_owned()),
        ("after Cyrillic and emoji", |text| format!("{BEFORE}{text}")),
        ("with CRLF", |text| text.replace('\n', "\r\n")),
        ("with both", |text| format!("{BEFORE}{text}").replace('\n', "\r\n")),
    ]
}

fn bless(fixture: &Fixture) {
    let (memory, _) = files(&fixture.body, str::to_owned);
    let mut text = fixture.body.clone();
    for found in find(&memory, Judging::On) {
        text.push_str(&format!("//! {}: {}\n//! help: {}\n", found.rule, found.message, found.help));
    }
    fs::write(&fixture.path, text).unwrap();
}

fn check(category: &str) {
    let mut fixtures = fixtures(category);
    if std::env::var_os("EVENKEEL_BLESS").is_some() {
        fixtures.iter().for_each(bless);
        fixtures = self::fixtures(category);
    }
    let mut wrong = Vec::new();
    for fixture in &fixtures {
        for (reading, change) in readings() {
            let (memory, marks) = files(&fixture.body, change);
            let (found, expected) = (find(&memory, Judging::On), expected(fixture, &marks));
            if found != expected {
                wrong.push(format!(
                    "{} {reading}:\n  found    {found:#?}\n  expected {expected:#?}",
                    fixture.name
                ));
                break;
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), fixtures.len(), wrong.join("\n"));
}

#[test]
fn syntax() {
    check("syntax");
}

#[test]
fn schema() {
    check("schema");
}

#[test]
fn linking() {
    check("linking");
}

#[test]
fn cascade() {
    check("cascade");
}

#[test]
fn values() {
    check("values");
}

#[test]
fn there_are_enough_of_them() {
    let counts: Vec<usize> = ["syntax", "schema", "linking", "cascade", "values"]
        .map(|category| fixtures(category).len())
        .to_vec();
    assert!(counts.iter().sum::<usize>() >= 60, "{counts:?}");
    assert!(counts.iter().all(|count| *count >= 6), "{counts:?}");
    let fourteen =
        fixtures("values").into_iter().chain(fixtures("linking")).find(|own| own.name == "fourteen");
    assert_eq!(fourteen.expect("a file with 14 mistakes").expected.len(), 14);
}

#[test]
fn without_the_judge_every_schema_fixture_fails() {
    for fixture in fixtures("schema") {
        let (memory, marks) = files(&fixture.body, str::to_owned);
        let found = find(&memory, Judging::Off);
        assert_ne!(found, expected(&fixture, &marks), "{} passes without the judge", fixture.name);
    }
}

/// What an ambiguity proposes, pasted, makes the finding go.
#[test]
fn the_third_node_of_an_ambiguity_decides() {
    let mut pasted = 0;
    for fixture in fixtures("cascade").into_iter().filter(|own| own.name.starts_with("ambiguous")) {
        let (memory, _) = files(&fixture.body, str::to_owned);
        for (rule, _, help) in &fixture.expected {
            assert_eq!(rule, "ambiguous-setting", "{}", fixture.name);
            let node = help.split('`').nth(1).expect("a node to paste");
            let mended = memory.clone().with("pasted.kdl", node);
            let left = find(&mended, Judging::On);
            assert_eq!(left.len(), fixture.expected.len() - 1, "{}: {left:#?}", fixture.name);
            pasted += 1;
        }
    }
    assert!(pasted >= 5, "{pasted} proposals were pasted");
}
