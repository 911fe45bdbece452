//! The report for people: `miette`'s drawing of each finding, its worst cases, and a line that sums up.

use std::fmt;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity, SourceCode};
use miette::{ThemeCharacters, ThemeStyles};

use crate::diagnostic::{Diagnostic, Level, Sources};

use super::snippet::{DrawnLabel, Snippets};
use super::terminal::wrap;
use super::{Report, Style, cases, summary};

/// The narrowest terminal that is drawn for.
const LEAST_WIDTH: usize = 40;

/// The columns that stand before the text of a message.
const MESSAGE_INDENT: usize = 4;

/// The columns that stand before the text of a help.
const HELP_INDENT: usize = 8;

/// Writes a report for people.
pub(super) fn render(report: &Report<'_>, style: &Style) -> String {
    let width = style.width.max(LEAST_WIDTH);
    let theme = theme(style);
    let mut text = String::new();
    for finding in report.findings {
        let drawn = finding_text(finding, report.sources, width, style, &theme);
        push_trimmed(&mut text, &drawn);
        text.push('\n');
    }
    text.push_str(&summary::line(report, &theme.styles));
    text.push('\n');
    text
}

/// Draws a finding by itself.
pub(super) fn drawn(finding: &Diagnostic, sources: &Sources, style: &Style) -> String {
    let mut text = String::new();
    let drawn = finding_text(finding, sources, style.width.max(LEAST_WIDTH), style, &theme(style));
    push_trimmed(&mut text, &drawn);
    text
}

fn theme(style: &Style) -> GraphicalTheme {
    GraphicalTheme {
        characters: if style.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() },
        styles: if style.color { ThemeStyles::ansi() } else { ThemeStyles::none() },
    }
}

fn finding_text(
    finding: &Diagnostic,
    sources: &Sources,
    width: usize,
    style: &Style,
    theme: &GraphicalTheme,
) -> String {
    let ellipsis = if style.unicode { "…" } else { "..." };
    let snippets = Snippets::new(finding, sources, width, ellipsis);
    let mut theme = theme.clone();
    let primary = match finding.level {
        Level::Error => theme.styles.error,
        Level::Warn => theme.styles.warning,
        Level::Info => theme.styles.advice,
    };
    let other = theme.styles.help;
    theme.styles.highlights =
        snippets.labels().iter().map(|label| if label.primary { primary } else { other }).collect();
    let drawn = Drawn {
        finding,
        message: wrap(&finding.message, width - MESSAGE_INDENT),
        help: finding.help.as_deref().map(|help| wrap(help, width - HELP_INDENT)),
        snippets,
    };
    let handler = GraphicalReportHandler::new_themed(theme.clone())
        .with_width(width)
        .with_wrap_lines(false)
        .with_context_lines(1)
        .with_links(style.links)
        .without_syntax_highlighting();
    let mut text = String::new();
    // INVARIANT: writing to a string does not fail, and every label lies in a piece of its snippets
    let _ = handler.render_report(&mut text, &drawn);
    for line in cases::table(finding, width, &theme.styles) {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// Adds the lines of a text without the spaces at their ends.
fn push_trimmed(text: &mut String, drawn: &str) {
    for line in drawn.lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
}

/// A finding in the terms of `miette`.
#[derive(Debug)]
struct Drawn<'f> {
    finding: &'f Diagnostic,
    message: String,
    help: Option<String>,
    snippets: Snippets,
}

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Drawn<'_> {}

impl miette::Diagnostic for Drawn<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.finding.rule))
    }

    fn severity(&self) -> Option<Severity> {
        Some(match self.finding.level {
            Level::Info => Severity::Advice,
            Level::Warn => Severity::Warning,
            Level::Error => Severity::Error,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display + 'a>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.snippets)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.snippets.labels().iter().map(DrawnLabel::labeled)))
    }
}
