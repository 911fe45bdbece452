//! White space in runs.

/// A text whose runs of blanks are one space each, its runs of line breaks one each, without either at its
/// ends.
///
/// A blank is any white space of Unicode, the no-break space among them.
pub fn collapse_space(text: &str) -> String {
    let mut collapsed = String::with_capacity(text.len());
    for line in text.split(is_break) {
        let mut words = line.split_whitespace();
        let Some(first) = words.next() else { continue };
        if !collapsed.is_empty() {
            collapsed.push('\n');
        }
        collapsed.push_str(first);
        for word in words {
            collapsed.push(' ');
            collapsed.push_str(word);
        }
    }
    collapsed
}

/// Whether a character ends a line.
fn is_break(letter: char) -> bool {
    matches!(letter, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_become_one() {
        assert_eq!(collapse_space("  Day\u{a0}\u{a0} cream \t SPF 30 "), "Day cream SPF 30");
        assert_eq!(collapse_space("one \r\n\r\n\r\n  two\n"), "one\ntwo");
        assert_eq!(collapse_space("\u{a0}\n "), "");
    }
}
