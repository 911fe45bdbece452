//! Conditions put to an item: true, false, or blank, which is no match, also under `not`.

use crate::exact::{Comparison, Decimal, Rate, Ratio, Rounding, RoundingMode, decimal};
use crate::item::{Item, Stock};
use crate::program::step::{NumberSource, Test};
use crate::program::{AnchorProgram, Program};

use super::contribution::contribution;
use super::{Context, convert};

/// The first segment whose conditions all hold; the last takes every SKU.
pub(super) fn segment(program: &Program, item: &Item) -> usize {
    let last = program.segments.len().saturating_sub(1);
    let matches = |segment: &usize| {
        let tests =
            program.segments.get(*segment).map(|segment| segment.tests.as_slice()).unwrap_or_default();
        all(Context { program, item, segment: *segment }, tests)
    };
    (0..last).find(matches).unwrap_or(last)
}

/// Whether all conditions hold; a blank does not.
pub(super) fn all(context: Context<'_>, tests: &[Test]) -> bool {
    conjunction(context, tests) == Some(true)
}

/// False where one is false, else blank where one is blank, else true.
fn conjunction(context: Context<'_>, tests: &[Test]) -> Option<bool> {
    let mut result = Some(true);
    for test in tests {
        match holds(context, test) {
            Some(false) => return Some(false),
            None => result = None,
            Some(true) => {}
        }
    }
    result
}

/// True where one is true, else blank where one is blank, else false.
fn disjunction(context: Context<'_>, tests: &[Test]) -> Option<bool> {
    let mut result = Some(false);
    for test in tests {
        match holds(context, test) {
            Some(true) => return Some(true),
            None => result = None,
            Some(false) => {}
        }
    }
    result
}

fn holds(context: Context<'_>, test: &Test) -> Option<bool> {
    match test {
        Test::Number(source, comparison) => number(context, *source, *comparison),
        Test::Sku(patterns) => Some(patterns.iter().any(|pattern| pattern.matches(&context.item.sku))),
        Test::Text(index, patterns) => {
            let text = context.item.texts.get(*index)?.as_deref()?;
            Some(patterns.iter().any(|pattern| pattern.matches(text)))
        }
        Test::Segment(segments) => Some(segments.contains(&context.segment)),
        Test::Not(inner) => conjunction(context, inner).map(|holds| !holds),
        Test::Any(inner) => disjunction(context, inner),
    }
}

fn number(context: Context<'_>, source: NumberSource, comparison: Comparison) -> Option<bool> {
    let value = value(context, source)?;
    let relation = value.compare(Ratio::from(comparison.bound))?;
    Some(comparison.operator.holds(relation))
}

fn value(context: Context<'_>, source: NumberSource) -> Option<Ratio> {
    let Context { program, item, .. } = context;
    match source {
        NumberSource::Money(money) => convert::money(program, item, money).ok()?.map(Ratio::from),
        NumberSource::Stock => units(&item.stock).map(Ratio::from),
        NumberSource::Committed => {
            let known: Vec<i64> = item.committed.iter().flatten().copied().collect();
            if known.is_empty() { None } else { sum(known.into_iter()).map(Ratio::from) }
        }
        NumberSource::Velocity => velocity(item)?.a_day(),
        NumberSource::VelocitySd => item.velocity_sd_whole.map(Ratio::from),
        NumberSource::LeadTime => Ratio::new(
            Decimal::from(item.lead_time?.seconds()),
            Decimal::from(crate::exact::Duration::DAY.seconds()),
        ),
        NumberSource::TaxRate => item.tax_rate.map(|rate| Ratio::from(rate.share())),
        NumberSource::Text(index) => item.numbers.get(index).copied().flatten().map(Ratio::from),
        NumberSource::Margin => margin(program, item),
    }
}

/// The sum of the counted stock; blank where nothing is counted.
fn units(stock: &[Stock]) -> Option<Decimal> {
    let counted: Vec<i64> = stock
        .iter()
        .filter_map(|stock| if let Stock::Units(units) = stock { Some(*units) } else { None })
        .collect();
    if counted.is_empty() { None } else { sum(counted.into_iter()) }
}

fn sum(units: impl Iterator<Item = i64>) -> Option<Decimal> {
    units.map(Decimal::from).try_fold(Decimal::ZERO, decimal::add)
}

/// A SKU's whole velocity: the figure without a channel where one is given, else the sum over channels.
pub(super) fn velocity(item: &Item) -> Option<Rate> {
    if let Some(whole) = item.velocity_whole {
        return Some(whole);
    }
    let mut known = item.velocity.iter().flatten();
    let first = *known.next()?;
    known.try_fold(first, |sum, rate| sum.plus(*rate))
}

/// The margin on the anchor channel at the item's own price, before any chain; in another currency or with
/// another tax, at what that price comes to there.
fn margin(program: &Program, item: &Item) -> Option<Ratio> {
    let AnchorProgram::Channel(channel) = program.anchor else { return None };
    let price = own_price(program, item, channel)?;
    let contribution = contribution(program, item, channel, price, &mut ()).ok()??;
    contribution.margin()
}

/// The item's price on a channel, rounded to that channel's own money where it has to be converted.
fn own_price(program: &Program, item: &Item, channel: usize) -> Option<Decimal> {
    let own = program.channels.get(channel)?;
    if own.conversion.is_empty() {
        return item.price;
    }
    let money = Rounding { step: own.channel.currency.value.minor_unit(), mode: RoundingMode::HalfEven };
    money.round(convert::on_channel(program, item, channel, item.price?)?)
}
