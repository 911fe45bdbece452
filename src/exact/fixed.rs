//! Binary fixed point for what has no last digit: chances, and the means behind them.
//!
//! Every operation rounds one way, and says which: a bound stays a bound.

use rust_decimal::Decimal;

use super::decimal::from_parts;
use super::ratio::Ratio;

/// A number from 0 to below 65,536 in steps of 2^-112, which is a little less than 2 · 10^-34.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[must_use]
pub struct Fixed(u128);

/// Binary digits after the point.
const DIGITS: u32 = 112;

impl Fixed {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// One; certainty, of a chance.
    pub const ONE: Self = Self(1 << DIGITS);

    /// The least number of the scale at or above a ratio; `None` below zero, and from 65,536 on.
    pub fn at_or_above(ratio: Ratio) -> Option<Self> {
        let (below, is_exact) = of_ratio(ratio)?;
        Some(if is_exact { below } else { below.plus(Self(1)) })
    }

    /// The greatest number of the scale at or below a ratio; `None` below zero, and from 65,536 on.
    pub fn at_or_below(ratio: Ratio) -> Option<Self> {
        of_ratio(ratio).map(|(below, _)| below)
    }

    /// So many steps of the scale.
    pub(super) fn steps(count: u128) -> Self {
        Self(count)
    }

    /// The sum, or the largest number that there is.
    #[inline]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The difference, not below 0.
    #[inline]
    pub fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// The product, rounded down. One of the two is at most 1, the other below 16,384.
    #[inline]
    pub fn times(self, other: Self) -> Self {
        let halves = |number: u128| (number >> 64, number & u128::from(u64::MAX));
        let ((a, a_low), (b, b_low)) = (halves(self.0), halves(other.0));
        // INVARIANT: a factor is below 2^113, the other below 2^126: no sum here reaches 2^128
        let middle = a * b_low + a_low * b + ((a_low * b_low) >> 64);
        Self(((a * b) << (128 - DIGITS)) + (middle >> (DIGITS - 64)))
    }

    /// The product with a whole number, which is to stay in the scale.
    #[inline]
    pub fn repeated(self, count: u32) -> Self {
        Self(self.0.saturating_mul(u128::from(count)))
    }

    /// A part of so many, rounded down.
    #[inline]
    pub fn divided_by(self, count: u32) -> Self {
        Self(self.0 / u128::from(count.max(1)))
    }

    /// `1 ÷ self`, rounded down; `None` for less than 2^-16.
    pub(super) fn reciprocal(self) -> Option<Self> {
        quotient(Self::ONE.0, self.0).map(|(reciprocal, _)| reciprocal)
    }

    /// The whole number at or below it.
    pub(super) fn whole(self) -> u32 {
        u32::try_from(self.0 >> DIGITS).unwrap_or(u32::MAX)
    }

    /// The steps of 2^-48 at or above it.
    pub fn coarse_up(self) -> u128 {
        self.0.div_ceil(1 << (DIGITS - 48))
    }

    /// The steps of 2^-48 at or below it.
    pub fn coarse_down(self) -> u128 {
        self.0 >> (DIGITS - 48)
    }

    /// A chance in percent with three digits that count, rounded up, for whoever reads it.
    pub fn percent_up(self) -> Decimal {
        // in steps of 10^-9 percent; 10^11 times what 64 bits hold stays below 2^101
        let mut digits = (self.coarse_up() * 10_u128.pow(11)).div_ceil(1 << 48);
        let mut scale = 9;
        while digits >= 1000 && scale > 0 {
            digits = digits.div_ceil(10);
            scale -= 1;
        }
        let percent = i128::try_from(digits).ok().and_then(|digits| from_parts(digits, scale));
        percent.map_or(Decimal::ONE_HUNDRED, |percent| percent.normalize())
    }
}

/// The greatest number of the scale at or below a ratio, and whether it is the ratio.
fn of_ratio(ratio: Ratio) -> Option<(Fixed, bool)> {
    let (dividend, divisor) = ratio.in_steps(Decimal::ONE)?;
    quotient(u128::try_from(dividend).ok()?, u128::try_from(divisor).ok()?)
}

/// `dividend ÷ divisor` in steps of the scale, rounded down, and whether nothing is left.
fn quotient(dividend: u128, divisor: u128) -> Option<(Fixed, bool)> {
    let (mut steps, mut rest) = (dividend.checked_div(divisor)?, dividend.checked_rem(divisor)?);
    if steps >= 1 << (128 - DIGITS) {
        return None;
    }
    let mut open = DIGITS;
    while open > 0 {
        // a rest below the divisor, shifted by less than 128 digits, leaves a part below 2^shift; INVARIANT: divisors
        // are below 2^127, so that each turn settles a digit
        let shift = rest.leading_zeros().min(open);
        let shifted = rest << shift;
        steps = (steps << shift) | (shifted / divisor);
        rest = shifted % divisor;
        open -= shift;
    }
    Some((Fixed(steps), rest == 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::decimal::parse;

    fn ratio(numerator: &str, denominator: &str) -> Ratio {
        Ratio::new(parse(numerator).unwrap(), parse(denominator).unwrap()).unwrap()
    }

    #[test]
    fn a_third_lies_between_two_steps() {
        let (below, above) = (Fixed::at_or_below(ratio("1", "3")), Fixed::at_or_above(ratio("1", "3")));
        // 2^112 ÷ 3: 2^112 is 1 above a multiple of 3
        assert_eq!(below, Some(Fixed(((1 << 112) - 1) / 3)));
        assert_eq!(above, Some(Fixed((1_u128 << 112).div_ceil(3))));
        assert_eq!(Fixed::at_or_above(ratio("3", "4")), Some(Fixed(3 << 110)));
        assert_eq!(Fixed::at_or_above(ratio("65535", "1")), Some(Fixed(65_535 << 112)));
        assert_eq!(Fixed::at_or_above(ratio("65536", "1")), None);
        assert_eq!(Fixed::at_or_above(ratio("-1", "3")), None);
        // 28 digits on both sides: 1 ÷ 7.9…e27 in steps of 2^-112 is 5.19e33 ÷ 7.9e27
        let tiny = Fixed::at_or_below(ratio("1", "7900000000000000000000000000")).unwrap();
        assert_eq!(tiny.0, (1 << 112) / 7_900_000_000_000_000_000_000_000_000);
    }

    #[test]
    fn products_are_rounded_down() {
        let (third, most) = (Fixed::at_or_below(ratio("1", "3")).unwrap(), Fixed((1 << 126) - 1));
        // (2^112 − 1) ÷ 3 squared, over 2^112, is (2^112 − 2) ÷ 9 + 1 ÷ (9 · 2^112): 2^112 is 7 above a multiple of 9
        assert_eq!(third.times(third).0, ((1 << 112) - 7) / 9);
        assert_eq!(most.times(Fixed::ONE), most);
        assert_eq!(Fixed::ONE.times(most), most);
        assert_eq!(Fixed(1).times(Fixed((1 << 112) - 1)), Fixed::ZERO);
        assert_eq!(Fixed(3 << 111).reciprocal().map(|two_thirds| two_thirds.0), Some((1 << 113) / 3));
    }

    #[test]
    fn chances_are_told_rounded_up() {
        let told = |numerator, denominator| {
            Fixed::at_or_below(ratio(numerator, denominator)).unwrap().percent_up().to_string()
        };
        assert_eq!(told("0", "1"), "0");
        assert_eq!(told("1", "1"), "100");
        assert_eq!(told("10001", "100000"), "10.1");
        assert_eq!(told("1", "3"), "33.4");
        assert_eq!(told("1", "3000"), "0.0334");
        // 10^-20 is 10^-18 percent
        assert_eq!(told("1", "100000000000000000000"), "0.000000001");
    }
}
