//! Tests for people: a line each, what failed in the policy's text, and how the figure came to be.

use crate::output::explanation::figure_steps;
use crate::output::human::drawn;
use crate::output::terminal::one_line;
use crate::output::{Style, counted};
use crate::testing::{Failure, Tested};

use super::{Status, TestReport};

/// The tests, and how many of them passed.
pub fn tests_human(report: &TestReport<'_>, style: &Style) -> String {
    let mut text = String::new();
    for test in report.tests {
        text.push_str(&line(report, test, style));
        for failure in report.left(test) {
            text.push_str(&failed(report, failure, style));
        }
        if report.status(test) == Status::Failed {
            text.push('\n');
        }
    }
    text.push_str(&summary(report));
    text
}

fn line(report: &TestReport<'_>, test: &Tested, style: &Style) -> String {
    let status = report.status(test);
    let code = match status {
        Status::Passed => "32",
        Status::Failed => "1;31",
        Status::Blessed => "33",
    };
    let word = format!("{:<7}", status.name());
    let word = if style.color { format!("\u{1b}[{code}m{word}\u{1b}[0m") } else { word };
    format!("{word}  {}\n", one_line(&test.name))
}

/// A failure in the policy's text, and the steps of its figure.
pub(super) fn failed(report: &TestReport<'_>, failure: &Failure, style: &Style) -> String {
    let mut text = format!("\n{}", drawn(&failure.finding, report.sources, style));
    for figure in &failure.figures {
        text.push_str(&figure_steps(figure, &failure.currency, style));
    }
    text
}

fn summary(report: &TestReport<'_>) -> String {
    let total = report.tests.len();
    let of = |status: Status| match report.count(status) {
        0 => None,
        count => Some(format!("{count} {}", status.name())),
    };
    let parts: Vec<String> =
        [Status::Passed, Status::Blessed, Status::Failed].into_iter().filter_map(of).collect();
    format!("{}: {}\n", counted(total as u64, "test"), parts.join(", "))
}
