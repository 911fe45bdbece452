//! Headers of which more than one could be meant: which column counts would be chance.

use std::collections::BTreeSet;

use crate::diagnostic::{Category, Diagnostic, Label, Sink, Span};
use crate::item::Field;
use crate::policy::catalog::{ColumnName, Source};

use super::excerpt::cell_range;

/// The header of a source, as it stands among the sources of findings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Headers<'a> {
    pub(super) source: &'a Source,
    /// The headers, trimmed.
    pub(super) header: &'a [String],
    /// The row's own text.
    pub(super) text: &'a str,
    /// Where that stands; `None` where the offset space is used up.
    pub(super) span: Option<Span>,
}

impl Headers<'_> {
    /// Tells every header that stands twice and is read, once each.
    pub(super) fn tell_twice(self, read: &BTreeSet<usize>, sink: &mut Sink) {
        let mut told: BTreeSet<&str> = BTreeSet::new();
        for name in read.iter().filter_map(|cell| self.header.get(*cell)) {
            let alike = self.cells(|header| header == name);
            if alike.len() > 1 && told.insert(name) {
                sink.push(self.twice(name, &alike));
            }
        }
    }

    /// A header of the policy that is the same as several of the file but for its case.
    pub(super) fn meant(self, name: &ColumnName) -> Option<Diagnostic> {
        let lower = name.header.trim().to_lowercase();
        let alike = self.cells(|header| header.to_lowercase() == lower);
        let mut headers: Vec<&str> =
            alike.iter().filter_map(|cell| self.header.get(*cell)).map(String::as_str).collect();
        headers.sort_unstable();
        headers.dedup();
        match headers.as_slice() {
            [] => return None,
            [only] => return (alike.len() > 1).then(|| self.twice(only, &alike)),
            _ => {}
        }
        let choice: Vec<String> = headers.iter().map(|header| format!("`{header}`")).collect();
        let (path, count) = (&self.source.path, in_words(alike.len()));
        let message = format!("`{path}` has {count} columns that could be `{}`", name.header);
        let finding = error(message, Label::new(name.span, format!("{}?", choice.join(" or "))));
        let finding = self.labelled(finding, &alike);
        Some(finding.with_help("write the header as it stands in the file: its case tells them apart"))
    }

    /// Columns that are named after a field but for their case, of which none is chosen.
    pub(super) fn spelt_otherwise(self, field: &Field) -> Diagnostic {
        let name = field.to_string();
        let alike = self.cells(|header| header.to_lowercase() == name);
        let (path, count) = (&self.source.path, in_words(alike.len()));
        let message = format!(
            "`{path}` has {count} columns that could be `{name}`, and which one counts would be chance"
        );
        let example = alike.first().and_then(|cell| self.header.get(*cell)).map_or("", String::as_str);
        self.all_of(message, &alike).with_help(format!(
            "say which one in the `source`, such as `{name} \"{example}\"`, or rename it to `{name}` in the file"
        ))
    }

    fn cells(self, is_meant: impl Fn(&str) -> bool) -> Vec<usize> {
        let alike = self.header.iter().enumerate().filter(|(_, header)| is_meant(header));
        alike.map(|(cell, _)| cell).collect()
    }

    fn twice(self, name: &str, alike: &[usize]) -> Diagnostic {
        let (path, count) = (&self.source.path, in_words(alike.len()));
        let message = format!("`{path}` has {count} columns `{name}`, and which one counts would be chance");
        let mapped = self.source.columns.iter().map(|column| &column.name).chain(&self.source.sku);
        let mapped = mapped.into_iter().find(|own| own.header.trim().to_lowercase() == name.to_lowercase());
        let mut finding = self.all_of(message, alike);
        if let Some(name) = mapped {
            finding = finding.with_label(name.span, "read here");
        }
        let (which, it) = if alike.len() == 2 { ("one of them", "it") } else { ("all but one", "them") };
        finding.with_help(format!("rename {which} in the file, or take {it} out"))
    }

    /// A finding at the second of some columns, the others labelled.
    fn all_of(self, message: String, alike: &[usize]) -> Diagnostic {
        let (first, others) = (alike.first().copied(), alike.get(1..).unwrap_or_default());
        let primary = match others.first().and_then(|cell| self.place(*cell)) {
            Some(span) => Label::new(span, column(others.first().copied())),
            None => Label::new(self.source.path_span, "the file"),
        };
        let rest: Vec<usize> = first.into_iter().chain(others.iter().skip(1).copied()).collect();
        self.labelled(error(message, primary), &rest)
    }

    fn labelled(self, finding: Diagnostic, cells: &[usize]) -> Diagnostic {
        cells.iter().fold(finding, |finding, cell| match self.place(*cell) {
            Some(span) => finding.with_label(span, column(Some(*cell))),
            None => finding,
        })
    }

    fn place(self, cell: usize) -> Option<Span> {
        let range = cell_range(self.source, self.text, cell)?;
        let at = |offset: usize| self.span?.start.checked_add(u32::try_from(offset).ok()?);
        Some(Span::new(at(range.start)?, at(range.end)?))
    }
}

fn column(cell: Option<usize>) -> String {
    format!("column {}", cell.unwrap_or_default() + 1)
}

fn in_words(count: usize) -> String {
    if count == 2 { "two".to_owned() } else { count.to_string() }
}

fn error(message: String, primary: Label) -> Diagnostic {
    Diagnostic::error("ambiguous-column", Category::Catalog, message, primary)
}
