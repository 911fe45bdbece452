//! # differential-exceeded
//!
//! A price is further from the anchor than the channel's `allow` permits.
//!
//! ## What it finds
//! `allow KIND="A..B"` bounds the price of that kind between anchor × (1 + A) and anchor × (1 + B), in the
//! channel's currency and tax, each bound rounded as the channel rounds. Once a channel has an `allow`, a
//! kind without one is not allowed there; a list price at the anchor always is. The anchor itself needs no
//! `allow`. Several that apply must all hold.
//!
//! ## Why it matters
//! The differential is what was agreed with the team or the channel. A price outside it is a slip of the
//! pen in a `set`, or two discounts that add up.
//!
//! ## What settles it
//! Another price, or a wider `allow` that says the differential is meant.
//!
//! ## Bad
//! ```kdl
//! price amazon { adjust "5%"; allow list="0%" }
//! ```
//! ## Good
//! ```kdl
//! price amazon { adjust "5%"; allow list="0%..5%" }
//! ```

use crate::diagnostic::{Category, Fix, Level};
use crate::exact::{Decimal, Percent, PercentRange, Ratio, Rounding, RoundingMode, decimal};
use crate::item::Field;
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, Look, Rule};
use crate::model::part::channel::OfferKind;
use crate::offer::{Amount, Offer, allowed_range, is_anchor};
use crate::policy::setting::Origin;
use crate::program::{AllowBound, Program};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "differential-exceeded",
    category: Category::Pricing,
    level: Level::Error,
    check: Check::OffersWhere(can_break, check, tell),
};

fn tell(told: &Told<'_>) -> Telling {
    let (channel, kind, price) = (told.channel(), told.figure("kind"), told.figure("price"));
    let (low, high) = (told.figure("from"), told.figure("to"));
    let range = if low == high { format!("only {low}") } else { format!("{low} to {high}") };
    let allow = told.cause.settings.get(1).and_then(|by| told.program.origin(*by));
    // the `allow` of another kind stands for one that is not there
    let is_there = allow.is_some_and(|allow| allow.address.to_string().ends_with(&format!("allow.{kind}")));
    let bound = format!("{kind}=\"{}\"", wide_enough(told));
    let wider = format!("allow {bound}");
    let (label, help, fix) = if is_there {
        let help = format!("change the price, or allow what is meant: `{bound}` in this `allow`");
        (format!("allows {range}"), help, allow.and_then(|allow| in_place(told, allow, &wider)))
    } else {
        let node = format!("price {channel} {{ {wider} }}");
        let help = format!("change the price, or allow what is meant: `{node}`");
        (format!("no `{kind}` here: allows {range}"), help, Some(Fix::Append(node)))
    };
    Telling {
        message: format!(
            "{} on `{channel}` {} outside the differential that the policy allows{}: {kind} price {price}, allowed {range}",
            told.skus(),
            told.are(),
            told.at_worst()
        ),
        label: format!("makes {price}"),
        others: vec![label],
        cell: format!("price of `{}`", told.worst()),
        help,
        fix,
        ..Telling::default()
    }
}

/// The range that reaches to the prices of the worst SKUs.
fn wide_enough(told: &Told<'_>) -> String {
    let figures = told.group.worst.iter().flat_map(|worst| &worst.figures);
    let ranges = figures.filter(|(name, _)| *name == "differential");
    let ranges = ranges.filter_map(|(_, range)| range.parse::<PercentRange>().ok());
    let all = ranges.reduce(|a, b| PercentRange { low: a.low.min(b.low), high: a.high.max(b.high) });
    all.map(|range| range.to_string()).unwrap_or_default()
}

/// The wider `allow` in place of the narrow one, where that says nothing of other kinds and channels.
fn in_place(told: &Told<'_>, allow: &Origin, wider: &str) -> Option<Fix> {
    let same = told.policy.prices.allow.iter().filter(|own| own.origin.span == allow.span);
    let is_alone = same.count() == 1;
    allow.span.filter(|_| is_alone).map(|span| Fix::Replace(vec![(span, wider.to_owned())]))
}

/// Whether a price is held to the anchor.
fn can_break(program: &Program) -> bool {
    let mut plans = program.plans.iter().chain(program.named.values().flatten());
    plans.any(|plan| !plan.allows.is_empty())
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    let Some(anchor) = look.resolved.anchor else { return };
    for (offer, _) in look.offers().filter(|(offer, _)| !is_anchor(look.program, offer.channel)) {
        let plan = look.program.plan(&look.item.sku, look.resolved.segment, offer.channel);
        let allows = plan.map(|plan| plan.allows.as_slice()).unwrap_or_default();
        let Some(first) = allows.first() else { continue };
        let measure = Measure { look, channel: offer.channel, anchor: anchor.value };
        let at_anchor = measure.range(Percent::ZERO, Percent::ZERO);
        for kind in OfferKind::ALL {
            let Some(price) = offer.price(kind) else { continue };
            if kind == OfferKind::List && at_anchor.is_some_and(|(at, _)| at == price.value) {
                continue;
            }
            let own: Vec<&AllowBound> = allows.iter().filter(|allow| allow.kind == kind).collect();
            // a kind without an `allow` is held to the anchor itself
            let none = AllowBound { kind, low: Percent::ZERO, high: Percent::ZERO, by: first.by };
            let bounds = if own.is_empty() { vec![&none] } else { own };
            breaches.extend(bounds.into_iter().find_map(|bound| measure.breach(offer, price, bound)));
        }
    }
}

/// An item's anchor on a channel.
struct Measure<'a> {
    look: &'a Look<'a>,
    channel: usize,
    anchor: Decimal,
}

impl Measure<'_> {
    fn range(&self, low: Percent, high: Percent) -> Option<(Decimal, Decimal)> {
        let Look { program, item, resolved, .. } = *self.look;
        allowed_range(program, item, resolved.segment, self.channel, self.anchor, (low, high))
    }

    fn breach(&self, offer: &Offer, price: Amount, bound: &AllowBound) -> Option<Breach> {
        let (low, high) = self.range(bound.low, bound.high)?;
        if price.value >= low && price.value <= high {
            return None;
        }
        let share = self.share(price.value).unwrap_or(Ratio::ZERO);
        let ninth = Rounding { step: Decimal::new(1, 9), mode: RoundingMode::Up };
        let size = ninth.round(share).unwrap_or_default().abs();
        let breach = Breach::new(price.by, offer.channel, Field::Price)
            .against(bound.by)
            // by the percentage: the worst of all is what an `allow` would have to reach to
            .sized(size)
            .with_figure("kind", bound.kind.name())
            .with_figure("price", price.value)
            .with_figure("anchor", self.anchor)
            .with_figure("from", low)
            .with_figure("to", high);
        Some(match self.wider(price.value, bound, share, price.value < low) {
            Some(range) => breach.with_figure("differential", range),
            None => breach,
        })
    }

    /// How far a price is from the anchor, in percent of it.
    fn share(&self, price: Decimal) -> Option<Ratio> {
        let (at, _) = self.range(Percent::ZERO, Percent::ZERO)?;
        Ratio::new(decimal::multiply(decimal::subtract(price, at)?, Decimal::ONE_HUNDRED)?, at)
    }

    /// The bound, widened to the least whole percent that reaches to a price.
    fn wider(
        &self,
        price: Decimal,
        bound: &AllowBound,
        share: Ratio,
        is_below: bool,
    ) -> Option<PercentRange> {
        let whole = |number: Decimal| i64::try_from(number).ok();
        // rounding the bound may make a whole percent too narrow, and one nearer to it wide enough
        let (sign, mut near, mut far) = if is_below {
            (-1, -whole(Ratio::from(bound.low.number()).ceiling()?)?, 1 - whole(share.floor()?)?)
        } else {
            (1, whole(Ratio::from(bound.high.number()).floor()?)?, 1 + whole(share.ceiling()?)?)
        };
        let range = |reach: i64| {
            let end = Decimal::from(sign * reach);
            let end = format!("{end}%").parse::<Percent>().ok()?;
            Some(PercentRange { low: end.min(bound.low), high: end.max(bound.high) })
        };
        let admits = |reach: i64| {
            let range = range(reach)?;
            let (from, to) = self.range(range.low, range.high)?;
            Some(price >= from && price <= to)
        };
        while far - near > 1 {
            let middle = near + (far - near) / 2;
            if admits(middle)? { far = middle } else { near = middle }
        }
        if admits(far)? { range(far) } else { None }
    }
}
