//! Instants: local dates and times in a zone, or with an offset of their own.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};

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

/// The same local time with each of the offsets that may be meant, where the zone's clocks skip it or show it twice.
pub fn with_offsets(text: &str, timezone: &TimeZone) -> Vec<String> {
    let local = match text.parse::<Date>() {
        Ok(date) if text.len() == 10 => date.to_datetime(jiff::civil::Time::midnight()),
        _ => match text.parse::<DateTime>() {
            Ok(local) => local,
            Err(_) => return Vec::new(),
        },
    };
    match timezone.to_ambiguous_timestamp(local).offset() {
        AmbiguousOffset::Unambiguous { .. } => Vec::new(),
        AmbiguousOffset::Gap { before, after } | AmbiguousOffset::Fold { before, after } => {
            let time = if text.len() == 10 { "T00:00" } else { "" };
            [before, after].map(|offset| format!("{text}{time}{}", shown(offset))).into()
        }
    }
}

/// An offset as `-05:00`.
fn shown(offset: Offset) -> String {
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

/// Reads the time of something that has happened, as exports write it: the forms of [`parse_instant`], with a
/// blank for the `T` and before the offset, and the offset as `±hh`, `±hhmm` or `±hh:mm`.
///
/// A local time that the zone shows twice is the first of the two, one that it skips is as much later as its clocks
/// were put forward: nobody can ask the export which one it was, and an hour is no matter to a sum over days.
pub fn parse_moment(text: &str, timezone: &TimeZone) -> Option<Timestamp> {
    let text = text.trim();
    if let Some((local, offset)) = with_offset(text) {
        return format!("{local}{offset}").parse().ok();
    }
    let is_date = text.len() == 10;
    let local = match text.parse::<Date>() {
        Ok(date) if is_date => date.to_datetime(jiff::civil::Time::midnight()),
        _ => text.parse::<DateTime>().ok()?,
    };
    timezone.to_ambiguous_timestamp(local).compatible().ok()
}

/// A date and time and its offset, where it has one.
fn with_offset(text: &str) -> Option<(&str, &str)> {
    let time = text.find(['T', 't', ' '])? + 1;
    let at = time + text.get(time..)?.find(['+', '-', 'Z', 'z'])?;
    let (local, offset) = text.split_at_checked(at)?;
    Some((local.trim_end(), offset))
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

    fn moment(text: &str) -> Option<String> {
        let zone = TimeZone::get("America/New_York").unwrap();
        parse_moment(text, &zone).map(|instant| instant.to_string())
    }

    #[test]
    fn times_as_exports_write_them() {
        // 9:14:33 at five hours behind UTC is 14:14:33; New York is UTC−5 in November
        for text in [
            "2026-11-20 09:14:33 -0500",
            "2026-11-20 09:14:33 -05:00",
            "2026-11-20T09:14:33-05",
            "2026-11-20T14:14:33Z",
            "2026-11-20 14:14:33 +0000",
            "2026-11-20 09:14:33",
            "2026-11-20T09:14:33",
            " 2026-11-20 19:44:33+0530 ",
        ] {
            assert_eq!(moment(text).as_deref(), Some("2026-11-20T14:14:33Z"), "{text}");
        }
        assert_eq!(moment("2026-11-20").as_deref(), Some("2026-11-20T05:00:00Z"), "its midnight");
        assert_eq!(moment("2026-11-20 09:14").as_deref(), Some("2026-11-20T14:14:00Z"));
        for text in [
            "",
            "20.11.2026",
            "11/20/2026 09:14",
            "2026-13-01",
            "2026-11-20 25:00",
            "yesterday",
            "2026-11-20 09:14:33 EST",
        ] {
            assert_eq!(moment(text), None, "{text:?}");
        }
    }

    #[test]
    fn local_times_of_the_past_that_do_not_exist_or_came_twice() {
        // the clocks go from 2:00 to 3:00 on 14 March 2027: 2:30 in winter time is 3:30 in summer time, 7:30 UTC
        assert_eq!(moment("2027-03-14 02:30").as_deref(), Some("2027-03-14T07:30:00Z"));
        // they go from 2:00 back to 1:00 on 1 November 2026: the first 1:30 is in summer time, UTC−4
        assert_eq!(moment("2026-11-01 01:30").as_deref(), Some("2026-11-01T05:30:00Z"));
        assert_eq!(moment("2026-11-01 01:30 -0500").as_deref(), Some("2026-11-01T06:30:00Z"));
    }
}
