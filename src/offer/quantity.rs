//! Quantities: on hand, less what is protected, less the buffer, paused where a throttle says so.

use crate::exact::{Decimal, Duration, Percent, Ratio, Rounding, RoundingMode, decimal};
use crate::item::{Field, Item, Stock};
use crate::model::literal::LeadTime;
use crate::model::part::inventory::{BoundPart, ServiceLevel};
use crate::policy::catalog::OnMissing;
use crate::program::step::{Demand, Op, OversellRisk, Step, UnitsSource};
use crate::program::{By, Plan};

use super::oversell::Window;
use super::trace::{Figure, Trace};
use super::{Amount, Context, Hold, Offer, On, Quantity, promotion, velocity};

/// Puts the quantity, the available units and what pauses them into an offer.
pub(super) fn quantity(
    on: On<'_>,
    offer: &mut Offer,
    beginning: &mut Option<Beginning>,
    trace: &mut impl Trace,
) {
    let Some(plan) = on.plan.filter(|plan| !plan.quantity.is_empty()) else {
        offer.holds.push(Hold::NoPool);
        return;
    };
    let reserves = promotion::reserves(on.context, on.promotions, on.channel);
    let mut run = Run { on, reserves, so_far: SoFar::START };
    if let Err(hold) = run.through(plan, beginning, trace) {
        offer.holds.push(hold);
        return;
    }
    let run = run.so_far;
    offer.paused_by = run.paused_by;
    if run.is_held {
        offer.quantity = Some(Quantity::Held);
        return;
    }
    match run.units {
        // what is not sold at all needs no buffer
        _ if !plan.has_buffer && !run.is_stopped => offer.holds.push(Hold::NoBuffer),
        Some(units) => match decimal_of(units) {
            Some(value) => {
                offer.quantity = Some(Quantity::Units(Amount { value, by: run.by }));
                offer.available = run.available.and_then(|available| i64::try_from(available).ok());
                offer.withheld = run.withheld();
            }
            None => offer.holds.push(Hold::Overflow),
        },
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
            | Op::OversellRisk(_)
            | Op::AtLeast(_)
            | Op::AtMost(_)
    )
}

/// What the steps that all channels of a pool have in common make of a SKU, reckoned for the first of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beginning {
    pool: usize,
    so_far: SoFar,
}

struct Run<'a> {
    on: On<'a>,
    /// What promotions of other channels hold back.
    reserves: Vec<(i128, By)>,
    so_far: SoFar,
}

/// The figures after some steps.
#[derive(Debug, Clone, Copy)]
struct SoFar {
    /// The units so far, whole; `None` while the stock is untracked.
    units: Option<i128>,
    /// What is left before the buffer; `None` where the stock is untracked.
    available: Option<i128>,
    /// The same before what promotions of other channels hold back.
    before_reserves: Option<i128>,
    buffer: Ratio,
    by: By,
    buffer_by: Option<By>,
    paused_by: Option<By>,
    is_held: bool,
    is_stopped: bool,
}

impl SoFar {
    const START: Self = Self {
        units: Some(0),
        available: None,
        before_reserves: None,
        buffer: Ratio::ZERO,
        by: By(0),
        buffer_by: None,
        paused_by: None,
        is_held: false,
        is_stopped: false,
    };

    /// The units that the buffer takes off, as far as there are so many.
    fn withheld(&self) -> Option<Amount> {
        let value = whole_up(self.buffer)?.min(self.available?);
        Some(Amount { value: decimal_of(value)?, by: self.buffer_by? })
    }
}

impl Run<'_> {
    /// All steps of a plan; what they have in common with other channels of the pool is done once, unless somebody
    /// watches.
    fn through<T: Trace>(
        &mut self,
        plan: &Plan,
        beginning: &mut Option<Beginning>,
        trace: &mut T,
    ) -> Result<(), Hold> {
        let channel = self.on.channel;
        // what a promotion keeps is kept from some channels alone
        let is_shared = !T::WATCHES && self.on.promotions.is_empty();
        let (pool, common) = plan.common.filter(|_| is_shared).unwrap_or_default();
        let known = beginning.filter(|known| common > 0 && known.pool == pool);
        let mut steps = plan.quantity.iter().enumerate();
        if let Some(known) = known {
            self.so_far = known.so_far;
            // as many as are done
            steps.nth(common - 1);
        }
        for (index, step) in steps {
            if step.op == Op::Available {
                self.keep_for_promotions(trace);
            }
            self.apply(step)?;
            let figure = if is_of_buffer(&step.op) { Figure::Buffer } else { Figure::Quantity };
            trace.step(channel, figure, step.op.word(), step.by, || self.shown(figure));
            trace.made_of(|| self.made_of(&step.op));
            if index + 1 == common {
                *beginning = Some(Beginning { pool, so_far: self.so_far });
            }
        }
        self.pause_for_promotions(trace);
        Ok(())
    }

    /// Takes off what promotions of other channels hold back.
    fn keep_for_promotions(&mut self, trace: &mut impl Trace) {
        self.so_far.before_reserves = self.so_far.units.map(|units| units.max(0));
        for (units, by) in self.reserves.clone() {
            self.so_far.units = self.so_far.units.map(|left| left.saturating_sub(units));
            self.so_far.by = by;
            trace.step(self.on.channel, Figure::Quantity, "reserved", by, || self.shown(Figure::Quantity));
        }
    }

    /// Pauses the channel where a running promotion asks for it.
    fn pause_for_promotions(&mut self, trace: &mut impl Trace) {
        let on = self.on;
        for (below, by) in promotion::pauses(on.promotions, on.channel) {
            if self.so_far.before_reserves.is_some_and(|units| units < i128::from(below)) {
                self.pause(by);
                trace.step(on.channel, Figure::Quantity, "promotion pause", by, || {
                    self.shown(Figure::Quantity)
                });
            }
        }
    }

    fn shown(&self, figure: Figure) -> String {
        match (figure, self.so_far.units) {
            (Figure::Buffer, _) => match self.so_far.buffer.decimal() {
                Some(units) => units.normalize().to_string(),
                None => self.so_far.buffer.to_string(),
            },
            _ if self.so_far.is_held && self.so_far.paused_by.is_none() => "held by the channel".to_owned(),
            (_, Some(units)) => units.to_string(),
            (_, None) => "untracked".to_owned(),
        }
    }

    /// What a step of the demand was reckoned from.
    fn made_of(&self, op: &Op) -> Option<String> {
        let program = self.on.context.program;
        let (told, is_known, demand) = match op {
            Op::OversellRisk(own) => return self.chances(own),
            Op::Demand(demand) => {
                let own = velocity::velocity(self.on.context, demand.pool);
                (own.told("velocity", program), own.rate().is_some(), demand)
            }
            Op::ServiceLevel(_, demand) => {
                let own = velocity::deviation(self.on.context, demand.pool);
                (own.told("deviation", program), own.deviations().is_some(), demand)
            }
            _ => return None,
        };
        Some(match self.lead_time(demand) {
            _ if !is_known => told,
            Some(time) => format!("{told}, over {time}"),
            None => format!("{told}, but no lead time known"),
        })
    }

    /// What may sell before the channels hear of each other.
    fn window(&self, own: &OversellRisk) -> Option<Window> {
        let means = velocity::sold_by_channel(self.on.context, own.pool, own.window)?;
        Window::new(&means, self.so_far.available.unwrap_or_default())
    }

    /// The velocity and the window behind a buffer, and the chances with it and with a unit less.
    fn chances(&self, own: &OversellRisk) -> Option<String> {
        let context = self.on.context;
        let velocity = velocity::velocity(context, own.pool);
        let told = velocity.told("velocity", context.program);
        if velocity.rate().is_none() {
            return Some(told);
        }
        let window = self.window(own)?;
        let least = window.least_buffer(own.risk);
        let chance = |buffer: i128| {
            let chance = window.chance(buffer)?.percent_up();
            Some(format!("{chance}% with {buffer}"))
        };
        let known = [least.units - 1, least.units].into_iter().filter(|buffer| *buffer >= 0);
        let chances: Vec<String> = known.filter_map(chance).collect();
        let divided = if least.is_divided { ", so many that the units are divided" } else { "" };
        let (time, chances) = (own.window, chances.join(", "));
        Some(format!("{told}, over {time}{divided}: an oversell has a chance of {chances}"))
    }

    fn apply(&mut self, step: &Step) -> Result<(), Hold> {
        let before = self.so_far.units;
        match &step.op {
            Op::OnHand(locations) => self.on_hand(locations)?,
            Op::Protect(source) => self.protect(source)?,
            Op::Available => {
                self.so_far.units = self.so_far.units.map(|units| units.max(0));
                self.so_far.available = self.so_far.units;
            }
            Op::Publish => self.publish()?,
            Op::MaxQuantity(most) => {
                let most = i128::from(*most);
                self.so_far.units = Some(self.so_far.units.map_or(most, |units| units.min(most)));
            }
            Op::PauseBelow(threshold) => {
                // of what nobody counts there is no telling whether it is below
                if self.so_far.before_reserves.is_some_and(|units| units < i128::from(*threshold)) {
                    self.pause(step.by);
                }
            }
            Op::PauseStatus => {
                self.so_far.is_stopped = true;
                self.pause(step.by);
            }
            Op::Held => self.so_far.is_held = true,
            op => {
                let before = self.so_far.buffer;
                self.buffer_step(op).ok_or(Hold::Overflow)?;
                if self.so_far.buffer_by.is_none()
                    || self.so_far.buffer.compare(before) != Some(std::cmp::Ordering::Equal)
                {
                    self.so_far.buffer_by = Some(step.by);
                }
            }
        }
        if self.so_far.units != before || matches!(step.op, Op::OnHand(_)) {
            // what the buffer took off was taken off by the buffer's last step
            self.so_far.by =
                if step.op == Op::Publish { self.so_far.buffer_by.unwrap_or(step.by) } else { step.by };
        }
        Ok(())
    }

    fn pause(&mut self, by: By) {
        self.so_far.units = Some(0);
        self.so_far.paused_by = self.so_far.paused_by.or(Some(by));
        self.so_far.by = by;
    }

    fn on_hand(&mut self, locations: &[usize]) -> Result<(), Hold> {
        let unfed = &self.on.context.program.unfed_locations;
        if !locations.is_empty() && locations.iter().all(|location| unfed.contains(location)) {
            // what no column gives is no blank cell, whatever those mean
            return Err(Hold::UnfedLocation);
        }
        self.so_far.units = match stock_over(self.on.context.item, locations) {
            Stock::Units(units) => Some(i128::from(units)),
            Stock::Untracked => None,
            Stock::Missing if self.on.context.program.missing.stock == OnMissing::Zero => Some(0),
            Stock::Missing => return Err(Hold::MissingStock),
        };
        Ok(())
    }

    fn protect(&mut self, source: &UnitsSource) -> Result<(), Hold> {
        let Context { program, item, .. } = self.on.context;
        let protected = match source {
            UnitsSource::Committed(locations) => {
                let known =
                    locations.iter().filter_map(|index| item.committed.get(*index).copied().flatten());
                known.map(i128::from).sum()
            }
            UnitsSource::Text(index) if item.texts.get(*index).is_none_or(Option::is_none) => 0,
            UnitsSource::Text(index) => {
                let field = || program.shape.texts.get(*index).map(|text| text.field.clone());
                let units = item.numbers.get(*index).copied().flatten().filter(Decimal::is_integer);
                let units = units.filter(|units| *units >= Decimal::ZERO);
                // `2.0` is 2
                units.ok_or_else(|| Hold::Unreadable(field().unwrap_or(Field::Committed)))?.trunc().mantissa()
            }
        };
        // the sums of what 64 and 96 bits hold
        self.so_far.units = self.so_far.units.map(|units| units.saturating_sub(protected));
        Ok(())
    }

    fn publish(&mut self) -> Result<(), Hold> {
        let buffer = whole_up(self.so_far.buffer).ok_or(Hold::Overflow)?;
        self.so_far.units = self.so_far.units.map(|units| units.saturating_sub(buffer).max(0));
        Ok(())
    }

    fn buffer_step(&mut self, op: &Op) -> Option<()> {
        self.so_far.buffer = match op {
            Op::Demand(demand) => self.demand(demand)?,
            Op::SafetyStock(units) => self.so_far.buffer.plus(Ratio::from(Decimal::from(*units)))?,
            Op::ServiceLevel(level, demand) => {
                self.so_far.buffer.plus(Ratio::from(self.service_level(*level, demand)?))?
            }
            Op::Risk(risk) => Ratio::from(self.so_far.buffer.times(*risk)?.ceiling()?),
            Op::BufferPercent(percent) => Ratio::from(self.share(*percent)?),
            Op::BufferUnits(units) => Ratio::from(Decimal::from(*units)),
            Op::OversellRisk(own) => {
                let least = self.window(own)?.least_buffer(own.risk);
                Ratio::from(decimal_of(least.units)?)
            }
            Op::AtLeast(bound) => {
                Ratio::from(decimal::larger(self.so_far.buffer.ceiling()?, self.bound(*bound)?))
            }
            Op::AtMost(bound) => {
                Ratio::from(decimal::smaller(self.so_far.buffer.ceiling()?, self.bound(*bound)?))
            }
            _ => self.so_far.buffer,
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
        Ratio::from(decimal_of(self.so_far.available.unwrap_or_default())?).times(percent.share())?.ceiling()
    }

    /// Velocity × lead time; nothing where one of them is blank.
    fn demand(&self, demand: &Demand) -> Option<Ratio> {
        match (velocity::rate(self.on.context, demand.pool), self.lead_time(demand)) {
            (Some(velocity), Some(lead_time)) => velocity.over(lead_time),
            _ => Some(Ratio::ZERO),
        }
    }

    fn lead_time(&self, demand: &Demand) -> Option<Duration> {
        match demand.lead_time {
            LeadTime::Fixed(time) => Some(time),
            LeadTime::Item => self.on.context.item.lead_time,
        }
    }

    /// z × deviation × √lead time in days, rounded to nine digits after the point, half-even; nothing
    /// where the deviation or the lead time is blank.
    ///
    /// Source: safety stock for varying demand, SS = z · σ · √L.
    fn service_level(&self, level: ServiceLevel, demand: &Demand) -> Option<Decimal> {
        let deviations = velocity::deviation(self.on.context, demand.pool).deviations();
        let (Some(deviations), Some(lead_time)) = (deviations, self.lead_time(demand)) else {
            return Some(Decimal::ZERO);
        };
        // √(Σσ² × seconds ÷ 86,400): one root, of the variance over the lead time; a root rounded before could
        // push a whole number of units up to the next
        let squares = deviations.into_iter().map(|deviation| decimal::multiply(deviation, deviation));
        let variance = squares.into_iter().try_fold(Decimal::ZERO, |sum, own| decimal::add(sum, own?))?;
        let over_time = decimal::multiply(variance, Decimal::from(lead_time.seconds()))?;
        let over_days = over_time.checked_div(Decimal::from(Duration::DAY.seconds()))?;
        let root = rust_decimal::MathematicalOps::sqrt(&over_days)?.round_dp(15);
        let ninth = Rounding { step: Decimal::new(1, 9), mode: RoundingMode::HalfEven };
        ninth.round(Ratio::from(decimal::multiply(root, z(level))?))
    }
}

/// The least whole number of units at or above a figure.
fn whole_up(figure: Ratio) -> Option<i128> {
    figure.ceiling().map(|units| units.mantissa())
}

/// Whole units as a figure; `None` past 28 digits.
fn decimal_of(units: i128) -> Option<Decimal> {
    match i64::try_from(units) {
        Ok(units) => Some(Decimal::from(units)),
        Err(_) => Decimal::try_from_i128_with_scale(units, 0).ok(),
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
