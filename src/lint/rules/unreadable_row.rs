//! # unreadable-row
//!
//! A row of the catalog can't be used as it is.
//!
//! ## What it finds
//! Cells that are not what their field holds (`twelve` as a price), amounts in another currency than the
//! policy's (`10.00 EUR` where it is USD, or `EUR` in the row's own `currency` column), rows with more or fewer
//! cells than the header, text behind a closing quote, rows whose quotes run into the rows below, rows that take from
//! a row of their product that can't be used, and rows that are not UTF-8. Each is set aside and counted as unusable,
//! by its reason; the rest goes on.
//!
//! ## Why it matters
//! A row read with its cells shifted by one sells a weight as a price, and 1,490 yen read as dollars are a
//! price that nobody pays.
//!
//! ## What settles it
//! The cell mended at the place shown; or `decimal=","`, `delimiter=";"` or `header=2` where the whole file
//! is written so. No cell is converted: a catalog that is in euros wants `currency EUR` in `policy`, and
//! `currency USD` with an `fx` for the channels that sell in dollars.
//!
//! ## Bad
//! ```kdl
//! catalog { source products "catalog/shifted.csv" }
//! ```
//! ## Good
//! ```kdl
//! catalog { source products "catalog/once.csv" }
//! ```

use crate::catalog::{Problem, ProblemKind};
use crate::diagnostic::{Category, Level};
use crate::lint::tell::{Telling, Told};
use crate::lint::{Check, Rule};

/// The rule.
pub(super) const RULE: Rule = Rule {
    name: "unreadable-row",
    category: Category::Catalog,
    level: Level::Error,
    check: Check::Rows(is_of, tell),
};

fn tell(told: &Told<'_>) -> Telling {
    let why = told.figure("why");
    let expects = told.figure("expects");
    Telling {
        message: match told.group.count {
            1 => format!("a row can't be used: {why}"),
            count => format!("{count} rows can't be used; of the first, {why}"),
        },
        cell: "set aside".to_owned(),
        help: if expects.is_empty() {
            "mend the row; a whole file that is written so wants `delimiter`, `header` or `decimal` on its `source`".to_owned()
        } else {
            format!("write {expects}")
        },
        ..Telling::default()
    }
}

fn is_of(problem: &Problem) -> bool {
    !matches!(
        problem.kind,
        ProblemKind::DuplicateSku { .. } | ProblemKind::EmptySku | ProblemKind::DamagedSku { .. }
    )
}
