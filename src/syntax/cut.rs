//! Cuts a text at its top-level nodes, so that a broken one never takes its neighbours with it.
//!
//! Braces are matched once over the whole text. Where one is never closed, its piece ends before the next
//! line that starts a node in the first column, and the closing braces that it leaves over are passed by.

use std::ops::Range;

use super::character::{is_newline, is_space};
use super::lex::Kind;
use super::mistake::{Mistake, What};
use super::source::Source;

/// The tokens of one node at the top, or of what stands in the place of one.
pub(super) struct Piece {
    pub(super) tokens: Range<usize>,
    pub(super) state: State,
}

/// What is known of a piece before it is looked into.
pub(super) enum State {
    /// Its braces are in order.
    Whole,
    /// In order, but on the line of the `}` of the piece before.
    Crowded(Mistake),
    /// Its braces are not in order.
    Unbalanced(Mistake),
    /// It stands outside of its block, because of a brace too many that is reported.
    Displaced,
}

/// Cuts the text into its pieces.
pub(super) fn cut(source: &Source) -> Vec<Piece> {
    let mut cutter = Cutter { source, partners: partners(source), pieces: Vec::new(), crowded: None };
    let mut at = 0;
    while let Some(kind) = source.kind(at) {
        at = match kind {
            Kind::Space | Kind::Newline | Kind::LineComment => at + 1,
            Kind::Close => cutter.close(at),
            Kind::Open => cutter.block(at),
            _ => cutter.piece(at, at),
        };
    }
    cutter.pieces
}

/// The other brace of each brace.
fn partners(source: &Source) -> Vec<Option<usize>> {
    let mut partners = vec![None; source.tokens().len()];
    let mut opened = Vec::new();
    for (at, token) in source.tokens().iter().enumerate() {
        match token.kind {
            Kind::Open => opened.push(at),
            Kind::Close => {
                if let Some(open) = opened.pop() {
                    partners.iter_mut().skip(at).take(1).for_each(|partner| *partner = Some(open));
                    partners.iter_mut().skip(open).take(1).for_each(|partner| *partner = Some(at));
                }
            }
            _ => {}
        }
    }
    partners
}

struct Cutter<'a> {
    source: &'a Source<'a>,
    partners: Vec<Option<usize>>,
    pieces: Vec<Piece>,
    /// That the next piece stands on the line of the `}` of the one before.
    crowded: Option<Mistake>,
}

impl Cutter<'_> {
    fn partner(&self, brace: usize) -> Option<usize> {
        self.partners.get(brace).copied().flatten()
    }

    /// Cuts a piece that starts at `start`, read from `at` on; returns the token after it.
    fn piece(&mut self, start: usize, mut at: usize) -> usize {
        let crowded = self.crowded.take();
        let mut is_left_out = false;
        loop {
            match self.source.kind(at) {
                None | Some(Kind::Close) => break,
                Some(Kind::Newline) if !is_left_out => break,
                Some(Kind::Semicolon) => {
                    at += 1;
                    break;
                }
                Some(Kind::Open) => {
                    let Some(close) = self.partner(at) else { return self.unclosed(start, at) };
                    at = close + 1;
                    if !is_left_out && self.crowds(close) {
                        break;
                    }
                    is_left_out = false;
                }
                Some(kind) => {
                    let is_between = matches!(kind, Kind::Space | Kind::Newline | Kind::LineComment);
                    is_left_out = kind == Kind::Slashdash || is_left_out && is_between;
                    at += 1;
                }
            }
        }
        let state = crowded.map_or(State::Whole, State::Crowded);
        self.pieces.push(Piece { tokens: start..at, state });
        at
    }

    /// Whether a new node follows a `}` on its line; it then makes a piece of its own.
    fn crowds(&mut self, close: usize) -> bool {
        let next = self.source.after_space(close + 1);
        let is_node = matches!(self.source.kind(next), Some(Kind::Word | Kind::Text));
        if is_node {
            self.crowded = Some(Mistake::at(self.source, What::AfterBlock, next));
        }
        is_node
    }

    /// Cuts at a `{` without a name; where the name stands on the line above, the two are one piece.
    fn block(&mut self, open: usize) -> usize {
        let is_name = |piece: &Piece| {
            let last = piece.tokens.end;
            matches!(piece.state, State::Whole)
                && self.source.kind(last) == Some(Kind::Newline)
                && self.source.tokens().get(piece.tokens.clone()).is_some_and(|tokens| {
                    tokens.iter().all(|token| !matches!(token.kind, Kind::Open | Kind::Slashdash))
                })
        };
        let start = self.pieces.pop_if(|piece| is_name(piece)).map_or(open, |piece| piece.tokens.start);
        self.piece(start, open)
    }

    /// Cuts a piece with a `{` that is never closed, before the next node in the first column.
    fn unclosed(&mut self, start: usize, open: usize) -> usize {
        let end = (open + 1..self.source.tokens().len())
            .find(|at| self.starts_node(*at))
            .unwrap_or(self.source.tokens().len());
        let mistake = self.suspect(start..end).unwrap_or(Mistake::at(self.source, What::OpenBlock, open));
        self.pieces.push(Piece { tokens: start..end, state: State::Unbalanced(mistake) });
        end
    }

    fn starts_node(&self, at: usize) -> bool {
        let is_name = match self.source.kind(at) {
            Some(Kind::Slashdash) => true,
            Some(Kind::Word) => self.source.word(at).starts_with(char::is_alphabetic),
            _ => false,
        };
        is_name && at.checked_sub(1).is_some_and(|before| self.source.kind(before) == Some(Kind::Newline))
    }

    /// The brace that is not closed, as the lines are indented.
    ///
    /// A `}` that is first on its line, further left than the line of the innermost open brace, was meant
    /// for another one.
    fn suspect(&self, tokens: Range<usize>) -> Option<Mistake> {
        let mut opened: Vec<(usize, usize)> = Vec::new();
        let mut indent = self.indent(tokens.start);
        let mut is_first = false;
        for at in tokens {
            match self.source.kind(at)? {
                Kind::Newline => (indent, is_first) = (0, true),
                Kind::Space if is_first => indent = self.source.word(at).chars().count(),
                Kind::Open => opened.push((at, indent)),
                Kind::Close => match opened.last() {
                    Some((open, line)) if is_first && indent < *line => {
                        let mistake = Mistake::at(self.source, What::OpenBlock, *open);
                        return Some(mistake.with_other(at));
                    }
                    _ => {
                        opened.pop();
                        is_first = false;
                    }
                },
                _ => is_first = false,
            }
        }
        opened.last().map(|(open, _)| Mistake::at(self.source, What::OpenBlock, *open))
    }

    /// The blanks before the first token of a line.
    fn indent(&self, token: usize) -> usize {
        let before = self.source.slice(0..self.source.place(token).start);
        let line = before.rsplit(is_newline).next().unwrap_or_default();
        line.chars().take_while(|character| is_space(*character)).count()
    }

    /// Passes by a `}` outside of any block; it is reported unless a block that is never closed left it over.
    fn close(&mut self, close: usize) -> usize {
        self.crowded = None;
        let after = self.source.after_space(close + 1);
        let end = if self.source.kind(after) == Some(Kind::Semicolon) { after + 1 } else { close + 1 };
        if self.partner(close).is_none()
            && let Some(mistake) = self.unopened(close)
        {
            self.pieces.push(Piece { tokens: close..end, state: State::Unbalanced(mistake) });
        } else if self.partner(close).is_none() {
            let mistake = Mistake::at(self.source, What::StrayClose, close);
            let mistake = match self.displace() {
                Some(early) => mistake.with_other(early),
                None => mistake,
            };
            self.pieces.push(Piece { tokens: close..end, state: State::Unbalanced(mistake) });
        }
        end
    }

    /// Where a `{` is missing: at a line that opens no block, with lines further right below it. The piece that
    /// it stands in, and those after it, are not what they seem.
    fn unopened(&mut self, close: usize) -> Option<Mistake> {
        let source = self.source;
        if let Some(first) = self.line_without_brace(close) {
            let start = self.pieces.get(first)?.tokens.start;
            self.pieces.iter_mut().skip(first).for_each(|piece| piece.state = State::Displaced);
            return Some(Mistake::over(source, What::MoreCloses, &(start..close + 1)));
        }
        let is_top = |piece: &Piece| is_first_column(source, source.place(piece.tokens.start).start);
        // no further back than the last mistake: what is before that is looked at already
        let mut whole = self.pieces.iter().rev().take_while(|piece| matches!(piece.state, State::Whole));
        let back = whole.position(is_top)?;
        let first = self.pieces.len().checked_sub(back + 1)?;
        let tokens = self.pieces.get(first)?.tokens.start..close;
        let mistake = match self.line_without_open(tokens.clone()) {
            Some(line) => Mistake::over(source, What::UnopenedBlock, &line),
            None => Mistake::over(source, What::MoreCloses, &self.line_of_more_closes(tokens)?),
        };
        self.pieces.iter_mut().skip(first).for_each(|piece| piece.state = State::Displaced);
        Some(mistake.with_other(close))
    }

    /// The first of the pieces on the line of a `}`, where none of them has a brace.
    fn line_without_brace(&self, close: usize) -> Option<usize> {
        let is_in =
            |kind, tokens: Range<usize>| tokens.into_iter().any(|at| self.source.kind(at) == Some(kind));
        let mut next = close;
        let mut first = None;
        for (index, piece) in self.pieces.iter().enumerate().rev() {
            if is_in(Kind::Newline, piece.tokens.end..next) {
                break;
            }
            if !matches!(piece.state, State::Whole) || is_in(Kind::Open, piece.tokens.clone()) {
                return None;
            }
            (next, first) = (piece.tokens.start, Some(index));
        }
        first
    }

    /// The first line that opens no block although the next one is indented further.
    fn line_without_open(&self, tokens: Range<usize>) -> Option<Range<usize>> {
        let mut above: Option<(usize, Range<usize>)> = None;
        let mut start = tokens.start;
        while start < tokens.end {
            let end = self.line_end(start, tokens.end);
            if let Some(line) = self.words(start..end) {
                let (indent, kind) = (self.indent(line.start), self.source.kind(line.start));
                let is_node = matches!(kind, Some(Kind::Word | Kind::Text));
                match above {
                    Some((before, above)) if is_node && indent > before => return Some(above),
                    _ => above = self.is_closed(&line).then_some((indent, line)),
                }
            }
            start = end + 1;
        }
        None
    }

    /// The first line that starts with a word and closes more blocks than it opens.
    fn line_of_more_closes(&self, tokens: Range<usize>) -> Option<Range<usize>> {
        let of_kind =
            |line: &Range<usize>, kind| line.clone().filter(|at| self.source.kind(*at) == Some(kind)).count();
        let mut start = tokens.start;
        while start < tokens.end {
            let end = self.line_end(start, tokens.end);
            if let Some(line) = self.words(start..end)
                && self.source.kind(line.start) == Some(Kind::Word)
                && of_kind(&line, Kind::Close) > of_kind(&line, Kind::Open)
            {
                return Some(line);
            }
            start = end + 1;
        }
        None
    }

    fn line_end(&self, start: usize, end: usize) -> usize {
        (start..end).find(|at| self.source.kind(*at) == Some(Kind::Newline)).unwrap_or(end)
    }

    /// A line without the blanks and the comment around it.
    fn words(&self, line: Range<usize>) -> Option<Range<usize>> {
        let is_word = |at: &usize| !matches!(self.source.kind(*at), Some(Kind::Space | Kind::LineComment));
        let first = line.clone().find(is_word)?;
        let last = line.rev().find(is_word)?;
        Some(first..last + 1)
    }

    /// Whether a line has no brace and does not go on below.
    fn is_closed(&self, line: &Range<usize>) -> bool {
        let is_brace = |at| matches!(self.source.kind(at), Some(Kind::Open | Kind::Close));
        let text = self.source.slice(self.source.places(line));
        !line.clone().any(is_brace) && !text.ends_with('\\')
    }

    /// Where a `}` was surplus: that of the last block in the first column, if it is not in the first column
    /// itself. The indented pieces after it were meant to stand in that block.
    fn displace(&mut self) -> Option<usize> {
        let source = self.source;
        let is_inside = |piece: &Piece| {
            matches!(piece.state, State::Whole)
                && !is_first_column(source, source.place(piece.tokens.start).start)
        };
        let inside = self.pieces.iter().rev().take_while(|piece| is_inside(piece)).count();
        let outside = self.pieces.len() - inside;
        let block = self.pieces.get(outside.checked_sub(1)?)?;
        let close = block.tokens.clone().rev().find(|at| self.source.kind(*at) != Some(Kind::Space))?;
        let line = self.source.slice(0..self.source.place(close).start);
        let is_indented = line.ends_with(is_space) && line.trim_end_matches(is_space).ends_with(is_newline);
        if !matches!(block.state, State::Whole)
            || self.source.kind(close) != Some(Kind::Close)
            || !is_indented
        {
            return None;
        }
        self.pieces.iter_mut().skip(outside).for_each(|piece| piece.state = State::Displaced);
        Some(close)
    }
}

fn is_first_column(source: &Source, at: usize) -> bool {
    let before = source.slice(0..at);
    before.trim_start_matches('\u{feff}').is_empty() || before.ends_with(is_newline)
}
