//! Bare words: names, numbers, and what is neither.

/// What a bare word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Name,
    Number,
    /// `true`, `false`, `null`, `inf`, `-inf`, `nan`: to be written with `#`, or in quotes.
    Reserved,
    /// It starts like a number and is none.
    NotNumber,
}

/// Tells what a bare word is.
pub(super) fn classify(word: &str) -> Class {
    if matches!(word, "true" | "false" | "null" | "inf" | "-inf" | "nan") {
        Class::Reserved
    } else if !starts_like_number(word) {
        Class::Name
    } else if is_number(word) {
        Class::Number
    } else {
        Class::NotNumber
    }
}

fn starts_like_number(word: &str) -> bool {
    let unsigned = without_sign(word);
    unsigned.strip_prefix('.').unwrap_or(unsigned).starts_with(|first: char| first.is_ascii_digit())
}

/// The word without the sign that it starts with.
pub(super) fn without_sign(word: &str) -> &str {
    word.strip_prefix(['+', '-']).unwrap_or(word)
}

fn is_number(word: &str) -> bool {
    let unsigned = without_sign(word);
    let radix = |prefixes: [&str; 2]| prefixes.iter().find_map(|prefix| unsigned.strip_prefix(prefix));
    if let Some(digits) = radix(["0x", "0X"]) {
        return is_digits(digits, |character| character.is_ascii_hexdigit(), 31);
    }
    if let Some(digits) = radix(["0o", "0O"]) {
        return is_digits(digits, |character| matches!(character, '0'..='7'), 42);
    }
    if let Some(digits) = radix(["0b", "0B"]) {
        return is_digits(digits, |character| matches!(character, '0' | '1'), 126);
    }
    is_decimal(unsigned)
}

fn is_decimal(unsigned: &str) -> bool {
    let (number, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, Some(without_sign(exponent))),
        None => (unsigned, None),
    };
    let (whole, fraction) = match number.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (number, None),
    };
    let is_run = |digits: &str| is_digits(digits, |character| character.is_ascii_digit(), MOST_DIGITS);
    is_run(whole) && fraction.is_none_or(is_run) && exponent.is_none_or(is_run)
}

/// How many digits may stand in a row, so that they fit in the 128 bits that the `kdl` crate reads.
pub(super) const MOST_DIGITS: usize = 38;

fn is_digits(digits: &str, is_digit: fn(char) -> bool, most: usize) -> bool {
    digits.starts_with(is_digit)
        && digits.chars().all(|character| is_digit(character) || character == '_')
        && digits.chars().filter(|character| *character != '_').count() <= most
}
