//! Small files by hand: what is read of them, what is said of the rest, and that no cut changes either.

mod cells;
mod columns;
mod cuts;
mod joins;
mod lines;
mod places;
mod rows;
mod shops;

use crate::diagnostic::{Sink, Sources};
use crate::item::{Item, Stock};
use crate::model::Judging;
use crate::policy::load;
use crate::program::compile;
use crate::world::Memory;

use super::stream::items_in_chunks;
use super::{Counts, Effort, Entry, Problem, ProblemKind, Unjoined, excerpt, survey};

const SHOP: &str = "
policy shop { currency USD; timezone UTC }
channel web { profile none; role dtc; orders \"10/day\"; average-order-value 10.00; sync via=api every=\"5min\"; feed csv { column \"Id\" sku; column \"Name\" title } }
pool main { location store; channels web; source-of-truth shop }
buffer { units 0 }
pricing { anchor web }
";

/// What came out of a catalog.
#[derive(Debug, Default, PartialEq)]
struct Read {
    items: Vec<Item>,
    problems: Vec<Problem>,
    counts: Counts,
    findings: Vec<String>,
    unjoined: Vec<Unjoined>,
}

impl Read {
    fn skus(&self) -> Vec<&str> {
        self.items.iter().map(|item| item.sku.as_str()).collect()
    }

    fn item(&self, sku: &str) -> &Item {
        self.items.iter().find(|item| item.sku == sku).unwrap()
    }

    fn price(&self, sku: &str) -> String {
        self.item(sku).price.map_or_else(|| "-".to_owned(), |price| price.to_string())
    }

    /// Each problem as `record/line kind`.
    fn told(&self) -> Vec<String> {
        let word = |problem: &Problem| match &problem.kind {
            ProblemKind::DuplicateSku { first, is_first_lost, .. } => {
                let lost = if *is_first_lost { ", which is lost" } else { "" };
                format!("again, first on line {}{lost}", first.line)
            }
            ProblemKind::EmptySku => "no sku".to_owned(),
            ProblemKind::DamagedSku { text, .. } => format!("damaged `{text}`"),
            ProblemKind::Unreadable { field, text, .. } => format!("{field} `{text}`"),
            ProblemKind::OtherCurrency { field, text, other, currency } => {
                format!("{field} `{text}` in {other}, not {currency}")
            }
            ProblemKind::UnreadableOrder { what, text, .. } => format!("no {what} `{text}`"),
            ProblemKind::Ragged { cells, header } => format!("{cells} cells of {header}"),
            ProblemKind::RowCurrency { column, text, other, currency } => {
                format!("{column} `{text}` is {other}, not {currency}")
            }
            ProblemKind::Availability { text, .. } => format!("availability `{text}`"),
            ProblemKind::StrayQuote { lines: 0, .. } => "stray quote".to_owned(),
            ProblemKind::StrayQuote { lines, .. } => format!("stray quote over {lines} more lines"),
            ProblemKind::Swallowed { lines, .. } => format!("swallowed {lines} more lines"),
            ProblemKind::OpenQuote { lines } => format!("open quote over {lines} more lines"),
            ProblemKind::Line { why, .. } => why.clone(),
            ProblemKind::NoParent { name } => format!("no parent `{name}`"),
            ProblemKind::LostProduct { line } => format!("lost product on line {line}"),
            ProblemKind::NotUtf8 => "not UTF-8".to_owned(),
            ProblemKind::Conflict { field, counts, other } => format!("{field} {counts}, not {other}"),
        };
        let row =
            |problem: &Problem| format!("{}/{} {}", problem.row.record, problem.row.line, word(problem));
        self.problems.iter().map(row).collect()
    }
}

fn files(sources: &str, files: &[(&str, &[u8])]) -> Memory {
    files_in("USD", sources, files)
}

fn files_in(currency: &str, sources: &str, files: &[(&str, &[u8])]) -> Memory {
    let shop = SHOP.replace("USD", currency);
    let policy = format!("evenkeel 1\n{shop}\ncatalog {{\n{sources}\n}}\n");
    let memory = Memory::default().with("evenkeel.kdl", policy);
    files.iter().fold(memory, |memory, (path, bytes)| memory.with(*path, *bytes))
}

fn read_in(files: &Memory, threads: usize, size: usize) -> Read {
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let loaded = load(files, Judging::On, &mut sources, &mut sink).unwrap();
    assert!(!sink.has_errors(), "{:#?}", sink.diagnostics());
    let program = compile(&loaded.policy);
    let (catalog, shape) = (&loaded.policy.catalog, &program.shape);
    let mut found = Sink::default();
    let keys =
        survey(files, catalog, shape, &[], &mut sources, Effort { threads, has_digests: true }, &mut found)
            .unwrap();
    let mut read = Read::default();
    if let Some(keys) = &keys {
        read.problems.extend(keys.problems.iter().cloned());
        read.unjoined.clone_from(&keys.unjoined);
        let see = |(items, problems): &mut (Vec<Item>, Vec<Problem>), entry: Entry<'_>| match entry {
            Entry::Item(item) => items.push(item.clone()),
            Entry::SetAside(problem) => problems.push(problem.clone()),
        };
        let collect = |(items, problems), counts| {
            read.items.extend(items);
            read.problems.extend(problems);
            read.counts = read.counts.plus(counts);
            Ok(())
        };
        items_in_chunks(files, catalog, shape, keys, (threads, size), see, collect).unwrap();
    }
    let told = |finding: &crate::diagnostic::Diagnostic| {
        format!("{}: {} ({})", finding.rule, finding.message, finding.help.clone().unwrap_or_default())
    };
    read.findings = found.into_sorted().iter().map(told).collect();
    let Counts { rows, items, continuation, image, left_out, unusable } = read.counts;
    assert_eq!(rows, items + continuation + image + left_out + unusable);
    read
}

/// Reads whole, and asserts that no number of threads and no cut changes anything.
fn read(sources: &str, given: &[(&str, &[u8])]) -> Read {
    whole(&files(sources, given))
}

fn whole(files: &Memory) -> Read {
    let whole = read_in(files, 1, usize::MAX);
    for (threads, size) in [(1, 1), (2, 1), (3, 1), (1, 64), (2, 100), (3, 1 << 20)] {
        assert_eq!(read_in(files, threads, size), whole, "with {threads} threads in chunks of {size}");
    }
    whole
}

const TWO: &str = "source products \"p.csv\"\nsource stock \"s.csv\"";

fn products(bytes: &[u8]) -> Read {
    read("source products \"p.csv\"", &[("p.csv", bytes)])
}
