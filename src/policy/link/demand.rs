//! Parts of a demand where a buffer has none: what was written to count would count for nothing.

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::policy::scope::{At, Cascade, Scoped};
use crate::policy::{Method, Policy, SafetyStock};

use super::buffers;

/// Tells each safety stock and each risk that stands beside a method without a demand and takes part in none
/// elsewhere, and each service level that holds where no demand says over which time.
pub(super) fn tell(policy: &Policy, sink: &mut Sink) {
    let places = Places::of(policy);
    places.tell_idle("safety-stock", &policy.buffers.safety_stock, sink);
    places.tell_idle("risk", &policy.buffers.risk, sink);
    places.tell_levels(sink);
}

/// Every place of the cascade at which a buffer can be chosen.
struct Places<'p> {
    policy: &'p Policy,
    all: Vec<At<'p>>,
}

impl<'p> Places<'p> {
    fn of(policy: &'p Policy) -> Self {
        Self { policy, all: buffers::places(policy) }
    }

    /// The methods at the places at which a value is the one that holds.
    fn methods<T>(
        &self,
        cascade: &'p Cascade<T>,
        value: &'p Scoped<T>,
    ) -> impl Iterator<Item = Option<Method>> + use<'_, 'p, T> {
        let holds = move |at: &&At<'p>| {
            value.scope.covers(**at) && cascade.choose(**at).is_some_and(|own| std::ptr::eq(own, value))
        };
        let method = |at: &At<'p>| self.policy.buffers.method.choose(*at).map(|method| method.value);
        self.all.iter().filter(holds).map(method)
    }

    fn tell_idle<T>(&self, part: &str, cascade: &Cascade<T>, sink: &mut Sink) {
        let mut told: Vec<Span> = Vec::new();
        for value in cascade.given() {
            let place = value.origin.span.unwrap_or(value.node);
            let beside = self.policy.buffers.method.given().iter().find(|method| method.node == value.node);
            let Some(method) = beside.filter(|method| !matches!(method.value, Method::Demand(_))) else {
                continue;
            };
            let counts = |method: Option<Method>| matches!(method, None | Some(Method::Demand(_)));
            let alike = cascade.given().iter().filter(|own| own.node == value.node);
            let is_idle = !alike.into_iter().any(|own| self.methods(cascade, own).any(counts));
            if is_idle && !told.contains(&place) {
                told.push(place);
                sink.push(idle(part, place, method));
            }
        }
    }

    fn tell_levels(&self, sink: &mut Sink) {
        let stocks = &self.policy.buffers.safety_stock;
        let mut told: Vec<Span> = Vec::new();
        for stock in stocks.given().iter().filter(|own| matches!(own.value, SafetyStock::ServiceLevel(_))) {
            let place = stock.origin.span.unwrap_or(stock.node);
            if !told.contains(&place) && self.methods(stocks, stock).any(|method| method.is_none()) {
                told.push(place);
                sink.push(without_lead_time(place, &stock.origin.address.to_string()));
            }
        }
    }
}

fn idle(part: &str, place: Span, method: &Scoped<Method>) -> Diagnostic {
    let (word, instead) = match method.value {
        Method::Percent(_) => ("percent", "a least number of units beside a percentage is `at-least 5`"),
        Method::OversellRisk(_) => ("oversell-risk", "a least number of units beside a risk is `at-least 5`"),
        _ => ("units", "write all units that are kept back as `units`"),
    };
    let message =
        format!("`{part}` is a part of `demand`, and this buffer is `{word}`: it would count for nothing");
    Diagnostic::error("without-demand", Category::Language, message, Label::new(place, "no demand here"))
        .with_label(method.origin.span.unwrap_or(method.node), "the method")
        .with_help(format!(
            "take `{part}` out, or write `demand lead-time=\"2d\"` in place of `{word}`; {instead}"
        ))
}

fn without_lead_time(place: Span, address: &str) -> Diagnostic {
    let message =
        "a service level needs a lead time, and no `demand` gives one here: nothing would be kept back";
    Diagnostic::error("without-demand", Category::Language, message, Label::new(place, "over which time?"))
        .with_help(
            "write the demand beside it: `buffer { demand lead-time=\"2d\"; safety-stock service-level=\"95%\" }`",
        )
        .with_address(address)
}
