//! `evenkeel dump`: what stands at a border of the compiler, for whoever works on it.

use clap::{Args, ValueEnum};

use crate::catalog::{Entry, items};
use crate::diagnostic::Sink;
use crate::model::policy_schema;
use crate::offer::resolve;
use crate::output::resolved_policy;
use crate::program::compile;
use crate::syntax::parse;
use crate::value::{Schema, normalise};
use crate::world::Files;

use super::check::surveyed;
use super::session::{self, Session, note};
use super::{Global, NOTHING};

/// Arguments of `dump`.
#[derive(Debug, Clone, Args)]
pub(crate) struct DumpArgs {
    /// The border
    #[arg(long, value_enum, value_name = "STAGE")]
    stage: Stage,
    /// Only this SKU, at the borders `item` and `offer`
    #[arg(long, value_name = "SKU")]
    sku: Option<String>,
}

/// The borders of the compiler, in the order of the flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Stage {
    /// The nodes of each file
    Tree,
    /// The values of each file, led by the schema
    Node,
    /// The policy as written
    Model,
    /// The linked policy
    Policy,
    /// The steps of each segment and channel
    Program,
    /// The items of the catalog
    Item,
    /// The offers of each item
    Offer,
}

pub(super) fn run(global: &Global, arguments: &DumpArgs) -> anyhow::Result<u8> {
    let Some(session) = session::open(global)? else { return Ok(NOTHING) };
    match arguments.stage {
        Stage::Tree | Stage::Node => texts(&session, arguments.stage)?,
        Stage::Model => session::print(&format!("{:#?}\n", session.loaded.model.document))?,
        Stage::Policy => session::print(&resolved_policy(&session.loaded.policy))?,
        Stage::Program => session::print(&format!("{:#?}\n", compile(&session.loaded.policy)))?,
        Stage::Item | Stage::Offer => return catalog(global, session, arguments),
    }
    Ok(0)
}

fn texts(session: &Session, stage: Stage) -> anyhow::Result<()> {
    let schema = policy_schema();
    for (path, base) in &session.loaded.files {
        let text = String::from_utf8_lossy(&session.files.read(path)?).into_owned();
        let mut sink = Sink::default();
        let tree = parse(&text, *base, &mut sink);
        let shown = if stage == Stage::Tree {
            format!("// {path}\n{tree:#?}\n")
        } else {
            let value = normalise(&tree, Schema::new(&schema), &mut sink);
            format!("// {path}\n{}\n", serde_json::to_string_pretty(&value.to_json())?)
        };
        session::print(&shown)?;
    }
    Ok(())
}

fn catalog(global: &Global, mut session: Session, arguments: &DumpArgs) -> anyhow::Result<u8> {
    if session.sink.has_errors() {
        return session::tell_errors(global, session);
    }
    if session.loaded.policy.catalog.sources.is_empty() {
        note("the policy has no catalog, so there is no SKU to look at");
        return Ok(NOTHING);
    }
    let mut program = compile(&session.loaded.policy);
    let Some(survey) = surveyed(&mut session, &mut program, false)? else {
        return session::tell_errors(global, session);
    };
    let wanted = |sku: &str| arguments.sku.as_deref().is_none_or(|wanted| wanted == sku);
    let see = |shown: &mut String, entry: Entry<'_>| {
        let item = entry.item().filter(|item| wanted(&item.sku));
        shown.extend(item.map(|item| match arguments.stage {
            Stage::Item => format!("{item:#?}\n"),
            _ => format!("{:#?}\n", resolve(&program, item, &mut ())),
        }));
    };
    let catalog = &session.loaded.policy.catalog;
    let mut is_any = false;
    items(&session.files, catalog, &program.shape, &survey, session.threads, see, |text, _| {
        is_any |= !text.is_empty();
        Ok(session::stream(&text)?)
    })?;
    if !is_any {
        note("no such SKU was read from the catalog");
        return Ok(NOTHING);
    }
    Ok(0)
}
