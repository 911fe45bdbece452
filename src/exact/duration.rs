//! Spans of time: whole seconds, a day being 24 hours.

use std::fmt;
use std::str::FromStr;

/// A length of time in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration {
    seconds: u64,
}

/// Units as written, the longest first, with their seconds.
const UNITS: [(&str, u64); 5] = [("w", 604_800), ("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)];

/// A hundred years of 365 days: longer is a slip of the finger, and the bound keeps rates exact.
const LONGEST: u64 = 3_153_600_000;

impl Duration {
    /// One day of 24 hours.
    pub const DAY: Self = Self { seconds: 86_400 };

    /// No time.
    pub const ZERO: Self = Self { seconds: 0 };

    /// A length of so many seconds.
    pub const fn from_seconds(seconds: u64) -> Self {
        Self { seconds }
    }

    /// Its length in seconds.
    pub fn seconds(self) -> u64 {
        self.seconds
    }

    /// So many of one unit (`d`, `h` …); `None` for an unknown unit, or past a hundred years.
    pub fn of(count: u64, unit: &str) -> Option<Self> {
        let (_, seconds) = UNITS.iter().find(|(name, _)| *name == unit)?;
        let seconds = count.checked_mul(*seconds)?;
        (seconds <= LONGEST).then_some(Self { seconds })
    }
}

impl FromStr for Duration {
    type Err = ();

    /// Reads `5min`, `48h`, `14d`, `2w`, `30s`, and sums such as `1h30min`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let mut rest = text;
        let mut seconds: u64 = 0;
        while !rest.is_empty() {
            let digits = rest.find(|character: char| !character.is_ascii_digit()).ok_or(())?;
            let (count, after) = rest.split_at(digits);
            let unit = after.find(|character: char| character.is_ascii_digit()).unwrap_or(after.len());
            let (unit, after) = after.split_at(unit);
            let part = Self::of(count.parse().map_err(|_| ())?, unit).ok_or(())?;
            seconds = seconds.checked_add(part.seconds).filter(|sum| *sum <= LONGEST).ok_or(())?;
            rest = after;
        }
        if text.is_empty() { Err(()) } else { Ok(Self { seconds }) }
    }
}

impl fmt::Display for Duration {
    /// Writes the longest unit that divides it: `14d`, `90min`, `0s`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fits = |unit: &&(&str, u64)| unit.0 != "w" && self.seconds.is_multiple_of(unit.1);
        match UNITS.iter().find(fits) {
            Some((name, unit)) if self.seconds > 0 => write!(formatter, "{}{name}", self.seconds / unit),
            _ => write!(formatter, "{}s", self.seconds),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_as_written() {
        for (text, seconds, printed) in [
            ("5min", 300, "5min"),
            ("48h", 172_800, "2d"),
            ("14d", 1_209_600, "14d"),
            ("1h30min", 5_400, "90min"),
        ] {
            let duration: Duration = text.parse().unwrap();
            assert_eq!((duration.seconds(), duration.to_string().as_str()), (seconds, printed));
        }
        for text in ["", "5", "5m", "min", "5 min", "1.5h", "-5min", "99999999999d"] {
            assert!(text.parse::<Duration>().is_err(), "{text:?}");
        }
    }
}
