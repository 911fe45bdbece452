//! A text as tokens that cover it end to end, whatever is in it.
//!
//! What is not KDL becomes a [`Kind::Flawed`] token that ends where reading can go on, so that a quote
//! or a comment that is never closed takes as little with it as can be.

use super::character::{
    is_forbidden, is_newline, is_space, is_word, line_length, newline_length, run_length,
};
use super::text;

/// A piece of the text that cannot be cut further, `start` included, `end` excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Blanks, block comments and continued lines.
    Space,
    Newline,
    /// `// …` without its line end.
    LineComment,
    Semicolon,
    Open,
    Close,
    Equals,
    Slashdash,
    OpenParenthesis,
    CloseParenthesis,
    /// A bare word or a number.
    Word,
    /// A text in quotes.
    Text,
    /// `#true` and its like.
    Keyword,
    Flawed(Flaw),
}

/// Why a token is not KDL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flaw {
    /// A `"` or `#"` that is never closed, up to where its text seems to end.
    OpenText,
    /// A text in `"` that goes over several lines.
    LongText,
    /// A `"""` or `#"""` that is never closed, up to the next line that seems to be a node.
    OpenLines,
    /// A `/*` that is never closed, up to the next line that seems to be a node.
    OpenComment,
    /// A closed text with a fault inside, see [`text::fault`].
    BadText,
    /// `'…'` or `“…”`.
    OtherQuotes,
    /// `# …` up to the end of its line.
    HashComment,
    /// A `#` word that is no keyword.
    Hash,
    /// A character that may stand nowhere.
    Forbidden,
    /// `/`, `\`, `[` or `]` outside of a text.
    Stray,
}

/// Cuts a text into tokens.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut lexer = Lexer { at_node: true, patience: PATIENCE, is_past_comments: false };
    let mut tokens = Vec::new();
    let mut start = mark;
    while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        let (kind, length) = lexer.next(rest);
        let end = start + length.max(1);
        tokens.push(Token { kind, start, end });
        start = end;
    }
    tokens
}

/// How often the rest of the text is searched in vain for the end of a text or comment, so that the time
/// stays linear.
const PATIENCE: u32 = 64;

struct Lexer {
    /// Whether a node may start here, so that `#` starts what is meant as a comment.
    at_node: bool,
    patience: u32,
    /// Whether no `*/` is left.
    is_past_comments: bool,
}

impl Lexer {
    fn next(&mut self, rest: &str) -> (Kind, usize) {
        let (kind, length) = self.measure(rest);
        match kind {
            Kind::Space => {}
            Kind::Newline | Kind::Semicolon | Kind::Open | Kind::Close => self.at_node = true,
            _ => self.at_node = false,
        }
        (kind, length)
    }

    fn measure(&mut self, rest: &str) -> (Kind, usize) {
        let first = rest.chars().next().unwrap_or_default();
        match first {
            '"' => text::measure(rest, &mut self.patience),
            '#' => self.hash(rest),
            '/' | '\\' => self.slash(rest),
            ';' => (Kind::Semicolon, 1),
            '{' => (Kind::Open, 1),
            '}' => (Kind::Close, 1),
            '=' => (Kind::Equals, 1),
            '(' => (Kind::OpenParenthesis, 1),
            ')' => (Kind::CloseParenthesis, 1),
            '[' | ']' => (Kind::Flawed(Flaw::Stray), 1),
            _ if is_space(first) => (Kind::Space, self.space_length(rest)),
            _ if is_newline(first) => (Kind::Newline, newline_length(rest)),
            _ if is_forbidden(first) => (Kind::Flawed(Flaw::Forbidden), first.len_utf8()),
            _ => word(rest, first),
        }
    }

    fn slash(&mut self, rest: &str) -> (Kind, usize) {
        if rest.starts_with("//") {
            return (Kind::LineComment, line_length(rest));
        }
        if rest.starts_with("/-") {
            return (Kind::Slashdash, 2);
        }
        match self.space_length(rest) {
            0 if rest.starts_with("/*") => (Kind::Flawed(Flaw::OpenComment), self.open_comment_length(rest)),
            0 => (Kind::Flawed(Flaw::Stray), 1),
            length => (Kind::Space, length),
        }
    }

    /// The bytes of blanks, block comments and continued lines.
    fn space_length(&mut self, rest: &str) -> usize {
        let mut length = 0;
        while let Some(tail) = rest.get(length..) {
            let step = match tail.chars().next() {
                Some('/') => self.block_comment_length(tail),
                Some('\\') => self.continuation_length(tail),
                _ => run_length(tail, is_space),
            };
            if step == 0 {
                break;
            }
            length += step;
        }
        length
    }

    /// The bytes of `\` up to and with the end of its line, where nothing but a comment stands between.
    fn continuation_length(&mut self, rest: &str) -> usize {
        let mut length = 1;
        while let Some(tail) = rest.get(length..) {
            let step =
                run_length(tail, is_space) + self.block_comment_length(tail.trim_start_matches(is_space));
            if step == 0 {
                break;
            }
            length += step;
        }
        let tail = rest.get(length..).unwrap_or_default();
        let comment = if tail.starts_with("//") { line_length(tail) } else { 0 };
        let tail = tail.get(comment..).unwrap_or_default();
        let newline = newline_length(tail);
        if newline > 0 || tail.is_empty() { length + comment + newline } else { 0 }
    }

    /// The bytes of a `/* … */` with those inside it; 0 where there is none, or where it is never closed.
    fn block_comment_length(&mut self, rest: &str) -> usize {
        if !rest.starts_with("/*") {
            return 0;
        }
        let flat = self.flat_comment_length(rest);
        let has_inner = rest.get(2..flat).is_some_and(|inner| inner.contains("/*"));
        if !has_inner || self.patience == 0 {
            return if has_inner { 0 } else { flat };
        }
        nested_comment_length(rest).unwrap_or_else(|| {
            self.patience -= 1;
            0
        })
    }

    /// The bytes that a comment takes which is never closed, because it opens more than it closes.
    fn open_comment_length(&mut self, rest: &str) -> usize {
        match self.flat_comment_length(rest) {
            0 => text::length_to_node_line(rest),
            length => length,
        }
    }

    /// The bytes of a comment as if none could stand in it; 0 where it is never closed.
    fn flat_comment_length(&mut self, rest: &str) -> usize {
        if self.is_past_comments {
            return 0;
        }
        let close = rest.get(2..).unwrap_or_default().find("*/");
        self.is_past_comments = close.is_none();
        close.map_or(0, |close| 2 + close + 2)
    }

    fn hash(&mut self, rest: &str) -> (Kind, usize) {
        let hashes = run_length(rest, |character| character == '#');
        let tail = rest.get(hashes..).unwrap_or_default();
        if tail.starts_with('"') {
            return text::measure(rest, &mut self.patience);
        }
        let word = hashes + run_length(tail, is_word);
        let is_keyword =
            matches!(rest.get(..word), Some("#true" | "#false" | "#null" | "#inf" | "#-inf" | "#nan"));
        if is_keyword {
            return (Kind::Keyword, word);
        }
        if self.at_node || word == hashes && tail.starts_with(is_space) {
            let line = rest.get(..line_length(rest)).unwrap_or_default();
            return (Kind::Flawed(Flaw::HashComment), line.trim_end().len());
        }
        (Kind::Flawed(Flaw::Hash), word)
    }
}

fn nested_comment_length(rest: &str) -> Option<usize> {
    let (mut depth, mut length) = (0_u32, 0);
    loop {
        let tail = rest.get(length..)?;
        length += tail.find(['*', '/'])?;
        let tail = rest.get(length..)?;
        if tail.starts_with("/*") {
            depth += 1;
        } else if tail.starts_with("*/") {
            depth -= 1;
        } else {
            length += 1;
            continue;
        }
        length += 2;
        if depth == 0 {
            return Some(length);
        }
    }
}

fn word(rest: &str, first: char) -> (Kind, usize) {
    match other_quotes_length(rest, first) {
        0 => (Kind::Word, run_length(rest, is_word)),
        length => (Kind::Flawed(Flaw::OtherQuotes), length),
    }
}

/// The quotes of other languages, and of word processors.
pub(super) fn is_other_quote(character: char) -> bool {
    matches!(
        character,
        '\'' | '‘' | '’' | '‚' | '‛' | '“' | '”' | '„' | '‟' | '«' | '»' | '‹' | '›' | '`' | '´'
    )
}

/// The bytes of a text in other quotes up to the closing one on its line, or of its first word; 0 where
/// the text starts with none.
fn other_quotes_length(rest: &str, first: char) -> usize {
    if !is_other_quote(first) {
        return 0;
    }
    let on_line =
        rest.char_indices().take(LONGEST_OTHER_TEXT).take_while(|(_, character)| !is_newline(*character));
    let mut characters = on_line.skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        let closes = is_other_quote(character) || (character == '"' && first != '\'');
        if closes && next.is_none_or(ends_value) {
            return at + character.len_utf8();
        }
    }
    run_length(rest, is_word)
}

/// How many characters are searched for a closing quote of another kind.
const LONGEST_OTHER_TEXT: usize = 300;

/// Whether a value has ended before this character.
pub(super) fn ends_value(next: char) -> bool {
    is_space(next) || is_newline(next) || matches!(next, ';' | '{' | '}' | ')' | ']' | '=' | ',' | ':')
}
