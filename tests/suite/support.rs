//! What several tests need: a policy checked or built in one call, and the texts of others beside the repository.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use evenkeel::catalog::{Effort, Survey, survey};
use evenkeel::diagnostic::{Category, Diagnostic, Level, Sink, Sources};
use evenkeel::feed::{Built, Order, build};
use evenkeel::lint::{Outcome, Ran, Teller, fold, later, run_static, run_survey, settle, tell};
use evenkeel::model::Judging;
use evenkeel::policy::{Policy, load};
use evenkeel::program::{Program, compile};
use evenkeel::world::{Files, Memory, Target};
use tempfile::TempDir;

/// A policy that was loaded, linked, compiled and surveyed.
pub(crate) struct Ready {
    pub(crate) sources: Sources,
    pub(crate) policy: Policy,
    pub(crate) program: Program,
    pub(crate) survey: Option<Survey>,
    pub(crate) sink: Sink,
}

/// The instant that builds are for.
pub(crate) const AT: &str = "2026-11-27T14:00:00Z";

/// Loads a policy as far as it goes.
pub(crate) fn ready(files: &dyn Files) -> Ready {
    ready_at(files, None)
}

/// The same with orders that count up to an instant; to their last without one.
pub(crate) fn ready_at(files: &dyn Files, until: Option<jiff::Timestamp>) -> Ready {
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let loaded = load(files, Judging::On, &mut sources, &mut sink).unwrap();
    let mut policy = loaded.policy;
    policy.catalog.orders_until = until;
    let mut program = compile(&policy);
    program.look_at(until.unwrap_or_else(|| AT.parse().unwrap()));
    let mut found = None;
    if !sink.has_errors() {
        run_static(&policy, &mut sink);
        if !policy.catalog.sources.is_empty() {
            let mut named: Vec<String> = policy.named_skus.iter().map(|(sku, _)| sku.clone()).collect();
            named.dedup();
            let mut own = Sink::default();
            let effort = Effort { threads: 2, has_digests: true };
            found = survey(files, &policy.catalog, &program.shape, &named, &mut sources, effort, &mut own)
                .unwrap();
            own.into_sorted().into_iter().for_each(|finding| sink.push(finding));
        }
        if let Some(survey) = &found {
            program.unfed_locations = survey.unfed_locations(&program.shape);
            program.codes_of_several = survey.codes_of_several.clone();
            program.ids_of_several = survey.ids_of_several.clone();
            let teller = Teller { policy: &policy, program: &program, files, survey };
            run_survey(&teller, &mut sources, &mut sink);
        }
    }
    Ready { sources, policy, program, survey: found, sink }
}

/// Everything that `check` finds from the start of 2026 on, with the sources that it points into.
pub(crate) fn check(files: &dyn Files) -> (Vec<Diagnostic>, Sources, Outcome) {
    let mut ready = ready(files);
    let is_readable = ready
        .sink
        .diagnostics()
        .iter()
        .all(|own| own.category != Category::Language || own.level != Level::Error);
    let mut outcome = Outcome::default();
    let start: jiff::Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    ready.program.look_at(start);
    if let Some(survey) = &ready.survey {
        let teller = Teller { policy: &ready.policy, program: &ready.program, files, survey };
        let to_come = later(&ready.program, start);
        outcome = fold(&teller, 2, &to_come, |(): &mut (), _| (), |()| Ok(())).unwrap();
        tell(&teller, &outcome.groups, &mut ready.sources, &mut ready.sink);
    }
    let ran = match (&ready.survey, is_readable) {
        (_, false) => Ran::None,
        (None, true) => Ran::Static,
        (Some(_), true) => Ran::All,
    };
    let settled = settle(&ready.policy, start, ran, None, &ready.sources, ready.sink);
    (settled.findings, ready.sources, outcome)
}

/// A build in a folder.
pub(crate) struct BuildResult {
    pub(crate) built: Built,
}

/// Builds a policy into a folder.
pub(crate) fn build_into(files: &dyn Files, folder: &Path, threads: usize) -> BuildResult {
    let ready = ready(files);
    let survey = ready.survey.as_ref().expect("a catalog that can be read");
    let target = Target::begin(folder).unwrap();
    let teller = Teller { policy: &ready.policy, program: &ready.program, files, survey };
    let to_come = later(&ready.program, AT.parse().unwrap());
    let order = Order {
        at: AT,
        later: &to_come,
        channel: None,
        threads,
        has_offers: true,
        policy_digest: &"0".repeat(64),
        policy_files: &[],
    };
    let built = build(&teller, order, &target).unwrap();
    target.finish().unwrap();
    BuildResult { built }
}

/// A folder of texts: `//- PATH` begins each.
pub(crate) fn memory(texts: &str) -> Memory {
    let mut memory = Memory::default();
    for part in texts.split("//- ").skip(1) {
        let (path, text) = part.split_once('\n').expect("a path and a text");
        memory = memory.with(path.trim(), text);
    }
    memory
}

/// The bundled example in memory, with more nodes, and a channel more in its pool of the seller's own units.
pub(crate) fn example_with(nodes: &str, channel: &str) -> Memory {
    let mut memory = Memory::default();
    for (path, bytes) in read_folder(&root().join("examples/glow-skincare")) {
        let pools = format!("channels shopify tiktok-shop {channel}");
        let bytes = match path.as_str() {
            "inventory.kdl" => {
                let text = String::from_utf8(bytes).unwrap();
                assert!(text.contains("channels shopify tiktok-shop"), "the example's pool");
                text.replace("channels shopify tiktok-shop", &pools).into_bytes()
            }
            _ => bytes,
        };
        memory = memory.with(&path, bytes);
    }
    memory.with("more.kdl", nodes)
}

/// The same on disk.
pub(crate) fn folder(texts: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let parts = texts.split("//- ").skip(1).map(|part| part.split_once('\n').expect("a path and a text"));
    write_folder(folder.path(), parts.map(|(path, text)| (path.trim(), text.as_bytes())));
    folder
}

/// Writes files below a folder.
pub(crate) fn write_folder<'a>(folder: &Path, files: impl IntoIterator<Item = (&'a str, &'a [u8])>) {
    for (path, bytes) in files {
        let full = folder.join(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(full, bytes).unwrap();
    }
}

/// Every file below a folder by its path, with its bytes.
pub(crate) fn read_folder(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(root, &path, files);
            } else {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    let mut files = BTreeMap::new();
    walk(folder, folder, &mut files);
    files
}

/// What the program printed, and the code it ended with.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The program in a folder, with nothing of the environment that changes its looks.
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_evenkeel"));
    command.current_dir(folder).args(arguments).stdin(Stdio::null());
    for name in ["NO_COLOR", "COLUMNS", "TERM", "RUST_BACKTRACE"] {
        command.env_remove(name);
    }
    command
}

/// Runs the program in a folder.
pub(crate) fn evenkeel(folder: &Path, arguments: &[&str]) -> Run {
    run(command(folder, arguments))
}

/// Runs a command to its end.
pub(crate) fn run(mut command: Command) -> Run {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8 is printed");
    Run {
        code: output.status.code().expect("a code, not a signal"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// The repository's folder.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A file or folder of others, beside the repository. Where it is not there, the test is skipped.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let full = root().join("../shared").join(path);
    if full.exists() {
        return Some(full);
    }
    skipped("shared", &format!("no ../shared/{path}"));
    None
}

/// Says that a test is skipped, and for want of what. Under `CI=true` that is a failure, unless
/// `EVENKEEL_WITHOUT`, a list with commas, names it among what is known not to be there.
pub(crate) fn skipped(wanted: &str, what: &str) {
    let is_ci = std::env::var("CI").as_deref() == Ok("true");
    let without = std::env::var("EVENKEEL_WITHOUT").unwrap_or_default();
    let is_told = without.split(',').any(|own| own.trim() == wanted);
    assert!(!is_ci || is_told, "{what}, and EVENKEEL_WITHOUT does not name `{wanted}`");
    println!("\nskipped: {wanted}: {what}");
}

/// Compares a file with what it should be; with `EVENKEEL_BLESS` set it is written instead.
pub(crate) fn fresh(path: &str, expected: &str) {
    let full = root().join(path);
    if std::env::var_os("EVENKEEL_BLESS").is_some() {
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(&full, expected).unwrap();
    }
    let found = fs::read_to_string(&full).unwrap_or_default();
    assert!(
        found == expected,
        "`{path}` is stale: run the tests with EVENKEEL_BLESS=1, and read what it became"
    );
}
