//! `quarantine.jsonl`: every SKU that is left out of a feed, every row that was set aside, and why.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use crate::catalog::{Problem, ProblemKind};
use crate::item::Item;
use crate::lint::{Held, rule_of_row};
use crate::offer::{Hold, Offer};
use crate::policy::Policy;
use crate::program::Program;

use super::offers::nullable_text;

/// A line of `quarantine.jsonl`: a SKU that is left out of a channel's feed, or a row of the products that was
/// set aside and so is in no feed at all. In the order of the catalog.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct QuarantineLine<'a> {
    /// The seller's own id.
    sku: &'a str,
    /// The channel from whose feed the SKU is left out; null for a row that was set aside: it is in none.
    #[schemars(required, schema_with = "nullable_text")]
    channel: Option<&'a str>,
    /// What stays on the channel: `last-state`, or `zero` where a quantity of 0 was sent. Of a row that was set
    /// aside, `first-row` where an earlier row of its SKU counts in its place
    /// and is not set aside itself.
    leaves: &'a str,
    /// The place at fault, for a row that was set aside: the row itself, or the one of another source that it
    /// was joined with.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "QuarantineRow<'_>")]
    row: Option<QuarantineRow<'a>>,
    /// The rules that hold it back.
    findings: Vec<QuarantineFinding<'a>>,
}

/// A row of the catalog.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct QuarantineRow<'a> {
    /// The file, relative to the policy's root.
    file: &'a str,
    /// The record in that file, header not counted, from 1.
    record: u64,
    /// The line on which the record starts, from 1.
    line: u64,
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
    let of_blanks = findings.len();
    for held in held.iter().filter(|held| held.channel == offer.channel) {
        // a blank is told above, by the rule that looks for it
        let is_told = findings.iter().take(of_blanks).any(|finding| finding.rule == held.rule);
        let finding = QuarantineFinding { rule: held.rule, why: figures(held) };
        if !is_told && !findings.iter().any(|own| (own.rule, &own.why) == (finding.rule, &finding.why)) {
            findings.push(finding);
        }
    }
    let leaves = if leaves_zero { "zero" } else { "last-state" };
    let line = QuarantineLine { sku: &item.sku, channel: Some(channel), leaves, row: None, findings };
    push(&line, bytes);
}

/// Appends the line of a row that was set aside, where its SKU is known.
pub(super) fn write_row(policy: &Policy, problem: &Problem, bytes: &mut Vec<u8>) {
    let Some(sku) = &problem.sku else { return };
    let is_first_fed = matches!(problem.kind, ProblemKind::DuplicateSku { is_first_lost: false, .. });
    let row = QuarantineRow {
        file: policy.catalog.sources.get(problem.row.source).map_or("", |source| source.path.as_str()),
        record: problem.row.record,
        line: problem.row.line,
    };
    let line = QuarantineLine {
        sku,
        channel: None,
        leaves: if is_first_fed { "first-row" } else { "last-state" },
        row: Some(row),
        findings: vec![QuarantineFinding { rule: rule_of_row(problem), why: problem.why() }],
    };
    push(&line, bytes);
}

fn push(line: &QuarantineLine<'_>, bytes: &mut Vec<u8>) {
    // a line of texts and counts always serialises
    if serde_json::to_writer(&mut *bytes, line).is_ok() {
        bytes.push(b'\n');
    }
}

fn of_hold(hold: &Hold) -> QuarantineFinding<'static> {
    let (rule, why) = match hold {
        Hold::MissingPrice(field) => ("missing-price", format!("no price: `{field}` is blank")),
        Hold::ZeroPrice(field) => ("zero-price", format!("`{field}` is 0")),
        Hold::NoPriceLeft(_, lost) => ("missing-price", format!("no price is left: {}", lost.in_words())),
        Hold::MissingStock => ("missing-stock", "no stock figure at any location of the pool".to_owned()),
        Hold::UnfedLocation => {
            ("unfed-location", "no column of the catalog gives the stock of the pool".to_owned())
        }
        Hold::UntrackedWithoutMaximum => (
            "untracked-without-maximum",
            "the stock is not counted, and the channel has no `max-quantity`".to_owned(),
        ),
        Hold::NoPool => ("incomplete-channel", "the channel draws from no pool".to_owned()),
        Hold::NoBuffer => {
            ("incomplete-channel", "no `buffer` says what to keep back from the channel".to_owned())
        }
        Hold::Missing(field) => ("blank-held", format!("`{field}` is blank, and `missing` says hold")),
        Hold::SharedVelocity => (
            "blank-held",
            "`velocity` is known as a whole alone, the SKU sells from several pools, and `missing` says hold"
                .to_owned(),
        ),
        Hold::Unreadable(field) => ("unresolved-figure", format!("`{field}` is no number")),
        Hold::Overflow => ("unresolved-figure", "a figure needs more than 28 digits".to_owned()),
    };
    QuarantineFinding { rule, why }
}

/// The figures of a finding: `` `title`: length 15, most 14 characters ``.
fn figures(held: &Held) -> String {
    let mut words = String::new();
    for (index, (name, value)) in held.figures.iter().enumerate() {
        let between = if index == 0 || words.ends_with(": ") { "" } else { ", " };
        let parts = match *name {
            "field" if index == 0 => ["`", "", value, "`: "],
            "unit" => [" ", "", value, ""],
            name => [between, name, " ", value],
        };
        words.extend(parts);
    }
    words.trim_end_matches(": ").to_owned()
}
