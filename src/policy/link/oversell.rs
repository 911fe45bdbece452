//! The chance of an oversell as a buffer's method: risks that are none, and channels that say no sync interval.

use std::collections::BTreeMap;

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::exact::{Decimal, Percent};
use crate::model::part::inventory::BufferPart;
use crate::policy::channel::Channel;
use crate::policy::scope::Scoped;
use crate::policy::{Method, Policy, Pool};

use super::buffers;
use super::names::Names;

/// Tells a risk that no buffer, or every buffer, stays under.
pub(super) fn tell_risk(own: &BufferPart, sink: &mut Sink) {
    let Some(risk) = &own.oversell_risk else { return };
    if risk.value.0.is_zero() {
        sink.push(no_risk(risk.span));
    } else if risk.value.0.share() >= Decimal::ONE {
        sink.push(sure_risk(risk.value.0, risk.span));
    }
}

/// Tells each channel without a sync interval that sells from a pool with such a buffer.
pub(super) fn tell(policy: &Policy, names: &Names<'_>, sink: &mut Sink) {
    if names.lost.may_have_kind("sync") || names.lost.may_have_kind("every") {
        return;
    }
    let mut found: BTreeMap<usize, (&Channel, &Pool, &Scoped<Method>)> = BTreeMap::new();
    for at in buffers::places(policy) {
        let Some(method) = policy.buffers.method.choose(at) else { continue };
        let channel = policy.channels.get(at.channel).filter(|channel| channel.is_selling());
        let pool = channel.and_then(|channel| policy.pools.get(channel.pool?));
        let Some(pool) = pool.filter(|_| matches!(method.value, Method::OversellRisk(_))) else { continue };
        for (index, channel) in policy.selling_from(pool).filter(|(_, own)| own.sync_every.is_none()) {
            found.entry(index).or_insert((channel, pool, method));
        }
    }
    for (channel, pool, method) in found.into_values() {
        sink.push(without_sync(channel, pool, method));
    }
}

fn no_risk(span: Span) -> Diagnostic {
    let message =
        "with `oversell-risk \"0%\"` the channels would have to share out the units among themselves";
    Diagnostic::error("invalid-value", Category::Language, message, Label::new(span, "no risk at all"))
        .with_help("write the chance of an oversell in one sync window that you can live with, such as `\"0.5%\"`; for none give each channel a pool of its own")
}

fn sure_risk(risk: Percent, span: Span) -> Diagnostic {
    let message = format!("no chance is above `{risk}`, so this buffer would always be 0");
    Diagnostic::error("invalid-value", Category::Language, message, Label::new(span, "100% or more"))
        .with_help("write a chance below `\"100%\"`, such as `\"0.5%\"`; where nothing is to be kept back write `units 0`")
}

fn without_sync(channel: &Channel, pool: &Pool, method: &Scoped<Method>) -> Diagnostic {
    let name = &channel.name;
    let message = format!(
        "`oversell-risk` is reckoned over the slowest sync of pool `{}`, and channel `{name}` says no interval",
        pool.name
    );
    let label = Label::new(channel.name_span, "how far may it be behind?");
    Diagnostic::error("without-sync", Category::Language, message, label)
        .with_label(method.origin.span.unwrap_or(method.node), "the chance within one sync window")
        .with_help(format!(
            "write how long it takes in bad hours in channel `{name}`, such as `sync every=\"15min\"`, or choose another method"
        ))
        .with_address(channel.origin.address.to_string())
}
