//! The first thing that is wrong in a piece, before it is put into words.

use std::ops::Range;

use super::lex::Flaw;
use super::source::Source;

/// What is wrong, and where.
#[derive(Debug, Clone)]
pub(super) struct Mistake {
    pub(super) what: What,
    /// The place in the text of the offending words.
    pub(super) place: Range<usize>,
    /// The token at which it was seen.
    pub(super) token: usize,
    /// The other side: a token that explains it.
    pub(super) other: Option<usize>,
}

/// The kinds of mistakes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// A token that is not KDL.
    Flawed(Flaw),
    /// A word with characters that may stand in quotes only.
    Unquoted,
    /// A word that starts like a number and is none.
    Number,
    /// `true` and its like, without `#`.
    Reserved,
    /// A comma between or after values.
    Comma,
    /// A colon after a name.
    Colon,
    /// `>= 10` and its like.
    Comparison,
    /// `r"…"`, the raw text of KDL 1.
    OldRawText,
    /// Two values without a space between.
    NoSpace,
    /// `key=` and nothing after it.
    NoValue,
    /// `name = value` as a node.
    Assignment,
    /// A `=` after what is no key, or without anything before it.
    StrayEquals,
    /// `key==value`.
    DoubleEquals,
    /// A number or flag as a key.
    KeyNotText,
    /// A number or flag where a node starts.
    ValueAsName,
    /// Parentheses that are no `(type)` before a value.
    Annotation,
    /// A `(type)` before a value, in good order.
    Typed,
    /// What passes the check and is refused by the crate.
    Refused,
    /// A `)` that nothing opened.
    StrayParenthesis,
    /// A `{` where a node starts.
    NamelessBlock,
    /// A second block of one node.
    SecondBlock,
    /// A value or a node after a block, on its line.
    AfterBlock,
    /// A `;` where a node starts.
    EmptyStatement,
    /// A `/-` with nothing after it to leave out.
    EmptySlashdash,
    /// A `/-` inside a property, or after another one.
    MisplacedSlashdash,
    /// A `/-` right after a value.
    TightSlashdash,
    /// Blocks in blocks beyond the limit.
    TooDeep,
    /// A `{` that is never closed.
    OpenBlock,
    /// A `}` that nothing opened.
    StrayClose,
    /// A line whose block has an end and no `{`.
    UnopenedBlock,
    /// A line that closes more blocks than it opens, with a `}` left over below.
    MoreCloses,
}

impl Mistake {
    /// A mistake that is one token.
    pub(super) fn at(source: &Source, what: What, token: usize) -> Self {
        Self { what, place: source.place(token), token, other: None }
    }

    /// A mistake that is a run of tokens.
    pub(super) fn over(source: &Source, what: What, tokens: &Range<usize>) -> Self {
        Self { what, place: source.places(tokens), token: tokens.start, other: None }
    }

    /// A `(type)` at a place in the text.
    pub(super) fn typed(token: usize, place: Range<usize>) -> Self {
        Self { what: What::Typed, place, token, other: None }
    }

    /// What the crate refuses, at a place in the text.
    pub(super) fn refused(token: usize, place: Range<usize>) -> Self {
        Self { what: What::Refused, place, token, other: None }
    }

    pub(super) fn with_other(self, token: usize) -> Self {
        Self { other: Some(token), ..self }
    }
}
