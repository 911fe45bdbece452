//! Units over time: velocities and order volumes.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::decimal::{self, add, multiply};
use super::duration::Duration;
use super::ratio::Ratio;

/// So many units in so much time: multiplied first, divided last, so that 20 a month for 3 days is 2 and
/// not 1.99….
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Units, may have digits after the point.
    pub units: Decimal,
    /// The time in which they go, above zero.
    pub per: Duration,
}

/// The words after the slash, with their seconds; a month is 30 days.
const PERIODS: [(&str, u64); 5] =
    [("hour", 3_600), ("day", 86_400), ("week", 604_800), ("month", 2_592_000), ("year", 31_536_000)];

impl Rate {
    /// Units in one of the periods `hour`, `day`, `week`, `month` (30 days), `year` (365 days).
    pub fn per_period(units: Decimal, period: &str) -> Option<Self> {
        let (_, seconds) = PERIODS.iter().find(|(name, _)| *name == period)?;
        Some(Self { units, per: Duration::from_seconds(*seconds) })
    }

    /// The units that go in a length of time, not yet divided.
    pub fn over(self, time: Duration) -> Option<Ratio> {
        if time.seconds().is_multiple_of(self.per.seconds()) {
            let periods = Decimal::from(time.seconds() / self.per.seconds());
            return Some(Ratio::from(multiply(self.units, periods)?));
        }
        let units = multiply(self.units, Decimal::from(time.seconds()))?;
        Ratio::new(units, Decimal::from(self.per.seconds()))
    }

    /// The sum of two rates.
    pub fn plus(self, other: Self) -> Option<Self> {
        if self.per == other.per {
            return Some(Self { units: add(self.units, other.units)?, per: self.per });
        }
        let (long, short) = if self.per > other.per { (self, other) } else { (other, self) };
        let (long_seconds, short_seconds) = (long.per.seconds(), short.per.seconds());
        if long_seconds.is_multiple_of(short_seconds) {
            let scaled = multiply(short.units, Decimal::from(long_seconds / short_seconds))?;
            return Some(Self { units: add(long.units, scaled)?, per: long.per });
        }
        let per = long_seconds.checked_mul(short_seconds)?;
        let units = add(
            multiply(long.units, Decimal::from(short_seconds))?,
            multiply(short.units, Decimal::from(long_seconds))?,
        )?;
        Some(Self { units, per: Duration::from_seconds(per) })
    }

    /// Whether another rate is as fast, in whatever time each is given.
    pub fn is_same_as(self, other: Self) -> bool {
        let a_day = self.a_day().zip(other.a_day());
        a_day.and_then(|(own, other)| own.compare(other)).is_some_and(std::cmp::Ordering::is_eq)
    }

    /// Units a day, not yet divided.
    pub fn a_day(self) -> Option<Ratio> {
        self.over(Duration::DAY)
    }
}

impl FromStr for Rate {
    type Err = ();

    /// Reads `5400/month`, `12/day`, `0.5/week`, and a length of time: `20/30d`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (units, period) = text.split_once('/').ok_or(())?;
        let units = decimal::parse(units).filter(|units| *units >= Decimal::ZERO).ok_or(())?;
        if let Some(rate) = Self::per_period(units, period) {
            return Ok(rate);
        }
        let per: Duration = period.parse()?;
        (per.seconds() > 0).then_some(Self { units, per }).ok_or(())
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match PERIODS.iter().find(|(_, seconds)| *seconds == self.per.seconds()) {
            Some((name, _)) => write!(formatter, "{}/{name}", self.units),
            None => write!(formatter, "{}/{}", self.units, self.per),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(rate: &str, time: &str) -> String {
        let rate: Rate = rate.parse().unwrap();
        rate.over(time.parse().unwrap()).unwrap().ceiling().unwrap().to_string()
    }

    #[test]
    fn multiplied_first_divided_last() {
        // 20 in 30 days × 3 days = 60 ÷ 30 = 2; divided first it is 0.66… × 3, and its ceiling 2 or 3
        assert_eq!(units("20/month", "3d"), "2");
        assert_eq!(units("20/30d", "3d"), "2");
        // 7 a week × 1 day = 1
        assert_eq!(units("7/week", "1d"), "1");
        // 12 a day × 2 days = 24
        assert_eq!(units("12/day", "2d"), "24");
    }

    #[test]
    fn rates_of_different_periods_add_up() {
        // 1 a day + 1 a week over 7 days = 7 + 1 = 8
        let sum = "1/day".parse::<Rate>().unwrap().plus("1/week".parse().unwrap()).unwrap();
        assert_eq!(sum.over("7d".parse().unwrap()).unwrap().ceiling().unwrap().to_string(), "8");
        // 1 a week + 1 a month over 210 days = 30 + 7 = 37
        let sum = "1/week".parse::<Rate>().unwrap().plus("1/month".parse().unwrap());
        let sum = sum.unwrap().over("210d".parse().unwrap()).unwrap();
        assert_eq!(sum.ceiling().unwrap().to_string(), "37");
    }

    #[test]
    fn forms_that_are_not_rates() {
        for text in ["5400", "/day", "5400/fortnight", "-1/day", "1/0d", "1 /day"] {
            assert!(text.parse::<Rate>().is_err(), "{text:?}");
        }
    }
}
