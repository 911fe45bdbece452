//! Promotions: windows, offers, and what is kept for them.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::exact::{Currency, Duration, InstantError, Percent, parse_instant, with_offsets};
use crate::item::{Field, FieldKind};
use crate::model::Address;
use crate::model::literal::{InstantText, Name};
use crate::model::part::inventory::BoundPart;
use crate::model::part::promotion::{
    OfferValue, PromotionDemandPart, PromotionKind, PromotionOfferPart, PromotionPart, ReservePart,
};
use crate::policy::Policy;
use crate::policy::promotion::{
    Promotion, PromotionDemand, PromotionOffer, PromotionPause, Reduction, Reserve,
};
use crate::policy::setting::{Origin, Setting};
use crate::value::Spanned;

use super::conditions::{self, Where};
use super::names::{Names, named_twice};

/// A promotion of a policy whose channels and pools are linked; `None` where its window can't be read.
pub(super) fn promotion(
    part: &Spanned<PromotionPart>,
    policy: &Policy,
    names: &Names<'_>,
    sink: &mut Sink,
) -> Option<Promotion> {
    let own = &part.value;
    let address = Address::named("promotion", &own.name.value.0);
    let linker = Linker { own, policy, names, address: &address };
    let channels = linker.channels("on", &own.on, sink);
    if channels.is_empty() && own.on.is_empty() && !names.lost.may_have_kind("promotion.on") {
        sink.push(nowhere(&own.name));
    }
    let offer = linker.offer(&own.offer, &channels, sink);
    let (starts, ends) = linker.window(sink)?;
    let demand = own.demand.as_ref().and_then(|demand| linker.demand(demand, sink));
    let written = |field: &str, span: Span| Origin::written(address.field(field), span);
    Some(Promotion {
        name: own.name.value.0.clone(),
        origin: Origin::written(address.clone(), own.name.span),
        conditions: conditions::link(&own.conditions, names, Where::AfterSegments, sink),
        starts,
        ends,
        offer: offer?,
        reserve: own.reserve.as_ref().map(|reserve| linker.reserve(reserve, sink)),
        demand,
        pauses: linker.pauses(&channels, sink),
        sync: own.sync.as_ref().map(|sync| Setting { value: sync.value, origin: written("sync", sync.span) }),
        alerts: own
            .alert
            .iter()
            .map(|alert| Setting { value: alert.value.0, origin: written("alert", alert.span) })
            .collect(),
        stage: own.stage.iter().map(|stage| stage.value.0.clone()).collect(),
        restore: own.restore.as_ref().map(|restore| Setting {
            value: restore.value.within.value,
            origin: written("restore", restore.span),
        }),
        matched: linker.matched(&channels, sink),
        notices: linker.notices(sink),
        channels,
    })
}

struct Linker<'a> {
    own: &'a PromotionPart,
    policy: &'a Policy,
    names: &'a Names<'a>,
    address: &'a Address,
}

impl Linker<'_> {
    /// Channels by their index, sorted; one that is named twice is told.
    fn channels(&self, node: &str, names: &[Spanned<Name>], sink: &mut Sink) -> Vec<usize> {
        let mut known: Vec<(usize, Span)> = Vec::new();
        for name in names {
            let Some(channel) = self.names.channel(name, sink) else { continue };
            match known.iter().find(|(own, _)| *own == channel) {
                Some((_, first)) => sink.push(named_twice(node, &name.value.0, name.span, *first)),
                None => known.push((channel, name.span)),
            }
        }
        let mut channels: Vec<usize> = known.into_iter().map(|(channel, _)| channel).collect();
        channels.sort_unstable();
        channels
    }

    fn window(&self, sink: &mut Sink) -> Option<(Setting<Timestamp>, Setting<Timestamp>)> {
        let zone = TimeZone::get(&self.policy.timezone).unwrap_or(TimeZone::UTC);
        let mut read = |text: &Spanned<InstantText>, field: &str| match parse_instant(&text.value.0, &zone) {
            Ok(instant) => Some(Setting::written(instant, self.address.field(field), text.span)),
            Err(error) => {
                sink.push(no_instant(text, error, &self.policy.timezone));
                None
            }
        };
        let (starts, ends) = (read(&self.own.starts, "starts"), read(&self.own.ends, "ends"));
        let (starts, ends) = (starts?, ends?);
        if ends.value <= starts.value {
            sink.push(no_window(&self.own.name, self.own.starts.span, self.own.ends.span));
            return None;
        }
        Some((starts, ends))
    }

    fn offer(
        &self,
        part: &Spanned<PromotionOfferPart>,
        channels: &[usize],
        sink: &mut Sink,
    ) -> Option<Setting<PromotionOffer>> {
        let own = &part.value;
        let kind = own.kind.value;
        let offer = match kind {
            PromotionKind::List | PromotionKind::Sale | PromotionKind::Coupon => {
                for (given, word) in [(&own.buy, "buy"), (&own.get, "get")]
                    .into_iter()
                    .filter_map(|(units, word)| Some((units.as_ref()?, word)))
                {
                    sink.push(not_for(kind, word, given.span));
                }
                if let Some(off) = &own.off {
                    sink.push(not_for(kind, "off", off.span));
                }
                let Some(value) = &own.value else {
                    sink.push(no_value(kind, own.kind.span));
                    return None;
                };
                let reduction = self.reduction(value, channels, sink)?;
                match kind {
                    PromotionKind::List => PromotionOffer::List(reduction),
                    PromotionKind::Sale => PromotionOffer::Sale(reduction),
                    _ => PromotionOffer::Coupon(reduction),
                }
            }
            PromotionKind::Bogo => {
                if let Some(value) = &own.value {
                    sink.push(not_for(kind, "a value", value.span));
                }
                let units = |part: &Option<Spanned<crate::model::literal::Units>>| {
                    part.as_ref().map(|units| units.value.0).filter(|units| *units > 0)
                };
                let (Some(buy), Some(get)) = (units(&own.buy), units(&own.get)) else {
                    sink.push(no_bogo(own.kind.span));
                    return None;
                };
                let all = "100%".parse().unwrap_or(Percent::ZERO);
                let off = own.off.as_ref().map_or(all, |off| off.value.0);
                if let Some(own) = own.off.as_ref().filter(|_| off > all || off.is_zero()) {
                    sink.push(too_much_off(own.span));
                    return None;
                }
                PromotionOffer::Bogo { buy, get, off }
            }
            PromotionKind::FreeShipping => {
                if let Some(value) = &own.value {
                    sink.push(not_for(kind, "a value", value.span));
                }
                PromotionOffer::FreeShipping
            }
        };
        Some(Setting::written(offer, self.address.field("offer"), part.span))
    }

    fn reduction(
        &self,
        value: &Spanned<OfferValue>,
        channels: &[usize],
        sink: &mut Sink,
    ) -> Option<Reduction> {
        match value.value {
            OfferValue::Off(share) => {
                let all: Option<Percent> = "100%".parse().ok();
                if share.0.is_zero() || all.is_some_and(|all| share.0 >= all) {
                    sink.push(too_much_off(value.span));
                    return None;
                }
                Some(Reduction::Off(share.0))
            }
            OfferValue::Price(money) => {
                if money.amount.is_zero() {
                    sink.push(free(value.span));
                    return None;
                }
                let mut told = Sink::default();
                let of_channels = channels.iter().filter_map(|channel| self.policy.channels.get(*channel));
                for channel in of_channels {
                    let spanned = Spanned { value: money, span: value.span };
                    self.names.amount(&spanned, channel.currency.value, &mut told);
                }
                // one amount is in one wrong currency, however many channels there are
                told.into_sorted().into_iter().take(1).for_each(|finding| sink.push(finding));
                Some(Reduction::Price(money.amount))
            }
        }
    }

    fn demand(
        &self,
        part: &Spanned<PromotionDemandPart>,
        sink: &mut Sink,
    ) -> Option<Setting<PromotionDemand>> {
        let demand = match (&part.value.units, &part.value.field) {
            (Some(units), None) => PromotionDemand::Units(units.value.0),
            (None, Some(field)) => {
                let own = &field.value.0;
                let has_place = matches!(own, Field::Stock | Field::Committed);
                let is_units = own.kind() == FieldKind::Units && !has_place;
                if !is_units && !matches!(own, Field::Attribute(_)) {
                    sink.push(no_demand_field(own, field.span));
                    return None;
                }
                PromotionDemand::Field(own.clone())
            }
            _ => {
                sink.push(no_demand(part.span));
                return None;
            }
        };
        Some(Setting::written(demand, self.address.field("demand"), part.span))
    }

    fn reserve(&self, part: &Spanned<ReservePart>, sink: &mut Sink) -> Setting<Reserve> {
        let units = part.value.units.value;
        if matches!(units, BoundPart::Percent(_))
            && self.own.demand.is_none()
            && !self.names.lost.may_have_kind("promotion.demand")
        {
            sink.push(share_of_nothing(part.value.units.span));
        }
        let from = part.value.from.as_ref().map_or(Duration::from_seconds(0), |from| from.value);
        Setting::written(Reserve { units, from }, self.address.field("reserve"), part.span)
    }

    fn pauses(&self, channels: &[usize], sink: &mut Sink) -> Vec<PromotionPause> {
        let mut pauses: Vec<PromotionPause> = Vec::new();
        for part in &self.own.pause {
            let name = &part.value.channel;
            let Some(channel) = self.names.channel(name, sink) else { continue };
            if let Some(first) = pauses.iter().find(|known| known.channel == channel) {
                sink.push(named_twice("pause", &name.value.0, name.span, first.span));
                continue;
            }
            if channels.contains(&channel) {
                sink.push(pauses_itself(name));
                continue;
            }
            if !self.draws_from_one_pool(channel, channels) {
                sink.push(not_in_pool(name, &self.own.name));
                continue;
            }
            let below = &part.value.below;
            let address = self.address.field("pause").field(&name.value.0);
            let below = Setting::written(below.value.0, address, part.span);
            pauses.push(PromotionPause { channel, below, span: name.span });
        }
        pauses.sort_by_key(|pause| pause.channel);
        pauses
    }

    /// Whether a channel sells units of a pool from which the promotion's channels sell; a pool that nobody knows
    /// was told.
    fn draws_from_one_pool(&self, channel: usize, channels: &[usize]) -> bool {
        let pool = |channel: usize| self.policy.channels.get(channel).map(|own| own.pool);
        let own = pool(channel).flatten();
        own.is_none() || channels.iter().any(|other| pool(*other).flatten() == own)
    }

    fn matched(&self, channels: &[usize], sink: &mut Sink) -> Vec<usize> {
        let matched = self.channels("match", &self.own.r#match, sink);
        if let Some(value) = &self.own.offer.value.value
            && let OfferValue::Price(_) = value.value
        {
            for name in &self.own.r#match {
                if let Some(other) = self.other_currency(name, channels) {
                    sink.push(follows_in_other_money(name, other, value.span));
                }
            }
        }
        for name in &self.own.r#match {
            let is_its_own = channels.iter().any(|channel| {
                self.policy.channels.get(*channel).is_some_and(|own| own.name == name.value.0)
            });
            if is_its_own {
                sink.push(matches_itself(name));
            }
        }
        matched.into_iter().filter(|channel| !channels.contains(channel)).collect()
    }

    /// The currency of a channel, where it is another than that of the promotion's channels.
    fn other_currency(&self, name: &Spanned<Name>, channels: &[usize]) -> Option<Currency> {
        let currency = |channel: &usize| self.policy.channels.get(*channel).map(|own| own.currency.value);
        let own = currency(&self.policy.channel_named(&name.value.0)?)?;
        channels.iter().filter_map(currency).any(|theirs| theirs != own).then_some(own)
    }

    fn notices(&self, sink: &mut Sink) -> Vec<(usize, Setting<Duration>)> {
        let mut notices = Vec::new();
        for part in &self.own.notice {
            let Some(channel) = self.names.channel(&part.value.channel, sink) else { continue };
            let address = self.address.field("notice").field(&part.value.channel.value.0);
            notices.push((channel, Setting::written(part.value.before.value, address, part.span)));
        }
        notices.sort_by_key(|(channel, _)| *channel);
        notices
    }
}

/// An error of a value.
pub(super) fn invalid(message: String, span: Span, label: &str, help: impl Into<String>) -> Diagnostic {
    Diagnostic::error("invalid-value", Category::Language, message, Label::new(span, label))
        .with_help(help.into())
}

/// An error of something that is not there.
pub(super) fn missing(message: String, span: Span, label: &str, help: impl Into<String>) -> Diagnostic {
    Diagnostic::error("missing-field", Category::Language, message, Label::new(span, label))
        .with_help(help.into())
}

fn nowhere(name: &Spanned<Name>) -> Diagnostic {
    let message = format!("promotion `{}` runs on no channel", name.value);
    missing(message, name.span, "`on` belongs in it", "write which channels run it, such as `on shopify`")
}

pub(super) fn no_instant(text: &Spanned<InstantText>, error: InstantError, timezone: &str) -> Diagnostic {
    let own = &text.value.0;
    let zone = TimeZone::get(timezone).unwrap_or(TimeZone::UTC);
    let offsets = with_offsets(own, &zone).into_iter().map(|text| format!("`{text}`")).collect::<Vec<_>>();
    let with_offset = format!("add the offset that is meant: {}", offsets.join(" or "));
    match error {
        InstantError::Skipped => invalid(
            format!("`{own}` does not exist in {timezone}: the clocks skip it"),
            text.span,
            "no such time",
            with_offset,
        ),
        InstantError::Twice => invalid(
            format!("`{own}` comes twice in {timezone}: the clocks are put back"),
            text.span,
            "which of the two?",
            with_offset,
        ),
        InstantError::Unreadable => invalid(
            format!("`{own}` is no date and no instant"),
            text.span,
            "not an instant",
            "write `\"2026-11-27\"` or `\"2026-11-27T09:00\"`",
        ),
    }
}

fn no_window(name: &Spanned<Name>, starts: Span, ends: Span) -> Diagnostic {
    let message = format!("promotion `{}` ends before it has begun", name.value);
    invalid(message, ends, "the end", "at `ends` it is over: write a later instant there")
        .with_label(starts, "the start")
}

fn not_for(kind: PromotionKind, what: &str, span: Span) -> Diagnostic {
    let name = kind.name();
    let what = if what.contains(' ') { what.to_owned() } else { format!("`{what}`") };
    let help = match kind {
        PromotionKind::Bogo => "write `offer bogo buy=1 get=1 off=\"100%\"`".to_owned(),
        PromotionKind::FreeShipping => "write `offer free-shipping` alone".to_owned(),
        _ => format!("write `offer {name} \"20%\"`, or the price itself"),
    };
    invalid(
        format!("`offer {name}` takes no {what}").replace("no a value", "no value"),
        span,
        "not of this offer",
        help,
    )
}

fn no_value(kind: PromotionKind, span: Span) -> Diagnostic {
    let name = kind.name();
    let message = format!("`offer {name}` does not say how much");
    missing(
        message,
        span,
        "a percentage or a price belongs behind it",
        format!("write `offer {name} \"20%\"`, or the price itself: `offer {name} 29.99`"),
    )
}

fn no_bogo(span: Span) -> Diagnostic {
    let message = "`offer bogo` does not say how many are bought and how many are got".to_owned();
    missing(
        message,
        span,
        "`buy` and `get` belong behind it, each 1 or more",
        "write `offer bogo buy=1 get=1 off=\"100%\"`",
    )
}

fn too_much_off(span: Span) -> Diagnostic {
    let message = "a promotion takes more than 0% and less than 100% off".to_owned();
    invalid(message, span, "nothing, or all of it", "write what is off, such as `\"20%\"`")
}

fn free(span: Span) -> Diagnostic {
    let message = "a promotion that costs nothing gives the goods away".to_owned();
    invalid(message, span, "a price of 0", "write the price, or what is off: `\"20%\"`")
}

fn no_demand(span: Span) -> Diagnostic {
    let message = "`demand` takes either units or a field".to_owned();
    invalid(message, span, "neither, or both", "write `demand 40`, or `demand field=promo-demand`")
}

fn no_demand_field(field: &Field, span: Span) -> Diagnostic {
    let message = format!("`{field}` is no number of units that a promotion could sell");
    invalid(message, span, "no demand", "write `promo-demand`, or an attribute with the units")
}

fn share_of_nothing(span: Span) -> Diagnostic {
    let message = "the reserve is a percentage of the demand, and the promotion has none".to_owned();
    missing(
        message,
        span,
        "of what?",
        "write `demand 40` or `demand field=promo-demand` into the promotion, or reserve units",
    )
}

fn pauses_itself(name: &Spanned<Name>) -> Diagnostic {
    let message = format!("the promotion runs on `{0}` and pauses `{0}`", name.value);
    invalid(
        message,
        name.span,
        "runs it",
        "pause the other channels of the pool, or put a `throttle` on the pool",
    )
}

fn matches_itself(name: &Spanned<Name>) -> Diagnostic {
    let message = format!("the promotion runs on `{}`, which has nothing to follow", name.value);
    invalid(message, name.span, "runs it", "name the channels whose price should follow, or none")
}

fn follows_in_other_money(name: &Spanned<Name>, currency: Currency, value: Span) -> Diagnostic {
    let message = format!("`{}` is in {currency}, and can't follow a price in other money", name.value);
    invalid(
        message,
        name.span,
        "another currency",
        "offer a percentage, which each takes off its own price, or take the channel out",
    )
    .with_label(value, "the price")
}

fn not_in_pool(name: &Spanned<Name>, promotion: &Spanned<Name>) -> Diagnostic {
    let message = format!(
        "`{}` draws from no pool of promotion `{}`: its pause leaves that no unit",
        name.value, promotion.value
    );
    Diagnostic::error(
        "not-in-pool",
        Category::Language,
        message,
        Label::new(name.span, "not a channel of its pool"),
    )
    .with_help("pause a channel that draws from the pool of the promotion's channels")
}
