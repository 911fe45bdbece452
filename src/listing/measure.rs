//! Weights and lengths as intakes are told them: above zero, with a unit that they know.
//!
//! A figure without a unit is none: nobody knows whether `118` is grams or ounces.

use crate::exact::{self, Decimal, MeasureUnit, Measured, Rounding, RoundingMode};

/// A figure above zero with its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Measure {
    measured: Measured,
    /// Amazon's word for the unit.
    pub(super) amazon_unit: &'static str,
}

impl Measure {
    /// Reads a weight.
    pub(super) fn weight(text: &str) -> Option<Self> {
        Self::parse(text, exact::Measure::Mass)
    }

    /// Reads a length.
    pub(super) fn length(text: &str) -> Option<Self> {
        Self::parse(text, exact::Measure::Length)
    }

    fn parse(text: &str, measure: exact::Measure) -> Option<Self> {
        let measured: Measured = text.parse().ok()?;
        let is_one = measured.unit.measure() == measure && measured.value > Decimal::ZERO;
        Some(Self { measured, amazon_unit: amazon_unit(measured.unit) }).filter(|_| is_one)
    }

    /// The figure in its own unit.
    pub(super) fn amount(&self) -> Decimal {
        self.measured.value
    }

    /// A weight in pounds, up to the next thousandth: a parcel is never lighter than it is said to be.
    pub(super) fn pounds(&self) -> Option<Decimal> {
        let pounds = self.measured.in_unit(MeasureUnit::Lb)?;
        Rounding { step: Decimal::new(1, 3), mode: RoundingMode::Up }.round(pounds)
    }
}

/// Amazon's word for a unit.
fn amazon_unit(unit: MeasureUnit) -> &'static str {
    match unit {
        MeasureUnit::G => "grams",
        MeasureUnit::Kg => "kilograms",
        MeasureUnit::Lb => "pounds",
        MeasureUnit::Oz => "ounces",
        MeasureUnit::Mm => "millimeters",
        MeasureUnit::Cm => "centimeters",
        MeasureUnit::M => "meters",
        MeasureUnit::In => "inches",
        MeasureUnit::Ft => "feet",
        MeasureUnit::Yd => "yards",
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
        assert_eq!(Measure::length("4.5 in").unwrap().amazon_unit, "inches");
    }
}
