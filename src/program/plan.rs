//! The steps for a SKU of one segment on one channel: every setting chosen there, in the fixed order.

use crate::exact::{Duration, Rounding, RoundingMode};
use crate::item::{Field, Shape};
use crate::model::Address;
use crate::model::part::channel::Status;
use crate::model::part::pricing::FloorPart;
use crate::policy::scope::At;
use crate::policy::setting::{Origin, Setting};
use crate::policy::{Anchor, Base, Method, Policy, Pool, PriceStep, SafetyStock};

use super::step::{Demand, MoneySource, Op, OversellRisk, Step, UnitsSource};
use super::{AllowBound, By, Plan, test, texts};

/// Keeps origins and hands out who made what.
#[derive(Debug, Default)]
pub(super) struct Origins {
    origins: Vec<Origin>,
    index: std::collections::BTreeMap<(Address, Option<crate::diagnostic::Span>), By>,
}

impl Origins {
    pub(super) fn by(&mut self, origin: &Origin) -> By {
        let key = (origin.address.clone(), origin.span);
        if let Some(by) = self.index.get(&key) {
            return *by;
        }
        let by = By(u32::try_from(self.origins.len()).unwrap_or(u32::MAX));
        self.origins.push(origin.clone());
        self.index.insert(key, by);
        by
    }

    pub(super) fn field(&mut self, field: &Field) -> By {
        self.by(&Origin::default_of(Address::of("item").field(&field.to_string())))
    }

    pub(super) fn into_inner(self) -> Vec<Origin> {
        self.origins
    }
}

/// What making a plan needs.
pub(super) struct Planner<'p> {
    pub(super) policy: &'p Policy,
    pub(super) shape: &'p Shape,
    pub(super) origins: &'p mut Origins,
}

impl Planner<'_> {
    /// The plan at a place of the cascade.
    pub(super) fn plan(&mut self, at: At<'_>) -> Plan {
        let rounding = self.rounding(at);
        Plan {
            price: self.price(at, rounding),
            price_as: None,
            quantity: self.quantity(at),
            common: None,
            has_buffer: self.policy.buffers.is_given(at),
            rounding,
            compare_at: self.compare_at(at),
            allows: self.allows(at),
        }
    }

    fn step(&mut self, op: Op, origin: &Origin) -> Step {
        Step { op, by: self.origins.by(origin) }
    }

    fn default_step(&mut self, op: Op, field: &str) -> Step {
        self.step(op, &Origin::default_of(Address::of("default").field(field)))
    }

    fn quantity(&mut self, at: At<'_>) -> Vec<Step> {
        let policy = self.policy;
        let Some(channel) = policy.channels.get(at.channel) else { return Vec::new() };
        let mut steps = Vec::new();
        if let Some(pool) = channel.pool {
            self.of_pool(at, pool, &mut steps);
        }
        steps.extend(self.paused(at.channel));
        steps
    }

    fn of_pool(&mut self, at: At<'_>, index: usize, steps: &mut Vec<Step>) {
        let policy = self.policy;
        let (Some(channel), Some(pool)) = (policy.channels.get(at.channel), policy.pools.get(index)) else {
            return;
        };
        if pool.is_held_for(at.channel) {
            steps.push(self.step(Op::Held, &pool.origin));
        } else {
            steps.push(self.step(Op::OnHand(self.locations(pool, at.channel)), &pool.origin));
            self.protect(pool, at.channel, steps);
            steps.push(self.step(Op::Available, &pool.origin));
            self.buffer(at, index, steps);
            steps.push(self.default_step(Op::Publish, "publish"));
            if let Some(most) = &channel.max_quantity {
                steps.push(self.step(Op::MaxQuantity(most.value), &most.origin));
            }
            for throttle in pool.throttles.iter().filter(|throttle| throttle.channel == at.channel) {
                steps.push(self.step(Op::PauseBelow(throttle.below.value), &throttle.below.origin));
            }
        }
    }

    /// What pauses a channel as a whole: it publishes 0, whatever it would draw from.
    fn paused(&mut self, channel: usize) -> Option<Step> {
        let status = &self.policy.channels.get(channel)?.status;
        (status.value == Status::Paused).then(|| self.step(Op::PauseStatus, &status.origin))
    }

    /// The pool's locations that the channel does not hold itself.
    fn locations(&self, pool: &Pool, channel: usize) -> Vec<usize> {
        let own = pool.locations.iter().filter(|location| location.held_by != Some(channel));
        own.filter_map(|location| self.shape.locations.iter().position(|name| *name == location.name))
            .collect()
    }

    fn protect(&mut self, pool: &Pool, channel: usize, steps: &mut Vec<Step>) {
        for field in &pool.protect {
            let source = if field.value == Field::Committed {
                Some(UnitsSource::Committed(self.locations(pool, channel)))
            } else {
                texts::index(self.shape, &field.value, None).map(UnitsSource::Text)
            };
            if let Some(source) = source {
                steps.push(self.step(Op::Protect(source), &field.origin));
            }
        }
    }

    fn buffer(&mut self, at: At<'_>, pool: usize, steps: &mut Vec<Step>) {
        let buffers = &self.policy.buffers;
        if let Some(method) = buffers.method.choose(at) {
            match method.value {
                Method::Demand(lead_time) => {
                    let demand = Demand { lead_time, pool };
                    steps.push(self.step(Op::Demand(demand.clone()), &method.origin));
                    self.safety_stock(at, demand, steps);
                }
                Method::Percent(percent) => steps.push(self.step(Op::BufferPercent(percent), &method.origin)),
                Method::Units(units) => steps.push(self.step(Op::BufferUnits(units), &method.origin)),
                Method::OversellRisk(risk) => {
                    let own = OversellRisk { risk, pool, window: self.sync_window(pool) };
                    steps.push(self.step(Op::OversellRisk(own), &method.origin));
                }
            }
        } else if let Some(stock) = buffers.safety_stock.choose(at) {
            // without a method the demand is none: the safety stock is all there is
            if let SafetyStock::Units(units) = stock.value {
                steps.push(self.step(Op::SafetyStock(units), &stock.origin));
                self.risk(at, steps);
            }
        }
        if let Some(bound) = buffers.at_least.choose(at) {
            steps.push(self.step(Op::AtLeast(bound.value), &bound.origin));
        }
        if let Some(bound) = buffers.at_most.choose(at) {
            steps.push(self.step(Op::AtMost(bound.value), &bound.origin));
        }
    }

    /// The sync interval of the slowest channel that sells from a pool; that each has one is told at linking.
    fn sync_window(&self, pool: usize) -> Duration {
        let Some(pool) = self.policy.pools.get(pool) else { return Duration::ZERO };
        let selling = self.policy.selling_from(pool);
        let intervals = selling.filter_map(|(_, channel)| Some(channel.sync_every.as_ref()?.value));
        intervals.max().unwrap_or(Duration::ZERO)
    }

    fn safety_stock(&mut self, at: At<'_>, demand: Demand, steps: &mut Vec<Step>) {
        if let Some(stock) = self.policy.buffers.safety_stock.choose(at) {
            let op = match stock.value {
                SafetyStock::Units(units) => Op::SafetyStock(units),
                SafetyStock::ServiceLevel(level) => Op::ServiceLevel(level, demand),
            };
            steps.push(self.step(op, &stock.origin));
        }
        self.risk(at, steps);
    }

    fn risk(&mut self, at: At<'_>, steps: &mut Vec<Step>) {
        let policy = self.policy;
        match (policy.buffers.risk.choose(at), policy.channels.get(at.channel)) {
            (Some(risk), _) => steps.push(self.step(Op::Risk(risk.value), &risk.origin)),
            (None, Some(channel)) => {
                steps.push(self.step(Op::Risk(channel.severity.value), &channel.severity.origin));
            }
            (None, None) => {}
        }
    }

    fn rounding(&mut self, at: At<'_>) -> (Rounding, By) {
        let policy = self.policy;
        let currency =
            policy.channels.get(at.channel).map_or(policy.currency, |channel| channel.currency.value);
        let least = currency.minor_unit();
        let own = policy.prices.round.setting_at(at).or_else(|| {
            // a step finer than the currency's own money, such as 0.01 for yen, is that money's
            let round = policy.round.clone()?;
            Some(round.map(|round| Rounding { step: round.step.max(least), ..round }))
        });
        let chosen = own.unwrap_or_else(|| {
            let rounding = Rounding { step: least, mode: RoundingMode::HalfEven };
            Setting::default_of(rounding, Address::of("default").field("round"))
        });
        (chosen.value, self.origins.by(&chosen.origin))
    }

    fn price(&mut self, at: At<'_>, rounding: (Rounding, By)) -> Vec<Step> {
        let policy = self.policy;
        let prices = &policy.prices;
        if let Some(set) = prices.set_at(at) {
            return vec![self.step(Op::Set(set.value), &set.origin)];
        }
        let mut steps = vec![self.base(at)];
        let mut conversion = self.conversion(at.channel).into_iter().peekable();
        if let Some(adjusts) = prices.adjust.choose(at) {
            for adjust in &adjusts.value {
                let op = match adjust.value {
                    PriceStep::Adjust(percent) => Op::Adjust(percent),
                    PriceStep::Add(amount) => {
                        // the amount is in the channel's money, and so is the price from here on
                        steps.extend(conversion.next_if(|step| matches!(step.op, Op::Currency(_))));
                        Op::Add(amount)
                    }
                };
                steps.push(self.step(op, &adjust.origin));
            }
        }
        steps.extend(conversion);
        steps.push(Step { op: Op::Round(rounding.0), by: rounding.1 });
        if let Some(ending) = prices.ending.choose(at) {
            steps.push(self.step(Op::Ending(ending.value), &ending.origin));
        }
        if let Some(floors) = prices.floor.choose(at) {
            for floor in &floors.value {
                match (floor, policy.margin_floors.first()) {
                    (FloorPart::Map, _) => steps.push(self.step(Op::FloorMap(rounding.0), &floors.origin)),
                    (FloorPart::Margin, Some(margin)) => {
                        steps.push(self.step(Op::FloorMargin(rounding.0, margin.value), &floors.origin));
                    }
                    (FloorPart::Margin, None) => {}
                }
            }
        }
        steps
    }

    fn base(&mut self, at: At<'_>) -> Step {
        let policy = self.policy;
        let given = policy.prices.base.choose(at);
        let origin = given.map(|base| base.origin.clone());
        let is_anchor = policy.anchor.value == Anchor::Channel(at.channel);
        let field = match given.map(|base| &base.value) {
            Some(Base::Field(field)) => Some(field.clone()),
            _ if is_anchor => Some(Field::Price),
            _ => None,
        };
        match (field, origin) {
            (Some(field), origin) => {
                let source = test::money(&field, self.shape).unwrap_or(MoneySource::Price);
                let by = match origin {
                    Some(origin) => self.origins.by(&origin),
                    None => self.origins.field(&field),
                };
                Step { op: Op::Base(source), by }
            }
            (None, origin) => {
                let origin =
                    origin.unwrap_or_else(|| Origin::default_of(Address::of("default").field("base")));
                self.step(Op::BaseAnchor, &origin)
            }
        }
    }

    /// From the policy's currency and the catalog's tax to the channel's.
    pub(super) fn conversion(&mut self, channel: usize) -> Vec<Step> {
        let Some(channel) = self.policy.channels.get(channel) else { return Vec::new() };
        let mut steps = Vec::new();
        if let Some(fx) = &channel.fx {
            steps.push(self.step(Op::Currency(fx.value), &fx.origin));
        }
        if let Some(tax) = &channel.tax {
            let op = Op::Tax { rate: tax.value.rate, included: tax.value.included };
            steps.push(self.step(op, &tax.origin));
        }
        steps
    }

    fn compare_at(&mut self, at: At<'_>) -> Option<(MoneySource, By)> {
        match self.policy.prices.compare_at.choose(at) {
            Some(given) => {
                let source = test::money(given.value.as_ref()?, self.shape)?;
                Some((source, self.origins.by(&given.origin)))
            }
            None => Some((MoneySource::CompareAt, self.origins.field(&Field::CompareAt))),
        }
    }

    fn allows(&mut self, at: At<'_>) -> Vec<AllowBound> {
        let policy = self.policy;
        let given = policy.prices.allow.iter().filter(|allow| allow.scope.covers(at));
        given
            .map(|allow| AllowBound {
                kind: allow.kind,
                low: allow.range.low,
                high: allow.range.high,
                by: self.origins.by(&allow.origin),
            })
            .collect()
    }
}
