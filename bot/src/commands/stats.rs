//! `stats`: counts requests and decisions, also by moderator and by reason, and how long applicants waited.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use registration_core::{
    Registrations,
    domain::Verdict,
    messages::Language,
    store::{Asked, StoreError},
    text,
};

use super::{
    counts::{Counts, denial_messages},
    response::Response,
};
use crate::matrix::format::{actor_name, clipped, format_span};

/// Maximum days of the chart; more do not fit on a phone screen.
const CHART: i64 = 14;
/// Maximum requests that are counted, newest first. This bounds the time that the command takes.
const NEWEST: u16 = 5_000;
/// Length of the longest bar.
const BAR: u64 = 12;
/// Maximum moderators and reasons that are listed.
const MAX_LISTED: usize = 5;
/// Maximum characters of a reason.
const MAX_REASON: usize = 60;

/// The statistics of the last `days`.
pub(super) async fn stats(registrations: &Registrations, days: u16) -> Result<Response, StoreError> {
    let language = registrations.config().room_language();
    let now = registrations.clock().now();
    let since = now.saturating_sub(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(now);
    let mut asked = registrations.moderation().asked_within(since..Timestamp::MAX, u64::from(NEWEST) + 1).await?;
    let is_all = asked.len() <= NEWEST.into();
    asked.truncate(NEWEST.into());
    Ok(Response::said(lines(language, &asked, is_all, days, now)))
}

/// The lines for the newest requests. Without `is_all`, there are more in these days.
fn lines(language: Language, asked: &[Asked], is_all: bool, days: u16, now: Timestamp) -> Vec<String> {
    let counts = Counts::of(asked);
    let (all, yes, no) = (is_all.to_string(), counts.approved, counts.denied);
    let mut lines = vec![
        text!(in language, "room-stats-title", days = days, count = asked.len(), all = all),
        text!(in language, "room-stats-decided", approved = yes, denied = no, waiting = counts.pending),
    ];
    if let Some(rate) = (yes * 100).checked_div(yes + no) {
        lines.push(text!(in language, "room-stats-rate", rate = rate));
    }
    lines.extend(counts.median.map(|span| text!(in language, "room-stats-median", span = format_span(language, span))));
    lines.extend(by_moderator(language, asked));
    lines.extend(by_reason(language, asked));
    let mut bars = chart(asked, days, now);
    if !is_all {
        // The oldest counted day, and the days before it, are incomplete.
        let whole = asked.last().map_or(0, |oldest| now.duration_since(oldest.at).as_hours() / 24).max(1);
        bars.drain(..bars.len().saturating_sub(usize::try_from(whole).unwrap_or(usize::MAX)));
    }
    lines.extend(bars);
    lines
}

/// How many requests each moderator approved and denied, the busiest first.
fn by_moderator(language: Language, asked: &[Asked]) -> Vec<String> {
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for decision in asked.iter().filter_map(|one| one.decision.as_ref()) {
        let (approved, denied) = counts.entry(actor_name(language, &decision.by)).or_default();
        *(if decision.verdict == Verdict::Approve { approved } else { denied }) += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, (approved, denied))| std::cmp::Reverse(approved + denied));
    let line = |(who, (approved, denied))| text!(in language, "room-stats-by", who = who, approved = approved, denied = denied);
    counts.into_iter().take(MAX_LISTED).map(line).collect()
}

/// The messages to denied applicants that were sent more than once, the most common first.
fn by_reason(language: Language, asked: &[Asked]) -> Vec<String> {
    let mut counts: Vec<_> = denial_messages(asked).into_iter().filter(|(_, count)| *count > 1).collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let line =
        |(words, count)| text!(in language, "room-stats-reason", words = clipped(words, MAX_REASON), count = count);
    counts.into_iter().take(MAX_LISTED).map(line).collect()
}

/// A bar for each day, newest last.
fn chart(counted: &[Asked], days: u16, now: Timestamp) -> Vec<String> {
    let day = |at: Timestamp| at.to_zoned(TimeZone::UTC).date();
    let shown = (0..CHART.min(i64::from(days))).rev();
    let dates = shown.filter_map(|ago| now.checked_sub(SignedDuration::from_hours(24 * ago)).ok()).map(day);
    let mut on: BTreeMap<_, u64> = BTreeMap::new();
    for one in counted {
        *on.entry(day(one.at)).or_default() += 1;
    }
    let bars: Vec<_> = dates.map(|date| (date, on.get(&date).copied().unwrap_or(0))).collect();
    let most = bars.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let bar = |count: u64| "▇".repeat(usize::try_from((count * BAR).div_ceil(most.max(1))).unwrap_or(0));
    bars.iter().map(|(date, count)| format!("{date} {} {count}", bar(*count)).replace("  ", " ")).collect()
}

#[cfg(test)]
mod tests {
    use registration_core::domain::{Actor, Decision, Mxid, State};

    use super::*;

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + 3600 * hour).unwrap()
    }

    #[test]
    fn stats_show_counts_and_a_chart() {
        let asked = |hour, state, decided: Option<(Verdict, i64)>| Asked {
            at: at(hour),
            state,
            decision: decided.map(|(verdict, hour)| Decision {
                verdict,
                by: Actor::Moderator(Mxid("@mod:example.org".to_owned())),
                at: at(hour),
                message: (verdict == Verdict::Deny).then(|| "Spam.".to_owned()),
                notify: true,
                confirmed_by: None,
                undo_until: None,
            }),
        };
        let counted = [
            asked(-25, State::Active, Some((Verdict::Approve, -24))),
            asked(-24, State::Active, Some((Verdict::Approve, -4))),
            asked(-2, State::Denied, Some((Verdict::Deny, -1))),
            asked(-2, State::Denied, Some((Verdict::Deny, -1))),
            asked(-1, State::AwaitingReview, None),
            asked(-1, State::Expired, None),
        ];
        insta::assert_snapshot!(lines(Language::english(), &counted, true, 3, at(0)).join("\n"), @r"
        Last 3 days: 6 requests.
        2 approved, 2 denied, 1 pending.
        Approval rate: 50 %
        Median time to a decision: 60 minutes.
        @mod:example.org: 2 approved, 2 denied
        2 × “Spam.”
        2027-01-13 0
        2027-01-14 ▇▇▇▇▇▇ 2
        2027-01-15 ▇▇▇▇▇▇▇▇▇▇▇▇ 4
        ");
        insta::assert_snapshot!(lines(Language::english(), &[], true, 1, at(0)).join("\n"), @r"
        Last 24 hours: no requests.
        0 approved, 0 denied, 0 pending.
        2027-01-15 0
        ");
        let newest_first: Vec<_> = counted.into_iter().rev().collect();
        insta::assert_snapshot!(lines(Language::english(), &newest_first, false, 30, at(0)).join("\n"), @r"
        Last 30 days: too many requests to count. Of the newest 6:
        2 approved, 2 denied, 1 pending.
        Approval rate: 50 %
        Median time to a decision: 60 minutes.
        @mod:example.org: 2 approved, 2 denied
        2 × “Spam.”
        2027-01-15 ▇▇▇▇▇▇▇▇▇▇▇▇ 4
        ");
    }
}
