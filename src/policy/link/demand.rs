//! Parts of a demand where a buffer has none: what was written to count would count for nothing.

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::model::part::inventory::BufferPart;
use crate::policy::scope::At;
use crate::policy::{Method, Policy, SafetyStock};

/// Tells a `safety-stock` or `risk` beside a method that knows neither, in one node.
pub(super) fn check_node(own: &BufferPart, method: Option<(Method, Span)>, sink: &mut Sink) {
    let Some((method, place)) = method else { return };
    let (word, instead) = match method {
        Method::Demand(_) => return,
        Method::Percent(_) => ("percent", "a least number of units beside a percentage is `at-least 5`"),
        Method::Units(_) => ("units", "write all units that are kept back as `units`"),
    };
    let safety_stock = own.safety_stock.as_ref().map(|stock| ("safety-stock", stock.span));
    let risk = own.risk.as_ref().map(|risk| ("risk", risk.span));
    for (part, span) in [safety_stock, risk].into_iter().flatten() {
        let message = format!(
            "`{part}` is a part of `demand`, and this buffer is `{word}`: it would count for nothing"
        );
        let finding = Diagnostic::error(
            "without-demand",
            Category::Language,
            message,
            Label::new(span, "no demand here"),
        )
        .with_label(place, "the method")
        .with_help(format!(
            "take `{part}` out, or write `demand lead-time=\"2d\"` in place of `{word}`; {instead}"
        ));
        sink.push(finding);
    }
}

/// Tells each service level that holds where no demand says over which time it is to hold.
pub(super) fn tell(policy: &Policy, sink: &mut Sink) {
    let buffers = &policy.buffers;
    let mut told: Vec<Span> = Vec::new();
    for stock in buffers.safety_stock.given() {
        if let SafetyStock::ServiceLevel(_) = stock.value {
            let place = stock.origin.span.unwrap_or(stock.node);
            let reaches = places(policy).any(|(channel, segment)| {
                let at = At { channel, segment, sku: stock.scope.sku.as_deref() };
                let is_chosen = buffers.safety_stock.choose(at).is_some_and(|own| std::ptr::eq(own, stock));
                is_chosen && buffers.method.choose(at).is_none()
            });
            if reaches && !told.contains(&place) {
                told.push(place);
                sink.push(without_lead_time(place, &stock.origin.address.to_string()));
            }
        }
    }
}

/// Every channel whose units are not its own, with every segment.
fn places(policy: &Policy) -> impl Iterator<Item = (usize, usize)> {
    let channels = (0..policy.channels.len()).filter(|channel| !policy.is_held(*channel));
    channels.flat_map(|channel| (0..policy.segments.len()).map(move |segment| (channel, segment)))
}

fn without_lead_time(place: Span, address: &str) -> Diagnostic {
    let message =
        "a service level needs a lead time, and no `demand` gives one here: nothing would be kept back";
    Diagnostic::error("without-demand", Category::Language, message, Label::new(place, "over which time?"))
        .with_help("write the demand beside it: `buffer { demand lead-time=\"2d\"; safety-stock service-level=\"95%\" }`")
        .with_address(address)
}
