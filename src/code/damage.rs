//! Ids that a spreadsheet has taken for numbers, has kept from being taken for one, or has lost, and ids with
//! characters that nobody sees.

/// What has become of an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// Rounded to a number in scientific notation: `2.02E+11`. Its other digits are lost.
    Rounded,
    /// An apostrophe in front, which a spreadsheet never shows: `'00417`.
    Apostrophe,
    /// The error that a formula came to: `#N/A`.
    Error,
    /// A character that is not shown, such as a zero-width space or a tab.
    Invisible,
}

impl Damage {
    /// What has become of the id, after it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Rounded => "is what a spreadsheet has left of a long number",
            Self::Apostrophe => "has an apostrophe in front, which a spreadsheet adds and never shows",
            Self::Error => "is the error of a formula, and no id",
            Self::Invisible => "has a character in it that nobody sees",
        }
    }
}

/// The errors of formulas.
const ERRORS: [&str; 7] = ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"];

/// What has become of an id; `None` where it is as it was. Of an id of several parts, joined by `/`, each may be
/// rounded or an error.
pub fn damage(id: &str) -> Option<Damage> {
    if id.starts_with('\'') {
        return Some(Damage::Apostrophe);
    }
    // nearly every id is of letters, digits and dashes alone
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'+' && byte != b'#';
    if id.bytes().all(is_plain) {
        return None;
    }
    if id.chars().any(is_invisible) {
        return Some(Damage::Invisible);
    }
    if ERRORS.iter().any(|error| is_part(id, error)) {
        return Some(Damage::Error);
    }
    id.split('/').any(is_rounded).then_some(Damage::Rounded)
}

/// An id with its invisible characters by their numbers: `A-1<U+200B>`.
pub fn with_invisible_shown(id: &str) -> String {
    let shown = |letter: char| match u32::from(letter) {
        number if is_invisible(letter) => format!("<U+{number:04X}>"),
        _ => letter.to_string(),
    };
    id.chars().map(shown).collect()
}

/// Whether a character is one that is not shown and is no part of any word: of controls, soft hyphens, zero-width
/// spaces, marks of direction and of byte order. The joiners of some scripts, and of emoji, are part of words.
fn is_invisible(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{ad}'
                | '\u{200b}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'
                | '\u{2066}'..='\u{2069}'
                | '\u{feff}'
        )
}

/// Whether a text is an id, or a part of one between `/`.
fn is_part(id: &str, part: &str) -> bool {
    let mut found = id.match_indices(part);
    found.any(|(start, part)| {
        let (before, after) = (id.get(..start).unwrap_or_default(), id.get(start + part.len()..));
        let after = after.unwrap_or_default();
        (before.is_empty() || before.ends_with('/')) && (after.is_empty() || after.starts_with('/'))
    })
}

/// Whether a text is a number as spreadsheets shorten it: `2.02E+11`, with a comma where that is the decimal mark,
/// always with a sign and two digits of exponent. `1E5` and `12E-04` are ids like any other.
fn is_rounded(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once("E+").or_else(|| text.split_once("e+")) else {
        return false;
    };
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    whole.len() == 1
        && whole != "0"
        && is_digits(whole)
        && is_digits(fraction)
        && (2..=3).contains(&exponent.len())
        && is_digits(exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_were_ids() {
        for id in ["2.02E+11", "6.71253E+11", "2,02E+11", "5E+12", "4.00638e+12", "shirt/2.02E+11/red"] {
            assert_eq!(damage(id), Some(Damage::Rounded), "{id}");
        }
        for id in
            ["2.02E11", "1E5", "12E-04", "12.3E+11", "2.02E+1", "E+11", "2.E+11", "A2.02E+11", "LE+10", ""]
        {
            assert_eq!(damage(id), None, "{id} is an id of somebody's");
        }
    }

    #[test]
    fn errors_of_formulas() {
        for id in ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "shirt/#N/A", "#N/A/red", "a/#REF!/b"] {
            assert_eq!(damage(id), Some(Damage::Error), "{id}");
        }
        for id in ["#1", "N/A", "A#N/A", "#N/AB", "#REF", "mug #VALUE!", "#n/a"] {
            assert_eq!(damage(id), None, "{id} is an id of somebody's");
        }
    }

    #[test]
    fn characters_that_nobody_sees() {
        for id in [
            "A\u{200b}-1",
            "\u{200b}A-1",
            "A-1\u{feff}B",
            "A\u{ad}1",
            "A\t1",
            "A\n1",
            "A-1\u{202c}",
            "A\u{7f}",
        ] {
            assert_eq!(damage(id), Some(Damage::Invisible), "{id:?}");
        }
        // a hard space is seen as one, and the joiner of a family, or of a Persian word, is a part of it
        for id in ["A\u{a0}1", "mug/\u{1f468}\u{200d}\u{1f469}", "می\u{200c}خواهم", "Größe/ä", "A 1"]
        {
            assert_eq!(damage(id), None, "{id:?}");
        }
        assert_eq!(with_invisible_shown("A\u{200b}-1\t"), "A<U+200B>-1<U+0009>");
    }

    #[test]
    fn an_apostrophe_in_front_alone() {
        assert_eq!(damage("'00417"), Some(Damage::Apostrophe));
        assert_eq!(damage("men's-shirt"), None);
        assert_eq!(damage("cap/'47 Brand"), None, "the name of an option may begin with one");
    }
}
