//! Buffers whose least is above their greatest, in one node or across the cascade.

use std::collections::BTreeMap;

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::model::part::inventory::BoundPart;
use crate::nearest::listed;
use crate::policy::Policy;
use crate::policy::scope::Scoped;
use crate::policy::written::Written;

use super::buffers;

/// A lower and an upper bound that can't both hold, with the channels on which they meet.
struct Contradiction<'p> {
    least: &'p Scoped<BoundPart>,
    most: &'p Scoped<BoundPart>,
    channels: Vec<usize>,
}

/// Tells each pair of bounds that contradict each other somewhere, once. Units and shares can't be compared.
pub(super) fn tell(policy: &Policy, sink: &mut Sink) {
    let given = &policy.buffers;
    let mut found: BTreeMap<(Span, Span), Contradiction<'_>> = BTreeMap::new();
    for at in buffers::places(policy) {
        let (Some(least), Some(most)) = (given.at_least.choose(at), given.at_most.choose(at)) else {
            continue;
        };
        if is_above(least.value, most.value) {
            let pair = (place(least), place(most));
            let own = found.entry(pair).or_insert(Contradiction { least, most, channels: Vec::new() });
            if !own.channels.contains(&at.channel) {
                own.channels.push(at.channel);
            }
        }
    }
    for own in found.values() {
        sink.push(contradicting(own, policy));
    }
}

fn place(bound: &Scoped<BoundPart>) -> Span {
    bound.origin.span.unwrap_or(bound.node)
}

fn is_above(least: BoundPart, most: BoundPart) -> bool {
    match (least, most) {
        (BoundPart::Units(least), BoundPart::Units(most)) => least.0 > most.0,
        (BoundPart::Percent(least), BoundPart::Percent(most)) => least.0 > most.0,
        _ => false,
    }
}

fn contradicting(own: &Contradiction<'_>, policy: &Policy) -> Diagnostic {
    let (least, most) = (own.least.value.written("at-least"), own.most.value.written("at-most"));
    let message = format!(
        "the buffer{} can't be `{least}` and `{most}`: the least is above the most",
        whom(own, policy)
    );
    let is_one_node = own.least.node == own.most.node;
    let help = if is_one_node {
        "let `at-least` be at or below `at-most`, or take one of the two out"
    } else {
        "let `at-least` be at or below `at-most`, or give both in the narrower node"
    };
    // the narrower of the two is at fault, of two alike the later
    let key = |bound: &Scoped<BoundPart>| (bound.scope.rank(), place(bound));
    let mut sides = [(own.least, "the least"), (own.most, "the most")];
    sides.sort_by_key(|(bound, _)| key(bound));
    let [(wider, beside), (at_fault, label)] = sides;
    Diagnostic::error("contradictory-bounds", Category::Language, message, Label::new(place(at_fault), label))
        .with_label(place(wider), beside)
        .with_help(help)
        .with_address(at_fault.origin.address.to_string())
}

/// For whom both hold; empty where one node says both.
fn whom(own: &Contradiction<'_>, policy: &Policy) -> String {
    if own.least.node == own.most.node {
        return String::new();
    }
    let scopes = [&own.least.scope, &own.most.scope];
    let sku = scopes.iter().find_map(|scope| scope.sku.as_ref()).map(|sku| format!(" for SKU `{sku}`"));
    let segment = scopes.iter().find_map(|scope| policy.segments.get(scope.segment?));
    let segment = segment.map(|segment| format!(" for segment `{}`", segment.name));
    let channels = own.channels.iter().filter_map(|index| policy.channels.get(*index));
    let channels = listed(channels.map(|channel| channel.name.as_str()));
    format!("{} on {channels}", sku.or(segment).unwrap_or_default())
}
