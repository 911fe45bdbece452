//! `catalog`: the file and its columns.

use crate::catalog::own_columns;
use crate::item::Field;
use crate::policy::catalog::Format;
use crate::policy::written::kdl;

use super::page::{Page, named, quoted};
use crate::init::key::Key;
use crate::init::locations::is_elsewhere;
use crate::init::wire::Wire;
use crate::init::{Request, Table};

/// Writes the `catalog`.
pub(super) fn catalog(page: &mut Page, request: Request<'_>, table: &Table, key: &Key) {
    page.note(0, "The source named `products` says which SKUs exist; others can be joined to it by SKU.");
    page.line(0, "catalog {");
    let lines = lines(table, key);
    let head = format!("source products {}{}", quoted(request.path), settings(table));
    if lines.is_empty() {
        page.line(1, &head);
    } else {
        page.line(1, &format!("{head} {{"));
        for (code, reason) in lines {
            match code {
                Some(code) => page.because(2, &code, &reason),
                None => page.note(2, &reason),
            }
        }
        page.line(1, "}");
    }
    page.line(0, "}");
    page.gap();
}

/// What the format leaves open.
fn settings(table: &Table) -> String {
    let head = &table.head;
    let own = if matches!(head.format, Format::Tsv | Format::GoogleTsv) { b'\t' } else { b',' };
    let mut settings = vec![format!(" format={}", head.format.word())];
    if head.delimiter != own {
        settings.push(format!("delimiter={}", quoted(&char::from(head.delimiter).to_string())));
    }
    if table.wiring.decimal_mark != '.' {
        settings.push(format!("decimal=\"{}\"", table.wiring.decimal_mark));
    }
    if head.row > 1 {
        settings.push(format!("header={}", head.row));
    }
    settings.join(" ")
}

type Line = (Option<String>, String);

fn lines(table: &Table, key: &Key) -> Vec<Line> {
    let own = own_columns(table.head.format, &table.head.names);
    let mut lines = Vec::new();
    let is_own_key = key.cells.first().is_some_and(|cell| own.contains(&(*cell, Field::Sku)));
    if key.cells.len() > 1 || !is_own_key {
        lines.push(sku(table, key));
    }
    lines.extend(rows(table));
    let knows = |wire: &Wire| own.iter().any(|(_, field)| *field == wire.field);
    let maps_itself = |wire: &Wire| own.contains(&(wire.cell, wire.field.clone()));
    let is_csv = !table.head.format.is_of_shop();
    let mut written: Vec<Field> = Vec::new();
    for wire in &table.wiring.wires {
        let is_plus = wire.field == Field::Price && table.rows.plus.is_some();
        let is_plain = wire.unit.is_none() && wire.split.is_none() && !is_plus;
        let is_known = if is_csv { maps_itself(wire) && is_plain } else { knows(wire) };
        if !is_known || is_elsewhere(wire) {
            lines.push(column(table, wire));
            written.push(wire.field.clone());
        }
    }
    // what a line of its own says, and a SKU that is none
    let is_written = |(cell, field): &(usize, Field)| {
        written.contains(field) || (*field == Field::Sku && key.cells != [*cell])
    };
    let by_name: Vec<String> = own
        .iter()
        .filter(|own| is_csv && !is_written(own))
        .map(|(cell, _)| named(table.header(*cell)))
        .collect();
    if !by_name.is_empty() {
        lines.push((None, format!("read by the names that they have: {}", by_name.join(", "))));
    }
    lines
}

fn sku(table: &Table, key: &Key) -> Line {
    let headers: Vec<String> = key.cells.iter().map(|cell| quoted(table.header(*cell))).collect();
    let code = format!("sku {}", headers.join(" "));
    let reason = match key.passed_over {
        Some((cell, lost)) => {
            let (column, several) = (named(table.header(cell)), key.cells.len() > 1);
            let these = if several {
                "these, joined by `/`, tell the SKUs apart"
            } else {
                "this one tells the SKUs apart"
            };
            format!("{column} is blank or the same on {lost} rows; {these}")
        }
        None => "tells the SKUs apart; other sources are joined by it".to_owned(),
    };
    (Some(code), reason)
}

/// Which rows are read, and which belong together.
fn rows(table: &Table) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(keep) = &table.rows.keep {
        let texts: Vec<String> = keep.texts.iter().map(|text| quoted(text)).collect();
        let code = format!("keep {} {}", quoted(table.header(keep.cell)), texts.join(" "));
        lines.push((Some(code), keep.reason.to_owned()));
    }
    if let Some((cell, is_product_first)) = table.rows.group {
        let first = if is_product_first { " first=product" } else { "" };
        let code = format!("group {}{first}", quoted(table.header(cell)));
        let reason = "rows of one product: what a variant leaves blank it takes from the first";
        lines.push((Some(code), reason.to_owned()));
    }
    lines
}

fn column(table: &Table, wire: &Wire) -> Line {
    let parts = [
        Some(format!("{} {}", wire.field, quoted(table.header(wire.cell)))),
        wire.location.as_ref().map(|location| format!("location={}", kdl(location))),
        wire.unit.map(|unit| format!("unit={unit}")),
        table
            .rows
            .plus
            .filter(|_| wire.field == Field::Price)
            .map(|cell| format!("plus={}", quoted(table.header(cell)))),
        wire.split.map(|split| format!("split=\"{split}\"")),
    ];
    let code = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let filled = table.cells.columns.get(wire.cell).map_or(0, |seen| seen.filled);
    let rows = table.cells.rows;
    let reason = match (filled, &wire.location) {
        (0, _) => "blank on every row so far".to_owned(),
        (filled, Some(_)) if wire.field == Field::Committed => {
            format!("units promised, on {filled} of {rows} rows")
        }
        (filled, Some(_)) => format!("units on hand, on {filled} of {rows} rows"),
        (filled, None) => format!("on {filled} of {rows} rows"),
    };
    (Some(code), reason)
}
