//! `evenkeel check`: syntax, names, settings, static rules, then every SKU on every channel.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;

use crate::catalog::{Counts, Effort, Survey, survey};
use crate::diagnostic::Sink;
use crate::lint::{
    Baseline, Blanks, Groups, Judges, Ran, Seen, Settled, Teller, fold_by, later, run_static, run_survey,
    tell,
};
use crate::model::literal::LeadTime;
use crate::output::counted;
use crate::policy::{Method, Policy};
use crate::program::{Program, compile};

use super::baselines;
use super::orders::note_orders;
use super::progress::Progress;
use super::session::{self, Findings, Session, exit_code, note, report};
use super::{FAILED, FailOn, Global, NOTHING, OutputFormat};

/// Arguments of `check`.
#[derive(Debug, Clone, Args)]
pub(crate) struct CheckArgs {
    /// Files or folders; the policy of each is checked once [default: the working directory]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Check the policy alone, without its catalog
    #[arg(long)]
    no_catalog: bool,
    /// The instant that is looked at, such as 2026-11-27T09:00 [default: now]
    #[arg(long, value_name = "INSTANT")]
    at: Option<String>,
    /// The least level of a finding that makes the exit code 1
    #[arg(long, value_enum, default_value_t = FailOn::Error, value_name = "LEVEL")]
    fail_on: FailOn,
    /// Findings in this baseline are not shown, only counted
    #[arg(long, value_name = "FILE", conflicts_with = "write_baseline")]
    pub(super) baseline: Option<PathBuf>,
    /// Write a baseline of everything that is found to FILE
    #[arg(long, value_name = "FILE")]
    pub(super) write_baseline: Option<PathBuf>,
    /// Write the findings as FORMAT to FILE, or to standard output (can be repeated)
    #[arg(long, value_name = "FORMAT[=FILE]")]
    output: Vec<String>,
}

/// A policy that was checked.
struct Checked {
    session: Session,
    settled: Settled,
    at: String,
    items: Option<u64>,
    code: u8,
}

pub(super) fn run(global: &Global, arguments: &CheckArgs) -> anyhow::Result<u8> {
    let outputs = outputs(global, &arguments.output)?;
    let mut code = 0;
    let mut is_any = false;
    let folders = folders(global, arguments)?;
    if let Some((_, Some(file))) = outputs.iter().find(|(_, file)| file.is_some() && folders.len() > 1) {
        bail!("`{}` takes the findings of one policy, and there are {}", file.display(), folders.len());
    }
    for folder in folders {
        let own = Global { policy: folder, ..global.clone() };
        let Some(session) = session::open(&own)? else { continue };
        is_any = true;
        let checked = check(session, arguments)?;
        code = worse(code, checked.code);
        write(global, &checked, &outputs)?;
    }
    Ok(if is_any { code } else { NOTHING })
}

/// The code of several policies: a failure before findings, and these before nothing to do.
fn worse(a: u8, b: u8) -> u8 {
    [FAILED, 1, NOTHING].into_iter().find(|code| [a, b].contains(code)).unwrap_or_default()
}

/// The policies to check, each once; `None` stands for the nearest to the working directory.
fn folders(global: &Global, arguments: &CheckArgs) -> anyhow::Result<Vec<Option<PathBuf>>> {
    if arguments.paths.is_empty() {
        return Ok(vec![global.policy.clone()]);
    }
    if global.policy.is_some() {
        bail!("give paths or `--policy`, not both");
    }
    let mut folders = BTreeSet::new();
    for path in &arguments.paths {
        if !path.exists() {
            bail!("no file or folder `{}`", path.display());
        }
        let start = if path.is_dir() { path.as_path() } else { path.parent().unwrap_or(Path::new(".")) };
        let start = if start.as_os_str().is_empty() { Path::new(".") } else { start };
        match crate::world::Disk::nearest(start) {
            Some(policy) => drop(folders.insert(policy.root().to_path_buf())),
            None => note(&format!("no policy at or above `{}`", path.display())),
        }
    }
    Ok(folders.into_iter().map(Some).collect())
}

type OutputTarget = (OutputFormat, Option<PathBuf>);

/// What is written where: `--output`s, or `--format` to standard output.
fn outputs(global: &Global, outputs: &[String]) -> anyhow::Result<Vec<OutputTarget>> {
    if outputs.is_empty() {
        return Ok(vec![(global.format, None)]);
    }
    let target = |output: &String| {
        let (format, file) = match output.split_once('=') {
            Some((format, file)) => (format, Some(PathBuf::from(file))),
            None => (output.as_str(), None),
        };
        let format = <OutputFormat as clap::ValueEnum>::from_str(format, true)
            .map_err(|_| anyhow::anyhow!("`--output {output}`: the formats are `human` and `json`"))?;
        Ok((format, file))
    };
    outputs.iter().map(target).collect()
}

fn write(global: &Global, checked: &Checked, outputs: &[OutputTarget]) -> anyhow::Result<()> {
    let findings = Findings {
        list: &checked.settled.findings,
        sources: &checked.session.sources,
        at: &checked.at,
        files: checked.session.loaded.files.len(),
        items: checked.items,
        suppressed: checked.settled.suppressed,
    };
    for (format, file) in outputs {
        match file {
            None => session::print(&report(global, &findings, *format))?,
            Some(file) => {
                let plain = Global { color: super::Color::Never, ..global.clone() };
                fs::write(file, report(&plain, &findings, *format))
                    .with_context(|| format!("can't write `{}`", file.display()))?;
            }
        }
    }
    Ok(())
}

fn check(mut session: Session, arguments: &CheckArgs) -> anyhow::Result<Checked> {
    let at = session::look_at(&mut session, arguments.at.as_deref())?;
    note(&format!("looking at {at}"));
    let mut looked = Looked { baseline: baselines::wanted(arguments)?, ..Looked::default() };
    if !session.sink.has_errors() {
        looked.ran = Ran::Static;
        run_static(&session.loaded.policy, &mut session.sink);
        if !arguments.no_catalog {
            check_catalog(&mut session, &mut looked)?;
        }
    }
    let settled = session::settled(&mut session, looked.ran, looked.baseline.as_ref());
    baselines::finish(arguments, &session, &looked, &settled)?;
    let found = exit_code(&settled.findings, arguments.fail_on);
    let code = if looked.code == NOTHING && found != 0 { found } else { looked.code.max(found) };
    Ok(Checked { session, settled, at, items: looked.items, code })
}

/// What a check looked at.
#[derive(Default)]
pub(super) struct Looked {
    /// The baseline, where one is asked for.
    pub(super) baseline: Option<Baseline>,
    /// The breaches of the catalog's SKUs, and the program that they are of.
    pub(super) groups: Option<(Program, Groups)>,
    pub(super) ran: Ran,
    /// How many SKUs there were.
    items: Option<u64>,
    /// The code where there was none or they can't be read.
    code: u8,
}

/// Looks at every SKU.
fn check_catalog(session: &mut Session, looked: &mut Looked) -> anyhow::Result<()> {
    if session.loaded.policy.catalog.sources.is_empty() {
        note("no catalog: the policy has no `source`, so no SKU was looked at");
        looked.code = NOTHING;
        return Ok(());
    }
    let mut program = compile(&session.loaded.policy);
    let Some(survey) = surveyed(session, &mut program, false)? else {
        looked.code = FAILED;
        return Ok(());
    };
    let teller =
        Teller { policy: &session.loaded.policy, program: &program, files: &session.files, survey: &survey };
    run_survey(&teller, &mut session.sources, &mut session.sink);
    let mut progress = Progress::new("checking");
    let each = |count: &mut u64, seen: Seen<'_>| *count += u64::from(matches!(seen, Seen::Sku(..)));
    let to_come = later(&program, session.at);
    let baseline = looked.baseline.take().map(|own| own.with_values(&program, &session.sources));
    let judges = Judges::new(&session.loaded.policy, &program).with_baseline(baseline);
    let outcome = fold_by(&teller, &judges, session.threads, &to_come, each, |count| {
        progress.add(count);
        Ok(())
    })?;
    drop(progress);
    looked.baseline = judges.into_baseline();
    tell(&teller, &outcome.groups, &mut session.sources, &mut session.sink);
    note_orders(&session.loaded.policy, &survey);
    note_unknowns(&session.loaded.policy, outcome.counts, outcome.blanks);
    if outcome.counts.items == 0 {
        looked.code = NOTHING;
        note("no SKU was read from the catalog");
    }
    looked.items = Some(outcome.counts.items);
    looked.groups = Some((program, outcome.groups));
    looked.ran = Ran::All;
    Ok(())
}

/// The survey of the session's catalog, of which the program is told; `None` where a source can't be used, which
/// is told too.
pub(super) fn surveyed(
    session: &mut Session,
    program: &mut Program,
    has_digests: bool,
) -> anyhow::Result<Option<Survey>> {
    program.look_at(session.at);
    let mut named: Vec<String> =
        session.loaded.policy.named_skus.iter().map(|(sku, _)| sku.clone()).collect();
    named.dedup();
    let mut found = Sink::default();
    let policy = &session.loaded.policy;
    let survey = survey(
        &session.files,
        &policy.catalog,
        &program.shape,
        &named,
        &mut session.sources,
        Effort { threads: session.threads, has_digests },
        &mut found,
    )?;
    found.into_sorted().into_iter().for_each(|finding| session.sink.push(finding));
    if let Some(survey) = &survey {
        program.unfed_locations = survey.unfed_locations(&program.shape);
        program.codes_of_several = survey.codes_of_several.clone();
        program.ids_of_several = survey.ids_of_several.clone();
    }
    Ok(survey)
}

/// Blanks that make a figure unknown are counted in one line, never passed over.
pub(super) fn note_unknowns(policy: &Policy, counts: Counts, blanks: Blanks) {
    let methods = policy.buffers.method.given();
    let reads_velocity =
        methods.iter().any(|given| matches!(given.value, Method::Demand(_) | Method::OversellRisk(_)));
    let reads_lead_time = methods.iter().any(|given| given.value == Method::Demand(LeadTime::Item));
    let unknown = [
        (blanks.cost, "cost", "margin unknown"),
        (blanks.map, "MAP", "none holds"),
        (if reads_velocity { blanks.velocity } else { 0 }, "velocity", "no demand in the buffer"),
        (
            if reads_velocity { blanks.shared_velocity } else { 0 },
            "velocity by channel that several pools sell",
            "no demand in the buffer: a whole does not say what sells from which",
        ),
        (if reads_lead_time { blanks.lead_time } else { 0 }, "lead time", "no demand in the buffer"),
    ];
    let parts: Vec<String> = unknown
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, what, effect)| format!("{count} without {what} ({effect})"))
        .collect();
    if !parts.is_empty() {
        note(&format!("of {}, {}", counted(counts.items, "SKU"), parts.join(", ")));
    }
}
