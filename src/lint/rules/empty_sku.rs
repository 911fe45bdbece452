//! # empty-sku
//!
//! A row of the catalog has no SKU.
//!
//! ## What it finds
//! Rows whose SKU cell, or all of whose SKU cells, are blank. They are set aside and counted as unusable.
//! A row all of whose cells are blank is no row, and not told.
//!
//! ## Why it matters
//! Without an id nothing can be joined, priced or published.
//!
//! ## What settles it
//! A SKU in the row; or `sku "Handle" "Option1 Value"` for a shop that has none.
//!
//! ## Bad
//! ```kdl
//! catalog { source products "catalog/no-sku.csv" }
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
    name: "empty-sku",
    category: Category::Catalog,
    level: Level::Error,
    check: Check::Rows(is_of, tell),
};

fn tell(told: &Told<'_>) -> Telling {
    let message = match told.group.count {
        1 => "a row has no SKU".to_owned(),
        count => format!("{count} rows have no SKU"),
    };
    Telling {
        message,
        cell: "set aside".to_owned(),
        help: "give the rows a SKU, or make one of other columns: `sku \"Handle\" \"Option1 Value\"`"
            .to_owned(),
        ..Telling::default()
    }
}

fn is_of(problem: &Problem) -> bool {
    matches!(problem.kind, ProblemKind::EmptySku)
}
