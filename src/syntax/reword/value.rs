//! Marks between values: commas, colons, equals signs, spaces, parentheses, `;` and `/-`.

use std::ops::Range;

use super::super::character::{is_newline, is_space};
use super::super::lex::Kind;
use super::super::mistake::Mistake;
use super::super::source::Source;
use super::{Words, quoted, shown};

pub(super) fn comma(source: &Source, mistake: &Mistake) -> Words {
    let text = source.slice(mistake.place.clone());
    let comma = mistake.place.start + text.find(',').unwrap_or_default();
    let values = values_around(source, mistake.token);
    let message = if values.len() > 1 {
        format!("{} have a comma between them", shown(&values.join(", ")))
    } else {
        "a comma stands where a value is expected".to_owned()
    };
    let help = if values.is_empty() {
        "leave the comma out".to_owned()
    } else {
        format!("write `{}`", values.join(" "))
    };
    Words::new(message, "values have only a space between them", help).at(comma..comma + 1)
}

/// The values that the commas of a word stand between.
fn values_around<'a>(source: &Source<'a>, token: usize) -> Vec<&'a str> {
    let word = source.word(token);
    let own = chunk(source, token);
    let (start, end) = (source.place(own.start).start, source.place(own.end - 1).end);
    let at = source.place(token);
    let last = word.rfind(',').map_or(at.end, |comma| at.start + comma + 1);
    let first = at.start + word.find(',').unwrap_or_default();
    let neighbour = |at: Option<usize>| at.filter(|at| is_value(source, *at)).map(|at| chunk(source, at));
    let slice = |tokens| source.slice(source.places(&tokens));
    let before = if start == first {
        neighbour(own.start.checked_sub(2)).map_or("", slice)
    } else {
        source.slice(start..first)
    };
    let after =
        if last == end { neighbour(Some(own.end + 1)).map_or("", slice) } else { source.slice(last..end) };
    let inner = source.slice(first..last).split(',');
    [before].into_iter().chain(inner).chain([after]).filter(|value| !value.is_empty()).collect()
}

/// The tokens around one that stand together without a space between.
fn chunk(source: &Source, token: usize) -> Range<usize> {
    let goes_on = |at: &usize| is_value(source, *at) || source.kind(*at) == Some(Kind::Equals);
    let start = (0..token).rev().take_while(goes_on).last().unwrap_or(token);
    let end = (token + 1..source.tokens().len()).take_while(goes_on).last().unwrap_or(token);
    start..end + 1
}

fn is_value(source: &Source, token: usize) -> bool {
    matches!(source.kind(token), Some(Kind::Word | Kind::Text | Kind::Keyword))
}

pub(super) fn colon(source: &Source, mistake: &Mistake) -> Words {
    let text = source.slice(mistake.place.clone());
    let name = text.split(':').next().unwrap_or_default();
    let is_node = starts_line(source, mistake.token);
    let value = text.split_once(':').map(|(_, value)| value).filter(|value| !value.is_empty());
    let value = value
        .or_else(|| next_value(source, token_after(source, mistake)))
        .map(|value| value.trim_end_matches(','));
    let help = match (value, is_node) {
        (Some(value), true) => format!("write `{name} {value}`"),
        (Some(value), false) if !name.is_empty() => format!("write `{name}={value}`"),
        _ => format!("write `{name}`"),
    };
    let message = format!("{} has a colon after it", shown(name));
    let colon = mistake.place.start + name.len();
    Words::new(message, "not part of the language", help).at(colon..colon + 1)
}

/// The first token that is not part of the mistake.
fn token_after(source: &Source, mistake: &Mistake) -> usize {
    let mut next = mistake.token..source.tokens().len();
    next.find(|at| source.place(*at).start >= mistake.place.end).unwrap_or(mistake.token)
}

/// Whether a token is the first of a node.
pub(super) fn starts_line(source: &Source, token: usize) -> bool {
    let before = (0..token).rev().find(|at| source.kind(*at) != Some(Kind::Space));
    match before.and_then(|before| source.kind(before)) {
        None => true,
        Some(kind) => {
            matches!(kind, Kind::Newline | Kind::Semicolon | Kind::Open | Kind::Close | Kind::Slashdash)
        }
    }
}

/// The value that follows on the same line, after a space or not.
fn next_value<'a>(source: &Source<'a>, token: usize) -> Option<&'a str> {
    let token = source.after_space(token);
    is_value(source, token).then(|| source.word(token))
}

pub(super) fn no_space(source: &Source, mistake: &Mistake) -> Words {
    if let Some(text) = text_with_quotes(source, mistake.token) {
        let meant = quoted(text.get(1..text.len() - 1).unwrap_or_default());
        let message = format!(
            "{} ends before {}",
            shown(source.word(mistake.token)),
            shown(source.word(mistake.token + 1))
        );
        return Words::new(message, "a quote inside a text ends it", format!("write `{meant}`"));
    }
    let (first, second) = (source.word(mistake.token), source.word(mistake.token + 1));
    let message = format!("{} and {} need a space between them", shown(first), shown(second));
    Words::new(message, "two values", format!("write `{first} {second}`"))
}

/// `"Find the "best" channel"`: texts with words right after the one and right before the other, and blanks
/// where the inner quotes were meant to go on.
fn text_with_quotes<'a>(source: &Source<'a>, first: usize) -> Option<&'a str> {
    let is_between = |at: &usize| matches!(source.kind(*at), Some(Kind::Word | Kind::Space));
    let last = first + 1 + (first + 1..source.tokens().len()).take_while(is_between).count();
    let is_text = |at: usize| source.kind(at) == Some(Kind::Text) && source.word(at).starts_with('"');
    let is_inner = is_text(first) && is_text(last) && source.kind(last - 1) == Some(Kind::Word);
    let goes_on = source.word(first).trim_end_matches('"').ends_with(is_space);
    (is_inner && goes_on).then(|| source.slice(source.places(&(first..last + 1))))
}

pub(super) fn no_value(text: &str) -> Words {
    let help = format!("write a value after the `=`, or leave {} out", shown(text));
    Words::new(format!("{} has no value", shown(text)), "nothing after the `=`", help)
}

pub(super) fn assignment(text: &str) -> Words {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    let value = value.trim_start_matches(|character| character == '=' || is_space(character));
    let name = name.trim_end_matches(is_space);
    Words::new(
        format!("{} has a `=` between its name and its value", shown(text)),
        "a space is enough here",
        format!("write `{name} {value}`"),
    )
}

pub(super) fn stray_equals() -> Words {
    Words::new(
        "this `=` has no key before it",
        "expected after a key",
        "write `key=value`, or leave the `=` out",
    )
}

pub(super) fn double_equals(text: &str) -> Words {
    let (key, value) = text.split_once('=').unwrap_or((text, ""));
    let value = value.trim_start_matches(|character| character == '=' || is_space(character));
    let help = format!("write `{}={value}`", key.trim_end_matches(is_space));
    Words::new(format!("{} has one `=` too many", shown(text)), "two `=`", help)
}

pub(super) fn key_not_text(text: &str) -> Words {
    let message = format!("{} can't be a key as it is", shown(text));
    Words::new(message, "a value", format!("write `{}`", quoted(text)))
}

pub(super) fn value_as_name(text: &str) -> Words {
    Words::new(
        format!("{} stands where a name is expected", shown(text)),
        "a value without a name before it",
        "write what it is for before it, or end the line above with ` \\` to go on here",
    )
}

pub(super) fn annotation(text: &str) -> Words {
    let inner = text.trim_matches(|character| matches!(character, '(' | ')') || is_space(character));
    let help = match inner {
        "" => "leave it out".to_owned(),
        inner => format!("write `{inner}`"),
    };
    Words::new(format!("{} is not part of the language", shown(text)), "parentheses have no meaning", help)
}

/// A `(type)` before a value, which does no harm to what is around it.
pub(super) fn typed(source: &Source, mistake: &Mistake) -> Words {
    let after = source.slice(mistake.place.end..source.text.len()).trim_start_matches(is_space);
    let ends =
        |character| is_space(character) || is_newline(character) || matches!(character, ';' | '{' | '}');
    let value = after.get(..after.find(ends).unwrap_or(after.len())).unwrap_or_default();
    let message = format!("{} is not part of the language", shown(source.slice(mistake.place.clone())));
    Words::new(message, "a type", format!("write `{value}`"))
}

/// What the check lets pass and the crate refuses.
pub(super) fn refused() -> Words {
    let help = "compare its quotes and brackets with those of the lines around it";
    Words::new("this can't be read", "near here", help)
}

pub(super) fn stray_parenthesis() -> Words {
    Words::new("this `)` closes nothing", "no `(` before it", "leave it out")
}

pub(super) fn empty_statement() -> Words {
    Words::new("nothing stands before this `;`", "ends nothing", "leave it out")
}

pub(super) fn empty_slashdash() -> Words {
    Words::new("this `/-` leaves nothing out", "nothing after it", "leave it out")
}

pub(super) fn misplaced_slashdash() -> Words {
    Words::new(
        "this `/-` can't stand here",
        "leaves out a whole value, property, block or node",
        "move it before the whole of what is to be left out",
    )
}

pub(super) fn tight_slashdash(source: &Source, mistake: &Mistake) -> Words {
    let before = mistake.token.checked_sub(1).map_or("", |before| source.word(before));
    let after = next_value(source, mistake.token + 1).unwrap_or_default();
    let help = format!("write `{before} /-{after}`");
    Words::new("`/-` needs a space before it", "leaves out what comes after it", help)
}
