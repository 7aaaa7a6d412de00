//! When things happen at a company that works from Monday to Friday, 8 to 18.

use crate::zone::Zone;
use domain::locale::Locale;
use domain::time::{Timestamp, WallTime};
use jiff::ToSpan;
use jiff::civil::{DateTime, Weekday};

pub(super) const MINUTE_MS: i64 = 60 * 1000;
pub(super) const HOUR_MS: i64 = 60 * MINUTE_MS;
pub(super) const DAY_MS: i64 = 24 * HOUR_MS;

/// The clock at loading and the company's zone: the demonstration is always recent.
#[derive(Clone, Debug)]
pub(super) struct Calendar {
    pub(super) zone: Zone,
    pub(super) now: Timestamp,
}

impl Calendar {
    /// The latest working minute that is not after `at`.
    pub(super) fn worked(&self, at: Timestamp) -> Timestamp {
        let Some(local) = self.local(at) else { return at };
        let opened = match local.hour() {
            ..8 => local.checked_sub(1.day()).map(|day| day.with().hour(17).build()),
            8..18 => Ok(Ok(local)),
            18.. => Ok(local.with().hour(17).build()),
        };
        let Ok(Ok(opened)) = opened else { return at };
        let back = match opened.weekday() {
            Weekday::Saturday => 1,
            Weekday::Sunday => 2,
            _ => 0,
        };
        opened
            .checked_sub(back.days())
            .ok()
            .and_then(|worked| self.instant(worked))
            .unwrap_or(at)
    }

    /// The first working day at `time` (hour and minute) that is not before `at`.
    pub(super) fn appointment(&self, at: Timestamp, (hour, minute): (i8, i8)) -> Timestamp {
        let mut day = at;
        for _ in 0..5 {
            let slot = self
                .local(day)
                .filter(|local| !matches!(local.weekday(), Weekday::Saturday | Weekday::Sunday))
                .and_then(|local| local.with().hour(hour).minute(minute).second(0).build().ok())
                .and_then(|local| self.instant(local))
                .filter(|slot| *slot >= at);
            if let Some(slot) = slot {
                return slot;
            }
            day = day.plus_ms(DAY_MS);
        }
        at
    }

    /// `jeudi 26 novembre`: the year goes without saying.
    pub(super) fn day(&self, at: Timestamp) -> String {
        let day = self.zone.day_text(at, Locale::Fr);
        day.rsplit_once(' ')
            .map_or(day.clone(), |(day, _)| day.to_owned())
    }

    /// `8 h 30`, `14 h`.
    pub(super) fn time(&self, at: Timestamp) -> String {
        let time = self.zone.time_text(at);
        let (hour, minute) = time.split_once(':').unwrap_or((&time, "00"));
        let hour = hour.strip_prefix('0').unwrap_or(hour);
        if minute == "00" {
            format!("{hour} h")
        } else {
            format!("{hour} h {minute}")
        }
    }

    fn local(&self, at: Timestamp) -> Option<DateTime> {
        self.zone.wall(at).as_str().parse().ok()
    }

    fn instant(&self, local: DateTime) -> Option<Timestamp> {
        let wall: WallTime = local.strftime("%Y-%m-%dT%H:%M").to_string().parse().ok()?;
        self.zone.resolve(&wall).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(zone: &Zone, wall: &str) -> Timestamp {
        zone.resolve(&wall.parse().unwrap()).unwrap()
    }

    #[test]
    fn nobody_works_at_night_or_at_the_weekend() {
        let zone: Zone = "Europe/Paris".parse().unwrap();
        let calendar = Calendar {
            zone: zone.clone(),
            now: at(&zone, "2026-11-24T12:00"),
        };
        for (given, worked) in [
            ("2026-11-24T09:41", "2026-11-24T09:41"),
            ("2026-11-24T22:10", "2026-11-24T17:10"),
            ("2026-11-24T06:05", "2026-11-23T17:05"),
            ("2026-11-23T03:00", "2026-11-20T17:00"),
            ("2026-11-21T11:00", "2026-11-20T11:00"),
        ] {
            assert_eq!(calendar.worked(at(&zone, given)), at(&zone, worked), "{given}");
        }
        for (given, slot) in [
            ("2026-11-24T07:00", "2026-11-24T08:30"),
            ("2026-11-24T09:00", "2026-11-25T08:30"),
            ("2026-11-27T09:00", "2026-11-30T08:30"),
        ] {
            assert_eq!(
                calendar.appointment(at(&zone, given), (8, 30)),
                at(&zone, slot),
                "{given}"
            );
        }
        assert_eq!(calendar.day(at(&zone, "2026-11-26T08:30")), "jeudi 26 novembre");
        assert_eq!(calendar.time(at(&zone, "2026-11-26T08:30")), "8 h 30");
        assert_eq!(calendar.time(at(&zone, "2026-11-26T14:00")), "14 h");
    }
}
