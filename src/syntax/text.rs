//! Texts in quotes: where they end, and what is wrong inside.

use std::ops::Range;

use super::character::{is_forbidden, is_newline, is_space, line_length, newline_length, run_length};
use super::lex::{Flaw, Kind, ends_value, is_other_quote};

/// What is wrong inside a text that is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// A `\` with something that is no escape.
    Escape,
    /// A character that may stand nowhere.
    Forbidden,
    /// A line that does not start with the blanks before the closing `"""`.
    Margin,
    /// An opening `"""` with something after it on its line.
    Opening,
    /// A closing `"""` with something before it on its line.
    Closing,
}

/// How many bytes are searched in vain at no cost of patience.
const SHORT: usize = 256;

/// The token of the text that `rest` starts with, and its bytes.
///
/// `patience` is how often more than a few bytes may still be searched in vain for the end of a text; without
/// it only those are searched, so that the time stays linear.
pub(super) fn measure(rest: &str, patience: &mut u32) -> (Kind, usize) {
    let window = if *patience == 0 { rest.floor_char_boundary(SHORT) } else { rest.len() };
    let rest = rest.get(..window).unwrap_or_default();
    let form = Form::of(rest);
    if form.is_crowded {
        return form.crowded(rest, patience);
    }
    let Some(length) = form.length(rest, form.has_lines, patience) else {
        return if form.has_lines {
            (Kind::Flawed(Flaw::OpenLines), length_to_node_line(rest))
        } else {
            open_text(rest, form.hashes)
        };
    };
    match rest.get(..length).and_then(fault) {
        None => (Kind::Text, length),
        Some((Fault::Closing, range)) if opens_another(rest, range.start) => {
            (Kind::Flawed(Flaw::OpenLines), length_to_node_line(rest))
        }
        Some(_) => (Kind::Flawed(Flaw::BadText), length),
    }
}

/// The first fault inside a closed text, and its place from the start of the text.
pub(super) fn fault(text: &str) -> Option<(Fault, Range<usize>)> {
    let form = Form::of(text);
    if form.is_crowded {
        return Some((Fault::Opening, 0..form.opening));
    }
    let closing = form.closing().len();
    let body = text.get(form.opening..text.len().checked_sub(closing)?)?;
    let (fault, range) = bad_character(body, form.has_escapes())
        .or_else(|| if form.has_lines { bad_line(body, form.has_escapes(), closing) } else { None })?;
    Some((fault, range.start + form.opening..range.end + form.opening))
}

/// The bytes up to the end of the line before the next one that seems to be a node at the top.
pub(super) fn length_to_node_line(rest: &str) -> usize {
    let mut length = 0;
    while let Some(tail) = rest.get(length..) {
        let line = line_length(tail);
        let after = tail.get(line..).unwrap_or_default();
        let newline = newline_length(after);
        if newline == 0 || after.get(newline..).is_some_and(starts_node) {
            return length + line;
        }
        length += line + newline;
    }
    rest.len()
}

/// Whether a line starts as nodes at the top do: with a lower-case name in its first column.
fn starts_node(line: &str) -> bool {
    let is_name =
        |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-';
    let name = run_length(line, is_name);
    let after = line.get(name..).and_then(|rest| rest.chars().next());
    line.starts_with(|first: char| first.is_ascii_lowercase())
        && after.is_none_or(|next| is_space(next) || is_newline(next) || matches!(next, '{' | ';'))
}

/// How a text is quoted.
struct Form {
    /// The number of `#` before it.
    hashes: usize,
    /// The bytes of `#` and quotes that open it.
    opening: usize,
    /// Whether it is of the kind that has lines: `"""`.
    has_lines: bool,
    /// Whether `"""` is not followed by a line end, as it has to be.
    is_crowded: bool,
}

impl Form {
    fn of(text: &str) -> Self {
        let hashes = run_length(text, |character| character == '#');
        let is_triple = text.get(hashes..).is_some_and(|rest| rest.starts_with("\"\"\""));
        let opening = hashes + if is_triple { 3 } else { 1 };
        let has_lines = is_triple && text.get(opening..).is_some_and(|rest| newline_length(rest) > 0);
        Self { hashes, opening, has_lines, is_crowded: is_triple && !has_lines }
    }

    fn has_escapes(&self) -> bool {
        self.hashes == 0
    }

    fn closing(&self) -> String {
        let quotes = if self.has_lines || self.is_crowded { "\"\"\"" } else { "\"" };
        format!("{quotes}{}", "#".repeat(self.hashes))
    }

    /// The bytes up to and with the closing quotes.
    fn length(&self, rest: &str, may_end_line: bool, patience: &mut u32) -> Option<usize> {
        let closing = self.closing();
        let (found, searched) = self.find(rest, &closing, may_end_line);
        if found.is_none() && searched > SHORT {
            *patience = patience.saturating_sub(1);
        }
        found.map(|at| at + closing.len())
    }

    /// Where the closing quotes stand, and how far was searched for them.
    fn find(&self, rest: &str, closing: &str, may_end_line: bool) -> (Option<usize>, usize) {
        let stops = |character| match character {
            '"' => true,
            '\\' => self.has_escapes(),
            _ => !may_end_line && is_newline(character),
        };
        let mut at = self.opening;
        while let Some(stop) = rest.get(at..).and_then(|tail| tail.find(stops)) {
            at += stop;
            let tail = rest.get(at..).unwrap_or_default();
            if tail.starts_with(closing) {
                return (Some(at), at);
            }
            at += match tail.chars().next() {
                Some('"') => 1,
                Some('\\') => escape(tail).0,
                _ => return (None, at),
            };
        }
        (None, rest.len())
    }

    /// The token of a `"""` that is not followed by a line end.
    fn crowded(&self, rest: &str, patience: &mut u32) -> (Kind, usize) {
        let single = Self { is_crowded: false, ..*self };
        let on_line = self.length(rest, false, patience).or_else(|| single.length(rest, false, patience));
        if let Some(length) = on_line {
            return (Kind::Flawed(Flaw::BadText), length);
        }
        match self.length(rest, true, patience) {
            Some(length) if !opens_another(rest, length - self.closing().len()) => {
                (Kind::Flawed(Flaw::BadText), length)
            }
            _ => open_text(rest, self.hashes),
        }
    }
}

/// Whether the quotes at `at` look like those that open a text of their own: blank before, line end after.
fn opens_another(rest: &str, at: usize) -> bool {
    let before = rest.get(..at).unwrap_or_default().trim_end_matches('#');
    let line = before.get(before.rfind(is_newline).unwrap_or_default()..).unwrap_or_default();
    let after = rest.get(at..).unwrap_or_default().trim_start_matches('"');
    before.ends_with(|last| is_space(last) || last == '=')
        && !line.trim().is_empty()
        && (after.is_empty() || newline_length(after) > 0)
}

/// The token of a text that is not closed on its line.
fn open_text(rest: &str, hashes: usize) -> (Kind, usize) {
    if hashes == 0
        && let Some(length) = long_text_length(rest)
    {
        return (Kind::Flawed(Flaw::LongText), length);
    }
    let line = rest.get(..line_length(rest)).unwrap_or_default();
    (Kind::Flawed(Flaw::OpenText), guessed_length(line).max(hashes + 1))
}

/// How many lines are searched for the end of a text that was meant to go over several.
const LONGEST_TEXT: usize = 20;

/// The bytes of a text in `"` that is closed on one of the next lines, by a quote that cannot open one.
fn long_text_length(rest: &str) -> Option<usize> {
    let mut start = 0;
    for _ in 0..LONGEST_TEXT {
        let tail = rest.get(start..)?;
        let line = line_length(tail);
        let newline = newline_length(tail.get(line..)?);
        start += line + newline;
        let tail = rest.get(start..)?;
        if newline == 0 || starts_node(tail) {
            return None;
        }
        let line = tail.get(..line_length(tail))?;
        if let Some(quote) = line.find('"') {
            return closes(line, quote).then_some(start + quote + 1);
        }
    }
    None
}

fn closes(line: &str, quote: usize) -> bool {
    let before = line.get(..quote).unwrap_or_default();
    let after = line.get(quote + 1..).unwrap_or_default();
    let stands_alone = before.trim().is_empty() || !before.ends_with(|last| is_space(last) || last == '=');
    stands_alone && !after.contains('"') && after.chars().next().is_none_or(ends_value)
}

/// The bytes up to where a text that is never closed seems to end: before a comment, and before the
/// brackets and `;` at the end of the line.
fn guessed_length(line: &str) -> usize {
    let line = line.get(..line.find(" //").unwrap_or(line.len())).unwrap_or_default();
    let quote =
        line.char_indices().skip(1).find(|(_, character)| is_other_quote(*character) && *character != '\'');
    if let Some((at, character)) = quote {
        return at + character.len_utf8();
    }
    let mut text = line.trim_end();
    let mut surplus = text.matches('}').count().saturating_sub(text.matches('{').count());
    loop {
        let shorter = match text.chars().next_back() {
            Some('}') if surplus > 0 => {
                surplus -= 1;
                text.strip_suffix('}')
            }
            Some(';') => text.strip_suffix(';'),
            Some('{') => text.strip_suffix('{').filter(|rest| rest.ends_with(is_space)),
            _ => None,
        };
        match shorter {
            Some(shorter) => text = shorter.trim_end(),
            None => return text.len(),
        }
    }
}

/// The bytes of an escape, and whether it is one.
pub(super) fn escape(tail: &str) -> (usize, bool) {
    let after = tail.get(1..).unwrap_or_default();
    let blank = run_length(after, |character| is_space(character) || is_newline(character));
    match after.chars().next() {
        _ if blank > 0 => (1 + blank, true),
        Some('\\' | '"' | 'b' | 'f' | 'n' | 'r' | 't' | 's') => (2, true),
        Some('u') => unicode_escape(after),
        Some(other) => (1 + other.len_utf8(), false),
        None => (1, false),
    }
}

fn unicode_escape(after: &str) -> (usize, bool) {
    let Some(code) = after.strip_prefix("u{") else { return (2, false) };
    let digits = run_length(code, |character| character.is_ascii_hexdigit());
    let is_closed = code.get(digits..).is_some_and(|rest| rest.starts_with('}'));
    let value = code.get(..digits).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let is_good = is_closed && digits <= 6 && value.and_then(char::from_u32).is_some();
    (3 + digits + usize::from(is_closed), is_good)
}

fn bad_character(body: &str, has_escapes: bool) -> Option<(Fault, Range<usize>)> {
    let mut at = 0;
    loop {
        let tail = body.get(at..)?;
        at += tail.find(|character| (has_escapes && character == '\\') || is_forbidden(character))?;
        let tail = body.get(at..)?;
        let first = tail.chars().next()?;
        if first != '\\' {
            return Some((Fault::Forbidden, at..at + first.len_utf8()));
        }
        let (length, is_good) = escape(tail);
        if !is_good {
            return Some((Fault::Escape, at..at + length));
        }
        at += length;
    }
}

/// The first line that does not start with the blanks before the closing quotes.
fn bad_line(body: &str, has_escapes: bool, closing: usize) -> Option<(Fault, Range<usize>)> {
    let starts = line_starts(body, has_escapes);
    let (last, others) = starts.split_last()?;
    let last_line = body.get(*last..)?;
    let margin = last_line.get(..run_length(last_line, is_space))?;
    if !is_blank(last_line.get(margin.len()..)?, has_escapes) {
        return Some((Fault::Closing, body.len()..body.len() + closing));
    }
    others.iter().find_map(|start| {
        let line = body.get(*start..)?;
        let content = line.trim_start_matches(is_space);
        if line.starts_with(margin) || newline_length(content) > 0 {
            return None;
        }
        let content_start = start + line.len() - content.len();
        let length = content.get(..line_length(content))?.trim_end().len();
        Some((Fault::Margin, content_start..content_start + length))
    })
}

/// Whether nothing but escaped blanks stands before the closing quotes.
fn is_blank(mut line: &str, has_escapes: bool) -> bool {
    let is_blank = |character| is_space(character) || is_newline(character);
    while let Some(escaped) = line.strip_prefix('\\').filter(|rest| has_escapes && rest.starts_with(is_blank))
    {
        line = escaped.trim_start_matches(is_blank);
    }
    line.is_empty()
}

/// The starts of the lines after the opening one; a line end after `\` does not start one.
fn line_starts(body: &str, has_escapes: bool) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut at = 0;
    while let Some(tail) = body.get(at..) {
        let Some(stop) = tail.find(|character| is_newline(character) || (has_escapes && character == '\\'))
        else {
            break;
        };
        let tail = tail.get(stop..).unwrap_or_default();
        let newline = newline_length(tail);
        at += stop + if newline > 0 { newline } else { escape(tail).0 };
        if newline > 0 {
            starts.push(at);
        }
    }
    starts
}
