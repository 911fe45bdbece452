//! # duplicate-sku
//!
//! Two rows of a source have the same SKU.
//!
//! ## What it finds
//! In the products and in every joined source, each later row whose SKU an earlier one has. The first row
//! counts, the later is set aside, the rest goes on. Where the first can't be used, neither is fed: the later one is
//! not read in its place.
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
    let (first, of) = (told.figure("first line"), told.figure("of"));
    let word = of.split(' ').next().unwrap_or_default();
    let is_first_lost = !told.figure("fed").is_empty();
    let message = match told.group.count {
        1 if is_first_lost => {
            let sku = told.worst();
            format!(
                "SKU `{sku}` has two rows and is fed from neither: the first, on line {first}, can't be used"
            )
        }
        1 if !of.is_empty() => {
            format!("SKU `{}` has a second row for the {of}; the first is on line {first}", told.worst())
        }
        1 => format!("SKU `{}` has a second row; the first is on line {first}", told.worst()),
        count if !of.is_empty() => format!(
            "{count} rows have a SKU and a {word} that an earlier row has, the first of them `{}` for the {of}",
            told.worst()
        ),
        count => {
            format!("{count} rows have a SKU that an earlier row has, the first of them `{}`", told.worst())
        }
    };
    let once = format!("keep one row for each SKU and {word}");
    let (counts, help) = if !of.is_empty() {
        ("the first, which counts", once.as_str())
    } else if is_first_lost {
        (
            "the first, set aside too: it can't be used",
            "keep the row that is right, and mend it; until then what the channels show stays as it was",
        )
    } else {
        (
            "the first, which counts",
            "keep one row a SKU, or name a second column in `sku` that tells the rows apart",
        )
    };
    Telling {
        message,
        cell: "set aside".to_owned(),
        counts: counts.to_owned(),
        help: help.to_owned(),
        ..Telling::default()
    }
}

fn is_of(problem: &Problem) -> bool {
    matches!(problem.kind, ProblemKind::DuplicateSku { .. })
}
