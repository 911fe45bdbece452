//! A quotient not yet divided: what a price is between a tax and its rounding, and a rate times a time.

use std::cmp::Ordering;
use std::fmt;

use rust_decimal::Decimal;

use super::decimal::{add, compare, divide_down, from_parts, is_plain_one, mantissa_at, multiply};

/// `numerator ÷ denominator`, kept apart so that nothing is lost before a rounding step; the denominator
/// is above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    numerator: Decimal,
    denominator: Decimal,
}

impl From<Decimal> for Ratio {
    fn from(value: Decimal) -> Self {
        Self { numerator: value, denominator: Decimal::ONE }
    }
}

impl Ratio {
    /// Nothing.
    pub const ZERO: Self = Self { numerator: Decimal::ZERO, denominator: Decimal::ONE };

    /// `numerator ÷ denominator`; `None` where the denominator is not above zero.
    pub fn new(numerator: Decimal, denominator: Decimal) -> Option<Self> {
        (denominator > Decimal::ZERO).then_some(Self { numerator, denominator })
    }

    /// The value, where nothing is left to divide.
    pub fn whole(self) -> Option<Decimal> {
        let is_whole = is_plain_one(self.denominator) || is(self.denominator, Decimal::ONE);
        is_whole.then_some(self.numerator)
    }

    /// The sum.
    #[inline]
    pub fn plus(self, other: Self) -> Option<Self> {
        // nothing with no finer digits changes neither the value nor how it is written
        if other.numerator.is_zero() && other.numerator.scale() <= self.numerator.scale() {
            return Some(self);
        }
        if self.is_over_same(other) {
            return Some(Self { numerator: add(self.numerator, other.numerator)?, ..self });
        }
        self.plus_crossed(other)
    }

    fn plus_crossed(self, other: Self) -> Option<Self> {
        let left = multiply(self.numerator, other.denominator)?;
        let right = multiply(other.numerator, self.denominator)?;
        Some(Self {
            numerator: add(left, right)?,
            denominator: multiply(self.denominator, other.denominator)?,
        })
    }

    /// Whether two have one denominator, as nearly all have: 1.
    #[inline]
    fn is_over_same(self, other: Self) -> bool {
        is_plain_one(self.denominator) && is_plain_one(other.denominator)
            || is(self.denominator, other.denominator)
    }

    /// The difference.
    #[inline]
    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(Self { numerator: -other.numerator, ..other })
    }

    /// The product with a decimal.
    pub fn times(self, factor: Decimal) -> Option<Self> {
        Some(Self { numerator: multiply(self.numerator, factor)?, ..self })
    }

    /// The quotient by a decimal above zero.
    pub fn divided_by(self, divisor: Decimal) -> Option<Self> {
        if is_plain_one(divisor) {
            return Some(self);
        }
        if divisor <= Decimal::ZERO {
            return None;
        }
        if self.numerator.is_zero() || is(divisor, Decimal::ONE) {
            return Some(self);
        }
        Some(Self { denominator: multiply(self.denominator, divisor)?, ..self })
    }

    /// The quotient by a ratio above zero.
    pub fn divided_by_ratio(self, divisor: Self) -> Option<Self> {
        self.times(divisor.denominator)?.divided_by(divisor.numerator)
    }

    /// Whether the value is below zero.
    pub fn is_negative(self) -> bool {
        self.numerator.is_sign_negative() && !self.numerator.is_zero()
    }

    /// Whether it is nothing.
    pub fn is_zero(self) -> bool {
        self.numerator.is_zero()
    }

    /// Compares two ratios by multiplying, never by dividing; `None` past 28 digits.
    #[inline]
    pub fn compare(self, other: Self) -> Option<Ordering> {
        if self.is_over_same(other) {
            return Some(compare(self.numerator, other.numerator));
        }
        self.compare_crossed(other)
    }

    fn compare_crossed(self, other: Self) -> Option<Ordering> {
        let left = multiply(self.numerator, other.denominator)?;
        let right = multiply(other.numerator, self.denominator)?;
        Some(compare(left, right))
    }

    /// The integers `(dividend, divisor)` of `self ÷ step`, the divisor above zero.
    pub(super) fn in_steps(self, step: Decimal) -> Option<(i128, i128)> {
        let divisor = if is_plain_one(self.denominator) { step } else { multiply(self.denominator, step)? };
        in_steps(self.numerator, divisor)
            .or_else(|| in_steps(self.numerator.normalize(), divisor.normalize()))
    }

    /// Whether it is a whole number as it stands, without a division or digits after the point.
    #[inline]
    fn is_whole_number(self) -> bool {
        self.numerator.scale() == 0 && is_plain_one(self.denominator)
    }

    /// The value as a decimal, where its digits end.
    pub fn decimal(self) -> Option<Decimal> {
        self.whole().or_else(|| {
            let quotient = self.numerator.checked_div(self.denominator)?.normalize();
            (multiply(quotient, self.denominator) == Some(self.numerator)).then_some(quotient)
        })
    }

    /// The least whole number at or above the value.
    pub fn ceiling(self) -> Option<Decimal> {
        if self.is_whole_number() {
            return Some(self.numerator);
        }
        let (dividend, divisor) = self.in_steps(Decimal::ONE)?;
        let (quotient, rest) = divide_down(dividend, divisor);
        from_parts(quotient + i128::from(rest != 0), 0)
    }

    /// The greatest whole number at or below the value.
    pub fn floor(self) -> Option<Decimal> {
        if self.is_whole_number() {
            return Some(self.numerator);
        }
        let (dividend, divisor) = self.in_steps(Decimal::ONE)?;
        from_parts(divide_down(dividend, divisor).0, 0)
    }
}

fn is(a: Decimal, b: Decimal) -> bool {
    compare(a, b) == Ordering::Equal
}

/// Two decimals as integers at one scale.
fn in_steps(numerator: Decimal, divisor: Decimal) -> Option<(i128, i128)> {
    let scale = divisor.scale().max(numerator.scale());
    Some((mantissa_at(numerator, scale)?, mantissa_at(divisor, scale)?))
}

impl fmt::Display for Ratio {
    /// Writes the value with all its digits where they end, else as `numerator ÷ denominator`, whole ones in
    /// lowest terms: `4 ÷ 3` of a rate's seconds, and `9.99 ÷ 1.19` as it came to be.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(decimal) = self.decimal() {
            return decimal.fmt(formatter);
        }
        let (numerator, denominator) = (self.numerator.normalize(), self.denominator.normalize());
        match in_steps(numerator, denominator).filter(|_| numerator.scale().max(denominator.scale()) == 0) {
            Some((dividend, divisor)) => {
                let common = common_divisor(dividend, divisor);
                write!(formatter, "{} ÷ {}", dividend / common, divisor / common)
            }
            None => write!(formatter, "{numerator} ÷ {denominator}"),
        }
    }
}

/// The greatest whole number that divides both; `b` is above zero.
fn common_divisor(a: i128, b: i128) -> i128 {
    let (mut larger, mut smaller) = (a.abs(), b);
    while smaller != 0 {
        (larger, smaller) = (smaller, larger % smaller);
    }
    larger
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::decimal::parse;

    fn ratio(numerator: &str, denominator: &str) -> Ratio {
        Ratio::new(parse(numerator).unwrap(), parse(denominator).unwrap()).unwrap()
    }

    #[test]
    fn ceiling_and_floor_of_fractions() {
        // 7 ÷ 3 = 2.33…
        assert_eq!(ratio("7", "3").ceiling().unwrap().to_string(), "3");
        assert_eq!(ratio("7", "3").floor().unwrap().to_string(), "2");
        // −7 ÷ 3 = −2.33…
        assert_eq!(ratio("-7", "3").ceiling().unwrap().to_string(), "-2");
        assert_eq!(ratio("-7", "3").floor().unwrap().to_string(), "-3");
        // 6 ÷ 3 = 2 exactly
        assert_eq!(ratio("6", "3").ceiling().unwrap().to_string(), "2");
    }

    #[test]
    fn thirds_add_up_to_one() {
        let third = ratio("1", "3");
        let sum = third.plus(third).unwrap().plus(third).unwrap();
        assert_eq!(sum.compare(Ratio::from(Decimal::ONE)), Some(Ordering::Equal));
    }

    #[test]
    fn a_quotient_without_end_is_told_in_lowest_terms() {
        // 20 in 30 days over 2 days: 20 × 172,800 s ÷ 2,592,000 s = 4 ÷ 3
        assert_eq!(ratio("3456000", "2592000").to_string(), "4 ÷ 3");
        assert_eq!(ratio("-14", "6").to_string(), "-7 ÷ 3");
        assert_eq!(ratio("9.990", "1.19").to_string(), "9.99 ÷ 1.19", "a price without its tax stays one");
        assert_eq!(ratio("3", "4").to_string(), "0.75");
    }

    #[test]
    fn a_denominator_of_nothing_is_refused() {
        assert_eq!(Ratio::new(Decimal::ONE, Decimal::ZERO), None);
        assert_eq!(Ratio::from(Decimal::ONE).divided_by(Decimal::ZERO), None);
    }
}
