//! # flat-buffer
//!
//! Channels keep the same buffer, although an oversell costs more on one of them.
//!
//! ## What it finds
//! Active channels of one pool for which the cascade chooses the same `percent`, the same `units`, or the same
//! `demand` with the same `risk` and the same safety stock, and no different `at-least` or `at-most`, although their
//! severities differ by 0.2 or more. It does not look at stock that a channel holds itself, nor at buffers of single
//! SKUs, nor where nothing is kept: `units 0` says that no buffer is wanted.
//! An `oversell-risk` is passed over: its chance is the pool's, whichever channel sells the last unit twice.
//!
//! ## Why it matters
//! A cancelled order is a line in a report on one's own shop, and a strike against the account on a marketplace. The
//! same buffer is too much for the one or too little for the other.
//!
//! ## What settles it
//! A larger buffer for the channel with the greater severity, or `demand` without a `risk`, which is multiplied by
//! each channel's severity.
//!
//! ## Bad
//! ```kdl
//! profile strict { severity 1.5 }
//! channel amazon { profile strict; role marketplace; orders "10/day"; average-order-value 20.00; sync via=api every="2min"; returns "2%" }
//! buffer { percent "10%" }
//! ```
//! ## Good
//! ```kdl
//! profile strict { severity 1.5 }
//! channel amazon { profile strict; role marketplace; orders "10/day"; average-order-value 20.00; sync via=api every="2min"; returns "2%" }
//! buffer { percent "10%" }
//! buffer amazon { percent "15%" }
//! ```

use std::collections::BTreeSet;

use crate::diagnostic::{Category, Diagnostic, Label, Level, Sink, Span};
use crate::exact::{Decimal, Percent, Ratio, decimal};
use crate::lint::{Check, Rule};
use crate::nearest::listed;
use crate::policy::channel::Channel;
use crate::policy::scope::{At, Scoped};
use crate::policy::written::{Written, head};
use crate::policy::{Buffers, Method, Policy, Pool};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "flat-buffer",
    category: Category::Inventory,
    level: Level::Warn,
    check: Check::Static(check),
};

/// How far severities may be apart for one buffer.
const LEAST_APART: Decimal = Decimal::from_parts(2, 0, 0, false, 1);

/// Channels of a pool with one buffer.
struct Flat<'p> {
    channels: Vec<&'p Channel>,
    /// The methods that hold for them, each once.
    methods: Vec<&'p Scoped<Method>>,
    /// The one risk that a demand is multiplied by.
    risk: Option<&'p Scoped<Decimal>>,
}

fn flat_buffer(rule: &Rule, policy: &Policy, pool: &Pool, flat: &Flat<'_>) -> Option<Diagnostic> {
    let mildest = flat.channels.iter().min_by_key(|channel| channel.severity.value)?;
    let hardest = flat.channels.iter().max_by_key(|channel| channel.severity.value)?;
    let method = flat.methods.iter().max_by_key(|method| method.node)?;
    let names = listed(flat.channels.iter().map(|channel| channel.name.as_str()));
    let message = format!(
        "{names} keep the same buffer of pool `{}`, `{}`, though an oversell weighs {} on `{}` and {} on `{}`",
        pool.name,
        method.value.written("method"),
        hardest.severity.value,
        hardest.name,
        mildest.severity.value,
        mildest.name
    );
    let place = |method: &Scoped<Method>| method.origin.span.unwrap_or(method.node);
    let of_method = (place(method), &method.origin.address);
    let (primary, address) =
        flat.risk.map_or(of_method, |risk| (risk.origin.span.unwrap_or(risk.node), &risk.origin.address));
    let mut finding = rule
        .finding(message, Label::new(primary, "the same for all of them"))
        .with_address(address.to_string())
        .about("pool", &pool.name);
    for channel in &flat.channels {
        finding = finding.about("channel", &channel.name);
    }
    for other in flat.methods.iter().filter(|other| place(other) != primary) {
        finding = finding.with_label(place(other), "the same here");
    }
    Some(finding.with_help(way_out(policy, method, hardest, mildest)))
}

fn way_out(policy: &Policy, method: &Scoped<Method>, hardest: &Channel, mildest: &Channel) -> String {
    // as much more as an oversell weighs more, rounded up to whole units and percents
    let more = |value: Decimal| {
        let weighed = decimal::multiply(value, hardest.severity.value)?;
        Ratio::new(weighed, mildest.severity.value)?.ceiling()
    };
    let setting = match method.value {
        Method::Demand(_) => {
            return "take `risk` out: a demand is multiplied by each channel's severity where no risk is given"
                .to_owned();
        }
        Method::Percent(percent) => more(percent.number()).map(|more| format!("percent \"{more}%\"")),
        Method::Units(units) => more(decimal::whole(units)).map(|more| format!("units {more}")),
        Method::OversellRisk(_) => None,
    };
    let segment = method.scope.segment.and_then(|segment| policy.segments.get(segment));
    let node = head("buffer", &[&hardest.name], segment.map(|segment| segment.name.as_str()), None);
    let setting = setting.unwrap_or_else(|| "…".to_owned());
    format!("keep more where it weighs more, such as `{node} {{ {setting} }}`")
}

fn check(rule: &Rule, policy: &Policy, sink: &mut Sink) {
    for pool in &policy.pools {
        let mut told: BTreeSet<Vec<Span>> = BTreeSet::new();
        for segment in 0..policy.segments.len() {
            for flat in flats(policy, pool, segment) {
                let nodes: Vec<Span> = flat.methods.iter().map(|method| method.node).collect();
                let finding = flat_buffer(rule, policy, pool, &flat);
                if let (Some(finding), true) = (finding, told.insert(nodes)) {
                    sink.push(finding);
                }
            }
        }
    }
}

/// Channels of a pool with the same buffer for a segment, where their severities are too far apart for it.
fn flats<'p>(policy: &'p Policy, pool: &'p Pool, segment: usize) -> Vec<Flat<'p>> {
    let mut flats: Vec<(At<'_>, Flat<'p>)> = Vec::new();
    for (index, channel) in policy.selling_from(pool) {
        let at = At { channel: index, segment, sku: None };
        let method = policy.buffers.method.choose(at).filter(|method| keeps_something(method.value));
        let Some(method) = method else { continue };
        let known = flats.iter_mut().find(|(other, _)| is_same(&policy.buffers, *other, at));
        match known {
            Some((_, flat)) => {
                flat.channels.push(channel);
                if flat.methods.iter().all(|known| known.node != method.node) {
                    flat.methods.push(method);
                }
            }
            None => {
                let is_demand = matches!(method.value, Method::Demand(_));
                let risk = policy.buffers.risk.choose(at).filter(|_| is_demand);
                flats.push((at, Flat { channels: vec![channel], methods: vec![method], risk }));
            }
        }
    }
    flats.into_iter().map(|(_, flat)| flat).filter(is_apart).collect()
}

/// Whether a method keeps any units: 0 says that no buffer is wanted.
fn keeps_something(method: Method) -> bool {
    match method {
        Method::Demand(_) => true,
        Method::Percent(percent) => percent != Percent::ZERO,
        Method::Units(units) => units != 0,
        // the chance is the pool's, whichever of its channels sells the last unit twice
        Method::OversellRisk(_) => false,
    }
}

fn is_apart(flat: &Flat<'_>) -> bool {
    let severities = || flat.channels.iter().map(|channel| channel.severity.value);
    let apart =
        severities().max().zip(severities().min()).and_then(|(most, least)| decimal::subtract(most, least));
    apart.is_some_and(|apart| apart >= LEAST_APART)
}

fn is_same(buffers: &Buffers, a: At<'_>, b: At<'_>) -> bool {
    fn value<'c, T>(cascade: &'c crate::policy::scope::Cascade<T>, at: At<'_>) -> Option<&'c T> {
        cascade.choose(at).map(|scoped| &scoped.value)
    }
    let (own, other) = (value(&buffers.method, a), value(&buffers.method, b));
    let bounds = value(&buffers.at_least, a) == value(&buffers.at_least, b)
        && value(&buffers.at_most, a) == value(&buffers.at_most, b);
    let risks = (value(&buffers.risk, a), value(&buffers.risk, b));
    let demands = match own {
        // without a risk each is multiplied by its own severity
        Some(Method::Demand(_)) => {
            risks.0.is_some()
                && risks.0 == risks.1
                && value(&buffers.safety_stock, a) == value(&buffers.safety_stock, b)
        }
        _ => true,
    };
    own == other && bounds && demands
}
