//! The policy's tests: an item of their own, what channels show of it at an instant, and what was expected.
//!
//! Comes in: a `Policy` and its `Program`. Goes out: a [`Tested`] a test, plain data, with a finding for each thing
//! that is not as expected. An item is resolved by the same function as in a build, and put to the same rules. How a
//! failure looks is for `output`; that a file is rewritten, for `cli`.

mod bless;
mod compare;
mod failure;
mod item;
mod rules;
mod run;

pub use bless::blessed;
pub use failure::{Failure, FailureKind};
pub use rules::tell_unknown_rules;
pub use run::{Tested, run};
