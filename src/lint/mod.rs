//! The rules: static ones over the policy, catalog rules as a fold over every offer of every SKU.
//!
//! Comes in: a linked `Policy`, then items with their offers. Goes out: findings, one a cause and not one a
//! SKU. A rule is one file in `rules`; what a finding looks like on a terminal is `output`'s.

mod baseline;
mod excuses;
mod fold;
mod groups;
mod ids;
mod judges;
mod later;
mod levels;
mod look;
pub mod rules;
mod tell;
mod withheld;

pub use baseline::{Baseline, baseline_schema};
pub use fold::{Blanks, Outcome, Seen, fold, fold_by};
pub use groups::{Groups, Held, Worst, rule_of_row};
pub use ids::{Id, flawed};
pub use judges::Judges;
pub use later::{Later, later};
pub use levels::{Passed, Ran, Settled, level, settle};
pub use look::{Breach, FieldLook, Look};
pub use tell::{Teller, tell};
pub use withheld::{OfPool, Withheld, WithheldSku};

use crate::catalog::Problem;
use crate::diagnostic::{Category, Diagnostic, Level, Sink, Sources};
use crate::policy::Policy;
use crate::program::Program;

use tell::{Telling, Told};

/// A rule of the linter.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its kebab-case name; reads after "allow".
    pub name: &'static str,
    /// What it is about.
    pub category: Category,
    /// How much its findings weigh.
    pub level: Level,
    /// How it looks.
    pub check: Check,
}

/// How a rule looks, and how it tells what it found.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// At the policy alone.
    Static(fn(&Rule, &Policy, &mut Sink)),
    /// At every SKU and its offers.
    Offers(OffersCheck, fn(&Told<'_>) -> Telling),
    /// The same, where some SKU of the program may break it at all.
    OffersWhere(fn(&Program) -> bool, OffersCheck, fn(&Told<'_>) -> Telling),
    /// At the rows that the catalog's reader set aside.
    Rows(fn(&Problem) -> bool, fn(&Told<'_>) -> Telling),
    /// At the units of each pool that no channel shows, over all SKUs.
    Withheld(fn(&Rule, &Teller<'_>, &Withheld, &mut Sources, &mut Sink)),
    /// At what the survey of the catalog found.
    Survey(fn(&Rule, &Teller<'_>, &mut Sources, &mut Sink)),
    /// At what the policy lets pass, once everything else was looked at.
    Allows(fn(&Rule, &Passed<'_>, &mut Sink)),
    /// In several of these ways.
    All(&'static [Check]),
}

/// Looks at a SKU and its offers.
pub type OffersCheck = fn(&Look<'_>, &mut Vec<Breach>);

impl Rule {
    /// The ways in which it looks.
    pub fn checks(&self) -> &[Check] {
        match &self.check {
            Check::All(checks) => checks,
            check => std::slice::from_ref(check),
        }
    }

    /// Whether it needs the policy alone, or the catalog too.
    pub fn kind(&self) -> &'static str {
        let is_static = |check: &Check| matches!(check, Check::Static(_) | Check::Allows(_));
        match self.checks() {
            checks if checks.iter().all(is_static) => "static",
            checks if checks.iter().any(is_static) => "static + catalog",
            _ => "catalog",
        }
    }

    /// Its page: what it finds, why it matters, a bad and a good example, what settles it.
    pub fn page(&self) -> &'static str {
        rules::PAGES.iter().find(|(name, _)| *name == self.name).map_or("", |(_, page)| page)
    }

    /// A finding of this rule.
    pub(crate) fn finding(
        &self,
        message: impl Into<String>,
        primary: crate::diagnostic::Label,
    ) -> Diagnostic {
        Diagnostic::error(self.name, self.category, message, primary).at_level(self.level)
    }
}

/// A rule by its name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    rules::RULES.iter().copied().find(|rule| rule.name == name)
}

/// Runs the static rules.
pub fn run_static(policy: &Policy, sink: &mut Sink) {
    for rule in rules::RULES {
        for check in rule.checks() {
            if let Check::Static(check) = check {
                check(rule, policy, sink);
            }
        }
    }
}

/// Runs the rules that look at the survey.
pub fn run_survey(teller: &Teller<'_>, sources: &mut Sources, sink: &mut Sink) {
    for rule in rules::RULES {
        for check in rule.checks() {
            if let Check::Survey(check) = check {
                check(rule, teller, sources, sink);
            }
        }
    }
}
