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
    let text = text.as_bytes();
    let mut done = 0;
    // what needs no escape is copied in runs; a block is looked at as a whole, which the compiler makes a few
    // instructions of
    let (blocks, rest) = text.as_chunks::<BLOCK>();
    for (index, block) in blocks.iter().enumerate() {
        if block.iter().fold(0, |found, letter| found | needs_escape(*letter)) != 0 {
            done = escape_block(bytes, text, block, index * BLOCK, done);
        }
    }
    let done = escape_block(bytes, text, rest, blocks.len() * BLOCK, done);
    bytes.extend_from_slice(text.get(done..).unwrap_or_default());
    bytes.push(b'"');
}

/// Appends what is before the last letter of a block that needs an escape, and that one; returns where that ends.
fn escape_block(bytes: &mut Vec<u8>, text: &[u8], block: &[u8], start: usize, mut done: usize) -> usize {
    for (at, letter) in block.iter().enumerate().filter(|(_, letter)| needs_escape(**letter) != 0) {
        bytes.extend_from_slice(text.get(done..start + at).unwrap_or_default());
        escape(bytes, *letter);
        done = start + at + 1;
    }
    done
}

/// Bytes that are looked at together for what needs an escape.
const BLOCK: usize = 32;

/// Not 0 where it does; without branches, so that a block takes a few instructions.
fn needs_escape(letter: u8) -> u8 {
    u8::from(letter < b' ') | u8::from(letter == b'"') | u8::from(letter == b'\\')
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
