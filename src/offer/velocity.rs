//! How fast a SKU sells out of a pool, and whose figures say so.

use std::fmt::Write;

use crate::exact::{Decimal, Duration, Rate, Ratio};
use crate::item::{Item, Stock};
use crate::model::part::channel::Status;
use crate::policy::catalog::OnMissing;
use crate::program::Program;

use super::{Context, stock_over, test};

/// Figures of a pool: those of its channels, the SKU's whole, or none that is known to be the pool's.
///
/// The same rule for velocities and for their deviations, each by its own figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum OfPool<T> {
    /// Those of the pool's channels that have one, in the pool's order.
    Channels(Vec<(usize, T)>),
    /// The SKU's whole: no channel has a figure, and the SKU sells from no other pool.
    Whole(T),
    /// The SKU's whole, of which nobody knows how much is this pool's: the SKU sells from another too.
    Shared(T),
    /// No figure.
    Unknown,
}

/// A SKU's velocity in a pool; `None` where it is not known, which is never 0.
pub fn velocity_of(program: &Program, item: &Item, segment: usize, pool: usize) -> Option<Rate> {
    rate(Context { program, item, segment }, pool)
}

/// The pools that a SKU sells from, where they are several and its velocity is known as a whole alone.
pub fn pools_of_one_velocity(program: &Program, item: &Item, segment: usize) -> Vec<usize> {
    if item.velocity_whole.is_none() || item.velocity.iter().any(Option::is_some) {
        return Vec::new();
    }
    let context = Context { program, item, segment };
    let pools: Vec<usize> = (0..program.pools.len()).filter(|pool| sells_from(context, *pool)).collect();
    if pools.len() > 1 { pools } else { Vec::new() }
}

/// The velocity of a pool, as [`velocity`] has it, without telling whose figures it is made of.
pub(super) fn rate(context: Context<'_>, pool: usize) -> Option<Rate> {
    let channels = context.program.pools.get(pool).map(|pool| pool.channels.as_slice()).unwrap_or_default();
    let of = |channel: &usize| context.item.velocity.get(*channel).copied().flatten();
    let mut known = channels.iter().filter_map(of);
    match known.next() {
        Some(first) => known.try_fold(first, Rate::plus),
        None => velocity(context, pool).rate(),
    }
}

/// The velocities of a pool.
pub(super) fn velocity(context: Context<'_>, pool: usize) -> OfPool<Rate> {
    of_pool(context, pool, &context.item.velocity, context.item.velocity_whole)
}

/// What each channel that sells a SKU from a pool sells of it in a length of time; `None` past 28 digits.
///
/// Nothing where the velocity is not known. Of a SKU's whole each channel is taken to sell as much: of all ways to share
/// it out that is the one with the greatest chance that more is sold than there is, since as many orders are then the
/// least likely to meet the same empty channel (`Σ min(n_c, q)` is Schur-concave, and so is its expectation over a
/// multinomial n in the shares; Rinott 1973).
pub(super) fn sold_by_channel(context: Context<'_>, pool: usize, time: Duration) -> Option<Vec<Ratio>> {
    let selling: Vec<usize> = selling(context, pool).collect();
    match velocity(context, pool) {
        OfPool::Channels(known) => {
            let own = known.iter().filter(|(channel, _)| selling.contains(channel));
            own.map(|(_, rate)| rate.over(time)).collect()
        }
        OfPool::Whole(whole) => {
            let each = whole.over(time)?.divided_by(Decimal::from(selling.len().max(1)))?;
            Some(vec![each; selling.len()])
        }
        OfPool::Shared(_) | OfPool::Unknown => Some(Vec::new()),
    }
}

/// The active channels of a pool that list a SKU and do not hold their units themselves.
pub(super) fn selling(context: Context<'_>, pool: usize) -> impl Iterator<Item = usize> {
    let channels = context.program.pools.get(pool).map(|pool| pool.channels.as_slice()).unwrap_or_default();
    channels.iter().copied().filter(move |channel| {
        context.program.channels.get(*channel).is_some_and(|own| {
            own.channel.status.value == Status::Active && !own.is_held && test::all(context, &own.lists)
        })
    })
}

/// The deviations of a pool.
pub(super) fn deviation(context: Context<'_>, pool: usize) -> OfPool<Decimal> {
    of_pool(context, pool, &context.item.velocity_sd, context.item.velocity_sd_whole)
}

fn of_pool<T: Copy>(
    context: Context<'_>,
    pool: usize,
    by_channel: &[Option<T>],
    whole: Option<T>,
) -> OfPool<T> {
    let channels = context.program.pools.get(pool).map(|pool| pool.channels.as_slice()).unwrap_or_default();
    let of = |channel: usize| Some((channel, by_channel.get(channel).copied().flatten()?));
    let known: Vec<(usize, T)> = channels.iter().copied().filter_map(of).collect();
    match whole {
        _ if !known.is_empty() => OfPool::Channels(known),
        Some(whole) if by_channel.iter().all(Option::is_none) => {
            let mut others = (0..context.program.pools.len()).filter(|other| *other != pool);
            let is_shared = others.any(|other| sells_from(context, other));
            if is_shared { OfPool::Shared(whole) } else { OfPool::Whole(whole) }
        }
        _ => OfPool::Unknown,
    }
}

/// Whether a channel of the pool carries the SKU, and the pool has a count of it.
fn sells_from(context: Context<'_>, pool: usize) -> bool {
    let Context { program, item, .. } = context;
    let Some(pool) = program.pools.get(pool) else { return false };
    let is_there = stock_over(item, &pool.locations) != Stock::Missing
        || program.missing.stock == OnMissing::Zero
            && pool.locations.iter().any(|location| !program.unfed_locations.contains(location));
    let mut channels = pool.channels.iter().filter_map(|channel| program.channels.get(*channel));
    is_there && channels.any(|own| own.channel.is_selling() && test::all(context, &own.lists))
}

impl OfPool<Rate> {
    /// The channels' velocities together, or the SKU's whole.
    pub(super) fn rate(&self) -> Option<Rate> {
        match self {
            Self::Channels(known) => {
                let (first, rest) = known.split_first()?;
                rest.iter().try_fold(first.1, |sum, (_, rate)| sum.plus(*rate))
            }
            Self::Whole(whole) => Some(*whole),
            Self::Shared(_) | Self::Unknown => None,
        }
    }
}

impl OfPool<Decimal> {
    /// The deviations of the channels' velocities, which add up by their squares, the channels selling
    /// independently; or that of the SKU's whole.
    pub(super) fn deviations(&self) -> Option<Vec<Decimal>> {
        match self {
            Self::Channels(known) => Some(known.iter().map(|(_, deviation)| *deviation).collect()),
            Self::Whole(whole) => Some(vec![*whole]),
            Self::Shared(_) | Self::Unknown => None,
        }
    }
}

impl<T: std::fmt::Display> OfPool<T> {
    /// Which figures were taken, for whoever reads a trace; `what` is `velocity` or `deviation`.
    pub(super) fn told(&self, what: &str, program: &Program) -> String {
        match self {
            Self::Channels(known) => {
                let mut text = format!("{what} ");
                for (index, (channel, figure)) in known.iter().enumerate() {
                    let name = program.channels.get(*channel).map_or("", |own| own.channel.name.as_str());
                    let and = if index == 0 { "" } else { " and " };
                    // writing into a text does not fail
                    let _ = write!(text, "{and}{figure} of {name}");
                }
                text
            }
            Self::Whole(whole) => format!("{what} {whole}, the SKU's whole"),
            Self::Shared(whole) => {
                format!("no {what}: of the SKU's whole, {whole}, other pools sell some too")
            }
            Self::Unknown => format!("no {what} known"),
        }
    }
}
