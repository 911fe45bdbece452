//! Tests as text: a line each for people, with what failed below it; JSON and `JUnit`'s XML for programs.

mod human;
mod json;
mod junit;

pub use human::tests_human;
pub use json::{tests_json, tests_schema};
pub use junit::tests_junit;

use crate::diagnostic::Sources;
use crate::testing::{Failure, Tested};

/// Tests that were run, and what came of it.
#[derive(Debug, Clone, Copy)]
pub struct TestReport<'a> {
    /// The tests, in the order in which they are written.
    pub tests: &'a [Tested],
    /// The texts that they stand in.
    pub sources: &'a Sources,
    /// Whether the literals of failed expectations have been rewritten to what is there.
    pub is_blessed: bool,
}

/// What came of a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Passed,
    Failed,
    /// What failed was rewritten, and nothing else failed.
    Blessed,
}

impl Status {
    fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Blessed => "blessed",
        }
    }
}

impl<'a> TestReport<'a> {
    /// How many tests failed, those not counted of which all that failed was rewritten.
    pub fn failed(&self) -> usize {
        self.count(Status::Failed)
    }

    fn count(&self, status: Status) -> usize {
        self.tests.iter().filter(|test| self.status(test) == status).count()
    }

    fn status(&self, test: &'a Tested) -> Status {
        if test.failures.is_empty() {
            Status::Passed
        } else if self.left(test).next().is_some() {
            Status::Failed
        } else {
            Status::Blessed
        }
    }

    /// What of a test fails still.
    fn left(&self, test: &'a Tested) -> impl Iterator<Item = &'a Failure> + use<'a> {
        let is_blessed = self.is_blessed;
        test.failures.iter().filter(move |failure| !is_blessed || failure.edit.is_none())
    }
}
