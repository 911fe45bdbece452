//! The line that closes a report.

use miette::ThemeStyles;

use crate::diagnostic::Level;

use super::Report;

/// What was found in how much: `2 errors, 1 warning in 4 files, 150 SKUs`.
pub(super) fn line(report: &Report<'_>, styles: &ThemeStyles) -> String {
    let count = |level| report.findings.iter().filter(|finding| finding.level == level).count() as u64;
    let (errors, warnings, notes) = (count(Level::Error), count(Level::Warn), count(Level::Info));
    let mut found = Vec::new();
    if errors > 0 {
        found.push(styles.error.style(counted(errors, "error")).to_string());
    }
    if warnings > 0 {
        found.push(styles.warning.style(counted(warnings, "warning")).to_string());
    }
    if notes > 0 {
        found.push(styles.advice.style(counted(notes, "note")).to_string());
    }
    let found = if found.is_empty() { "no findings".to_owned() } else { found.join(", ") };
    let items = report.items.map(|items| format!(", {}", counted(items, "SKU"))).unwrap_or_default();
    let suppressed = match report.suppressed {
        0 => String::new(),
        suppressed => format!("; {suppressed} suppressed"),
    };
    format!("{found} in {}{items}{suppressed}", counted(report.files as u64, "file"))
}

/// A number with its noun: `1 file`, `2 files`.
pub fn counted(number: impl Into<i128>, noun: &str) -> String {
    let number = number.into();
    if number == 1 { format!("{number} {noun}") } else { format!("{number} {noun}s") }
}
