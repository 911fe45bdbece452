//! Everything that looks at the whole: one binary, so that it links once.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::needless_for_each,
    clippy::doc_markdown,
    clippy::format_push_string,
    reason = "a test may fail loudly"
)]

mod amazon;
mod by_hand;
mod catalogs;
mod cli;
mod conformance;
mod content;
mod documentation;
mod ebay;
mod example;
mod floors;
mod generated;
mod graphql;
mod hearth;
mod held;
mod house;
mod init;
mod levels;
mod mutations;
mod operations;
mod oracle;
mod orders;
mod oversell;
mod promotions;
mod properties;
mod quarantine;
mod read_back;
mod real_catalogs;
mod rules;
mod schemas;
mod shopify;
mod stages;
mod support;
mod testing;
mod texts;
mod tiktok;
mod vectors;
mod walmart;
mod walmart_offers;
mod xsd;
