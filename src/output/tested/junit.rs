//! Tests in the XML of `JUnit`, which every CI reads: the form of Ant's report, by `JUnit.xsd` of windyroad.

use std::fmt::Write;

use crate::output::terminal::one_line;
use crate::output::{Style, counted};
use crate::testing::{Failure, Tested};

use super::{Status, TestReport, human};

/// The tests of a policy of a name, run at an instant in RFC 3339, as one suite. No time is measured.
pub fn tests_junit(report: &TestReport<'_>, policy: &str, at: &str) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    let (tests, failed) = (report.tests.len(), report.failed());
    // to the second and without a zone, as the form asks for
    let at = at.get(..19).unwrap_or(at);
    line(
        &mut xml,
        &format!(
            "  <testsuite package=\"evenkeel\" id=\"0\" name=\"{}\" timestamp=\"{}\" hostname=\"localhost\" tests=\"{tests}\" failures=\"{failed}\" errors=\"0\" time=\"0\">",
            attribute(policy),
            attribute(at),
        ),
    );
    line(&mut xml, "    <properties/>");
    report.tests.iter().for_each(|test| case(&mut xml, report, test));
    line(&mut xml, "    <system-out/>");
    line(&mut xml, "    <system-err/>");
    line(&mut xml, "  </testsuite>\n</testsuites>");
    xml
}

fn case(xml: &mut String, report: &TestReport<'_>, test: &Tested) {
    let file = report.sources.place(test.span).map(|place| place.file).unwrap_or_default();
    let name = format!("name=\"{}\" classname=\"{}\" time=\"0\"", attribute(&test.name), attribute(&file));
    if report.status(test) != Status::Failed {
        return line(xml, &format!("    <testcase {name}/>"));
    }
    let failures: Vec<&Failure> = report.left(test).collect();
    let message = match failures.as_slice() {
        [one] => one.finding.message.clone(),
        [first, rest @ ..] => {
            format!("{}, and {}", first.finding.message, counted(rest.len() as u64, "more failure"))
        }
        [] => String::new(),
    };
    let kind = failures.first().map_or("", |failure| failure.kind.name());
    line(xml, &format!("    <testcase {name}>"));
    line(xml, &format!("      <failure message=\"{}\" type=\"{kind}\">", attribute(&message)));
    for failure in failures {
        xml.push_str(&escaped(&human::failed(report, failure, &PLAIN)));
    }
    line(xml, "      </failure>\n    </testcase>");
}

/// How a failure is drawn where nobody's terminal is known.
const PLAIN: Style = Style { width: 100, color: false, unicode: true, links: false };

fn line(xml: &mut String, text: &str) {
    // writing into a text does not fail
    let _ = writeln!(xml, "{text}");
}

/// A text on one line, its blanks as single ones: what the form calls a token.
fn attribute(text: &str) -> String {
    escaped(&one_line(text).split_whitespace().collect::<Vec<_>>().join(" "))
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(character),
            // XML has no way to write these
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push(char::REPLACEMENT_CHARACTER),
            other => escaped.push(other),
        }
    }
    escaped
}
