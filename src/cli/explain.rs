//! `evenkeel explain`: a SKU's figures step by step, or a rule's page.

use anyhow::bail;
use clap::Args;

use crate::catalog::{Entry, items};
use crate::explain::{Explanation, explain};
use crate::item::Item;
use crate::lint::rule;
use crate::lint::rules::RULES;
use crate::nearest::{nearest, suggestion};
use crate::output::{explanation, explanation_json};
use crate::program::{Program, compile};

use super::check::surveyed;
use super::session::{self, Session, note};
use super::{FAILED, Global, NOTHING, OutputFormat};

/// Arguments of `explain`.
#[derive(Debug, Clone, Args)]
pub(crate) struct ExplainArgs {
    /// A SKU of the catalog, or a rule such as parity-undercut
    #[arg(value_name = "SKU|RULE")]
    subject: String,
    /// One channel [default: every one that carries the SKU]
    #[arg(value_name = "CHANNEL")]
    channel: Option<String>,
    /// The instant up to which orders count [default: the last order of their source]
    #[arg(long, value_name = "INSTANT")]
    at: Option<String>,
}

pub(super) fn run(global: &Global, arguments: &ExplainArgs) -> anyhow::Result<u8> {
    if let (Some(rule), None) = (rule(&arguments.subject), &arguments.channel) {
        session::print(rule.page())?;
        return Ok(0);
    }
    let Some(mut session) = session::open(global)? else { return Ok(NOTHING) };
    if session.sink.has_errors() {
        return session::tell_errors(global, session);
    }
    session::look_at(&mut session, arguments.at.as_deref())?;
    let channel = channel(&session, arguments.channel.as_deref())?;
    if session.loaded.policy.catalog.sources.is_empty() {
        note("the policy has no catalog, so there is no SKU to explain");
        return Ok(NOTHING);
    }
    let mut program = compile(&session.loaded.policy);
    let Some(item) = find(&mut session, &mut program, &arguments.subject)? else {
        return if session.sink.has_errors() { session::tell_errors(global, session) } else { Ok(FAILED) };
    };
    let row = item.rows.iter().flatten().next().and_then(|row| {
        let source = session.loaded.policy.catalog.sources.get(row.source)?;
        Some(format!("{}:{}", source.path, row.line))
    });
    let explained = explain(&session.loaded.policy, &program, &item, channel, row, &session.sources);
    session::print(&written(global, &explained))?;
    Ok(0)
}

fn written(global: &Global, explained: &Explanation) -> String {
    match global.format {
        OutputFormat::Human => explanation(explained, &session::style(global)),
        OutputFormat::Json => explanation_json(explained),
    }
}

fn channel(session: &Session, name: Option<&str>) -> anyhow::Result<Option<usize>> {
    let Some(name) = name else { return Ok(None) };
    let policy = &session.loaded.policy;
    let names = policy.channel_names();
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    match policy.channel_named(name) {
        Some(channel) => Ok(Some(channel)),
        None => bail!("there is no channel `{name}`; {}", suggestion(name, &known)),
    }
}

/// The item of a SKU; where there is none the nearest SKU is noted.
fn find(session: &mut Session, program: &mut Program, sku: &str) -> anyhow::Result<Option<Item>> {
    let Some(survey) = surveyed(session, program, false)? else { return Ok(None) };
    let mut found: Option<Item> = None;
    let mut near: Vec<String> = Vec::new();
    let catalog = &session.loaded.policy.catalog;
    let see = |(found, near): &mut (Option<Item>, Vec<String>), entry: Entry<'_>| {
        let Some(item) = entry.item() else { return };
        if item.sku == sku && found.is_none() {
            *found = Some(item.clone());
        }
        near.extend(nearest(sku, [item.sku.as_str()]).map(str::to_owned));
    };
    items(&session.files, catalog, &program.shape, &survey, session.threads, see, |(item, mut more), _| {
        found = found.take().or(item);
        near.append(&mut more);
        Ok(())
    })?;
    if found.is_none() {
        let rules = RULES.iter().map(|rule| rule.name);
        let near = nearest(sku, near.iter().map(String::as_str).chain(rules));
        let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        note(&format!("no SKU `{sku}` in the catalog, and no rule of that name{hint}"));
    }
    Ok(found)
}
