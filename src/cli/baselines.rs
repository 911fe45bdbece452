//! The baselines of `check`: read before it looks, written once it has.

use std::fs;

use anyhow::{Context, anyhow};

use crate::lint::{Baseline, Ran, Settled};

use super::check::{CheckArgs, Looked};
use super::session::{Session, note};

/// How many entries of a baseline that were not found again are named.
const MOST_NAMED: usize = 3;

/// The baseline that is asked for, to be compared with or to be written.
pub(super) fn wanted(arguments: &CheckArgs) -> anyhow::Result<Option<Baseline>> {
    if arguments.write_baseline.is_some() {
        return Ok(Some(Baseline::to_be_written()));
    }
    let Some(file) = &arguments.baseline else { return Ok(None) };
    let text =
        fs::read_to_string(file).with_context(|| format!("can't read the baseline `{}`", file.display()))?;
    let read = Baseline::read(&text);
    read.map(Some).map_err(|why| anyhow!("`{}` is no baseline: {why}", file.display()))
}

/// Writes the baseline that is asked for, or says what of one was not found again.
pub(super) fn finish(
    arguments: &CheckArgs,
    session: &Session,
    looked: &Looked,
    settled: &Settled,
) -> anyhow::Result<()> {
    let Some(baseline) = &looked.baseline else { return Ok(()) };
    if let Some(file) = &arguments.baseline {
        tell_stale(&baseline.stale(looked.ran), &file.display().to_string());
    }
    let Some(file) = &arguments.write_baseline else { return Ok(()) };
    if looked.ran == Ran::None {
        note(&format!("the policy has errors of the language; `{}` was not written", file.display()));
        return Ok(());
    }
    let policy = &session.loaded.policy;
    let groups = looked.groups.as_ref().map(|(program, groups)| (program, groups));
    let text = baseline.written(policy, groups, &settled.to_remember, &session.sources);
    fs::write(file, text).with_context(|| format!("can't write `{}`", file.display()))?;
    note(&format!("the baseline `{}` was written", file.display()));
    Ok(())
}

fn tell_stale(stale: &[String], file: &str) {
    if stale.is_empty() {
        return;
    }
    let named = stale.iter().take(MOST_NAMED).cloned().collect::<Vec<_>>().join(", ");
    let more = match stale.len().saturating_sub(MOST_NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let are = if stale.len() == 1 { "finding is" } else { "findings are" };
    note(&format!(
        "of the baseline `{file}`, {} {are} no more: {named}{more}; write it again with `--write-baseline {file}`",
        stale.len()
    ));
}
