//! Numbers about requests.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

use super::Registrations;
use crate::{
    domain::Verdict,
    store::{Outcome, StoreError},
};

/// Requests of some days, by what came of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Those that reached the moderators.
    pub requests: usize,
    /// Approved ones.
    pub approved: usize,
    /// Denied ones.
    pub denied: usize,
    /// Half of the decisions took no longer.
    pub median: Option<SignedDuration>,
    /// Requests of each day, in UTC, from the first day to the last, empty ones too.
    pub by_day: Vec<(Date, usize)>,
}

impl Registrations {
    /// The numbers of the last `days` days, today included.
    pub async fn stats(&self, days: u16) -> Result<Stats, StoreError> {
        let now = self.clock().now();
        let first = now.saturating_sub(SignedDuration::from_hours(24 * i64::from(days.max(1) - 1))).unwrap_or(now);
        let since = date(first).to_zoned(TimeZone::UTC).map_or(first, |midnight| midnight.timestamp());
        Ok(Stats::of(&self.store().outcomes(since).await?, date(since), date(now)))
    }
}

impl Stats {
    fn of(outcomes: &[Outcome], first: Date, last: Date) -> Self {
        let count =
            |wanted| outcomes.iter().filter(|one| one.decided.is_some_and(|(verdict, _)| verdict == wanted)).count();
        let took = |one: &Outcome| one.decided.map(|(_, at)| at.duration_since(one.submitted_at));
        let mut spans: Vec<SignedDuration> = outcomes.iter().filter_map(took).collect();
        spans.sort_unstable();
        let days = std::iter::successors(Some(first), |day| day.tomorrow().ok().filter(|next| *next <= last));
        let mut by_day: BTreeMap<Date, usize> = days.map(|day| (day, 0)).collect();
        for one in outcomes {
            *by_day.entry(date(one.submitted_at)).or_default() += 1;
        }
        Self {
            requests: outcomes.len(),
            approved: count(Verdict::Approve),
            denied: count(Verdict::Deny),
            median: spans.get(spans.len().saturating_sub(1) / 2).copied(),
            by_day: by_day.into_iter().collect(),
        }
    }
}

fn date(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_without_requests_count_too_and_the_median_is_of_decisions_alone() {
        let at = |text: &str| text.parse::<Timestamp>().expect("an instant");
        let one = |submitted, decided: Option<(Verdict, &str)>| Outcome {
            submitted_at: at(submitted),
            decided: decided.map(|(verdict, when)| (verdict, at(when))),
        };
        let outcomes = [
            one("2026-11-20T10:00:00Z", Some((Verdict::Approve, "2026-11-20T11:00:00Z"))),
            one("2026-11-20T12:00:00Z", Some((Verdict::Deny, "2026-11-20T15:00:00Z"))),
            one("2026-11-22T09:00:00Z", Some((Verdict::Approve, "2026-11-22T18:00:00Z"))),
            one("2026-11-22T09:00:00Z", None),
        ];
        let stats = Stats::of(&outcomes, date(outcomes[0].submitted_at), date(at("2026-11-23T00:00:00Z")));
        assert_eq!((stats.requests, stats.approved, stats.denied), (4, 2, 1));
        assert_eq!(stats.median, Some(SignedDuration::from_hours(3)));
        assert_eq!(stats.by_day.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [2, 0, 2, 0]);
        assert_eq!(Stats::of(&[], date(at("2026-11-23T00:00:00Z")), date(at("2026-11-23T00:00:00Z"))).median, None);
    }
}
