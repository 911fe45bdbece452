//! The least price at which a margin floor holds.

use crate::exact::{Decimal, Percent, Ratio, Rounding, decimal};
use crate::model::part::channel::FeeBase;
use crate::policy::channel::Channel;

use super::contribution::contribution;
use super::{Context, convert};

/// The price where the floor holds there, else the least price above it, on the rounding's step, at which
/// it holds; the price as it was where the cost is blank, or where no price does.
///
/// Between two amounts at which a fee or the shipping charge changes, the margin only rises or only falls
/// with the price, so that the least price is found by halving.
pub(super) fn margin(
    context: Context<'_>,
    channel: usize,
    price: Decimal,
    rounding: Rounding,
    floor: Percent,
) -> Decimal {
    let search = Search { context, channel, rounding, floor };
    search.least_from(price).unwrap_or(price)
}

/// A price a million times the first is nobody's: the search ends there.
const MOST_DOUBLINGS: u32 = 20;

struct Search<'a> {
    context: Context<'a>,
    channel: usize,
    rounding: Rounding,
    floor: Percent,
}

impl Search<'_> {
    fn holds(&self, price: Decimal) -> Option<bool> {
        let Context { program, item, .. } = self.context;
        let contribution = contribution(program, item, self.channel, price, &mut ()).ok()??;
        contribution.is_at_least(self.floor)
    }

    fn least_from(&self, price: Decimal) -> Option<Decimal> {
        if self.holds(price)? {
            return Some(price);
        }
        let mut low = self.rounding.up(Ratio::from(decimal::add(price, self.rounding.step)?))?;
        // a price off the step is lifted to the next one on it
        let just_above = self.rounding.up(Ratio::from(price))?;
        if just_above > price {
            low = just_above;
        }
        for bound in self.bounds() {
            if bound < low {
                continue;
            }
            if let Some(found) = self.least_between(low, bound) {
                return Some(found);
            }
            low = decimal::add(bound, self.rounding.step)?;
        }
        self.least_without_end(low)
    }

    /// The last price on the step before each amount at which the margin's course changes, and that
    /// amount's own, sorted.
    fn bounds(&self) -> Vec<Decimal> {
        let Context { program, item, .. } = self.context;
        let Some(channel) = program.channels.get(self.channel) else { return Vec::new() };
        let mut bounds = Vec::new();
        for amount in turning_points(&channel.channel, convert::catalog_tax(program, item)) {
            let Some(above) = self.rounding.up(Ratio::from(amount)) else { continue };
            bounds.extend(decimal::subtract(above, self.rounding.step));
            bounds.push(above);
        }
        bounds.sort();
        bounds.dedup();
        bounds
    }

    /// The least price in a range, both ends included, at which the floor holds.
    fn least_between(&self, low: Decimal, high: Decimal) -> Option<Decimal> {
        if self.holds(low)? {
            return Some(low);
        }
        if low >= high || !self.holds(high)? {
            return None;
        }
        let steps = |from: Decimal, to: Decimal| {
            Ratio::new(decimal::subtract(to, from)?, self.rounding.step)?.floor()
        };
        let (mut fails, mut holds) = (low, high);
        while steps(fails, holds)? > Decimal::ONE {
            let half = Ratio::new(steps(fails, holds)?, Decimal::TWO)?.floor()?;
            let middle = decimal::add(fails, decimal::multiply(half, self.rounding.step)?)?;
            if self.holds(middle)? {
                holds = middle;
            } else {
                fails = middle;
            }
        }
        Some(holds)
    }

    fn least_without_end(&self, low: Decimal) -> Option<Decimal> {
        let mut high = low.max(self.rounding.step);
        for _ in 0..MOST_DOUBLINGS {
            high = decimal::multiply(high, Decimal::TWO)?;
            if let Some(found) = self.least_between(low, high) {
                return Some(found);
            }
        }
        None
    }
}

/// The amounts at which a fee's row, a minimum or the shipping charge changes.
fn turning_points(channel: &Channel, catalog_tax: Percent) -> Vec<Decimal> {
    let mut points: Vec<Decimal> = channel.free_over.iter().map(|free_over| free_over.value).collect();
    for row in channel.fees.iter().flat_map(|group| &group.rows) {
        points.extend(row.up_to);
        // what the fee is of: the part above an amount, and where the percentage overtakes the least fee
        let share = row.rate.value.share();
        let overtakes =
            row.minimum.filter(|_| share > Decimal::ZERO).and_then(|least| least.checked_div(share));
        for paid in row.above.into_iter().chain(overtakes) {
            let Some(price) = price_of_base(channel, row.of, catalog_tax, paid) else { continue };
            points.push(price);
            points.extend(decimal::subtract(price, channel.shipping_charge.value));
        }
    }
    points.retain(|point| *point > Decimal::ZERO);
    points
}

/// The price with shipping of which a fee's base is so much: without the tax on top, with the tax that it holds.
fn price_of_base(channel: &Channel, of: FeeBase, catalog_tax: Percent, base: Decimal) -> Option<Decimal> {
    let price = match (of, &channel.tax) {
        (FeeBase::Net, Some(tax)) if tax.value.included => base.checked_mul(tax.value.rate.factor()),
        (FeeBase::Net, None) => base.checked_mul(catalog_tax.factor()),
        (FeeBase::Gross, Some(tax)) if !tax.value.included => base.checked_div(tax.value.rate.factor()),
        _ => Some(base),
    };
    Some(price?.round_dp(9))
}
