//! The judges of listings: each channel's schemas, compiled once a run.

use std::fmt;

use jsonschema::Validator;

use crate::policy::Policy;
use crate::policy::schema::{ChannelSchema, judge};

/// The compiled schemas of all channels.
#[derive(Default)]
pub struct Judges {
    /// By channel, in the channel's order; `None` for one that is none, which was told when it was read.
    channels: Vec<Vec<Option<Validator>>>,
}

impl Judges {
    /// Compiles the schemas of a policy.
    pub fn new(policy: &Policy) -> Self {
        let compiled =
            |schema: &ChannelSchema| schema.document.as_ref().and_then(|own| judge(own.json()).ok());
        let of = |schemas: &[ChannelSchema]| schemas.iter().map(compiled).collect();
        Self { channels: policy.channels.iter().map(|channel| of(&channel.schemas)).collect() }
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
