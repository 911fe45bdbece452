//! Settings that are equally specific for some SKUs: both nodes, and the third that decides.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::nearest::listed;
use crate::policy::scope::{Clash, Given, Scope, scope_address};
use crate::policy::written::head;
use crate::policy::{Buffers, Policy, Prices};

/// Tells nodes that give a setting in one scope, and nodes that clash: one finding for all that repeat each
/// other, and one for each two of those, so that it does not matter which of them stands first.
pub(super) fn tell(policy: &Policy, sink: &mut Sink) {
    let mut clashes = of_buffers(&policy.buffers);
    clashes.extend(of_prices(&policy.prices));
    let (repeats, clashes): (Vec<Clash>, Vec<Clash>) = clashes.into_iter().partition(Clash::is_repeat);
    let mut copies = Copies::default();
    for clash in &repeats {
        copies.join(clash.first.node, clash.second.node);
    }
    let mut twice: BTreeMap<Span, Vec<Clash>> = BTreeMap::new();
    for clash in repeats {
        twice.entry(copies.first_of(clash.first.node)).or_default().push(clash);
    }
    twice.values().filter_map(|group| given_twice(group, policy)).for_each(|finding| sink.push(finding));
    let mut pairs: BTreeMap<(Span, Span, Scope), Vec<Clash>> = BTreeMap::new();
    for clash in clashes {
        // the channels of one node are one scope
        let scope = Scope { channel: None, ..clash.both.clone() };
        let (a, b) = (copies.first_of(clash.first.node), copies.first_of(clash.second.node));
        pairs.entry((a.min(b), a.max(b), scope)).or_default().push(clash);
    }
    pairs.values().filter_map(|pair| ambiguous(pair, policy)).for_each(|finding| sink.push(finding));
}

/// Nodes that repeat each other, each with an earlier one.
#[derive(Debug, Default)]
struct Copies(BTreeMap<Span, Span>);

impl Copies {
    /// The first of the nodes that a node repeats, or that repeat it.
    fn first_of(&self, node: Span) -> Span {
        let mut first = node;
        while let Some(earlier) = self.0.get(&first) {
            first = *earlier;
        }
        first
    }

    fn join(&mut self, a: Span, b: Span) {
        let (a, b) = (self.first_of(a), self.first_of(b));
        if a != b {
            self.0.insert(a.max(b), a.min(b));
        }
    }
}

fn of_buffers(buffers: &Buffers) -> Vec<Clash> {
    let mut clashes = buffers.method.clashes("buffer");
    clashes.extend(buffers.safety_stock.clashes("buffer"));
    clashes.extend(buffers.risk.clashes("buffer"));
    clashes.extend(buffers.at_least.clashes("buffer"));
    clashes.extend(buffers.at_most.clashes("buffer"));
    clashes
}

fn of_prices(prices: &Prices) -> Vec<Clash> {
    let mut clashes = prices.base.clashes("price");
    clashes.extend(prices.adjust.clashes("price"));
    clashes.extend(prices.round.clashes("price"));
    clashes.extend(prices.ending.clashes("price"));
    clashes.extend(prices.floor.clashes("price"));
    clashes.extend(prices.set.clashes("price"));
    clashes.extend(prices.compare_at.clashes("price"));
    // `set` takes the place of the whole chain: they are one setting
    clashes.extend(prices.set.clashes_with(&prices.base, "price"));
    clashes.extend(prices.set.clashes_with(&prices.adjust, "price"));
    clashes.extend(prices.set.clashes_with(&prices.ending, "price"));
    clashes.extend(prices.set.clashes_with(&prices.floor, "price"));
    clashes
}

fn given_twice(group: &[Clash], policy: &Policy) -> Option<Diagnostic> {
    let clash = group.first()?;
    let words = Words::new(group, policy);
    let mut nodes: BTreeMap<Span, BTreeSet<(Span, bool)>> = BTreeMap::new();
    for given in group.iter().flat_map(|clash| [&clash.first, &clash.second]) {
        nodes.entry(given.node).or_default().insert((given.place, given.setting == "set"));
    }
    let mut labels: Vec<Label> = Vec::new();
    for (index, (node, places)) in nodes.iter().enumerate() {
        let single = places.first().filter(|_| places.len() == 1);
        let text = match (words.is_set_and_chain, index) {
            (true, _) if places.iter().any(|(_, is_set)| *is_set) => "sets the price",
            (true, _) if single.is_some() => "a step of the chain",
            (true, _) => "a chain",
            (false, 0) => "the first",
            (false, 1) => "the second time",
            (false, _) => "once more",
        };
        labels.push(Label::new(single.map_or(*node, |(place, _)| *place), text));
    }
    let (message, help) = if words.is_set_and_chain {
        let message = format!("`set` and the chain are one setting, and both are given for {}", words.whom());
        (message, "keep `set` or the steps, or give one of the two a narrower scope".to_owned())
    } else {
        let message = format!("{} with the same scope", words.given(nodes.len()));
        let several = if nodes.len() == 2 { "the two" } else { "them" };
        (message, format!("keep one of {several}, or give them different scopes"))
    };
    let primary = labels.pop()?;
    let finding = Diagnostic::error("given-twice", Category::Language, message, primary).with_help(help);
    let finding = labels.into_iter().fold(finding, |finding, own| finding.with_label(own.span, own.text));
    Some(finding.with_address(words.address(clash, policy)))
}

fn ambiguous(pair: &[Clash], policy: &Policy) -> Option<Diagnostic> {
    let clash = pair.iter().min_by_key(|clash| (clash.first.place, clash.second.place))?;
    let words = Words::new(pair, policy);
    let message = format!("{}, and neither is more specific", words.given(2));
    let help = if clash.can_be_decided() {
        // the values of one node stand in the proposal: the seller sees both and changes them at will
        format!("say which one holds: `{}`", words.proposal(pair))
    } else {
        "take it out of one of the two; no scope is narrower than theirs".to_owned()
    };
    let at = |given: &Given| match (words.is_set_and_chain, given.setting) {
        (true, "set") => Some("sets the price"),
        (true, _) => Some("a step of the chain"),
        (false, _) => None,
    };
    let label = Label::new(clash.second.place, at(&clash.second).unwrap_or("given here"));
    let finding = Diagnostic::error("ambiguous-setting", Category::Language, message, label)
        .with_label(clash.first.place, at(&clash.first).unwrap_or("and here"))
        .with_help(help);
    Some(finding.with_address(words.address(clash, policy)))
}

/// The names in a pair of nodes that clash.
struct Words {
    kind: &'static str,
    settings: Vec<&'static str>,
    is_set_and_chain: bool,
    channels: Vec<String>,
    segment: Option<String>,
    sku: Option<String>,
}

impl Words {
    fn new(pair: &[Clash], policy: &Policy) -> Self {
        let scope = pair.first().map(|clash| clash.both.clone()).unwrap_or_default();
        let mut channels: Vec<usize> = pair.iter().filter_map(|clash| clash.both.channel).collect();
        channels.sort_unstable();
        channels.dedup();
        let mut settings: Vec<&str> = Vec::new();
        for clash in pair {
            if !settings.contains(&clash.second.setting) {
                settings.push(clash.second.setting);
            }
        }
        Self {
            kind: pair.first().map_or("", |clash| clash.kind),
            settings,
            is_set_and_chain: pair.iter().any(|clash| clash.first.setting != clash.second.setting),
            channels: channels
                .iter()
                .filter_map(|index| policy.channels.get(*index))
                .map(|channel| channel.name.clone())
                .collect(),
            segment: scope
                .segment
                .and_then(|index| policy.segments.get(index))
                .map(|segment| segment.name.clone()),
            sku: scope.sku,
        }
    }

    /// What is given, for whom, by how many nodes.
    fn given(&self, nodes: usize) -> String {
        let whom = self.whom();
        if self.is_set_and_chain {
            return format!("`set` and the chain are one setting, given for {whom} by two nodes");
        }
        let verb = if self.settings.len() == 1 { "is" } else { "are" };
        let settings = listed(self.settings.iter().copied());
        let nodes = if nodes == 2 { "two".to_owned() } else { nodes.to_string() };
        // a method is written by its own word, and known to nobody as `method`
        format!("{} {verb} given for {whom} by {nodes} nodes", settings.replace("`method`", "the method"))
    }

    fn whom(&self) -> String {
        let whom = match (&self.sku, &self.segment) {
            (Some(sku), Some(segment)) => format!("SKU `{sku}` in segment `{segment}`"),
            (Some(sku), None) => format!("SKU `{sku}`"),
            (None, Some(segment)) => format!("segment `{segment}`"),
            (None, None) => "every SKU".to_owned(),
        };
        if self.channels.is_empty() {
            return whom;
        }
        format!("{whom} on {}", listed(self.channels.iter().map(String::as_str)))
    }

    /// The node that decides, with the values of one of the two: by its scope, not by its place.
    fn proposal(&self, pair: &[Clash]) -> String {
        let mut given: Vec<&Given> = Vec::new();
        for clash in pair {
            let sides = [&clash.first, &clash.second];
            let Some(side) = sides.into_iter().min_by_key(|side| (&side.scope, &side.written)) else {
                continue;
            };
            match given.iter_mut().find(|known| known.setting == side.setting) {
                // of values that repeat each other the least stands for all
                Some(known) if side.written < known.written => *known = side,
                Some(_) => {}
                None => given.push(side),
            }
        }
        if given.iter().any(|own| own.setting == "set") {
            given.retain(|own| own.setting == "set");
        }
        let mut values: Vec<&str> = given.iter().map(|own| own.written.as_str()).collect();
        // `match` says its base itself
        if values.contains(&"match") {
            values.retain(|value| !value.starts_with("base "));
        }
        let channels: Vec<&str> = self.channels.iter().map(String::as_str).collect();
        let head = head(self.kind, &channels, self.segment.as_deref(), self.sku.as_deref());
        format!("{head} {{ {} }}", values.join("; "))
    }

    fn address(&self, clash: &Clash, policy: &Policy) -> String {
        let segments: Vec<String> = policy.segments.iter().map(|segment| segment.name.clone()).collect();
        let address = scope_address(self.kind, &clash.both, &policy.channel_names(), &segments);
        address.field(clash.second.setting).to_string()
    }
}
