//! Entries that are larger than a whole file of their feed may be.

use crate::diagnostic::{Case, Category, Diagnostic, Label, Level};
use crate::item::{Item, Row};
use crate::policy::Policy;

/// How many SKUs are shown.
const MOST_SHOWN: usize = 3;

/// The SKUs of a channel each of which makes a file over the feed's `batch-bytes` by itself.
///
/// They are written all the same: what is too large for the program's figure may not be for the channel, and no
/// other SKU stands in that file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Oversize {
    /// How many there are.
    count: u64,
    /// The first of them in the order of the catalog, each with the bytes of its file.
    shown: Vec<(String, Option<Row>, u64)>,
    /// The most bytes that a file of the feed may have.
    most: u64,
}

impl Oversize {
    /// Adds a SKU with the bytes of its file.
    pub(super) fn add(&mut self, item: &Item, bytes: u64, most: u64) {
        self.count += 1;
        self.most = most;
        if self.shown.len() < MOST_SHOWN {
            self.shown.push((item.sku.clone(), item.rows.first().copied().flatten(), bytes));
        }
    }

    /// Takes in those of a later part of the catalog.
    pub(super) fn merge(&mut self, later: Self) {
        self.count += later.count;
        self.most = self.most.max(later.most);
        self.shown.extend(later.shown);
        self.shown.truncate(MOST_SHOWN);
    }

    /// The finding, where there are any.
    pub(super) fn finding(&self, policy: &Policy, (channel, feed): (usize, usize)) -> Option<Diagnostic> {
        let channel = policy.channels.get(channel)?;
        let span = channel.feeds.get(feed)?.origin.span?;
        let (sku, ..) = self.shown.first()?;
        let (name, most) = (&channel.name, self.most);
        let (who, label) = match self.count {
            1 => (format!("`{sku}` alone takes"), "written all the same, in a file of its own"),
            count => {
                (format!("{count} SKUs, each alone, take"), "written all the same, each in a file of its own")
            }
        };
        let message = format!("the feed of `{name}` is cut at {most} bytes a file, and {who} more");
        let label = Label::new(span, label);
        let finding =
            Diagnostic::error("oversized-entry", Category::Catalog, message, label).at_level(Level::Warn);
        let mut finding = finding.on_channel(name.clone()).with_help(
            "the channel may refuse such a file, and no other: shorten the longest text, leave its column out of the feed, \
             or raise `batch-bytes` where the channel takes more",
        );
        finding.count = self.count;
        finding.cases =
            self.shown.iter().map(|(sku, row, bytes)| case(policy, name, sku, *row, *bytes)).collect();
        Some(finding)
    }
}

fn case(policy: &Policy, channel: &str, sku: &str, row: Option<Row>, bytes: u64) -> Case {
    let source = row.and_then(|row| policy.catalog.sources.get(row.source));
    Case {
        sku: sku.to_owned(),
        channel: channel.to_owned(),
        file: source.map(|source| source.path.clone()).unwrap_or_default(),
        record: row.map_or(0, |row| row.record),
        line: row.map_or(0, |row| row.line),
        figures: vec![("bytes".to_owned(), bytes.to_string())],
    }
}
