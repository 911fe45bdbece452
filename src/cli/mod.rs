//! Commands: arguments in, one stage after the other, an exit code out. One file a command.
//!
//! Findings go to standard output, progress and notes to standard error. Exit codes: 0 nothing at or above
//! `--fail-on`, 1 findings, 2 the command could not do its work, 3 nothing to do: no policy, no catalog, or no SKU
//! read from it and nothing found that says why.

mod baselines;
mod build;
mod check;
mod dump;
mod explain;
mod init;
mod orders;
mod print;
mod progress;
mod session;
mod test;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

/// Compile and lint multichannel sync policy
///
/// A policy is a folder of KDL files whose root holds `evenkeel.kdl`. evenkeel checks it, resolves every
/// price and quantity of a catalog on every channel, explains each one, and writes the feeds that the
/// channels' own intake takes. It works offline and changes nothing but the folder it builds.
#[derive(Debug, Parser)]
#[command(name = "evenkeel", version, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub(crate) struct Global {
    /// The policy's folder [default: the nearest evenkeel.kdl at or above the working directory]
    #[arg(long, global = true, value_name = "DIR")]
    policy: Option<PathBuf>,
    /// How the result is written
    #[arg(long, global = true, value_enum, default_value_t = OutputFormat::Human)]
    format: OutputFormat,
    /// Whether to colour
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    color: Color,
    /// Worker threads [default: one a core]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
}

/// The forms of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    /// For people
    Human,
    /// For programs: json-v1
    #[value(alias = "json-v1")]
    Json,
}

/// Whether to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The least level of a finding that makes a command fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Errors
    Error,
    /// Errors and warnings
    Warn,
    /// Anything
    Info,
    /// Nothing
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a policy to begin with, from nothing or from a catalog
    Init(init::InitArgs),
    /// Check a policy: syntax, names, settings, then every SKU on every channel
    Check(check::CheckArgs),
    /// Build the feeds, offers.jsonl and manifest.json
    Build(build::BuildArgs),
    /// Explain the figures of a SKU step by step, or a rule
    Explain(explain::ExplainArgs),
    /// Run the policy's tests
    Test(test::TestArgs),
    /// Print the linked policy as JSON, every setting with its origin
    Resolve,
    /// Print a JSON Schema, as committed under schema/
    Schema(print::SchemaArgs),
    /// List the built-in profiles, or print one with its sources
    Profiles(print::ProfilesArgs),
    /// List the rules
    Rules,
    /// Print what stands at a border of the compiler
    Dump(dump::DumpArgs),
    /// Print completions for a shell
    Completions(print::CompletionsArgs),
    /// Print the manual page
    Man,
}

/// The command could not do its work.
pub(crate) const FAILED: u8 = 2;
/// There was nothing to do.
pub(crate) const NOTHING: u8 = 3;

/// Runs the command that the arguments name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let is_help = !error.use_stderr();
            // a reader that has gone away is no failure of ours
            let _ = error.print();
            return ExitCode::from(if is_help { 0 } else { FAILED });
        }
    };
    match dispatch(&cli) {
        Ok(code) => ExitCode::from(code),
        Err(error) if is_broken_pipe(&error) => ExitCode::from(0),
        Err(error) => {
            session::note(&format!("error: {error:#}"));
            ExitCode::from(FAILED)
        }
    }
}

fn dispatch(cli: &Cli) -> anyhow::Result<u8> {
    let global = &cli.global;
    match &cli.command {
        Command::Init(arguments) => init::run(global, arguments),
        Command::Check(arguments) => check::run(global, arguments),
        Command::Build(arguments) => build::run(global, arguments),
        Command::Explain(arguments) => explain::run(global, arguments),
        Command::Test(arguments) => test::run(global, arguments),
        Command::Resolve => print::resolve(global),
        Command::Schema(arguments) => print::schema(arguments),
        Command::Profiles(arguments) => print::profiles(arguments),
        Command::Rules => print::rules(global),
        Command::Dump(arguments) => dump::run(global, arguments),
        Command::Completions(arguments) => print::completions(arguments, Cli::command()),
        Command::Man => print::man(Cli::command()),
    }
}

/// Whether a command failed because nobody reads its output any more.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let causes = error.chain().filter_map(|cause| cause.downcast_ref::<std::io::Error>());
    causes.into_iter().any(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}
