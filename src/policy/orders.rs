//! Sources of orders, linked: what was sold when and where, and the files that one source is read from.

use crate::diagnostic::Span;
use crate::exact::Duration;
use crate::world::Files;

use super::catalog::{ColumnName, Source};
use super::condition::TextPattern;

/// How the lines of an order export are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orders {
    /// The `sold` node.
    pub span: Span,
    /// The column of the units of a line.
    pub units: ColumnName,
    /// The column of the time of the order.
    pub at: ColumnName,
    /// How far back lines count: whole days, at least one.
    pub window: Duration,
    /// The column that says where a line was sold.
    pub channel_column: Option<ColumnName>,
    /// Channels and the cells that mean them; a single one without cells where there is no such column.
    pub channels: Vec<SoldOn>,
    /// The column by which lines are of one order.
    pub order: Option<ColumnName>,
    /// Which lines are left out.
    pub drops: Vec<Drop>,
    /// The path as written, where it has a `*` and stands for several files.
    pub pattern: Option<String>,
}

/// What an export calls a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoldOn {
    /// The channel's name.
    pub channel: String,
    /// The cells that mean it, beside its own name.
    pub cells: Vec<TextPattern>,
}

/// Lines that are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drop {
    /// The column.
    pub column: ColumnName,
    /// The cells for which a line is; none: all that are not blank.
    pub cells: Vec<TextPattern>,
}

impl Drop {
    /// Whether a cell makes its line one of those.
    pub fn is_of(&self, cell: &str) -> bool {
        match self.cells.as_slice() {
            [] => !cell.is_empty(),
            cells => cells.iter().any(|own| own.matches(cell)),
        }
    }
}

impl Orders {
    /// The days of the window.
    pub fn days(&self) -> u64 {
        self.window.seconds() / Duration::DAY.seconds()
    }
}

/// The sources, each of several files as so many sources that lie side by side, in the order of their names.
///
/// One whose pattern no file matches stays as it is written: that it can't be read is told where it is opened.
pub(super) fn spread(files: &dyn Files, sources: Vec<Source>) -> anyhow::Result<Vec<Source>> {
    let mut spread = Vec::new();
    for source in sources {
        let pattern = source.orders.as_ref().and_then(|orders| orders.pattern.clone());
        let Some(pattern) = pattern else {
            spread.push(source);
            continue;
        };
        let (folder, name) = pattern.rsplit_once('/').unwrap_or(("", &pattern));
        let there = files.list(folder)?.into_iter().filter(|own| is_like(own, name));
        let before = spread.len();
        spread.extend(there.map(|own| {
            let path = if folder.is_empty() { own } else { format!("{folder}/{own}") };
            Source { path, ..source.clone() }
        }));
        if spread.len() == before {
            spread.push(source);
        }
    }
    Ok(spread)
}

/// Whether a file's name is like a pattern in which `*` stands for any text; hidden files are like none.
fn is_like(name: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first).filter(|_| !name.starts_with('.')) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        let Some((_, after)) = rest.split_once(part).filter(|_| !part.is_empty()) else {
            if part.is_empty() {
                continue;
            }
            return false;
        };
        rest = after;
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_like_a_pattern() {
        for (name, pattern) in [
            ("2026-11-01.csv", "*.csv"),
            ("orders-1.csv", "orders-*.csv"),
            ("orders-.csv", "orders-*.csv"),
            ("a-b-c", "a*b*c"),
            ("aXbXbXc", "a**b*c"),
            ("orders.csv", "orders.csv"),
        ] {
            assert!(is_like(name, pattern), "{name} {pattern}");
        }
        for (name, pattern) in [
            (".hidden.csv", "*.csv"),
            ("orders.csv.bak", "*.csv"),
            ("ab", "a*b*b"),
            ("a.csv", "a.csv*.csv"),
            ("orders.csv", "orders"),
        ] {
            assert!(!is_like(name, pattern), "{name} {pattern}");
        }
    }
}
