//! Reads the tokens of a piece by KDL's grammar, up to the first mistake.
//!
//! The `kdl` crate is only handed what passes here: its own recovery from errors recurses for each stray
//! character, and its messages and places are for those who know its grammar. What it would read twice or
//! recurse into (comments, continued lines, what `/-` leaves out) is named here, to be blanked before.

use std::ops::Range;

use super::lex::{Flaw, Kind};
use super::mistake::{Mistake, What};
use super::source::Source;
use super::word::{Class, classify};

/// How many blocks may stand in each other.
pub(super) const DEEPEST: usize = 64;

/// The places in the text that hold no node, property or value; or the first mistake.
pub(super) fn check(source: &Source, piece: &Range<usize>) -> Result<Vec<Range<usize>>, Mistake> {
    let mut check = Check { source, at: piece.start, end: piece.end, open: Vec::new(), blanks: Vec::new() };
    check.document()?;
    Ok(check.blanks)
}

/// A node that is being read.
#[derive(Default)]
struct Head {
    /// Where its `/-` starts, if it is left out.
    left_out: Option<usize>,
    /// Where the `/-` of the block being read starts, if that is left out.
    block_left_out: Option<usize>,
    /// Whether it has a block that counts.
    has_block: bool,
    /// Whether a block was seen, after which no value may stand.
    is_past_block: bool,
}

pub(super) struct Check<'a> {
    pub(super) source: &'a Source<'a>,
    /// The token being looked at.
    pub(super) at: usize,
    /// The token after the piece.
    pub(super) end: usize,
    open: Vec<Head>,
    blanks: Vec<Range<usize>>,
}

pub(super) type Checked<T = ()> = Result<T, Mistake>;

impl Check<'_> {
    fn document(&mut self) -> Checked {
        loop {
            self.skip_lines();
            match (self.kind(), self.open.pop()) {
                (None, None) => return Ok(()),
                (None, Some(_)) => return Err(self.mistake(What::OpenBlock)),
                (Some(Kind::Close), None) => return Err(self.mistake(What::StrayClose)),
                (Some(Kind::Close), Some(head)) => self.close_block(head)?,
                (Some(_), head) => {
                    self.open.extend(head);
                    let head = self.node()?;
                    self.rest_of_node(head)?;
                }
            }
        }
    }

    fn close_block(&mut self, mut head: Head) -> Checked {
        self.at += 1;
        match head.block_left_out.take() {
            Some(start) => self.blanks.push(start..self.last_end()),
            None => head.has_block = true,
        }
        head.is_past_block = true;
        self.rest_of_node(head)
    }

    /// Reads the name of a node, with a `/-` before it.
    fn node(&mut self) -> Checked<Head> {
        let mut head = Head::default();
        if self.kind() == Some(Kind::Slashdash) {
            head.left_out = Some(self.start());
            self.slashdash()?;
        }
        self.annotation()?;
        match self.kind() {
            Some(Kind::Word) => self.node_word()?,
            Some(Kind::Text) => {}
            other => return Err(self.no_name(other)),
        }
        self.end_of_value()?;
        match self.equals_at(self.at) {
            Some(equals) => Err(self.assignment(equals)),
            None => Ok(head),
        }
    }

    fn node_word(&self) -> Checked {
        let word = self.source.word(self.at);
        match classify(word) {
            Class::Name if word.len() > 1 && word.ends_with(':') => Err(self.mistake(What::Colon)),
            Class::Name => Ok(()),
            Class::Reserved => Err(self.mistake(What::Reserved)),
            Class::Number | Class::NotNumber => Err(self.mistake(What::ValueAsName)),
        }
    }

    fn no_name(&self, kind: Option<Kind>) -> Mistake {
        self.mistake(match kind {
            Some(Kind::Flawed(Flaw::Stray)) => return self.stray(),
            Some(Kind::Flawed(flaw)) => What::Flawed(flaw),
            Some(Kind::Open) => What::NamelessBlock,
            Some(Kind::Semicolon) => What::EmptyStatement,
            Some(Kind::CloseParenthesis) => What::StrayParenthesis,
            Some(Kind::Slashdash) => What::MisplacedSlashdash,
            Some(Kind::Keyword) => What::ValueAsName,
            _ => What::StrayEquals,
        })
    }

    /// Reads values and properties up to the end of the node, or to the start of its block.
    fn rest_of_node(&mut self, mut head: Head) -> Checked {
        loop {
            let is_apart = self.skip_spaces() || self.is_after(Kind::Close);
            match self.kind() {
                None | Some(Kind::Newline | Kind::LineComment | Kind::Semicolon | Kind::Close) => {
                    self.end_node(&head);
                    return Ok(());
                }
                Some(Kind::Open) if head.has_block => return Err(self.mistake(What::SecondBlock)),
                Some(Kind::Open) => return self.open_block(head),
                Some(Kind::Slashdash) if !is_apart => return Err(self.mistake(What::TightSlashdash)),
                Some(Kind::Slashdash) => {
                    let start = self.start();
                    self.slashdash()?;
                    if self.kind() == Some(Kind::Open) {
                        head.block_left_out = Some(start);
                        return self.open_block(head);
                    }
                    self.entry(head.is_past_block)?;
                    self.blanks.push(start..self.last_end());
                }
                Some(_) => self.entry(head.is_past_block)?,
            }
        }
    }

    fn end_node(&mut self, head: &Head) {
        let is_semicolon = self.kind() == Some(Kind::Semicolon);
        let end = if is_semicolon { self.source.place(self.at).end } else { self.last_end() };
        self.blanks.extend(head.left_out.map(|start| start..end));
        if self.at < self.end && self.kind() != Some(Kind::Close) {
            self.skip_one();
        }
    }

    fn open_block(&mut self, head: Head) -> Checked {
        if self.open.len() >= DEEPEST {
            return Err(self.mistake(What::TooDeep));
        }
        self.open.push(head);
        self.at += 1;
        Ok(())
    }

    /// Reads a `/-` and what may stand between it and what it leaves out.
    fn slashdash(&mut self) -> Checked {
        let slashdash = self.at;
        self.at += 1;
        self.skip_lines();
        match self.kind() {
            None | Some(Kind::Close | Kind::Semicolon) => {
                Err(Mistake::at(self.source, What::EmptySlashdash, slashdash))
            }
            Some(Kind::Slashdash) => Err(self.mistake(What::MisplacedSlashdash)),
            _ => Ok(()),
        }
    }

    /// The `=` at a token, or after the space there.
    pub(super) fn equals_at(&self, at: usize) -> Option<usize> {
        let at = self.source.after_space(at);
        (at < self.end && self.source.kind(at) == Some(Kind::Equals)).then_some(at)
    }

    pub(super) fn kind(&self) -> Option<Kind> {
        self.source.kind(self.at).filter(|_| self.at < self.end)
    }

    pub(super) fn start(&self) -> usize {
        self.source.place(self.at).start
    }

    /// The end of the token before.
    pub(super) fn last_end(&self) -> usize {
        self.source.place(self.at.saturating_sub(1)).end
    }

    fn is_after(&self, kind: Kind) -> bool {
        self.at.checked_sub(1).and_then(|before| self.source.kind(before)) == Some(kind)
    }

    pub(super) fn mistake(&self, what: What) -> Mistake {
        Mistake::at(self.source, what, self.at)
    }

    /// Steps over spaces; whether there were any.
    pub(super) fn skip_spaces(&mut self) -> bool {
        let start = self.at;
        while self.kind() == Some(Kind::Space) {
            self.skip_one();
        }
        self.at > start
    }

    fn skip_lines(&mut self) {
        while matches!(self.kind(), Some(Kind::Space | Kind::Newline | Kind::LineComment)) {
            self.skip_one();
        }
    }

    /// Steps over a token that holds no value.
    fn skip_one(&mut self) {
        let is_blank = matches!(self.kind(), Some(Kind::LineComment | Kind::Space));
        if is_blank && !self.source.word(self.at).trim_start_matches(' ').is_empty() {
            self.blanks.push(self.source.place(self.at));
        }
        self.at += 1;
    }
}

/// The first text or comment of a piece that is never closed, and so may be why its braces are not in order.
pub(super) fn first_flaw(source: &Source, piece: &Range<usize>) -> Option<Mistake> {
    piece.clone().find_map(|at| match source.kind(at) {
        Some(Kind::Flawed(
            flaw @ (Flaw::OpenText
            | Flaw::LongText
            | Flaw::OpenLines
            | Flaw::OpenComment
            | Flaw::OtherQuotes
            | Flaw::HashComment),
        )) => Some(Mistake::at(source, What::Flawed(flaw), at)),
        _ => None,
    })
}
