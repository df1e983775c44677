//! A month, as `report` takes it.

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, date},
    tz::TimeZone,
};

/// A month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month(Date);

impl Month {
    /// Reads `2027-01`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let is_exact = year.len() == 4 && month.len() == 2;
        let first = Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()?;
        (is_exact && first >= date(2000, 1, 1)).then_some(Self(first))
    }

    /// The last month that has ended.
    pub(crate) fn before(now: Timestamp) -> Self {
        let today = now.to_zoned(TimeZone::UTC).date();
        Self(today.first_of_month().checked_sub(1.month()).unwrap_or(today))
    }

    /// Its first day.
    pub(crate) fn first_day(self) -> Date {
        self.0
    }

    /// The instants of its beginning and its end, in UTC.
    pub(crate) fn bounds(self) -> Option<(Timestamp, Timestamp)> {
        let start = |day: Date| day.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
        Some((start(self.0)?, start(self.0.checked_add(1.month()).ok()?)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn month_is_parsed_and_bounded() {
        let month = Month::parse("2026-12").unwrap();
        assert_eq!(month.bounds(), Some((at("2026-12-01T00:00:00Z"), at("2027-01-01T00:00:00Z"))));
        assert_eq!(Month::before(at("2027-01-31T23:59:59Z")), month);
        for invalid in ["", "2026", "2026-13", "2026-1", "26-12", "2026-12-01", "1999-12", "-001-12", "october"] {
            assert_eq!(Month::parse(invalid), None, "{invalid}");
        }
    }
}
