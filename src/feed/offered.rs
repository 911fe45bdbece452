//! An offer into every feed of its channel; what none of them takes is for doing by hand.

use std::cell::RefCell;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::exact::Decimal;
use crate::item::Item;
use crate::lint::Look;
use crate::listing::{walmart, walmart_offer};
use crate::model::part::channel::FeedFormat;
use crate::offer::content::ContentFigure;
use crate::offer::{Amount, Offer, Quantity};
use crate::policy::channel::Feed;
use crate::program::ChannelProgram;

use super::by_hand::ByHand;
use super::entry::Entry;
use super::formats;
use super::left::{Left, What};
use super::lines::Entries;
use super::oversize::Oversize;
use super::pieces::{Made, Piece};
use super::products::{Row, RowState};
use super::shopify_csv::Columns;
use super::state::State;

/// A feed that is asked for and can be written.
#[derive(Debug)]
pub(super) struct Asked {
    /// The most bytes of a file, and those around its one entry.
    pub(super) most: Option<(u64, u64)>,
    /// The columns of a generic feed, in pieces.
    pub(super) pieces: Vec<Piece>,
    /// The bytes of the longest batch so far: the room that the next one is given.
    pub(super) room: AtomicUsize,
    /// The columns of a product CSV.
    pub(super) product: Option<Columns>,
    /// Which of [`What::FIGURES`] it carries.
    pub(super) figures: [bool; What::FIGURES.len()],
    /// Which fields of the listing it carries, by the channel's plans.
    pub(super) content: Vec<bool>,
}

/// By channel, `None` where it is not asked for, and by feed, `None` where it can't be written.
pub(super) type AllAsked = Vec<Option<Vec<Option<Asked>>>>;

/// What one batch of SKUs became in a feed.
#[derive(Debug, Default)]
pub(super) struct FeedPart {
    pub(super) entries: Entries,
    pub(super) rows: Vec<Row>,
    pub(super) oversize: Oversize,
}

/// A batch of no SKUs yet, by channel and feed.
pub(super) fn parts(asked: &AllAsked) -> Vec<Vec<FeedPart>> {
    let room = |own: &Option<Asked>| own.as_ref().map_or(0, |own| own.room.load(Ordering::Relaxed));
    let part = |own| FeedPart { entries: Entries::with_room(room(own)), ..FeedPart::default() };
    asked.iter().map(|own| own.iter().flatten().map(part).collect()).collect()
}

/// Remembers how much room batches take.
pub(super) fn remember_room(asked: &AllAsked, parts: &[Vec<FeedPart>]) {
    for (own, parts) in asked.iter().zip(parts) {
        for (own, part) in own.iter().flatten().zip(parts) {
            if let Some(own) = own {
                own.room.fetch_max(part.entries.bytes.len(), Ordering::Relaxed);
            }
        }
    }
}

/// Which figures of an offer some feed has sent, and why others were left.
#[derive(Debug, Default)]
struct Sent {
    is_sent: [bool; What::FIGURES.len()],
    why: [Option<String>; What::FIGURES.len()],
}

impl Sent {
    fn see(&mut self, figures: [bool; What::FIGURES.len()], left: &[Left]) {
        for (index, what) in What::FIGURES.iter().enumerate() {
            let own = left.iter().find(|left| left.what == *what);
            let (Some(is_sent), Some(why)) = (self.is_sent.get_mut(index), self.why.get_mut(index)) else {
                continue;
            };
            if !figures.get(index).copied().unwrap_or_default() {
                continue;
            }
            match own {
                None => *is_sent = true,
                Some(own) => *why = why.take().or_else(|| Some(own.why.clone())),
            }
        }
    }

    fn of(&self, what: What) -> (bool, Option<&str>) {
        let index = What::FIGURES.iter().position(|known| *known == what).unwrap_or_default();
        let is_sent = self.is_sent.get(index).copied().unwrap_or_default();
        (is_sent, self.why.get(index).and_then(Option::as_deref))
    }
}

/// Writes an offer into every feed of its channel; whether one of them sends its quantity.
pub(super) fn write(
    look: &Look<'_>,
    (offer, state): (&Offer, State),
    asked: &[Option<Asked>],
    made: &RefCell<Made>,
    parts: &mut [FeedPart],
    by_hand: &mut ByHand,
) -> bool {
    let Look { program, item, listings, .. } = *look;
    let Some(channel) = program.channels.get(offer.channel) else { return false };
    let listing = listings.on(offer.channel);
    let mut sent = Sent::default();
    let mut sends_quantity = false;
    // the figures of a product CSV are sent once its product is known whole
    let mut csv = None;
    for (index, (feed, own)) in channel.channel.feeds.iter().zip(asked).enumerate() {
        let (Some(own), Some(part)) = (own, parts.get_mut(index)) else { continue };
        let pieces = own.pieces.as_slice();
        let entry = Entry { program, channel, feed, pieces, made, item, offer, listing, state };
        if let Some(columns) = &own.product {
            part.rows.push(row(&entry, columns));
            csv = csv.or(Some((index, own)));
            continue;
        }
        let before = part.entries.size();
        let left = formats::write(&entry, &mut part.entries);
        sent.see(own.figures, &left);
        walmart_by_hand(&entry, by_hand);
        let size = part.entries.size() - before;
        // a feed with nothing to say of a SKU leaves nothing either
        let is_left = left.iter().any(|left| left.what == What::Quantity);
        sends_quantity |= size > 0 && own.carries(What::Quantity) && !is_left;
        if let Some((most, around)) = own.most.filter(|(most, around)| size > 0 && size + around > *most) {
            part.oversize.add(item, size + around, most);
        }
    }
    let csv_of = csv.map(|(_, own)| own);
    let figures = figures_by_hand(Shown { channel, item, offer, state }, asked, csv_of, &sent, by_hand);
    let of_listing = if state == State::Quarantined { &[] } else { listing };
    let has_listing = content_by_hand(channel, (offer.channel, of_listing), asked, by_hand);
    if let Some(row) = csv.and_then(|(index, _)| parts.get_mut(index)?.rows.last_mut()) {
        row.figures = figures;
        row.has_listing = has_listing;
    }
    sends_quantity
}

/// What a channel is to show of a SKU.
#[derive(Clone, Copy)]
struct Shown<'a> {
    channel: &'a ChannelProgram,
    item: &'a Item,
    offer: &'a Offer,
    state: State,
}

/// Says by hand which figures no feed has sent; those that a product CSV may yet send are returned.
fn figures_by_hand(
    shown: Shown<'_>,
    asked: &[Option<Asked>],
    csv: Option<&Asked>,
    sent: &Sent,
    by_hand: &mut ByHand,
) -> Vec<(What, Decimal)> {
    let Shown { channel, item, offer, state } = shown;
    let mut of_product = Vec::new();
    for (what, value) in figures(offer, state) {
        match sent.of(what) {
            (true, _) => {}
            (false, _) if csv.is_some_and(|own| own.carries(what)) => of_product.push((what, value)),
            (false, Some(why)) => by_hand.add_figure(channel, &item.sku, (what, value), why),
            (false, None) => {
                debug_assert!(
                    !asked.iter().flatten().any(|own| own.carries(what)),
                    "sent or left with a reason"
                );
                by_hand.count_one(offer.channel, what);
            }
        }
    }
    of_product
}

/// Counts what the listing says and no feed carries; whether a product CSV alone carries any of the rest.
fn content_by_hand(
    channel: &ChannelProgram,
    (index, listing): (usize, &[ContentFigure<'_>]),
    asked: &[Option<Asked>],
    by_hand: &mut ByHand,
) -> bool {
    let mut has_listing = false;
    for (field, (plan, figure)) in channel.content.iter().zip(listing).enumerate() {
        let Some(value) = &figure.value else { continue };
        let what = What::Content(field);
        let carries = |(feed, own): &(&Feed, &Asked)| {
            formats::carries_value(feed, plan, Some(value)).unwrap_or_else(|| own.carries(what))
        };
        let feeds = channel.channel.feeds.iter().zip(asked);
        let feeds = feeds.filter_map(|(feed, own)| Some((feed, own.as_ref()?)));
        let mut carriers = feeds.filter(carries).peekable();
        if carriers.peek().is_none() {
            by_hand.count_one(index, what);
        } else {
            has_listing |= carriers.all(|(_, own)| own.product.is_some());
        }
    }
    has_listing
}

/// Says by hand that an item of Walmart's can't be sent, or not what it says.
fn walmart_by_hand(entry: &Entry<'_>, by_hand: &mut ByHand) {
    let has_any = entry.listing.iter().any(|figure| figure.value.is_some());
    if entry.is_held_back() || !has_any {
        return;
    }
    let why = match entry.feed.format {
        FeedFormat::WalmartItem => walmart::lacks(&entry.listed()),
        FeedFormat::WalmartMatch if !walmart_offer::offer(&entry.listed(), &mut Vec::new()) => Some(
            "an offer is sent whole, with its code, weight, condition and price, and one of these is not known",
        ),
        _ => None,
    };
    if let Some(why) = why {
        by_hand.add_listing(entry.channel, &entry.item.sku, why);
    }
}

/// Marks a SKU that a channel does not carry in the product CSVs of the channel: its product there does not have it.
pub(super) fn write_unlisted(look: &Look<'_>, asked: &[Option<Asked>], parts: &mut [FeedPart]) {
    let Look { program, item, .. } = *look;
    for (own, part) in asked.iter().zip(parts) {
        let Some(columns) = own.as_ref().and_then(|own| own.product.as_ref()) else { continue };
        let handle = columns.handle(program, item).unwrap_or_default();
        if !handle.is_empty() {
            part.rows.push(bare_row(handle, item, RowState::Unlisted));
        }
    }
}

/// Says by hand what the product CSV of a channel was to carry of a SKU.
pub(super) fn leave(channel: &ChannelProgram, row: &Row, why: &str, by_hand: &mut ByHand) {
    for figure in &row.figures {
        by_hand.add_figure(channel, &row.sku, *figure, why);
    }
    if row.has_listing {
        by_hand.add_listing(channel, &row.sku, why);
    }
}

impl Asked {
    fn carries(&self, what: What) -> bool {
        match what {
            What::Content(field) => self.content.get(field).copied().unwrap_or_default(),
            figure => {
                let index = What::FIGURES.iter().position(|known| *known == figure);
                index.and_then(|index| self.figures.get(index)).copied().unwrap_or_default()
            }
        }
    }
}

fn row(entry: &Entry<'_>, columns: &Columns) -> Row {
    let handle = columns.handle(entry.program, entry.item).unwrap_or_default();
    let state = match columns.cells(entry) {
        Ok(cells) => RowState::Cells(cells),
        Err(why) => RowState::Left(why),
    };
    bare_row(handle, entry.item, state)
}

fn bare_row(handle: &str, item: &Item, state: RowState) -> Row {
    Row { handle: handle.to_owned(), sku: item.sku.clone(), state, figures: Vec::new(), has_listing: false }
}

/// The figures of an offer that its channel is to show; of what is held back only that there is none.
fn figures(offer: &Offer, state: State) -> impl Iterator<Item = (What, Decimal)> {
    let is_held_back = state == State::Quarantined;
    let price =
        |what, value: Option<Amount>| value.filter(|_| !is_held_back).map(|value| (what, value.value));
    let units = match offer.quantity {
        _ if is_held_back => Some((What::Quantity, Decimal::ZERO)),
        Some(Quantity::Units(units)) => Some((What::Quantity, units.value)),
        Some(Quantity::Held) | None => None,
    };
    let figures = [
        price(What::Price, offer.list),
        price(What::Sale, offer.sale),
        price(What::Coupon, offer.coupon),
        price(What::CompareAt, offer.compare_at),
        units,
    ];
    figures.into_iter().flatten()
}
