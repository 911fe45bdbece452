//! What promotions make of an offer: its prices for the while, the units that are kept, who pauses.

use jiff::Timestamp;

use crate::exact::{Decimal, Percent, Ratio, decimal};
use crate::item::Item;
use crate::model::part::inventory::BoundPart;
use crate::policy::promotion::{PromotionOffer, Reduction};
use crate::program::promotion::{DemandOf, PromotionProgram, Stage};
use crate::program::{By, Plan, Program};

use super::trace::{Figure, Trace, money};
use super::{Amount, Context, Hold, Lost, Offer, test};

/// The time in which an offer is what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Window {
    /// From when on.
    pub starts: Timestamp,
    /// Up to, but not including.
    pub ends: Timestamp,
}

/// Whether a SKU takes part in a promotion, whenever that is.
pub fn takes_part(program: &Program, item: &Item, segment: usize, promotion: usize) -> bool {
    let own = program.promotions.get(promotion);
    own.is_some_and(|own| test::all(Context { program, item, segment }, &own.tests))
}

/// The promotions that are staged or running and that a SKU takes part in.
pub(super) fn of_item(context: Context<'_>) -> Vec<&PromotionProgram> {
    let on = context.program.promotions.iter().filter(|promotion| promotion.stage.is_on());
    on.filter(|promotion| test::all(context, &promotion.tests)).collect()
}

/// The units that promotions of other channels hold back from a channel, with whoever says so; a reserve whose demand
/// nobody knows holds back nothing.
pub(super) fn reserves(
    context: Context<'_>,
    promotions: &[&PromotionProgram],
    channel: usize,
) -> Vec<(i128, By)> {
    let pool = context.program.channels.get(channel).and_then(|own| own.channel.pool);
    let of_others = promotions.iter().filter(|promotion| {
        !promotion.channels.contains(&channel)
            && pool.is_some_and(|pool| promotion.pools.contains(&pool))
            && promotion.channels.iter().any(|own| is_carried(context, *own))
    });
    of_others.filter_map(|promotion| reserve(context, promotion)).filter(|(units, _)| *units > 0).collect()
}

fn is_carried(context: Context<'_>, channel: usize) -> bool {
    let own = context.program.channels.get(channel);
    own.is_some_and(|own| own.channel.is_selling() && test::all(context, &own.lists))
}

/// What a promotion still holds back of a SKU: a percentage of the demand, rounded up, or units; less what it has
/// sold, never below 0.
fn reserve(context: Context<'_>, promotion: &PromotionProgram) -> Option<(i128, By)> {
    let (bound, by) = promotion.reserve?;
    let text = |index: usize| context.item.numbers.get(index).copied().flatten();
    let units = match bound {
        BoundPart::Units(units) => i128::from(units.0),
        BoundPart::Percent(share) => {
            let demand = match promotion.demand? {
                DemandOf::Units(units) => Decimal::from(units),
                DemandOf::Text(index) => text(index)?,
            };
            Ratio::from(demand).times(share.0.share())?.ceiling()?.mantissa()
        }
    };
    let sold = promotion.sold.and_then(text).map_or(0, |sold| sold.trunc().mantissa());
    Some(((units - sold.max(0)).max(0), by))
}

/// The pauses that running promotions ask of a channel: below how many units, and who says so.
pub(super) fn pauses<'p>(
    promotions: &'p [&PromotionProgram],
    channel: usize,
) -> impl Iterator<Item = (i64, By)> + 'p {
    let running = promotions.iter().filter(|promotion| promotion.stage == Stage::Running);
    let all = running.flat_map(|promotion| &promotion.pauses);
    all.filter(move |(paused, ..)| *paused == channel).map(|(_, below, by)| (*below, *by))
}

/// Gives an offer the prices of the promotions that run on its channel, the list price first, then sale, then coupon.
/// Of two of one kind the lower price stays; that there are two is told.
pub(super) fn promote(
    plan: &Plan,
    promotions: &[&PromotionProgram],
    offer: &mut Offer,
    trace: &mut impl Trace,
) -> Result<(), Hold> {
    let running = |promotion: &&&PromotionProgram| promotion.stage == Stage::Running;
    for kind in [Kind::List, Kind::Sale, Kind::Coupon] {
        // what every promotion of this kind starts from: two of them never add up
        let Some(from) = offer.paid_at(kind) else { continue };
        let mut lowest: Option<Amount> = None;
        for promotion in promotions.iter().filter(running) {
            let own = promotion.channels.contains(&offer.channel);
            let follows = promotion.matched.contains(&offer.channel);
            let Some(made) = made(promotion, own, follows).filter(|made| made.kind() == kind) else {
                continue;
            };
            let value = made.price(from, plan)?;
            if value.is_zero() {
                return Err(Hold::NoPriceLeft(promotion.by, Lost::Rounded));
            }
            if lowest.is_none_or(|known| decimal::compare(value, known.value).is_lt()) {
                lowest = Some(Amount { value, by: promotion.by });
                trace.step(offer.channel, kind.figure(), made.word(follows), promotion.by, || money(value));
            }
        }
        offer.put(kind, lowest);
    }
    for promotion in promotions.iter().filter(running).filter(|own| own.channels.contains(&offer.channel)) {
        if promotion.offer == PromotionOffer::FreeShipping {
            offer.free_shipping = Some(promotion.by);
        }
    }
    offer.window = window(promotions, offer.channel);
    Ok(())
}

/// The sale price that runs, or else the next that is to begin, with its time: what an intake that takes a schedule is
/// told ahead of it.
pub(super) fn scheduled(context: Context<'_>, plan: &Plan, offer: &Offer) -> Option<(Amount, Window)> {
    let not_over = context.program.promotions.iter().filter(|promotion| promotion.stage != Stage::Over);
    let mut to_come: Vec<&PromotionProgram> = not_over.collect();
    to_come.sort_by_key(|promotion| promotion.starts);
    to_come.into_iter().find_map(|promotion| {
        let own = promotion.channels.contains(&offer.channel);
        let follows = promotion.matched.contains(&offer.channel);
        let made = made(promotion, own, follows).filter(|made| made.kind() == Kind::Sale)?;
        test::all(context, &promotion.tests).then_some(())?;
        let window = Window { starts: promotion.starts, ends: promotion.ends };
        let amount = match offer.sale {
            Some(sale) if promotion.stage == Stage::Running => sale,
            _ => Amount { value: made.price(offer.list?.value, plan).ok()?, by: promotion.by },
        };
        Some((amount, window))
    })
}

/// The time that all running promotions of a channel have in common.
fn window(promotions: &[&PromotionProgram], channel: usize) -> Option<Window> {
    let running = promotions.iter().filter(|promotion| promotion.stage == Stage::Running);
    let of_channel = running.filter(|own| own.channels.contains(&channel) || own.matched.contains(&channel));
    of_channel.fold(None, |window: Option<Window>, own| {
        Some(Window {
            starts: window.map_or(own.starts, |window| window.starts.max(own.starts)),
            ends: window.map_or(own.ends, |window| window.ends.min(own.ends)),
        })
    })
}

/// The price that a promotion makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The list price.
    List,
    /// The sale price.
    Sale,
    /// The price after a coupon, or by the unit.
    Coupon,
}

impl Kind {
    fn figure(self) -> Figure {
        match self {
            Self::List => Figure::List,
            Self::Sale => Figure::Sale,
            Self::Coupon => Figure::Coupon,
        }
    }
}

/// How a promotion makes a price on a channel.
#[derive(Debug, Clone, Copy)]
enum Made {
    By(Kind, Reduction),
    /// By the unit: so many of so many at a percentage off.
    ByTheUnit {
        buy: i64,
        get: i64,
        off: Percent,
    },
}

/// What a promotion does to prices on a channel that runs it, or follows it with its sale price.
fn made(promotion: &PromotionProgram, is_own: bool, follows: bool) -> Option<Made> {
    match promotion.offer {
        PromotionOffer::List(by) | PromotionOffer::Sale(by) | PromotionOffer::Coupon(by) if follows => {
            Some(Made::By(Kind::Sale, by))
        }
        _ if !is_own => None,
        PromotionOffer::List(by) => Some(Made::By(Kind::List, by)),
        PromotionOffer::Sale(by) => Some(Made::By(Kind::Sale, by)),
        PromotionOffer::Coupon(by) => Some(Made::By(Kind::Coupon, by)),
        PromotionOffer::Bogo { buy, get, off } => Some(Made::ByTheUnit { buy, get, off }),
        PromotionOffer::FreeShipping => None,
    }
}

impl Made {
    fn kind(self) -> Kind {
        match self {
            Self::By(kind, _) => kind,
            Self::ByTheUnit { .. } => Kind::Coupon,
        }
    }

    fn word(self, follows: bool) -> &'static str {
        match self {
            Self::By(Kind::Sale, _) if follows => "match",
            Self::By(Kind::List, _) => "promotion",
            Self::By(Kind::Sale, _) => "sale",
            Self::By(Kind::Coupon, _) => "coupon",
            Self::ByTheUnit { .. } => "bogo",
        }
    }

    /// The price that it makes of another, rounded as prices of the channel are.
    fn price(self, from: Decimal, plan: &Plan) -> Result<Decimal, Hold> {
        let value = match self {
            Self::By(_, Reduction::Price(price)) => return Ok(price),
            Self::By(_, Reduction::Off(off)) => less(Ratio::from(from), off),
            Self::ByTheUnit { buy, get, off } => by_the_unit(from, buy, get, off),
        };
        let rounded = value.and_then(|value| plan.rounding.0.round(value));
        rounded.ok_or(Hold::Overflow)
    }
}

/// An amount with a percentage off.
fn less(from: Ratio, off: Percent) -> Option<Ratio> {
    from.times(decimal::subtract(Decimal::ONE, off.share())?)
}

/// What one costs where `get` more come with `buy`: (buy + get × (1 − off)) ÷ (buy + get) of the price.
fn by_the_unit(from: Decimal, buy: i64, get: i64, off: Percent) -> Option<Ratio> {
    let paid = Ratio::from(from).times(Decimal::from(buy))?;
    let reduced = less(Ratio::from(from), off)?.times(Decimal::from(get))?;
    paid.plus(reduced)?.divided_by(Decimal::from(buy.checked_add(get)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(price: &str, buy: i64, get: i64, off: &str) -> String {
        let value = by_the_unit(decimal::parse(price).unwrap(), buy, get, off.parse().unwrap()).unwrap();
        value.decimal().map_or_else(|| value.to_string(), |value| value.normalize().to_string())
    }

    #[test]
    fn bogo_by_the_unit() {
        // two for the price of one: 45 ÷ 2
        assert_eq!(unit("45.00", 1, 1, "100%"), "22.5");
        // the second at half: (20 + 10) ÷ 2
        assert_eq!(unit("20.00", 1, 1, "50%"), "15");
        // three for two: 2 × 30 ÷ 3
        assert_eq!(unit("30.00", 2, 1, "100%"), "20");
    }
}
