//! The documentation runs: each file that a page shows is written, each command that it shows is run, and what the
//! page prints under it is what comes out.
//!
//! A `kdl` or `csv` block whose first line is a comment with a name (`// evenkeel.kdl`, `# catalog.csv`) is that file,
//! from there to the end of the page. A `console` block runs its `$ evenkeel …` lines in the folder of those files,
//! or in `examples/glow-skincare` where the page has shown none so far. `EVENKEEL_BLESS=1` rewrites the output.

use std::fs;
use std::path::{Path, PathBuf};

use evenkeel::diagnostic::Sink;
use evenkeel::syntax::parse;
use evenkeel::world::Disk;

use crate::support::{evenkeel, ready, root, write_folder};

/// A fenced block: the language, the line of its fence, the text.
struct Block {
    language: String,
    line: usize,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (index, line) in page.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(language)) => {
                open = Some(Block { language: language.to_owned(), line: index + 1, text: String::new() });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block without an end");
    blocks
}

/// The file that a block is, and its text without the line that says so where that is none of the file's.
fn named(block: &Block) -> Option<(&str, &str)> {
    let (first, rest) = block.text.split_once('\n')?;
    match block.language.as_str() {
        "kdl" => Some((first.strip_prefix("// ").filter(|name| is_file(name, ".kdl"))?, &block.text)),
        "csv" => Some((first.strip_prefix("# ").filter(|name| is_file(name, ".csv"))?, rest)),
        _ => None,
    }
}

fn is_file(name: &str, ending: &str) -> bool {
    name.ends_with(ending) && !name.contains(' ')
}

/// The commands of a `console` block.
fn commands(text: &str) -> Vec<&str> {
    assert!(text.starts_with("$ evenkeel "), "`$ evenkeel …` before its output");
    text.lines().filter_map(|line| line.strip_prefix("$ evenkeel ")).collect()
}

/// The words of a command as a shell has them, quotes apart.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for letter in command.chars() {
        match (quote, letter) {
            (Some(own), letter) if letter == own => quote = None,
            (None, '\'' | '"') => quote = Some(letter),
            (None, ' ') => words.push(String::new()),
            (_, letter) => words.last_mut().unwrap().push(letter),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Runs a page, or rewrites its output; returns how many files it showed and how many commands were run.
fn follow(path: &Path, bless: bool) -> Result<(usize, usize), String> {
    let page = fs::read_to_string(path).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (mut files, mut runs) = (0, 0);
    let mut blessed = page.clone();
    for block in blocks(&page) {
        let place = format!("{}:{}", path.display(), block.line);
        if let Some((name, text)) = named(&block) {
            write_folder(folder.path(), [(name, text.as_bytes())]);
            files += 1;
            if block.language == "kdl" {
                let ready = ready(&Disk::new(folder.path()));
                let findings = ready.sink.into_sorted();
                let of_policy = findings.iter().filter(|own| own.category.name() == "language");
                if of_policy.count() > 0 {
                    return Err(format!("{place}: {findings:#?}"));
                }
            }
        } else if block.language == "kdl" {
            let mut sink = Sink::default();
            parse(&block.text, 0, &mut sink);
            if !sink.diagnostics().is_empty() {
                return Err(format!("{place}: {:#?}", sink.diagnostics()));
            }
        } else if block.language == "console" {
            let shop = root().join("examples/glow-skincare");
            let runs_in = if files > 0 { folder.path() } else { &shop };
            let mut actual = Vec::new();
            for command in commands(&block.text) {
                let words = words(command);
                let run = evenkeel(runs_in, &words.iter().map(String::as_str).collect::<Vec<_>>());
                actual.push(format!("$ evenkeel {command}\n{}", run.stdout).trim_end().to_owned());
                runs += 1;
            }
            let actual = format!("{}\n", actual.join("\n\n"));
            if bless {
                blessed = blessed.replacen(&block.text, &actual, 1);
            } else if block.text != actual {
                return Err(format!("{place}: what is printed is\n{actual}"));
            }
        }
    }
    if blessed != page {
        fs::write(path, blessed).unwrap();
    }
    Ok((files, runs))
}

fn pages() -> Vec<PathBuf> {
    let mut pages =
        vec![root().join("README.md"), root().join("docs/language.md"), root().join("benches/README.md")];
    let examples = fs::read_dir(root().join("examples")).unwrap();
    pages.extend(examples.map(|entry| entry.unwrap().path().join("README.md")));
    pages.retain(|page| page.is_file());
    pages
}

#[test]
fn what_the_pages_show_is_what_comes_out() {
    let bless = std::env::var_os("EVENKEEL_BLESS").is_some();
    let counts: Vec<(usize, usize)> = pages().iter().map(|page| follow(page, bless).unwrap()).collect();
    assert!(counts[0].0 >= 2 && counts[0].1 >= 2, "the README shows files and commands: {counts:?}");
}

/// Commands stand in the README as they are run from the repository's folder.
#[test]
fn the_readme_sets_up_what_is_there() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let line =
        readme.lines().find_map(|line| line.trim().strip_prefix("cargo run -- ")).expect("a first command");
    let out = tempfile::tempdir().unwrap();
    let target = out.path().join("glow");
    let words: Vec<&str> = line
        .split(' ')
        .map(|word| if word.starts_with("target/") { target.to_str().unwrap() } else { word })
        .collect();
    let run = evenkeel(&root(), &words);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("tiktok-shop      111        12            0          27"), "{}", run.stdout);
    assert!(target.join("manifest.json").is_file());
    for path in readme.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(path, _)| path) {
        let is_there = path.contains("://") || root().join(path).exists();
        assert!(is_there, "the README links `{path}`, which is not there");
    }
}

#[test]
fn a_page_that_tells_wrong_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.md");
    let follow = |text: &str| {
        fs::write(&page, text).unwrap();
        follow(&page, false).ok()
    };
    assert_eq!(follow("```console\n$ evenkeel profiles nowhere\n```\n"), Some((0, 1)), "nothing on stdout");
    assert_eq!(follow("```console\n$ evenkeel profiles nowhere\nsome output\n```\n"), None);
    assert_eq!(follow("```kdl\n// evenkeel.kdl\nevenkeel 1\npolicy p {\n```\n"), None);
    assert_eq!(follow("```kdl\nbuffer { percent 10% }\n```\n"), None);
}
