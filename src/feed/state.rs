//! What becomes of a SKU on a channel in a build.

use crate::lint::Held;
use crate::offer::Offer;

/// What becomes of a SKU on a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Its offer is in the feed.
    Fed,
    /// It is in the feed with quantity 0.
    Paused,
    /// It is left out of the feed and keeps its last state on the channel.
    Quarantined,
}

impl State {
    /// The state's word, in every output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fed => "fed",
            Self::Paused => "paused",
            Self::Quarantined => "quarantined",
        }
    }

    /// The state of an offer: held back by a blank or by an error of some rule, paused, or fed.
    pub fn of(offer: &Offer, held: &[Held]) -> Self {
        if !offer.holds.is_empty() || held.iter().any(|held| held.channel == offer.channel) {
            Self::Quarantined
        } else if offer.paused_by.is_some() {
            Self::Paused
        } else {
            Self::Fed
        }
    }
}
