//! The lines that a report shows around its labels, shortened to the terminal's width.
//!
//! Each run of lines is a piece, the primary label's first; `miette` draws the pieces as if they were all
//! there is. Only the lines shown are read, never the rest of a file.

use std::ops::Range;

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::diagnostic::{Diagnostic, Sources};

use super::run::{Line, Run, RunLabel, runs};
use super::shorten::{STEM, shorten};
use super::terminal::{columns, one_line, wrap};

/// The columns of a line that are not its text, besides the digits of its number: ` 12 │ `.
const FRAME: usize = 4;

/// The columns beside the text that a label over several lines takes.
const GUTTER: usize = 4;

/// The columns that a label's text gets at least, even beyond the terminal's width.
const LEAST_ROOM: usize = 12;

/// What one finding shows of the sources.
#[derive(Debug)]
pub(super) struct Snippets {
    pieces: Vec<Piece>,
    labels: Vec<DrawnLabel>,
}

/// Shortened lines of one source, in a row.
#[derive(Debug)]
struct Piece {
    file: String,
    first_line: usize,
    lines: usize,
    /// Where the piece starts in the offsets that `miette` sees.
    base: usize,
    text: String,
}

/// A label where it is drawn, and where it stands in its file.
#[derive(Debug)]
pub(super) struct DrawnLabel {
    /// Whether it is the finding's primary label.
    pub primary: bool,
    /// Its bytes in the offsets that `miette` sees.
    span: Range<usize>,
    is_on_one_line: bool,
    text: String,
    /// Its line and column in the file, from 0.
    place: (usize, usize),
}

impl Snippets {
    /// Cuts out what a finding's labels need, for a terminal of so many columns.
    pub(super) fn new(finding: &Diagnostic, sources: &Sources, width: usize, ellipsis: &str) -> Self {
        let mut snippets = Self { pieces: Vec::new(), labels: Vec::new() };
        for run in runs(finding, sources) {
            let base = snippets.pieces.last().map_or(0, |piece| piece.base + piece.text.len() + 1);
            let (piece, labels) = draw(&run, &run.lines(sources), base, width, ellipsis);
            snippets.pieces.push(piece);
            snippets.labels.extend(labels);
        }
        snippets.labels.sort_by_key(|label| (label.span.start, label.span.end));
        part(&mut snippets.labels);
        snippets
    }

    /// The labels in the order in which `miette` draws them.
    pub(super) fn labels(&self) -> &[DrawnLabel] {
        &self.labels
    }

    fn piece(&self, span: &SourceSpan) -> Option<&Piece> {
        let after = self.pieces.partition_point(|piece| piece.base <= span.offset());
        let piece = self.pieces.get(after.checked_sub(1)?)?;
        (span.offset() + span.len() <= piece.base + piece.text.len()).then_some(piece)
    }
}

/// Shortens the lines of a run, and moves its labels to where their words are then.
fn draw(
    run: &Run<'_>,
    lines: &[Line<'_>],
    base: usize,
    width: usize,
    ellipsis: &str,
) -> (Piece, Vec<DrawnLabel>) {
    let rows: Vec<_> = run.labels.iter().map(|label| label.rows(lines)).collect();
    let gutter = if rows.iter().any(|(first, last)| first < last) { GUTTER } else { 0 };
    let digits = (run.first_line + lines.len()).to_string().len();
    let room = width.saturating_sub(digits + FRAME + gutter);
    let mut text = String::new();
    let mut spans = vec![base..base; run.labels.len()];
    for (row, line) in lines.iter().enumerate() {
        let marks: Vec<_> = run.labels.iter().map(|label| label.mark(row, lines)).collect();
        let wanted: Vec<_> = marks.iter().flatten().cloned().collect();
        let short = shorten(line.text, &wanted, room, ellipsis);
        let here = base + text.len();
        let marked = spans.iter_mut().zip(&rows).zip(&marks).filter(|(_, mark)| mark.is_some());
        for (((span, (first, last)), _), at) in marked.zip(&short.marks) {
            span.start = if row == *first { here + at.start } else { span.start };
            span.end = if row == *last { here + at.end } else { span.end };
        }
        text.push_str(&short.text);
        text.push('\n');
    }
    let piece = Piece { file: run.file.clone(), first_line: run.first_line, lines: lines.len(), base, text };
    let labels = run.labels.iter().zip(&rows).zip(spans);
    let labels = labels.map(|((label, (first, last)), span)| drawn(label, first == last, span, &piece, room));
    let labels = labels.collect();
    (piece, labels)
}

fn drawn(
    label: &RunLabel<'_>,
    is_on_one_line: bool,
    span: Range<usize>,
    piece: &Piece,
    room: usize,
) -> DrawnLabel {
    let hangs_from = if is_on_one_line { piece.middle(&span) } else { 0 };
    let text_room = room.saturating_sub(hangs_from + STEM).max(LEAST_ROOM);
    let text = wrap(&one_line(label.text), text_room);
    DrawnLabel { primary: label.primary, span, is_on_one_line, text, place: label.place }
}

/// Lets a label end where the next one on its line starts: `miette` would draw the next one too far right.
fn part(labels: &mut [DrawnLabel]) {
    let mut labels: Vec<_> = labels.iter_mut().filter(|label| label.is_on_one_line).collect();
    for index in 1..labels.len() {
        let Some([earlier, later]) = labels.get_mut(index - 1..=index) else { continue };
        if later.span.start > earlier.span.start {
            earlier.span.end = earlier.span.end.min(later.span.start);
        } else {
            later.span.start = earlier.span.end.min(later.span.end);
        }
    }
}

impl Piece {
    /// The column in the middle of a span.
    fn middle(&self, span: &Range<usize>) -> usize {
        let before = self.text.get(..span.start - self.base).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        let under = self.text.get(span.start - self.base..span.end - self.base).unwrap_or_default();
        columns(line) + columns(under) / 2
    }

    fn contents(&self, (line, column): (usize, usize)) -> MietteSpanContents<'_> {
        let covered = SourceSpan::from((self.base, self.text.len()));
        let file = one_line(&self.file);
        MietteSpanContents::new_named(file, self.text.as_bytes(), covered, line, column, self.lines)
    }
}

impl DrawnLabel {
    /// The label as `miette` takes it.
    pub(super) fn labeled(&self) -> LabeledSpan {
        let text = Some(self.text.clone()).filter(|text| !text.is_empty());
        let span = SourceSpan::from((self.span.start, self.span.len()));
        if self.primary {
            LabeledSpan::new_primary_with_span(text, span)
        } else {
            LabeledSpan::new_with_span(text, span)
        }
    }

    fn is_at(&self, span: &SourceSpan) -> bool {
        self.span.start == span.offset() && self.span.len() == span.len()
    }
}

impl SourceCode for Snippets {
    /// A whole piece; without context only the place of a label in its file, for the head of the piece.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_lines_before: usize,
        _context_lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let piece = self.piece(span).ok_or(MietteError::OutOfBounds)?;
        let label = self.labels.iter().find(|label| label.is_at(span));
        let contents = match label.filter(|_| context_lines_before == 0) {
            Some(label) => piece.contents(label.place),
            None => piece.contents((piece.first_line, 0)),
        };
        Ok(Box::new(contents))
    }
}
