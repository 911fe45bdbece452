//! The chance that channels sell more of a pool than it has before they hear of each other.
//!
//! One sync window: channel c sells `N_c`, Poisson by its own mean, at most what it shows, `q = S − b` of the pool's S
//! units. More than S are sold with the chance `P(Σ min(N_c, q) > S)`, which falls as the buffer b grows, and is 0 where
//! the channels show no more than S together. Source: domain.md, "Oversell under sync latency".
//!
//! Where `2q > S`, two channels that both sell all they show have oversold. So as many as there are, or fewer, are sold
//! either where `Σ N_c ≤ S`, or where one alone wants more and the others sell b at most:
//!
//! ```text
//! P(oversell) = P(N > S) − Σ_c Σ_{j ≤ b} P(N_others = j) · P(N_c > S − j)
//! ```
//!
//! with N and `N_others` Poisson again, by the sum of the means: a buffer of one more takes one more term off. Where
//! `2q ≤ S` the sums of the capped numbers are made one channel after the other.
//!
//! What is reckoned is an upper bound of the chance, which is above it by less than 2^-60: a buffer is taken where the
//! bound is under the risk. Means are rational, and a chance above 0 is then no rational number (Lindemann and
//! Weierstrass), so that it never is the risk; one that is closer under it than the bound can tell gets a unit more.

use crate::exact::{Fixed, Percent, Poisson, Ratio};

/// One sync window of a pool, for one SKU.
#[derive(Debug, Clone)]
pub struct Window {
    /// The mean of each channel that sells any, the sum first; `None` where they are too great to reckon with.
    means: Option<(Fixed, Vec<Fixed>)>,
    /// A whole number at or above the sum of the means.
    most: u128,
    /// How many channels sell any.
    channels: u128,
    /// The units of the pool.
    units: u128,
}

/// The least buffer, and whether it had to be the one at which nothing can be oversold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Least {
    /// The units kept back.
    pub units: i128,
    /// Whether the chances in between take too long to reckon, so that the units are divided among the channels.
    pub is_divided: bool,
}

/// The most products that are made for one chance by adding channel after channel.
const MOST_PRODUCTS: u128 = 1 << 16;

impl Window {
    /// A window in which each channel sells its mean of a pool of so many units; `None` past 28 digits.
    pub fn new(means: &[Ratio], units: i128) -> Option<Self> {
        let means: Vec<Ratio> = means.iter().copied().filter(|mean| !mean.is_zero()).collect();
        let mut most: u128 = 0;
        for mean in &means {
            most = most.saturating_add(u128::try_from(mean.ceiling()?.mantissa()).ok()?);
        }
        let fixed: Option<Vec<Fixed>> = means.iter().copied().map(Fixed::at_or_above).collect();
        let fixed = fixed.map(|fixed| (fixed.iter().copied().fold(Fixed::ZERO, Fixed::plus), fixed));
        Some(Self {
            means: fixed,
            most,
            channels: means.len() as u128,
            units: u128::try_from(units).unwrap_or(0),
        })
    }

    /// The least buffer with which the chance of an oversell stays under a risk between 0% and 100%.
    pub fn least_buffer(&self, risk: Percent) -> Least {
        let at_least =
            |units: u128| Least { units: i128::try_from(units).unwrap_or(i128::MAX), is_divided: false };
        let divided = self.divided();
        let Some(risk) = Fixed::at_or_below(Ratio::from(risk.share())) else { return at_least(0) };
        if divided == 0 || self.is_far() || self.is_seldom(risk) {
            return at_least(0);
        }
        let give_up = Least { is_divided: true, ..at_least(divided) };
        let Some(sellers) = self.sellers() else { return give_up };
        let Some(units) = usize::try_from(self.units).ok() else { return give_up };
        let mut chance = sellers.chance_of_more(units);
        for buffer in (0..units).take_while(|buffer| 2 * buffer < units) {
            chance = chance.minus(sellers.chance_of_one(units, buffer));
            if chance < risk {
                return at_least(buffer as u128);
            }
        }
        let (low, high) = (units.div_ceil(2), usize::try_from(divided).unwrap_or(units));
        match low.cmp(&high) {
            std::cmp::Ordering::Less if self.is_too_much() => give_up,
            std::cmp::Ordering::Less => {
                let least = first(low, high, |buffer| sellers.chance_added(units, buffer) < risk);
                at_least(least as u128)
            }
            _ => at_least(divided),
        }
    }

    /// The chance of an oversell with a buffer, from above; `None` where it takes too long to reckon.
    pub fn chance(&self, buffer: i128) -> Option<Fixed> {
        let buffer = u128::try_from(buffer).unwrap_or(0);
        if buffer >= self.divided() {
            return Some(Fixed::ZERO);
        }
        let units = usize::try_from(self.units).ok()?;
        let buffer = usize::try_from(buffer).ok()?;
        let sellers = self.sellers()?;
        if 2 * buffer < units {
            let one: Fixed =
                (0..=buffer).fold(Fixed::ZERO, |sum, own| sum.plus(sellers.chance_of_one(units, own)));
            return Some(sellers.chance_of_more(units).minus(one));
        }
        (!self.is_too_much()).then(|| sellers.chance_added(units, buffer))
    }

    /// The least buffer with which the channels show no more than there is.
    fn divided(&self) -> u128 {
        self.units - self.units.checked_div(self.channels).unwrap_or(self.units)
    }

    /// Whether so much more is there than sells that no risk that can be written is as small.
    ///
    /// `P(N ≥ x + t) ≤ exp(−t² ÷ (2x + 2t ÷ 3))` (Bernstein), which is under 10^-11, the least risk, from
    /// `t² ≥ 26 · (2x + 2t ÷ 3)` on.
    fn is_far(&self) -> bool {
        let spare = (self.units + 1).saturating_sub(self.most);
        let bound = self.most.saturating_mul(52).saturating_add(spare.saturating_mul(18));
        spare.saturating_mul(spare) >= bound
    }

    /// Whether `P(N > S) ≤ P(N ≥ n) ≤ x^n ÷ n!` is under the risk for an n that is at most S + 1: with no exponential
    /// this is what settles most SKUs.
    fn is_seldom(&self, risk: Fixed) -> bool {
        let Some((mean, _)) = &self.means else { return false };
        let (mean, risk) = (mean.coarse_up(), risk.coarse_down());
        // up to a mean of 16 the terms stay below 2^72
        if mean > 16 << 48 {
            return false;
        }
        let mut term: u128 = 1 << 48;
        (1..=(self.units + 1).min(64)).any(|count| {
            term = ((term * mean) >> 48) / count + 1;
            term < risk
        })
    }

    /// Whether adding channel after channel would take too many products.
    fn is_too_much(&self) -> bool {
        self.channels.saturating_mul(self.units).saturating_mul(self.units / 2 + 1) > MOST_PRODUCTS
    }

    fn sellers(&self) -> Option<Sellers> {
        let (sum, means) = self.means.as_ref()?;
        let mut kinds: Vec<(Fixed, u32)> = Vec::new();
        for mean in means {
            match kinds.iter_mut().find(|(known, _)| known == mean) {
                Some((_, count)) => *count += 1,
                None => kinds.push((*mean, 1)),
            }
        }
        let kind = |(mean, count): (Fixed, u32)| {
            Some(Kind { own: Poisson::of(mean)?, others: Poisson::of(sum.minus(mean))?, count })
        };
        Some(Sellers { all: Poisson::of(*sum)?, kinds: kinds.into_iter().map(kind).collect::<Option<_>>()? })
    }
}

/// What sells in a window.
struct Sellers {
    /// By all channels together.
    all: Poisson,
    kinds: Vec<Kind>,
}

/// Channels of one mean.
struct Kind {
    /// What one of them would sell if it could.
    own: Poisson,
    /// What all others would.
    others: Poisson,
    /// How many they are.
    count: u32,
}

impl Sellers {
    /// The chance that more is wanted than there is, from above.
    fn chance_of_more(&self, units: usize) -> Fixed {
        Fixed::ONE.minus(self.all.at_most(units))
    }

    /// The chance that the others sell exactly the buffer and one channel wants all the rest and more, from below.
    fn chance_of_one(&self, units: usize, buffer: usize) -> Fixed {
        self.kinds.iter().fold(Fixed::ZERO, |sum, kind| {
            let chance = kind.others.exactly(buffer).times(kind.own.at_least(units - buffer + 1));
            sum.plus(chance.repeated(kind.count))
        })
    }

    /// The chance of an oversell, from above, by the sums of what the channels sell.
    fn chance_added(&self, units: usize, buffer: usize) -> Fixed {
        let shown = units.saturating_sub(buffer);
        let mut each = self.kinds.iter().flat_map(|kind| (0..kind.count).map(|_| &kind.own));
        let Some(last) = each.next() else { return Fixed::ZERO };
        let sums = each.fold(vec![Fixed::ONE], |sums, own| {
            let capped = (0..shown).map(|count| own.exactly(count)).chain([own.at_least(shown)]);
            added(&sums, &capped.collect::<Vec<_>>(), units)
        });
        let fits = sums.iter().enumerate().fold(Fixed::ZERO, |sum, (sold, chance)| {
            let left = units - sold;
            // what is shown is all that it can sell
            sum.plus(if left >= shown { *chance } else { chance.times(last.at_most(left)) })
        });
        Fixed::ONE.minus(fits)
    }
}

/// The chances of the sums of two numbers, up to the most.
fn added(a: &[Fixed], b: &[Fixed], most: usize) -> Vec<Fixed> {
    let mut sums = vec![Fixed::ZERO; (a.len() + b.len()).saturating_sub(1).min(most + 1)];
    for (count, own) in a.iter().enumerate().filter(|(_, own)| **own != Fixed::ZERO) {
        for (sum, other) in sums.iter_mut().skip(count).zip(b) {
            *sum = sum.plus(own.times(*other));
        }
    }
    sums
}

/// The first number from `low` on at which something holds that holds from there on, and at `high`.
fn first(mut low: usize, mut high: usize, holds: impl Fn(usize) -> bool) -> usize {
    while low < high {
        let middle = low.midpoint(high);
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::{Decimal, decimal};

    /// So many channels that sell one mean together, each as much.
    fn alike(channels: i64, mean: &str, units: i128) -> Window {
        let mean = Ratio::from(decimal::parse(mean).unwrap()).divided_by(Decimal::from(channels)).unwrap();
        Window::new(&vec![mean; usize::try_from(channels).unwrap()], units).unwrap()
    }

    fn chance(window: &Window, buffer: i128) -> String {
        window.chance(buffer).map_or_else(|| "-".to_owned(), |chance| chance.percent_up().to_string())
    }

    fn least(window: &Window, risk: &str) -> i128 {
        window.least_buffer(risk.parse().unwrap()).units
    }

    #[test]
    fn published_chances_are_met() {
        // domain.md, "Oversell under sync latency": channels, mean, units, buffer; the chance rounded up to three digits
        for (channels, mean, units, buffer, expected) in [
            // 0.0489: both sell their one unit, (1 − e^-0.25)²
            (2, "0.5", 1, 0, "4.9"),
            // 0.000702
            (2, "0.5", 3, 1, "0.0703"),
            // 0.00362
            (3, "0.5", 2, 1, "0.362"),
            // 0.400: (1 − e^-1)² = 0.39958
            (2, "2", 1, 0, "40"),
            // 0.00645
            (2, "2", 5, 2, "0.645"),
            // 0.000361
            (2, "2", 7, 3, "0.0361"),
            // 0.00723
            (4, "2", 5, 3, "0.723"),
        ] {
            let own = alike(channels, mean, units);
            assert_eq!(chance(&own, buffer), expected, "{channels} of {mean}, {units} − {buffer}");
        }
    }

    #[test]
    fn the_units_of_the_published_chances_are_the_worst() {
        for (channels, mean, units, buffer) in [
            (2, "0.5", 1, 0),
            (2, "0.5", 3, 1),
            (3, "0.5", 2, 1),
            (2, "2", 5, 2),
            (2, "2", 7, 3),
            (4, "2", 5, 3),
        ] {
            let worst = alike(channels, mean, units).chance(buffer).unwrap();
            for other in (buffer..20).filter(|other| *other != units) {
                assert!(alike(channels, mean, other).chance(buffer).unwrap() < worst, "{units} and {other}");
            }
        }
    }

    #[test]
    fn the_least_buffer_is_under_the_risk_and_one_less_is_not() {
        // 4.89…% with none, 0% with one: two channels show a unit less than the one there is
        assert_eq!(least(&alike(2, "0.5", 1), "4.89%"), 1);
        assert_eq!(least(&alike(2, "0.5", 1), "4.9%"), 0);
        // 0.0702…% with one
        assert_eq!(least(&alike(2, "0.5", 3), "0.0702%"), 2);
        assert_eq!(least(&alike(2, "0.5", 3), "0.0703%"), 1);
        // 0.7227…% with three, by the sums of the capped numbers: 2 × (5 − 3) is below 5
        assert_eq!(least(&alike(4, "2", 5), "0.7227%"), 4);
        assert_eq!(least(&alike(4, "2", 5), "0.7228%"), 3);
    }

    #[test]
    fn what_is_not_shown_twice_is_not_sold_twice() {
        assert_eq!(least(&alike(1, "1000", 3), "0.000000001%"), 0, "one channel");
        assert_eq!(least(&alike(3, "0", 3), "0.000000001%"), 0, "nothing sells");
        assert_eq!(least(&alike(3, "5", 0), "0.000000001%"), 0, "nothing is there");
        // 10 units for 3 channels: 3 each
        assert_eq!(least(&alike(3, "1000", 10), "0.000000001%"), 7);
        assert_eq!(chance(&alike(3, "1000", 10), 7), "0");
    }

    #[test]
    fn what_is_far_is_told_without_reckoning() {
        // 14,400 a window and 15,700 there: 10.8 deviations; the same the short way and the long way
        let far = alike(2, "14400", 15_700);
        assert!(far.is_far());
        assert_eq!(chance(&far, 0), "0.000000001");
        assert_eq!(least(&alike(2, "1000000000", 1_000_000_000_000), "0.5%"), 0);
    }

    #[test]
    fn too_many_to_reckon_are_divided() {
        // two windows' worth is missing, 200 units for 3 channels: 66 each
        let own = alike(3, "20000", 200).least_buffer("0.5%".parse().unwrap());
        assert_eq!(own, Least { units: 134, is_divided: true });
        // 300 for 5 with 400 wanted: 5 × 300 × 151 products are too many
        let own = alike(5, "400", 300).least_buffer("0.5%".parse().unwrap());
        assert_eq!(own, Least { units: 240, is_divided: true });
        // where one of five alone sells most of it they need not be reckoned: the others sell 1,500 ± 39
        let means = [13_500, 400, 400, 400, 300].map(|mean| Ratio::from(Decimal::from(mean)));
        let own = Window::new(&means, 15_000).unwrap().least_buffer("0.5%".parse().unwrap());
        assert!(!own.is_divided && own.units > 1_500 && own.units < 1_620, "{own:?}");
    }

    #[test]
    fn a_whole_shared_out_alike_is_the_worst() {
        let ratio = |units: i64| Ratio::new(Decimal::from(units), Decimal::from(10)).unwrap();
        for units in 1..9 {
            for buffer in 0..units {
                let worst = Window::new(&[ratio(10); 3], units).unwrap().chance(buffer).unwrap();
                for means in [[11, 10, 9], [15, 10, 5], [28, 1, 1], [15, 15, 0], [30, 0, 0]] {
                    let own = Window::new(&means.map(ratio), units).unwrap().chance(buffer).unwrap();
                    // each is above the chance by less than 2^-60
                    assert!(
                        own <= worst.plus(Fixed::ONE.times(slack())),
                        "{means:?} of {units}, {buffer} kept"
                    );
                }
            }
        }
    }

    fn slack() -> Fixed {
        Fixed::at_or_above(Ratio::new(Decimal::ONE, Decimal::from(1_u64 << 60)).unwrap()).unwrap()
    }
}
