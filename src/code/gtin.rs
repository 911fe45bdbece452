//! Global trade item numbers: UPC, EAN, ISBN-13 and GTIN-14, in one check.

/// What is wrong with a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// No number at all, such as `N/A`.
    NoNumber,
    /// A good code with other characters among its digits; the digits alone.
    Marks(String),
    /// The ISBN of a book in ten digits; the same in thirteen.
    OldIsbn(String),
    /// A good code without the zeros in front of it; the code with them.
    LostZeros(String),
    /// Neither 8, 12, 13 nor 14 digits.
    Length(usize),
    /// Nothing that anybody was given: zeros, one digit throughout, or digits in their order.
    MadeUp,
    /// The last digit is not the one that the others ask for: that one.
    CheckDigit(char),
    /// Of a range for use within one shop or region.
    Restricted,
    /// Of a range for coupons.
    Coupon,
}

/// The lengths of a code.
const LENGTHS: [usize; 4] = [8, 12, 13, 14];

/// The number that a good code is, the same whatever the zeros in front of it; else what is wrong with it.
///
/// The check digit is modulo 10 with weights of 3 and 1 from the right (GS1 General Specifications). Codes that begin
/// with 02, 04 or 2 are for use within a shop, those with 05, 981 to 984 and 99 for coupons; of a code of 14 digits
/// the first does not count (support.google.com/merchants/answer/6286293 and 6286302).
pub fn gtin(text: &str) -> Result<u64, Flaw> {
    if !is_digits(text) {
        return Err(not_digits(text));
    }
    if !has_length(text) {
        return Err(of_other_length(text));
    }
    if is_made_up(text) {
        return Err(Flaw::MadeUp);
    }
    if let Some(right) = right_check_digit(text) {
        return Err(Flaw::CheckDigit(right));
    }
    let number: u64 = text.parse().map_err(|_| Flaw::NoNumber)?;
    match reserved(number) {
        Some(flaw) => Err(flaw),
        None => Ok(number),
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn not_digits(text: &str) -> Flaw {
    let plain: String = text.chars().filter(|letter| !is_mark(*letter)).collect();
    // `4006381333931-1` and two codes in a cell are more than a code
    let is_more = text.split(is_mark).any(gtin_of_digits);
    if gtin_of_digits(&plain) && !is_more {
        return Flaw::Marks(plain);
    }
    isbn_thirteen(&plain).map_or(Flaw::NoNumber, Flaw::OldIsbn)
}

/// Whether a character stands between digits for the eye alone.
fn is_mark(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '-' | '\u{2010}'..='\u{2013}' | '.' | '_')
}

fn gtin_of_digits(text: &str) -> bool {
    is_digits(text) && gtin(text).is_ok()
}

fn of_other_length(text: &str) -> Flaw {
    if let Some(isbn) = isbn_thirteen(text) {
        return Flaw::OldIsbn(isbn);
    }
    let length = match text.len() {
        7 => 8,
        9..=11 => 12,
        other => return Flaw::Length(other),
    };
    let padded = format!("{text:0>length$}");
    if gtin_of_digits(&padded) { Flaw::LostZeros(padded) } else { Flaw::Length(text.len()) }
}

/// The ISBN of thirteen digits of one of ten, whose check digit is modulo 11 with `X` for ten (ISO 2108).
fn isbn_thirteen(text: &str) -> Option<String> {
    let (body, check) = text.split_at_checked(9)?;
    let check = match check {
        "X" | "x" => 10,
        _ => check.parse::<u32>().ok().filter(|_| check.len() == 1)?,
    };
    if !is_digits(body) {
        return None;
    }
    let weighted = body.chars().filter_map(|digit| digit.to_digit(10)).zip((2..=10).rev());
    let sum: u32 = weighted.map(|(digit, weight)| digit * weight).sum();
    let body = format!("978{body}");
    (sum + check).is_multiple_of(11).then(|| format!("{body}{}", check_digit(&body)))
}

/// Whether a text has as many digits as a code.
pub fn has_length(digits: &str) -> bool {
    LENGTHS.contains(&digits.len())
}

/// Whether the last digit is the one that the others ask for.
pub fn is_checked(digits: &str) -> bool {
    right_check_digit(digits).is_none()
}

/// The digit that the others of a code ask for, where another stands there.
fn right_check_digit(text: &str) -> Option<char> {
    let (body, last) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let right = check_digit(body);
    (!last.starts_with(right)).then_some(right)
}

/// The digit that those before it ask for.
fn check_digit(body: &str) -> char {
    let digits = body.bytes().rev().filter(u8::is_ascii_digit).map(|digit| u32::from(digit - b'0'));
    let (sum, _) = digits.fold((0, 3), |(sum, weight), digit| (sum + digit * weight, 4 - weight));
    char::from_digit((10 - sum % 10) % 10, 10).unwrap_or('0')
}

/// Whether the digits, without the zeros in front and the check digit, are too few for any code, all the same, or
/// each the one after or before the last.
fn is_made_up(text: &str) -> bool {
    let zeros = text.bytes().take_while(|digit| *digit == b'0').count();
    let digits = text.as_bytes().get(zeros..).unwrap_or_default();
    let Some((_, body)) = digits.split_last().filter(|_| digits.len() >= 8) else { return true };
    let goes_by = |step: u8| {
        body.windows(2).all(|two| matches!(two, [one, next] if (one - b'0' + step) % 10 == next - b'0'))
    };
    goes_by(0) || goes_by(1) || goes_by(9)
}

/// The range of a code that no goods have. A code of eight digits has prefixes of its own, of which 0 and 2 are for
/// use within a shop.
fn reserved(number: u64) -> Option<Flaw> {
    if number < 100_000_000 {
        return (number / 10_000_000 == 2).then_some(Flaw::Restricted);
    }
    match number / 10_000_000_000 % 1000 {
        20..=29 | 40..=49 | 200..=299 => Some(Flaw::Restricted),
        50..=59 | 981..=984 | 990..=999 => Some(Flaw::Coupon),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_codes_of_every_length() {
        // 4006381333931: 4+0×3+0+6×3+3+8×3+1+3×3+3+3×3+9+3×3 = 89, and 89 + 1 = 90
        assert_eq!(gtin("4006381333931"), Ok(4_006_381_333_931));
        // 036000291452: 0×3+3+6×3+0+0×3+0+2×3+9+1×3+4+5×3 = 58, and 58 + 2 = 60
        assert_eq!(gtin("036000291452"), Ok(36_000_291_452));
        assert_eq!(gtin("0036000291452"), gtin("036000291452"), "the same number, a zero more");
        assert_eq!(gtin("00036000291452"), gtin("036000291452"));
        assert_eq!(gtin("10036000291459"), Ok(10_036_000_291_459), "a case of the same");
        // 40170725: 4×3+0+1×3+7+0×3+7+2×3 = 35, and 35 + 5 = 40
        assert_eq!(gtin("40170725"), Ok(40_170_725));
        assert_eq!(gtin("9780306406157"), Ok(9_780_306_406_157), "a book");
        assert_eq!(gtin("7350177880121"), Ok(7_350_177_880_121));
    }

    #[test]
    fn a_digit_off() {
        assert_eq!(gtin("4006381333932"), Err(Flaw::CheckDigit('1')));
        assert_eq!(gtin("4006381333391"), Err(Flaw::CheckDigit('9')), "two digits changed places");
        assert_eq!(gtin("036000291453"), Err(Flaw::CheckDigit('2')));
    }

    #[test]
    fn other_lengths() {
        assert_eq!(gtin("36000291452"), Err(Flaw::LostZeros("036000291452".to_owned())));
        assert_eq!(gtin("36000291453"), Err(Flaw::Length(11)), "no zero makes it a code");
        assert_eq!(gtin("400638133393100"), Err(Flaw::Length(15)));
        assert_eq!(gtin("123"), Err(Flaw::Length(3)));
    }

    #[test]
    fn marks_and_books() {
        assert_eq!(gtin("978-0-306-40615-7"), Err(Flaw::Marks("9780306406157".to_owned())));
        assert_eq!(gtin("0 36000 29145 2"), Err(Flaw::Marks("036000291452".to_owned())));
        // 0306406152: 0×10+3×9+0×8+6×7+4×6+0×5+6×4+1×3+5×2+2 = 132 = 12 × 11
        assert_eq!(gtin("0306406152"), Err(Flaw::OldIsbn("9780306406157".to_owned())));
        // 080442957X: 0×10+8×9+0×8+4×7+4×6+2×5+9×4+5×3+7×2+10 = 209 = 19 × 11
        assert_eq!(gtin("080442957X"), Err(Flaw::OldIsbn("9780804429573".to_owned())));
        assert_eq!(gtin("N/A"), Err(Flaw::NoNumber));
        assert_eq!(gtin("4006381333931, 4006381333931"), Err(Flaw::NoNumber));
        assert_eq!(gtin("8430957129271-8"), Err(Flaw::NoNumber), "a code and a number of the shop's own");
        assert_eq!(gtin(""), Err(Flaw::NoNumber));
    }

    #[test]
    fn codes_that_nobody_was_given() {
        for text in [
            "0000000000000",
            "1234567890123",
            "1234567890128",
            "123456789012",
            "012345678905",
            "00012345678905",
            "1111111111116",
            "9876543210982",
            "12345670",
            "0000000000017",
        ] {
            assert_eq!(gtin(text), Err(Flaw::MadeUp), "{text}");
        }
        // 4012345678901: only part of it is in order
        assert_eq!(gtin("4012345678901"), Ok(4_012_345_678_901));
    }

    #[test]
    fn ranges_for_other_things() {
        // of each range the first and the last, and what stands beside it
        let ranges = [
            ("019", None),
            ("020", Some(Flaw::Restricted)),
            ("029", Some(Flaw::Restricted)),
            ("030", None),
            ("039", None),
            ("040", Some(Flaw::Restricted)),
            ("049", Some(Flaw::Restricted)),
            ("050", Some(Flaw::Coupon)),
            ("059", Some(Flaw::Coupon)),
            ("060", None),
            ("199", None),
            ("200", Some(Flaw::Restricted)),
            ("299", Some(Flaw::Restricted)),
            ("300", None),
            ("977", None),
            ("978", None),
            ("979", None),
            ("980", None),
            ("981", Some(Flaw::Coupon)),
            ("984", Some(Flaw::Coupon)),
            ("985", None),
            ("989", None),
            ("990", Some(Flaw::Coupon)),
            ("999", Some(Flaw::Coupon)),
        ];
        for (prefix, flaw) in ranges {
            let body = format!("{prefix}638133393");
            let text = format!("{body}{}", check_digit(&body));
            assert_eq!(gtin(&text).err(), flaw, "{text}");
            let case = format!("1{body}");
            let case = format!("{case}{}", check_digit(&case));
            assert_eq!(gtin(&case).err(), flaw, "{case}: the first digit of 14 does not count");
        }
        // 20123451: 2×3+0+1×3+2+3×3+4+5×3 = 39, and 39 + 1 = 40
        assert_eq!(gtin("20123451"), Err(Flaw::Restricted));
    }
}
