//! The kinds of scalar values: how each is written, what the schema says of it, and how it is read.
//!
//! The judge and serde read a literal by the same `FromStr`, so what passes the one cannot fail the other.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error};

use crate::item::{Field, FieldKind};

use super::part::channel::FeedValue;
use super::part::inventory::BoundPart;
use super::part::operations::{Score, Threshold, Weight};
use super::part::pricing::{BasePart, CompareAtPart};
use super::part::promotion::OfferValue;
use crate::exact::{
    Comparison, Currency, Decimal, Duration, Money, Percent, PercentRange, Rate, decimal, parse_instant,
};

/// A literal kind: its format in the schema, its form for editors, and its words.
struct Literal {
    format: &'static str,
    pattern: &'static str,
    expects: &'static str,
    reads: fn(&str) -> bool,
}

/// Whether a text is a literal of a format; `None` where the format is no literal of the language.
pub fn reads(format: &str, text: &str) -> Option<bool> {
    LITERALS.iter().find(|literal| literal.format == format).map(|literal| (literal.reads)(text))
}

/// The formats of all literals.
pub fn formats() -> impl Iterator<Item = &'static str> {
    LITERALS.iter().map(|literal| literal.format)
}

fn schema(format: &str) -> schemars::Schema {
    let Some(literal) = LITERALS.iter().find(|literal| literal.format == format) else {
        return json_schema!({ "type": "string" });
    };
    json_schema!({
        "type": "string",
        "format": literal.format,
        "pattern": literal.pattern,
        "x-kdl": { "expects": literal.expects },
    })
}

macro_rules! literals {
    ($($type:ident $format:literal $pattern:literal $expects:literal)*) => {
        const LITERALS: &[Literal] = &[$(Literal {
            format: $format,
            pattern: $pattern,
            expects: $expects,
            reads: |text| text.parse::<$type>().is_ok(),
        }),*];

        $(
            impl JsonSchema for $type {
                fn inline_schema() -> bool {
                    true
                }

                fn schema_name() -> Cow<'static, str> {
                    $format.into()
                }

                fn json_schema(_: &mut SchemaGenerator) -> schemars::Schema {
                    schema($format)
                }
            }

            impl<'de> Deserialize<'de> for $type {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let text = <Cow<'de, str>>::deserialize(deserializer)?;
                    text.parse().map_err(|_| D::Error::custom($expects))
                }
            }
        )*
    };
}

literals! {
    Name "name" r"^[a-z0-9]+(-[a-z0-9]+)*$"
        "a name in lower case with hyphens, such as `tiktok-shop`"
    Text "text" r"[^ ]"
        "a text that is not blank"
    AnyText "any-text" r"^"
        "a text"
    Version "version" r"^[0-9]{1,6}$"
        "the version of the language, a whole number such as `1`"
    Money "money" r"^[0-9]{0,18}(\.[0-9]{1,9})?( [A-Z]{3})?$"
        "an amount of money of 0 or more, in plain digits, such as `19.99` or `\"19.99 EUR\"`"
    SignedMoney "signed-money" r"^[-+]?[0-9]{0,18}(\.[0-9]{1,9})?( [A-Z]{3})?$"
        "an amount of money, in plain digits, such as `1.50` or `-0.25`"
    Percent "percent" r"^[-+]?[0-9]{0,7}(\.[0-9]{1,9})?%$"
        "a percentage with its sign, in quotes, such as `\"10%\"`"
    Share "share" r"^[0-9]{0,7}(\.[0-9]{1,9})?%$"
        "a percentage of 0% or more with its sign, in quotes, such as `\"10%\"`"
    PercentRange "percent-range" r"^[-+]?[0-9]{0,7}(\.[0-9]{1,9})?%(\.\.[-+]?[0-9]{0,7}(\.[0-9]{1,9})?%)?$"
        "a range of percentages, the low end first, such as `\"-10%..0%\"`"
    Units "units" r"^[0-9]{1,12}$"
        "a whole number of units, such as `20`"
    Duration "duration" r"^([0-9]+(w|d|h|min|s))+$"
        "a length of time such as `\"5min\"`, `\"48h\"` or `\"14d\"`"
    LeadTime "lead-time" r"^(item|([0-9]+(w|d|h|min|s))+)$"
        "a length of time such as `\"2d\"`, or `item` for each SKU's own"
    Rate "rate" r"^[0-9]*(\.[0-9]{1,9})?/([0-9]+(w|d|h|min|s)|hour|day|week|month|year)$"
        "units over time, in quotes, such as `\"5400/month\"` or `\"12/day\"`"
    InstantText "instant" r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"
        "a date or an instant, in quotes, such as `\"2026-11-27\"` or `\"2026-11-27T09:00\"`"
    Comparison "comparison" r"^(>=|<=|>|<|=) *[-+]?[0-9]*(\.[0-9]{1,9})?%?$"
        "a comparison, in quotes, such as `\">= 10\"` or `\"< 5%\"`"
    Currency "currency" r"^[A-Z]{3}$"
        "the three capital letters of a currency, such as `USD`"
    Factor "factor" r"^[0-9]{0,6}(\.[0-9]{1,9})?$"
        "a plain number above 0, such as `1.3`"
    FieldName "field-name" r"^[a-z]"
        "a field of the catalog's items, such as `price`, `map`, `category` or `attribute.size`"
    Delimiter "delimiter" r"^.$"
        "a single character, such as `\";\"`"
    BoundPart "bound" r"^([0-9]{1,12}|[0-9]{0,7}(\.[0-9]{1,9})?%)$"
        "whole units such as `20`, or a percentage such as `\"15%\"`"
    OfferValue "offer-value" r"^([0-9]{0,7}(\.[0-9]{1,9})?%|[0-9]{0,18}(\.[0-9]{1,9})?( [A-Z]{3})?)$"
        "a percentage off such as `\"20%\"`, or the price itself such as `29.99`"
    Threshold "threshold" r"^(>=|<=|>|<) *([0-9]{1,12}|([0-9]+(w|d|h|min|s))+|[0-9]{0,7}(\.[0-9]{1,9})?%)$"
        "a bound with `>` or `<` before it, in quotes, such as `\"> 5\"`, `\"> 30min\"` or `\"< 99%\"`"
    Weight "weight" r"^0*[1-9][0-9]{0,2}$"
        "a whole number from 1 to 999"
    Score "score" r"^0*[0-5]$"
        "a whole number from 0, not at all, to 5, in full"
    BasePart "base" r"^[a-z]"
        "`anchor`, or a field that holds money: `price`, `map`, `msrp`, `cost`, `compare-at`, `attribute.NAME`"
    CompareAtPart "compare-at" r"^[a-z]"
        "`none`, or a field that holds money: `compare-at`, `msrp`, `map`, `price`, `attribute.NAME`"
    FeedValue "feed-value" r"^[a-z]"
        "a figure of the offer (`list`, `sale`, `coupon`, `landed`, `compare-at`, `currency`, `quantity`, `state`) or a field of the content or the item (`sku`, `title`, …)"
    Timezone "timezone" r"^[A-Za-z]"
        "a time zone by its name, such as `\"America/New_York\"`"
}

/// A kebab-case name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(pub String);

impl FromStr for Name {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let part = |part: &str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        text.split('-').all(part).then(|| Self(text.to_owned())).ok_or(())
    }
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A text that is not blank.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text(pub String);

impl FromStr for Text {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        (!text.trim().is_empty()).then(|| Self(text.to_owned())).ok_or(())
    }
}

impl fmt::Display for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A text that may be blank, such as what stands between two others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AnyText(pub String);

impl FromStr for AnyText {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Ok(Self(text.to_owned()))
    }
}

/// The version of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version(pub u32);

impl FromStr for Version {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let digits = (1..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits {
            return Err(());
        }
        text.parse().map(Self).map_err(|_| ())
    }
}

/// An amount of money that may be below zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedMoney(pub Money);

impl FromStr for SignedMoney {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (sign, rest) =
            text.split_at_checked(1).filter(|(sign, _)| ["-", "+"].contains(sign)).unwrap_or(("", text));
        let money: Money = rest.parse()?;
        let amount = if sign == "-" { -money.amount } else { money.amount };
        Ok(Self(Money { amount, ..money }))
    }
}

/// A percentage of 0% or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share(pub Percent);

impl FromStr for Share {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let percent: Percent = text.parse()?;
        (percent >= Percent::ZERO).then_some(Self(percent)).ok_or(())
    }
}

/// Whole units, not negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Units(pub i64);

impl FromStr for Units {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let digits = (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits {
            return Err(());
        }
        text.parse().map(Self).map_err(|_| ())
    }
}

/// A lead time: a length of time, or each SKU's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeadTime {
    /// The same for every SKU.
    Fixed(Duration),
    /// The item's own field.
    Item,
}

impl FromStr for LeadTime {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if text == "item" {
            return Ok(Self::Item);
        }
        text.parse().map(Self::Fixed)
    }
}

/// An instant as written; its zone is the policy's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstantText(pub String);

impl FromStr for InstantText {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let utc = jiff::tz::TimeZone::UTC;
        parse_instant(text, &utc).map(|_| Self(text.to_owned())).map_err(|_| ())
    }
}

/// A plain number above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Factor(pub Decimal);

impl FromStr for Factor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let value = decimal::parse(text).ok_or(())?;
        (value > Decimal::ZERO && value < Decimal::from(1_000_000)).then_some(Self(value)).ok_or(())
    }
}

/// A field of the catalog's items.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldName(pub Field);

impl FromStr for FieldName {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        text.parse().map(Self)
    }
}

impl FromStr for BoundPart {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        text.parse().map(Self::Percent).or_else(|()| text.parse().map(Self::Units))
    }
}

impl FromStr for OfferValue {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        text.parse().map(Self::Off).or_else(|()| text.parse().map(Self::Price))
    }
}

/// A field that can start a price.
fn money_field(text: &str) -> Result<FieldName, ()> {
    let field: Field = text.parse()?;
    let holds_money = field.kind() == FieldKind::Money || matches!(field, Field::Attribute(_));
    holds_money.then_some(FieldName(field)).ok_or(())
}

impl FromStr for BasePart {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if text == "anchor" { Ok(Self::Anchor) } else { money_field(text).map(Self::Field) }
    }
}

impl FromStr for CompareAtPart {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if text == "none" { Ok(Self::None) } else { money_field(text).map(Self::Field) }
    }
}

impl FromStr for FeedValue {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Ok(match text {
            "list" => Self::List,
            "sale" => Self::Sale,
            "coupon" => Self::Coupon,
            "landed" => Self::Landed,
            "compare-at" => Self::CompareAt,
            "currency" => Self::Currency,
            "quantity" => Self::Quantity,
            "state" => Self::State,
            _ => text.parse().map(Self::Item).or_else(|()| text.parse().map(Self::Content))?,
        })
    }
}

/// A single byte between the cells of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delimiter(pub u8);

impl FromStr for Delimiter {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text.as_bytes() {
            [byte] if !b"\"\r\n".contains(byte) => Ok(Self(*byte)),
            _ => Err(()),
        }
    }
}

/// A time zone by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timezone(pub String);

impl FromStr for Timezone {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        jiff::tz::TimeZone::get(text).map(|_| Self(text.to_owned())).map_err(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_reads_its_form_and_refuses_its_neighbour() {
        for (format, good, bad) in [
            ("name", "tiktok-shop", "TikTok Shop"),
            ("money", "19.99 EUR", "-1"),
            ("signed-money", "-0.25", "--1"),
            ("percent", "-2.5%", "0.1"),
            ("share", "10%", "-10%"),
            ("percent-range", "-10%..0%", "0%..-10%"),
            ("units", "20", "-20"),
            ("units", "007", "1.5"),
            ("duration", "5min", "5m"),
            ("lead-time", "item", "items"),
            ("rate", "5400/month", "5400"),
            ("instant", "2026-11-27T09:00", "27.11.2026"),
            ("comparison", ">= 10", "10"),
            ("currency", "USD", "usd"),
            ("factor", "1.3", "0"),
            ("field-name", "attribute.size", "colour"),
            ("delimiter", ";", ";;"),
            ("timezone", "America/New_York", "New York"),
            ("version", "1", "1.0"),
            ("threshold", "> 5", "5"),
            ("threshold", ">=30min", "= 30min"),
            ("threshold", "< 99.5%", "< -1%"),
            ("threshold", "> 0", "> 0.5"),
            ("weight", "1", "0"),
            ("weight", "999", "1000"),
            ("score", "0", "-1"),
            ("score", "5", "6"),
        ] {
            assert_eq!(reads(format, good), Some(true), "{format} {good}");
            assert_eq!(reads(format, bad), Some(false), "{format} {bad}");
        }
    }
}
