//! Cells to values: what real exports write as a price, a count, a rate.

use crate::exact::{
    Currency, Decimal, Duration, MeasureUnit, Measured, Percent, Rate, Ratio, decimal, measure,
};
use crate::item::Stock;

use super::currency;

/// A cell without the blanks, hard spaces and byte order marks around it.
#[inline]
pub(crate) fn trimmed(text: &str) -> &str {
    let is_plain = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_graphic);
    let bytes = text.as_bytes();
    if is_plain(bytes.first()) && is_plain(bytes.last()) { text } else { trimmed_by_letters(text) }
}

fn trimmed_by_letters(text: &str) -> &str {
    text.trim_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}' || letter == '\u{a0}')
}

/// What a money cell should be.
pub(super) const MONEY: &str = "an amount of 0 or more, such as `19.99`";
/// What a units cell should be.
pub(super) const UNITS: &str = "a whole number of units, such as `20`";
/// What a rate cell should be.
pub(super) const RATE: &str = "units a day such as `1.5`, or a rate such as `20/month`";
/// What a cell with a plain number should be.
pub(super) const NUMBER: &str = "a plain number of 0 or more, such as `1.5`";
/// What a lead time cell should be.
pub(super) const DURATION: &str = "a length of time such as `14` or `14d`";
/// What a tax cell should be.
pub(super) const PERCENT: &str = "a percentage with its sign, such as `19%`";

/// How the amounts of a source are written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Notation {
    /// The decimal mark of its numbers: `.` or `,`.
    pub(crate) decimal_mark: char,
    /// The currency of its amounts, the policy's.
    pub(crate) currency: Currency,
}

/// Why a cell is no amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoMoney {
    /// It is no number of 0 or more.
    NoNumber,
    /// It is in another currency: the ones that it can be, in words.
    OtherCurrency(String),
}

/// An amount of money in the notation's currency: plain digits, with thousands in groups of three, with that
/// currency before or after, or none.
pub(crate) fn money(text: &str, notation: Notation) -> Result<Decimal, NoMoney> {
    let mut amount = bare(text, notation.decimal_mark);
    if amount.is_none() {
        let digits = currency::without(text, notation.currency).map_err(|other| match other {
            Some(other) => NoMoney::OtherCurrency(other),
            None => NoMoney::NoNumber,
        })?;
        amount = number(digits, notation.decimal_mark);
    }
    amount.filter(is_not_negative).ok_or(NoMoney::NoNumber)
}

/// The number in a text, which may be an amount in the notation's currency; `None` where it is none.
pub(super) fn figure(text: &str, notation: Notation) -> Option<Decimal> {
    number(currency::without(text, notation.currency).ok()?, notation.decimal_mark)
}

/// A decimal with the given mark, its thousands in groups of three by the other mark, or by a space.
fn number(text: &str, decimal_mark: char) -> Option<Decimal> {
    if let Some(number) = bare(text, decimal_mark) {
        return Some(number);
    }
    let (whole, fraction) = match text.rsplit_once(decimal_mark) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let thousands = if decimal_mark == '.' { ',' } else { '.' };
    let marks = |letter: char| letter == thousands || letter == ' ' || letter == '\u{a0}' || letter == '\'';
    // one mark throughout: `1,299 999` is two numbers rather than one
    let mark = whole.chars().find(|letter| marks(*letter)).unwrap_or(thousands);
    let mut groups = whole.split(mark);
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    if !rest.is_empty() && !is_grouped(first, &rest) {
        return None;
    }
    let mut plain = format!("{first}{}", rest.concat());
    if let Some(fraction) = fraction {
        plain = format!("{plain}.{fraction}");
    }
    decimal::parse(&plain)
}

/// A number without thousands or blanks, as most are.
fn bare(text: &str, decimal_mark: char) -> Option<Decimal> {
    if decimal_mark == '.' { decimal::parse(text) } else { None }
}

fn is_not_negative(number: &Decimal) -> bool {
    number.is_sign_positive() || number.is_zero()
}

/// Whether digits are grouped as thousands are: `0,125` is none of them, but an eighth in another notation.
fn is_grouped(first: &str, rest: &[&str]) -> bool {
    let first = first.strip_prefix(['-', '+']).unwrap_or(first);
    (1..=3).contains(&first.len()) && !first.starts_with('0') && rest.iter().all(|group| group.len() == 3)
}

/// Whole units; `12.0` is 12, and `1,000` a thousand.
pub(super) fn units(text: &str, decimal_mark: char) -> Option<i64> {
    if let Ok(units) = text.parse::<i64>() {
        return Some(units);
    }
    let number = number(text, decimal_mark).filter(Decimal::is_integer)?;
    i64::try_from(number).ok()
}

/// Stock: whole units, or a shop's word for whether there are any.
pub(crate) fn stock(text: &str, decimal_mark: char) -> Option<Stock> {
    if let Some(units) = units(text, decimal_mark) {
        return Some(Stock::Units(units));
    }
    let word: String =
        text.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>().to_lowercase();
    match word.as_str() {
        "instock" | "true" | "yes" => Some(Stock::Untracked),
        "outofstock" | "false" | "no" => Some(Stock::Units(0)),
        _ => None,
    }
}

/// A plain number of 0 or more.
pub(super) fn plain(text: &str, decimal_mark: char) -> Option<Decimal> {
    number(text, decimal_mark).filter(is_not_negative)
}

/// Units over time: a plain number in a period (`day` where none is given), or a rate as in the policy.
pub(crate) fn rate(text: &str, unit: Option<&str>, decimal_mark: char) -> Option<Rate> {
    if let Some(units) = plain(text, decimal_mark) {
        return Rate::per_period(units, unit.unwrap_or("day"));
    }
    text.parse().ok()
}

/// A length of time: a whole number in a unit (`d` where none is given), or a length as in the policy.
pub(super) fn duration(text: &str, unit: Option<&str>, decimal_mark: char) -> Option<Duration> {
    match units(text, decimal_mark) {
        Some(count) => Duration::of(u64::try_from(count).ok()?, unit.unwrap_or("d")),
        None => text.parse().ok(),
    }
}

/// A weight or a length as `250 g`, the unit the cell's own or else the given one, and the number that it is in the
/// given one. A text without a unit, or with one that nobody knows, stays as it is.
pub(super) fn measured(
    text: &str,
    unit: Option<MeasureUnit>,
    decimal_mark: char,
) -> (String, Option<Decimal>) {
    let as_it_is = (text.to_owned(), None);
    let Some((digits, word)) = measure::split(text) else { return as_it_is };
    let Some(value) = number(digits, decimal_mark).filter(is_not_negative) else {
        return as_it_is;
    };
    let own = if word.is_empty() { unit } else { MeasureUnit::spelt(word) };
    let Some(own) = own else { return (text.to_owned(), word.is_empty().then_some(value)) };
    let measured = Measured { value, unit: own };
    // without a unit of the column its numbers are of several, and none compares with another
    let number = unit.and_then(|unit| measured.in_unit(unit)).and_then(Ratio::decimal);
    (measured.to_string(), number)
}

/// The values of a list, one a line; blank ones are left out.
pub(super) fn list(text: &str, split: &str) -> String {
    let values = text.split(split).map(trimmed).filter(|value| !value.is_empty());
    let values: Vec<String> = values.map(|value| value.replace(['\r', '\n'], " ")).collect();
    values.join("\n")
}

/// A percentage with its sign.
pub(super) fn percent(text: &str) -> Option<Percent> {
    text.parse().ok().filter(|percent| *percent >= Percent::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_as_real_exports_write_them() {
        let amount = |text: &str, decimal_mark: char, code: &str| {
            let notation = Notation { decimal_mark, currency: code.parse().unwrap() };
            money(text, notation).ok().map(|amount| amount.to_string())
        };
        let point = |text: &str| amount(text, '.', "USD");
        assert_eq!(point("9").as_deref(), Some("9"));
        assert_eq!(point(".95").as_deref(), Some("0.95"));
        assert_eq!(
            point("40.000").as_deref(),
            Some("40.000"),
            "three digits after the point are not thousands"
        );
        assert_eq!(point("$2,030").as_deref(), Some("2030"));
        assert_eq!(point("1,299.99").as_deref(), Some("1299.99"));
        assert_eq!(amount("6900 SEK", '.', "SEK").as_deref(), Some("6900"));
        assert_eq!(point("6900 SEK"), None, "no krona is a dollar");
        assert_eq!(point("10.00 USD").as_deref(), Some("10.00"));
        assert_eq!(point("1.299,99"), None, "not with this decimal mark");
        assert_eq!(point("1,29"), None, "a comma is no decimal mark here");
        assert_eq!(point("0,125"), None, "an eighth to whoever wrote it, and no 125");
        assert_eq!(point("012,345"), None);
        assert_eq!(point("1,299 999"), None, "two marks, two numbers");
        assert_eq!(amount("0.125", ',', "EUR"), None, "no 125 either");
        assert_eq!(amount("0,125", ',', "EUR").as_deref(), Some("0.125"));
        assert_eq!(amount("1 299 000,5", ',', "EUR").as_deref(), Some("1299000.5"));
        assert_eq!(point("-1"), None);
        assert_eq!(point("twelve"), None);
        assert_eq!(amount("1.299,99", ',', "USD").as_deref(), Some("1299.99"));
        assert_eq!(amount("9,5 €", ',', "EUR").as_deref(), Some("9.5"));
        assert_eq!(amount("kr.95", '.', "SEK"), None, "neither 95 nor 0.95");
    }

    #[test]
    fn counts_and_words_for_them() {
        assert_eq!(stock("12", '.'), Some(Stock::Units(12)));
        assert_eq!(stock("-3", '.'), Some(Stock::Units(-3)));
        assert_eq!(stock("0,500", '.'), None, "no 500");
        assert_eq!(stock("12.0", '.'), Some(Stock::Units(12)));
        assert_eq!(stock("12.5", '.'), None);
        assert_eq!(stock("1,000", '.'), Some(Stock::Units(1000)));
        assert_eq!(
            stock("1.000", ','),
            Some(Stock::Units(1000)),
            "points are thousands beside a decimal comma"
        );
        assert_eq!(stock("12,0", ','), Some(Stock::Units(12)));
        assert_eq!(stock("InStock", '.'), Some(Stock::Untracked));
        assert_eq!(stock("out of stock", '.'), Some(Stock::Units(0)));
        assert_eq!(stock("some", '.'), None);
    }

    #[test]
    fn weights_with_their_unit_and_without() {
        let of = |text: &str, unit: &str, mark: char| {
            let (text, number) = measured(text, MeasureUnit::spelt(unit), mark);
            (text, number.map(|number| number.normalize().to_string()))
        };
        let told = |text: &str, number: &str| (text.to_owned(), Some(number.to_owned()));
        assert_eq!(of("250", "g", '.'), told("250 g", "250"));
        assert_eq!(of("3 lb", "g", '.'), told("3 lb", "1360.77711"), "3 × 453.59237");
        assert_eq!(of("1,5 kg", "", ','), ("1.5 kg".to_owned(), None));
        assert_eq!(of("250", "", '.'), told("250", "250"), "of what is for nobody to guess");
        assert_eq!(of("2 stone", "g", '.'), ("2 stone".to_owned(), None));
        assert_eq!(of("250 g", "cm", '.'), ("250 g".to_owned(), None), "grams are no centimetres");
        assert_eq!(of("about 3 kg", "g", '.'), ("about 3 kg".to_owned(), None));
    }

    #[test]
    fn rates_and_lengths_of_time() {
        assert_eq!(rate("12.4", None, '.').unwrap().to_string(), "12.4/day");
        assert_eq!(rate("20", Some("month"), '.').unwrap().to_string(), "20/month");
        assert_eq!(rate("20/month", None, '.').unwrap().to_string(), "20/month");
        assert_eq!(duration("14", None, '.').unwrap().to_string(), "14d");
        assert_eq!(duration("2", Some("w"), '.').unwrap().to_string(), "14d");
        assert_eq!(duration("36h", None, '.').unwrap().to_string(), "36h");
        assert_eq!(percent("19%").unwrap().to_string(), "19%");
        assert_eq!(percent("19"), None);
    }
}
