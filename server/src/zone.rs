//! The company's time zone: wall-clock times to instants and back, and dates in words.

use app::view::When;
use domain::locale::Locale;
use domain::rejection::Problem;
use domain::time::{Timestamp, WallTime};
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;
use std::fmt;
use std::str::FromStr;

/// Instants that have a four-digit year in every zone: 0001-01-02T00:00Z and 9999-12-30T00:00Z, in Unix milliseconds.
/// What lies outside is shown as the nearer end.
const SHOWN_MS: std::ops::RangeInclusive<i64> = -62_135_510_400_000..=253_402_128_000_000;

/// A zone of the IANA time zone database, as in `Europe/Paris`.
#[derive(Clone, Debug)]
pub struct Zone {
    zone: TimeZone,
    name: String,
}

/// The database has no zone of this name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownZone(pub String);

impl fmt::Display for UnknownZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "there is no time zone named {:?}: give an IANA name such as Europe/Paris",
            self.0
        )
    }
}

impl std::error::Error for UnknownZone {}

impl FromStr for Zone {
    type Err = UnknownZone;

    /// Case does not matter; [`Zone::name`] then has the spelling of the database.
    fn from_str(name: &str) -> Result<Self, UnknownZone> {
        let unknown = || UnknownZone(name.to_owned());
        let zone = TimeZone::get(name).map_err(|_| unknown())?;
        let name = zone.iana_name().ok_or_else(unknown)?.to_owned();
        Ok(Self { zone, name })
    }
}

impl Zone {
    /// IANA name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The instant of a wall-clock time; the earlier one when clocks go back and show it twice.
    ///
    /// # Errors
    /// [`Problem::NoSuchTime`] when clocks go forward over it.
    pub fn resolve(&self, wall: &WallTime) -> Result<Timestamp, Problem> {
        let read: DateTime = wall.as_str().parse().map_err(|_| Problem::NoSuchTime)?;
        let instant = self.zone.to_ambiguous_timestamp(read);
        if matches!(instant.offset(), jiff::tz::AmbiguousOffset::Gap { .. }) {
            return Err(Problem::NoSuchTime);
        }
        let instant = instant.earlier().map_err(|_| Problem::NoSuchTime)?;
        Ok(Timestamp(instant.as_millisecond()))
    }

    /// The first instant of a day, `2026-11-24`; `None` for what is no day.
    pub fn day_start(&self, day: &str) -> Option<Timestamp> {
        self.midnight(day.parse().ok()?)
    }

    /// The first instant after a day.
    pub fn day_end(&self, day: &str) -> Option<Timestamp> {
        self.midnight(day.parse::<Date>().ok()?.tomorrow().ok()?)
    }

    /// Clocks may go forward at midnight: a day then starts later.
    fn midnight(&self, day: Date) -> Option<Timestamp> {
        let start = self.zone.to_ambiguous_timestamp(day.at(0, 0, 0, 0));
        Some(Timestamp(start.compatible().ok()?.as_millisecond()))
    }

    /// What the clock on the wall shows, to the minute.
    pub fn wall(&self, at: Timestamp) -> WallTime {
        let local = self.local(at);
        format!("{}T{}", day(local), time(local))
            .parse()
            .expect("a four-digit year, a real day and a real minute are a wall time")
    }

    /// The instant and its short words: `24 nov. 2026, 09:30`, `24 Nov 2026, 09:30`.
    pub fn when(&self, at: Timestamp, locale: Locale) -> When {
        let local = self.local(at);
        let (day, month, year) = (day_word(local, locale), short_month(local, locale), local.year());
        When {
            at,
            iso: instant(at).to_string(),
            text: format!("{day} {month} {year}, {}", time(local)),
        }
    }

    /// The day in words: `mardi 24 novembre 2026`, `Tuesday 24 November 2026`.
    pub fn day_text(&self, at: Timestamp, locale: Locale) -> String {
        let local = self.local(at);
        let (weekday, day, month) = (
            weekday(local, locale),
            day_word(local, locale),
            month(local, locale),
        );
        format!("{weekday} {day} {month} {}", local.year())
    }

    /// The time of day: `09:30`.
    pub fn time_text(&self, at: Timestamp) -> String {
        time(self.local(at))
    }

    fn local(&self, at: Timestamp) -> DateTime {
        self.zone.to_datetime(instant(at))
    }
}

fn instant(at: Timestamp) -> jiff::Timestamp {
    let millis = at.0.clamp(*SHOWN_MS.start(), *SHOWN_MS.end());
    jiff::Timestamp::from_millisecond(millis).expect("a four-digit year is in the library's range")
}

fn day(local: DateTime) -> String {
    format!("{:04}-{:02}-{:02}", local.year(), local.month(), local.day())
}

fn time(local: DateTime) -> String {
    format!("{:02}:{:02}", local.hour(), local.minute())
}

/// French counts the first of a month, `1er`, and only the first.
fn day_word(local: DateTime, locale: Locale) -> String {
    match (locale, local.day()) {
        (Locale::Fr, 1) => "1er".to_owned(),
        (_, day) => day.to_string(),
    }
}

fn month(local: DateTime, locale: Locale) -> &'static str {
    let months = match locale {
        Locale::Fr => [
            "janvier",
            "février",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "août",
            "septembre",
            "octobre",
            "novembre",
            "décembre",
        ],
        Locale::En => [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
    };
    of_month(local, months)
}

fn short_month(local: DateTime, locale: Locale) -> &'static str {
    let months = match locale {
        Locale::Fr => [
            "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
        ],
        Locale::En => [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ],
    };
    of_month(local, months)
}

fn of_month(local: DateTime, months: [&'static str; 12]) -> &'static str {
    let at = usize::from(local.month().unsigned_abs()).saturating_sub(1);
    months[at.min(11)]
}

fn weekday(local: DateTime, locale: Locale) -> &'static str {
    let (french, english) = match local.weekday() {
        Weekday::Monday => ("lundi", "Monday"),
        Weekday::Tuesday => ("mardi", "Tuesday"),
        Weekday::Wednesday => ("mercredi", "Wednesday"),
        Weekday::Thursday => ("jeudi", "Thursday"),
        Weekday::Friday => ("vendredi", "Friday"),
        Weekday::Saturday => ("samedi", "Saturday"),
        Weekday::Sunday => ("dimanche", "Sunday"),
    };
    match locale {
        Locale::Fr => french,
        Locale::En => english,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paris() -> Zone {
        "Europe/Paris".parse().unwrap()
    }

    fn utc(text: &str) -> Timestamp {
        Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
    }

    fn wall(text: &str) -> WallTime {
        text.parse().unwrap()
    }

    #[test]
    fn a_wall_clock_time_is_an_instant_and_back() {
        for (shown, at) in [
            ("2026-11-24T09:30", "2026-11-24T08:30:00Z"),
            ("2026-07-14T09:30", "2026-07-14T07:30:00Z"),
            ("2026-01-01T00:00", "2025-12-31T23:00:00Z"),
        ] {
            assert_eq!(paris().resolve(&wall(shown)), Ok(utc(at)), "{shown}");
            assert_eq!(paris().wall(utc(at)), wall(shown), "{at}");
        }
    }

    #[test]
    fn the_hour_that_clocks_jump_over_is_no_time() {
        for gone in ["2026-03-29T02:00", "2026-03-29T02:30", "2026-03-29T02:59"] {
            assert_eq!(paris().resolve(&wall(gone)), Err(Problem::NoSuchTime), "{gone}");
        }
        assert_eq!(
            paris().resolve(&wall("2026-03-29T01:59")),
            Ok(utc("2026-03-29T00:59:00Z"))
        );
        assert_eq!(
            paris().resolve(&wall("2026-03-29T03:00")),
            Ok(utc("2026-03-29T01:00:00Z"))
        );
    }

    #[test]
    fn the_hour_that_clocks_show_twice_is_the_earlier_one() {
        assert_eq!(
            paris().resolve(&wall("2026-10-25T02:30")),
            Ok(utc("2026-10-25T00:30:00Z"))
        );
        for at in ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"] {
            assert_eq!(paris().wall(utc(at)), wall("2026-10-25T02:30"), "{at}");
        }
        assert_eq!(
            paris().resolve(&wall("2026-10-25T03:00")),
            Ok(utc("2026-10-25T02:00:00Z"))
        );
    }

    #[test]
    fn an_instant_has_french_and_english_words() {
        let at = utc("2026-11-24T08:30:15.250Z");
        let when = paris().when(at, Locale::Fr);
        assert_eq!(when.text, "24 nov. 2026, 09:30");
        assert_eq!(when.iso, "2026-11-24T08:30:15.25Z");
        assert_eq!(when.at, at);
        assert_eq!(paris().when(at, Locale::En).text, "24 Nov 2026, 09:30");
        assert_eq!(paris().wall(at).day(), "2026-11-24");
        assert_eq!(paris().time_text(at), "09:30");
        assert_eq!(paris().day_text(at, Locale::Fr), "mardi 24 novembre 2026");
        assert_eq!(paris().day_text(at, Locale::En), "Tuesday 24 November 2026");
    }

    #[test]
    fn the_first_of_a_month_is_said_as_the_french_say_it() {
        let at = utc("2026-07-31T22:05:00Z");
        assert_eq!(paris().day_text(at, Locale::Fr), "samedi 1er août 2026");
        assert_eq!(paris().day_text(at, Locale::En), "Saturday 1 August 2026");
        assert_eq!(paris().when(at, Locale::Fr).text, "1er août 2026, 00:05");
        assert_eq!(paris().when(at, Locale::En).text, "1 Aug 2026, 00:05");
    }

    #[test]
    fn an_instant_out_of_all_calendars_is_shown_as_the_nearest_that_is_in() {
        for (at, shown) in [(i64::MIN, "0001-01-02"), (i64::MAX, "9999-12-30")] {
            assert_eq!(paris().wall(Timestamp(at)).day(), shown);
            assert!(paris().wall(Timestamp(at)).as_str().starts_with(shown));
        }
    }

    #[test]
    fn a_zone_has_the_name_of_the_database_or_is_refused_with_a_sentence() {
        assert_eq!("europe/paris".parse::<Zone>().unwrap().name(), "Europe/Paris");
        assert_eq!("UTC".parse::<Zone>().unwrap().name(), "UTC");
        for bad in ["", "Europe/Pariss", "Etc/Unknown", "+02:00"] {
            assert!(bad.parse::<Zone>().is_err(), "{bad}");
        }
        assert_eq!(
            "Mars/Olympus".parse::<Zone>().unwrap_err().to_string(),
            "there is no time zone named \"Mars/Olympus\": give an IANA name such as Europe/Paris"
        );
    }
}
