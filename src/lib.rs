//! A compiler and linter for multichannel sync policy.

pub mod world;

pub mod diagnostic;

pub mod exact;

pub mod item;

pub mod policy;
