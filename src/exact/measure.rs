//! Weights and lengths with their unit, turned into other units exactly.
//!
//! By definition a pound is 453.59237 g, an ounce a sixteenth of it, an inch 2.54 cm (international yard and pound
//! agreement, 1959), so that every conversion is a ratio of decimals.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;

use super::decimal::parse;
use super::ratio::Ratio;

/// What a unit measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Weights.
    Mass,
    /// Lengths, widths, heights.
    Length,
}

impl Measure {
    /// What the unit of a name measures; `None` where it is no unit of either.
    pub fn of(unit: &str) -> Option<Self> {
        MeasureUnit::ALL.into_iter().find(|own| own.name() == unit).map(MeasureUnit::measure)
    }
}

/// A unit of mass or of length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MeasureUnit {
    /// Grams.
    G,
    /// Kilograms.
    Kg,
    /// Pounds of 453.59237 grams.
    Lb,
    /// Ounces, of which 16 are a pound.
    Oz,
    /// Millimetres.
    Mm,
    /// Centimetres.
    Cm,
    /// Metres.
    M,
    /// Inches of 2.54 centimetres.
    In,
    /// Feet of 12 inches.
    Ft,
    /// Yards of 3 feet.
    Yd,
}

impl MeasureUnit {
    /// Every unit.
    pub const ALL: [Self; 10] =
        [Self::G, Self::Kg, Self::Lb, Self::Oz, Self::Mm, Self::Cm, Self::M, Self::In, Self::Ft, Self::Yd];

    /// The unit's word, as in the policy.
    pub fn name(self) -> &'static str {
        match self {
            Self::G => "g",
            Self::Kg => "kg",
            Self::Lb => "lb",
            Self::Oz => "oz",
            Self::Mm => "mm",
            Self::Cm => "cm",
            Self::M => "m",
            Self::In => "in",
            Self::Ft => "ft",
            Self::Yd => "yd",
        }
    }

    /// What it measures.
    pub fn measure(self) -> Measure {
        match self {
            Self::G | Self::Kg | Self::Lb | Self::Oz => Measure::Mass,
            _ => Measure::Length,
        }
    }

    /// The unit that shops and people write so, such as `lbs` or `inches`.
    pub fn spelt(word: &str) -> Option<Self> {
        let word = word.trim().trim_end_matches('.').to_lowercase();
        Some(match word.as_str() {
            "g" | "gr" | "gram" | "grams" | "gramme" | "grammes" => Self::G,
            "kg" | "kgs" | "kilo" | "kilogram" | "kilograms" => Self::Kg,
            "lb" | "lbs" | "pound" | "pounds" => Self::Lb,
            "oz" | "ounce" | "ounces" => Self::Oz,
            "mm" | "millimeter" | "millimeters" | "millimetre" | "millimetres" => Self::Mm,
            "cm" | "centimeter" | "centimeters" | "centimetre" | "centimetres" => Self::Cm,
            "m" | "meter" | "meters" | "metre" | "metres" => Self::M,
            "in" | "inch" | "inches" | "\"" | "″" => Self::In,
            "ft" | "foot" | "feet" => Self::Ft,
            "yd" | "yard" | "yards" => Self::Yd,
            _ => return None,
        })
    }

    /// The unit in grams or in centimetres.
    fn in_base(self) -> Decimal {
        match self {
            Self::G | Self::Cm => Decimal::ONE,
            Self::Kg => Decimal::from(1000),
            Self::Lb => Decimal::new(45_359_237, 5),
            Self::Oz => Decimal::new(28_349_523_125, 9),
            Self::Mm => Decimal::new(1, 1),
            Self::M => Decimal::from(100),
            Self::In => Decimal::new(254, 2),
            Self::Ft => Decimal::new(3048, 2),
            Self::Yd => Decimal::new(9144, 2),
        }
    }
}

/// A number and its unit; prints as `250 g`, and is read so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measured {
    /// The number.
    pub value: Decimal,
    /// The unit.
    pub unit: MeasureUnit,
}

impl Measured {
    /// The same in another unit, exactly; `None` where that measures something else, or past 28 digits.
    pub fn in_unit(self, unit: MeasureUnit) -> Option<Ratio> {
        if self.unit.measure() != unit.measure() {
            return None;
        }
        if self.unit == unit {
            return Some(Ratio::from(self.value));
        }
        Ratio::from(self.value).times(self.unit.in_base())?.divided_by(unit.in_base())
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.value, self.unit.name())
    }
}

impl FromStr for Measured {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (number, word) = split(text).ok_or(())?;
        let value = parse(number).ok_or(())?;
        Ok(Self { value, unit: MeasureUnit::spelt(word).ok_or(())? })
    }
}

/// The number at the beginning of a text, and the word behind it, which may be nothing.
pub fn split(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let end =
        text.find(|letter: char| letter.is_alphabetic() || matches!(letter, '"' | '″')).unwrap_or(text.len());
    let (number, word) = text.split_at(end);
    let number = number.trim_end();
    (!number.is_empty()).then_some((number, word.trim()))
}

#[cfg(test)]
mod tests {
    use super::super::{Rounding, RoundingMode};
    use super::*;

    fn converted(text: &str, unit: MeasureUnit, step: &str) -> String {
        let measured: Measured = text.parse().unwrap();
        let rounding = Rounding { step: parse(step).unwrap(), mode: RoundingMode::HalfEven };
        rounding.round(measured.in_unit(unit).unwrap()).unwrap().to_string()
    }

    #[test]
    fn by_definition() {
        let exact = |text: &str, unit| {
            let measured: Measured = text.parse().unwrap();
            measured.in_unit(unit).unwrap().decimal().map(|value| value.normalize().to_string())
        };
        assert_eq!(exact("1 lb", MeasureUnit::G).as_deref(), Some("453.59237"));
        assert_eq!(exact("16 oz", MeasureUnit::Lb).as_deref(), Some("1"));
        assert_eq!(exact("1 in", MeasureUnit::Cm).as_deref(), Some("2.54"));
        assert_eq!(exact("1 ft", MeasureUnit::In).as_deref(), Some("12"));
        assert_eq!(exact("1 yd", MeasureUnit::M).as_deref(), Some("0.9144"));
        assert_eq!(exact("250 g", MeasureUnit::Kg).as_deref(), Some("0.25"));
        assert_eq!(exact("2.5 m", MeasureUnit::Mm).as_deref(), Some("2500"));
        assert_eq!(exact("250 g", MeasureUnit::Lb), None, "its digits have no end");
    }

    #[test]
    fn rounded_where_that_is_written() {
        // 250 ÷ 453.59237 = 0.55115565…; 3 × 453.59237 = 1360.77711; 19.8 × 0.45359237 = 8.981128926
        assert_eq!(converted("250 g", MeasureUnit::Lb, "0.01"), "0.55");
        assert_eq!(converted("3 lb", MeasureUnit::G, "1"), "1361");
        assert_eq!(converted("19.8 lb", MeasureUnit::Kg, "0.001"), "8.981");
        // 13.8 × 2.54 = 35.052; 30 ÷ 2.54 = 11.811…
        assert_eq!(converted("13.8\"", MeasureUnit::Cm, "0.1"), "35.1");
        assert_eq!(converted("30 cm", MeasureUnit::In, "0.1"), "11.8");
        // a tie: 12.5 g are 0.0125 kg, half-even to 0.012
        assert_eq!(converted("12.5 g", MeasureUnit::Kg, "0.001"), "0.012");
    }

    #[test]
    fn a_mass_is_no_length_and_a_bare_number_neither() {
        let pound: Measured = "1 lb".parse().unwrap();
        assert_eq!(pound.in_unit(MeasureUnit::Cm), None);
        for text in ["250", "g", "", "1,5 kg", "3 stone", "1 2 g", "1e3 g"] {
            assert_eq!(text.parse::<Measured>(), Err(()), "{text}");
        }
        assert_eq!("2Lbs.".parse::<Measured>().map(|own| own.to_string()), Ok("2 lb".to_owned()));
    }
}
