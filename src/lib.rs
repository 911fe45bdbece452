//! A compiler and linter for multichannel sync policy.

pub mod world;

pub mod diagnostic;
pub mod syntax;
