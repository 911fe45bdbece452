//! `evenkeel build`: the feeds, the offers, what is held back, what to replenish, the manifest.

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;

use crate::digest::digest;
use crate::feed::{Built, Order, build};
use crate::lint::{Ran, Settled, Teller, later, run_static, run_survey, tell};
use crate::output::{Style, counted, resolved_policy};
use crate::program::compile;
use crate::world::{Files, Target};

use super::check::{note_unknowns, surveyed};
use super::orders::note_orders;
use super::session::{self, Findings, Session, exit_code, note, report};
use super::{FAILED, FailOn, Global, NOTHING, OutputFormat};

/// Arguments of `build`.
#[derive(Debug, Clone, Args)]
pub(crate) struct BuildArgs {
    /// The folder that is built; what was there is exchanged in one step
    #[arg(long, value_name = "DIR", default_value = "dist")]
    out: PathBuf,
    /// Write only this channel's feed
    #[arg(long, value_name = "CHANNEL")]
    channel: Option<String>,
    /// The instant that the figures hold at, such as 2026-11-27T09:00 [default: now]
    #[arg(long, value_name = "INSTANT")]
    at: Option<String>,
    /// Write nothing where there is any error
    #[arg(long)]
    strict: bool,
    /// Leave out what is not needed, which takes its share of the time on large catalogs
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    without: Vec<Without>,
}

/// What a build can do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Without {
    /// `offers.jsonl`: every figure with the line of the policy that made it
    Offers,
    /// SHA-256 of the catalog's files and of what is written, in the manifest
    Digests,
}

pub(super) fn run(global: &Global, arguments: &BuildArgs) -> anyhow::Result<u8> {
    let Some(mut session) = session::open(global)? else { return Ok(NOTHING) };
    let at = session::look_at(&mut session, arguments.at.as_deref())?;
    if session.sink.has_errors() {
        return failed(global, session, (&at, Ran::None), "the policy has errors; nothing was written");
    }
    run_static(&session.loaded.policy, &mut session.sink);
    if session.loaded.policy.catalog.sources.is_empty() {
        note("nothing to build: the policy has no catalog");
        return Ok(NOTHING);
    }
    let channel = selected(&session, arguments.channel.as_deref())?;
    let mut program = compile(&session.loaded.policy);
    let has_digests = !arguments.without.contains(&Without::Digests);
    let Some(survey) = surveyed(&mut session, &mut program, has_digests)? else {
        return failed(global, session, (&at, Ran::Static), "the catalog can't be read; nothing was written");
    };
    let target = Target::begin(&arguments.out)?.with_digests(has_digests);
    let teller =
        Teller { policy: &session.loaded.policy, program: &program, files: &session.files, survey: &survey };
    run_survey(&teller, &mut session.sources, &mut session.sink);
    let (policy_digest, policy_files) = digests(&session)?;
    let to_come = later(&program, session.at);
    let order = Order {
        at: &at,
        later: &to_come,
        channel,
        threads: session.threads,
        has_offers: !arguments.without.contains(&Without::Offers),
        policy_digest: &policy_digest,
        policy_files: &policy_files,
    };
    let built = build(&teller, order, &target)?;
    tell(&teller, &built.outcome.groups, &mut session.sources, &mut session.sink);
    built.findings.iter().cloned().for_each(|finding| session.sink.push(finding));
    note_orders(&session.loaded.policy, &survey);
    note_unknowns(&session.loaded.policy, built.outcome.counts, built.outcome.blanks);
    if built.outcome.counts.items == 0 {
        return nothing_read(global, session, &at);
    }
    let settled = session::settled(&mut session, Ran::All, None);
    let code = exit_code(&settled.findings, FailOn::Error);
    print_findings(global, &session, &settled, &at, built.outcome.counts.items)?;
    if arguments.strict && code != 0 {
        note("`--strict`: there are errors, and nothing was written");
        return Ok(code);
    }
    target.finish()?;
    if global.format == OutputFormat::Human {
        session::print(&summary(&built, arguments, &at, &session::style(global)))?;
    }
    for (channel, reason) in &built.without_feed {
        note(&format!("no feed for `{channel}`: {reason}"));
    }
    Ok(code)
}

/// A build that has no SKU to write.
fn nothing_read(global: &Global, mut session: Session, at: &str) -> anyhow::Result<u8> {
    let settled = session::settled(&mut session, Ran::All, None);
    print_findings(global, &session, &settled, at, 0)?;
    note("no SKU was read from the catalog; nothing was written");
    // findings say why there is none, and weigh more than that there is nothing to do
    let code = exit_code(&settled.findings, FailOn::Error);
    Ok(if code == 0 { NOTHING } else { code })
}

fn failed(global: &Global, mut session: Session, (at, ran): (&str, Ran), why: &str) -> anyhow::Result<u8> {
    let settled = session::settled(&mut session, ran, None);
    print_findings(global, &session, &settled, at, 0)?;
    note(why);
    Ok(FAILED)
}

fn print_findings(
    global: &Global,
    session: &Session,
    settled: &Settled,
    at: &str,
    items: u64,
) -> anyhow::Result<()> {
    let files = session.loaded.files.len();
    let findings = Findings {
        list: &settled.findings,
        sources: &session.sources,
        at,
        files,
        items: Some(items),
        suppressed: settled.suppressed,
    };
    session::print(&report(global, &findings, global.format))
}

fn selected(session: &Session, channel: Option<&str>) -> anyhow::Result<Option<usize>> {
    let Some(name) = channel else { return Ok(None) };
    let policy = &session.loaded.policy;
    match policy.channel_named(name) {
        Some(index) => Ok(Some(index)),
        None => {
            let names = policy.channel_names();
            let known: Vec<&str> = names.iter().map(String::as_str).collect();
            bail!("there is no channel `{name}`; {}", crate::nearest::suggestion(name, &known))
        }
    }
}

type PolicyFile = (String, String, u64);

/// The digest of the linked policy's meaning, and of each of its files.
fn digests(session: &Session) -> anyhow::Result<(String, Vec<PolicyFile>)> {
    let mut files = Vec::new();
    for (path, _) in &session.loaded.files {
        let text = session.files.read(path)?;
        files.push((path.clone(), digest(&text), text.len() as u64));
    }
    let schemas = session.loaded.policy.channels.iter().flat_map(|channel| &channel.schemas);
    files.extend(schemas.filter_map(|schema| {
        let (sha256, bytes) = schema.digest.clone()?;
        Some((schema.path.clone(), sha256, bytes))
    }));
    files.dedup();
    Ok((digest(resolved_policy(&session.loaded.policy).as_bytes()), files))
}

/// What was built, a line a channel.
fn summary(built: &Built, arguments: &BuildArgs, at: &str, style: &Style) -> String {
    let counts = built.outcome.counts;
    let mut rows = vec![format!("{} = {}", counted(counts.rows, "row"), counted(counts.items, "SKU"))];
    let others = [
        (counts.continuation, "continuation"),
        (counts.image, "image"),
        (counts.left_out, "left out"),
        (counts.unusable, "unusable"),
    ];
    rows.extend(others.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")));
    let width = built.channels.keys().map(|name| name.chars().count()).max().unwrap_or_default().max(7);
    let mut lines = vec![
        format!("built {} at {at}", arguments.out.display()),
        format!("catalog: {}", rows.join(" + ")),
        String::new(),
        format!("{:<width$}      fed    paused  quarantined  not listed", "channel"),
    ];
    lines.extend(built.channels.iter().map(|(name, own)| {
        format!(
            "{name:<width$} {:>8}  {:>8}  {:>11}  {:>10}",
            own.fed, own.paused, own.quarantined, own.not_listed
        )
    }));
    let dash = if style.unicode { "—" } else { "-" };
    if counts.unusable > 0 {
        let (rows, those) = if counts.unusable == 1 { ("row was", "it") } else { ("rows were", "them") };
        lines.push(String::new());
        lines.push(format!(
            "{} {rows} set aside {dash} nothing is fed from {those}; quarantine.jsonl has those whose SKU is known",
            counts.unusable
        ));
    }
    let held: u64 = built.channels.values().map(|own| own.quarantined).sum();
    if held > 0 {
        lines.push(String::new());
        lines.push(format!(
            "{held} offers are quarantined {dash} left out of their feeds, they keep their last state there (or were \
             sent quantity 0 where the channel says so); see quarantine.jsonl"
        ));
    }
    if built.by_hand > 0 {
        let (lines_are, them) = if built.by_hand == 1 { ("line is", "it") } else { ("lines are", "them") };
        lines.push(String::new());
        lines.push(format!(
            "{} {lines_are} for doing by hand {dash} no feed carries {them}; see by-hand.jsonl",
            built.by_hand
        ));
    }
    lines.push(String::new());
    lines.join("\n")
}
