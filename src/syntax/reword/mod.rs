//! Puts the first mistake of a piece into the words of those who write policies.
//!
//! One function a group of mistakes; each says what is wrong, what to see at the place, and what to write.

mod block;
mod quoted;
mod unquoted;
mod value;

use std::ops::Range;

use super::LARGEST;
use super::character::{is_forbidden, is_newline};
use super::mistake::{Mistake, What};
use super::source::Source;
use crate::diagnostic::{Category, Diagnostic, Label, Span};

/// The finding for a mistake.
pub(super) fn reword(source: &Source, mistake: &Mistake) -> Diagnostic {
    let words = words(source, mistake);
    let place = words.place.unwrap_or_else(|| mistake.place.clone());
    let finding = finding(source.span(&place), words.message, words.label).with_help(words.help);
    match mistake.other {
        Some(other) => {
            finding.with_label(source.span(&source.place(other)), block::other_label(mistake.what))
        }
        None => finding,
    }
}

/// The finding for a file that is too large to be read.
pub(super) fn too_large(size: usize, base: u32) -> Diagnostic {
    let tenths = size.div_ceil(LARGEST / 40);
    let message =
        format!("the file has {}.{} MiB, and 4 MiB is the most that is read", tenths / 10, tenths % 10);
    finding(Span::new(base, base), message, "starts here")
        .with_help("write it as several files; lists of products belong into a catalog")
}

/// The finding for all that come after the last one that is reported.
pub(super) fn and_more(next: Span, count: usize) -> Diagnostic {
    let message = match count {
        1 => "1 more syntax error in this file".to_owned(),
        count => format!("{count} more syntax errors in this file"),
    };
    finding(next, message, "the next one").with_help("settle those above first")
}

fn finding(span: Span, message: impl Into<String>, label: impl Into<String>) -> Diagnostic {
    Diagnostic::error("syntax-error", Category::Language, message, Label::new(span, label))
}

/// The words for one mistake.
struct Words {
    message: String,
    label: String,
    help: String,
    /// The place in the text, where it is not that of the mistake.
    place: Option<Range<usize>>,
}

impl Words {
    fn new(message: impl Into<String>, label: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), label: label.into(), help: help.into(), place: None }
    }

    fn at(self, place: Range<usize>) -> Self {
        Self { place: Some(place), ..self }
    }
}

fn words(source: &Source, mistake: &Mistake) -> Words {
    let text = source.slice(mistake.place.clone());
    match mistake.what {
        What::Flawed(flaw) => quoted::flawed(source, mistake, flaw),
        What::Unquoted | What::Comparison => unquoted::needs_quotes(text),
        What::Number => unquoted::number(text),
        What::Reserved => unquoted::reserved(source, mistake),
        What::OldRawText => quoted::old_raw_text(source, mistake),
        What::Comma => value::comma(source, mistake),
        What::Colon => value::colon(source, mistake),
        What::NoSpace => value::no_space(source, mistake),
        What::NoValue => value::no_value(text),
        What::Assignment => value::assignment(text),
        What::StrayEquals => value::stray_equals(),
        What::DoubleEquals => value::double_equals(text),
        What::KeyNotText => value::key_not_text(text),
        What::ValueAsName => value::value_as_name(text),
        What::Annotation => value::annotation(text),
        What::StrayParenthesis => value::stray_parenthesis(),
        What::EmptyStatement => value::empty_statement(),
        What::EmptySlashdash => value::empty_slashdash(),
        What::MisplacedSlashdash => value::misplaced_slashdash(),
        What::TightSlashdash => value::tight_slashdash(source, mistake),
        What::NamelessBlock => block::nameless(source, mistake),
        What::SecondBlock => block::second(source, mistake),
        What::AfterBlock => block::after(source, mistake),
        What::Typed => value::typed(source, mistake),
        What::Refused => value::refused(),
        What::TooDeep => block::too_deep(),
        What::OpenBlock => block::open(source, mistake),
        What::StrayClose => block::stray_close(mistake),
        What::UnopenedBlock => block::unopened(text),
        What::MoreCloses => block::more_closes(),
    }
}

/// How many characters of the user's text a message repeats.
const LONGEST_SHOWN: usize = 60;

/// The user's words in backticks, cut where they are long, with no character that could upset a terminal.
fn shown(text: &str) -> String {
    let is_plain = |character: &char| !is_forbidden(*character) && !is_newline(*character);
    let line: String =
        text.chars().take_while(|character| !is_newline(*character)).take(LONGEST_SHOWN).collect();
    let rest = if line.len() < text.len() { "…" } else { "" };
    format!(
        "`{}{rest}`",
        line.chars()
            .map(|character| if is_plain(&character) { character } else { '\u{fffd}' })
            .collect::<String>()
    )
}

/// A text in quotes, as it is to be written.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            _ if is_forbidden(character) || is_newline(character) => {
                quoted.extend(character.escape_unicode());
            }
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}
