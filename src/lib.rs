//! A compiler and linter for multichannel sync policy.

pub mod digest;

pub mod world;

pub mod diagnostic;

pub mod nearest;

pub mod exact;

pub mod item;

pub mod syntax;

pub mod value;

pub mod model;

pub mod channels;

pub mod policy;

pub mod program;

pub mod catalog;

pub mod offer;

pub mod lint;

pub mod feed;

pub mod explain;

pub mod output;
