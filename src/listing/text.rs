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
    let Ok(mut digits) = u64::try_from(value.mantissa()) else { return push(bytes, value) };
    let scale = value.scale() as usize;
    // from the last digit to the first, at least one before the point
    let mut text = [b'.'; 32];
    let mut length = 0;
    for slot in text.iter_mut().rev() {
        if digits == 0 && length > scale + usize::from(scale > 0) {
            break;
        }
        if length != scale || scale == 0 {
            *slot = b'0' + u8::try_from(digits % 10).unwrap_or_default();
            digits /= 10;
        }
        length += 1;
    }
    bytes.extend_from_slice(text.get(text.len() - length..).unwrap_or_default());
}

/// Appends a text as a JSON string.
pub(crate) fn json_string(bytes: &mut Vec<u8>, text: &str) {
    let text = text.as_bytes();
    // in one go, with room for a few escapes
    bytes.reserve(text.len() + BLOCK);
    bytes.push(b'"');
    let mut done = 0;
    let (blocks, rest) = text.as_chunks::<BLOCK>();
    for (index, block) in blocks.iter().enumerate() {
        done = escape_block(bytes, text, block, index * BLOCK, done);
    }
    let mut last = [b' '; BLOCK];
    last.get_mut(..rest.len()).into_iter().for_each(|part| part.copy_from_slice(rest));
    done = escape_block(bytes, text, &last, blocks.len() * BLOCK, done);
    bytes.extend_from_slice(text.get(done..).unwrap_or_default());
    bytes.push(b'"');
}

/// Bytes that are looked at together for what needs an escape.
const BLOCK: usize = 64;

/// Appends what is before the last letter of a block that needs an escape, and that one; returns where that ends:
/// what needs none is copied in runs.
#[inline]
fn escape_block(bytes: &mut Vec<u8>, text: &[u8], block: &[u8; BLOCK], start: usize, done: usize) -> usize {
    // without branches: the compiler makes a few instructions of it
    if block.iter().fold(0, |found, letter| found | needs_escape(*letter)) == 0 {
        return done;
    }
    escape_words(bytes, text, block, start, done)
}

/// Not 0 where it does.
fn needs_escape(letter: u8) -> u8 {
    u8::from(letter < b' ') | u8::from(letter == b'"') | u8::from(letter == b'\\')
}

fn escape_words(
    bytes: &mut Vec<u8>,
    text: &[u8],
    block: &[u8; BLOCK],
    start: usize,
    mut done: usize,
) -> usize {
    let (words, _) = block.as_chunks::<WORD>();
    for (index, word) in words.iter().enumerate() {
        let mut found = needing_escape(u64::from_le_bytes(*word));
        while found != 0 {
            let at = start + index * WORD + found.trailing_zeros() as usize / 8;
            bytes.extend_from_slice(text.get(done..at).unwrap_or_default());
            escape(bytes, text.get(at).copied().unwrap_or_default());
            done = at + 1;
            found &= found - 1;
        }
    }
    done
}

/// Letters in a word.
const WORD: usize = 8;

/// The letters of a word that need an escape, each marked by its highest bit: quotes, backslashes, controls. A sum of
/// the lower seven bits reaches that bit where the letter is another one; letters with it set need none.
fn needing_escape(word: u64) -> u64 {
    const EACH: u64 = u64::MAX / 0xff;
    let low = word & (EACH * 0x7f);
    let no_quote = (low ^ (EACH * 0x22)).wrapping_add(EACH * 0x7f);
    let no_backslash = (low ^ (EACH * 0x5c)).wrapping_add(EACH * 0x7f);
    let no_control = low.wrapping_add(EACH * 0x60);
    !(no_quote & no_backslash & no_control | word) & (EACH * 0x80)
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
        for text in ["plain", "a \"b\" \\ c", "line\nfeed\r\ttab", "\u{1}\u{1f} \u{7f}", "Krém — 50 ml 🧴"]
        {
            // wherever in a block it stands
            for before in 0..2 * BLOCK {
                let text = "a".repeat(before) + text + "!#[]";
                let mut bytes = Vec::new();
                json_string(&mut bytes, &text);
                assert_eq!(serde_json::from_slice::<String>(&bytes).unwrap(), text);
            }
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
