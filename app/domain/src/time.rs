//! Instants and wall-clock times. Calendars and zones are the server's: nothing here converts between the two.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// An instant: whole milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The instant `millis` milliseconds later.
    #[must_use]
    pub fn plus_ms(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }
}

/// A date and time as read on a wall clock in the company's zone, to the minute: `2026-11-24T09:30`.
///
/// The form of `<input type="datetime-local">`
/// (<https://html.spec.whatwg.org/#valid-local-date-and-time-string>); seconds are dropped.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WallTime(String);

/// The text is no `YYYY-MM-DDTHH:MM`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotAWallTime;

impl fmt::Display for NotAWallTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a date and time of the form YYYY-MM-DDTHH:MM")
    }
}

impl WallTime {
    /// `YYYY-MM-DDTHH:MM`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `YYYY-MM-DD`.
    pub fn day(&self) -> &str {
        &self.0[..10]
    }

    /// `HH:MM`.
    pub fn time(&self) -> &str {
        &self.0[11..]
    }
}

impl FromStr for WallTime {
    type Err = NotAWallTime;

    fn from_str(text: &str) -> Result<Self, NotAWallTime> {
        let minutes = text.get(..16).ok_or(NotAWallTime)?;
        let shape = minutes.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            10 => byte == b'T',
            13 => byte == b':',
            _ => byte.is_ascii_digit(),
        });
        if !shape {
            return Err(NotAWallTime);
        }
        let number = |from: usize, to: usize| minutes[from..to].parse::<u32>().unwrap_or(u32::MAX);
        let days = match number(5, 7) {
            4 | 6 | 9 | 11 => 30,
            2 if is_leap(number(0, 4)) => 29,
            2 => 28,
            1..=12 => 31,
            _ => 0,
        };
        let real = (1..=days).contains(&number(8, 10)) && number(11, 13) < 24 && number(14, 16) < 60;
        let rest = &text[16..];
        let seconds = rest.is_empty()
            || (rest.starts_with(':') && rest[1..].bytes().all(|b| b.is_ascii_digit() || b == b'.'));
        if real && seconds {
            Ok(Self(minutes.to_owned()))
        } else {
            Err(NotAWallTime)
        }
    }
}

fn is_leap(year: u32) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

impl TryFrom<String> for WallTime {
    type Error = NotAWallTime;
    fn try_from(text: String) -> Result<Self, NotAWallTime> {
        text.parse()
    }
}

impl From<WallTime> for String {
    fn from(wall: WallTime) -> Self {
        wall.0
    }
}

#[cfg(test)]
mod tests {
    use super::WallTime;

    #[test]
    fn only_real_minutes_are_wall_times() {
        for good in [
            "2026-11-24T09:30",
            "2024-02-29T00:00",
            "2026-11-24T09:30:15",
            "2026-11-24T23:59:59.999",
        ] {
            assert_eq!(good.parse::<WallTime>().unwrap().as_str(), &good[..16], "{good}");
        }
        for bad in [
            "",
            "2026-11-24",
            "2026-02-29T10:00",
            "2026-13-01T10:00",
            "2026-11-31T10:00",
            "2026-11-24T24:00",
            "2026-11-24 09:30",
            "2026-11-24T09:30Z",
            "éééééééééééééééé",
            "2026-00-10T10:00",
        ] {
            assert!(bad.parse::<WallTime>().is_err(), "{bad}");
        }
    }
}
