//! `buffer` nodes to cascades.

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::exact::{Decimal, Percent};
use crate::model::literal::{Name, Text};
use crate::model::part::inventory::{BoundPart, BufferPart, SafetyStockPart};
use crate::policy::scope::{At, Cascade, Scope, Scoped, scope_address};
use crate::policy::setting::Origin;
use crate::policy::{Buffers, Method, Policy, SafetyStock};
use crate::value::Spanned;

use super::names::{Names, named_twice};
use super::oversell;

/// No buffer at all.
pub(super) fn none() -> Buffers {
    Buffers {
        method: Cascade::new("method"),
        safety_stock: Cascade::new("safety-stock"),
        risk: Cascade::new("risk"),
        at_least: Cascade::new("at-least"),
        at_most: Cascade::new("at-most"),
    }
}

/// A node in one of its scopes: what a cascade needs to keep a value.
pub(super) struct Given {
    pub(super) scope: Scope,
    pub(super) node: Span,
    address: crate::model::Address,
}

impl Given {
    /// Keeps a value of the node, where it has one.
    pub(super) fn give<T>(&self, cascade: &mut Cascade<T>, value: Option<(T, Span)>) {
        let Some((value, span)) = value else { return };
        let origin = Origin::written(self.address.field(cascade.setting), span);
        cascade.give(Scoped { scope: self.scope.clone(), value, origin, node: self.node });
    }

    /// The origin of one of the node's constraints.
    pub(super) fn origin(&self, field: &str, span: Span) -> Origin {
        Origin::written(self.address.field(field), span)
    }
}

/// The scopes of a `buffer` or `price` node: one a channel, or one for all; none where a name is unknown.
pub(super) fn scopes(
    kind: &'static str,
    node: Span,
    channels: &[Spanned<Name>],
    segment: Option<&Spanned<Name>>,
    sku: Option<&Spanned<Text>>,
    names: &Names<'_>,
    sink: &mut Sink,
) -> Vec<Given> {
    let found_segment = segment.map(|segment| names.segment(segment, sink));
    let found: Vec<Option<usize>> = channels.iter().map(|channel| names.channel(channel, sink)).collect();
    let Some(segment) = found_segment.map_or(Some(None), |found| found.map(Some)) else { return Vec::new() };
    let mut known: Vec<Option<usize>> = if channels.is_empty() { vec![None] } else { Vec::new() };
    for (index, name) in found.into_iter().zip(channels) {
        let Some(index) = index else { continue };
        if known.contains(&Some(index)) {
            let first =
                channels.iter().find(|first| first.value == name.value).map_or(node, |first| first.span);
            sink.push(named_twice(kind, &name.value.0, name.span, first));
        } else {
            known.push(Some(index));
        }
    }
    let given = |channel| {
        let scope = Scope { channel, segment, sku: sku.map(|sku| sku.value.0.clone()) };
        let address = scope_address(kind, &scope, &names.channels, &names.segments);
        Given { scope, node, address }
    };
    known.into_iter().map(given).collect()
}

/// Adds a `buffer` node to the cascades.
pub(super) fn add(
    part: &Spanned<BufferPart>,
    buffers: &mut Buffers,
    is_held: impl Fn(usize) -> bool,
    names: &Names<'_>,
    sink: &mut Sink,
) {
    let own = &part.value;
    let method = method(own, sink);
    whole_shares(own, sink);
    oversell::tell_risk(own, sink);
    let safety_stock = own.safety_stock.as_ref().and_then(|stock| safety_stock(stock, names, sink));
    for name in &own.channels {
        let may_be_lost = names.lost.may_have_kind("location");
        if !may_be_lost
            && names.channels.iter().position(|known| *known == name.value.0).is_some_and(&is_held)
        {
            sink.push(buffer_of_held_stock(name));
        }
    }
    for given in
        scopes("buffer", part.span, &own.channels, own.segment.as_ref(), own.sku.as_ref(), names, sink)
    {
        given.give(&mut buffers.method, method);
        given.give(&mut buffers.safety_stock, safety_stock);
        given.give(&mut buffers.risk, own.risk.as_ref().map(|risk| (risk.value.0, risk.span)));
        given.give(&mut buffers.at_least, own.at_least.as_ref().map(|bound| (bound.value, bound.span)));
        given.give(&mut buffers.at_most, own.at_most.as_ref().map(|bound| (bound.value, bound.span)));
    }
}

/// Every place at which a buffer is chosen: channels that do not hold their own units, segments, and the SKUs that
/// a `buffer` names beside all others.
pub(super) fn places(policy: &Policy) -> Vec<At<'_>> {
    let mut skus: Vec<Option<&str>> = vec![None];
    let named = policy.named_skus.iter().filter(|(_, node)| node.value == "buffer");
    skus.extend(named.map(|(sku, _)| Some(sku.as_str())));
    skus.dedup();
    let mut places = Vec::new();
    for channel in (0..policy.channels.len()).filter(|channel| !policy.is_held(*channel)) {
        for segment in 0..policy.segments.len() {
            places.extend(skus.iter().map(|sku| At { channel, segment, sku: *sku }));
        }
    }
    places
}

/// Tells shares above 100%: of what is available there is no more to keep back.
fn whole_shares(own: &BufferPart, sink: &mut Sink) {
    let bound = |part: &Option<Spanned<BoundPart>>| match part.as_ref()?.value {
        BoundPart::Percent(share) => Some((share.0, part.as_ref()?.span)),
        BoundPart::Units(_) => None,
    };
    let given = [
        ("percent", own.percent.as_ref().map(|share| (share.value.0, share.span))),
        ("at-least", bound(&own.at_least)),
        ("at-most", bound(&own.at_most)),
    ];
    for (field, share) in given {
        if let Some((share, span)) = share.filter(|(share, _)| share.share() > Decimal::ONE) {
            sink.push(more_than_all(field, share, span));
        }
    }
}

fn more_than_all(field: &str, share: Percent, span: Span) -> Diagnostic {
    let message = format!("`{field} \"{share}\"` is more than all that is available");
    let help = match field {
        "at-most" => "leave it out where nothing limits the buffer, or write a share of at most `\"100%\"`",
        _ => {
            "write the share of the available units that is kept back, such as `\"15%\"`; `\"100%\"` keeps back all"
        }
    };
    Diagnostic::error("invalid-value", Category::Language, message, Label::new(span, "above 100%"))
        .with_help(help)
}

fn method(own: &BufferPart, sink: &mut Sink) -> Option<(Method, Span)> {
    let demand =
        own.demand.as_ref().map(|demand| (Method::Demand(demand.value.lead_time.value), demand.span));
    let percent = own.percent.as_ref().map(|percent| (Method::Percent(percent.value.0), percent.span));
    let units = own.units.as_ref().map(|units| (Method::Units(units.value.0), units.span));
    let risk = own.oversell_risk.as_ref().map(|risk| (Method::OversellRisk(risk.value.0), risk.span));
    let mut given: Vec<(Method, Span)> = [demand, percent, units, risk].into_iter().flatten().collect();
    given.sort_by_key(|(_, span)| *span);
    if let [(_, first), (_, second), ..] = given.as_slice() {
        sink.push(two_methods(*first, *second));
    }
    given.first().copied()
}

fn safety_stock(
    part: &Spanned<SafetyStockPart>,
    names: &Names<'_>,
    sink: &mut Sink,
) -> Option<(SafetyStock, Span)> {
    match (&part.value.units, &part.value.service_level) {
        (Some(units), None) => Some((SafetyStock::Units(units.value.0), part.span)),
        (None, Some(level)) => Some((SafetyStock::ServiceLevel(level.value), part.span)),
        (None, None) if names.lost.may_have_kind("units") || names.lost.may_have_kind("service-level") => {
            None
        }
        _ => {
            sink.push(safety_stock_form(part.span));
            None
        }
    }
}

fn buffer_of_held_stock(channel: &Spanned<Name>) -> Diagnostic {
    let message = format!("`{}` holds its own stock, so no buffer applies to it", channel.value);
    let label = Label::new(channel.span, "publishes no quantity");
    Diagnostic::error("buffer-of-held-stock", Category::Language, message, label)
        .with_help("take the channel out of this `buffer`; `replenish` in its pool is what keeps it supplied")
}

fn two_methods(first: Span, second: Span) -> Diagnostic {
    let message = "a buffer has one method, and this one has two";
    Diagnostic::error("given-twice", Category::Language, message, Label::new(second, "the second method"))
        .with_label(first, "the first")
        .with_help("keep one of `demand`, `percent`, `units` and `oversell-risk`; a lower bound beside it is `at-least`")
}

fn safety_stock_form(span: Span) -> Diagnostic {
    let message = "`safety-stock` is either units or a service level";
    Diagnostic::error(
        "invalid-value",
        Category::Language,
        message,
        Label::new(span, "one of the two belongs here"),
    )
    .with_help("write `safety-stock 5` or `safety-stock service-level=\"95%\"`")
}
