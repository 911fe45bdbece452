//! Words that start like numbers, hold what may stand in quotes only, or are reserved.

use super::super::mistake::Mistake;
use super::super::source::Source;
use super::super::word::{MOST_DIGITS, without_sign};
use super::{Words, quoted, shown};

/// The words for a value that has to be quoted.
pub(super) fn needs_quotes(text: &str) -> Words {
    let text = text.trim_end_matches(',');
    if text == "*/" {
        return Words::new("`*/` closes no comment", "no comment is open here", "leave it out");
    }
    let help = format!("write `{}`", quoted(&text.replace(" / ", "/")));
    Words::new(format!("{} needs quotes", shown(text)), "no plain word", help)
}

/// The words for what starts like a number and is none.
pub(super) fn number(text: &str) -> Words {
    pointless(text).or_else(|| grouped(text)).or_else(|| too_long(text)).unwrap_or_else(|| {
        let meant = money(text).unwrap_or_else(|| text.trim_end_matches([',', ':']).to_owned());
        Words::new(
            format!("{} needs quotes", shown(text)),
            "starts like a number, and is none",
            format!("write `{}`", quoted(&meant)),
        )
    })
}

/// The words for `true` and its like.
pub(super) fn reserved(source: &Source, mistake: &Mistake) -> Words {
    let text = source.slice(mistake.place.clone());
    let after = source.slice(mistake.place.end..source.text.len()).trim_start_matches([' ', '\t']);
    let before = source.slice(0..mistake.place.start).trim_end_matches([' ', '\t']);
    let is_name = before.is_empty() || before.ends_with(['\n', '\r', ';', '{', '}']);
    if is_name || after.starts_with('=') {
        return Words::new(
            format!("{} can't be a name as it is", shown(text)),
            "reserved for a value",
            format!("write `{}`", quoted(text)),
        );
    }
    Words::new(format!("{} needs a `#`", shown(text)), "a value, not a word", format!("write `#{text}`"))
}

/// `.95` and `5.`
fn pointless(text: &str) -> Option<Words> {
    let unsigned = without_sign(text);
    let sign = if text.starts_with('-') { "-" } else { "" };
    let (side, meant) = match (unsigned.strip_prefix('.'), unsigned.strip_suffix('.')) {
        (Some(digits), None) if is_digits(digits) => ("before", format!("{sign}0.{digits}")),
        (None, Some(digits)) if is_digits(digits) => ("after", format!("{sign}{digits}")),
        _ => return None,
    };
    let message = format!("{} has no digit {side} the point", shown(text));
    Some(Words::new(message, "not quite a number", format!("write `{meant}`")))
}

/// `1,299.00`, `1.299,00`, `12,50`, `1.299.000`
fn grouped(text: &str) -> Option<Words> {
    let unsigned = without_sign(text);
    let sign = if text.starts_with('-') { "-" } else { "" };
    if !unsigned.chars().all(|character| character.is_ascii_digit() || matches!(character, ',' | '.')) {
        return None;
    }
    if unsigned.contains(',') {
        let meant = plain(unsigned)?;
        let message = format!("{} has a comma, and numbers have none", shown(text));
        let help = match unsigned.split_once(',') {
            Some((whole, digits)) if digits.len() == 3 && is_digits(digits) => {
                format!(
                    "write `{sign}{meant}`, or `{sign}{whole}.{digits}` if the comma is the decimal point"
                )
            }
            _ => format!("write `{sign}{meant}`"),
        };
        return Some(Words::new(message, "a number has at most a point", help));
    }
    let message = format!("{} has {} points", shown(text), unsigned.matches('.').count());
    let help = match (is_grouped(unsigned, '.'), quoted(text)) {
        (true, _) => format!("write `{sign}{}`", unsigned.replace('.', "")),
        (false, text) => format!("write `{text}` if it is no number"),
    };
    (unsigned.matches('.').count() > 1).then(|| Words::new(message, "a number has at most one", help))
}

/// The number that digits with commas were meant to be.
fn plain(unsigned: &str) -> Option<String> {
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    if is_grouped(whole, ',') && (fraction.is_empty() || is_digits(fraction)) {
        return Some(unsigned.replace(',', ""));
    }
    let (whole, fraction) = unsigned.rsplit_once(',')?;
    let is_whole = is_digits(whole) || is_grouped(whole, '.');
    (is_whole && is_digits(fraction)).then(|| format!("{}.{fraction}", whole.replace('.', "")))
}

/// Whether it is digits in groups of three, two groups or more.
fn is_grouped(text: &str, separator: char) -> bool {
    let mut groups = text.split(separator);
    let first = groups.next().unwrap_or_default();
    let is_first = is_digits(first) && first.len() <= 3;
    let mut others = groups.peekable();
    is_first && others.peek().is_some() && others.all(|group| group.len() == 3 && is_digits(group))
}

fn too_long(text: &str) -> Option<Words> {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let is_number =
        text.chars().all(|character| character.is_ascii_alphanumeric() || "+-_.".contains(character));
    (digits > MOST_DIGITS.min(31) && is_number).then(|| {
        let message = format!("{} has too many digits for a number", shown(text));
        Words::new(
            message,
            format!("{digits} digits"),
            format!("write `{}` if it is no number", quoted(text)),
        )
    })
}

/// `19.99EUR` as the language writes it: with a space.
fn money(text: &str) -> Option<String> {
    let split = text.len().checked_sub(3)?;
    let (amount, currency) = (text.get(..split)?, text.get(split..)?);
    let is_amount = without_sign(amount).split('.').all(is_digits) && amount.matches('.').count() <= 1;
    let is_currency = currency.chars().all(|character| character.is_ascii_uppercase());
    (is_amount && is_currency).then(|| format!("{amount} {currency}"))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|character| character.is_ascii_digit())
}
