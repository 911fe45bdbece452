//! Who judges a SKU: the rules that can find anything in a program, where its channels show ids, and each channel's
//! schemas; all settled once a run.

use std::fmt;

use jsonschema::Validator;

use crate::catalog::Problem;
use crate::diagnostic::{Excused, Level};
use crate::item::Field;
use crate::policy::Policy;
use crate::policy::schema::{ChannelSchema, judge};
use crate::program::Program;

use super::baseline::{Baseline, key_of_row};
use super::excuses::Excuses;
use super::groups::Cause;
use super::ids::Shown;
use super::levels::level;
use super::look::{Breach, Look};
use super::rules::RULES;
use super::tell::Teller;
use super::{Check, OffersCheck};

/// The judges of a program's SKUs.
#[derive(Default)]
pub struct Judges {
    /// The checks with the index of their rule, in the order of the rules.
    checks: Vec<(usize, Level, OffersCheck)>,
    /// What the policy lets pass.
    excuses: Excuses,
    /// What was known before.
    baseline: Option<Baseline>,
    /// Where channels show the ids that rules look at.
    ids: Vec<Shown>,
    /// By channel, in the channel's order; `None` for one that is none, which was told when it was read.
    channels: Vec<Vec<Option<Validator>>>,
}

impl Judges {
    /// Settles the judges of a program and compiles the schemas of its policy.
    pub fn new(policy: &Policy, program: &Program) -> Self {
        let compiled =
            |schema: &ChannelSchema| schema.document.as_ref().and_then(|own| judge(own.json()).ok());
        let of = |schemas: &[ChannelSchema]| schemas.iter().map(compiled).collect();
        let told =
            RULES.iter().enumerate().filter_map(|(index, rule)| Some((index, rule, level(policy, rule)?)));
        let checks = told.flat_map(|(index, rule, level)| {
            let asked = rule.checks().iter().filter_map(|check| match check {
                Check::Offers(check, _) => Some(*check),
                Check::OffersWhere(can_break, check, _) => can_break(program).then_some(*check),
                _ => None,
            });
            asked.map(move |check| (index, level, check))
        });
        Self {
            checks: checks.collect(),
            excuses: Excuses::new(policy, program.at),
            baseline: None,
            ids: [Field::Gtin, Field::Mpn].map(|field| Shown::new(program, field)).into(),
            channels: policy.channels.iter().map(|channel| of(&channel.schemas)).collect(),
        }
    }

    /// The same with a baseline.
    #[must_use]
    pub fn with_baseline(mut self, baseline: Option<Baseline>) -> Self {
        self.baseline = baseline;
        self
    }

    /// The baseline, where there is one, with what was found of it.
    pub fn into_baseline(self) -> Option<Baseline> {
        self.baseline
    }

    /// The checks that are put to every SKU, with the index of their rule and how much its findings weigh here.
    pub(super) fn checks(&self) -> &[(usize, Level, OffersCheck)] {
        &self.checks
    }

    /// Whether a breach may pass.
    pub(super) fn excuse(&self, look: &Look<'_>, breach: &Breach, cause: &Cause) -> Excused {
        match self.excuses.of_breach(look, breach, cause.rule) {
            Some(allow) => Excused::Allowed(allow),
            None => self.known(look.policy, look.program, cause, &look.item.sku),
        }
    }

    /// Whether a row that was set aside may pass.
    pub(super) fn excuse_row(&self, teller: &Teller<'_>, problem: &Problem, cause: &Cause) -> Excused {
        let sku = problem.sku.as_deref();
        match self.excuses.of_row(cause.rule, sku) {
            Some(allow) => Excused::Allowed(allow),
            None => self.known(teller.policy, teller.program, cause, &key_of_row(problem)),
        }
    }

    fn known(&self, policy: &Policy, program: &Program, cause: &Cause, sku: &str) -> Excused {
        let baseline = self.baseline.as_ref();
        let is_known = baseline.is_some_and(|own| own.has_breach(policy, program, cause, sku));
        if is_known { Excused::Known } else { Excused::No }
    }

    /// Whether every SKU of a cause is remembered, for a baseline to be written.
    pub(super) fn remembers(&self) -> bool {
        self.baseline.as_ref().is_some_and(Baseline::is_to_be_written)
    }

    /// Where channels show an id.
    pub(super) fn shown(&self, field: &Field) -> Option<&Shown> {
        self.ids.iter().find(|shown| shown.field == *field)
    }

    /// A schema of a channel, by their indexes.
    pub(super) fn get(&self, channel: usize, schema: usize) -> Option<&Validator> {
        self.channels.get(channel)?.get(schema)?.as_ref()
    }
}

impl fmt::Debug for Judges {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Judges").finish_non_exhaustive()
    }
}
