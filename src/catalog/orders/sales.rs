//! What SKUs sold, as figures: units of the window, their deviation by days, and where they go in an item.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use crate::exact::{Decimal, Duration, Rate, root};
use crate::item::{Field, Item, Row, Sold};
use crate::policy::orders::Orders;

use super::super::problem::{Problem, ProblemKind};
use super::tally::{Lines, Tallies, Tally};

/// What a source of orders says of every SKU.
#[derive(Debug)]
pub struct Sales {
    /// The source, by the index of its first file.
    pub source: usize,
    /// How far back lines count.
    pub window: Duration,
    /// The end of the window; `None` where no line has a time.
    pub until: Option<Timestamp>,
    /// Every line by what became of it.
    pub counts: OrderCounts,
    /// Counted lines that name no channel where a column is to name one.
    pub unnamed_lines: u64,
    /// Those by what they say instead, the first hundred that differ.
    pub unnamed: BTreeMap<String, u64>,
    /// Some lines that can't be read.
    pub problems: Vec<Problem>,
    /// How many lines beside those can't be read.
    pub more_problems: u64,
    /// Channels that some line of the window names: what no line says of them was not sold there.
    channels: Vec<usize>,
    /// Whether a line names no channel, so that the channels are not all.
    has_unnamed: bool,
    skus: HashMap<Box<str>, OfSku>,
}

/// Lines of orders by what became of them: lines = counted + netted + dropped + outside + unjoined + unusable,
/// always.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OrderCounts {
    /// Records below the headers, but for those of blank cells alone.
    pub lines: u64,
    /// Lines whose units were sold.
    pub counted: u64,
    /// Lines whose units came back.
    pub netted: u64,
    /// Lines that a `drop` leaves out.
    pub dropped: u64,
    /// Lines before or after the window.
    pub outside: u64,
    /// Lines without a SKU, and those of the window whose SKU no product has.
    pub unjoined: u64,
    /// Lines that can't be read.
    pub unusable: u64,
}

impl OrderCounts {
    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            lines: self.lines + other.lines,
            counted: self.counted + other.counted,
            netted: self.netted + other.netted,
            dropped: self.dropped + other.dropped,
            outside: self.outside + other.outside,
            unjoined: self.unjoined + other.unjoined,
            unusable: self.unusable + other.unusable,
        }
    }
}

/// A SKU's lines, added up.
#[derive(Debug)]
struct OfSku {
    first: Row,
    whole: Net,
    channels: Vec<(usize, Net)>,
}

/// Units of a window, and the sum of the squares of its days.
#[derive(Debug, Clone, Copy, Default)]
struct Net {
    units: i64,
    /// `None` past what 128 bits hold.
    squares: Option<i128>,
    lines: Lines,
}

impl Sales {
    pub(super) fn new(source: usize, orders: &Orders, until: Option<Timestamp>, tallies: Tallies) -> Self {
        let named = tallies.skus.values().flat_map(|tally| &tally.lines).map(|(channel, _)| *channel);
        let mut channels: Vec<Option<usize>> = named.collect();
        channels.sort_unstable();
        channels.dedup();
        let has_unnamed = channels.contains(&None);
        let has_column = orders.channel_column.is_some();
        let (problems, more_problems) = tallies.problems.take();
        Self {
            source,
            window: orders.window,
            until,
            counts: tallies.counts,
            unnamed_lines: if has_column { tallies.unnamed_lines } else { 0 },
            unnamed: if has_column { tallies.unnamed } else { BTreeMap::new() },
            problems,
            more_problems,
            channels: channels.into_iter().flatten().collect(),
            has_unnamed,
            skus: tallies.skus.into_iter().map(|(sku, tally)| (sku, OfSku::new(&tally))).collect(),
        }
    }

    /// Whether any line says what was sold: else nothing is known, which is no nothing.
    pub fn is_known(&self) -> bool {
        self.counts.counted + self.counts.netted > 0
    }

    fn days(&self) -> u64 {
        self.window.seconds() / Duration::DAY.seconds()
    }

    /// What a SKU sold on a channel, or on all; nothing where no line says so.
    fn net(&self, sku: &str, channel: Option<usize>) -> Net {
        let nothing = Net { squares: Some(0), ..Net::default() };
        let Some(own) = self.skus.get(sku) else { return nothing };
        match channel {
            None => own.whole,
            Some(channel) => {
                own.channels.iter().find(|(known, _)| *known == channel).map_or(nothing, |(_, net)| *net)
            }
        }
    }

    fn figure(&self, net: Net) -> Figure {
        Figure {
            rate: Rate { units: Decimal::from(net.units.max(0)), per: self.window },
            variance: self.variance(net),
        }
    }

    /// The variance of the days as a quotient, of a sample: (n × Σx² − (Σx)²) ÷ (n × (n − 1)).
    ///
    /// The days of a window are a sample of the days to come, which is what a safety stock is kept for.
    fn variance(&self, net: Net) -> Option<(u128, u128)> {
        let days = i128::from(self.days());
        let sum = i128::from(net.units);
        let above = days.checked_mul(net.squares?)?.checked_sub(sum.checked_mul(sum)?)?;
        let below = days * (days - 1);
        Some((u128::try_from(above).ok()?, u128::try_from(below).ok().filter(|below| *below > 0)?))
    }

    fn sold(&self, net: Net, channel: Option<usize>) -> Sold {
        let deviation = self.variance(net).and_then(|(above, below)| root(above, below));
        Sold {
            source: self.source,
            channel,
            units: net.units,
            window: self.window,
            deviation,
            lines: net.lines.sold,
            units_of_lines: net.lines.units,
            netted: net.lines.netted,
        }
    }
}

impl OfSku {
    fn new(tally: &Tally) -> Self {
        let mut whole: BTreeMap<u32, i64> = BTreeMap::new();
        for ((_, day), units) in &tally.days {
            *whole.entry(*day).or_default() += units;
        }
        let all = tally.lines.iter().fold(Lines::default(), |sum, (_, lines)| sum.plus(*lines));
        let of_channel = |(channel, lines): &(Option<usize>, Lines)| {
            let days = tally.days.iter().filter(|((own, _), _)| own == channel).map(|(_, units)| *units);
            Some(((*channel)?, Net::new(days, *lines)))
        };
        Self {
            first: tally.first,
            whole: Net::new(whole.into_values(), all),
            channels: tally.lines.iter().filter_map(of_channel).collect(),
        }
    }
}

impl Net {
    fn new(days: impl Iterator<Item = i64>, lines: Lines) -> Self {
        let mut net = Self { units: 0, squares: Some(0), lines };
        for units in days {
            net.units += units;
            let square = i128::from(units).checked_mul(i128::from(units));
            net.squares = net.squares.and_then(|sum| sum.checked_add(square?));
        }
        net
    }
}

/// A velocity and the variance of its days.
#[derive(Debug, Clone, Copy)]
struct Figure {
    rate: Rate,
    /// As a quotient; `None` for a window of one day.
    variance: Option<(u128, u128)>,
}

impl Figure {
    /// Both together, the one selling independently of the other.
    fn plus(self, other: Self) -> Option<Self> {
        let sum = |(a, b): (u128, u128), (c, d): (u128, u128)| {
            let above = a.checked_mul(d)?.checked_add(c.checked_mul(b)?)?;
            Some((above, b.checked_mul(d)?))
        };
        let variance = self.variance.zip(other.variance).and_then(|(own, other)| sum(own, other));
        Some(Self { rate: self.rate.plus(other.rate)?, variance })
    }
}

/// Puts what orders say of an item into it: they add up over sources, and must agree with what a column gives.
///
/// An `Err` is what does not agree, and the row that says otherwise.
pub(in crate::catalog) fn fill(item: &mut Item, orders: &[Sales]) -> Result<(), (ProblemKind, Row)> {
    let known: Vec<&Sales> = orders.iter().filter(|sales| sales.is_known()).collect();
    if known.is_empty() {
        return Ok(());
    }
    let is_whole = known.iter().any(|sales| sales.has_unnamed);
    let channels = 0..item.velocity.len();
    let places = channels.map(Some).chain(is_whole.then_some(None));
    let mut place = item.rows.first().copied().flatten().unwrap_or_default();
    for sales in &known {
        if let Some(own) = sales.skus.get(item.sku.as_str()) {
            item.rows.get_mut(own.first.source).into_iter().for_each(|row| *row = Some(own.first));
            place = own.first;
        }
    }
    for channel in places {
        let mut sum: Option<Figure> = None;
        let of_channel = |sales: &&&Sales| channel.is_none_or(|channel| sales.channels.contains(&channel));
        for sales in known.iter().filter(of_channel) {
            let net = sales.net(&item.sku, channel);
            item.sold.push(sales.sold(net, channel));
            let own = sales.figure(net);
            sum = sum.map_or(Some(own), |sum| sum.plus(own));
        }
        if let Some(figure) = sum {
            put(item, channel, figure).map_err(|kind| (kind, place))?;
        }
    }
    Ok(())
}

fn put(item: &mut Item, channel: Option<usize>, figure: Figure) -> Result<(), ProblemKind> {
    let deviation = figure.variance.and_then(|(above, below)| root(above, below));
    let (velocity, velocity_sd) = match channel {
        None => (Some(&mut item.velocity_whole), Some(&mut item.velocity_sd_whole)),
        Some(channel) => (item.velocity.get_mut(channel), item.velocity_sd.get_mut(channel)),
    };
    if let Some(slot) = velocity {
        match slot {
            Some(known) if !known.is_same_as(figure.rate) => {
                return Err(conflict(Field::Velocity, known, &figure.rate));
            }
            _ => *slot = Some(figure.rate),
        }
    }
    if let (Some(slot), Some(deviation)) = (velocity_sd, deviation) {
        match slot {
            Some(known) if *known != deviation => {
                return Err(conflict(Field::VelocitySd, known, &deviation));
            }
            _ => *slot = Some(deviation),
        }
    }
    Ok(())
}

fn conflict(field: Field, known: &impl ToString, other: &impl ToString) -> ProblemKind {
    ProblemKind::Conflict { field, counts: known.to_string(), other: other.to_string() }
}
