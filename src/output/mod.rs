//! Findings as text: a report for people, JSON for programs.
//!
//! Comes in: findings as plain data, and the sources they point into. Goes out: one text, the same bytes
//! for the same input. Nothing else in the program draws, colours, or knows a wire format; nothing here
//! decides what is found, or where the text goes.

mod cases;
mod explanation;
mod human;
mod json;
mod resolve;
mod resolve_schema;
mod rules;
mod run;
mod shorten;
mod snippet;
mod summary;
mod terminal;
mod tested;

#[cfg(test)]
mod test;

use std::str::FromStr;

use crate::diagnostic::{Diagnostic, Sources};

pub use explanation::{explanation, explanation_json, explanation_schema};
pub use json::findings_schema;
pub use resolve::resolved_policy;
pub use resolve_schema::resolved_schema;
pub use rules::{rules_json, rules_schema};
pub use summary::counted;
pub use tested::{TestReport, tests_human, tests_json, tests_junit, tests_schema};

/// What one run found, and what it looked at.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The findings, in the order in which they are to be read.
    pub findings: &'a [Diagnostic],
    /// The texts that they point into.
    pub sources: &'a Sources,
    /// The instant looked at, in RFC 3339.
    pub at: &'a str,
    /// The number of policy files read.
    pub files: usize,
    /// The number of SKUs looked at; `None` where no catalog was read.
    pub items: Option<u64>,
    /// The number of findings that the policy allows.
    pub suppressed: u64,
}

/// How a text for people looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// The columns of the terminal.
    pub width: usize,
    /// Whether to colour by ANSI escapes.
    pub color: bool,
    /// Whether to draw with more than ASCII; the user's own words stay as they are.
    pub unicode: bool,
    /// Whether the terminal takes hyperlinks.
    pub links: bool,
}

/// The forms of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Human,
    /// For programs: `json-v1`.
    Json,
}

impl Format {
    /// Every name that a form goes by.
    pub const NAMES: [&str; 3] = ["human", "json", "json-v1"];
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "human" => Ok(Self::Human),
            "json" | "json-v1" => Ok(Self::Json),
            _ => Err(format!("one of `{}`", Self::NAMES.join("`, `"))),
        }
    }
}

/// Writes a report; the style is for people only.
pub fn render(report: &Report<'_>, format: Format, style: &Style) -> String {
    match format {
        Format::Human => human::render(report, style),
        Format::Json => json::render(report),
    }
}
