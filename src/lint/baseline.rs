//! A baseline: findings that were there when it was written, each known by what it means and not by its place.
//!
//! A catalog's finding is known SKU by SKU, so that a new one can't hide behind one that was mended. A change of the
//! setting at fault makes its findings new.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::catalog::Problem;
use crate::diagnostic::{Diagnostic, Excused, Sink, Sources};
use crate::digest::digest;
use crate::policy::Policy;
use crate::program::{By, Program};
use crate::syntax::{Node, parse};

use super::Rule;
use super::groups::{Cause, Groups};
use super::levels::{Ran, has_run};
use super::rules::RULES;

/// The version of a baseline's form.
const FORMAT_VERSION: u32 = 1;

/// What was known before, or is to be remembered.
#[derive(Debug, Default)]
pub struct Baseline {
    /// Each entry with its SKUs, and whether it was found again; one about no SKU has a blank one.
    entries: BTreeMap<Known, BTreeMap<String, AtomicBool>>,
    /// The value of each of the program's origins.
    values: Vec<String>,
    is_to_be_written: bool,
}

/// A baseline as it is written.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Baseline")]
struct Written {
    /// The version of this form.
    format_version: u32,
    /// What was found, by rule and address.
    findings: Vec<Entry>,
}

/// A finding, with the SKUs that it was about.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Entry {
    #[serde(flatten)]
    known: Known,
    /// The SKUs; none where it is not about single ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    skus: Vec<String>,
}

/// What a finding is known by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema)]
struct Known {
    /// The rule.
    rule: String,
    /// The address of the setting at fault.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    address: String,
    /// The addresses of what stands against it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    against: Vec<String>,
    /// The channel.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    channel: String,
    /// The other channel.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    other_channel: String,
    /// The field of the items, or the source of the rows.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    of: String,
    /// What it is about beside that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    about: Vec<String>,
    /// A digest of what is written at the setting at fault, without its layout and its comments.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    value: String,
}

/// The schema of a baseline; committed as `schema/baseline.schema.json`.
pub fn baseline_schema() -> Json {
    let mut schema = schemars::schema_for!(Written);
    schema.insert("title".to_owned(), "a baseline of findings, version 1".into());
    schema.to_value()
}

impl Baseline {
    /// Reads a baseline; the reason in words where it can't be read.
    pub fn read(text: &str) -> Result<Self, String> {
        let written: Written = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if written.format_version != FORMAT_VERSION {
            return Err(format!(
                "it is in version {}, this evenkeel knows {FORMAT_VERSION}",
                written.format_version
            ));
        }
        let mut baseline = Self::default();
        for Entry { known, skus } in written.findings {
            let own = baseline.entries.entry(known).or_default();
            let skus = if skus.is_empty() { vec![String::new()] } else { skus };
            own.extend(skus.into_iter().map(|sku| (sku, AtomicBool::new(false))));
        }
        Ok(baseline)
    }

    /// One that is to be written.
    pub fn to_be_written() -> Self {
        Self { is_to_be_written: true, ..Self::default() }
    }

    /// Whether it is to be written.
    pub fn is_to_be_written(&self) -> bool {
        self.is_to_be_written
    }

    /// The same with what the settings of a program say.
    #[must_use]
    pub fn with_values(mut self, program: &Program, sources: &Sources) -> Self {
        let text = |by: &crate::policy::setting::Origin| by.span.map(|span| value(sources.text(span)));
        self.values = program.origins.iter().map(|origin| text(origin).unwrap_or_default()).collect();
        self
    }

    /// Whether a SKU's breach was known before.
    pub(super) fn has_breach(&self, policy: &Policy, program: &Program, cause: &Cause, sku: &str) -> bool {
        let rule =
            RULES.get(cause.rule).filter(|rule| !self.entries.is_empty() && may_be_known(policy, rule));
        rule.is_some_and(|rule| self.find(&self.of_cause(rule, policy, program, cause), sku))
    }

    /// Whether a finding may pass; one of the catalog's was asked for SKU by SKU.
    pub(super) fn settle(
        &self,
        policy: &Policy,
        rule: &Rule,
        finding: &Diagnostic,
        sources: &Sources,
    ) -> Excused {
        let is_known = may_be_known(policy, rule)
            && (self.is_to_be_written
                || finding.excused == Excused::Open && self.find(&of_finding(finding, sources), ""));
        if is_known { Excused::Known } else { finding.excused }
    }

    fn find(&self, known: &Known, sku: &str) -> bool {
        let found = self.entries.get(known).and_then(|skus| skus.get(sku));
        found.inspect(|found| found.store(true, Ordering::Relaxed)).is_some()
    }

    /// What was not found again, in words; of rules that have not looked nothing is said.
    pub fn stale(&self, ran: Ran) -> Vec<String> {
        let mut stale = Vec::new();
        for (known, skus) in &self.entries {
            if super::rule(&known.rule).is_some_and(|rule| !has_run(rule, ran)) {
                continue;
            }
            for (sku, _) in skus.iter().filter(|(_, found)| !found.load(Ordering::Relaxed)) {
                let at = if known.address.is_empty() { "" } else { " at " };
                let of = if sku.is_empty() { String::new() } else { format!(" of `{sku}`") };
                stale.push(format!("`{}`{at}{}{of}", known.rule, known.address));
            }
        }
        stale
    }

    /// A baseline of what was found: the causes of the catalog's findings with their SKUs, and the other findings.
    pub fn written<'f>(
        &self,
        policy: &Policy,
        breaches: Option<(&Program, &Groups)>,
        findings: impl IntoIterator<Item = &'f Diagnostic>,
        sources: &Sources,
    ) -> String {
        let mut all: BTreeMap<Known, BTreeSet<String>> = BTreeMap::new();
        let causes = breaches
            .into_iter()
            .flat_map(|(program, groups)| groups.iter().map(move |(cause, group)| (program, cause, group)));
        for (program, cause, group) in causes {
            let rule = RULES.get(cause.rule).filter(|rule| may_be_known(policy, rule));
            let Some(rule) = rule.filter(|rule| super::level(policy, rule).is_some()) else { continue };
            if cause.excused == Excused::No {
                all.entry(self.of_cause(rule, policy, program, cause))
                    .or_default()
                    .extend(group.skus.clone());
            }
        }
        for finding in findings {
            let rule = super::rule(finding.rule).filter(|rule| may_be_known(policy, rule));
            if rule.is_some() {
                all.entry(of_finding(finding, sources)).or_default();
            }
        }
        let entry =
            |(known, skus): (Known, BTreeSet<String>)| Entry { known, skus: skus.into_iter().collect() };
        let written =
            Written { format_version: FORMAT_VERSION, findings: all.into_iter().map(entry).collect() };
        let mut text = serde_json::to_string_pretty(&written).unwrap_or_default();
        text.push('\n');
        text
    }

    fn of_cause(&self, rule: &Rule, policy: &Policy, program: &Program, cause: &Cause) -> Known {
        let mut addresses = cause.settings.iter().map(|by| program.address(*by));
        let name = |channel: Option<usize>| {
            channel
                .and_then(|index| policy.channels.get(index))
                .map(|own| own.name.clone())
                .unwrap_or_default()
        };
        let source = cause.source.and_then(|source| policy.catalog.sources.get(source));
        let value = |by: &By| self.values.get(by.0 as usize).cloned();
        Known {
            rule: rule.name.to_owned(),
            address: addresses.next().unwrap_or_default(),
            against: addresses.collect(),
            channel: name(cause.channel),
            other_channel: name(cause.other_channel),
            of: source.map_or_else(|| cause.field.to_string(), |source| source.name.clone()),
            about: Some(cause.about.clone()).filter(|about| !about.is_empty()).into_iter().collect(),
            value: cause.settings.first().and_then(value).unwrap_or_default(),
        }
    }
}

/// Whether findings of a rule can be known before: not those that must always be told.
fn may_be_known(policy: &Policy, rule: &Rule) -> bool {
    let is_of_allows = rule.checks().iter().any(|check| matches!(check, super::Check::Allows(_)));
    !is_of_allows && policy.lint.kept_by(rule.name, rule.category).is_none()
}

/// What a finding is known by that is about no single SKU: the user's own words in it, not ours.
fn of_finding(finding: &Diagnostic, sources: &Sources) -> Known {
    let words = finding.message.split('`').skip(1).step_by(2).map(str::to_owned);
    let about: BTreeSet<String> = words.chain(finding.cases.iter().map(|case| case.sku.clone())).collect();
    Known {
        rule: finding.rule.to_owned(),
        address: finding.address.clone().unwrap_or_default(),
        channel: finding.channel.clone().unwrap_or_default(),
        about: about.into_iter().collect(),
        value: value(sources.text(finding.primary.span)),
        ..Known::default()
    }
}

/// What a row that was set aside is known by: its SKU, else its number in its file.
pub(super) fn key_of_row(problem: &Problem) -> String {
    let sku = problem.sku.as_deref().filter(|sku| !sku.trim().is_empty());
    sku.map_or_else(|| format!("#{}", problem.row.record), str::to_owned)
}

/// A digest of what is written, without its layout and its comments.
fn value(text: &str) -> String {
    let mut sink = Sink::default();
    let tree = parse(text, 0, &mut sink);
    let plain = if tree.broken.is_empty() && !sink.has_errors() {
        tree.nodes.iter().map(plain).collect::<String>()
    } else {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let mut digest = digest(plain.as_bytes());
    digest.truncate(16);
    digest
}

/// A node in one form, whatever its layout: the order of its keys says nothing, that of its values and children may.
fn plain(node: &Node) -> String {
    let arguments = node.arguments.iter().map(|own| format!(" {:?}", own.text));
    let mut properties: Vec<String> =
        node.properties.iter().map(|own| format!(" {}={:?}", own.key, own.value.text)).collect();
    properties.sort();
    let children: String = node.children.iter().map(plain).collect();
    format!("{:?}{}{}{{{children}}}", node.name, arguments.collect::<String>(), properties.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_quotes_and_comments_change_no_value() {
        let same = [
            "demand 40 field=a from=\"48h\"",
            "demand  \"40\" from=\"48h\" field=a // so",
            "demand 40 \\\n field=a from=\"48h\";",
        ];
        assert!(same.iter().all(|text| value(text) == value(same[0])));
        assert_eq!(value("\"10%\""), value(" \"10%\" /* so */"));
        for other in ["demand 41 field=a from=\"48h\"", "demand 40 field=b from=\"48h\"", "demand 40 field=a"]
        {
            assert_ne!(value(other), value(same[0]), "{other}");
        }
        assert_ne!(value("a { b; c }"), value("a { c; b }"), "the order of children may mean something");
        assert_ne!(value("3"), value("4"), "what is no node by itself");
    }

    #[test]
    fn what_is_no_baseline() {
        for text in ["", "{}", "{\"format_version\":2,\"findings\":[]}", "[1]"] {
            assert!(Baseline::read(text).is_err(), "{text:?}");
        }
        assert!(Baseline::read("{\"format_version\":1,\"findings\":[]}").is_ok());
    }
}
