//! Parts to the linked policy, in the order in which names come to be known.

mod attributes;
mod bounds;
mod buffers;
mod channel_feeds;
mod channels;
mod clashes;
mod clearances;
mod conditions;
mod content;
mod demand;
mod excuses;
mod feed_settings;
mod feeds;
mod fees;
mod fineness;
mod forbidden;
mod lint;
mod monitoring;
mod names;
mod orders;
mod oversell;
mod playbooks;
mod pools;
mod prices;
mod promotions;
mod rows;
mod schemas;
mod segments;
mod sources;
mod tests;
mod tooling;
mod watches;

use std::collections::BTreeMap;

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::exact::{Currency, Decimal};
use crate::item::{Field, Shape};
use crate::model::part::segment::SegmentPart;
use crate::model::part::{Document, PolicyPart};
use crate::model::{Address, Lost, Model};
use crate::value::Spanned;

use super::setting::{Origin, Setting};
use super::{Anchor, Policy};
use channels::PolicyMoney;
use names::{Names, by_name};

/// Links a model: looks up every name, chooses every setting, tells what does not fit together.
///
/// A policy comes out whatever was wrong; it is only used where the sink has no errors.
pub fn link(model: &Model, sink: &mut Sink) -> Policy {
    let document = &model.document;
    let head = policy_head(document, &model.lost, sink);
    let channel_parts = by_name("channel", &document.channel, |part| &part.name, sink);
    let pool_parts = by_name("pool", &document.pool, |part| &part.name, sink);
    by_name("profile", &document.profile, |part| &part.name, sink);
    let segment_parts = segment_parts(document, sink);
    let names = Names {
        channels: channel_parts.keys().map(ToString::to_string).collect(),
        segments: segment_parts.iter().map(|part| part.value.name.value.0.clone()).collect(),
        pools: pool_parts.keys().map(ToString::to_string).collect(),
        locations: locations(document),
        has_currency: has_currency(document, &model.lost),
        lost: &model.lost,
    };
    let money = PolicyMoney { currency: head.currency, fx: head.fx.clone() };
    feed_settings::tell(document, sink);
    let mut policy = head;
    policy.channels =
        channel_parts.values().map(|part| channels::channel(part, document, &money, &names, sink)).collect();
    policy.pools = pool_parts.values().map(|part| pools::pool(part, &names, sink)).collect();
    pools::assign(&policy.pools, &mut policy.channels, sink);
    for part in &document.throttle {
        pools::throttle(part, document, &mut policy.pools, &names, sink);
    }
    let is_one_list = document.segments.len() == 1;
    policy.segments = segments::link(&segment_parts, is_one_list, &names, sink);
    policy.catalog = sources::catalog(&document.catalog, &policy, &names, sink);
    channel_feeds::leave_out_without_ids(&mut policy.channels, &policy.catalog);
    prices::pricing(&document.pricing, &mut policy, &names, sink);
    scoped_nodes(document, &mut policy, &names, sink);
    watches::map_policy(&document.map_policy, &mut policy, &names, sink);
    policy.watches = watches::watches(&document.parity, &policy.channels, &names, sink);
    policy.content = content::content(document, &policy.channels, &names, sink);
    content::check_columns(&policy.content, &policy.channels, &names, sink);
    attributes::tell(&policy.content, &policy.channels, sink);
    policy.promotions = by_name("promotion", &document.promotion, |part| &part.name, sink)
        .values()
        .filter_map(|part| promotions::promotion(part, &policy, &names, sink))
        .collect();
    policy.clearances = by_name("clearance", &document.clearance, |part| &part.name, sink)
        .values()
        .filter_map(|part| clearances::clearance(part, &policy, &names, sink))
        .collect();
    operations(document, &mut policy, &names, sink);
    policy.tests = tests::tests(&document.test, &policy, &names, sink);
    policy.lint = lint::lint(model, &policy, &names, sink);
    policy.named_skus = named_skus(document);
    clashes::tell(&policy, sink);
    bounds::tell(&policy, sink);
    demand::tell(&policy, sink);
    oversell::tell(&policy, &names, sink);
    fineness::tell(&policy, sink);
    feeds::tell(document, &policy, &names, sink);
    policy
}

/// What changes no price and no quantity.
fn operations(document: &Document, policy: &mut Policy, names: &Names<'_>, sink: &mut Sink) {
    policy.playbooks = by_name("playbook", &document.playbook, |part| &part.name, sink)
        .values()
        .map(|part| playbooks::playbook(part, sink))
        .collect();
    policy.monitor = monitoring::monitor(&document.monitor, names, sink);
    policy.tooling = tooling::tooling(&document.tooling, names, sink);
}

fn scoped_nodes(document: &Document, policy: &mut Policy, names: &Names<'_>, sink: &mut Sink) {
    let mut buffers = buffers::none();
    for part in &document.buffer {
        buffers::add(part, &mut buffers, |channel| policy.is_held(channel), names, sink);
    }
    policy.buffers = buffers;
    let mut prices = prices::none();
    for part in &document.price {
        prices::add(part, &mut prices, policy.currency, &policy.channels, names, sink);
    }
    prices::check_floors(&prices, &policy.margin_floors, names, sink);
    prices.allow.sort_by(|a, b| (&a.scope, a.kind, a.range).cmp(&(&b.scope, b.kind, b.range)));
    policy.prices = prices;
}

/// The `policy` node, and a policy that has nothing else yet.
fn policy_head(document: &Document, lost: &Lost, sink: &mut Sink) -> Policy {
    let mut parts: Vec<&Spanned<PolicyPart>> = document.policy.iter().collect();
    parts.sort_by_key(|part| part.span);
    if let [first, second, ..] = parts.as_slice() {
        let message = "there are two `policy` nodes";
        let help = "a policy is one folder with one `policy` node; put both into one";
        sink.push(two_nodes(message, first.span, second.span, help));
    }
    let Some(part) = parts.first() else {
        if !lost.may_have_kind("policy") {
            sink.push(no_policy(document));
        }
        return empty("policy", Origin::default(), Currency::USD);
    };
    let own = &part.value;
    let address = Address::of("policy");
    let mut policy =
        empty(&own.name.value.0, Origin::written(address.clone(), part.span), own.currency.value);
    policy.timezone = own.timezone.as_ref().map_or_else(|| "UTC".to_owned(), |zone| zone.value.0.clone());
    policy.owner = own.owner.as_ref().map(|owner| owner.value.0.clone());
    policy.fx = exchange_rates(&parts, sink);
    policy.catalog_tax = own.prices.as_ref().map(|prices| {
        let rate = &prices.value.include_tax;
        Setting::written(rate.value.0, address.field("prices"), rate.span)
    });
    policy
}

/// The rates of all `policy` nodes: where there is a second one, that alone is told.
fn exchange_rates(parts: &[&Spanned<PolicyPart>], sink: &mut Sink) -> BTreeMap<Currency, Setting<Decimal>> {
    let mut rates: BTreeMap<Currency, Setting<Decimal>> = BTreeMap::new();
    for part in parts.iter().flat_map(|part| &part.value.fx) {
        let currency = part.value.currency.value;
        if parts.first().is_some_and(|policy| policy.value.currency.value == currency) {
            sink.push(own_rate(currency, part.value.currency.span));
            continue;
        }
        if let Some(first) = rates.get(&currency).and_then(|rate| rate.origin.span) {
            sink.push(names::given_twice(&format!("fx {currency}"), part.span, first));
            continue;
        }
        let address = Address::of("policy").field("fx").field(currency.code());
        rates.insert(currency, Setting::written(part.value.rate.value.0, address, part.span));
    }
    rates
}

fn own_rate(currency: Currency, span: Span) -> Diagnostic {
    let message = format!("the policy is in {currency} itself, so its rate is 1");
    Diagnostic::error("invalid-value", Category::Language, message, Label::new(span, "the policy's currency"))
        .with_help(format!("take `fx {currency}` out, or name another currency"))
}

/// Whether the policy's currency is what it says, and not what stands in for it.
fn has_currency(document: &Document, lost: &Lost) -> bool {
    !document.policy.is_empty() && !lost.may_have_kind("policy") && !lost.may_have_kind("currency")
}

fn empty(name: &str, origin: Origin, currency: Currency) -> Policy {
    Policy {
        name: name.to_owned(),
        origin,
        currency,
        timezone: "UTC".to_owned(),
        owner: None,
        fx: BTreeMap::new(),
        catalog_tax: None,
        catalog: super::catalog::Catalog::default(),
        channels: Vec::new(),
        segments: Vec::new(),
        pools: Vec::new(),
        buffers: buffers::none(),
        prices: prices::none(),
        anchor: Setting::default_of(Anchor::Field(Field::Price), Address::of("pricing").field("anchor")),
        round: None,
        margin_floors: Vec::new(),
        advertised: Vec::new(),
        map_exempt: Vec::new(),
        watches: Vec::new(),
        content: super::content::Content::default(),
        promotions: Vec::new(),
        lint: super::lint::Lint::default(),
        clearances: Vec::new(),
        playbooks: Vec::new(),
        monitor: super::operations::Monitor::default(),
        tooling: super::operations::Tooling::default(),
        tests: Vec::new(),
        named_skus: Vec::new(),
    }
}

fn no_policy(document: &Document) -> Diagnostic {
    let place = document.evenkeel.as_ref().map_or(Span::default(), |version| version.span);
    let message = "the policy has no `policy` node";
    Diagnostic::error(
        "missing-field",
        Category::Language,
        message,
        Label::new(place, "it belongs after this"),
    )
    .with_help("write `policy NAME { currency USD }`")
}

fn two_nodes(message: &str, first: Span, second: Span, help: &str) -> Diagnostic {
    Diagnostic::error("duplicate-name", Category::Language, message, Label::new(second, "the second"))
        .with_label(first, "the first")
        .with_help(help)
}

/// All segments, in the order of the one `segments` node.
fn segment_parts<'d>(document: &'d Document, sink: &mut Sink) -> Vec<&'d Spanned<SegmentPart>> {
    let mut nodes: Vec<_> = document.segments.iter().collect();
    nodes.sort_by_key(|node| node.span);
    if let [first, second, ..] = nodes.as_slice() {
        let message = "there are two `segments` nodes, and the order of segments means something";
        let help = "put all segments into one node, in the order in which a SKU is tried against them";
        sink.push(two_nodes(message, first.span, second.span, help));
    }
    // those of a second node are names too, and not told twice
    let is_told = nodes.len() > 1;
    let mut kept: Vec<&Spanned<SegmentPart>> = Vec::new();
    for part in nodes.iter().flat_map(|node| &node.value.segment) {
        let name = &part.value.name;
        match kept.iter().find(|known| known.value.name.value == name.value) {
            Some(_) if is_told => {}
            Some(first) => {
                sink.push(names::duplicate_name("segment", &name.value.0, name.span, first.value.name.span));
            }
            None => kept.push(part),
        }
    }
    kept
}

/// The locations of all pools, sorted.
fn locations(document: &Document) -> Vec<String> {
    let parts = document.pool.iter().flat_map(|pool| &pool.value.location);
    let mut locations: Vec<String> = parts.map(|location| location.value.name.value.0.clone()).collect();
    locations.sort();
    locations.dedup();
    locations
}

/// SKUs that `buffer` and `price` nodes name, with the place of each.
fn named_skus(document: &Document) -> Vec<(String, Setting<String>)> {
    let buffers = document.buffer.iter().filter_map(|part| Some(("buffer", part.value.sku.as_ref()?)));
    let prices = document.price.iter().filter_map(|part| Some(("price", part.value.sku.as_ref()?)));
    let mut named: Vec<(String, Setting<String>)> = buffers
        .chain(prices)
        .map(|(kind, sku)| {
            let address = Address::of(kind).with("sku", &sku.value.0);
            (sku.value.0.clone(), Setting::written(kind.to_owned(), address, sku.span))
        })
        .collect();
    named.sort_by(|a, b| (&a.0, a.1.origin.span).cmp(&(&b.0, b.1.origin.span)));
    named
}

/// The locations and channels that items are keyed by; the texts that are read are for `program` to say.
pub(super) fn shape(policy: &Policy) -> Shape {
    let mut locations: Vec<String> =
        policy.pools.iter().flat_map(|pool| &pool.locations).map(|location| location.name.clone()).collect();
    locations.sort();
    locations.dedup();
    channels::shape(&policy.channels, &locations)
}
