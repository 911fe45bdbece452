//! The text of a policy file as a tree of nodes.
//!
//! Comes in: one text, and where it lies in the offset space. Goes out: a [`Tree`] whose places are those of
//! the text, and one finding for each piece that is not KDL. A piece is a node at the top with all that is in
//! it; a broken one never takes its neighbours with it. What the nodes mean is for the stages below.
//!
//! The text is cut into tokens, the tokens into pieces, each piece is checked against KDL's grammar, and what
//! passes goes to the `kdl` crate, which nothing else in the library knows.

mod character;
mod check;
mod cut;
mod entry;
mod lex;
mod mistake;
mod parse;
mod reword;
mod source;
mod text;
mod tree;
mod word;

pub use tree::{Broken, Node, Property, Scalar, ScalarKind, Tree};

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Sink, Span};
use cut::{Piece, State};
use mistake::Mistake;
use source::Source;

/// The size in bytes beyond which a file is not read.
const LARGEST: usize = 4 * 1024 * 1024;

/// How many findings of this stage a file gets before the rest are only counted.
const MOST_FINDINGS: usize = 50;

/// Reads a text of policy; `base` is the offset of its first byte.
///
/// Takes any text. What is not KDL is a finding of the rule `syntax-error`, one for each broken piece; from 51
/// on they are counted.
pub fn parse(text: &str, base: u32, sink: &mut Sink) -> Tree {
    if text.len() > LARGEST {
        sink.push(reword::too_large(text.len(), base));
        return Tree::default();
    }
    let source = Source::new(text, base);
    let mut reading = Reading { source: &source, tree: Tree::default(), findings: Vec::new(), more: 0 };
    for piece in cut::cut(&source) {
        reading.read(&piece);
    }
    reading.findings.into_iter().for_each(|finding| sink.push(finding));
    reading.tree
}

/// The places of the comments `// …` of a text, in their order, without the ends of their lines.
pub fn line_comments(text: &str, base: u32) -> Vec<Span> {
    let place = |token: &lex::Token| {
        let at = |offset: usize| base.checked_add(u32::try_from(offset).ok()?);
        Some(Span::new(at(token.start)?, at(token.end)?))
    };
    let tokens = lex::tokens(text);
    let comments = tokens.iter().filter(|token| token.kind == lex::Kind::LineComment);
    comments.filter_map(place).collect()
}

struct Reading<'a> {
    source: &'a Source<'a>,
    tree: Tree,
    findings: Vec<Diagnostic>,
    /// How many mistakes are only counted, in the last of the findings.
    more: usize,
}

impl Reading<'_> {
    fn read(&mut self, piece: &Piece) {
        match &piece.state {
            State::Whole => {
                if let Err(mistake) = self.nodes(&piece.tokens) {
                    self.mistake(&mistake);
                }
            }
            State::Crowded(mistake) => {
                self.mistake(mistake);
                // what else is wrong with it most likely follows from that
                let _ = self.nodes(&piece.tokens);
            }
            State::Unbalanced(mistake) => {
                let deeper = check::first_flaw(self.source, &piece.tokens);
                self.mistake(deeper.as_ref().unwrap_or(mistake));
                self.broken(&piece.tokens);
            }
            State::Displaced => self.broken(&piece.tokens),
        }
    }

    /// Keeps the nodes of a piece, or what is left of it.
    fn nodes(&mut self, tokens: &Range<usize>) -> Result<(), Mistake> {
        let place = self.source.places(tokens);
        let refused = |place| Mistake::refused(tokens.start, place);
        let parsed = check::check(self.source, tokens)
            .and_then(|blanks| parse::parse(self.source, &place, &blanks).map_err(refused));
        match parsed {
            Ok(parsed) => {
                self.tree.nodes.extend(parsed.nodes);
                parsed.types.into_iter().for_each(|place| self.mistake(&Mistake::typed(tokens.start, place)));
                Ok(())
            }
            Err(mistake) => {
                self.broken(tokens);
                Err(mistake)
            }
        }
    }

    fn broken(&mut self, tokens: &Range<usize>) {
        self.tree.broken.push(parse::remains(self.source, tokens));
    }

    fn mistake(&mut self, mistake: &Mistake) {
        if self.findings.len() < MOST_FINDINGS {
            self.findings.push(reword::reword(self.source, mistake));
            return;
        }
        self.more += 1;
        let next = match self.findings.get(MOST_FINDINGS) {
            Some(finding) => finding.primary.span,
            None => self.source.span(&mistake.place),
        };
        self.findings.truncate(MOST_FINDINGS);
        self.findings.push(reword::and_more(next, self.more));
    }
}
