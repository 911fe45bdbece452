//! The meaning of a policy: what an item is offered for, and how many of it, on every channel.
//!
//! Comes in: a `Program` and an `Item`. Goes out: [`Resolved`]. A pure function, and the only place where
//! prices and quantities are made. What a price may not be is for `lint`; how it is written, for `feed`.

mod allowed;
pub mod content;
mod contribution;
mod convert;
mod floor;
pub mod oversell;
mod price;
mod promotion;
mod quantity;
mod test;
pub mod trace;
mod velocity;

pub use allowed::{allowed_range, map_on_channel};
pub use contribution::{Contribution, contribution};
pub use convert::money;
pub use promotion::{Window, takes_part};
pub use quantity::stock_over;
pub use velocity::{pools_of_one_velocity, velocity_of};

use crate::exact::Decimal;
use crate::item::{Field, Item};
use crate::model::part::channel::OfferKind;
use crate::policy::catalog::OnMissing;
use crate::program::promotion::PromotionProgram;
use crate::program::{AnchorProgram, By, Plan, Program};

use contribution::contribution_with;
use trace::{Figure, Trace};

/// An exact figure and who made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// The figure.
    pub value: Decimal,
    /// The last setting that changed it; the item's field where none did.
    pub by: By,
}

/// What a channel is to show of a SKU's units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// So many.
    Units(Amount),
    /// The channel holds and counts them itself: nothing is published.
    Held,
}

/// Why a SKU is held back from a channel.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hold {
    /// The field that its price starts from is blank.
    MissingPrice(Field),
    /// The catalog says 0 in the field that its price starts from, and nothing is given away for that.
    ZeroPrice(Field),
    /// The chain leaves no price; with who made the step.
    NoPriceLeft(By, Lost),
    /// The stock is blank at all locations of the pool.
    MissingStock,
    /// No column of the catalog gives the stock of any location of the pool.
    UnfedLocation,
    /// The stock is not counted and the channel has no maximum.
    UntrackedWithoutMaximum,
    /// The channel draws from no pool.
    NoPool,
    /// No `buffer` of the policy reaches it.
    NoBuffer,
    /// A blank that the policy's `missing` says holds the SKU back.
    Missing(Field),
    /// The velocity is known as a whole alone, the SKU sells from several pools, and `missing` says hold.
    SharedVelocity,
    /// A text that a step needs as a number is none.
    Unreadable(Field),
    /// A figure needs more than 28 digits.
    Overflow,
}

/// How a chain loses its price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lost {
    /// A step takes it all: 0 or less is left.
    Taken,
    /// It is rounded to 0.
    Rounded,
    /// There is no price with the ending to go down to.
    NoEnding,
}

impl Lost {
    /// The words for it, to stand after a colon.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Taken => "the chain takes it all",
            Self::Rounded => "rounding leaves 0",
            Self::NoEnding => "there is no lower one with this ending",
        }
    }
}

/// A SKU on a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The channel, by its index.
    pub channel: usize,
    /// The price as such.
    pub list: Option<Amount>,
    /// A lower price for a while.
    pub sale: Option<Amount>,
    /// The price after a coupon.
    pub coupon: Option<Amount>,
    /// What the customer pays with shipping for one unit.
    pub landed: Option<Amount>,
    /// The struck-through price.
    pub compare_at: Option<Amount>,
    /// What the channel is to show.
    pub quantity: Option<Quantity>,
    /// The available units of the pool before the buffer; `None` where nothing is published or counted.
    pub available: Option<i64>,
    /// Those of them that the buffer holds back, and its last setting; `None` where `available` is.
    pub withheld: Option<Amount>,
    /// Whether a throttle or the status pauses it.
    pub paused_by: Option<By>,
    /// What a unit contributes, where the cost is known.
    pub contribution: Option<Contribution>,
    /// Who gives the shipping for nothing, where it is.
    pub free_shipping: Option<By>,
    /// The time in which promotions make it what it is; `None` where none runs.
    pub window: Option<Window>,
    /// The sale price that runs, or the next one to come, with its time.
    pub scheduled: Option<(Amount, Window)>,
    /// Why it is held back; empty where it is not.
    pub holds: Vec<Hold>,
}

impl Offer {
    /// The price of a kind, where it has one.
    pub fn price(&self, kind: OfferKind) -> Option<Amount> {
        match kind {
            OfferKind::List => self.list,
            OfferKind::Sale => self.sale,
            OfferKind::Coupon => self.coupon,
        }
    }

    /// The price that a promotion's price of a kind starts from: the list price, and for a coupon the sale price where
    /// there is one.
    fn paid_at(&self, kind: promotion::Kind) -> Option<Decimal> {
        let from = match kind {
            promotion::Kind::List | promotion::Kind::Sale => self.list,
            promotion::Kind::Coupon => self.sale.or(self.list),
        };
        from.map(|from| from.value)
    }

    /// Gives it a promotion's price of a kind, where there is one.
    fn put(&mut self, kind: promotion::Kind, price: Option<Amount>) {
        let slot = match kind {
            promotion::Kind::List => &mut self.list,
            promotion::Kind::Sale => &mut self.sale,
            promotion::Kind::Coupon => &mut self.coupon,
        };
        *slot = price.or(*slot);
    }

    /// What the customer pays now, without shipping: the coupon price, the sale price, the list price.
    pub fn paid(&self) -> Option<Amount> {
        self.coupon.or(self.sale).or(self.list)
    }
}

/// All offers of a SKU.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// The segment, by its index.
    pub segment: usize,
    /// The anchor in the policy's currency, where it is known.
    pub anchor: Option<Amount>,
    /// The offers, by channel, on those channels that carry the SKU.
    pub offers: Vec<Offer>,
}

impl Resolved {
    /// The offer on a channel that carries the SKU.
    pub fn on(&self, channel: usize) -> Option<&Offer> {
        self.offers.iter().find(|offer| offer.channel == channel)
    }
}

/// What resolving an item looks at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) program: &'a Program,
    pub(crate) item: &'a Item,
    pub(crate) segment: usize,
}

/// Resolves an item on every channel; no clock, no files, no order of calls matters.
pub fn resolve(program: &Program, item: &Item, trace: &mut impl Trace) -> Resolved {
    let segment = test::segment(program, item);
    let context = Context { program, item, segment };
    let anchor = price::anchor(context, trace);
    let mut offers: Vec<Offer> = Vec::with_capacity(program.channels.len());
    let mut beginning = None;
    let promotions = promotion::of_item(context);
    for (index, channel) in program.channels.iter().enumerate() {
        if channel.channel.is_selling() && test::all(context, &channel.lists) {
            let plan = program.plan(&item.sku, segment, index);
            // a promotion may have given the other channel another list price
            let is_shared = promotions.is_empty() && !is_watched(trace);
            let of_another = plan.and_then(|plan| plan.price_as).filter(|_| is_shared);
            let list = of_another.and_then(|other| offers.iter().find(|offer| offer.channel == other)?.list);
            let list = match (list, plan) {
                (Some(list), _) => Ok(list),
                (None, Some(plan)) => price::list(context, index, plan, &anchor, trace),
                (None, None) => Err(Hold::NoPool),
            };
            let on = On { context, channel: index, plan, promotions: &promotions };
            offers.push(offer(on, list, &mut beginning, trace));
        }
    }
    Resolved { segment, anchor: anchor.ok(), offers }
}

fn is_watched<T: Trace>(_: &T) -> bool {
    T::WATCHES
}

/// A SKU on a channel that carries it.
#[derive(Clone, Copy)]
struct On<'a> {
    context: Context<'a>,
    channel: usize,
    plan: Option<&'a Plan>,
    /// The promotions that it takes part in.
    promotions: &'a [&'a PromotionProgram],
}

fn offer(
    on: On<'_>,
    list: Result<Amount, Hold>,
    beginning: &mut Option<quantity::Beginning>,
    trace: &mut impl Trace,
) -> Offer {
    let On { context, channel, plan, promotions } = on;
    let mut offer = Offer {
        channel,
        list: None,
        sale: None,
        coupon: None,
        landed: None,
        compare_at: None,
        quantity: None,
        available: None,
        withheld: None,
        paused_by: None,
        contribution: None,
        free_shipping: None,
        window: None,
        scheduled: None,
        holds: Vec::new(),
    };
    match list {
        Ok(list) => offer.list = Some(list),
        Err(hold) => offer.holds.push(hold),
    }
    if let Some(plan) = plan.filter(|_| !promotions.is_empty())
        && let Err(hold) = promotion::promote(plan, promotions, &mut offer, trace)
    {
        offer.holds.push(hold);
    }
    if !context.program.promotions.is_empty() {
        offer.scheduled = plan.and_then(|plan| promotion::scheduled(context, plan, &offer));
    }
    quantity::quantity(on, &mut offer, beginning, trace);
    if let Some(paid) = offer.paid() {
        match landed(context, &offer, paid, trace) {
            Some(landed) => offer.landed = Some(landed),
            None => offer.holds.push(Hold::Overflow),
        }
        match plan.map_or(Ok(None), |plan| price::compare_at(context, channel, plan, trace)) {
            Ok(compare_at) => offer.compare_at = compare_at,
            Err(hold) => offer.holds.push(hold),
        }
        let shipping = shipping_charged(context.program, &offer, paid.value).value;
        match contribution_with(context, channel, (paid.value, shipping), trace) {
            Ok(contribution) => offer.contribution = contribution,
            Err(hold) => offer.holds.push(hold),
        }
    }
    declared_holds(context, &mut offer.holds);
    if offer.holds.len() > 1 {
        offer.holds.sort();
        offer.holds.dedup();
    }
    offer
}

/// What the customer pays for shipping one unit of an offer at a price; nothing where a promotion gives it away.
pub fn shipping_charged(program: &Program, offer: &Offer, price: Decimal) -> Amount {
    match offer.free_shipping {
        Some(by) => Amount { value: Decimal::ZERO, by },
        None => usual_shipping(program, offer.channel, price),
    }
}

/// What the customer pays for shipping one unit at a price; free from the channel's `free-over` on.
fn usual_shipping(program: &Program, channel: usize, price: Decimal) -> Amount {
    let Some(channel) = program.channels.get(channel) else {
        return Amount { value: Decimal::ZERO, by: By(0) };
    };
    let own = &channel.channel;
    let is_free = own.free_over.as_ref().is_some_and(|free_over| price >= free_over.value);
    let value = if is_free { Decimal::ZERO } else { own.shipping_charge.value };
    Amount { value, by: channel.shipping_by }
}

fn landed(context: Context<'_>, offer: &Offer, paid: Amount, trace: &mut impl Trace) -> Option<Amount> {
    let channel = offer.channel;
    let shipping = shipping_charged(context.program, offer, paid.value);
    let value = crate::exact::decimal::add(paid.value, shipping.value)?;
    let by = if shipping.value.is_zero() { paid.by } else { shipping.by };
    trace.step(channel, Figure::Landed, "price paid", paid.by, || trace::money(paid.value));
    trace.step(channel, Figure::Landed, "shipping", shipping.by, || trace::money(value));
    Some(Amount { value, by })
}

/// Blanks for which the policy's `missing` node says `hold`.
fn declared_holds(context: Context<'_>, holds: &mut Vec<Hold>) {
    let Context { program, item, .. } = context;
    let missing = program.missing;
    let no_velocity = item.velocity_whole.is_none() && item.velocity.iter().all(Option::is_none);
    let blanks = [
        (missing.cost, item.cost.is_none(), Field::Cost),
        (missing.map, item.map.is_none(), Field::Map),
        (missing.velocity, no_velocity, Field::Velocity),
        (missing.lead_time, item.lead_time.is_none(), Field::LeadTime),
    ];
    for (on_missing, is_blank, field) in blanks {
        if is_blank && on_missing == OnMissing::Hold {
            holds.push(Hold::Missing(field));
        }
    }
    let is_shared = || !pools_of_one_velocity(program, item, context.segment).is_empty();
    if missing.velocity == OnMissing::Hold && is_shared() {
        holds.push(Hold::SharedVelocity);
    }
}

/// Whether the anchor is this channel's own list price.
pub fn is_anchor(program: &Program, channel: usize) -> bool {
    program.anchor == AnchorProgram::Channel(channel)
}
