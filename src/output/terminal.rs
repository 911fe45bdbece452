//! What a terminal makes of a text: its columns, its lines, and the characters that must not reach it.

use unicode_width::UnicodeWidthChar;

/// The columns between tab stops.
pub(super) const TAB: usize = 4;

/// The columns that a text takes.
pub(super) fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

/// The columns that a character takes at most.
pub(super) fn width(character: char) -> usize {
    if character == '\t' { TAB } else { safe(character).width().unwrap_or(0) }
}

/// The character, or a mark in place of one that would steer the terminal or turn the text around.
pub(super) fn safe(character: char) -> char {
    match character {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => char::REPLACEMENT_CHARACTER,
        control if control.is_control() => char::REPLACEMENT_CHARACTER,
        other => other,
    }
}

/// The text on one line, its white space as single spaces, its control characters marked.
pub(super) fn one_line(text: &str) -> String {
    let space = |character: char| if matches!(character, '\t' | '\r' | '\n') { ' ' } else { safe(character) };
    text.trim().replace("\r\n", "\n").chars().map(space).collect()
}

/// The text broken at spaces into lines of at most so many columns, where its words allow it.
///
/// A word is never broken, so that what is to be copied stays whole. Lines of the text stay lines, and
/// what is indented stays indented.
pub(super) fn wrap(text: &str, room: usize) -> String {
    text.trim_end().lines().map(|line| wrap_line(line, room)).collect::<Vec<_>>().join("\n")
}

fn wrap_line(line: &str, room: usize) -> String {
    let words = line.trim_start();
    let indent: String =
        line.chars().take_while(|character| character.is_whitespace()).map(|_| ' ').collect();
    let mut lines = indent.clone();
    let mut used = indent.len();
    for (index, word) in words.split(' ').enumerate() {
        let word: String = word.chars().map(safe).collect();
        let needed = columns(&word);
        if index > 0 && used + 1 + needed > room {
            lines = lines.trim_end().to_owned();
            lines.push('\n');
            lines.push_str(&indent);
            used = indent.len();
        } else if index > 0 {
            lines.push(' ');
            used += 1;
        }
        lines.push_str(&word);
        used += needed;
    }
    lines
}
