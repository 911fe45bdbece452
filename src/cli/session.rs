//! What commands share: the policy's folder, the instant, the look of the terminal, the exit code.

use std::io::{IsTerminal, Write};
use std::path::Path;

use anyhow::{Context, bail};

use crate::diagnostic::{Diagnostic, Level, Sink, Sources};
use crate::exact::{InstantError, parse_instant};
use crate::lint::{Baseline, Ran, Settled, settle};
use crate::model::Judging;
use crate::output::{Format, Report, Style, render};
use crate::policy::{Loaded, load};
use crate::testing::tell_unknown_rules;
use crate::world::{self, Disk};

use super::{Color, FAILED, FailOn, Global, OutputFormat};

/// A policy that was read, with all that was found on the way.
pub(super) struct Session {
    pub(super) files: Disk,
    pub(super) sources: Sources,
    pub(super) sink: Sink,
    pub(super) loaded: Loaded,
    pub(super) threads: usize,
    /// The instant that is looked at; now, until a command says another.
    pub(super) at: jiff::Timestamp,
}

/// Reads the policy; `None` where there is none.
pub(super) fn open(global: &Global) -> anyhow::Result<Option<Session>> {
    let Some(files) = folder(global)? else {
        note("no policy: no `evenkeel.kdl` at or above the working directory");
        return Ok(None);
    };
    let mut sources = Sources::default();
    let mut sink = Sink::default();
    let loaded = load(&files, Judging::On, &mut sources, &mut sink)?;
    tell_unknown_rules(&loaded.policy, &mut sink);
    Ok(Some(Session { files, sources, sink, loaded, threads: threads(global), at: world::now() }))
}

fn folder(global: &Global) -> anyhow::Result<Option<Disk>> {
    let Some(folder) = &global.policy else { return Ok(Disk::nearest(Path::new("."))) };
    if !folder.is_dir() {
        bail!("`{}` is not a folder", folder.display());
    }
    if !folder.join("evenkeel.kdl").is_file() {
        bail!("`{}` has no `evenkeel.kdl`", folder.display());
    }
    Ok(Some(Disk::new(folder)))
}

/// How many threads work.
pub(super) fn threads(global: &Global) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    global.threads.map_or_else(cores, usize::from)
}

/// The instant that is looked at, RFC 3339: what `--at` says in the policy's zone, or now.
pub(super) fn instant(at: Option<&str>, timezone: &str) -> anyhow::Result<String> {
    let Some(text) = at else { return Ok(world::now().to_string()) };
    let zone = jiff::tz::TimeZone::get(timezone).with_context(|| format!("no time zone `{timezone}`"))?;
    match parse_instant(text, &zone) {
        Ok(instant) => Ok(instant.to_string()),
        Err(InstantError::Unreadable) => {
            bail!(
                "`--at {text}` is no instant; write `2026-11-27`, `2026-11-27T09:00` or `2026-11-27T09:00-05:00`"
            )
        }
        Err(InstantError::Skipped) => {
            bail!("`--at {text}` does not exist in {timezone}: the clocks skip it; add an offset")
        }
        Err(InstantError::Twice) => bail!("`--at {text}` comes twice in {timezone}; add an offset"),
    }
}

/// The same for a session, whose orders count up to what `--at` says; to their last without it.
pub(super) fn look_at(session: &mut Session, at: Option<&str>) -> anyhow::Result<String> {
    let instant = instant(at, &session.loaded.policy.timezone)?;
    session.at = instant.parse().with_context(|| format!("`{instant}` is no instant"))?;
    session.loaded.policy.catalog.orders_until = at.map(|_| session.at);
    Ok(instant)
}

/// How a text for people looks on standard output.
pub(super) fn style(global: &Global) -> Style {
    let is_terminal = std::io::stdout().is_terminal();
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let color = match global.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => is_terminal && !no_color && !dumb,
    };
    Style { width: width(is_terminal), color, unicode: !dumb, links: false }
}

/// The terminal's columns, between 60 and 120; 80 where the output is no terminal.
fn width(is_terminal: bool) -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse::<usize>().ok());
    let of_terminal =
        || rustix::termios::tcgetwinsize(std::io::stdout()).ok().map(|size| usize::from(size.ws_col));
    let columns = columns.or_else(|| if is_terminal { of_terminal() } else { None });
    columns.filter(|columns| *columns > 0).unwrap_or(80).clamp(60, 120)
}

/// What findings are drawn from.
pub(super) struct Findings<'a> {
    pub(super) list: &'a [Diagnostic],
    pub(super) sources: &'a Sources,
    pub(super) at: &'a str,
    pub(super) files: usize,
    pub(super) items: Option<u64>,
    pub(super) suppressed: u64,
}

/// What a session has found so far, as its policy weighs it.
pub(super) fn settled(session: &mut Session, ran: Ran, baseline: Option<&Baseline>) -> Settled {
    let found = std::mem::take(&mut session.sink);
    settle(&session.loaded.policy, session.at, ran, baseline, &session.sources, found)
}

/// Findings as text.
pub(super) fn report(global: &Global, findings: &Findings<'_>, format: OutputFormat) -> String {
    let report = Report {
        findings: findings.list,
        sources: findings.sources,
        at: findings.at,
        files: findings.files,
        items: findings.items,
        suppressed: findings.suppressed,
    };
    let format = match format {
        OutputFormat::Human => Format::Human,
        OutputFormat::Json => Format::Json,
    };
    render(&report, format, &style(global))
}

/// Prints what keeps a command from its work, and ends it as failed.
pub(super) fn tell_errors(global: &Global, mut session: Session) -> anyhow::Result<u8> {
    let at = instant(None, &session.loaded.policy.timezone)?;
    let findings = std::mem::take(&mut session.sink).into_sorted();
    let files = session.loaded.files.len();
    let shown =
        Findings { list: &findings, sources: &session.sources, at: &at, files, items: None, suppressed: 0 };
    print(&report(global, &shown, global.format))?;
    Ok(FAILED)
}

/// Writes to standard output. A reader that has gone away changes neither the work nor its exit code:
/// `check | grep -q` must not pass because `grep` has seen enough.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    match stream(text) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// Writes a part of a longer output to standard output; an `Err` where nobody reads it any more, so that the
/// rest need not be made.
pub(super) fn stream(text: &str) -> std::io::Result<()> {
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

/// Writes a line to standard error.
pub(super) fn note(text: &str) {
    // nobody can be told where standard error is gone
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// 1 where a finding is at or above the level that fails, else 0.
pub(super) fn exit_code(findings: &[Diagnostic], fail_on: FailOn) -> u8 {
    let least = match fail_on {
        FailOn::Error => Level::Error,
        FailOn::Warn => Level::Warn,
        FailOn::Info => Level::Info,
        FailOn::Never => return 0,
    };
    u8::from(findings.iter().any(|finding| finding.level >= least))
}
