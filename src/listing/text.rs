//! JSON text: strings with their escapes, numbers by their digits.

use std::io::Write;

use crate::exact::{Currency, Decimal};

/// An amount with at least the digits of its currency's own money: `24.9` is `24.90` in USD.
pub fn amount(value: Decimal, currency: Currency) -> Decimal {
    let mut padded = value;
    if value.scale() < currency.exponent() {
        padded.rescale(currency.exponent());
    }
    padded
}

/// Appends anything that prints, such as a decimal.
pub(crate) fn push(bytes: &mut Vec<u8>, value: impl std::fmt::Display) {
    // writing into memory does not fail
    let _ = write!(bytes, "{value}");
}

/// Appends a decimal by its digits: what it prints, without the detour over a formatter.
pub(crate) fn push_decimal(bytes: &mut Vec<u8>, value: Decimal) {
    let Ok(digits) = u64::try_from(value.mantissa()) else { return push(bytes, value) };
    let scale = value.scale() as usize;
    // from the last digit to the first, at least one before the point
    let mut reversed: [u8; 56] = [b'0'; 56];
    let (mut rest, mut length) = (digits, 0);
    for slot in &mut reversed {
        if rest == 0 && length > scale {
            break;
        }
        *slot = b'0' + u8::try_from(rest % 10).unwrap_or_default();
        rest /= 10;
        length += 1;
    }
    for (left, digit) in reversed.iter().take(length).enumerate().rev() {
        bytes.push(*digit);
        if left == scale && scale > 0 {
            bytes.push(b'.');
        }
    }
}

/// Appends a text as a JSON string.
pub(crate) fn json_string(bytes: &mut Vec<u8>, text: &str) {
    bytes.push(b'"');
    let mut rest = text.as_bytes();
    // what needs no escape is copied in runs
    while let Some(at) = rest.iter().position(|letter| needs_escape(*letter)) {
        let (plain, after) = rest.split_at(at);
        bytes.extend_from_slice(plain);
        let Some((letter, after)) = after.split_first() else { break };
        escape(bytes, *letter);
        rest = after;
    }
    bytes.extend_from_slice(rest);
    bytes.push(b'"');
}

fn needs_escape(letter: u8) -> bool {
    letter < b' ' || letter == b'"' || letter == b'\\'
}

fn escape(bytes: &mut Vec<u8>, letter: u8) {
    match letter {
        b'"' => bytes.extend_from_slice(b"\\\""),
        b'\\' => bytes.extend_from_slice(b"\\\\"),
        b'\n' => bytes.extend_from_slice(b"\\n"),
        b'\r' => bytes.extend_from_slice(b"\\r"),
        b'\t' => bytes.extend_from_slice(b"\\t"),
        control => push(bytes, format_args!("\\u{control:04x}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_strings_read_back() {
        for text in ["plain", "a \"b\" \\ c", "line\nfeed\r\ttab", "\u{1}\u{1f}", "Krém — 50 ml 🧴"] {
            let mut bytes = Vec::new();
            json_string(&mut bytes, text);
            assert_eq!(serde_json::from_slice::<String>(&bytes).unwrap(), text);
        }
    }

    #[test]
    fn decimals_are_written_as_they_print() {
        for text in
            ["0", "0.00", "0.05", "7", "42.00", "1234567.89", "0.000000001", "18446744073709551615", "-3.50"]
        {
            let value: Decimal = text.parse().unwrap();
            let mut bytes = Vec::new();
            push_decimal(&mut bytes, value);
            assert_eq!(String::from_utf8(bytes).unwrap(), text);
        }
        let huge: Decimal = "79228162514264337593543950.335".parse().unwrap();
        let mut bytes = Vec::new();
        push_decimal(&mut bytes, huge);
        assert_eq!(String::from_utf8(bytes).unwrap(), "79228162514264337593543950.335");
    }

    #[test]
    fn amounts_have_the_digits_of_their_currency() {
        let shown = |text: &str, code: &str| amount(text.parse().unwrap(), code.parse().unwrap()).to_string();
        assert_eq!(shown("24.9", "USD"), "24.90");
        assert_eq!(shown("24", "USD"), "24.00");
        assert_eq!(shown("24.999", "USD"), "24.999", "digits are never cut");
        assert_eq!(shown("1980", "JPY"), "1980");
    }
}
