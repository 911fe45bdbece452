//! What became of the lines of orders, in one line a source.

use crate::catalog::{OrderCounts, Sales, Survey};
use crate::policy::Policy;

use super::session::note;

/// How many cells that name no channel are shown.
const MOST_SHOWN: usize = 3;

/// Notes every line of every source of orders: what does not count is never passed over.
pub(super) fn note_orders(policy: &Policy, survey: &Survey) {
    for sales in &survey.orders {
        let Some(source) = policy.catalog.sources.get(sales.source) else { continue };
        let up_to = sales.until.map_or_else(String::new, |until| format!(", {} up to {until}", sales.window));
        let nothing = if sales.is_known() { "" } else { "; none counts, so no velocity is known" };
        note(&format!("{}: {}{up_to}{nothing}", source.name, in_words(sales.counts)));
        let column = source.orders.as_ref().and_then(|orders| orders.channel_column.as_ref());
        if let Some(column) = column.filter(|_| !sales.unnamed.is_empty()) {
            note(&unnamed(&source.name, &column.header, sales));
        }
    }
}

fn in_words(counts: OrderCounts) -> String {
    let OrderCounts { lines, counted, netted, dropped, outside, unjoined, unusable } = counts;
    let parts = [
        (netted, "netted"),
        (dropped, "dropped"),
        (outside, "outside the window"),
        (unjoined, "of no product"),
        (unusable, "unusable"),
    ];
    let others =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!(" + {count} {what}"));
    format!("{lines} lines = {counted} counted{}", others.collect::<String>())
}

fn unnamed(source: &str, column: &str, sales: &Sales) -> String {
    let mut cells: Vec<(&String, &u64)> = sales.unnamed.iter().collect();
    cells.sort_by_key(|(cell, lines)| (std::cmp::Reverse(**lines), *cell));
    let shown = cells.iter().take(MOST_SHOWN).map(|(cell, lines)| match cell.as_str() {
        "" => format!("blank {lines}"),
        cell => format!("`{cell}` {lines}"),
    });
    let shown: Vec<String> = shown.collect();
    let more = if cells.len() > MOST_SHOWN { ", …" } else { "" };
    let (lines, name, count) = match sales.unnamed_lines {
        1 => ("1 line".to_owned(), "names", "it counts"),
        lines => (format!("{lines} lines"), "name", "they count"),
    };
    let shown = shown.join(", ");
    format!(
        "{source}: {lines} {name} no channel in `{column}` ({shown}{more}): {count} in the SKU's whole alone"
    )
}
