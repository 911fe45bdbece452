//! Ids that a spreadsheet has taken for numbers, or has kept from being taken for one.

/// What has become of an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// Rounded to a number in scientific notation: `2.02E+11`. Its other digits are lost.
    Rounded,
    /// An apostrophe in front, which a spreadsheet never shows: `'00417`.
    Apostrophe,
}

impl Damage {
    /// What has become of the id, after it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Rounded => "is what a spreadsheet has left of a long number",
            Self::Apostrophe => "has an apostrophe in front, which a spreadsheet adds and never shows",
        }
    }
}

/// What a spreadsheet has made of an id; `None` where it is as it was. Of an id of several parts, joined by `/`,
/// each may be rounded.
pub fn damage(id: &str) -> Option<Damage> {
    if id.starts_with('\'') {
        return Some(Damage::Apostrophe);
    }
    id.split('/').any(is_rounded).then_some(Damage::Rounded)
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
    fn an_apostrophe_in_front_alone() {
        assert_eq!(damage("'00417"), Some(Damage::Apostrophe));
        assert_eq!(damage("men's-shirt"), None);
        assert_eq!(damage("cap/'47 Brand"), None, "the name of an option may begin with one");
    }
}
