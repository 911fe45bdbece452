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

use crate::diagnostic::{Category, Level};
use crate::exact::{Decimal, Percent, decimal};
use crate::item::Field;
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, Look, Rule};
use crate::model::part::channel::OfferKind;
use crate::offer::{Amount, Offer, allowed_range, is_anchor};
use crate::program::AllowBound;

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "differential-exceeded",
    category: Category::Pricing,
    level: Level::Error,
    check: Check::Offers(check, tell),
};

fn tell(told: &Told<'_>) -> Telling {
    let (channel, kind, price) = (told.channel(), told.figure("kind"), told.figure("price"));
    let (low, high) = (told.figure("from"), told.figure("to"));
    let range = if low == high { format!("only {low}") } else { format!("{low} to {high}") };
    Telling {
        message: format!(
            "{} on `{channel}` {} outside the differential that the policy allows{}: {kind} price {price}, allowed {range}",
            told.skus(),
            told.are(),
            told.at_worst()
        ),
        label: format!("makes {price}"),
        others: vec![format!("allows {range}")],
        cell: format!("price of `{}`", told.worst()),
        help: format!(
            "change the price, or allow what is meant: `price {channel} {{ allow {kind}=\"{}\" }}` in place of the narrower one",
            told.figure("differential")
        ),
        ..Telling::default()
    }
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    let Some(anchor) = look.resolved.anchor else { return };
    for (offer, _) in look.offers().filter(|(offer, _)| !is_anchor(look.program, offer.channel)) {
        let plan = look.program.plan(&look.item.sku, look.resolved.segment, offer.channel);
        let allows = plan.map(|plan| plan.allows.as_slice()).unwrap_or_default();
        let Some(first) = allows.first() else { continue };
        let at_anchor = range(look, offer.channel, anchor.value, (Percent::ZERO, Percent::ZERO));
        for kind in OfferKind::ALL {
            let Some(price) = offer.price(kind) else { continue };
            if kind == OfferKind::List && at_anchor.is_some_and(|(at, _)| at == price.value) {
                continue;
            }
            let own: Vec<&AllowBound> = allows.iter().filter(|allow| allow.kind == kind).collect();
            // a kind without an `allow` is held to the anchor itself
            let none = AllowBound { kind, low: Percent::ZERO, high: Percent::ZERO, by: first.by };
            let bounds = if own.is_empty() { vec![&none] } else { own };
            breaches.extend(bounds.into_iter().find_map(|bound| breach(look, offer, price, bound, anchor)));
        }
    }
}

fn breach(
    look: &Look<'_>,
    offer: &Offer,
    price: Amount,
    bound: &AllowBound,
    anchor: Amount,
) -> Option<Breach> {
    let (low, high) = range(look, offer.channel, anchor.value, (bound.low, bound.high))?;
    if price.value >= low && price.value <= high {
        return None;
    }
    let beyond = if price.value < low { (low, price.value) } else { (price.value, high) };
    Some(
        Breach::new(price.by, offer.channel, Field::Price)
            .against(bound.by)
            .sized(decimal::subtract(beyond.0, beyond.1)?)
            .with_figure("kind", bound.kind.name())
            .with_figure("price", price.value)
            .with_figure("anchor", anchor.value)
            .with_figure("from", low)
            .with_figure("to", high)
            .with_figure("differential", differential(look, offer.channel, price.value, anchor.value)?),
    )
}

fn range(
    look: &Look<'_>,
    channel: usize,
    anchor: Decimal,
    bounds: (Percent, Percent),
) -> Option<(Decimal, Decimal)> {
    allowed_range(look.program, look.item, look.resolved.segment, channel, anchor, bounds)
}

/// The range of whole percents that reaches from the anchor to the price.
fn differential(look: &Look<'_>, channel: usize, price: Decimal, anchor: Decimal) -> Option<String> {
    let (at, _) = range(look, channel, anchor, (Percent::ZERO, Percent::ZERO))?;
    let share = crate::exact::Ratio::new(
        decimal::multiply(decimal::subtract(price, at)?, Decimal::ONE_HUNDRED)?,
        at,
    )?;
    Some(if price < at { format!("{}%..0%", share.floor()?) } else { format!("0%..{}%", share.ceiling()?) })
}
