//! Instants: local dates and times in a zone, or with an offset of their own.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};

/// Why a text is no instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstantError {
    /// Not a date, and not a date and time.
    Unreadable,
    /// The zone's clocks skip this local time.
    Skipped,
    /// The zone's clocks show this local time twice.
    Twice,
}

/// Reads `2026-11-27T09:00` in `timezone`, the same with an offset (`2026-11-27T09:00-05:00`, `…Z`), or a
/// date alone, which is its midnight.
///
/// A local time that the zone skips or shows twice is an error: the text must name an offset.
pub fn parse_instant(text: &str, timezone: &TimeZone) -> Result<Timestamp, InstantError> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(instant);
    }
    let local = match text.parse::<Date>() {
        Ok(date) if text.len() == 10 => date.to_datetime(jiff::civil::Time::midnight()),
        _ => text.parse::<DateTime>().map_err(|_| InstantError::Unreadable)?,
    };
    match timezone.to_ambiguous_timestamp(local).offset() {
        AmbiguousOffset::Unambiguous { offset } => {
            offset.to_timestamp(local).map_err(|_| InstantError::Unreadable)
        }
        AmbiguousOffset::Gap { .. } => Err(InstantError::Skipped),
        AmbiguousOffset::Fold { .. } => Err(InstantError::Twice),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new_york(text: &str) -> Result<String, InstantError> {
        let zone = TimeZone::get("America/New_York").unwrap();
        parse_instant(text, &zone).map(|instant| instant.to_string())
    }

    #[test]
    fn local_times_in_winter_and_summer() {
        // New York is UTC−5 in November and UTC−4 in July
        assert_eq!(new_york("2026-11-27T09:00"), Ok("2026-11-27T14:00:00Z".into()));
        assert_eq!(new_york("2026-07-01"), Ok("2026-07-01T04:00:00Z".into()));
        assert_eq!(new_york("2026-11-27T09:00+01:00"), Ok("2026-11-27T08:00:00Z".into()));
    }

    #[test]
    fn local_times_that_do_not_exist_or_come_twice() {
        assert_eq!(new_york("2027-03-14T02:30"), Err(InstantError::Skipped));
        assert_eq!(new_york("2026-11-01T01:30"), Err(InstantError::Twice));
        assert_eq!(new_york("2026-11-01T01:30-04:00"), Ok("2026-11-01T05:30:00Z".into()));
        assert_eq!(new_york("next Friday"), Err(InstantError::Unreadable));
    }
}
