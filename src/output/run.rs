//! The lines of a source that labels ask for, before they are shortened.

use std::ops::Range;

use miette::{SourceCode, SourceSpan};

use crate::diagnostic::{Diagnostic, Label, Sources, Span};

use super::shorten::Mark;
use super::terminal::columns;

/// The lines shown before and after a label.
const CONTEXT: usize = 1;

/// A label over more lines than this is drawn at its first line alone.
const MOST_LINES: usize = 6;

/// Lines of one source in a row, and the labels on them.
#[derive(Debug)]
pub(super) struct Run<'f> {
    /// The source's file.
    pub file: String,
    /// The number of the first line, from 0.
    pub first_line: usize,
    /// The labels on these lines.
    pub labels: Vec<RunLabel<'f>>,
    /// Where the source starts, which says whether two runs may be one.
    source: u32,
    span: Span,
}

/// A label in its run.
#[derive(Debug)]
pub(super) struct RunLabel<'f> {
    /// Whether it is the finding's primary label.
    pub primary: bool,
    /// What stands beside it.
    pub text: &'f str,
    /// Its line and column in the file, from 0.
    pub place: (usize, usize),
    /// The bytes of the run.
    at: Range<usize>,
}

/// A line of a run, with the offset of its first byte.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'s> {
    /// The line without its end.
    pub text: &'s str,
    start: usize,
}

/// The lines that a finding's labels ask for: the primary label's first, each line once.
pub(super) fn runs<'f>(finding: &'f Diagnostic, sources: &Sources) -> Vec<Run<'f>> {
    let labels = std::iter::once(&finding.primary).chain(&finding.labels);
    let mut runs: Vec<Run<'_>> = Vec::new();
    for (index, label) in labels.enumerate() {
        if let Some(run) = Run::new(label, index == 0, sources) {
            add(&mut runs, run);
        }
    }
    runs
}

/// Adds a run, made one with those that it touches.
fn add<'f>(runs: &mut Vec<Run<'f>>, run: Run<'f>) {
    let mut place = runs.len();
    let mut joined = run;
    while let Some(index) = runs.iter().position(|known| known.touches(&joined)) {
        place = place.min(index);
        let mut known = runs.remove(index);
        known.join(joined);
        joined = known;
    }
    runs.insert(place.min(runs.len()), joined);
}

impl<'f> Run<'f> {
    /// The lines around one label; `None` where it points into no source.
    fn new(label: &'f Label, primary: bool, sources: &Sources) -> Option<Self> {
        let (text, source) = sources.source_text(label.span)?;
        let span = shown(label.span, sources, source + u32::try_from(text.len()).ok()?);
        let wanted = SourceSpan::from((span.start as usize, span.len() as usize));
        let contents = sources.read_span(&wanted, CONTEXT, CONTEXT).ok()?;
        let (first, length) = (contents.span().offset(), contents.span().len());
        let place = sources.place(span)?;
        Some(Self {
            file: place.file,
            first_line: contents.line(),
            labels: vec![RunLabel {
                primary,
                text: &label.text,
                place: (from_zero(place.line), from_zero(place.column)),
                at: span.start as usize - first..span.end as usize - first,
            }],
            source,
            span: Span::new(u32::try_from(first).ok()?, u32::try_from(first + length).ok()?),
        })
    }

    fn touches(&self, other: &Self) -> bool {
        let apart = self.span.end < other.span.start || other.span.end < self.span.start;
        self.source == other.source && !apart
    }

    fn join(&mut self, mut other: Self) {
        let span = Span::new(self.span.start.min(other.span.start), self.span.end.max(other.span.end));
        self.shift((self.span.start - span.start) as usize);
        other.shift((other.span.start - span.start) as usize);
        self.labels.extend(other.labels);
        self.first_line = self.first_line.min(other.first_line);
        self.span = span;
    }

    fn shift(&mut self, by: usize) {
        for label in &mut self.labels {
            label.at = label.at.start + by..label.at.end + by;
        }
    }

    /// The lines; with the empty one at the end of a file where a label stands on it.
    pub(super) fn lines<'s>(&self, sources: &'s Sources) -> Vec<Line<'s>> {
        let text = sources.text(self.span);
        let mut lines = lines(text);
        let at_end = self.labels.iter().any(|label| label.at.start == text.len());
        if at_end && text.ends_with(['\r', '\n']) {
            lines.push(Line { text: "", start: text.len() });
        }
        lines
    }
}

/// The part of a label that is drawn: inside its source, without line ends behind it, not too many lines.
fn shown(span: Span, sources: &Sources, source_end: u32) -> Span {
    let span = Span::new(span.start.min(source_end), span.end.min(source_end));
    let text = sources.text(span).trim_end_matches(['\r', '\n']);
    let is_long = text.match_indices('\n').nth(MOST_LINES - 1).is_some();
    let text = if is_long { text.lines().next().unwrap_or_default() } else { text };
    Span::new(span.start, span.start + u32::try_from(text.len()).unwrap_or_default())
}

fn from_zero(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX).saturating_sub(1)
}

/// Cuts a text into lines where [`Sources`] does: at `\n`, `\r\n`, and a `\r` alone.
fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let (mut rest, mut start) = (text, 0);
    while let Some((line, after)) = rest.split_once(['\r', '\n']) {
        let is_pair = rest.get(line.len()..).is_some_and(|end| end.starts_with("\r\n"));
        lines.push(Line { text: line, start });
        rest = if is_pair { after.strip_prefix('\n').unwrap_or(after) } else { after };
        start = text.len() - rest.len();
    }
    if !rest.is_empty() || lines.is_empty() {
        lines.push(Line { text: rest, start });
    }
    lines
}

impl RunLabel<'_> {
    /// The first and the last line of the label.
    pub(super) fn rows(&self, lines: &[Line<'_>]) -> (usize, usize) {
        let row = |offset: usize| lines.partition_point(|line| line.start <= offset).saturating_sub(1);
        (row(self.at.start), row(self.at.end.saturating_sub(1).max(self.at.start)))
    }

    /// What of the label must be seen on a line.
    pub(super) fn mark(&self, row: usize, lines: &[Line<'_>]) -> Option<Mark> {
        let line = lines.get(row)?;
        let (first, last) = self.rows(lines);
        let start = self.at.start.saturating_sub(line.start).min(line.text.len());
        let end = self.at.end.saturating_sub(line.start).min(line.text.len());
        match (row == first, row == last) {
            (true, true) => Some(Mark { at: start..end, text_columns: columns(self.text) }),
            (true, false) => Some(Mark { at: start..start, text_columns: 0 }),
            (false, true) => Some(Mark { at: end..end, text_columns: 0 }),
            (false, false) => None,
        }
    }
}
