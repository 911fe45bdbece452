//! The classes of characters of KDL 2.

/// Whether it is one of KDL's blanks within a line.
pub(super) fn is_space(character: char) -> bool {
    matches!(
        character,
        '\t' | ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// Whether it ends a line.
pub(super) fn is_newline(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether it may not stand in a text at all: control characters and those that change the direction.
pub(super) fn is_forbidden(character: char) -> bool {
    matches!(
        character,
        '\0'..='\u{8}'
            | '\u{e}'..='\u{1f}'
            | '\u{7f}'
            | '\u{200e}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
    )
}

/// Whether it may stand in a bare word.
pub(super) fn is_word(character: char) -> bool {
    if character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.') {
        return true;
    }
    let is_mark = matches!(character, '\\' | '/' | '(' | ')' | '{' | '}' | '[' | ']' | ';' | '"' | '#' | '=');
    !is_mark && !is_space(character) && !is_newline(character) && !is_forbidden(character)
}

/// The bytes of the line end that the text starts with: 0 where it starts with none, 2 for CRLF.
pub(super) fn newline_length(text: &str) -> usize {
    match text.chars().next() {
        Some('\r') if text.starts_with("\r\n") => 2,
        Some(first) if is_newline(first) => first.len_utf8(),
        _ => 0,
    }
}

/// The bytes up to the first line end, or to the end of the text.
pub(super) fn line_length(text: &str) -> usize {
    text.find(is_newline).unwrap_or(text.len())
}

/// The bytes of the characters of a class that the text starts with.
pub(super) fn run_length(text: &str, class: impl Fn(char) -> bool) -> usize {
    text.find(|character| !class(character)).unwrap_or(text.len())
}
