//! One offer as a feed is shown it.

use std::cell::RefCell;

use crate::exact::{Currency, Decimal};
use crate::item::{Field, Item};
use crate::listing::Listed;
use crate::offer::content::ContentFigure;
use crate::offer::{Amount, Offer, Quantity};
use crate::policy::channel::Feed;
use crate::policy::ids::IdForm;
use crate::program::{ChannelProgram, Program};

use super::pieces::{Made, Piece};
use super::state::State;

/// An offer of a SKU, what its listing says, and the feed that it goes into.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'a> {
    /// The program.
    pub(super) program: &'a Program,
    /// The channel.
    pub(super) channel: &'a ChannelProgram,
    /// The feed.
    pub(super) feed: &'a Feed,
    /// The columns of a feed that has any, in pieces.
    pub(super) pieces: &'a [Piece],
    /// The pieces that were made of the SKU already.
    pub(super) made: &'a RefCell<Made>,
    /// The item.
    pub(super) item: &'a Item,
    /// The offer.
    pub(super) offer: &'a Offer,
    /// The fields of the listing, by the channel's plans.
    pub(super) listing: &'a [ContentFigure<'a>],
    /// Whether it is fed, paused or held back.
    pub(super) state: State,
}

/// Units as a channel is told them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// So many.
    Units(Decimal),
    /// The channel holds and counts them itself, or nobody knows.
    Untold,
}

impl<'a> Entry<'a> {
    /// The same as the attributes of intakes are made of.
    pub(super) fn listed(&self) -> Listed<'a> {
        let Self { program, channel, feed, item, offer, listing, .. } = *self;
        Listed { program, channel, feed, item, offer, content: listing, is_held_back: self.is_held_back() }
    }

    /// Whether the SKU is held back, and only here to be sent quantity 0.
    pub(super) fn is_held_back(&self) -> bool {
        self.state == State::Quarantined
    }

    /// The currency of the offer's amounts.
    pub(super) fn currency(&self) -> Currency {
        self.channel.channel.currency.value
    }

    /// The list price, where it may be written.
    pub(super) fn list(&self) -> Option<Amount> {
        self.offer.list.filter(|_| !self.is_held_back())
    }

    /// The units: 0 where the SKU is held back, whoever holds them.
    pub(super) fn quantity(&self) -> Shown {
        match self.offer.quantity {
            _ if self.is_held_back() => Shown::Units(Decimal::ZERO),
            Some(Quantity::Units(units)) => Shown::Units(units.value),
            Some(Quantity::Held) | None => Shown::Untold,
        }
    }

    /// The struck-through price, where it may be written.
    pub(super) fn compare_at(&self) -> Option<Decimal> {
        self.offer.compare_at.filter(|_| !self.is_held_back()).map(|price| price.value)
    }

    /// The price that a shop asks now, and the one that it strikes through: of a sale the regular price, where
    /// no higher one is given.
    pub(super) fn shop_price(&self) -> Option<(Decimal, Option<Decimal>)> {
        let list = self.list()?.value;
        let compare_at = self.compare_at();
        Some(match self.offer.sale {
            Some(sale) => (sale.value, Some(compare_at.map_or(list, |own| own.max(list)))),
            None => (list, compare_at),
        })
    }

    /// An id of the SKU in the form that the feed's intake wants, or why it can't be told.
    pub(super) fn readable_id(&self, field: &Field) -> Result<String, String> {
        let form = IdForm::of(self.feed.format, field);
        let name = &self.channel.channel.name;
        let Some(text) = self.id(field) else {
            return Err(format!("the catalog has no `{field}` of `{name}` for it"));
        };
        form.read(text)
            .ok_or_else(|| format!("`{text}` is no `{field}` of `{name}`: it is no {}", form.in_words()))
    }

    /// An id that the channel has given to the SKU, where the catalog has it.
    pub(super) fn id(&self, field: &Field) -> Option<&str> {
        self.program.id(field, &self.channel.channel.name, self.item)
    }
}
