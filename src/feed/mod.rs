//! Offers to the bytes that a channel's own intake takes, and to the files that say what was built.
//!
//! Comes in: items with their offers and what holds them back. Goes out: a target folder with one feed a
//! channel, `offers.jsonl`, `quarantine.jsonl`, `replenishment.csv` and `manifest.json`. What a price is was
//! settled in `offer`; nothing is reckoned here.

mod amazon;
mod build;
mod ebay;
mod entry;
mod escaped;
mod generic;
mod lines;
mod manifest;
mod offers;
mod oversize;
mod quarantine;
mod replenishment;
mod state;
mod text;
mod walmart;

pub use build::{Built, Order, build};
pub use manifest::{ChannelCounts, manifest_schema};
pub use offers::{offer_line, offers_schema};
pub use quarantine::quarantine_schema;
pub use state::State;
pub use text::amount;
