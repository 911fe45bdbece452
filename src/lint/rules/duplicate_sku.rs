//! # duplicate-sku
//!
//! Two rows of a source have the same SKU.
//!
//! ## What it finds
//! In the products and in every joined source, each later row whose SKU an earlier one has. The first row
//! counts, the later is set aside, the rest goes on.
//!
//! ## Why it matters
//! Two rows are two prices or two counts, and which one holds would be chance.
//!
//! ## What settles it
//! One row a SKU; or `sku "A" "B"` where only two columns together tell SKUs apart.
//!
//! ## Bad
//! ```kdl
//! catalog { source products "catalog/twice.csv" }
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
    name: "duplicate-sku",
    category: Category::Catalog,
    level: Level::Error,
    check: Check::Rows(is_of, tell),
};

fn tell(told: &Told<'_>) -> Telling {
    let first = told.figure("first line");
    let message = match told.group.count {
        1 => format!("SKU `{}` has a second row; the first is on line {first}", told.worst()),
        count => {
            format!("{count} rows have a SKU that an earlier row has, the first of them `{}`", told.worst())
        }
    };
    Telling {
        message,
        cell: "set aside".to_owned(),
        counts: "the first, which counts".to_owned(),
        help: "keep one row a SKU, or name a second column in `sku` that tells the rows apart".to_owned(),
        ..Telling::default()
    }
}

fn is_of(problem: &Problem) -> bool {
    matches!(problem.kind, ProblemKind::DuplicateSku { .. })
}
