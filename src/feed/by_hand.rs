//! `by-hand.jsonl`: what no feed of a channel carries, for whoever enters it there.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use crate::exact::Decimal;
use crate::policy::Policy;
use crate::program::{ChannelProgram, Program};

use super::left::What;
use super::offers::nullable_text;
use super::text::amount;

/// A line of `by-hand.jsonl`: a figure of a SKU that its channel's feeds can't carry, in the order of the catalog but for
/// what a product CSV leaves, which comes once its product is read whole; or after those what they carry of no SKU, with
/// how many SKUs have it.
#[derive(Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ByHandLine<'a> {
    /// The channel.
    channel: &'a str,
    /// `price`, `sale`, `coupon`, `compare-at`, `quantity`, `listing` (all that a listing says), or the name of a
    /// field of the content.
    what: &'a str,
    /// Why no feed carries it.
    why: &'a str,
    /// How many SKUs have it.
    skus: u64,
    /// The SKU; null where it is not one alone.
    #[schemars(required, schema_with = "nullable_text")]
    sku: Option<&'a str>,
    /// What is to be entered, an amount in the channel's currency; null where it is not one value.
    #[schemars(required, schema_with = "nullable_text")]
    value: Option<String>,
    /// Who enters it; null where nobody is named.
    #[schemars(required, schema_with = "nullable_text")]
    owner: Option<&'a str>,
}

/// The schema of a line; committed as `schema/by-hand.schema.json`.
pub fn by_hand_schema() -> Json {
    super::manifest::schema_of::<ByHandLine<'_>>("a line of by-hand.jsonl, version 1")
}

/// What is to be done by hand.
#[derive(Debug, Default)]
pub(super) struct ByHand {
    /// Lines of SKUs.
    pub(super) lines: Vec<u8>,
    /// How many there are.
    pub(super) count: u64,
    /// SKUs by channel and by what no feed of it carries.
    groups: BTreeMap<(usize, What), u64>,
}

impl ByHand {
    /// One more SKU with something that no feed of a channel carries.
    pub(super) fn count_one(&mut self, channel: usize, what: What) {
        *self.groups.entry((channel, what)).or_default() += 1;
    }

    /// A figure of a SKU, with its value.
    pub(super) fn add_figure(
        &mut self,
        channel: &ChannelProgram,
        sku: &str,
        (what, value): (What, Decimal),
        why: &str,
    ) {
        let value = match what {
            What::Quantity => value.to_string(),
            _ => amount(value, channel.channel.currency.value).to_string(),
        };
        self.push(&line(&channel.channel.name, what.word(), why, Some(sku), Some(value)));
    }

    /// All that the listing of a SKU says.
    pub(super) fn add_listing(&mut self, channel: &ChannelProgram, sku: &str, why: &str) {
        self.push(&line(&channel.channel.name, "listing", why, Some(sku), None));
    }

    /// A field of the listing of a SKU.
    pub(super) fn add_field(&mut self, channel: &ChannelProgram, sku: &str, field: &str, why: &str) {
        self.push(&line(&channel.channel.name, field, why, Some(sku), None));
    }

    /// Takes in the groups of a later part of the catalog.
    pub(super) fn merge(&mut self, later: Self) {
        self.count += later.count;
        for (group, count) in later.groups {
            *self.groups.entry(group).or_default() += count;
        }
    }

    /// Ends with the lines of the groups.
    pub(super) fn close(&mut self, policy: &Policy, program: &Program) {
        for ((channel, what), skus) in std::mem::take(&mut self.groups) {
            let Some(own) = program.channels.get(channel) else { continue };
            let name = &own.channel.name;
            let plan = match what {
                What::Content(index) => own.content.get(index),
                _ => None,
            };
            let field = plan.map(|plan| plan.name.as_str());
            let word = field.unwrap_or(what.word());
            let goes_by_value = own.channel.feeds.iter().any(|feed| feed.format.is_judged());
            let why = if plan.is_some_and(|plan| plan.is_manual) {
                "`update via=manual`: a change of it is entered by hand".to_owned()
            } else if own.channel.feeds.is_empty() {
                format!("`{name}` has no feed")
            } else if field.is_some() && goes_by_value {
                format!("no feed of `{name}` carries it, or not in the form that it has")
            } else {
                format!("no feed of `{name}` carries it")
            };
            let owner = field.and_then(|field| owner(policy, field));
            self.push(&ByHandLine { skus, owner, ..line(name, word, &why, None, None) });
        }
    }

    fn push(&mut self, line: &ByHandLine<'_>) {
        // a line of texts and counts always serialises
        if serde_json::to_writer(&mut self.lines, line).is_ok() {
            self.lines.push(b'\n');
            self.count += 1;
        }
    }
}

fn line<'a>(
    channel: &'a str,
    what: &'a str,
    why: &'a str,
    sku: Option<&'a str>,
    value: Option<String>,
) -> ByHandLine<'a> {
    ByHandLine { channel, what, why, skus: 1, sku, value, owner: None }
}

fn owner<'p>(policy: &'p Policy, name: &str) -> Option<&'p str> {
    let field = policy.content.fields.iter().find(|field| field.name == name)?;
    field.update.as_ref()?.value.1.as_deref()
}
