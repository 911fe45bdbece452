//! How the figures of a SKU came to be, step by step, with the line behind each.
//!
//! Comes in: a `Program` and an `Item`. Goes out: an [`Explanation`], plain data. It resolves the item by the
//! same function as a build, with a trace that keeps every step.

mod sold;

pub use sold::SoldExplanation;

use schemars::JsonSchema;
use serde::Serialize;

use crate::diagnostic::Sources;
use crate::exact::Currency;
use crate::feed::{State, amount};
use crate::item::Item;
use crate::lint::{Groups, Judges, Look};
use crate::offer::content::{ContentValue, Listings, content};
use crate::offer::trace::{Entry, Figure, Steps, ratio};
use crate::offer::{Hold, Offer, Quantity, resolve};
use crate::policy::Policy;
use crate::program::{By, Program};

/// A SKU on one or all of its channels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The seller's own id.
    pub sku: String,
    /// The segment; `None` where the policy has none.
    pub segment: Option<String>,
    /// The row that it was read from: file and line.
    pub row: Option<String>,
    /// What orders say of it, by source and channel.
    pub sold: Vec<SoldExplanation>,
    /// The channels that carry it, or the one that was asked for.
    pub channels: Vec<ChannelExplanation>,
}

/// A SKU on a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ChannelExplanation {
    /// The channel.
    pub channel: String,
    /// `fed`, `paused`, `quarantined` or `not-listed`.
    pub state: String,
    /// Why it is held back or paused; empty where it is neither.
    pub because: Vec<String>,
    /// The currency of its amounts.
    pub currency: String,
    /// Each figure with its steps, in the order in which they are made.
    pub figures: Vec<FigureExplanation>,
    /// Each field of the listing with its steps, by name.
    pub content: Vec<ContentExplanation>,
}

/// A figure and how it came to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct FigureExplanation {
    /// The figure's word.
    pub figure: &'static str,
    /// The figure as `offers.jsonl` has it; null where that has none.
    pub value: Option<String>,
    /// The steps, in their order.
    pub steps: Vec<StepExplanation>,
}

/// A field of a listing and how it came to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ContentExplanation {
    /// The field's name.
    pub field: String,
    /// The channel's own name of it.
    pub key: String,
    /// What it says: one text, or those of a list; empty where the item has nothing for it.
    pub texts: Vec<String>,
    /// The steps, in their order; the texts of a list stand on lines of their own.
    pub steps: Vec<StepExplanation>,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct StepExplanation {
    /// The step's word, as in the vocabulary of the reference.
    pub step: &'static str,
    /// The figure after it.
    pub after: String,
    /// The address of whoever made it so.
    pub by: String,
    /// The file and line of the policy; null for an item's field and for a default.
    pub at: Option<String>,
    /// What the step was reckoned from, where that is not plain from its word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made_of: Option<String>,
}

/// Explains an item on every channel that carries it, or on one.
pub fn explain(
    policy: &Policy,
    program: &Program,
    item: &Item,
    only: Option<usize>,
    row: Option<String>,
    sources: &Sources,
) -> Explanation {
    let mut steps = Steps::default();
    let resolved = resolve(program, item, &mut steps);
    let listings = Listings::new(program, item, &resolved);
    let judges = Judges::new(policy, program);
    let look = Look {
        policy,
        program,
        item,
        resolved: &resolved,
        listings: &listings,
        judges: &judges,
        window: None,
    };
    let held = Groups::default().look(&look);
    let segment = program.segments.get(resolved.segment).map(|segment| segment.name.clone());
    let wanted = (0..program.channels.len()).filter(|channel| only.is_none_or(|only| only == *channel));
    let mut channels = Vec::new();
    for channel in wanted {
        let Some(own) = program.channels.get(channel) else { continue };
        let name = own.channel.name.clone();
        let currency = own.channel.currency.value;
        let Some(offer) = resolved.on(channel) else {
            channels.push(not_listed(name, currency, own.channel.is_selling()));
            continue;
        };
        let mut because: Vec<String> = offer.holds.iter().map(because_of).collect();
        because.extend(held.iter().filter(|held| held.channel == channel).map(|held| held.rule.to_owned()));
        because.dedup();
        if let (Some(by), true) = (offer.paused_by, because.is_empty()) {
            because.push(format!("paused by {}", program.address(by)));
        }
        let explained = Explained { program, sources, entries: &steps.entries };
        channels.push(ChannelExplanation {
            channel: name,
            state: State::of(offer, &held).name().to_owned(),
            because,
            currency: currency.code().to_owned(),
            figures: explained.figures(offer, currency),
            content: explained.content(item, resolved.segment, channel),
        });
    }
    let segment = segment.filter(|name| !name.is_empty());
    Explanation { sku: item.sku.clone(), segment, row, sold: sold::sold(policy, program, item), channels }
}

fn not_listed(channel: String, currency: Currency, is_selling: bool) -> ChannelExplanation {
    let because = if is_selling { "its `lists` leaves the SKU out" } else { "the channel is onboarding" };
    ChannelExplanation {
        channel,
        state: "not-listed".to_owned(),
        because: vec![because.to_owned()],
        currency: currency.code().to_owned(),
        figures: Vec::new(),
        content: Vec::new(),
    }
}

fn because_of(hold: &Hold) -> String {
    match hold {
        Hold::MissingPrice(field) => format!("missing-price: no `{field}`"),
        Hold::ZeroPrice(field) => format!("zero-price: `{field}` is 0"),
        Hold::NoPriceLeft(_, lost) => format!("missing-price: {}", lost.in_words()),
        Hold::MissingStock => "missing-stock: blank at all locations of the pool".to_owned(),
        Hold::UnfedLocation => "unfed-location: no column gives the stock of the pool".to_owned(),
        Hold::UntrackedWithoutMaximum => {
            "untracked-without-maximum: nobody counts, and there is no `max-quantity`".to_owned()
        }
        Hold::NoPool => "incomplete-channel: it draws from no pool".to_owned(),
        Hold::NoBuffer => "incomplete-channel: no `buffer` reaches it".to_owned(),
        Hold::Missing(field) => format!("blank-held: no `{field}`, and `missing` says hold"),
        Hold::SharedVelocity => {
            "blank-held: the `velocity` of this SKU as a whole does not say what sells from which pool"
                .to_owned()
        }
        Hold::Unreadable(field) => format!("unresolved-figure: `{field}` is no number"),
        Hold::Overflow => "unresolved-figure: a figure needs more than 28 digits".to_owned(),
    }
}

struct Explained<'a> {
    program: &'a Program,
    sources: &'a Sources,
    entries: &'a [Entry],
}

impl Explained<'_> {
    fn figures(&self, offer: &Offer, currency: Currency) -> Vec<FigureExplanation> {
        let money = |value: Option<crate::offer::Amount>| {
            value.map(|value| amount(value.value, currency).to_string())
        };
        let units = match offer.quantity {
            Some(Quantity::Units(units)) => Some(units.value.to_string()),
            _ => None,
        };
        let buffer = self.last(offer.channel, Figure::Buffer);
        let contribution = offer.contribution.map(|own| ratio(own.value, currency));
        let values = [
            (Figure::List, money(offer.list)),
            (Figure::Sale, money(offer.sale)),
            (Figure::Coupon, money(offer.coupon)),
            (Figure::CompareAt, money(offer.compare_at)),
            (Figure::Landed, money(offer.landed)),
            (Figure::Buffer, buffer),
            (Figure::Quantity, units),
            (Figure::Contribution, contribution),
        ];
        values
            .into_iter()
            .map(|(figure, value)| FigureExplanation {
                figure: figure.name(),
                value,
                steps: self.steps(offer.channel, figure),
            })
            .filter(|figure| !figure.steps.is_empty())
            .collect()
    }

    fn content(&self, item: &Item, segment: usize, channel: usize) -> Vec<ContentExplanation> {
        let mut steps = Steps::default();
        let figures = content(self.program, item, segment, channel, &mut steps);
        let explained = Explained { entries: &steps.entries, ..*self };
        let plans = self.program.channels.get(channel).map(|own| own.content.as_slice()).unwrap_or_default();
        let each = plans.iter().zip(figures).enumerate();
        each.map(|(index, (plan, figure))| ContentExplanation {
            field: plan.name.clone(),
            key: plan.key.clone(),
            texts: figure.value.map(ContentValue::into_texts).unwrap_or_default(),
            steps: explained.steps(channel, Figure::Content(index)),
        })
        .collect()
    }

    fn of(&self, channel: usize, figure: Figure) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.channel == channel && entry.figure == figure)
    }

    fn last(&self, channel: usize, figure: Figure) -> Option<String> {
        self.of(channel, figure).last().map(|entry| entry.after.clone())
    }

    fn steps(&self, channel: usize, figure: Figure) -> Vec<StepExplanation> {
        self.of(channel, figure)
            .map(|entry| StepExplanation {
                step: entry.word,
                after: entry.after.clone(),
                by: self.program.address(entry.by),
                at: self.at(entry.by),
                made_of: entry.made_of.clone(),
            })
            .collect()
    }

    /// The file and line of a setting.
    fn at(&self, by: By) -> Option<String> {
        let place = self.sources.place(self.program.origin(by)?.span?)?;
        Some(format!("{}:{}", place.file, place.line))
    }
}
