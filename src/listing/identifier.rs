//! Product codes: UPC, EAN and GTIN by their digits.

use crate::code::{has_length, is_checked};

/// A code of 8, 12, 13 or 14 digits whose last digit is the check of the others.
///
/// Source: GS1 General Specifications, section 7.9: from the right, the digits before the check digit weigh 3 and
/// 1 by turns, and all together come to a multiple of ten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Code {
    digits: String,
}

impl Code {
    /// Reads a code; blanks and hyphens in it are passed over. `None` where it is none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let digits: String =
            text.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').collect();
        let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
        let is_code = is_plain && has_length(&digits) && is_checked(&digits);
        is_code.then_some(Self { digits })
    }

    /// Its digits as they are.
    pub(super) fn digits(&self) -> &str {
        &self.digits
    }

    /// Amazon's word for a code of its length.
    pub(super) fn amazon_type(&self) -> &'static str {
        match self.digits.len() {
            12 => "upc",
            14 => "gtin",
            _ => "ean",
        }
    }

    /// The same code in 14 digits, which names the same article.
    pub(super) fn gtin(&self) -> String {
        format!("{:0>14}", self.digits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 8 5 0 0 4 7 0 0 0 0 4 0: (8+0+4+0+0+4) × 3 + 5+0+7+0+0+0 = 48 + 12 = 60.
    #[test]
    fn a_upc_is_a_gtin_with_zeros_in_front() {
        let code = Code::parse("850047000040").unwrap();
        assert_eq!((code.amazon_type(), code.gtin().as_str()), ("upc", "00850047000040"));
        assert_eq!(Code::parse(" 8-50047-00004-0 "), Some(code));
    }

    #[test]
    fn what_is_no_code() {
        // the first has another check digit than 0, the others are of no known length or hold a letter
        for text in ["850047000041", "", "12345", "85004700004X", "8500470000400"] {
            assert_eq!(Code::parse(text), None, "{text:?}");
        }
        // 4006381333931: 1×3 + 3 + 9×3 … = 100 by hand, an EAN
        assert_eq!(Code::parse("4006381333931").unwrap().amazon_type(), "ean");
    }
}
