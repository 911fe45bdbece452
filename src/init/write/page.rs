//! Lines of a policy, each with its reason beside it.

/// The column in which reasons stand, from 0.
const REASON: usize = 41;
/// The longest line with a reason beside it.
const WIDEST: usize = 110;
/// The longest line of a comment of its own.
const PROSE: usize = 96;

/// A policy's text that is being written.
#[derive(Debug, Clone, Default)]
pub(super) struct Page {
    text: String,
}

impl Page {
    /// A blank line.
    pub(super) fn gap(&mut self) {
        self.text.push('\n');
    }

    /// A line at a depth of blocks.
    pub(super) fn line(&mut self, depth: usize, code: &str) {
        self.text.push_str(&"    ".repeat(depth));
        self.text.push_str(code);
        self.text.push('\n');
    }

    /// A line with its reason: beside it where there is room, else above it.
    pub(super) fn because(&mut self, depth: usize, code: &str, reason: &str) {
        let width = depth * 4 + code.chars().count();
        if reason.chars().count() + 3 + REASON.max(width + 1) > WIDEST {
            self.note(depth, reason);
            self.line(depth, code);
            return;
        }
        let pad = " ".repeat(REASON.saturating_sub(width).max(1));
        self.line(depth, &format!("{code}{pad}// {reason}"));
    }

    /// A line that is proposed and does not count yet, with what it would do.
    pub(super) fn proposed(&mut self, depth: usize, code: &str, reason: &str) {
        self.because(depth, &format!("// {code}"), reason);
    }

    /// A comment on lines of its own.
    pub(super) fn note(&mut self, depth: usize, text: &str) {
        let most = PROSE.saturating_sub(depth * 4 + 3);
        let mut line = String::new();
        for word in text.split(' ') {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > most {
                self.line(depth, &format!("// {line}"));
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        self.line(depth, &format!("// {line}"));
    }

    /// The whole text.
    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// A text in quotes, as the policy reads it back.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            letter if letter.is_control() || !is_plain(letter) => {
                quoted.extend(["\\u{", &format!("{:x}", u32::from(letter)), "}"]);
            }
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// Whether a letter may stand in a text as it is: byte order marks and marks of direction may not, and a hard space
/// would be taken for a plain one.
fn is_plain(letter: char) -> bool {
    let is_mark =
        matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !is_mark && letter != '\u{feff}' && letter != '\u{a0}'
}

/// A text within a comment: on one line.
pub(super) fn named(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|letter| if letter.is_control() || !is_plain(letter) { ' ' } else { letter })
        .collect();
    format!("`{plain}`")
}

/// So many SKUs in words.
pub(super) fn skus(count: u64) -> String {
    if count == 1 { "1 SKU".to_owned() } else { format!("{count} SKUs") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_stand_in_one_column_or_above() {
        let mut page = Page::default();
        page.because(1, "role dtc", "sells to the public");
        page.because(1, "sku \"Handle\" \"Option1 Value\" \"Option2 Value\"", &"a long reason ".repeat(5));
        let text = page.finish();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0].find("//"), Some(REASON));
        assert!(lines[1].starts_with("    // a long reason"), "{text}");
        assert!(lines[2].starts_with("    sku "), "{text}");
    }

    #[test]
    fn headers_of_any_kind_can_be_read_back() {
        assert_eq!(quoted("a \"b\" \\ c\nd"), r#""a \"b\" \\ c\nd""#);
        assert_eq!(quoted("Prix\u{a0}€"), "\"Prix\\u{a0}€\"");
        assert_eq!(named("a\nb"), "`a b`");
    }
}
