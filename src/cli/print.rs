//! Commands that print what is there: the linked policy, schemas, profiles, rules, completions, the manual.

use anyhow::bail;
use clap::{Args, ValueEnum};
use clap_complete::Shell;

use crate::channels;
use crate::feed::{by_hand_schema, manifest_schema, offers_schema, quarantine_schema};
use crate::lint::baseline_schema;
use crate::lint::rules::RULES;
use crate::model::policy_schema;
use crate::nearest::suggestion;
use crate::output::{
    explanation_schema, findings_schema, resolved_policy, resolved_schema, rules_json, rules_schema,
    tests_schema,
};

use super::session::{self, Findings, report};
use super::{FAILED, Global, NOTHING, OutputFormat};

/// Arguments of `schema`.
#[derive(Debug, Clone, Args)]
pub(crate) struct SchemaArgs {
    /// Which one
    #[arg(value_enum, default_value_t = SchemaName::Policy, value_name = "NAME")]
    name: SchemaName,
}

/// The schemas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SchemaName {
    /// A policy as written
    Policy,
    /// Findings, json-v1
    Findings,
    /// A line of offers.jsonl
    Offers,
    /// A line of quarantine.jsonl
    Quarantine,
    /// A line of by-hand.jsonl
    ByHand,
    /// manifest.json
    Manifest,
    /// What `explain` prints for programs
    Explanation,
    /// What `check --write-baseline` writes
    Baseline,
    /// What `resolve` prints
    Resolved,
    /// What `rules` prints for programs
    Rules,
    /// What `test` prints for programs
    Tests,
}

/// Arguments of `profiles`.
#[derive(Debug, Clone, Args)]
pub(crate) struct ProfilesArgs {
    /// The profile to print
    #[arg(value_name = "NAME")]
    name: Option<String>,
}

/// Arguments of `completions`.
#[derive(Debug, Clone, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

pub(super) fn resolve(global: &Global) -> anyhow::Result<u8> {
    let Some(mut session) = session::open(global)? else { return Ok(NOTHING) };
    if session.sink.has_errors() {
        let at = session::instant(None, "UTC")?;
        let findings = std::mem::take(&mut session.sink).into_sorted();
        let files = session.loaded.files.len();
        let shown = Findings {
            list: &findings,
            sources: &session.sources,
            at: &at,
            files,
            items: None,
            suppressed: 0,
        };
        session::note(&report(global, &shown, global.format));
        return Ok(FAILED);
    }
    session::print(&resolved_policy(&session.loaded.policy))?;
    Ok(0)
}

pub(super) fn schema(arguments: &SchemaArgs) -> anyhow::Result<u8> {
    let schema = match arguments.name {
        SchemaName::Policy => policy_schema(),
        SchemaName::Findings => findings_schema(),
        SchemaName::Offers => offers_schema(),
        SchemaName::Quarantine => quarantine_schema(),
        SchemaName::ByHand => by_hand_schema(),
        SchemaName::Manifest => manifest_schema(),
        SchemaName::Explanation => explanation_schema(),
        SchemaName::Baseline => baseline_schema(),
        SchemaName::Resolved => resolved_schema(),
        SchemaName::Rules => rules_schema(),
        SchemaName::Tests => tests_schema(),
    };
    session::print(&format!("{}\n", serde_json::to_string_pretty(&schema)?))?;
    Ok(0)
}

pub(super) fn profiles(arguments: &ProfilesArgs) -> anyhow::Result<u8> {
    let Some(name) = &arguments.name else {
        for name in channels::names() {
            let text = channels::text(name).unwrap_or_default();
            let first = text.lines().find_map(|line| line.strip_prefix("// ")).unwrap_or_default();
            session::print(&format!("{name:<14} {first}\n"))?;
        }
        return Ok(0);
    };
    match channels::text(name) {
        Some(text) => {
            session::print(text)?;
            Ok(0)
        }
        None => {
            let known: Vec<&str> = channels::names().collect();
            bail!("there is no built-in profile `{name}`; {}", suggestion(name, &known))
        }
    }
}

pub(super) fn rules(global: &Global) -> anyhow::Result<u8> {
    if global.format == OutputFormat::Json {
        session::print(&rules_json())?;
        return Ok(0);
    }
    let width = RULES.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
    for rule in RULES {
        let finds =
            rule.page().lines().find(|line| !line.starts_with('#') && !line.is_empty()).unwrap_or_default();
        session::print(&format!(
            "{:<width$}  {:<5}  {:<9}  {:<7}  {finds}\n",
            rule.name,
            rule.level.name(),
            rule.category.name(),
            rule.kind()
        ))?;
    }
    Ok(0)
}

pub(super) fn completions(arguments: &CompletionsArgs, mut command: clap::Command) -> anyhow::Result<u8> {
    let mut bytes = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "evenkeel", &mut bytes);
    session::print(&String::from_utf8_lossy(&bytes))?;
    Ok(0)
}

pub(super) fn man(command: clap::Command) -> anyhow::Result<u8> {
    let mut bytes = Vec::new();
    clap_mangen::Man::new(command).render(&mut bytes)?;
    session::print(&String::from_utf8_lossy(&bytes))?;
    Ok(0)
}
