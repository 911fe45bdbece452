//! Broken policies: each mistake is one finding, at its place, in words that a seller can act on.
//!
//! `EVENKEEL_BLESS=1` rewrites the expected words of the fixtures, to be read before they are kept.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a fixture that can't be read fails the test")]

mod fixture;

use std::fmt::Write;

use evenkeel::model::Judging;
use fixture::{Fixture, PLAIN, VARIANTS, all, shown};

const CATEGORIES: [&str; 5] = ["syntax", "schema", "linking", "cascade", "values"];

#[test]
fn each_mistake_is_one_finding_at_its_place() {
    let bless = std::env::var_os("EVENKEEL_BLESS").is_some();
    let mut wrong = String::new();
    for mut fixture in all("") {
        if bless {
            let outcome = fixture.run(PLAIN, Judging::On, "");
            fixture.bless(&outcome);
        }
        wrong.push_str(&compared(&fixture));
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// What differs in the first variant that differs; empty where all is as expected.
fn compared(fixture: &Fixture) -> String {
    let mut wrong = String::new();
    for variant in VARIANTS {
        let outcome = fixture.run(variant, Judging::On, "");
        let is_complete = fixture.marks() == outcome.findings.len();
        if is_complete && fixture.expected(variant, &outcome) == outcome.findings {
            continue;
        }
        writeln!(wrong, "{} {}, {} marks:", fixture.name(), variant.name, fixture.marks()).unwrap();
        for found in &outcome.findings {
            writeln!(wrong, "    {}", shown(found, &outcome.sources)).unwrap();
        }
        break;
    }
    wrong
}

#[test]
fn there_are_enough_of_each_kind() {
    let counts = CATEGORIES.map(|category| all(category).len());
    assert!(counts.iter().all(|count| *count >= 6), "{counts:?}");
    assert!(counts.iter().sum::<usize>() >= 75, "{counts:?}");
}

#[test]
fn fourteen_mistakes_are_fourteen_findings() {
    let fixture = all("").into_iter().find(|fixture| fixture.name() == "fourteen.kdl").unwrap();
    assert_eq!(fixture.marks(), 14);
    assert_eq!(fixture.run(PLAIN, Judging::On, "").findings.len(), 14);
}

#[test]
fn without_the_judge_every_schema_fixture_fails() {
    for fixture in all("schema") {
        let judged = fixture.run(PLAIN, Judging::On, "").findings;
        let read = fixture.run(PLAIN, Judging::Off, "").findings;
        assert_ne!(judged, read, "{} does not need the judge", fixture.name());
    }
}

#[test]
fn the_proposed_node_settles_what_is_ambiguous() {
    let mut settled = 0;
    for fixture in all("cascade") {
        let outcome = fixture.run(PLAIN, Judging::On, "");
        let ambiguous: Vec<_> =
            outcome.diagnostics.iter().filter(|finding| finding.rule == "ambiguous-setting").collect();
        if ambiguous.is_empty() {
            continue;
        }
        let proposals: Vec<&str> = ambiguous.iter().map(|finding| proposal(finding.help.as_ref())).collect();
        let after = fixture.run(PLAIN, Judging::On, &format!("{}\n", proposals.join("\n"))).findings;
        let left = outcome.findings.len() - ambiguous.len();
        assert_eq!(after.len(), left, "{} after {proposals:?}: {after:#?}", fixture.name());
        settled += 1;
    }
    assert!(settled >= 6, "only {settled} fixtures are ambiguous");
}

/// The node that a help proposes.
fn proposal(help: Option<&String>) -> &str {
    let (_, from) = help.unwrap().split_once('`').unwrap();
    from.rsplit_once('`').unwrap().0
}

#[test]
fn a_file_of_another_encoding_is_one_finding_and_read_all_the_same() {
    // `é` as the one byte 0xE9 of Windows-1252; the unknown channel behind it is told as ever
    let policy = b"evenkeel 1\npolicy glow { currency USD; owner \"Ren\xe9\" }\nchannel shopify\npricing { anchor shopfy }\n";
    let memory = evenkeel::world::Memory::default().with("evenkeel.kdl", policy.to_vec());
    let (mut sources, mut sink) = Default::default();
    evenkeel::policy::load(&memory, Judging::On, &mut sources, &mut sink).unwrap();
    let messages: Vec<String> = sink.into_sorted().into_iter().map(|finding| finding.message).collect();
    assert_eq!(messages, ["`evenkeel.kdl` is not UTF-8", "there is no channel `shopfy`"]);
}

#[test]
fn a_file_in_utf_16_is_one_finding_and_read_all_the_same() {
    // what Windows editors call Unicode: two bytes a character behind a byte order mark, either byte first
    let policy =
        "\u{feff}evenkeel 1\npolicy glow { currency USD }\nchannel shopify\npricing { anchor shopfy }\n";
    for pair in [u16::to_le_bytes, u16::to_be_bytes] {
        let bytes: Vec<u8> = policy.encode_utf16().flat_map(pair).collect();
        let memory = evenkeel::world::Memory::default().with("evenkeel.kdl", bytes);
        let (mut sources, mut sink) = Default::default();
        evenkeel::policy::load(&memory, Judging::On, &mut sources, &mut sink).unwrap();
        let messages: Vec<String> = sink.into_sorted().into_iter().map(|finding| finding.message).collect();
        assert_eq!(messages, ["`evenkeel.kdl` is not UTF-8", "there is no channel `shopfy`"]);
    }
}
