//! The worst cases of a finding, as a table.

use miette::ThemeStyles;

use crate::diagnostic::{Case, Diagnostic};

use super::summary::counted;
use super::terminal::{columns, one_line, wrap};

/// The spaces before each line.
const INDENT: &str = "  ";

/// The spaces between two columns.
const GAP: &str = "  ";

/// Writes the cases of a finding, worst first, and how many more there are; nothing where it is not about
/// SKUs.
///
/// Where the table is wider than the terminal, each case takes lines of its own.
pub(super) fn table(finding: &Diagnostic, width: usize, styles: &ThemeStyles) -> Vec<String> {
    if finding.count == 0 {
        return Vec::new();
    }
    let mut lines = vec![String::new()];
    if !finding.cases.is_empty() {
        let table = Table::new(&finding.cases);
        lines.extend(if table.width() > width { stacked(&finding.cases, width) } else { table.draw(styles) });
    }
    let shown = finding.cases.len() as u64;
    match finding.count.saturating_sub(shown) {
        0 => {}
        rest if shown == 0 => lines.push(format!("{INDENT}{}", counted(rest, "SKU"))),
        rest => lines.push(format!("{INDENT}and {rest} more")),
    }
    lines
}

/// A column: its head, its cells, and whether they are numbers, which stand to the right.
struct Column {
    head: String,
    cells: Vec<String>,
    is_number: bool,
}

impl Column {
    fn new(head: &str, cases: &[Case], is_number: bool, cell: impl Fn(&Case) -> String) -> Self {
        let cells = cases.iter().map(|case| one_line(&cell(case))).collect();
        Self { head: one_line(head), cells, is_number }
    }

    fn width(&self) -> usize {
        self.cells.iter().chain([&self.head]).map(|cell| columns(cell)).max().unwrap_or_default()
    }

    fn padded(&self, cell: &str) -> String {
        let pad = " ".repeat(self.width().saturating_sub(columns(cell)));
        if self.is_number { format!("{pad}{cell}") } else { format!("{cell}{pad}") }
    }
}

struct Table {
    columns: Vec<Column>,
}

impl Table {
    fn new(cases: &[Case]) -> Self {
        let mut columns = vec![Column::new("SKU", cases, false, |case| case.sku.clone())];
        if cases.iter().any(|case| !case.channel.is_empty()) {
            columns.push(Column::new("channel", cases, false, |case| case.channel.clone()));
        }
        for name in figure_names(cases) {
            columns.push(Column::new(name, cases, true, |case| figure(case, name).to_owned()));
        }
        columns.push(Column::new("row", cases, false, place));
        Self { columns }
    }

    fn width(&self) -> usize {
        self.columns.iter().map(|column| column.width() + GAP.len()).sum()
    }

    fn draw(&self, styles: &ThemeStyles) -> Vec<String> {
        let head = styles.linum.style(self.line(|column| Some(&column.head))).to_string();
        let count = self.columns.first().map_or(0, |column| column.cells.len());
        let rows = (0..count).map(|row| self.line(|column| column.cells.get(row)));
        std::iter::once(head).chain(rows).map(|line| format!("{INDENT}{line}")).collect()
    }

    fn line<'t>(&'t self, cell: impl Fn(&'t Column) -> Option<&'t String>) -> String {
        let cells = self.columns.iter().filter_map(|column| cell(column).map(|cell| column.padded(cell)));
        cells.collect::<Vec<_>>().join(GAP).trim_end().to_owned()
    }
}

/// The names of all figures, in the order in which they first come.
fn figure_names(cases: &[Case]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in cases.iter().flat_map(|case| &case.figures) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names
}

fn figure<'c>(case: &'c Case, name: &str) -> &'c str {
    case.figures.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).unwrap_or_default()
}

fn place(case: &Case) -> String {
    format!("{}:{}", case.file, case.line)
}

/// Each case on lines of its own: where it is, and its figures below.
fn stacked(cases: &[Case], width: usize) -> Vec<String> {
    let lines = cases.iter().flat_map(|case| {
        let channel = if case.channel.is_empty() { String::new() } else { format!(" on {}", case.channel) };
        let head = format!("{INDENT}{}", one_line(&format!("{}{channel}, {}", case.sku, place(case))));
        let figures: Vec<_> = case.figures.iter().map(|(name, value)| format!("{name} {value}")).collect();
        let figures = format!("{INDENT}{INDENT}{}", one_line(&figures.join(", ")));
        [wrap(&head, width), wrap(&figures, width)]
    });
    lines.collect()
}
