//! Tests to what is not as they expect it.

use std::collections::BTreeSet;

use crate::catalog::Survey;
use crate::diagnostic::{Diagnostic, Sink, Sources, Span};
use crate::lint::{Groups, Judges, Look, Teller, rule, tell};
use crate::offer::content::Listings;
use crate::offer::resolve;
use crate::policy::Policy;
use crate::policy::test::Test;
use crate::program::Program;
use crate::world::Memory;

use super::compare::Run;
use super::failure::Failure;
use super::item::item;
use super::rules::runs;

/// A test that was run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tested {
    /// What it is about.
    pub name: String,
    /// Its name in the policy.
    pub span: Span,
    /// What is not as expected, in the order in which it is written; none: it passes.
    pub failures: Vec<Failure>,
}

/// Runs those tests of a policy that are wanted, in the order in which they are written.
pub fn run(
    policy: &Policy,
    program: &Program,
    sources: &mut Sources,
    is_wanted: impl Fn(&Test) -> bool,
) -> Vec<Tested> {
    let judges = Judges::new(policy, program);
    let mut program = program.clone();
    let mut tested = Vec::new();
    for test in policy.tests.iter().filter(|test| is_wanted(test)) {
        program.look_at(test.at.unwrap_or(jiff::Timestamp::MIN));
        let failures = failures(test, policy, &program, &judges, sources);
        tested.push(Tested { name: test.name.clone(), span: test.origin.span.unwrap_or_default(), failures });
    }
    tested
}

fn failures(
    test: &Test,
    policy: &Policy,
    program: &Program,
    judges: &Judges,
    sources: &mut Sources,
) -> Vec<Failure> {
    let item = item(&test.item, policy, &program.shape);
    let resolved = resolve(program, &item, &mut ());
    let listings = Listings::new(program, &item, &resolved);
    let (listings, resolved) = (&listings, &resolved);
    let look = Look { policy, program, item: &item, resolved, listings, judges, window: None };
    let mut groups = Groups::default();
    let mut held = groups.look(&look);
    held.retain(|held| rule(held.rule).is_some_and(runs));
    let findings = told(&groups, policy, program, sources);
    let run = Run { test, policy, program, item: &item, resolved, held: &held, findings: &findings, sources };
    let mut failures = Vec::new();
    let mut seen = BTreeSet::new();
    for expect in &test.expects {
        run.expected(expect, seen.insert(expect.channel), &mut failures);
    }
    run.rules(&mut failures);
    failures
}

/// What the rules that run in a test find.
fn told(groups: &Groups, policy: &Policy, program: &Program, sources: &mut Sources) -> Vec<Diagnostic> {
    let (files, survey) = (Memory::default(), Survey::default());
    let teller = Teller { policy, program, files: &files, survey: &survey };
    let mut sink = Sink::default();
    tell(&teller, groups, sources, &mut sink);
    sink.into_sorted().into_iter().filter(|finding| rule(finding.rule).is_some_and(runs)).collect()
}
