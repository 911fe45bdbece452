//! `quarantine.jsonl`: every SKU that is left out of a feed, and why.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use crate::item::Item;
use crate::lint::Held;
use crate::offer::{Hold, Offer};
use crate::program::Program;

/// A line of `quarantine.jsonl`.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct QuarantineLine<'a> {
    /// The seller's own id.
    sku: &'a str,
    /// The channel from whose feed it is left out.
    channel: &'a str,
    /// What stays on the channel: `last-state`, or `zero` where a quantity of 0 was sent.
    leaves: &'a str,
    /// The rules that hold it back.
    findings: Vec<QuarantineFinding<'a>>,
}

/// A rule that holds a SKU back.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct QuarantineFinding<'a> {
    /// The rule.
    rule: &'a str,
    /// What is wrong, in a few words.
    why: String,
}

/// The schema of a line; committed as `schema/quarantine.schema.json`.
pub fn quarantine_schema() -> Json {
    super::manifest::schema_of::<QuarantineLine<'_>>("a line of quarantine.jsonl, version 1")
}

/// Appends the line of a SKU that is held back.
pub(super) fn write(
    program: &Program,
    item: &Item,
    offer: &Offer,
    held: &[Held],
    leaves_zero: bool,
    bytes: &mut Vec<u8>,
) {
    let channel = program.channels.get(offer.channel).map_or("", |own| own.channel.name.as_str());
    let mut findings: Vec<QuarantineFinding<'_>> = offer.holds.iter().map(of_hold).collect();
    for held in held.iter().filter(|held| held.channel == offer.channel) {
        // a blank is told above, by the rule that looks for it
        if !findings.iter().any(|finding| finding.rule == held.rule) {
            findings.push(QuarantineFinding { rule: held.rule, why: figures(held) });
        }
    }
    let leaves = if leaves_zero { "zero" } else { "last-state" };
    let line = QuarantineLine { sku: &item.sku, channel, leaves, findings };
    // a line of texts always serialises
    if serde_json::to_writer(&mut *bytes, &line).is_ok() {
        bytes.push(b'\n');
    }
}

fn of_hold(hold: &Hold) -> QuarantineFinding<'static> {
    let (rule, why) = match hold {
        Hold::MissingPrice(field) => ("missing-price", format!("no price: `{field}` is blank")),
        Hold::ZeroPrice(field) => ("zero-price", format!("`{field}` is 0")),
        Hold::NoPriceLeft(_, lost) => ("missing-price", format!("no price is left: {}", lost.in_words())),
        Hold::MissingStock => ("missing-stock", "no stock figure at any location of the pool".to_owned()),
        Hold::UntrackedWithoutMaximum => (
            "untracked-without-maximum",
            "the stock is not counted, and the channel has no `max-quantity`".to_owned(),
        ),
        Hold::NoPool => ("incomplete-channel", "the channel draws from no pool".to_owned()),
        Hold::Missing(field) => ("blank-held", format!("`{field}` is blank, and `missing` says hold")),
        Hold::Unreadable(field) => ("unresolved-figure", format!("`{field}` is no number")),
        Hold::Overflow => ("unresolved-figure", "a figure needs more than 28 digits".to_owned()),
    };
    QuarantineFinding { rule, why }
}

fn figures(held: &Held) -> String {
    let figures: Vec<String> = held.figures.iter().map(|(name, value)| format!("{name} {value}")).collect();
    figures.join(", ")
}
