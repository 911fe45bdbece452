//! # parity-undercut
//!
//! A channel that compares prices would find the same SKU cheaper on another of your channels.
//!
//! ## What it finds
//! For each watcher (`parity { watch … }`, or what a channel's profile says): the least price that it sees
//! on a watched channel, with shipping where `basis landed`, below its own least price × (1 − tolerance),
//! in the watcher's currency, both as rounded. A paused or sold-out offer is still shown and is looked at;
//! one that is held back for a blank is not.
//!
//! ## Why it matters
//! Amazon removes the Featured Offer and Walmart unpublishes a listing whose price, with shipping, is
//! higher than elsewhere. The first sign is that sales stop.
//!
//! ## What settles it
//! The same price on both, a lower one at the watcher, the same charge for shipping, a coupon where it sees
//! only sale prices, or a `tolerance` that the channel grants.
//!
//! ## Bad
//! ```kdl
//! price tiktok-shop { adjust "-10%" }
//! parity { watch amazon { of tiktok-shop } }
//! ```
//! ## Good
//! ```kdl
//! price tiktok-shop { match }
//! parity { watch amazon { of tiktok-shop } }
//! ```

use crate::diagnostic::{Category, Fix, Level, Span};
use crate::exact::{Decimal, Ratio, Rounding, RoundingMode, decimal};
use crate::item::Field;
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, Look, Rule};
use crate::model::part::channel::{Basis, OfferKind};
use crate::offer::{Amount, Offer, shipping_charged};
use crate::policy::Watch;
use crate::policy::written::kdl;
use crate::program::{AnchorProgram, By};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "parity-undercut",
    category: Category::Pricing,
    level: Level::Error,
    check: Check::Offers(check, tell),
};

fn tell(told: &Told<'_>) -> Telling {
    let (cheaper, watcher) = (told.channel(), told.other_channel());
    let (theirs, own) = (told.figure("price"), told.figure("watcher price"));
    let undercut = if told.group.count == 1 { "undercuts" } else { "undercut" };
    let shipping = shipping_at_fault(told);
    let compares = if shipping.is_some() { "prices with shipping" } else { "prices" };
    let makes_theirs = format!("makes {theirs} on `{cheaper}`");
    let makes_own = format!("makes {own} on `{watcher}`");
    let (label, other) =
        if told.cause.is_of_other { (makes_own, makes_theirs) } else { (makes_theirs, makes_own) };
    let (help, fix) = match shipping {
        Some(charge) => same_shipping(told, charge),
        None => (same_price(told), None),
    };
    Telling {
        message: format!(
            "{} on `{cheaper}` {undercut} `{watcher}`, which compares {compares}{}: {theirs} against {own}",
            told.skus(),
            told.at_worst()
        ),
        label,
        others: vec![other, format!("`{watcher}` looks at `{cheaper}` here")],
        cell: format!("price of `{}`", told.worst()),
        help,
        fix,
        ..Telling::default()
    }
}

/// The place of the watcher's charge for shipping, where that is what parts the two.
fn shipping_at_fault(told: &Told<'_>) -> Option<Span> {
    let watcher = told.program.channels.get(told.cause.other_channel?)?;
    let is_shipping = told.cause.is_of_other && told.primary() == Some(watcher.shipping_by);
    watcher.channel.shipping_charge.origin.span.filter(|_| is_shipping)
}

/// What the other channel charges for shipping is what the watcher may.
fn same_shipping(told: &Told<'_>, charge: Span) -> (String, Option<Fix>) {
    let channel = |index: Option<usize>| told.policy.channels.get(index?);
    let (Some(theirs), Some(own)) = (channel(told.cause.channel), channel(told.cause.other_channel)) else {
        return (String::new(), None);
    };
    let amount = theirs.shipping_charge.value.to_string();
    let over = theirs.free_over.as_ref().map(|over| format!(" free-over={}", over.value)).unwrap_or_default();
    let help = format!(
        "let the customer of `{}` pay no more for shipping than that of `{}`: `shipping charge={amount}{over}`",
        own.name, theirs.name
    );
    // beside another currency, or a price from which shipping is free, one amount for the other will not do
    let is_alike = over.is_empty() && theirs.currency.value == own.currency.value;
    (help, is_alike.then(|| Fix::Replace(vec![(charge, amount)])))
}

/// The price to change is that of whoever left the common one.
fn same_price(told: &Told<'_>) -> String {
    let (cheaper, watcher) = (told.channel(), told.other_channel());
    let is_shared = told.primary() == told.cause.settings.get(1).copied();
    if is_shared || !told.is_of_policy() {
        return format!(
            "only tax, currency or rounding part the two: lower the price on `{watcher}` with an `adjust`, or raise that on `{cheaper}`"
        );
    }
    let origin = told.primary().and_then(|by| told.program.origin(by));
    let of_price = origin.filter(|origin| origin.address.kind == "price");
    let selectors = of_price.iter().flat_map(|origin| &origin.address.selectors);
    let narrower = selectors.filter(|(key, _)| key != "channel");
    let scope: Vec<String> = narrower.map(|(key, value)| format!(" {key}={}", kdl(value))).collect();
    let node = format!("price {}{}", told.at_fault(), scope.concat());
    format!(
        "give both the same price (`{node} {{ match }}`), or discount on `{cheaper}` by a coupon, which `{watcher}` does not see unless the policy says so"
    )
}

/// The least price that a channel shows, with what the customer pays for shipping where that counts.
struct Least {
    value: Decimal,
    price: Amount,
    shipping_by: Option<By>,
    kind: OfferKind,
}

fn check(look: &Look<'_>, breaches: &mut Vec<Breach>) {
    for (watch, watch_by) in look.policy.watches.iter().zip(&look.program.watches) {
        let Some(own) =
            look.shown_on(watch.watcher).and_then(|offer| least(look, offer, watch, OfferKind::Coupon))
        else {
            continue;
        };
        for channel in &watch.of {
            let theirs = look.shown_on(*channel).and_then(|offer| least(look, offer, watch, watch.sees));
            breaches
                .extend(theirs.and_then(|theirs| breach(look, (watch, *watch_by), *channel, &theirs, &own)));
        }
    }
}

fn least(look: &Look<'_>, offer: &Offer, watch: &Watch, sees: OfferKind) -> Option<Least> {
    let mut least: Option<Least> = None;
    for kind in OfferKind::ALL.into_iter().filter(|kind| *kind <= sees) {
        let Some(price) = offer.price(kind) else { continue };
        let shipping = shipping_charged(look.program, offer, price.value);
        let counts = watch.basis == Basis::Landed && shipping.value > Decimal::ZERO;
        let value = if counts { decimal::add(price.value, shipping.value)? } else { price.value };
        if least.as_ref().is_none_or(|least| value < least.value) {
            least = Some(Least { value, price, shipping_by: counts.then_some(shipping.by), kind });
        }
    }
    least
}

fn breach(
    look: &Look<'_>,
    (watch, watch_by): (&Watch, By),
    channel: usize,
    theirs: &Least,
    own: &Least,
) -> Option<Breach> {
    let seen = seen(look, watch, channel, theirs.value)?;
    if !is_below(seen, own.value, watch)? {
        return None;
    }
    let (primary, other, is_of_other) = makers(look, watch, channel, theirs, own)?;
    Some(
        Breach {
            other_channel: Some(watch.watcher),
            is_of_other,
            ..Breach::new(primary, channel, Field::Price)
        }
        .against(other)
        .against(watch_by)
        .sized(decimal::subtract(own.value, seen).unwrap_or_default())
        .with_figure("price", seen)
        .with_figure("watcher price", own.value)
        .with_figure("kind", theirs.kind.name()),
    )
}

/// A price of a channel in the watcher's currency, rounded to its money; as it is where they share one.
fn seen(look: &Look<'_>, watch: &Watch, channel: usize, price: Decimal) -> Option<Decimal> {
    let program = look.program;
    let (theirs, own) = (program.channels.get(channel)?, program.channels.get(watch.watcher)?);
    let currency = own.channel.currency.value;
    if theirs.channel.currency.value == currency {
        return Some(price);
    }
    // price ÷ their rate × the watcher's rate
    let value =
        Ratio::from(price).divided_by(program.exchange(channel))?.times(program.exchange(watch.watcher))?;
    Rounding { step: currency.minor_unit(), mode: RoundingMode::HalfEven }.round(value)
}

fn is_below(seen: Decimal, own: Decimal, watch: &Watch) -> Option<bool> {
    let tolerated = decimal::subtract(Decimal::ONE, watch.tolerance.share())?;
    Some(Ratio::from(seen).compare(Ratio::from(own).times(tolerated)?)?.is_lt())
}

/// Who parts the prices, the other side, and whether who parts them is the watcher: its shipping where the
/// prices alone would do; else whoever made the cheaper price; where nobody did, whoever made the watcher's.
fn makers(
    look: &Look<'_>,
    watch: &Watch,
    channel: usize,
    theirs: &Least,
    own: &Least,
) -> Option<(By, By, bool)> {
    let is_of_policy = |by: &By| look.program.origin(*by).is_some_and(|origin| origin.span.is_some());
    let is_by_price = is_below(seen(look, watch, channel, theirs.price.value)?, own.price.value, watch)?;
    if let (Some(shipping), false) = (own.shipping_by, is_by_price) {
        return Some((shipping, theirs.shipping_by.unwrap_or(theirs.price.by), true));
    }
    // a setting that made both prices does not part them, nor does a field that all are measured by
    let is_shared = theirs.price.by == own.price.by;
    let is_anchor = |by: By| matches!(look.program.anchor, AnchorProgram::Field(_, anchor) if anchor == by);
    let parts = |by: &By| is_of_policy(by) && !is_shared && !is_anchor(*by);
    let theirs_by = Some(theirs.price.by).filter(parts);
    let own_by = Some(own.price.by).filter(parts).or(own.shipping_by);
    Some(match (theirs_by, own_by) {
        (Some(theirs_by), own_by) => (theirs_by, own_by.unwrap_or(own.price.by), false),
        (None, Some(own_by)) => (own_by, theirs.price.by, true),
        (None, None) => (theirs.price.by, own.price.by, false),
    })
}
