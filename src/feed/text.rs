//! Texts as JSON and CSV want them.

use crate::exact::{Currency, Decimal};

pub use crate::listing::text::amount;
pub(super) use crate::listing::text::{json_string, push, push_decimal};

/// Appends a key of a JSON object: a comma where it is not the first, the key and a colon.
pub(super) fn json_key(bytes: &mut Vec<u8>, key: &str) {
    bytes.push(if bytes.last() == Some(&b'{') || bytes.is_empty() { b' ' } else { b',' });
    if bytes.last() == Some(&b' ') {
        bytes.pop();
    }
    json_string(bytes, key);
    bytes.push(b':');
}

/// Appends an amount as a JSON string of its digits, or null.
pub(super) fn json_amount(bytes: &mut Vec<u8>, value: Option<Decimal>, currency: Currency) {
    match value {
        Some(value) => {
            bytes.push(b'"');
            push_decimal(bytes, amount(value, currency));
            bytes.push(b'"');
        }
        None => bytes.extend_from_slice(b"null"),
    }
}

/// Appends a cell of a separated file, quoted where it has to be (RFC 4180).
pub(super) fn cell(bytes: &mut Vec<u8>, text: &str, delimiter: u8) {
    let needs_quotes = text.bytes().any(|byte| byte == delimiter || [b'"', b'\n', b'\r'].contains(&byte))
        || text.starts_with(' ')
        || text.ends_with(' ');
    if !needs_quotes {
        bytes.extend_from_slice(text.as_bytes());
        return;
    }
    bytes.push(b'"');
    for letter in text.bytes() {
        if letter == b'"' {
            bytes.push(b'"');
        }
        bytes.push(letter);
    }
    bytes.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let shown = |text: &str| {
            let mut bytes = Vec::new();
            cell(&mut bytes, text, b',');
            String::from_utf8(bytes).unwrap()
        };
        assert_eq!(shown("plain"), "plain");
        assert_eq!(shown("a, b"), "\"a, b\"");
        assert_eq!(shown("12\" wide"), "\"12\"\" wide\"");
        assert_eq!(shown(" padded"), "\" padded\"");
    }
}
