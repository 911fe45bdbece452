//! # parity-undercut
//!
//! A channel that compares prices would find the same SKU cheaper on another of your channels.
//!
//! ## What it finds
//! For each watcher (`parity { watch … }`, or what a channel's profile says): the least price that it sees
//! on a watched channel, with shipping where `basis landed`, below its own least price × (1 − tolerance),
//! in the watcher's currency, both as rounded. A paused or sold-out offer is still shown and is looked at;
//! one that is held back is not.
//!
//! ## Why it matters
//! Amazon removes the Featured Offer and Walmart unpublishes a listing whose price, with shipping, is
//! higher than elsewhere. The first sign is that sales stop.
//!
//! ## What settles it
//! The same price on both, a lower one at the watcher, a coupon where it sees only sale prices, or a
//! `tolerance` that the channel grants.
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

use crate::diagnostic::{Category, Level};
use crate::exact::{Decimal, Ratio, decimal};
use crate::item::Field;
use crate::lint::tell::{Telling, Told};
use crate::lint::{Breach, Check, Look, Rule};
use crate::model::part::channel::{Basis, OfferKind};
use crate::offer::{Offer, shipping_charged};
use crate::policy::Watch;
use crate::program::By;

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
    let makes_theirs = format!("makes {theirs} on `{cheaper}`");
    let makes_own = format!("makes {own} on `{watcher}`");
    let (label, other) =
        if told.cause.is_of_other { (makes_own, makes_theirs) } else { (makes_theirs, makes_own) };
    // the price to change is that of whoever left the common one
    let mover = if told.cause.is_of_other { watcher } else { cheaper };
    Telling {
        message: format!(
            "{} on `{cheaper}` {undercut} `{watcher}`, which compares prices{}: {theirs} against {own}",
            told.skus(),
            told.at_worst()
        ),
        label,
        others: vec![other, format!("`{watcher}` looks at `{cheaper}` here")],
        cell: format!("price of `{}`", told.worst()),
        help: format!(
            "give both the same price (`price {mover} {{ match }}`), or discount on `{cheaper}` by a coupon, which `{watcher}` does not see unless the policy says so"
        ),
        ..Telling::default()
    }
}

/// The least price that a channel shows, with what the customer pays for shipping where that counts.
struct Least {
    value: Decimal,
    price_by: By,
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
        let shipping = shipping_charged(look.program, offer.channel, price.value);
        let counts = watch.basis == Basis::Landed && shipping.value > Decimal::ZERO;
        let value = if counts { decimal::add(price.value, shipping.value)? } else { price.value };
        if least.as_ref().is_none_or(|least| value < least.value) {
            least =
                Some(Least { value, price_by: price.by, shipping_by: counts.then_some(shipping.by), kind });
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
    let program = look.program;
    // in the watcher's currency: theirs ÷ their rate × the watcher's rate
    let seen = Ratio::from(theirs.value)
        .divided_by(program.exchange(channel))?
        .times(program.exchange(watch.watcher))?;
    let tolerated = decimal::subtract(Decimal::ONE, watch.tolerance.share())?;
    let bound = Ratio::from(own.value).times(tolerated)?;
    if seen.compare(bound)?.is_ge() {
        return None;
    }
    let currency = program.channels.get(watch.watcher)?.channel.currency.value;
    let shown = if program.exchange(channel) == program.exchange(watch.watcher) {
        theirs.value
    } else {
        super::shown(seen, currency)
    };
    let is_of_policy = |by: &By| program.origin(*by).is_some_and(|origin| origin.span.is_some());
    // whoever made the cheaper price; where nobody did, whoever made the watcher's
    let theirs_by = [Some(theirs.price_by), theirs.shipping_by].into_iter().flatten().find(is_of_policy);
    let own_by = [own.shipping_by, Some(own.price_by)].into_iter().flatten().find(is_of_policy);
    let (primary, other) = match (theirs_by, own_by) {
        (Some(theirs_by), own_by) => (theirs_by, own_by.unwrap_or(own.price_by)),
        (None, Some(own_by)) => (own_by, theirs.price_by),
        (None, None) => (theirs.price_by, own.price_by),
    };
    let is_of_other = theirs_by.is_none() && own_by.is_some();
    Some(
        Breach {
            other_channel: Some(watch.watcher),
            is_of_other,
            ..Breach::new(primary, channel, Field::Price)
        }
        .against(other)
        .against(watch_by)
        .sized(decimal::subtract(own.value, shown).unwrap_or_default())
        .with_figure("price", shown)
        .with_figure("watcher price", own.value)
        .with_figure("kind", theirs.kind.name()),
    )
}
