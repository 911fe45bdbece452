//! Quantities: on hand, less what is protected, less the buffer, paused where a throttle says so.

use crate::exact::{Decimal, Percent, Rate, Ratio, Rounding, RoundingMode, decimal};
use crate::item::{Field, Item, Stock};
use crate::model::literal::LeadTime;
use crate::model::part::inventory::{BoundPart, ServiceLevel};
use crate::policy::catalog::OnMissing;
use crate::program::By;
use crate::program::step::{Demand, Op, Step, UnitsSource};

use super::trace::{Figure, Trace};
use super::{Amount, Context, Hold, Offer, Quantity};

/// Puts the quantity, the available units and what pauses them into an offer.
pub(super) fn quantity(context: Context<'_>, offer: &mut Offer, trace: &mut impl Trace) {
    let channel = offer.channel;
    let plan = context.program.plan(&context.item.sku, context.segment, channel);
    let steps = plan.map(|plan| plan.quantity.as_slice()).unwrap_or_default();
    if !context.program.channels.get(channel).is_some_and(|channel| channel.has_pool) {
        offer.holds.push(Hold::NoPool);
        return;
    }
    let mut run = Run {
        context,
        units: Some(Decimal::ZERO),
        available: None,
        buffer: Ratio::ZERO,
        by: By(0),
        buffer_by: None,
        paused_by: None,
        is_held: false,
    };
    for step in steps {
        if let Err(hold) = run.apply(step) {
            offer.holds.push(hold);
            return;
        }
        let figure = if is_of_buffer(&step.op) { Figure::Buffer } else { Figure::Quantity };
        trace.step(channel, figure, step.op.word(), step.by, || run.shown(figure));
    }
    offer.paused_by = run.paused_by;
    if run.is_held {
        offer.quantity = Some(Quantity::Held);
        return;
    }
    match run.units {
        Some(units) => {
            offer.quantity = Some(Quantity::Units(Amount { value: units, by: run.by }));
            offer.available = run.available.and_then(|available| i64::try_from(available).ok());
        }
        None => offer.holds.push(Hold::UntrackedWithoutMaximum),
    }
}

fn is_of_buffer(op: &Op) -> bool {
    matches!(
        op,
        Op::Demand(_)
            | Op::SafetyStock(_)
            | Op::ServiceLevel(..)
            | Op::Risk(_)
            | Op::BufferPercent(_)
            | Op::BufferUnits(_)
            | Op::AtLeast(_)
            | Op::AtMost(_)
    )
}

struct Run<'a> {
    context: Context<'a>,
    /// The units so far; `None` while the stock is untracked.
    units: Option<Decimal>,
    /// What is left before the buffer; `None` where the stock is untracked.
    available: Option<Decimal>,
    buffer: Ratio,
    by: By,
    buffer_by: Option<By>,
    paused_by: Option<By>,
    is_held: bool,
}

impl Run<'_> {
    fn shown(&self, figure: Figure) -> String {
        match (figure, self.units) {
            (Figure::Buffer, _) => self.buffer.to_string(),
            _ if self.is_held && self.paused_by.is_none() => "held by the channel".to_owned(),
            (_, Some(units)) => units.to_string(),
            (_, None) => "untracked".to_owned(),
        }
    }

    fn apply(&mut self, step: &Step) -> Result<(), Hold> {
        let before = self.units;
        match &step.op {
            Op::OnHand(locations) => self.on_hand(locations)?,
            Op::Protect(source) => self.protect(source)?,
            Op::Available => {
                self.units = self.units.map(|units| units.max(Decimal::ZERO));
                self.available = self.units;
            }
            Op::Publish => self.publish()?,
            Op::MaxQuantity(most) => {
                let most = Decimal::from(*most);
                self.units = Some(self.units.map_or(most, |units| units.min(most)));
            }
            Op::PauseBelow(threshold) => {
                // of what nobody counts there is no telling whether it is below
                if self.available.is_some_and(|available| available < Decimal::from(*threshold)) {
                    self.pause(step.by);
                }
            }
            Op::PauseStatus => self.pause(step.by),
            Op::Held => self.is_held = true,
            op => {
                let before = self.buffer;
                self.buffer_step(op).ok_or(Hold::Overflow)?;
                if self.buffer_by.is_none() || self.buffer.compare(before) != Some(std::cmp::Ordering::Equal)
                {
                    self.buffer_by = Some(step.by);
                }
            }
        }
        if self.units != before || matches!(step.op, Op::OnHand(_)) {
            // what the buffer took off was taken off by the buffer's last step
            self.by = if step.op == Op::Publish { self.buffer_by.unwrap_or(step.by) } else { step.by };
        }
        Ok(())
    }

    fn pause(&mut self, by: By) {
        self.units = Some(Decimal::ZERO);
        self.paused_by = self.paused_by.or(Some(by));
        self.by = by;
    }

    fn on_hand(&mut self, locations: &[usize]) -> Result<(), Hold> {
        self.units = match stock_over(self.context.item, locations) {
            Stock::Units(units) => Some(Decimal::from(units)),
            Stock::Untracked => None,
            Stock::Missing if self.context.program.missing.stock == OnMissing::Zero => Some(Decimal::ZERO),
            Stock::Missing => return Err(Hold::MissingStock),
        };
        Ok(())
    }

    fn protect(&mut self, source: &UnitsSource) -> Result<(), Hold> {
        let Context { program, item, .. } = self.context;
        let protected = match source {
            UnitsSource::Committed(locations) => {
                let known =
                    locations.iter().filter_map(|index| item.committed.get(*index).copied().flatten());
                known.map(Decimal::from).try_fold(Decimal::ZERO, decimal::add).ok_or(Hold::Overflow)?
            }
            UnitsSource::Text(index) => match item.texts.get(*index).and_then(Option::as_deref) {
                None => Decimal::ZERO,
                Some(text) => {
                    let field =
                        program.shape.texts.get(*index).map_or(Field::Committed, |text| text.field.clone());
                    let units = decimal::parse(text.trim()).filter(Decimal::is_integer);
                    units.filter(|units| *units >= Decimal::ZERO).ok_or(Hold::Unreadable(field))?
                }
            },
        };
        self.units = match self.units {
            Some(units) => Some(decimal::subtract(units, protected).ok_or(Hold::Overflow)?),
            None => None,
        };
        Ok(())
    }

    fn publish(&mut self) -> Result<(), Hold> {
        let buffer = self.buffer.ceiling().ok_or(Hold::Overflow)?;
        self.units = match self.units {
            Some(units) => Some(decimal::subtract(units, buffer).ok_or(Hold::Overflow)?.max(Decimal::ZERO)),
            None => None,
        };
        Ok(())
    }

    fn buffer_step(&mut self, op: &Op) -> Option<()> {
        self.buffer = match op {
            Op::Demand(demand) => self.demand(demand)?,
            Op::SafetyStock(units) => self.buffer.plus(Ratio::from(Decimal::from(*units)))?,
            Op::ServiceLevel(level, demand) => {
                self.buffer.plus(Ratio::from(self.service_level(*level, demand)?))?
            }
            Op::Risk(risk) => Ratio::from(self.buffer.times(*risk)?.ceiling()?),
            Op::BufferPercent(percent) => Ratio::from(self.share(*percent)?),
            Op::BufferUnits(units) => Ratio::from(Decimal::from(*units)),
            Op::AtLeast(bound) => Ratio::from(self.buffer.ceiling()?.max(self.bound(*bound)?)),
            Op::AtMost(bound) => Ratio::from(self.buffer.ceiling()?.min(self.bound(*bound)?)),
            _ => self.buffer,
        };
        Some(())
    }

    fn bound(&self, bound: BoundPart) -> Option<Decimal> {
        match bound {
            BoundPart::Units(units) => Some(Decimal::from(units.0)),
            BoundPart::Percent(percent) => self.share(percent.0),
        }
    }

    /// A percentage of the available units, rounded up.
    fn share(&self, percent: Percent) -> Option<Decimal> {
        Ratio::from(self.available.unwrap_or_default()).times(percent.share())?.ceiling()
    }

    /// Velocity × lead time; nothing where one of them is blank.
    fn demand(&self, demand: &Demand) -> Option<Ratio> {
        let item = self.context.item;
        let lead_time = match demand.lead_time {
            LeadTime::Fixed(time) => Some(time),
            LeadTime::Item => item.lead_time,
        };
        match (velocity_of(item, &demand.channels), lead_time) {
            (Some(velocity), Some(lead_time)) => velocity.over(lead_time),
            _ => Some(Ratio::ZERO),
        }
    }

    /// z × deviation × √lead time in days, rounded to nine digits after the point, half-even; nothing
    /// where the deviation or the lead time is blank.
    ///
    /// Source: safety stock for varying demand, SS = z · σ · √L.
    fn service_level(&self, level: ServiceLevel, demand: &Demand) -> Option<Decimal> {
        let item = self.context.item;
        let lead_time = match demand.lead_time {
            LeadTime::Fixed(time) => Some(time),
            LeadTime::Item => item.lead_time,
        };
        let (Some(lead_time), Some(deviations)) = (lead_time, deviations_of(item, &demand.channels)) else {
            return Some(Decimal::ZERO);
        };
        // √(Σσ² × seconds ÷ 86,400): one root, of the variance over the lead time; a root rounded before could
        // push a whole number of units up to the next
        let squares = deviations.iter().map(|deviation| decimal::multiply(*deviation, *deviation));
        let variance = squares.into_iter().try_fold(Decimal::ZERO, |sum, own| decimal::add(sum, own?))?;
        let over_time = decimal::multiply(variance, Decimal::from(lead_time.seconds()))?;
        let over_days = over_time.checked_div(Decimal::from(crate::exact::Duration::DAY.seconds()))?;
        let root = rust_decimal::MathematicalOps::sqrt(&over_days)?.round_dp(15);
        let ninth = Rounding { step: Decimal::new(1, 9), mode: RoundingMode::HalfEven };
        ninth.round(Ratio::from(decimal::multiply(root, z(level))?))
    }
}

/// The one-sided z of a service level (domain.md, section 5).
fn z(level: ServiceLevel) -> Decimal {
    match level {
        ServiceLevel::Ninety => Decimal::new(1282, 3),
        ServiceLevel::NinetyFive => Decimal::new(1645, 3),
        ServiceLevel::NinetySevenAndAHalf => Decimal::new(1960, 3),
        ServiceLevel::NinetyNine => Decimal::new(2326, 3),
    }
}

/// The stock over some locations: missing only where all are missing, untracked where one is untracked.
pub fn stock_over(item: &Item, locations: &[usize]) -> Stock {
    let mut sum = Stock::Missing;
    for index in locations {
        sum = match (sum, item.stock.get(*index).copied().unwrap_or_default()) {
            (Stock::Untracked, _) | (_, Stock::Untracked) => Stock::Untracked,
            (sum, Stock::Missing) => sum,
            (Stock::Missing, units) => units,
            (Stock::Units(a), Stock::Units(b)) => Stock::Units(a.saturating_add(b)),
        };
    }
    sum
}

/// The channels' velocities together; a channel without a figure adds nothing. Where no channel of the
/// SKU has one, the SKU's whole velocity.
pub fn velocity_of(item: &Item, channels: &[usize]) -> Option<Rate> {
    if item.velocity.iter().all(Option::is_none) {
        return item.velocity_whole;
    }
    let mut known = channels.iter().filter_map(|channel| item.velocity.get(*channel).copied().flatten());
    let first = known.next()?;
    known.try_fold(first, Rate::plus)
}

/// The deviations of the channels' velocities, which add up by their squares, the channels selling
/// independently; `None` where no channel has one. Where no channel of the SKU has one, its whole deviation.
fn deviations_of(item: &Item, channels: &[usize]) -> Option<Vec<Decimal>> {
    if item.velocity_sd.iter().all(Option::is_none) {
        return item.velocity_sd_whole.map(|whole| vec![whole]);
    }
    let known: Vec<Decimal> =
        channels.iter().filter_map(|channel| item.velocity_sd.get(*channel).copied().flatten()).collect();
    Some(known).filter(|known| !known.is_empty())
}
