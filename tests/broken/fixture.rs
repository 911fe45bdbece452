//! A fixture: files with the expected places marked by `⟦⟧`, and the expected words at the end.
//!
//! The first file is `evenkeel.kdl`; a line `//- NAME` begins another. `//! RULE: MESSAGE` and `//! help: …`
//! stand at the end, in the order of the marks.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use evenkeel::diagnostic::{Diagnostic, Sink, Sources};
use evenkeel::model::Judging;
use evenkeel::policy::{Loaded, load};
use evenkeel::world::Memory;

/// What stands before the policy and between its lines.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Variant {
    pub(crate) name: &'static str,
    pub(crate) before: &'static str,
    pub(crate) line_end: &'static str,
}

const FOREIGN: &str = "\u{feff}// Ночная смена: цены и остатки 🌙🛒👩‍🚀\n";

pub(crate) const PLAIN: Variant = Variant { name: "as it is", before: "", line_end: "\n" };

pub(crate) const VARIANTS: [Variant; 4] = [
    PLAIN,
    Variant { name: "after a byte order mark, Cyrillic and emoji", before: FOREIGN, line_end: "\n" },
    Variant { name: "with CRLF", before: "", line_end: "\r\n" },
    Variant { name: "with both", before: FOREIGN, line_end: "\r\n" },
];

/// A finding as far as a fixture says it: the place as offsets over all files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) rule: String,
    pub(crate) place: (u32, u32),
    pub(crate) message: String,
    pub(crate) help: String,
}

#[derive(Debug)]
pub(crate) struct Fixture {
    pub(crate) path: PathBuf,
    /// Names and marked texts, as written.
    files: Vec<(String, String)>,
    /// Rule, message, help.
    expected: Vec<(String, String, String)>,
}

/// What came out of a fixture's policy.
pub(crate) struct Outcome {
    pub(crate) findings: Vec<Found>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) sources: Sources,
    pub(crate) loaded: Loaded,
}

/// All fixtures of a folder below `tests/broken`, by path.
pub(crate) fn all(folder: &str) -> Vec<Fixture> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken").join(folder);
    let mut paths: Vec<PathBuf> = walkdir::WalkDir::new(root)
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "kdl"))
        .collect();
    paths.sort();
    paths.into_iter().map(Fixture::read).collect()
}

impl Fixture {
    pub(crate) fn read(path: PathBuf) -> Self {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut fixture = Self { path, files: Vec::new(), expected: Vec::new() };
        fixture.files.push(("evenkeel.kdl".to_owned(), String::new()));
        for line in text.lines() {
            if let Some(name) = line.strip_prefix("//- ") {
                fixture.files.push((name.to_owned(), String::new()));
            } else if let Some(help) = line.strip_prefix("//! help: ") {
                help.clone_into(&mut fixture.expected.last_mut().unwrap().2);
            } else if let Some(finding) = line.strip_prefix("//! ") {
                let (rule, message) = finding.split_once(": ").unwrap();
                fixture.expected.push((rule.to_owned(), message.to_owned(), String::new()));
            } else {
                writeln!(fixture.files.last_mut().unwrap().1, "{line}").unwrap();
            }
        }
        fixture.files.sort();
        fixture
    }

    /// The path below `tests/broken`.
    pub(crate) fn name(&self) -> String {
        let below = self.path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
        below.strip_prefix("tests/broken").unwrap().display().to_string()
    }

    /// Reads the policy; `added` is written at the end of `evenkeel.kdl`.
    pub(crate) fn run(&self, variant: Variant, judging: Judging, added: &str) -> Outcome {
        let mut memory = Memory::default();
        for (name, marked) in &self.files {
            let mut text = unmarked(&dressed(marked, variant)).0;
            if name == "evenkeel.kdl" {
                text.push_str(added);
            }
            memory = memory.with(name.clone(), text);
        }
        let (mut sources, mut sink) = (Sources::default(), Sink::default());
        let loaded = load(&memory, judging, &mut sources, &mut sink).unwrap();
        let diagnostics = sink.into_sorted();
        Outcome { findings: diagnostics.iter().map(found).collect(), diagnostics, sources, loaded }
    }

    /// What the marks and the comments at the end say.
    pub(crate) fn expected(&self, variant: Variant, outcome: &Outcome) -> Vec<Found> {
        let mut marks = Vec::new();
        for (name, marked) in &self.files {
            let base = outcome.loaded.files.iter().find(|(path, _)| path == name).unwrap().1;
            let own = unmarked(&dressed(marked, variant)).1;
            marks.extend(own.into_iter().map(|(start, end)| (base + start, base + end)));
        }
        marks.sort_unstable();
        assert_eq!(marks.len(), self.expected.len(), "{}: marks and expected findings", self.name());
        marks
            .into_iter()
            .zip(&self.expected)
            .map(|(place, (rule, message, help))| Found {
                rule: rule.clone(),
                place,
                message: message.clone(),
                help: help.clone(),
            })
            .collect()
    }

    /// The number of marks.
    pub(crate) fn marks(&self) -> usize {
        self.files.iter().map(|(_, text)| text.matches('⟦').count()).sum()
    }

    /// Writes what came out as what is expected.
    pub(crate) fn bless(&mut self, outcome: &Outcome) {
        let text = std::fs::read_to_string(&self.path).unwrap();
        let policy: Vec<&str> = text.lines().filter(|line| !line.starts_with("//! ")).collect();
        let mut text = format!("{}\n\n", policy.join("\n").trim_end());
        self.expected.clear();
        for finding in &outcome.findings {
            writeln!(text, "//! {}: {}", finding.rule, finding.message).unwrap();
            if !finding.help.is_empty() {
                writeln!(text, "//! help: {}", finding.help).unwrap();
            }
            let Found { rule, message, help, .. } = finding.clone();
            self.expected.push((rule, message, help));
        }
        std::fs::write(&self.path, text).unwrap();
    }
}

/// A finding with the text at its place, to be read.
pub(crate) fn shown(found: &Found, sources: &Sources) -> String {
    let span = evenkeel::diagnostic::Span::new(found.place.0, found.place.1);
    let place = sources.place(span).map_or_else(String::new, |place| {
        format!("{}:{}:{} {}..{}", place.file, place.line, place.column, place.start, place.end)
    });
    format!("{place} ⟦{}⟧ {}: {}\n      help: {}", sources.text(span), found.rule, found.message, found.help)
}

fn found(diagnostic: &Diagnostic) -> Found {
    Found {
        rule: diagnostic.rule.to_owned(),
        place: (diagnostic.primary.span.start, diagnostic.primary.span.end),
        message: diagnostic.message.clone(),
        help: diagnostic.help.clone().unwrap_or_default(),
    }
}

fn dressed(text: &str, variant: Variant) -> String {
    format!("{}{text}", variant.before).replace('\n', variant.line_end)
}

/// The text without its marks, and the ranges that they enclose.
fn unmarked(marked: &str) -> (String, Vec<(u32, u32)>) {
    let (mut text, mut open, mut ranges) = (String::new(), Vec::new(), Vec::new());
    for character in marked.chars() {
        let at = u32::try_from(text.len()).unwrap();
        match character {
            '⟦' => open.push(at),
            '⟧' => ranges.push((open.pop().expect("a mark that is opened"), at)),
            _ => text.push(character),
        }
    }
    assert!(open.is_empty(), "a mark is not closed in {marked}");
    (text, ranges)
}
