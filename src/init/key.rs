//! The columns by which SKUs are told apart: tried one after the other on the file itself.

use super::trial::{Tally, tally};
use super::{Refusal, Request, Table, write};

/// The columns of the SKU.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    /// Their cells.
    pub(super) cells: Vec<usize>,
    /// A column that is named like a SKU's and was not taken, with the rows that it would have cost.
    pub(super) passed_over: Option<(usize, u64)>,
}

/// The first choice of columns by which at least half of the rows can be told apart, or else the one that costs the
/// fewest; with what was read by it.
pub(super) fn key(request: Request<'_>, table: &Table) -> anyhow::Result<Result<(Key, Tally), Refusal>> {
    let mut best: Option<(Vec<usize>, Tally)> = None;
    let mut first: Option<(usize, u64)> = None;
    let mut why = String::new();
    for cells in &table.wiring.keys {
        let tried = Key { cells: cells.clone(), passed_over: None };
        let tally = match tally(request.files, &write::trial(request, table, &tried), request.threads)? {
            Ok(tally) => tally,
            Err(message) => {
                why = message;
                continue;
            }
        };
        let lost = tally.without_key();
        first = first.or(cells.first().map(|cell| (*cell, lost)));
        let is_good = lost <= tally.counts.items;
        if best.as_ref().is_none_or(|(_, best)| lost < best.without_key()) {
            best = Some((cells.clone(), tally));
        }
        if is_good {
            break;
        }
    }
    let Some((cells, tally)) = best else { return Ok(Err(no_key(request.file, why))) };
    let passed_over = first.filter(|(cell, _)| cells != [*cell]);
    Ok(Ok((Key { cells, passed_over }, tally)))
}

fn no_key(file: &str, why: String) -> Refusal {
    if !why.is_empty() {
        return Refusal::new(why, "mend the file, and run `evenkeel init` again");
    }
    let message = format!("no column of `{file}` is named like one that holds SKUs");
    Refusal::new(message, "name that column `sku` in the file's header, and run `evenkeel init` again")
}
