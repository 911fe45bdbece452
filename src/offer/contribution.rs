//! What a unit contributes: the net price and shipping charged, less cost, fees, shipping and returns.

use crate::exact::{Decimal, Percent, Ratio};
use crate::item::{Field, Item};
use crate::model::part::channel::FeeBase;
use crate::policy::catalog::OnMissing;
use crate::policy::channel::{Channel, FeeGroup, FeeRow};
use crate::program::{By, ChannelProgram, Program};

use super::trace::{Figure, Trace, ratio};
use super::{Hold, convert, shipping_charged};

/// What a unit contributes on a channel, in the channel's currency, not yet divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contribution {
    /// The price without tax.
    pub net_price: Ratio,
    /// What is left of it.
    pub value: Ratio,
}

impl Contribution {
    /// Contribution ÷ net price; `None` where the net price is 0.
    pub fn margin(self) -> Option<Ratio> {
        self.value.divided_by_ratio(self.net_price)
    }

    /// Whether the margin is not below a floor, compared by multiplying; `None` past 28 digits.
    pub fn is_at_least(self, floor: Percent) -> Option<bool> {
        Some(self.value.compare(self.net_price.times(floor.share())?)?.is_ge())
    }
}

/// The contribution of a unit at a price that the customer pays, an order being one unit; `Ok(None)` where
/// the cost is blank.
///
/// Source: language reference, section 3: net price + shipping charged − cost − fees − shipping cost −
/// return rate × (net price + shipping charged − percentage fees − recovers × cost + return cost).
pub fn contribution(
    program: &Program,
    item: &Item,
    channel: usize,
    price: Decimal,
    trace: &mut impl Trace,
) -> Result<Option<Contribution>, Hold> {
    let Some(own) = program.channels.get(channel) else { return Ok(None) };
    let cost = match item.cost {
        Some(cost) => cost,
        None if program.missing.cost == OnMissing::Zero => Decimal::ZERO,
        None if program.missing.cost == OnMissing::Hold => return Err(Hold::Missing(Field::Cost)),
        None => return Ok(None),
    };
    let sale = Sale { program, item, own, channel, price, cost };
    sale.contribution(trace).map(Some).ok_or(Hold::Overflow)
}

struct Sale<'a> {
    program: &'a Program,
    item: &'a Item,
    own: &'a ChannelProgram,
    channel: usize,
    price: Decimal,
    cost: Decimal,
}

impl Sale<'_> {
    fn contribution(&self, trace: &mut impl Trace) -> Option<Contribution> {
        let channel: &Channel = &self.own.channel;
        let net_price = self.without_tax(self.price)?;
        let mut tell = |word: &'static str, by: By, value: Ratio| {
            trace.step(self.channel, Figure::Contribution, word, by, || ratio(value, channel.currency.value));
        };
        tell("net price", self.own.by, net_price);
        let shipping = shipping_charged(self.program, self.channel, self.price).value;
        let income = net_price.plus(self.without_tax(shipping)?)?;
        tell("shipping charged", self.own.shipping_by, income);
        let cost = Ratio::from(self.cost).times(self.program.exchange(self.channel))?;
        let mut value = income.minus(cost)?;
        tell("cost", self.own.cost_by, value);
        let (percentage, fixed) = self.fees(shipping)?;
        value = value.minus(percentage)?.minus(fixed)?;
        tell("fees", self.own.fees_by, value);
        value = value.minus(Ratio::from(channel.shipping_cost.value))?;
        tell("shipping cost", self.own.shipping_cost_by, value);
        if !channel.return_rate.value.is_zero() {
            let lost = income
                .minus(percentage)?
                .minus(cost.times(channel.return_recovers.value.share())?)?
                .plus(Ratio::from(channel.return_cost.value))?;
            value = value.minus(lost.times(channel.return_rate.value.share())?)?;
        }
        tell("returns", self.own.returns_by, value);
        Some(Contribution { net_price, value })
    }

    /// An amount that the customer pays, without the tax that the channel's prices hold.
    fn without_tax(&self, amount: Decimal) -> Option<Ratio> {
        let tax = self.held_tax();
        if tax.is_zero() {
            return Some(Ratio::from(amount));
        }
        Ratio::from(amount).divided_by(tax.factor())
    }

    /// The tax that the prices shown on the channel hold.
    fn held_tax(&self) -> Percent {
        match &self.own.channel.tax {
            Some(tax) if tax.value.included => tax.value.rate,
            Some(_) => Percent::ZERO,
            None => convert::catalog_tax(self.program, self.item),
        }
    }

    /// The tax that comes on top of the prices shown.
    fn added_tax(&self) -> Percent {
        match &self.own.channel.tax {
            Some(tax) if !tax.value.included => tax.value.rate,
            _ => Percent::ZERO,
        }
    }

    /// Percentage fees, and those that are the same for every price.
    fn fees(&self, shipping: Decimal) -> Option<(Ratio, Ratio)> {
        let mut percentage = Ratio::ZERO;
        let mut fixed = Ratio::ZERO;
        for group in &self.own.channel.fees {
            let (share, flat) = self.group(group, shipping)?;
            percentage = percentage.plus(share)?;
            fixed = fixed.plus(flat)?;
        }
        for fee in &self.own.channel.fixed_fees {
            fixed = fixed.plus(Ratio::from(fee.value))?;
        }
        Some((percentage, fixed))
    }

    /// The fee of the row that the whole price picks, and of the rows that charge a part above an amount.
    fn group(&self, group: &FeeGroup, shipping: Decimal) -> Option<(Ratio, Ratio)> {
        let fits = |row: &&FeeRow| row.above.is_none() && row.up_to.is_none_or(|up_to| self.price <= up_to);
        let mut above = group.rows.iter().filter_map(|row| Some((row.above?, row))).peekable();
        let mut percentage = Ratio::ZERO;
        let mut fixed = Ratio::ZERO;
        if let Some(row) = group.rows.iter().find(fits) {
            let end = above.peek().map_or(Decimal::MAX, |(from, _)| *from);
            let share = self.share(row, shipping, Decimal::ZERO, end)?;
            percentage = percentage.plus(row.minimum.map_or(Some(share), |least| greater(share, least))?)?;
            fixed = fixed.plus(Ratio::from(row.fixed))?;
        }
        while let Some((from, row)) = above.next() {
            let end = above.peek().map_or(Decimal::MAX, |(from, _)| *from);
            percentage = percentage.plus(self.share(row, shipping, from, end)?)?;
        }
        Some((percentage, fixed))
    }

    /// A row's percentage of the part of its base between two amounts.
    fn share(&self, row: &FeeRow, shipping: Decimal, from: Decimal, to: Decimal) -> Option<Ratio> {
        let paid = crate::exact::decimal::add(self.price, shipping)?;
        let base = match row.of {
            FeeBase::Net => self.without_tax(paid)?,
            FeeBase::Gross => Ratio::from(paid).times(self.added_tax().factor())?,
        };
        let from = Ratio::from(from);
        let capped =
            if to == Decimal::MAX || base.compare(Ratio::from(to))?.is_le() { base } else { Ratio::from(to) };
        let part = if capped.compare(from)?.is_gt() { capped.minus(from)? } else { Ratio::ZERO };
        part.times(row.rate.value.share())
    }
}

fn greater(share: Ratio, least: Decimal) -> Option<Ratio> {
    let least = Ratio::from(least);
    Some(if share.compare(least)?.is_ge() { share } else { least })
}
