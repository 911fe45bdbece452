//! What a catalog rule is shown, and what it says of it.

use std::borrow::Cow;

use crate::exact::Decimal;
use crate::item::{Field, Item, Row};
use crate::offer::content::{ContentFigure, Listings};
use crate::offer::{Offer, Resolved, Window};
use crate::policy::Policy;
use crate::program::content::ContentPlan;
use crate::program::{By, ChannelProgram, Program};

use super::judges::Judges;

/// A SKU with its offers, and the policy behind them.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The program.
    pub program: &'a Program,
    /// The item.
    pub item: &'a Item,
    /// Its offers.
    pub resolved: &'a Resolved,
    /// What its listings say.
    pub listings: &'a Listings<'a>,
    /// The judges of its listings.
    pub judges: &'a Judges,
    /// The time that is looked at, where it is one to come.
    pub window: Option<Window>,
}

impl<'a> Look<'a> {
    /// The offers that are not held back for a blank, with their channels.
    pub fn offers(&self) -> impl Iterator<Item = (&'a Offer, &'a ChannelProgram)> + use<'a> {
        let program = self.program;
        let shown = self.resolved.offers.iter().filter(|offer| offer.holds.is_empty());
        shown.filter_map(|offer| Some((offer, program.channels.get(offer.channel)?)))
    }

    /// Every field of its listings, whatever its offers are.
    pub fn fields(&self) -> impl Iterator<Item = FieldLook<'a>> + use<'a> {
        let Self { program, listings, .. } = *self;
        self.resolved.offers.iter().flat_map(move |offer| {
            let channel = offer.channel;
            let plans = program.channels.get(channel).map(|own| own.content.as_slice()).unwrap_or_default();
            let fields = plans.iter().zip(listings.on(channel));
            fields.map(move |(plan, figure)| FieldLook { channel, plan, figure })
        })
    }

    /// The offer on a channel, where it is not held back.
    pub fn shown_on(&self, channel: usize) -> Option<&'a Offer> {
        self.resolved.on(channel).filter(|offer| offer.holds.is_empty())
    }
}

/// A field of a listing as a rule sees it.
#[derive(Debug, Clone, Copy)]
pub struct FieldLook<'a> {
    /// The channel, by its index.
    pub channel: usize,
    /// How the field is made.
    pub plan: &'a ContentPlan,
    /// What it says.
    pub figure: &'a ContentFigure<'a>,
}

impl<'a> FieldLook<'a> {
    /// A breach of the field, the setting that made it at fault.
    pub fn breach(&self) -> Breach {
        Breach::new(self.figure.by, self.channel, self.plan.field.clone())
            .with_figure("field", &self.plan.name)
    }

    /// Its texts: one, those of a list, or none.
    pub fn texts(&self) -> &'a [Cow<'a, str>] {
        self.figure.texts()
    }
}

/// A SKU that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// The setting at fault; an item's field where no setting made the figure.
    pub primary: By,
    /// The constraint, the other channel: what the finding labels beside it.
    pub others: Vec<By>,
    /// The channel that the finding is about.
    pub channel: Option<usize>,
    /// The other channel, where there is one.
    pub other_channel: Option<usize>,
    /// Whether the setting at fault is the other channel's.
    pub is_of_other: bool,
    /// The field whose cell is labelled.
    pub field: Field,
    /// The location whose cell is labelled, for a field that has one for each.
    pub location: Option<usize>,
    /// What it is about, where one setting can be at fault in several ways; else blank.
    pub about: String,
    /// Channels from which the SKU is held back beside the one at fault: a finding about none is one for all.
    pub holds: Vec<usize>,
    /// The row that says so, where its source has several of the SKU.
    pub row: Option<Row>,
    /// The row that it clashes with.
    pub beside: Option<Row>,
    /// How bad it is: the greater the worse.
    pub size: Decimal,
    /// The figures of both sides, in the order in which they are to be read.
    pub figures: Vec<(&'static str, String)>,
}

impl Breach {
    /// A breach of a setting on a channel.
    pub fn new(primary: By, channel: usize, field: Field) -> Self {
        Self {
            primary,
            others: Vec::new(),
            channel: Some(channel),
            other_channel: None,
            is_of_other: false,
            field,
            location: None,
            about: String::new(),
            holds: Vec::new(),
            row: None,
            beside: None,
            size: Decimal::ZERO,
            figures: Vec::new(),
        }
    }

    /// The channel whose setting is at fault, from which the SKU is held back.
    pub fn at_fault(&self) -> Option<usize> {
        if self.is_of_other { self.other_channel } else { self.channel }
    }

    /// With what the finding labels beside the cause.
    #[must_use]
    pub fn against(mut self, other: By) -> Self {
        self.others.push(other);
        self
    }

    /// With what it is about, by which breaches of one setting are told apart.
    #[must_use]
    pub fn about(mut self, about: impl Into<String>) -> Self {
        self.about = about.into();
        self
    }

    /// With how bad it is.
    #[must_use]
    pub fn sized(mut self, size: Decimal) -> Self {
        self.size = size;
        self
    }

    /// With a figure.
    #[must_use]
    pub fn with_figure(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.figures.push((name, value.to_string()));
        self
    }
}
