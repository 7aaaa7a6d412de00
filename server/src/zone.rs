//! The company's time zone.

use crate::error::Failure;
use domain::rejection::Problem;
use domain::time::{Timestamp, WallTime};
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

/// Turns wall-clock times into instants and back.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

impl Zone {
    /// The zone of an IANA name.
    ///
    /// # Errors
    /// [`Failure::Setting`] when there is none.
    pub fn new(name: &str) -> Result<Self, Failure> {
        TimeZone::get(name)
            .map(Self)
            .map_err(|_| Failure::Setting("ECHANGES_TIME_ZONE names no time zone"))
    }

    /// The instant of a wall-clock time; the earlier of two when clocks go back.
    ///
    /// # Errors
    /// [`Problem::NoSuchTime`] when clocks go forward over it.
    pub fn resolve(&self, wall: &WallTime) -> Result<Timestamp, Problem> {
        let civil: DateTime = wall.as_str().parse().map_err(|_| Problem::NoSuchTime)?;
        let ambiguous = self.0.to_ambiguous_timestamp(civil);
        if let AmbiguousOffset::Gap { .. } = ambiguous.offset() {
            return Err(Problem::NoSuchTime);
        }
        let instant = ambiguous.earlier().map_err(|_| Problem::NoSuchTime)?;
        Ok(Timestamp(instant.as_millisecond()))
    }
}
