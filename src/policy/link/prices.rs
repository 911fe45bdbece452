//! `price` nodes to cascades, and `pricing`.

use std::collections::BTreeSet;

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::exact::{Currency, Decimal, Money, Percent, Rounding, RoundingMode};
use crate::item::{Field, FieldKind};
use crate::model::Address;
use crate::model::literal::{FieldName, Name};
use crate::model::part::channel::OfferKind;
use crate::model::part::pricing::{
    BasePart, CompareAtPart, EndingPart, FloorPart, PricePart, PriceStepPart, PricingPart, RoundPart,
};
use crate::policy::channel::Channel;
use crate::policy::scope::Cascade;
use crate::policy::setting::Setting;
use crate::policy::{Allow, Anchor, Base, Ending, Policy, PriceStep, Prices};
use crate::value::Spanned;

use super::buffers::{Given, scopes};
use super::names::Names;

/// No price of its own anywhere.
pub(super) fn none() -> Prices {
    Prices {
        base: Cascade::new("base"),
        adjust: Cascade::new("adjust"),
        round: Cascade::new("round"),
        ending: Cascade::new("ending"),
        floor: Cascade::new("floor"),
        set: Cascade::new("set"),
        compare_at: Cascade::new("compare-at"),
        allow: Vec::new(),
    }
}

/// Adds a `price` node to the cascades.
pub(super) fn add(
    part: &Spanned<PricePart>,
    prices: &mut Prices,
    currency: Currency,
    channels: &[Channel],
    names: &Names<'_>,
    sink: &mut Sink,
) {
    let own = &part.value;
    if let (Some(set), Some(chain)) = (&own.set, first_of_chain(own)) {
        sink.push(set_and_chain(set.span, chain));
    }
    let base = base(own, sink);
    let steps = steps(own, &currencies(own, currency, channels, true), names, sink);
    let round = own.round.as_ref().and_then(|round| rounding(round, sink).map(|value| (value, round.span)));
    let named = currencies(own, currency, channels, false);
    let ending =
        own.ending.as_ref().and_then(|part| ending(part, &named, sink).map(|value| (value, part.span)));
    let floor = own.floor.first().map(|first| {
        let end = own.floor.last().map_or(first.span.end, |last| last.span.end);
        (floors(&own.floor), Span::new(first.span.start, end))
    });
    let compare_at = own.compare_at.as_ref().map(|part| (compare_at(&part.value), part.span));
    for given in
        scopes("price", part.span, &own.channels, own.segment.as_ref(), own.sku.as_ref(), names, sink)
    {
        given.give(&mut prices.base, base.clone());
        given.give(&mut prices.adjust, steps.as_ref().map(|(steps, span)| (addressed(steps, &given), *span)));
        given.give(&mut prices.round, round);
        given.give(&mut prices.ending, ending);
        given.give(&mut prices.floor, floor.clone());
        given.give(&mut prices.compare_at, compare_at.clone());
        if let Some(set) = &own.set {
            let local = given.scope.channel.and_then(|channel| channels.get(channel));
            let local = local.map_or(currency, |channel| channel.currency.value);
            let amount = names.amount(set, local, sink);
            if names.has_currency && amount % local.minor_unit() != Decimal::ZERO {
                sink.push(finer_than_money(set, local));
                continue;
            }
            given.give(&mut prices.set, Some((amount, set.span)));
        }
        allow(own, &given, prices);
    }
}

fn first_of_chain(own: &PricePart) -> Option<Span> {
    let spans = [
        own.base.as_ref().map(|part| part.span),
        own.r#match.as_ref().map(|part| part.span),
        own.steps.first().map(|part| part.span),
        own.ending.as_ref().map(|part| part.span),
        own.floor.first().map(|part| part.span),
    ];
    spans.into_iter().flatten().min()
}

/// Where the price starts; `match` is `base anchor` and an empty list of steps.
fn base(own: &PricePart, sink: &mut Sink) -> Option<(Base, Span)> {
    let is_match = own.r#match.as_ref().filter(|matches| matches.value);
    if let (Some(matches), Some(base)) = (is_match, &own.base) {
        sink.push(match_and_more(matches.span, base.span));
    } else if let (Some(matches), Some(step)) = (is_match, own.steps.first()) {
        sink.push(match_and_more(matches.span, step.span));
    }
    if let Some(base) = &own.base {
        let value = match &base.value {
            BasePart::Anchor => Base::Anchor,
            BasePart::Field(field) => Base::Field(field.0.clone()),
        };
        return Some((value, base.span));
    }
    is_match.map(|matches| (Base::Anchor, matches.span))
}

/// The currencies of the channels that a node is for: an `add` is in each one's own. A node that names no
/// channel is for all of them, or for those in the policy's currency.
fn currencies(own: &PricePart, currency: Currency, channels: &[Channel], all: bool) -> BTreeSet<Currency> {
    let is_for = |channel: &&Channel| {
        (all && own.channels.is_empty()) || own.channels.iter().any(|name| name.value.0 == channel.name)
    };
    let mut currencies: BTreeSet<Currency> =
        channels.iter().filter(is_for).map(|channel| channel.currency.value).collect();
    if currencies.is_empty() {
        currencies.insert(currency);
    }
    currencies
}

fn steps(
    own: &PricePart,
    currencies: &BTreeSet<Currency>,
    names: &Names<'_>,
    sink: &mut Sink,
) -> Option<(Vec<(PriceStep, Span)>, Span)> {
    if let Some(matches) = own.r#match.as_ref().filter(|matches| matches.value && own.steps.is_empty()) {
        return Some((Vec::new(), matches.span));
    }
    let first = own.steps.first()?;
    let step = |step: &Spanned<PriceStepPart>, sink: &mut Sink| {
        let value = match step.value {
            PriceStepPart::Adjust(percent) => PriceStep::Adjust(percent),
            PriceStepPart::Add(money) => {
                PriceStep::Add(added(&Spanned::new(money.0, step.span), currencies, names, sink))
            }
        };
        (value, step.span)
    };
    let last = own.steps.last().unwrap_or(first);
    let span = if own.steps.len() == 1 { first.span } else { Span::new(first.span.start, last.span.end) };
    Some((own.steps.iter().map(|part| step(part, sink)).collect(), span))
}

fn added(
    money: &Spanned<Money>,
    currencies: &BTreeSet<Currency>,
    names: &Names<'_>,
    sink: &mut Sink,
) -> Decimal {
    match (money.value.currency, currencies.iter().collect::<Vec<_>>().as_slice()) {
        (_, [currency]) => names.amount(money, **currency, sink),
        (Some(named), _) if names.has_currency => {
            sink.push(one_of_many(named, currencies, money.span));
            money.value.amount
        }
        _ => money.value.amount,
    }
}

fn one_of_many(named: Currency, currencies: &BTreeSet<Currency>, span: Span) -> Diagnostic {
    let codes: Vec<String> = currencies.iter().map(ToString::to_string).collect();
    let message = format!(
        "an amount in {named} can't be added on every channel here: they sell in {}",
        codes.join(", ")
    );
    Diagnostic::error("wrong-currency", Category::Language, message, Label::new(span, "in one currency"))
        .with_help("write a `price` for the channels of each currency, with the amount in it")
}

fn addressed(steps: &[(PriceStep, Span)], given: &Given) -> Vec<Setting<PriceStep>> {
    let setting = |(step, span): &(PriceStep, Span)| {
        let field = match step {
            PriceStep::Adjust(_) => "adjust",
            PriceStep::Add(_) => "add",
        };
        Setting { value: *step, origin: given.origin(field, *span) }
    };
    steps.iter().map(setting).collect()
}

/// A rounding as written.
pub(super) fn rounding(part: &Spanned<RoundPart>, sink: &mut Sink) -> Option<Rounding> {
    let step = part.value.step.value.amount;
    if step <= Decimal::ZERO {
        let message = "prices can't be rounded to steps of 0";
        let label = Label::new(part.value.step.span, "above 0 belongs here");
        sink.push(
            Diagnostic::error("invalid-value", Category::Language, message, label)
                .with_help("write the least step of a price, such as `round 0.01`"),
        );
        return None;
    }
    Some(Rounding { step, mode: part.value.mode.as_ref().map_or(RoundingMode::HalfEven, |mode| mode.value) })
}

fn ending(part: &Spanned<EndingPart>, currencies: &BTreeSet<Currency>, sink: &mut Sink) -> Option<Ending> {
    let cents = part.value.cents.value.amount;
    if cents >= Decimal::ONE {
        let message = format!("`{cents}` is not an ending: it is 1 or more");
        let label = Label::new(part.value.cents.span, "below 1 belongs here");
        // `99` are 99 cents
        let is_whole = cents.scale() == 0 && cents < Decimal::ONE_HUNDRED;
        let fraction = if is_whole { cents * Decimal::new(1, 2) } else { cents.fract() };
        sink.push(Diagnostic::error("invalid-value", Category::Language, message, label).with_help(format!(
            "write the cents alone, such as `ending {fraction} {}`",
            part.value.direction.value.name()
        )));
        return None;
    }
    if let Some(currency) = currencies.iter().find(|currency| cents % currency.minor_unit() != Decimal::ZERO)
    {
        let message =
            format!("`{cents}` is no ending in {currency}: its smallest step is {}", currency.minor_unit());
        let label = Label::new(part.value.cents.span, "finer than the currency's money");
        sink.push(
            language("invalid-value", message, label)
                .with_help("write an ending in whole steps of the currency, such as `ending 0.99 down`"),
        );
        return None;
    }
    Some(Ending { cents, direction: part.value.direction.value })
}

fn floors(parts: &[Spanned<FloorPart>]) -> Vec<FloorPart> {
    let mut floors: Vec<FloorPart> = parts.iter().map(|part| part.value).collect();
    floors.sort();
    floors.dedup();
    floors
}

fn compare_at(part: &CompareAtPart) -> Option<Field> {
    match part {
        CompareAtPart::None => None,
        CompareAtPart::Field(field) => Some(field.0.clone()),
    }
}

fn allow(own: &PricePart, given: &Given, prices: &mut Prices) {
    for part in &own.allow {
        let ranges = [
            (OfferKind::List, &part.value.list),
            (OfferKind::Sale, &part.value.sale),
            (OfferKind::Coupon, &part.value.coupon),
        ];
        for (kind, range) in ranges {
            let Some(range) = range else { continue };
            let origin = given.origin(&format!("allow.{}", kind.name()), part.span);
            prices.allow.push(Allow { scope: given.scope.clone(), kind, range: range.value, origin });
        }
    }
}

/// The anchor, the rounding and the margin floors of all `pricing` nodes.
pub(super) fn pricing(
    parts: &[Spanned<PricingPart>],
    policy: &mut Policy,
    names: &Names<'_>,
    sink: &mut Sink,
) {
    let address = Address::of("pricing");
    let mut anchor_at: Option<Span> = None;
    for part in parts {
        if let Some(anchor) = &part.value.anchor {
            match anchor_at {
                Some(first) => sink.push(twice("anchor", anchor.span, first)),
                None => anchor_at = Some(anchor.span),
            }
            let chosen = match (&anchor.value.channel, &anchor.value.field) {
                (Some(channel), None) => anchor_channel(channel, names, sink),
                (None, Some(field)) => anchor_field(field, sink),
                (None, None)
                    if names.lost.may_have_kind("anchor.channel")
                        || names.lost.may_have_kind("anchor.field") =>
                {
                    None
                }
                _ => {
                    sink.push(anchor_form(anchor.span));
                    None
                }
            };
            if let Some(chosen) = chosen {
                policy.anchor = Setting::written(chosen, address.field("anchor"), anchor.span);
            }
        }
        if let Some(round) = &part.value.round {
            if let Some(first) = policy.round.as_ref().and_then(|round| round.origin.span) {
                sink.push(twice("round", round.span, first));
            } else if let Some(value) = rounding(round, sink) {
                policy.round = Some(Setting::written(value, address.field("round"), round.span));
            }
        }
        for margin in &part.value.margin {
            let floor = margin.value.at_least.value;
            policy.margin_floors.push(Setting::written(floor, address.field("margin"), margin.span));
        }
    }
    policy.margin_floors.sort_by_key(|floor| (std::cmp::Reverse(floor.value), floor.origin.span));
    if anchor_at.is_none() && !policy.channels.is_empty() && !anchor_may_be_lost(names) {
        sink.push(no_anchor(parts, policy));
    }
}

fn anchor_channel(name: &Spanned<Name>, names: &Names<'_>, sink: &mut Sink) -> Option<Anchor> {
    let is_field = name.value.0.parse::<Field>().is_ok_and(|field| holds_money(&field));
    if is_field && !names.channels.contains(&name.value.0) && !names.lost.may_have_name(&name.value.0) {
        let message = format!("there is no channel `{}`", name.value);
        sink.push(
            language("unknown-name", message, Label::new(name.span, "a field of the item"))
                .with_help(format!("write `anchor field={}`", name.value)),
        );
        return None;
    }
    names.channel(name, sink).map(Anchor::Channel)
}

fn anchor_field(field: &Spanned<FieldName>, sink: &mut Sink) -> Option<Anchor> {
    if holds_money(&field.value.0) {
        return Some(Anchor::Field(field.value.0.clone()));
    }
    let message = format!("`{}` is a field that holds no money", field.value.0);
    sink.push(
        language("invalid-value", message, Label::new(field.span, "no price to measure by")).with_help(
            "write a field that holds money: `price`, `map`, `msrp`, `cost`, `compare-at`, `attribute.NAME`",
        ),
    );
    None
}

fn holds_money(field: &Field) -> bool {
    field.kind() == FieldKind::Money || matches!(field, Field::Attribute(_))
}

fn anchor_may_be_lost(names: &Names<'_>) -> bool {
    names.lost.may_have_kind("pricing") || names.lost.may_have_kind("anchor")
}

fn language(rule: &'static str, message: impl Into<String>, label: Label) -> Diagnostic {
    Diagnostic::error(rule, Category::Language, message, label)
}

fn twice(setting: &str, second: Span, first: Span) -> Diagnostic {
    language("given-twice", format!("`{setting}` is given twice"), Label::new(second, "the second time"))
        .with_label(first, "the first")
        .with_help("keep one of the two")
}

fn set_and_chain(set: Span, chain: Span) -> Diagnostic {
    language(
        "given-twice",
        "a price is either `set` or a chain, and this one is both",
        Label::new(set, "the whole price"),
    )
    .with_label(chain, "a step of a chain")
    .with_help("keep `set` alone, or take it out")
}

fn match_and_more(matches: Span, more: Span) -> Diagnostic {
    let message = "`match` is the anchor as it is, and here something changes it";
    language("given-twice", message, Label::new(more, "not beside `match`"))
        .with_label(matches, "the anchor as it is")
        .with_help("take one of the two out")
}

fn anchor_form(span: Span) -> Diagnostic {
    language("invalid-value", "the anchor is a channel or a field, one of the two", Label::new(span, "here"))
        .with_help("write `anchor CHANNEL`, or `anchor field=map`")
}

fn no_anchor(parts: &[Spanned<PricingPart>], policy: &Policy) -> Diagnostic {
    let place = parts.first().map(|part| part.span).or(policy.origin.span).unwrap_or_default();
    let example = policy.channels.first().map_or("CHANNEL", |channel| channel.name.as_str());
    language(
        "missing-field",
        "the policy names no anchor",
        Label::new(place, "`anchor` belongs in `pricing`"),
    )
    .with_help(match parts {
        [] => format!(
            "write `pricing {{ anchor {example} }}`: the channel whose price the others are measured by"
        ),
        _ => format!("write `anchor {example}` in it: the channel whose price the others are measured by"),
    })
}

fn finer_than_money(set: &Spanned<Money>, currency: Currency) -> Diagnostic {
    let (amount, unit) = (set.value.amount, currency.minor_unit());
    let message = format!("`set {amount}` is no price in {currency}: its smallest step is {unit}");
    language("invalid-value", message, Label::new(set.span, "finer than the currency's money"))
        .with_help("`set` is published as it stands, so write it in whole steps of the currency")
}

/// Tells a `floor margin` that has no margin to hold to.
pub(super) fn check_floors(prices: &Prices, floors: &[Setting<Percent>], names: &Names<'_>, sink: &mut Sink) {
    if !floors.is_empty() || names.lost.may_have_kind("margin") || names.lost.may_have_kind("pricing") {
        return;
    }
    let mut told: Vec<Span> = Vec::new();
    for given in prices.floor.given().iter().filter(|given| given.value.contains(&FloorPart::Margin)) {
        let span = given.origin.span.unwrap_or(given.node);
        if !told.contains(&span) {
            told.push(span);
            let message = "`floor margin` has no margin to lift a price to";
            sink.push(
                language("missing-field", message, Label::new(span, "no `margin` in `pricing`"))
                    .with_help("write the least margin, such as `pricing { margin at-least=\"12%\" }`"),
            );
        }
    }
}
