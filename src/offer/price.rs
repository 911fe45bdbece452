//! Prices: the chain from its base to its floor, and the struck-through price.

use crate::exact::{Decimal, Ratio, Rounding, decimal};
use crate::item::Field;
use crate::model::part::pricing::EndingDirection;
use crate::policy::Ending;
use crate::policy::catalog::OnMissing;
use crate::program::step::{MoneySource, Op, Step};
use crate::program::{AnchorProgram, By, Plan};

use super::trace::{Figure, Trace, money, ratio};
use super::{Amount, Context, Hold, Lost, convert, floor};

/// The anchor: the list price of the anchor channel, rounded in the policy's currency, or a field.
pub(super) fn anchor(context: Context<'_>, trace: &mut impl Trace) -> Result<Amount, Hold> {
    match context.program.anchor {
        AnchorProgram::Field(source, by) => required(context, source).map(|value| Amount { value, by }),
        AnchorProgram::Channel(channel) => {
            let plan =
                context.program.plan(&context.item.sku, context.segment, channel).ok_or(Hold::NoPool)?;
            let list = list(context, channel, plan, &Err(Hold::MissingPrice(Field::Price)), &mut ())?;
            let value = in_policy_currency(context, channel, list.value).ok_or(Hold::Overflow)?;
            // less than half of the policy's least money is nothing to measure other prices by
            if value.is_zero() && !list.value.is_zero() {
                return Err(Hold::NoPriceLeft(list.by, Lost::Rounded));
            }
            trace.step(channel, Figure::Anchor, "anchor", list.by, || money(value));
            Ok(Amount { value, ..list })
        }
    }
}

/// A price of a channel back in the policy's currency and the catalog's tax, rounded as the channel rounds.
fn in_policy_currency(context: Context<'_>, channel: usize, value: Decimal) -> Option<Decimal> {
    let steps = &context.program.channels.get(channel)?.conversion;
    if steps.is_empty() {
        return Some(value);
    }
    let mut back = Ratio::from(value);
    for step in steps.iter().rev() {
        back = match step.op {
            Op::Currency(rate) => back.divided_by(rate)?,
            Op::Tax { rate, included } => {
                let held = convert::catalog_tax(context.program, context.item);
                let net = if included { back.divided_by(rate.factor())? } else { back };
                net.times(held.factor())?
            }
            _ => back,
        };
    }
    let least = context.program.currency.minor_unit();
    Rounding { step: least, mode: crate::exact::RoundingMode::HalfEven }.round(back)
}

/// The amount of a field that a price needs; blank is missing, never 0, unless the policy says so.
fn required(context: Context<'_>, source: MoneySource) -> Result<Decimal, Hold> {
    let Context { program, item, .. } = context;
    match convert::money(program, item, source)? {
        Some(amount) => Ok(amount),
        None if program.missing.price == OnMissing::Zero && source == MoneySource::Price => Ok(Decimal::ZERO),
        None => Err(Hold::MissingPrice(convert::field_of(program, source))),
    }
}

/// The list price on a channel.
pub(super) fn list(
    context: Context<'_>,
    channel: usize,
    plan: &Plan,
    anchor: &Result<Amount, Hold>,
    trace: &mut impl Trace,
) -> Result<Amount, Hold> {
    let mut chain = Chain { context, channel, plan, value: Ratio::from(Decimal::ZERO), by: By(0) };
    let own = context.program.channels.get(channel);
    let local = own.map_or(context.program.currency, |own| own.channel.currency.value);
    let mut is_converted = false;
    for step in &plan.price {
        let before = chain.value;
        chain.apply(step, anchor)?;
        let is_changed = || chain.value.compare(before) != Some(std::cmp::Ordering::Equal);
        if is_start(&step.op) || (!is_of_every_price(&step.op) && is_changed()) {
            chain.by = by(step, anchor);
        }
        is_converted |= matches!(step.op, Op::Currency(_) | Op::Set(_));
        let currency = if is_converted { local } else { context.program.currency };
        trace.step(channel, Figure::List, step.op.word(), step.by, || ratio(chain.value, currency));
    }
    let value = chain.value.whole().ok_or(Hold::Overflow)?;
    match plan.price.first().filter(|_| value.is_zero()).and_then(|start| zero_of(context, &start.op)) {
        Some(field) => Err(Hold::ZeroPrice(field)),
        None => Ok(Amount { value, by: chain.by }),
    }
}

/// The field whose 0 a price of 0 began with; `None` where the policy itself says 0 (`set 0`,
/// `missing price=zero`), or the anchor does, which was asked already.
fn zero_of(context: Context<'_>, start: &Op) -> Option<Field> {
    let source = match (start, &context.program.anchor) {
        (Op::Base(source), _) | (Op::BaseAnchor, AnchorProgram::Field(source, _)) => *source,
        _ => return None,
    };
    let known = convert::money(context.program, context.item, source).ok()??;
    known.is_zero().then(|| convert::field_of(context.program, source))
}

fn is_start(op: &Op) -> bool {
    matches!(op, Op::Base(_) | Op::BaseAnchor | Op::Set(_))
}

/// Steps that the bounds of a price go through like the price itself: they never made it what it is.
fn is_of_every_price(op: &Op) -> bool {
    matches!(op, Op::Currency(_) | Op::Tax { .. } | Op::Round(_))
}

fn lost_by(op: &Op) -> Lost {
    match op {
        Op::Round(_) => Lost::Rounded,
        Op::Ending(_) => Lost::NoEnding,
        _ => Lost::Taken,
    }
}

/// Whoever made a step; a price that is the anchor as it is was made by whoever made the anchor.
fn by(step: &Step, anchor: &Result<Amount, Hold>) -> By {
    match (&step.op, anchor) {
        (Op::BaseAnchor, Ok(anchor)) => anchor.by,
        _ => step.by,
    }
}

struct Chain<'a> {
    context: Context<'a>,
    channel: usize,
    plan: &'a Plan,
    value: Ratio,
    by: By,
}

impl Chain<'_> {
    fn apply(&mut self, step: &Step, anchor: &Result<Amount, Hold>) -> Result<(), Hold> {
        let Context { program, item, .. } = self.context;
        let value = match &step.op {
            Op::BaseAnchor => Ratio::from(anchor.clone()?.value),
            Op::Base(source) => Ratio::from(required(self.context, *source)?),
            Op::Set(amount) => Ratio::from(*amount),
            Op::Adjust(percent) => self.value.times(percent.factor()).ok_or(Hold::Overflow)?,
            Op::Add(amount) => self.value.plus(Ratio::from(*amount)).ok_or(Hold::Overflow)?,
            Op::Currency(_) | Op::Tax { .. } => {
                convert::converted(program, item, &step.op, self.value).ok_or(Hold::Overflow)?
            }
            Op::Round(rounding) => Ratio::from(rounding.round(self.value).ok_or(Hold::Overflow)?),
            Op::Ending(ending) => Ratio::from(self.ending(*ending, step.by)?),
            Op::FloorMap(rounding) => self.floor_map(*rounding)?,
            Op::FloorMargin(rounding, margin) => {
                let price = self.value.whole().ok_or(Hold::Overflow)?;
                Ratio::from(floor::margin(self.context, self.channel, price, *rounding, *margin))
            }
            // a step of a quantity never stands in a price
            _ => self.value,
        };
        // a step that takes the whole price away leaves none, and nothing is given away for 0
        if value.is_negative() || (value.is_zero() && !self.value.is_zero()) {
            return Err(Hold::NoPriceLeft(step.by, lost_by(&step.op)));
        }
        self.value = value;
        Ok(())
    }

    fn ending(&self, ending: Ending, by: By) -> Result<Decimal, Hold> {
        let price = self.value.whole().ok_or(Hold::Overflow)?;
        with_ending(price, ending).ok_or(Hold::NoPriceLeft(by, Lost::NoEnding))
    }

    fn floor_map(&self, rounding: Rounding) -> Result<Ratio, Hold> {
        let Context { program, item, .. } = self.context;
        let Some(map) = item.map else { return Ok(self.value) };
        let map = convert::on_channel(program, item, self.channel, map).ok_or(Hold::Overflow)?;
        if self.value.compare(map).ok_or(Hold::Overflow)?.is_ge() {
            return Ok(self.value);
        }
        debug_assert_eq!(rounding, self.plan.rounding.0, "a floor is lifted on the plan's own step");
        Ok(Ratio::from(rounding.up(map).ok_or(Hold::Overflow)?))
    }
}

/// The price with the wanted cents; `None` where there is none to go down to.
fn with_ending(price: Decimal, ending: Ending) -> Option<Decimal> {
    let rest = decimal::subtract(price, ending.cents)?;
    let down = Ratio::from(rest).floor().filter(|whole| *whole >= Decimal::ZERO);
    let down = down.and_then(|whole| decimal::add(whole, ending.cents));
    let up = decimal::add(Ratio::from(rest).ceiling()?.max(Decimal::ZERO), ending.cents)?;
    match ending.direction {
        EndingDirection::Down => down,
        EndingDirection::Up => Some(up),
        EndingDirection::Nearest => Some(match down {
            Some(down) if decimal::subtract(price, down)? <= decimal::subtract(up, price)? => down,
            _ => up,
        }),
    }
}

/// The struck-through price, converted and rounded like a price of the channel.
pub(super) fn compare_at(
    context: Context<'_>,
    channel: usize,
    plan: &Plan,
    trace: &mut impl Trace,
) -> Result<Option<Amount>, Hold> {
    let Context { program, item, .. } = context;
    let Some((source, by)) = plan.compare_at else { return Ok(None) };
    let Some(amount) = convert::money(program, item, source)? else { return Ok(None) };
    let converted = convert::on_channel(program, item, channel, amount).ok_or(Hold::Overflow)?;
    let value = plan.rounding.0.round(converted).ok_or(Hold::Overflow)?;
    trace.step(channel, Figure::CompareAt, "compare-at", by, || money(value));
    Ok(Some(Amount { value, by }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ending(price: &str, cents: &str, direction: EndingDirection) -> Option<String> {
        let cents = decimal::parse(cents).unwrap();
        with_ending(decimal::parse(price).unwrap(), Ending { cents, direction })
            .map(|price| price.to_string())
    }

    #[test]
    fn published_examples_of_the_nearest_ending() {
        // Codisto, domain.md section 2 [25]: nearest .99 / .95
        let nearest = |price: &str, cents: &str| ending(price, cents, EndingDirection::Nearest).unwrap();
        assert_eq!(nearest("7.00", "0.99"), "6.99"); // 0.01 down, 0.99 up
        assert_eq!(nearest("4.50", "0.99"), "4.99"); // 0.51 down, 0.49 up
        assert_eq!(nearest("4.40", "0.99"), "3.99"); // 0.41 down, 0.59 up
        assert_eq!(nearest("4.40", "0.95"), "3.95"); // 0.45 down, 0.55 up
    }

    #[test]
    fn endings_at_their_own_price_and_below_it() {
        assert_eq!(ending("4.99", "0.99", EndingDirection::Up).unwrap(), "4.99");
        assert_eq!(ending("4.99", "0.99", EndingDirection::Down).unwrap(), "4.99");
        assert_eq!(ending("5.00", "0.99", EndingDirection::Up).unwrap(), "5.99");
        assert_eq!(ending("4.49", "0.99", EndingDirection::Nearest).unwrap(), "3.99"); // a tie goes down
        assert_eq!(ending("0.50", "0.99", EndingDirection::Down), None, "no price to go down to");
        assert_eq!(ending("0.50", "0.99", EndingDirection::Nearest).unwrap(), "0.99");
    }
}
