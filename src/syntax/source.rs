//! A text with its tokens: what all parts of this stage look at.

use std::ops::Range;

use super::lex::{self, Kind, Token};
use crate::diagnostic::Span;

/// A text, where it lies in the offset space, and its tokens.
pub(super) struct Source<'a> {
    pub(super) text: &'a str,
    base: u32,
    tokens: Vec<Token>,
}

impl<'a> Source<'a> {
    pub(super) fn new(text: &'a str, base: u32) -> Self {
        Self { text, base, tokens: lex::tokens(text) }
    }

    pub(super) fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The kind of a token; `None` after the last one.
    pub(super) fn kind(&self, token: usize) -> Option<Kind> {
        self.tokens.get(token).map(|token| token.kind)
    }

    /// The token itself, or the next one where it is a space; two of those never stand side by side.
    pub(super) fn after_space(&self, token: usize) -> usize {
        token + usize::from(self.kind(token) == Some(Kind::Space))
    }

    /// The place in the text of a token; the end of the text after the last one.
    pub(super) fn place(&self, token: usize) -> Range<usize> {
        self.tokens.get(token).map_or(self.text.len()..self.text.len(), |token| token.start..token.end)
    }

    /// The place in the text of a run of tokens.
    pub(super) fn places(&self, tokens: &Range<usize>) -> Range<usize> {
        let start = self.place(tokens.start).start;
        start..self.place(tokens.end.saturating_sub(1).max(tokens.start)).end
    }

    pub(super) fn word(&self, token: usize) -> &'a str {
        self.slice(self.place(token))
    }

    pub(super) fn slice(&self, place: Range<usize>) -> &'a str {
        self.text.get(place).unwrap_or_default()
    }

    /// A place in the text as one in the offset space.
    pub(super) fn span(&self, place: &Range<usize>) -> Span {
        let offset = |at: usize| self.base.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
        Span::new(offset(place.start), offset(place.end))
    }
}
