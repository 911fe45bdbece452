//! Tests for programs, and the schema of their form.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use crate::diagnostic::Span;
use crate::explain::FigureExplanation;
use crate::output::json::schema_of;
use crate::testing::{Failure, Tested};

use super::{Status, TestReport};

/// The tests for programs: one object over lines, with a line end.
pub fn tests_json(report: &TestReport<'_>) -> String {
    let count = |status| report.count(status) as u64;
    let own = TestsV1 {
        format_version: 1,
        tests: report.tests.iter().map(|test| test_v1(report, test)).collect(),
        summary: SummaryV1 {
            tests: report.tests.len() as u64,
            passed: count(Status::Passed),
            blessed: count(Status::Blessed),
            failed: count(Status::Failed),
        },
    };
    // INVARIANT: every key is a string and nothing here refuses to be written, so there is always a text
    let mut text = serde_json::to_string_pretty(&own).unwrap_or_default();
    text.push('\n');
    text
}

/// The schema of tests for programs; committed as `schema/tests.schema.json`.
pub fn tests_schema() -> Json {
    schema_of::<TestsV1<'static>>("the tests of a policy, version 1")
}

/// The tests of a policy.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Tests")]
struct TestsV1<'a> {
    /// The version of this form.
    format_version: u32,
    /// The tests that were run, in the order in which they are written.
    tests: Vec<TestV1<'a>>,
    /// How many there were.
    summary: SummaryV1,
}

/// A test.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Test")]
struct TestV1<'a> {
    /// What it is about.
    name: &'a str,
    /// `blessed`: what failed was rewritten to what is there, and nothing else failed.
    #[schemars(extend("enum" = ["passed", "blessed", "failed"]))]
    status: &'static str,
    /// Where its name stands.
    place: PlaceV1,
    /// What is not as expected, also what was rewritten.
    failures: Vec<FailureV1<'a>>,
}

/// Something that is not as expected.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Failure")]
struct FailureV1<'a> {
    /// In what way.
    #[schemars(extend("enum" = ["figure", "state", "not-listed", "held-back", "no-finding"]))]
    kind: &'static str,
    /// The channel; null for a rule that finds nothing.
    channel: Option<&'a str>,
    /// The figure, `state`, or the rule.
    subject: &'a str,
    /// What is expected.
    expected: Option<&'a str>,
    /// What is there; null where nothing was found.
    got: Option<&'a str>,
    /// Both in a sentence.
    message: &'a str,
    /// What else there is to know.
    help: Option<&'a str>,
    /// Where it is expected.
    place: PlaceV1,
    /// How the figure came to be, with the buffer of a quantity; empty for the other failures.
    figures: &'a [FigureExplanation],
    /// Whether the literal was rewritten.
    blessed: bool,
}

/// A place in the policy.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Place")]
struct PlaceV1 {
    /// The file, relative to the policy's root.
    file: String,
    /// The line, from 1.
    line: u64,
    /// The column, from 1, in Unicode code points.
    column: u64,
}

/// How many tests there were.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Summary")]
struct SummaryV1 {
    /// All that were run.
    tests: u64,
    /// Those that are as expected.
    passed: u64,
    /// Those that were rewritten to be.
    blessed: u64,
    /// Those that are not.
    failed: u64,
}

fn test_v1<'a>(report: &TestReport<'a>, test: &'a Tested) -> TestV1<'a> {
    TestV1 {
        name: &test.name,
        status: report.status(test).name(),
        place: place(report, test.span),
        failures: test.failures.iter().map(|failure| failure_v1(report, failure)).collect(),
    }
}

fn failure_v1<'a>(report: &TestReport<'a>, failure: &'a Failure) -> FailureV1<'a> {
    FailureV1 {
        kind: failure.kind.name(),
        channel: failure.channel.as_deref(),
        subject: &failure.subject,
        expected: failure.expected.as_deref(),
        got: failure.got.as_deref(),
        message: &failure.finding.message,
        help: failure.finding.help.as_deref(),
        place: place(report, failure.finding.primary.span),
        figures: &failure.figures,
        blessed: report.is_blessed && failure.edit.is_some(),
    }
}

fn place(report: &TestReport<'_>, span: Span) -> PlaceV1 {
    match report.sources.place(span) {
        Some(place) => PlaceV1 { file: place.file, line: place.line, column: place.column },
        None => PlaceV1 { file: String::new(), line: 0, column: 0 },
    }
}
