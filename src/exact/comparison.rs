//! Comparisons as written: `>= 10`, `< 5%`.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::decimal;
use super::percent::Percent;

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operator {
    /// `>=`
    AtLeast,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `<`
    Below,
    /// `=`
    Equal,
}

/// Operators as written; the two-character ones first, so that `>=` is not read as `>`.
const OPERATORS: [(&str, Operator); 5] = [
    (">=", Operator::AtLeast),
    ("<=", Operator::AtMost),
    (">", Operator::Above),
    ("<", Operator::Below),
    ("=", Operator::Equal),
];

impl Operator {
    /// Reads the sign that a text begins with; what is behind it comes as it is.
    pub fn strip(text: &str) -> Option<(Self, &str)> {
        OPERATORS.iter().find_map(|(sign, operator)| Some((*operator, text.strip_prefix(sign)?)))
    }

    /// Whether a value that stands so to the bound passes.
    pub fn holds(self, value_to_bound: Ordering) -> bool {
        match self {
            Self::AtLeast => value_to_bound.is_ge(),
            Self::AtMost => value_to_bound.is_le(),
            Self::Above => value_to_bound.is_gt(),
            Self::Below => value_to_bound.is_lt(),
            Self::Equal => value_to_bound.is_eq(),
        }
    }

    /// The sign.
    pub fn text(self) -> &'static str {
        OPERATORS.iter().find(|(_, operator)| *operator == self).map_or("", |(text, _)| text)
    }
}

/// A bound on a number, or on a percentage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparison {
    /// How.
    pub operator: Operator,
    /// The bound: a plain number, or the share of a percentage (0.05 for `5%`).
    pub bound: Decimal,
    /// Whether the bound was written as a percentage.
    pub is_percent: bool,
}

impl FromStr for Comparison {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (operator, bound) = Operator::strip(text).ok_or(())?;
        let bound = bound.trim_start();
        if let Ok(percent) = bound.parse::<Percent>() {
            return Ok(Self { operator, bound: percent.share(), is_percent: true });
        }
        let bound = decimal::parse(bound).ok_or(())?;
        Ok(Self { operator, bound, is_percent: false })
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = self.operator.text();
        if self.is_percent {
            let number = (self.bound * Decimal::ONE_HUNDRED).normalize();
            return write!(formatter, "{sign} {number}%");
        }
        write!(formatter, "{sign} {}", self.bound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_at_the_threshold() {
        let holds = |text: &str, value: &str| {
            let comparison: Comparison = text.parse().unwrap();
            comparison.operator.holds(decimal::parse(value).unwrap().cmp(&comparison.bound))
        };
        assert!(holds(">= 10", "10") && !holds(">= 10", "9.99"));
        assert!(holds("< 5%", "0.0499") && !holds("< 5%", "0.05"));
        assert!(holds(">10", "10.01") && !holds("> 10", "10"));
        assert!(holds("<= 3", "3") && holds("= 3", "3.0"));
        for text in ["10", ">=", "=> 10", ">= ten", "!= 3"] {
            assert!(text.parse::<Comparison>().is_err(), "{text:?}");
        }
    }
}
