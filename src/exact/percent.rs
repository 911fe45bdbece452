//! Percentages, always with their sign, and ranges of them.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::decimal;

/// A percentage such as `10%` or `-2.5%`, kept as the number before the sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent(Decimal);

impl Percent {
    /// No percent.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// The same with the other sign: 20% for `-20%`.
    #[must_use]
    pub fn negated(self) -> Self {
        Self(-self.0)
    }

    /// Whether it is nothing.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// The number before the sign: 10 for `10%`.
    pub fn number(self) -> Decimal {
        self.0
    }

    /// The share it stands for: 0.1 for `10%`.
    pub fn share(self) -> Decimal {
        let mut share = self.0;
        // INVARIANT: the scale of a percent read from text is at most 9, so two more digits fit
        let _ = share.set_scale(share.scale() + 2);
        share
    }

    /// One and the share: 1.1 for `10%`, 0.9 for `-10%`.
    pub fn factor(self) -> Decimal {
        decimal::add(Decimal::ONE, self.share()).unwrap_or(Decimal::ONE)
    }
}

impl FromStr for Percent {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let digits = text.strip_suffix('%').ok_or(())?;
        let number = decimal::parse(digits).ok_or(())?;
        // ten million percent is nobody's price; the bound keeps every share and factor exact
        (number.abs() < Decimal::from(10_000_000)).then_some(Self(number)).ok_or(())
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}%", self.0)
    }
}

/// A range of percentages such as `-10%..0%`, both ends included, the low one first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PercentRange {
    /// The low end.
    pub low: Percent,
    /// The high end.
    pub high: Percent,
}

impl FromStr for PercentRange {
    type Err = ();

    /// Reads `A..B`, or a single percentage that is both ends.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (low, high) = text.split_once("..").unwrap_or((text, text));
        // `-5%...5%` would else end at .5%
        if high.starts_with('.') {
            return Err(());
        }
        let range = Self { low: low.parse()?, high: high.parse()? };
        (range.low <= range.high).then_some(range).ok_or(())
    }
}

impl fmt::Display for PercentRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.low == self.high {
            return self.low.fmt(formatter);
        }
        write!(formatter, "{}..{}", self.low, self.high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_factors() {
        let percent: Percent = "-2.5%".parse().unwrap();
        assert_eq!(
            (percent.share().to_string(), percent.factor().to_string()),
            ("-0.025".into(), "0.975".into())
        );
        for text in ["10", "0.1", "%", "10 %", "10%%", "1e1%"] {
            assert!(text.parse::<Percent>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn ranges_have_their_low_end_first() {
        let range: PercentRange = "-10%..0%".parse().unwrap();
        assert_eq!(range.to_string(), "-10%..0%");
        assert_eq!("0%".parse::<PercentRange>().unwrap().to_string(), "0%");
        assert!("0%..-10%".parse::<PercentRange>().is_err());
        assert!("-5%...5%".parse::<PercentRange>().is_err());
    }
}
