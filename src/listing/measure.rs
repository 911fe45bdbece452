//! Weights and lengths with their unit: `118.0 g`, `0.65 lb`, `4.5in`.
//!
//! A figure without a unit is none: nobody knows whether `118` is grams or ounces.

use crate::exact::{Decimal, Ratio, Rounding, RoundingMode, decimal};

/// A unit of weight or length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Unit {
    /// How it is written.
    words: &'static [&'static str],
    /// Amazon's word for it.
    amazon: &'static str,
    /// For a weight, how many hundred-thousandths of a gram it is: whole for each, so that nothing is rounded.
    /// `None` for a length.
    weight: Option<i64>,
}

/// A pound is 453.59237 g, by the international agreement of 1959; an ounce is its sixteenth.
const POUND: i64 = 45_359_237;

const UNITS: [Unit; 10] = [
    Unit { words: &["g", "gram", "grams"], amazon: "grams", weight: Some(100_000) },
    Unit { words: &["kg", "kilogram", "kilograms"], amazon: "kilograms", weight: Some(100_000_000) },
    Unit { words: &["mg", "milligram", "milligrams"], amazon: "milligrams", weight: Some(100) },
    Unit { words: &["lb", "lbs", "pound", "pounds"], amazon: "pounds", weight: Some(POUND) },
    // the sixteenth is not whole: taken as 1/16 of a pound below
    Unit { words: &["oz", "ounce", "ounces"], amazon: "ounces", weight: Some(POUND) },
    Unit { words: &["mm", "millimeter", "millimeters"], amazon: "millimeters", weight: None },
    Unit { words: &["cm", "centimeter", "centimeters"], amazon: "centimeters", weight: None },
    Unit { words: &["m", "meter", "meters"], amazon: "meters", weight: None },
    Unit { words: &["in", "inch", "inches", "\""], amazon: "inches", weight: None },
    Unit { words: &["ft", "foot", "feet"], amazon: "feet", weight: None },
];

/// A figure above zero with its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Measure {
    pub(super) amount: Decimal,
    unit: Unit,
}

impl Measure {
    /// Reads a weight.
    pub(super) fn weight(text: &str) -> Option<Self> {
        Self::parse(text).filter(|measure| measure.unit.weight.is_some())
    }

    /// Reads a length.
    pub(super) fn length(text: &str) -> Option<Self> {
        Self::parse(text).filter(|measure| measure.unit.weight.is_none())
    }

    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.')?;
        let (digits, word) = text.split_at_checked(end)?;
        let word = word.trim().to_ascii_lowercase();
        let unit = UNITS.into_iter().find(|unit| unit.words.contains(&word.as_str()))?;
        let amount = decimal::parse(digits).filter(|amount| *amount > Decimal::ZERO)?;
        Some(Self { amount, unit })
    }

    /// Amazon's word for the unit.
    pub(super) fn amazon_unit(&self) -> &'static str {
        self.unit.amazon
    }

    /// A weight in pounds, up to the next thousandth: a parcel is never lighter than it is said to be.
    pub(super) fn pounds(&self) -> Option<Decimal> {
        let weight = self.unit.weight?;
        let parts = if self.unit.amazon == "ounces" { 16 } else { 1 };
        let whole = decimal::multiply(Decimal::from(POUND), Decimal::from(parts))?;
        let pounds = Ratio::new(decimal::multiply(self.amount, Decimal::from(weight))?, whole)?;
        Rounding { step: Decimal::new(1, 3), mode: RoundingMode::Up }.round(pounds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pounds(text: &str) -> Option<String> {
        Measure::weight(text).and_then(|weight| weight.pounds()).map(|pounds| pounds.to_string())
    }

    #[test]
    fn weights_in_pounds() {
        // 118 ÷ 453.59237 = 0.26014…
        assert_eq!(pounds("118.0 g").as_deref(), Some("0.261"));
        assert_eq!(pounds("453.59237g").as_deref(), Some("1.000"));
        assert_eq!(pounds("0.65 lb").as_deref(), Some("0.650"));
        assert_eq!(pounds("4 oz").as_deref(), Some("0.250"), "a quarter of a pound");
        assert_eq!(pounds("1 kg").as_deref(), Some("2.205"), "2.20462…");
    }

    #[test]
    fn what_has_no_unit_has_no_weight() {
        for text in ["118", "118.0", "", "heavy", "0 g", "-1 g", "1,5 kg", "12 cm"] {
            assert_eq!(Measure::weight(text), None, "{text:?}");
        }
        assert_eq!(Measure::length("4.5 in").unwrap().amazon_unit(), "inches");
    }
}
