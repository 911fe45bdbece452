//! What is said of a value that is not of its kind: the cause, and what most likely was meant, to paste.

use crate::exact::{Decimal, decimal};
use crate::item::Field;
use crate::nearest::{listed, nearest};
use crate::value::{Kind, Schema, Value};

use super::literal;

/// The message and the help for a value that its field does not take.
pub(super) fn advise(name: &str, value: &Value, schema: Option<Schema<'_>>) -> (String, String) {
    let format = schema.and_then(Schema::format).unwrap_or_default();
    let is_flag = schema.is_some_and(Schema::is_flag);
    let choices = schema.map(Schema::choices).unwrap_or_default();
    let expects = match schema.and_then(Schema::expects) {
        _ if is_flag => "`#true` or `#false`".to_owned(),
        Some(expects) => expects.to_owned(),
        None if choices.is_empty() => "what belongs here".to_owned(),
        None => format!("one of {}", choices_listed(&choices)),
    };
    let text = match &value.kind {
        Kind::Text(text) => text.as_str(),
        _ => return (format!("{} is not a value of `{name}`", written(value)), format!("write {expects}")),
    };
    let cause = cause(format, text).unwrap_or_else(|| format!("is not a value of `{name}`"));
    let meant = if is_flag { meant_flag(text).map(str::to_owned) } else { meant(format, text) };
    let help = match meant {
        Some(meant) => format!("write {meant}"),
        None => format!("write {expects}"),
    };
    (format!("{} {cause}", written(value)), help)
}

/// A value as the seller wrote it, for a message.
pub(super) fn written(value: &Value) -> String {
    match &value.kind {
        Kind::Text(text) if text.trim().is_empty() => "a blank text".to_owned(),
        Kind::Text(text) => format!("`{text}`"),
        Kind::Flag(true) => "`#true`".to_owned(),
        Kind::Flag(false) => "`#false`".to_owned(),
        Kind::Null => "`#null`".to_owned(),
        Kind::Object(_) | Kind::List(_) | Kind::Told => "a block".to_owned(),
    }
}

/// A word as it can be pasted: in quotes, unless KDL takes it bare.
pub(super) fn pasted(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    let is_bare = word.starts_with(|first: char| first.is_ascii_alphabetic()) && word.chars().all(plain);
    let is_number = decimal::parse(word).is_some() && !word.starts_with('.');
    if is_bare || is_number { word.to_owned() } else { format!("{word:?}") }
}

/// Words as they can be pasted, in prose.
pub(super) fn choices_listed(choices: &[&str]) -> String {
    let pasted: Vec<String> = choices.iter().map(|choice| pasted(choice)).collect();
    listed(pasted.iter().map(String::as_str))
}

/// A text as a name of the language.
pub(super) fn kebab(text: &str) -> String {
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

/// Why a text is no literal of a format, in words that follow the text.
fn cause(format: &str, text: &str) -> Option<String> {
    let number = decimal::parse(text);
    let percent = text.strip_suffix('%').and_then(decimal::parse);
    let said = match format {
        "percent" | "share" | "percent-range" | "bound" if number.is_some() => "has no `%`",
        "percent-range" if swapped(text).is_some() => "has its high end first",
        "share" | "bound" if percent.is_some_and(|percent| percent < Decimal::ZERO) => "is below 0%",
        "duration" | "lead-time" if number.is_some() => "has no unit of time",
        "duration" | "lead-time" if is_too_long(text) => "is longer than a hundred years",
        "duration" | "lead-time" if unknown_unit(text).is_some() => {
            return unknown_unit(text).map(|unit| format!("has an unknown unit of time, `{unit}`"));
        }
        "rate" if number.is_some() => "does not say in what time",
        "units" if percent.is_some() => "is a percentage, and whole units belong here",
        "units" | "money" | "weight" | "score" if number.is_some_and(|number| number < Decimal::ZERO) => {
            "is below 0"
        }
        "weight" if number.is_some_and(|number| number.is_zero()) => {
            "is no weight: it would count for nothing"
        }
        "weight" if number.is_some_and(|number| number > Decimal::from(999)) => "is above 999",
        "score" if number.is_some_and(|number| number > Decimal::from(5)) => "is above 5",
        "units" | "weight" | "score" if number.is_some() => "is not a whole number",
        "factor" if number.is_some_and(|number| number <= Decimal::ZERO) => "is not above 0",
        "money" | "signed-money" => return cause_of_money(text).map(str::to_owned),
        "threshold"
            if number.is_some() || percent.is_some() || literal::reads("duration", text) == Some(true) =>
        {
            "does not say whether above or below"
        }
        "threshold" if text.starts_with('=') => "is a single figure, and an alert begins above or below one",
        "currency" if is_code(text) => "is not in capital letters",
        "timezone" => "is not the name of a time zone",
        "instant" if looks_like_day(text) => "is not in the calendar",
        "field-name" => "is not a field of the catalog's items",
        "feed-value" => "is neither a figure of the offer nor a field of the item",
        "base" | "compare-at" if text.parse::<Field>().is_ok() => "is a field that holds no money",
        "name" => "is not a name: names have small letters, digits and single hyphens",
        "version" => "is not a whole number",
        "delimiter" => "is not a single character",
        "duration" | "lead-time" if in_units(text).is_some() => "is not written like a length of time",
        "instant" if !days(text).is_empty() => "is not in the order year, month, day",
        _ => return None,
    };
    Some(said.to_owned())
}

fn cause_of_money(text: &str) -> Option<&'static str> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let fine = digits.split_once('.').is_some_and(|(_, after)| after.len() > decimal::INPUT_SCALE as usize);
    if plain && fine {
        Some("has more than 9 digits after the point")
    } else if plain && digits.len() > 28 {
        Some("has more than 28 digits")
    } else if text.starts_with('#') {
        Some("is not an amount")
    } else if text.contains(|letter: char| "$€£¥".contains(letter)) {
        Some("names its currency by a sign")
    } else if text.split_once(' ').is_some_and(|(_, code)| is_code(code)) {
        Some("has its currency in small letters")
    } else if money_with_commas(text).is_some() {
        Some("has a comma, and amounts have none")
    } else if text.bytes().next().is_some_and(|byte| byte.is_ascii_digit()) {
        Some("is not in plain digits")
    } else {
        None
    }
}

/// What most likely was meant, in backticks, ready to paste; only what the format takes.
fn meant(format: &str, text: &str) -> Option<String> {
    let number = decimal::parse(text);
    let guesses: Vec<String> = match format {
        "percent" | "share" | "bound" => match number {
            Some(number) if number.abs() <= Decimal::ONE && !number.is_zero() => {
                let share = (number * Decimal::ONE_HUNDRED).normalize();
                vec![format!("{share}%"), format!("{text}%")]
            }
            _ => vec![format!("{text}%"), text.replace(' ', "")],
        },
        "percent-range" => swapped(text).or_else(|| signed_range(text)).into_iter().collect(),
        "duration" | "lead-time" => match number {
            Some(_) => vec![format!("{text}min"), format!("{text}h"), format!("{text}d")],
            None => in_units(text).into_iter().collect(),
        },
        "rate" => match number {
            Some(_) => vec![format!("{text}/day"), format!("{text}/month")],
            None => vec![as_rate(text)],
        },
        "money" | "signed-money" => as_money(text),
        "threshold" => {
            let bound = text.trim_start_matches(['=', ' ']);
            vec![if bound.ends_with('%') { format!("< {bound}") } else { format!("> {bound}") }]
        }
        "currency" => vec![text.to_uppercase()],
        "timezone" => zones(text),
        "instant" => [vec![text.replacen(' ', "T", 1)], days(text)].concat(),
        "name" if kebab(text).starts_with(char::is_alphabetic) => vec![kebab(text)],
        "delimiter" => vec![if text == "tab" { "\t".to_owned() } else { text.chars().take(1).collect() }],
        "version" => vec![text.trim_end_matches(".0").to_owned()],
        "field-name" | "base" | "compare-at" => {
            nearest(text, Field::names()).into_iter().map(str::to_owned).collect()
        }
        "feed-value" => nearest_feed_value(text).into_iter().map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    let readable = guesses.iter().filter(|guess| literal::reads(format, guess) == Some(true));
    let pasted: Vec<String> = readable.map(|guess| format!("`{}`", pasted(guess))).collect();
    let (last, rest) = pasted.split_last()?;
    Some(if rest.is_empty() { last.clone() } else { format!("{} or {last}", rest.join(", ")) })
}

fn meant_flag(text: &str) -> Option<&'static str> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "on" | "true" | "1" => Some("`#true`"),
        "no" | "n" | "off" | "false" | "0" => Some("`#false`"),
        _ => None,
    }
}

/// A range with its ends exchanged, where that makes it one.
fn swapped(text: &str) -> Option<String> {
    let (low, high) = text.split_once("..")?;
    let range = format!("{high}..{low}");
    (literal::reads("percent-range", &range) == Some(true)).then_some(range)
}

/// A range with the sign `%` at both ends.
fn signed_range(text: &str) -> Option<String> {
    let (low, high) = text.split_once("..").unwrap_or((text, text));
    let signed = |end: &str| format!("{}%", end.trim_matches(['.', ' ', '%']));
    let range = format!("{}..{}", signed(low), signed(high));
    if literal::reads("percent-range", &range) == Some(true) { Some(range) } else { swapped(&range) }
}

const TIMES: [(&str, &[&str]); 5] = [
    ("min", &["m", "min", "mins", "minute", "minutes"]),
    ("h", &["h", "hr", "hrs", "hour", "hours"]),
    ("d", &["d", "day", "days"]),
    ("w", &["w", "wk", "week", "weeks"]),
    ("s", &["s", "sec", "secs", "second", "seconds"]),
];

/// `2 days` as `2d`.
fn in_units(text: &str) -> Option<String> {
    let end = text.find(|letter: char| !letter.is_ascii_digit())?;
    let (count, word) = text.split_at_checked(end)?;
    let word = word.trim().to_lowercase();
    let (unit, _) = TIMES.iter().find(|(_, words)| words.contains(&word.as_str()))?;
    Some(format!("{count}{unit}"))
}

fn unknown_unit(text: &str) -> Option<&str> {
    let end = text.find(|letter: char| !letter.is_ascii_digit())?;
    let word = text.get(end..)?.trim();
    let is_known = TIMES.iter().any(|(unit, _)| *unit == word);
    let is_word = !word.is_empty() && word.chars().all(char::is_alphabetic) && !text.contains(' ');
    (end > 0 && !is_known && is_word).then_some(word)
}

/// Whether a length of time has a known unit and too many of it.
fn is_too_long(text: &str) -> bool {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(0);
    let unit = text.get(end..).unwrap_or_default();
    end > 0
        && TIMES.iter().any(|(known, _)| *known == unit)
        && literal::reads("duration", text) == Some(false)
}

/// `5400 per month`, `12 / days` as rates.
fn as_rate(text: &str) -> String {
    let text = text.to_lowercase().replace(" per ", "/").replace(" a ", "/").replace([' ', ','], "");
    text.strip_suffix('s').map(str::to_owned).unwrap_or(text)
}

fn as_money(text: &str) -> Vec<String> {
    if let Some(plain) = money_with_commas(text) {
        return vec![plain];
    }
    let bare = text.trim_matches(|letter: char| "$€£¥ ".contains(letter)).replace(',', "");
    let upper = bare.to_uppercase();
    let turned = upper.split_once(' ').map(|(code, digits)| format!("{digits} {code}"));
    let exponent = upper.split_once('E').and_then(|(digits, zeros)| {
        let zeros: usize = zeros.parse().ok().filter(|zeros| *zeros <= 9)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| format!("{digits}{}", "0".repeat(zeros)))
    });
    let positive = bare.strip_prefix('-').map(str::to_owned);
    [Some(upper), turned, exponent, positive].into_iter().flatten().take(2).collect()
}

fn money_with_commas(text: &str) -> Option<String> {
    let plain = text.replace(',', "");
    (plain.len() < text.len() && decimal::parse(&plain).is_some()).then_some(plain)
}

fn is_code(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn looks_like_day(text: &str) -> bool {
    let shape: String =
        text.chars().map(|letter| if letter.is_ascii_digit() { '0' } else { letter }).take(10).collect();
    shape == "0000-00-00"
}

/// `20.11.2026` and `11/20/2026` as dates: both readings of a day that can be two.
fn days(text: &str) -> Vec<String> {
    let parts: Vec<&str> = text.split(['.', '/', '-']).collect();
    let [first, second, year] = parts.as_slice() else { return Vec::new() };
    if year.len() != 4 {
        return Vec::new();
    }
    let mut days =
        vec![format!("{year}-{second:0>2}-{first:0>2}"), format!("{year}-{first:0>2}-{second:0>2}")];
    days.dedup();
    days.retain(|day| literal::reads("instant", day) == Some(true));
    days
}

/// Zones whose city is the text, or the one nearest to it.
fn zones(text: &str) -> Vec<String> {
    let city = text.replace(' ', "_").to_lowercase();
    let known: Vec<String> = jiff::tz::db().available().map(|zone| zone.to_string()).collect();
    let of_city = known.iter().find(|zone| zone.to_lowercase().ends_with(&format!("/{city}")));
    let near = || nearest(text, known.iter().map(String::as_str)).map(str::to_owned);
    of_city.cloned().or_else(near).into_iter().collect()
}

/// The figures of an offer that a column of a feed can hold.
pub const FIGURES: [&str; 8] =
    ["list", "sale", "coupon", "landed", "compare-at", "currency", "quantity", "state"];

/// What a column of a feed was likely meant to hold.
pub fn nearest_feed_value(text: &str) -> Option<&'static str> {
    match text {
        "qty" | "stock" | "inventory" => Some("quantity"),
        "price" => Some("list"),
        _ => nearest(text, FIGURES.into_iter().chain(Field::names())),
    }
}
