//! Findings as the policy weighs them: levels of rules and categories, what is allowed, what was known before.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::diagnostic::{Category, Diagnostic, Excused, Level, Sink, Sources};
use crate::model::part::lint::LintLevel;
use crate::policy::Policy;

use super::baseline::Baseline;
use super::excuses::Excuses;
use super::rules::RULES;
use super::{Check, Rule};

/// Findings as the policy weighs them.
#[derive(Debug, Default)]
pub struct Settled {
    /// Those that are told, in the order of every output.
    pub findings: Vec<Diagnostic>,
    /// How many pass, because the policy allows them or because they are in the baseline.
    pub suppressed: u64,
    /// Those about no single SKU that a baseline is to remember.
    pub to_remember: Vec<Diagnostic>,
}

/// Which rules have looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Ran {
    /// None: the policy can't be read.
    #[default]
    None,
    /// Those that look at the policy alone.
    Static,
    /// All of them.
    All,
}

/// What the policy lets pass, once every other rule has looked.
#[derive(Debug, Clone, Copy)]
pub struct Passed<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The instant that is looked at.
    pub at: Timestamp,
    /// The `allow`s that let something pass, by their index.
    used: &'a BTreeSet<usize>,
    ran: Ran,
}

impl Passed<'_> {
    /// Whether an `allow` has let nothing pass, although its rule has looked at all that it looks at.
    pub fn is_unused(&self, allow: usize) -> bool {
        let own = self.policy.lint.allows.get(allow).and_then(|allow| super::rule(&allow.rule));
        !self.used.contains(&allow) && own.is_some_and(|rule| has_run(rule, self.ran))
    }
}

/// Whether a rule has looked at all that it looks at.
pub(super) fn has_run(rule: &Rule, ran: Ran) -> bool {
    match ran {
        Ran::None => false,
        Ran::Static => rule.kind() == "static",
        Ran::All => true,
    }
}

/// How much the findings of a rule weigh under a policy; `None` where they are not told.
pub fn level(policy: &Policy, rule: &Rule) -> Option<Level> {
    match policy.lint.level(rule.name, rule.category) {
        None => Some(rule.level),
        Some(LintLevel::Off) => None,
        Some(LintLevel::Info) => Some(Level::Info),
        Some(LintLevel::Warn) => Some(Level::Warn),
        Some(LintLevel::Error) => Some(Level::Error),
    }
}

/// Weighs findings as the policy says, and takes out those that pass. What is wrong with the language itself weighs
/// what it does everywhere.
pub fn settle(
    policy: &Policy,
    at: Timestamp,
    ran: Ran,
    baseline: Option<&Baseline>,
    sources: &Sources,
    found: Sink,
) -> Settled {
    let excuses = Excuses::new(policy, at);
    let mut settled = Settled::default();
    let mut used = BTreeSet::new();
    for finding in found.into_sorted() {
        let was_open = finding.excused == Excused::Open;
        let weighed = Weighed { policy, excuses: &excuses, baseline, sources };
        let Some(finding) = weighed.weigh(finding) else { continue };
        match finding.excused {
            Excused::Allowed(allow) => {
                used.insert(allow);
                settled.suppressed += 1;
            }
            Excused::Known => {
                settled.suppressed += 1;
                if was_open && baseline.is_some_and(Baseline::is_to_be_written) {
                    settled.to_remember.push(finding);
                }
            }
            Excused::Open | Excused::No => settled.findings.push(finding),
        }
    }
    if ran != Ran::None {
        let passed = Passed { policy, at, used: &used, ran };
        settled.findings.extend(of_allows(&passed));
        settled.findings.sort_by(|a, b| a.order().cmp(&b.order()));
    }
    settled
}

/// What the rules on `allow`s find.
fn of_allows(passed: &Passed<'_>) -> Vec<Diagnostic> {
    let mut sink = Sink::default();
    for rule in RULES {
        let Some(level) = level(passed.policy, rule) else { continue };
        let mut own = Sink::default();
        for check in rule.checks() {
            if let Check::Allows(check) = check {
                check(rule, passed, &mut own);
            }
        }
        own.into_sorted().into_iter().for_each(|finding| sink.push(finding.at_level(level)));
    }
    sink.into_sorted()
}

#[derive(Clone, Copy)]
struct Weighed<'a> {
    policy: &'a Policy,
    excuses: &'a Excuses,
    baseline: Option<&'a Baseline>,
    sources: &'a Sources,
}

impl Weighed<'_> {
    /// A finding at its level here, and whether it may pass; `None` where it is not told at all.
    fn weigh(&self, mut finding: Diagnostic) -> Option<Diagnostic> {
        let index = RULES.iter().position(|rule| rule.name == finding.rule);
        let Some((index, rule)) = index.and_then(|index| Some((index, *RULES.get(index)?))) else {
            return Some(finding);
        };
        if finding.category == Category::Language {
            return Some(finding);
        }
        let level = level(self.policy, rule)?;
        // one that its rule itself weighs less stays below the others
        finding.level = if finding.level == rule.level { level } else { finding.level.min(level) };
        if finding.excused == Excused::Open {
            let allow = self.excuses.of_finding(self.policy, index, &finding);
            finding.excused = allow.map_or(Excused::Open, Excused::Allowed);
        }
        if let (Excused::Open | Excused::No, Some(baseline)) = (finding.excused, self.baseline) {
            finding.excused = baseline.settle(self.policy, rule, &finding, self.sources);
        }
        Some(finding)
    }
}
