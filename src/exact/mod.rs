//! Exact values: money, percentages, units, time. No float anywhere, and no rounding that nobody asked for.
//!
//! Comes in: the digits of a source text. Goes out: values whose operations either give the exact result
//! or `None` (past 28 digits), which the caller tells as a finding. Rounding is only in [`Rounding`].

mod comparison;
pub mod decimal;
mod duration;
mod fixed;
mod instant;
pub mod measure;
mod money;
mod percent;
mod poisson;
mod rate;
mod ratio;
mod root;
mod rounding;

pub use comparison::{Comparison, Operator};
pub use duration::Duration;
pub use fixed::Fixed;
pub use instant::{InstantError, parse_instant, parse_moment, with_offsets};
pub use measure::{Measure, MeasureUnit, Measured};
pub use money::{Currency, Money};
pub use percent::{Percent, PercentRange};
pub use poisson::Poisson;
pub use rate::Rate;
pub use ratio::Ratio;
pub use root::root;
pub use rounding::{Rounding, RoundingMode};
pub use rust_decimal::Decimal;
