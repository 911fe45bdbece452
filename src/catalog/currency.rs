//! The currency that a cell names beside its digits: `10.00 EUR`, `$2,030`, `95 kr.`.

use crate::exact::Currency;

/// What a word beside an amount says of its currency.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Named {
    /// It can be the policy's.
    Ours,
    /// It is none that can be the policy's: the ones that it can be, in words.
    Other(String),
    /// It is no currency.
    Nothing,
}

/// Signs and short words of currencies, each with the codes that it stands for, the likeliest first.
const SIGNS: &[(&str, &[&str])] = &[
    (
        "$",
        &[
            "USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "BBD", "BMD", "BND", "BSD", "BZD",
            "CLP", "COP", "CUP", "CVE", "DOP", "FJD", "GYD", "JMD", "KYD", "LRD", "NAD", "SBD", "SRD", "TTD",
            "UYU", "XCD",
        ],
    ),
    ("us$", &["USD"]),
    ("c$", &["CAD", "NIO"]),
    ("ca$", &["CAD"]),
    ("a$", &["AUD"]),
    ("au$", &["AUD"]),
    ("nz$", &["NZD"]),
    ("s$", &["SGD"]),
    ("hk$", &["HKD"]),
    ("nt$", &["TWD"]),
    ("mx$", &["MXN"]),
    ("r$", &["BRL"]),
    ("€", &["EUR"]),
    ("£", &["GBP"]),
    ("¥", &["JPY", "CNY"]),
    ("￥", &["JPY", "CNY"]),
    ("円", &["JPY"]),
    ("元", &["CNY"]),
    ("kr", &["SEK", "NOK", "DKK", "ISK"]),
    ("kr.", &["DKK", "SEK", "NOK", "ISK"]),
    ("fr", &["CHF"]),
    ("fr.", &["CHF"]),
    ("zł", &["PLN"]),
    ("kč", &["CZK"]),
    ("ft", &["HUF"]),
    ("lei", &["RON", "MDL"]),
    ("лв", &["BGN"]),
    ("лв.", &["BGN"]),
    ("₽", &["RUB"]),
    ("₴", &["UAH"]),
    ("₺", &["TRY"]),
    ("₪", &["ILS"]),
    ("₩", &["KRW"]),
    ("₹", &["INR"]),
    ("rs", &["INR", "PKR", "LKR", "NPR"]),
    ("rs.", &["INR", "PKR", "LKR", "NPR"]),
    ("฿", &["THB"]),
    ("₫", &["VND"]),
    ("₱", &["PHP"]),
    ("rm", &["MYR"]),
    ("rp", &["IDR"]),
    ("r", &["ZAR"]),
    ("₦", &["NGN"]),
];

/// The digits of an amount without the currency that stands before or after them: `Ok` where that is `own` or
/// not said, `Err(Some(…))` with the other currency in words, `Err(None)` where a word is no currency.
pub(super) fn without(text: &str, own: Currency) -> Result<&str, Option<String>> {
    let is_bare = |byte: u8| matches!(byte, b'0'..=b'9' | b'.' | b',' | b'-' | b' ' | b'\'');
    if text.bytes().all(is_bare) {
        return Ok(text);
    }
    let (before, rest) = word_before(text);
    let (digits, after) = word_after(rest);
    for word in [after, before].into_iter().filter(|word| !word.is_empty()) {
        match named(word, own) {
            Named::Ours => {}
            Named::Other(other) => return Err(Some(other)),
            Named::Nothing => return Err(None),
        }
    }
    Ok(digits)
}

/// The other currency that a text alone names, in words; `None` where it is `own`, can be, or is no currency.
pub(super) fn other(text: &str, own: Currency) -> Option<String> {
    // a code alone may be written in any case
    let is_code = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    let named = if is_code { named(&text.to_ascii_uppercase(), own) } else { named(text, own) };
    match named {
        Named::Other(other) => Some(other),
        Named::Ours | Named::Nothing => None,
    }
}

/// The currency that an amount names, the likeliest where its sign is several's; `None` where it names none.
pub(crate) fn currency_of(text: &str) -> Option<Currency> {
    let (before, rest) = word_before(text);
    let (_, after) = word_after(rest);
    [after, before].into_iter().filter(|word| !word.is_empty()).find_map(code_of)
}

fn code_of(word: &str) -> Option<Currency> {
    let lower = word.to_lowercase();
    let sign = SIGNS.iter().find(|(sign, _)| *sign == lower);
    let code = sign.and_then(|(_, codes)| codes.first().copied()).unwrap_or(word);
    code.parse().ok()
}

/// The word before the digits; a point belongs to it where a blank parts it from them (`kr. 95`).
fn word_before(text: &str) -> (&str, &str) {
    let end = text.find(|letter: char| !is_of_word(letter)).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    match rest.strip_prefix('.') {
        Some(after) if !word.is_empty() && after.starts_with(is_blank) => {
            let (word, rest) = text.split_at(end + 1);
            (word, rest.trim_start_matches(is_blank))
        }
        // `kr.95` is 95 to one reader and 0.95 to another: with its point it is no number
        Some(_) if word.ends_with(char::is_alphabetic) => ("", text),
        _ => (word, rest.trim_start_matches(is_blank)),
    }
}

/// The word after the digits, with a point at its end (`95 kr.`).
fn word_after(text: &str) -> (&str, &str) {
    let without_point = text.strip_suffix('.').unwrap_or(text);
    let start = without_point.trim_end_matches(is_of_word).len();
    let (digits, word) = text.split_at(start);
    // a point alone belongs to the digits
    if word == "." { (text, "") } else { (digits.trim_end_matches(is_blank), word) }
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphabetic() || SIGNS.iter().any(|(sign, _)| sign.starts_with(letter))
}

fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || letter == '\u{a0}'
}

fn named(word: &str, own: Currency) -> Named {
    if word.eq_ignore_ascii_case(own.code()) {
        return Named::Ours;
    }
    let lower = word.to_lowercase();
    if let Some((_, codes)) = SIGNS.iter().find(|(sign, _)| *sign == lower) {
        return if codes.contains(&own.code()) { Named::Ours } else { Named::Other(in_words(word, codes)) };
    }
    match word.parse::<Currency>() {
        Ok(other) => Named::Other(other.to_string()),
        Err(()) => Named::Nothing,
    }
}

/// Codes in words: `SEK, NOK, DKK or ISK`, or ``USD or another `$` currency`` where they are many.
fn in_words(sign: &str, codes: &[&str]) -> String {
    match codes {
        [only] => (*only).to_owned(),
        [first, _, _, _, _, ..] => format!("{first} or another `{sign}` currency"),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
        [] => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, own: &str) -> Result<String, Option<String>> {
        without(text, own.parse().unwrap()).map(str::to_owned)
    }

    #[test]
    fn what_can_be_the_policys_currency_is_taken_off() {
        let same = [
            ("19.99", "USD", "19.99"),
            ("19.99 USD", "USD", "19.99"),
            ("USD 19.99", "USD", "19.99"),
            ("19.99usd", "USD", "19.99"),
            ("$2,030", "USD", "2,030"),
            ("$.95", "CAD", ".95"),
            ("$ 9", "MXN", "9"),
            ("US$ 9", "USD", "9"),
            ("A$9 AUD", "AUD", "9"),
            ("9,5\u{a0}€", "EUR", "9,5"),
            ("£9", "GBP", "9"),
            ("¥900", "JPY", "900"),
            ("¥900", "CNY", "900"),
            ("6900 SEK", "SEK", "6900"),
            ("95 kr", "SEK", "95"),
            ("95 kr.", "DKK", "95"),
            ("kr. 95", "DKK", "95"),
            ("95,00 Kč", "CZK", "95,00"),
            ("95zł", "PLN", "95"),
            ("R 95", "ZAR", "95"),
            ("95.", "USD", "95."),
            ("$-5", "USD", "-5"),
        ];
        for (text, own, digits) in same {
            assert_eq!(read(text, own).as_deref(), Ok(digits), "{text} in {own}");
        }
    }

    #[test]
    fn any_other_currency_is_named() {
        let other = [
            ("10.00 EUR", "USD", "EUR"),
            ("EUR10", "USD", "EUR"),
            ("€10", "USD", "EUR"),
            ("$10", "EUR", "USD or another `$` currency"),
            ("$10", "BRL", "USD or another `$` currency"),
            ("US$10", "CAD", "USD"),
            ("$10 CAD", "USD", "CAD"),
            ("€10 USD", "USD", "EUR"),
            ("¥10", "USD", "JPY or CNY"),
            ("10 kr", "USD", "SEK, NOK, DKK or ISK"),
            ("£10", "EUR", "GBP"),
        ];
        for (text, own, words) in other {
            assert_eq!(read(text, own), Err(Some(words.to_owned())), "{text} in {own}");
        }
    }

    #[test]
    fn a_word_that_is_no_currency_is_no_amount() {
        for text in ["10 eur", "10 each", "about 10", "twelve", "10 $$", "(10)x"] {
            assert_eq!(read(text, "USD"), Err(None), "{text}");
        }
        // with its point the digits are no number, whatever the word
        assert_eq!(read("kr.95", "SEK").as_deref(), Ok("kr.95"));
        assert_eq!(read("USD.95", "USD").as_deref(), Ok("USD.95"));
    }
}
