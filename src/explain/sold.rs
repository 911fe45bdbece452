//! Where a velocity comes from that no column gives: the orders behind it, added up.

use schemars::JsonSchema;
use serde::Serialize;

use crate::exact::{Decimal, Duration, Ratio, Rounding, RoundingMode, decimal};
use crate::item::{Item, Sold};
use crate::policy::Policy;
use crate::program::Program;

/// What the lines of a source of orders say of a SKU.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SoldExplanation {
    /// The source's name.
    pub source: String,
    /// Its file; `*` in it stands for any text.
    pub file: String,
    /// The channel; null: all together, those that no line names too.
    pub channel: Option<String>,
    /// Units sold in the window, less those that came back.
    pub units: i64,
    /// The days of the window.
    pub days: u64,
    /// Units ÷ days, not below 0, rounded half-even to two digits after the point.
    pub a_day: String,
    /// The standard deviation of the units of a day; null for a window of one day.
    pub deviation: Option<String>,
    /// Lines that sold something.
    pub lines: u64,
    /// The mean units of those, rounded half-even to two digits after the point; null where there are none.
    pub units_a_line: Option<String>,
    /// Lines on which something came back.
    pub netted: u64,
}

/// What orders say of an item, by source and channel.
pub(super) fn sold(policy: &Policy, program: &Program, item: &Item) -> Vec<SoldExplanation> {
    item.sold.iter().filter_map(|own| one(policy, program, own)).collect()
}

fn one(policy: &Policy, program: &Program, own: &Sold) -> Option<SoldExplanation> {
    let source = policy.catalog.sources.get(own.source)?;
    let channel = own.channel.and_then(|channel| program.shape.channels.get(channel)).cloned();
    let days = own.window.seconds() / Duration::DAY.seconds();
    Some(SoldExplanation {
        source: source.name.clone(),
        file: source.written_path().to_owned(),
        channel,
        units: own.units,
        days,
        a_day: hundredths(own.units.max(0), days)?,
        deviation: own.deviation.map(|deviation| deviation.to_string()),
        lines: own.lines,
        units_a_line: hundredths(own.units_of_lines, own.lines),
        netted: own.netted,
    })
}

fn hundredths(units: i64, divisor: u64) -> Option<String> {
    let hundredth = Rounding { step: Decimal::new(1, 2), mode: RoundingMode::HalfEven };
    let quotient = Ratio::new(decimal::whole(units), Decimal::from(divisor))?;
    Some(hundredth.round(quotient)?.normalize().to_string())
}
