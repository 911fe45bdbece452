//! Settings that are equally specific for some SKUs: both nodes, and the third that decides.

use std::collections::BTreeMap;

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::nearest::listed;
use crate::policy::scope::{Clash, Given, Scope, scope_address};
use crate::policy::{Buffers, Policy, Prices};

/// Tells values given twice in one scope, and nodes that clash: one finding a pair of nodes.
pub(super) fn tell(policy: &Policy, sink: &mut Sink) {
    let mut clashes = of_buffers(&policy.buffers);
    clashes.extend(of_prices(&policy.prices));
    let (repeats, clashes): (Vec<Clash>, Vec<Clash>) = clashes.into_iter().partition(Clash::is_repeat);
    let mut twice: BTreeMap<(Span, Span), Vec<Clash>> = BTreeMap::new();
    for clash in repeats {
        twice.entry((clash.first.node, clash.second.node)).or_default().push(clash);
    }
    twice.values().filter_map(|pair| given_twice(pair, policy)).for_each(|finding| sink.push(finding));
    let mut pairs: BTreeMap<(Span, Span, Scope), Vec<Clash>> = BTreeMap::new();
    for clash in clashes {
        // the channels of one node are one scope
        let scope = Scope { channel: None, ..clash.both.clone() };
        pairs.entry((clash.first.node, clash.second.node, scope)).or_default().push(clash);
    }
    pairs.values().filter_map(|pair| ambiguous(pair, policy)).for_each(|finding| sink.push(finding));
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

fn given_twice(pair: &[Clash], policy: &Policy) -> Option<Diagnostic> {
    let clash = pair.first()?;
    let words = Words::new(pair, policy);
    let (first, second) = match words.settings.as_slice() {
        [_] => (clash.first.place, clash.second.place),
        _ => (clash.first.node, clash.second.node),
    };
    let (message, labels, help) = if words.is_set_and_chain {
        let message = format!("`set` and the chain are one setting, and both are given for {}", words.whom());
        (message, clash.words(), "keep `set` or the steps, or give one of the two a narrower scope")
    } else {
        let message = format!("{} with the same scope", words.given());
        let labels = ["the first".to_owned(), "the second time".to_owned()];
        (message, labels, "keep one of the two, or give them different scopes")
    };
    let [at_first, at_second] = labels;
    let finding =
        Diagnostic::error("given-twice", Category::Language, message, Label::new(second, at_second))
            .with_label(first, at_first)
            .with_help(help);
    Some(finding.with_address(words.address(clash, policy)))
}

fn ambiguous(pair: &[Clash], policy: &Policy) -> Option<Diagnostic> {
    let clash = pair.first()?;
    let words = Words::new(pair, policy);
    let message = format!("{}, and neither is more specific", words.given());
    let help = if clash.can_be_decided() {
        // the first node's values stand in the proposal: the seller sees both and changes them at will
        format!("say which one holds: `{}`", words.proposal(pair))
    } else {
        "take it out of one of the two; no scope is narrower than theirs".to_owned()
    };
    let [at_first, at_second] =
        if words.is_set_and_chain { clash.words() } else { ["and here".to_owned(), "given here".to_owned()] };
    let label = Label::new(clash.second.place, at_second);
    let finding = Diagnostic::error("ambiguous-setting", Category::Language, message, label)
        .with_label(clash.first.place, at_first)
        .with_help(help);
    Some(finding.with_address(words.address(clash, policy)))
}

impl Clash {
    /// What stands beside the first and the second, where one sets the price and the other makes it in steps.
    fn words(&self) -> [String; 2] {
        let words = |given: &Given| match given.setting {
            "set" => "sets the price".to_owned(),
            _ => "a step of the chain".to_owned(),
        };
        [words(&self.first), words(&self.second)]
    }
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

    /// What is given, for whom, how.
    fn given(&self) -> String {
        let whom = self.whom();
        if self.is_set_and_chain {
            return format!("`set` and the chain are one setting, given for {whom} by two nodes");
        }
        let verb = if self.settings.len() == 1 { "is" } else { "are" };
        let settings = listed(self.settings.iter().copied());
        // a method is written by its own word, and known to nobody as `method`
        format!("{} {verb} given for {whom} by two nodes", settings.replace("`method`", "the method"))
    }

    fn whom(&self) -> String {
        let whom = match (&self.sku, &self.segment) {
            (Some(sku), _) => format!("SKU `{sku}`"),
            (None, Some(segment)) => format!("segment `{segment}`"),
            (None, None) => "every SKU".to_owned(),
        };
        if self.channels.is_empty() {
            return whom;
        }
        format!("{whom} on {}", listed(self.channels.iter().map(String::as_str)))
    }

    /// The node that decides, with the first node's values.
    fn proposal(&self, pair: &[Clash]) -> String {
        let mut values: Vec<&str> = Vec::new();
        for clash in pair {
            if !values.contains(&clash.first.written.as_str()) {
                values.push(&clash.first.written);
            }
        }
        // `match` says its base itself
        if values.contains(&"match") {
            values.retain(|value| !value.starts_with("base "));
        }
        let mut head = vec![self.kind.to_owned()];
        head.extend(self.channels.iter().cloned());
        head.extend(self.segment.iter().map(|segment| format!("segment={segment}")));
        head.extend(self.sku.iter().map(|sku| format!("sku={}", kdl_word(sku))));
        format!("{} {{ {} }}", head.join(" "), values.join("; "))
    }

    fn address(&self, clash: &Clash, policy: &Policy) -> String {
        let segments: Vec<String> = policy.segments.iter().map(|segment| segment.name.clone()).collect();
        let address = scope_address(self.kind, &clash.both, &policy.channel_names(), &segments);
        address.field(clash.second.setting).to_string()
    }
}

/// A text as it can be pasted into KDL.
fn kdl_word(text: &str) -> String {
    let bare = text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(letter));
    if bare { text.to_owned() } else { format!("{text:?}") }
}
