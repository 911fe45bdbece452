//! Endings and rounding steps that reach a channel whose currency has no money so fine.

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::exact::Decimal;
use crate::policy::Policy;
use crate::policy::channel::Channel;
use crate::policy::scope::{At, Cascade, Scope, Scoped};
use crate::policy::written::head;

/// Tells each ending and each rounding step that would make prices finer than a channel's money, once for each
/// such channel. A node of its own that names the channel is told where it is read.
pub(super) fn tell(policy: &Policy, sink: &mut Sink) {
    let endings = &policy.prices.ending;
    let no_ending = |channel: &Channel, node: &str, cents: Decimal| {
        let currency = channel.currency.value;
        (
            format!(
                "`ending {cents}` reaches `{}`, and {currency} has no money finer than {}",
                channel.name,
                currency.minor_unit()
            ),
            format!("give the channel an ending of its own: `{node} {{ ending 0 nearest }}`"),
        )
    };
    each_too_fine(policy, endings, |ending| ending.cents, no_ending, sink);
    let no_step = |channel: &Channel, node: &str, step: Decimal| {
        let currency = channel.currency.value;
        let least = currency.minor_unit();
        (
            format!(
                "`round {step}` reaches `{}`, and {currency} has no money finer than {least}",
                channel.name
            ),
            format!("give the channel a step of its own: `{node} {{ round {least} half-even }}`"),
        )
    };
    each_too_fine(policy, &policy.prices.round, |round| round.step, no_step, sink);
}

fn each_too_fine<T>(
    policy: &Policy,
    cascade: &Cascade<T>,
    amount: impl Fn(&T) -> Decimal,
    words: impl Fn(&Channel, &str, Decimal) -> (String, String),
    sink: &mut Sink,
) {
    let mut told: Vec<(Span, usize)> = Vec::new();
    for given in cascade.given().iter().filter(|given| given.scope.channel.is_none()) {
        let own = amount(&given.value);
        for (index, channel) in policy.channels.iter().enumerate() {
            let place = given.origin.span.unwrap_or(given.node);
            let is_too_fine = own % channel.currency.value.minor_unit() != Decimal::ZERO;
            if !is_too_fine || told.contains(&(place, index)) || !reaches(policy, cascade, given, index) {
                continue;
            }
            told.push((place, index));
            let (message, help) = words(channel, &narrowed(policy, &given.scope, channel), own);
            let label = Label::new(place, "finer than its money");
            let finding = Diagnostic::error("invalid-value", Category::Language, message, label)
                .with_help(help)
                .with_address(given.origin.address.to_string())
                .on_channel(&channel.name);
            sink.push(match channel.currency.origin.span {
                Some(span) => finding.with_label(span, "its currency"),
                None => finding,
            });
        }
    }
}

/// The head of a `price` node for a scope on a channel.
fn narrowed(policy: &Policy, scope: &Scope, channel: &Channel) -> String {
    let segment = scope.segment.and_then(|segment| policy.segments.get(segment));
    head("price", &[&channel.name], segment.map(|segment| segment.name.as_str()), scope.sku.as_deref())
}

/// Whether a value is the one that holds for some SKU on a channel, and no `set` takes its place.
fn reaches<T>(policy: &Policy, cascade: &Cascade<T>, given: &Scoped<T>, channel: usize) -> bool {
    (0..policy.segments.len()).any(|segment| {
        let at = At { channel, segment, sku: given.scope.sku.as_deref() };
        let is_set = policy.prices.set_at(at).is_some();
        !is_set && given.scope.covers(at) && cascade.choose(at).is_some_and(|own| std::ptr::eq(own, given))
    })
}
