//! Poisson distributions, each chance from below.

use super::fixed::Fixed;

/// How many units sell where each sells whenever it likes: lower bounds of each number's chance.
///
/// `p(n) = e^-x · x^n ÷ n!`, as `w(n) ÷ Σ w` with `w(mode) = 1` and each next weight by its ratio to the one before,
/// `x ÷ n` upwards and `n ÷ x` downwards: no exponential is needed, and no ratio is above 1, so that an error never
/// grows. Every step is rounded down, and the sum, with all that may be missing from it, up.
#[derive(Debug, Clone)]
pub struct Poisson {
    /// The number that the first of the chances belongs to; all outside are below a step of the scale.
    first: usize,
    /// For each number from there on the chance of it, and of it or more.
    chances: Vec<(Fixed, Fixed)>,
}

impl Poisson {
    /// Means from here on are not reckoned with.
    pub const MEANS_END: u32 = 1 << 14;

    /// The distribution of a mean; `None` from [`Self::MEANS_END`] on.
    pub fn of(mean: Fixed) -> Option<Self> {
        let mode = mean.whole();
        if mode >= Self::MEANS_END {
            return None;
        }
        let mut weights = below(mode, mean)?;
        let down = weights.len();
        weights.reverse();
        weights.push(Fixed::ONE);
        weights.extend(above(mode, mean));
        let reciprocal = sum_from_above(&weights, down, mode).reciprocal()?;
        let mut or_more = Fixed::ZERO;
        let mut chances: Vec<(Fixed, Fixed)> = weights
            .iter()
            .rev()
            .map(|weight| {
                let chance = weight.times(reciprocal);
                or_more = or_more.plus(chance);
                (chance, or_more)
            })
            .collect();
        chances.reverse();
        Some(Self { first: (mode as usize).saturating_sub(down), chances })
    }

    /// The chance of exactly so many, from below.
    #[inline]
    pub fn exactly(&self, count: usize) -> Fixed {
        let known = count.checked_sub(self.first).and_then(|index| self.chances.get(index));
        known.map_or(Fixed::ZERO, |(chance, _)| *chance)
    }

    /// The chance of so many or more, from below.
    #[inline]
    pub fn at_least(&self, count: usize) -> Fixed {
        let known = self.chances.get(count.saturating_sub(self.first));
        known.map_or(Fixed::ZERO, |(_, or_more)| *or_more)
    }

    /// The chance of so many or fewer, from below.
    #[inline]
    pub fn at_most(&self, count: usize) -> Fixed {
        self.at_least(0).minus(self.at_least(count + 1))
    }
}

/// The weights under the mode, from it downwards, as far as they are not 0.
fn below(mode: u32, mean: Fixed) -> Option<Vec<Fixed>> {
    if mode == 0 {
        return Some(Vec::new());
    }
    let reciprocal = mean.reciprocal()?;
    let mut weight = Fixed::ONE;
    let weights = (1..=mode).rev().map(|count| {
        weight = weight.times(reciprocal.repeated(count));
        weight
    });
    Some(weights.take_while(|weight| *weight != Fixed::ZERO).collect())
}

/// The weights over the mode, as far as they are not 0.
fn above(mode: u32, mean: Fixed) -> impl Iterator<Item = Fixed> {
    let mut weight = Fixed::ONE;
    let weights = (mode + 1..).map(move |count| {
        weight = weight.times(mean).divided_by(count);
        weight
    });
    weights.take_while(|weight| *weight != Fixed::ZERO)
}

/// An upper bound of the sum of all weights, those left out with it.
///
/// In steps of the scale, j places off a mode m: upwards each weight is at most j too small, a step for each rounding.
/// Downwards it is at most j · (m + 1) too small, for its ratio `n · (1 ÷ x)` is up to n too small. So is the first weight
/// that came to 0, at most D places off. The weights beyond it below are fewer than m, none greater than it. Those
/// above, the first at number M, are a geometric series of ratio x ÷ (M + 1) at most, and x is below m + 1, so their
/// sum is within M + 1 times the first.
fn sum_from_above(weights: &[Fixed], down: usize, mode: u32) -> Fixed {
    let (length, down, mode) = (weights.len() as u128, down as u128, u128::from(mode));
    let up = length - down - 1;
    let furthest = up.max(down) + 1;
    let missing = furthest * (mode + up + 2) * (length + mode + 1);
    weights.iter().fold(Fixed::steps(missing), |sum, weight| sum.plus(*weight))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::{Ratio, decimal};

    fn poisson(mean: &str) -> Poisson {
        Poisson::of(Fixed::at_or_above(Ratio::from(decimal::parse(mean).unwrap())).unwrap()).unwrap()
    }

    #[test]
    fn tails_of_half_a_unit() {
        let half = poisson("0.5");
        let above: Vec<String> = (1..=4).map(|count| half.at_least(count).percent_up().to_string()).collect();
        // 1 − e^-0.5 = 0.393469…, less 0.5 e^-0.5: 0.090204…, less 0.125 e^-0.5: 0.014387…, less e^-0.5 ÷ 48: 0.0017516…
        assert_eq!(above, ["39.4", "9.03", "1.44", "0.176"]);
    }

    #[test]
    fn all_chances_come_to_one_but_for_what_is_rounded() {
        for mean in ["0.000000001", "0.3", "1", "7.5", "90", "2500.25", "16383.999999999"] {
            let own = poisson(mean);
            let missing = Fixed::ONE.minus(own.at_least(0));
            assert!(missing > Fixed::ZERO, "{mean}: a bound from below");
            // 2^-70, a ten-billionth of the least risk that can be written
            assert!(missing < Fixed::steps(1 << 42), "{mean}: {missing:?}");
            assert_eq!(own.at_most(40_000), own.at_least(0));
        }
    }

    #[test]
    fn neighbours_stand_in_the_ratio_of_the_mean() {
        let own = poisson("7.5");
        // p(7) · 7.5 = p(8) · 8 and p(6) · 7.5 = p(7) · 7
        for count in [7_usize, 8] {
            let left = own
                .exactly(count - 1)
                .times(Fixed::at_or_above(Ratio::from(decimal::parse("7.5").unwrap())).unwrap());
            let right = own.exactly(count).repeated(u32::try_from(count).unwrap());
            let apart = left.minus(right).plus(right.minus(left));
            assert!(apart < Fixed::steps(1 << 10), "{count}: {apart:?}");
        }
    }
}
