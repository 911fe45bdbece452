//! Settings that are equally specific for some SKUs: both nodes, and the third that decides.

use std::collections::BTreeMap;

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Sources, Span};
use crate::nearest::listed;
use crate::policy::scope::{Clash, Scope, scope_address};
use crate::policy::{Buffers, Policy, Prices};

/// Tells values given twice in one scope, and every pair of nodes that clash, one finding a pair.
pub(super) fn tell(policy: &Policy, sources: &Sources, sink: &mut Sink) {
    let mut clashes = of_buffers(&policy.buffers, sink);
    clashes.extend(of_prices(&policy.prices, sink));
    let mut pairs: BTreeMap<(Span, Span, Scope), Vec<Clash>> = BTreeMap::new();
    for clash in clashes {
        pairs.entry((clash.first.1, clash.second.1, clash.both.clone())).or_default().push(clash);
    }
    for pair in pairs.values() {
        if let Some(finding) = ambiguous(pair, policy, sources) {
            sink.push(finding);
        }
    }
}

fn of_buffers(buffers: &Buffers, sink: &mut Sink) -> Vec<Clash> {
    let mut clashes = buffers.method.clashes("buffer", sink);
    clashes.extend(buffers.safety_stock.clashes("buffer", sink));
    clashes.extend(buffers.risk.clashes("buffer", sink));
    clashes.extend(buffers.at_least.clashes("buffer", sink));
    clashes.extend(buffers.at_most.clashes("buffer", sink));
    clashes
}

fn of_prices(prices: &Prices, sink: &mut Sink) -> Vec<Clash> {
    let mut clashes = prices.base.clashes("price", sink);
    clashes.extend(prices.adjust.clashes("price", sink));
    clashes.extend(prices.round.clashes("price", sink));
    clashes.extend(prices.ending.clashes("price", sink));
    clashes.extend(prices.floor.clashes("price", sink));
    clashes.extend(prices.set.clashes("price", sink));
    clashes.extend(prices.compare_at.clashes("price", sink));
    // `set` takes the place of the whole chain: they are one setting
    clashes.extend(prices.set.clashes_with(&prices.base, "price"));
    clashes.extend(prices.set.clashes_with(&prices.adjust, "price"));
    clashes.extend(prices.set.clashes_with(&prices.ending, "price"));
    clashes.extend(prices.set.clashes_with(&prices.floor, "price"));
    clashes
}

fn ambiguous(pair: &[Clash], policy: &Policy, sources: &Sources) -> Option<Diagnostic> {
    let clash = pair.first()?;
    let mut settings: Vec<&str> = pair.iter().map(|clash| clash.setting).collect();
    settings.dedup();
    let (channels, segments) = (policy.channel_names(), segment_names(policy));
    let whom = described(&clash.both, &channels, &segments);
    let message = format!(
        "{} for {whom} {} given twice, by nodes that are equally specific",
        listed(settings.iter().copied()),
        if settings.len() == 1 { "is" } else { "are" }
    );
    // the second node's values decide in the proposal: the seller sees both and swaps at will
    let mut values: Vec<String> = pair.iter().map(|clash| written(sources, clash.values.0)).collect();
    values.dedup();
    let proposal =
        format!("{} {{ {} }}", head(clash.kind, &clash.both, &channels, &segments), values.join("; "));
    Some(
        Diagnostic::error(
            "ambiguous-setting",
            Category::Language,
            message,
            Label::new(clash.values.1, "given here"),
        )
        .with_label(clash.values.0, "and here")
        .with_help(format!("say which one holds: `{proposal}`"))
        .with_address(
            scope_address(clash.kind, &clash.both, &channels, &segments).field(clash.setting).to_string(),
        ),
    )
}

/// A setting as it can be pasted: its value with the name before it, where the span is the value's alone.
fn written(sources: &Sources, span: Span) -> String {
    let value = sources.text(span);
    let before = sources.source_text(span).and_then(|(text, base)| text.get(..(span.start - base) as usize));
    let before = before.unwrap_or_default().trim_end_matches([' ', '\t', '=']);
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    let name = before.trim_end_matches(is_letter).len();
    match before.get(name..).unwrap_or_default() {
        "" => value.to_owned(),
        name => format!("{name} {value}"),
    }
}

fn segment_names(policy: &Policy) -> Vec<String> {
    policy.segments.iter().map(|segment| segment.name.clone()).collect()
}

fn described(scope: &Scope, channels: &[String], segments: &[String]) -> String {
    let channel = scope.channel.and_then(|index| channels.get(index));
    let segment = scope.segment.and_then(|index| segments.get(index));
    let mut words = match (&scope.sku, segment) {
        (Some(sku), _) => format!("SKU `{sku}`"),
        (None, Some(segment)) => format!("segment `{segment}`"),
        (None, None) => "every SKU".to_owned(),
    };
    if let Some(channel) = channel {
        words = format!("{words} on `{channel}`");
    }
    words
}

fn head(kind: &str, scope: &Scope, channels: &[String], segments: &[String]) -> String {
    let mut words = vec![kind.to_owned()];
    words.extend(scope.channel.and_then(|index| channels.get(index)).cloned());
    words.extend(
        scope.segment.and_then(|index| segments.get(index)).map(|segment| format!("segment={segment}")),
    );
    words.extend(scope.sku.as_ref().map(|sku| format!("sku={}", kdl_word(sku))));
    words.join(" ")
}

/// A text as it can be pasted into KDL.
fn kdl_word(text: &str) -> String {
    let bare = text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(letter));
    if bare { text.to_owned() } else { format!("{text:?}") }
}
