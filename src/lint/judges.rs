//! Who judges a SKU: the rules that can find anything in a program, where its channels show ids, and each channel's
//! schemas; all settled once a run.

use std::fmt;

use jsonschema::Validator;

use crate::item::Field;
use crate::policy::Policy;
use crate::policy::schema::{ChannelSchema, judge};
use crate::program::Program;

use super::ids::Shown;
use super::rules::RULES;
use super::{Check, OffersCheck};

/// The judges of a program's SKUs.
#[derive(Default)]
pub struct Judges {
    /// The checks with the index of their rule, in the order of the rules.
    checks: Vec<(usize, OffersCheck)>,
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
        let checks = RULES.iter().enumerate().flat_map(|(index, rule)| {
            let asked = rule.checks().iter().filter_map(|check| match check {
                Check::Offers(check, _) => Some(*check),
                Check::OffersWhere(can_break, check, _) => can_break(program).then_some(*check),
                _ => None,
            });
            asked.map(move |check| (index, check))
        });
        Self {
            checks: checks.collect(),
            ids: [Field::Gtin, Field::Mpn].map(|field| Shown::new(program, field)).into(),
            channels: policy.channels.iter().map(|channel| of(&channel.schemas)).collect(),
        }
    }

    /// The checks that are put to every SKU, with the index of their rule.
    pub(super) fn checks(&self) -> &[(usize, OffersCheck)] {
        &self.checks
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
