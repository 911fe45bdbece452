//! Channels over their profiles.

use std::collections::BTreeMap;

use crate::diagnostic::{Category, Diagnostic, Label, Sink};
use crate::exact::{Currency, Decimal, Money, Percent};
use crate::item::Shape;
use crate::model::Address;
use crate::model::part::Document;
use crate::model::part::channel::{
    Basis, ChannelPart, LimitUnit, OfferKind, ProfilePart, QuarantineQuantity, Role, Status,
};
use crate::nearest::{listed, nearest};
use crate::policy::channel::{Channel, FieldLimit, Tax, WatchDefaults};
use crate::policy::setting::{Origin, Setting};
use crate::value::Spanned;

use super::names::Names;
use super::{channel_feeds, conditions, fees, forbidden, schemas};

/// The policy-wide facts that channels need.
#[derive(Debug, Clone)]
pub(super) struct PolicyMoney {
    /// The policy's currency.
    pub currency: Currency,
    /// One unit of it in others.
    pub fx: BTreeMap<Currency, Setting<Decimal>>,
}

/// A part of a channel, and of the profile behind it.
pub(super) struct Over<'p> {
    pub names: &'p Names<'p>,
    pub channel: &'p ChannelPart,
    profile: Option<&'p ProfilePart>,
}

impl<'p> Over<'p> {
    /// The channel's own word, or its profile's, with the address of whoever said it.
    pub(super) fn pick<T>(
        &self,
        field: &str,
        own: Option<&'p Spanned<T>>,
        profile: impl Fn(&'p ProfilePart) -> Option<&'p Spanned<T>>,
    ) -> Option<(&'p Spanned<T>, Address)> {
        if let Some(own) = own {
            return Some((own, Address::named("channel", &self.channel.name.value.0).field(field)));
        }
        let part = self.profile?;
        Some((profile(part)?, Address::named("profile", &part.name.value.0).field(field)))
    }

    /// The channel's own list, or its profile's where it has none.
    fn list<T>(&self, own: &'p [T], profile: impl Fn(&'p ProfilePart) -> &'p [T]) -> &'p [T] {
        if own.is_empty() { self.profile.map_or(own, profile) } else { own }
    }

    fn address(&self, field: &str) -> Address {
        Address::named("channel", &self.channel.name.value.0).field(field)
    }
}

/// A channel as it is used.
pub(super) fn channel(
    part: &Spanned<ChannelPart>,
    document: &Document,
    money: &PolicyMoney,
    names: &Names<'_>,
    sink: &mut Sink,
) -> Channel {
    let own = &part.value;
    let over = Over { names, channel: own, profile: profile(own, document, names, sink) };
    let currency = currency(&over, money);
    let fx = exchange(&currency, money, names, sink);
    let local = currency.value;
    let mut channel = bare(part, &over, currency, fx);
    channel.lists = lists(&over, names, sink);
    channel.average_order_value =
        money_setting(&over, "average-order-value", own.average_order_value.as_ref(), local, sink);
    channel.feeds = channel_feeds::feeds(own, over.profile, names, sink);
    schemas::schemas(&mut channel, own, names, sink);
    shipping(&mut channel, &over, sink);
    returns(&mut channel, &over, sink);
    fees::fees(&mut channel, &over, sink);
    channel
}

/// A channel with what needs no look at money or other nodes.
fn bare(
    part: &Spanned<ChannelPart>,
    over: &Over<'_>,
    currency: Setting<Currency>,
    fx: Option<Setting<Decimal>>,
) -> Channel {
    let own = &part.value;
    Channel {
        name: own.name.value.0.clone(),
        name_span: own.name.span,
        origin: Origin::written(Address::named("channel", &own.name.value.0), part.span),
        profile: own.profile.as_ref().map_or_else(|| "none".to_owned(), |profile| profile.value.0.clone()),
        role: setting_or(over, "role", own.role.as_ref(), Role::Marketplace),
        status: setting_or(over, "status", own.status.as_ref(), Status::Active),
        severity: severity(over),
        orders: setting(over, "orders", own.orders.as_ref()),
        average_order_value: None,
        sync_via: setting(over, "sync", own.sync.as_ref().and_then(|sync| sync.value.via.as_ref())),
        sync_every: setting(over, "sync", own.sync.as_ref().and_then(|sync| sync.value.every.as_ref())),
        shipping_charge: zero(over, "shipping"),
        free_over: None,
        shipping_cost: zero(over, "shipping"),
        return_rate: Setting::default_of(Percent::ZERO, over.address("returns")),
        return_cost: zero(over, "returns"),
        return_recovers: Setting::default_of(Percent::ZERO, over.address("returns")),
        fees: Vec::new(),
        fixed_fees: Vec::new(),
        has_fees: false,
        backorder: own.backorder.as_ref().is_some_and(|backorder| backorder.value),
        max_quantity: picked(
            over.pick("max-quantity", own.max_quantity.as_ref(), |p| p.max_quantity.as_ref()),
        )
        .map(|units| units.map(|units| units.0)),
        own_buffer: picked(over.pick("own-buffer", own.own_buffer.as_ref(), |p| p.own_buffer.as_ref()))
            .map_or_else(
                || Setting::default_of(0, over.address("own-buffer")),
                |units| units.map(|units| units.0),
            ),
        currency,
        fx,
        tax: tax(over),
        lists: None,
        quarantine: own.quarantine.as_ref().map_or_else(
            || Setting::default_of(QuarantineQuantity::Leave, over.address("quarantine")),
            |part| written(&part.value.quantity, over.address("quarantine")),
        ),
        offers: offers(over.list(&own.offers, |profile| &profile.offers)),
        limits: limits(over),
        forbidden: forbidden::forbidden(&own.field, over.profile, &own.name.value.0),
        required: required(over),
        profile_watch: over.profile.and_then(watch_defaults),
        feeds: Vec::new(),
        lacks_ids: false,
        schemas: Vec::new(),
        pool: None,
    }
}

fn profile<'p>(
    own: &ChannelPart,
    document: &'p Document,
    names: &Names<'_>,
    sink: &mut Sink,
) -> Option<&'p ProfilePart> {
    let name = own.profile.as_ref()?;
    let found = document.profile.iter().find(|profile| profile.value.name.value == name.value);
    if found.is_none() && name.value.0 != "none" && !names.lost.may_have_name(&name.value.0) {
        sink.push(unknown_profile(name.value.0.as_str(), name.span, document));
    }
    found.map(|profile| &profile.value)
}

fn written<T: Clone>(part: &Spanned<T>, address: Address) -> Setting<T> {
    Setting::written(part.value.clone(), address, part.span)
}

fn picked<T: Clone>(picked: Option<(&Spanned<T>, Address)>) -> Option<Setting<T>> {
    picked.map(|(part, address)| written(part, address))
}

fn setting<T: Clone>(over: &Over<'_>, field: &str, own: Option<&Spanned<T>>) -> Option<Setting<T>> {
    own.map(|part| written(part, over.address(field)))
}

fn setting_or<T: Clone>(over: &Over<'_>, field: &str, own: Option<&Spanned<T>>, default: T) -> Setting<T> {
    setting(over, field, own).unwrap_or_else(|| Setting::default_of(default, over.address(field)))
}

fn zero(over: &Over<'_>, field: &str) -> Setting<Decimal> {
    Setting::default_of(Decimal::ZERO, over.address(field))
}

fn money_setting(
    over: &Over<'_>,
    field: &str,
    own: Option<&Spanned<Money>>,
    currency: Currency,
    sink: &mut Sink,
) -> Option<Setting<Decimal>> {
    own.map(|money| {
        Setting::written(over.names.amount(money, currency, sink), over.address(field), money.span)
    })
}

fn severity(over: &Over<'_>) -> Setting<Decimal> {
    let severity =
        picked(over.pick("severity", over.channel.severity.as_ref(), |profile| profile.severity.as_ref()));
    severity.map_or_else(
        || Setting::default_of(Decimal::ONE, over.address("severity")),
        |severity| severity.map(|factor| factor.0),
    )
}

fn currency(over: &Over<'_>, money: &PolicyMoney) -> Setting<Currency> {
    let own = over.pick("currency", over.channel.currency.as_ref(), |profile| profile.currency.as_ref());
    picked(own)
        .unwrap_or_else(|| Setting::default_of(money.currency, Address::of("policy").field("currency")))
}

fn exchange(
    currency: &Setting<Currency>,
    money: &PolicyMoney,
    names: &Names<'_>,
    sink: &mut Sink,
) -> Option<Setting<Decimal>> {
    if currency.value == money.currency {
        return None;
    }
    let rate = money.fx.get(&currency.value).cloned();
    let may_be_lost = !names.has_currency || names.lost.may_have_kind("fx");
    if let (None, Some(span), false) = (&rate, currency.origin.span, may_be_lost) {
        let message = format!("`{}` has no exchange rate", currency.value);
        let label = Label::new(span, "prices can't be converted to it");
        sink.push(Diagnostic::error("missing-fx", Category::Language, message, label).with_help(format!(
            "in `policy` write `fx {} RATE as-of=\"DAY\"`, the rate being what 1 {} is in {}",
            currency.value, money.currency, currency.value
        )));
    }
    rate
}

fn tax(over: &Over<'_>) -> Option<Setting<Tax>> {
    let (part, address) = over.pick("tax", over.channel.tax.as_ref(), |profile| profile.tax.as_ref())?;
    let included = part.value.included.as_ref().is_some_and(|included| included.value);
    Some(Setting::written(Tax { rate: part.value.rate.value.0, included }, address, part.span))
}

fn lists(
    over: &Over<'_>,
    names: &Names<'_>,
    sink: &mut Sink,
) -> Option<Setting<crate::policy::condition::Conditions>> {
    let part = over.channel.lists.as_ref()?;
    let conditions = conditions::link(&part.value.conditions, names, conditions::Where::AfterSegments, sink);
    Some(Setting::written(conditions, over.address("lists"), part.span))
}

fn offers(kinds: &[Spanned<OfferKind>]) -> Vec<OfferKind> {
    let mut kinds: Vec<OfferKind> = kinds.iter().map(|kind| kind.value).collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

/// The limits of content fields: the channel's own word on a field takes the place of its profile's.
fn limits(over: &Over<'_>) -> Vec<FieldLimit> {
    let behind = over.profile.map(|profile| (profile.field.as_slice(), "profile", &profile.name.value.0));
    let own = (over.channel.field.as_slice(), "channel", &over.channel.name.value.0);
    let mut limits: Vec<FieldLimit> = Vec::new();
    for (parts, kind, name) in std::iter::once(own).chain(behind) {
        for part in parts {
            let field = &part.value.name.value.0;
            if limits.iter().any(|limit| limit.field == *field) {
                continue;
            }
            let address = Address::named(kind, name).field("field").field(field);
            let count = |units: &Option<Spanned<crate::model::literal::Units>>| {
                units.as_ref().and_then(|units| usize::try_from(units.value.0).ok())
            };
            let is_list = field.parse::<crate::item::Field>().is_ok_and(|field| field.is_list());
            let unit = if is_list { LimitUnit::Values } else { LimitUnit::Characters };
            limits.push(FieldLimit {
                field: field.clone(),
                min: count(&part.value.min),
                max: count(&part.value.max),
                unit: part.value.unit.as_ref().map_or(unit, |unit| unit.value),
                origin: Origin::written(address, part.span),
            });
        }
    }
    limits.sort_by(|a, b| a.field.cmp(&b.field));
    limits
}

/// Fields that listings need: what the profile requires, and what the channel itself does.
fn required(over: &Over<'_>) -> Vec<Setting<String>> {
    let behind = over.profile.map(|profile| (profile.require.as_slice(), "profile", &profile.name.value.0));
    let own = (over.channel.require.as_slice(), "channel", &over.channel.name.value.0);
    let mut required: Vec<Setting<String>> = Vec::new();
    for (parts, kind, name) in std::iter::once(own).chain(behind) {
        for part in parts {
            if !required.iter().any(|known| known.value == part.value.0) {
                let address = Address::named(kind, name).field("require").field(&part.value.0);
                required.push(Setting::written(part.value.0.clone(), address, part.span));
            }
        }
    }
    required.sort_by(|a, b| a.value.cmp(&b.value));
    required
}

fn watch_defaults(profile: &ProfilePart) -> Option<WatchDefaults> {
    let watch = profile.watch.as_ref()?;
    let part = &watch.value;
    Some(WatchDefaults {
        sees: part.sees.as_ref().map_or(OfferKind::Sale, |sees| sees.value),
        basis: part.basis.as_ref().map_or(Basis::Landed, |basis| basis.value),
        tolerance: part.tolerance.as_ref().map_or(Percent::ZERO, |tolerance| tolerance.value.0),
        origin: Origin::written(Address::named("profile", &profile.name.value.0).field("watch"), watch.span),
    })
}

fn shipping(channel: &mut Channel, over: &Over<'_>, sink: &mut Sink) {
    let currency = channel.currency.value;
    let picked = over.pick("shipping", over.channel.shipping.as_ref(), |profile| profile.shipping.as_ref());
    let Some((part, address)) = picked else { return };
    let mut take = |money: &Option<Spanned<Money>>, field: &str| {
        let money = money.as_ref()?;
        Some(Setting::written(over.names.amount(money, currency, sink), address.field(field), money.span))
    };
    channel.free_over = take(&part.value.free_over, "free-over");
    if let Some(charge) = take(&part.value.charge, "charge") {
        channel.shipping_charge = charge;
    }
    if let Some(cost) = take(&part.value.cost, "cost") {
        channel.shipping_cost = cost;
    }
}

fn returns(channel: &mut Channel, over: &Over<'_>, sink: &mut Sink) {
    let picked = over.pick("returns", over.channel.returns.as_ref(), |profile| profile.returns.as_ref());
    let Some((part, address)) = picked else { return };
    let part = &part.value;
    channel.return_rate = written(&part.rate, address.clone()).map(|rate| rate.0);
    if let Some(cost) = &part.cost {
        let value = over.names.amount(cost, channel.currency.value, sink);
        channel.return_cost = Setting::written(value, address.field("cost"), cost.span);
    }
    if let Some(recovers) = &part.recovers {
        channel.return_recovers = written(recovers, address.field("recovers")).map(|share| share.0);
    }
}

fn unknown_profile(name: &str, span: crate::diagnostic::Span, document: &Document) -> Diagnostic {
    let mut known: Vec<&str> = crate::channels::names().collect();
    known.extend(document.profile.iter().map(|profile| profile.value.name.value.0.as_str()));
    known.push("none");
    known.sort_unstable();
    known.dedup();
    let longer = known.iter().copied().find(|known| known.starts_with(&format!("{name}-")));
    let near = nearest(name, known.iter().copied()).or(longer);
    let message = format!("there is no profile `{name}`");
    Diagnostic::error("unknown-name", Category::Language, message, Label::new(span, "no such profile"))
        .with_help(match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "known here: {}; a marketplace of your own is a `profile {name} {{ … }}`",
                listed(known.iter().copied())
            ),
        })
}

/// The channels and locations that items are keyed by.
pub(super) fn shape(channels: &[Channel], locations: &[String]) -> Shape {
    Shape {
        locations: locations.to_vec(),
        channels: channels.iter().map(|channel| channel.name.clone()).collect(),
        texts: Vec::new(),
        ids: Vec::new(),
    }
}
