//! Offers to the bytes that a channel's own intake takes, and to the files that say what was built.
//!
//! Comes in: items with their offers and what holds them back. Goes out: a target folder with one feed a
//! channel, `offers.jsonl`, `quarantine.jsonl`, `by-hand.jsonl`, `replenishment.csv` and `manifest.json`. What a price is was
//! settled in `offer`; nothing is reckoned here.

mod amazon;
mod build;
mod by_hand;
mod column;
mod ebay;
mod entry;
mod formats;
mod generic;
mod left;
mod lines;
mod manifest;
mod offered;
mod offers;
mod oversize;
mod pieces;
mod placed;
mod products;
mod quarantine;
mod replenishment;
mod shopify_csv;
mod shopify_prices;
mod shopify_quantities;
mod state;
mod text;
mod tiktok;
mod walmart;
mod writers;

pub use build::{Built, Order, build};
pub use by_hand::by_hand_schema;
pub use manifest::{ChannelCounts, manifest_schema};
pub use offers::{offer_line, offers_schema};
pub use quarantine::quarantine_schema;
pub use state::State;
pub use text::amount;
