//! Rounding, where the policy wrote it.

use std::str::FromStr;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;

use super::decimal::{divide_down, from_parts, mantissa_at};
use super::ratio::Ratio;

/// What happens to the part below the step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RoundingMode {
    /// To the nearest; a tie goes to the even step (banker's rounding).
    HalfEven,
    /// To the nearest; a tie goes away from zero.
    HalfUp,
    /// To the nearest; a tie goes toward zero.
    HalfDown,
    /// Away from zero.
    Up,
    /// Toward zero.
    Down,
}

impl RoundingMode {
    /// The mode's word, as in the policy.
    pub fn name(self) -> &'static str {
        match self {
            Self::HalfEven => "half-even",
            Self::HalfUp => "half-up",
            Self::HalfDown => "half-down",
            Self::Up => "up",
            Self::Down => "down",
        }
    }
}

impl FromStr for RoundingMode {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let modes = [Self::HalfEven, Self::HalfUp, Self::HalfDown, Self::Up, Self::Down];
        modes.into_iter().find(|mode| mode.name() == text).ok_or(())
    }
}

/// Rounding to a multiple of `step`, such as 0.01 or 0.05.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rounding {
    /// The step, above zero, in the money of the price.
    pub step: Decimal,
    /// What happens to the part below the step.
    pub mode: RoundingMode,
}

impl Rounding {
    /// The multiple of the step that the value is rounded to, with the step's digits after the point;
    /// `None` past 28 digits.
    pub fn round(self, value: Ratio) -> Option<Decimal> {
        let (dividend, divisor) = value.in_steps(self.step)?;
        let (down, rest) = divide_down(dividend, divisor);
        self.in_money(down + i128::from(self.goes_up(down, rest, divisor)?))
    }

    /// The least multiple of the step at or above the value.
    pub fn up(self, value: Ratio) -> Option<Decimal> {
        let (dividend, divisor) = value.in_steps(self.step)?;
        let (down, rest) = divide_down(dividend, divisor);
        self.in_money(down + i128::from(rest != 0))
    }

    fn in_money(self, steps: i128) -> Option<Decimal> {
        let scale = self.step.scale();
        from_parts(steps.checked_mul(mantissa_at(self.step, scale)?)?, scale)
    }

    /// Whether a value between `down` and `down + 1` steps, by `rest ÷ divisor`, is rounded to the upper one.
    fn goes_up(self, down: i128, rest: i128, divisor: i128) -> Option<bool> {
        let is_negative = down < 0;
        let half = rest.checked_mul(2)?.cmp(&divisor);
        Some(match self.mode {
            _ if rest == 0 => false,
            RoundingMode::Down => is_negative,
            RoundingMode::Up => !is_negative,
            RoundingMode::HalfUp => half.is_gt() || (half.is_eq() && !is_negative),
            RoundingMode::HalfDown => half.is_gt() || (half.is_eq() && is_negative),
            RoundingMode::HalfEven => half.is_gt() || (half.is_eq() && down.rem_euclid(2) == 1),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::decimal::{multiply, parse};

    fn rounded(value: Decimal, step: &str, mode: &str) -> String {
        let rounding = Rounding { step: parse(step).unwrap(), mode: mode.parse().unwrap() };
        rounding.round(Ratio::from(value)).unwrap().to_string()
    }

    #[test]
    fn a_published_example_in_each_mode() {
        // domain.md, section 5 [118]: 6.54 × 1.25 = 8.175, a tie between 8.17 and 8.18
        let price = multiply(parse("6.54").unwrap(), parse("1.25").unwrap()).unwrap();
        assert_eq!(price.to_string(), "8.1750");
        assert_eq!(rounded(price, "0.01", "half-even"), "8.18"); // 817 is odd, 818 even
        assert_eq!(rounded(price, "0.01", "half-up"), "8.18");
        assert_eq!(rounded(price, "0.01", "half-down"), "8.17");
        assert_eq!(rounded(price, "0.01", "up"), "8.18");
        assert_eq!(rounded(price, "0.01", "down"), "8.17");
    }

    #[test]
    fn ties_go_to_the_even_cent() {
        // 0.125 lies between 0.12 (even) and 0.13; 0.135 between 0.13 and 0.14 (even)
        assert_eq!(rounded(parse("0.125").unwrap(), "0.01", "half-even"), "0.12");
        assert_eq!(rounded(parse("0.135").unwrap(), "0.01", "half-even"), "0.14");
        assert_eq!(rounded(parse("-0.125").unwrap(), "0.01", "half-even"), "-0.12");
        assert_eq!(rounded(parse("-0.125").unwrap(), "0.01", "half-up"), "-0.13");
        assert_eq!(rounded(parse("-0.125").unwrap(), "0.01", "half-down"), "-0.12");
        assert_eq!(rounded(parse("-0.121").unwrap(), "0.01", "up"), "-0.13");
        assert_eq!(rounded(parse("-0.129").unwrap(), "0.01", "down"), "-0.12");
    }

    #[test]
    fn steps_that_are_not_a_cent() {
        // 7.23 ÷ 0.05 = 144.6 → 145 × 0.05 = 7.25
        assert_eq!(rounded(parse("7.23").unwrap(), "0.05", "half-even"), "7.25");
        // yen have no cents: 1980.5 lies between 1980 (even) and 1981
        assert_eq!(rounded(parse("1980.5").unwrap(), "1", "half-even"), "1980");
        assert_eq!(rounded(parse("1980.5").unwrap(), "1", "half-up"), "1981");
        assert_eq!(rounded(parse("40.000").unwrap(), "0.01", "half-even"), "40.00");
    }

    #[test]
    fn a_quotient_is_rounded_once() {
        // 100 ÷ 1.19 = 84.0336…
        let net = Ratio::new(parse("100").unwrap(), parse("1.19").unwrap()).unwrap();
        let cent = Rounding { step: parse("0.01").unwrap(), mode: RoundingMode::HalfEven };
        assert_eq!(cent.round(net).unwrap().to_string(), "84.03");
        assert_eq!(cent.up(net).unwrap().to_string(), "84.04");
    }

    #[test]
    fn twenty_eight_digits_round_and_no_more() {
        let large = parse("9999999999999999999999999.995").unwrap();
        assert_eq!(rounded(large, "0.01", "down"), "9999999999999999999999999.99");
        // 2^96 − 1 is the largest whole amount; one step more does not fit
        let whole = Rounding { step: parse("1").unwrap(), mode: RoundingMode::Up };
        assert_eq!(
            whole.round(
                Ratio::new(parse("79228162514264337593543950335").unwrap(), parse("0.5").unwrap()).unwrap()
            ),
            None
        );
    }
}
