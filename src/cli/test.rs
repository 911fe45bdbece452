//! `evenkeel test`: the policy's tests, and their literals rewritten where that is asked for.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;

use crate::nearest::suggestion;
use crate::output::{TestReport, tests_human, tests_json, tests_junit};
use crate::policy::Policy;
use crate::program::compile;
use crate::testing::{Tested, blessed, run as run_tests};
use crate::world::Files;

use super::session::{self, Session, note};
use super::{Color, Global, NOTHING, OutputFormat};

/// Arguments of `test`.
#[derive(Debug, Clone, Args)]
pub(crate) struct TestArgs {
    /// Tests whose name holds one of these texts, in any case [default: all]
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Rewrite the figures and states that tests expect to what is there, and nothing else
    #[arg(long)]
    bless: bool,
    /// Write the result as FORMAT (human, json, junit) to FILE, or to standard output (can be repeated)
    #[arg(long, value_name = "FORMAT[=FILE]")]
    output: Vec<String>,
}

/// The forms of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TestFormat {
    Human,
    Json,
    Junit,
}

pub(super) fn run(global: &Global, arguments: &TestArgs) -> anyhow::Result<u8> {
    let outputs = outputs(global, &arguments.output)?;
    let Some(mut session) = session::open(global)? else { return Ok(NOTHING) };
    if session.sink.has_errors() {
        return session::tell_errors(global, session);
    }
    let policy = &session.loaded.policy;
    if policy.tests.is_empty() {
        note("the policy has no `test`, so nothing was tested");
        return Ok(NOTHING);
    }
    let wanted: Vec<String> = arguments.names.iter().map(|name| name.to_lowercase()).collect();
    let is_wanted =
        |name: &str| wanted.is_empty() || wanted.iter().any(|own| name.to_lowercase().contains(own));
    let tested = run_tests(policy, &compile(policy), &mut session.sources, |test| is_wanted(&test.name));
    if tested.is_empty() {
        note(&format!("no test of that name; {}", nearest_test(policy, &arguments.names)));
        return Ok(NOTHING);
    }
    if arguments.bless {
        bless(&session, &tested)?;
    }
    let report = TestReport { tests: &tested, sources: &session.sources, is_blessed: arguments.bless };
    write(global, &session, &report, &outputs)?;
    Ok(u8::from(report.failed() > 0))
}

fn nearest_test(policy: &Policy, names: &[String]) -> String {
    let known: Vec<&str> = policy.tests.iter().map(|test| test.name.as_str()).collect();
    suggestion(names.first().map_or("", String::as_str), &known)
}

type OutputTarget = (TestFormat, Option<PathBuf>);

/// What is written where: `--output`s, or `--format` to standard output.
fn outputs(global: &Global, outputs: &[String]) -> anyhow::Result<Vec<OutputTarget>> {
    if outputs.is_empty() {
        let format = match global.format {
            OutputFormat::Human => TestFormat::Human,
            OutputFormat::Json => TestFormat::Json,
        };
        return Ok(vec![(format, None)]);
    }
    outputs.iter().map(|output| target(output)).collect()
}

fn target(output: &str) -> anyhow::Result<OutputTarget> {
    let (format, file) = match output.split_once('=') {
        Some((_, "")) => bail!("`--output {output}` has no file after the `=`"),
        Some((format, file)) => (format, Some(PathBuf::from(file))),
        None => (output, None),
    };
    let format = match format.to_lowercase().as_str() {
        "human" => TestFormat::Human,
        "json" | "json-v1" => TestFormat::Json,
        "junit" => TestFormat::Junit,
        _ => bail!("`--output {output}`: the formats are `human`, `json` and `junit`"),
    };
    Ok((format, file))
}

fn write(
    global: &Global,
    session: &Session,
    report: &TestReport<'_>,
    outputs: &[OutputTarget],
) -> anyhow::Result<()> {
    let text = |global: &Global, format: TestFormat| match format {
        TestFormat::Human => tests_human(report, &session::style(global)),
        TestFormat::Json => tests_json(report),
        TestFormat::Junit => tests_junit(report, &session.loaded.policy.name, &session.at.to_string()),
    };
    for (format, file) in outputs {
        match file {
            None => session::print(&text(global, *format))?,
            Some(file) => {
                let plain = Global { color: Color::Never, ..global.clone() };
                fs::write(file, text(&plain, *format))
                    .with_context(|| format!("can't write `{}`", file.display()))?;
            }
        }
    }
    Ok(())
}

/// Rewrites the literals in their files; a file that is another by now is left as it is.
fn bless(session: &Session, tested: &[Tested]) -> anyhow::Result<()> {
    for (path, base) in &session.loaded.files {
        let place = crate::diagnostic::Span::new(*base, *base);
        let Some((text, base)) = session.sources.source_text(place) else { continue };
        let Some(rewritten) = blessed(text, base, tested) else { continue };
        if session.files.read(path)? != text.as_bytes() {
            bail!("`{path}` has changed while its tests ran, so nothing was rewritten in it; run them again");
        }
        let full = session.files.root().join(path);
        fs::write(&full, rewritten).with_context(|| format!("can't write `{}`", full.display()))?;
        note(&format!("rewrote what tests expect in {path}"));
    }
    Ok(())
}
