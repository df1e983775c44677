//! `report`: the figures of a month for a public transparency report. It contains no personal data.

use registration_core::{
    Registrations,
    messages::Language,
    store::{Asked, StoreError},
    text,
};

use super::{
    counts::{Counts, denial_messages},
    parse::Month,
    response::Response,
};
use crate::matrix::format::format_span;

/// Maximum requests that are counted. This bounds the time that the command takes.
const MAX_COUNTED: u64 = 20_000;

/// The report of a month, by default the last one that has ended.
pub(super) async fn report(registrations: &Registrations, month: Option<Month>) -> Result<Response, StoreError> {
    let (language, now) = (registrations.config().room_language(), registrations.clock().now());
    let month = month.unwrap_or_else(|| Month::before(now));
    let Some((start, end)) = month.bounds() else {
        return Ok(Response::refused(text!(in language, "room-report-no-month")));
    };
    let asked = registrations.moderation().asked_within(start..end, MAX_COUNTED).await?;
    let reasons = &registrations.config().moderation.deny_reasons;
    let server = &registrations.config().synapse.domain;
    Ok(Response::said(lines(language, (month, end > now), server, &asked, reasons)))
}

fn lines(
    language: Language,
    (month, is_running): (Month, bool),
    server: &str,
    asked: &[Asked],
    reasons: &[String],
) -> Vec<String> {
    let counts = Counts::of(asked);
    let month = language.month(month.first_day());
    let mut lines = vec![
        text!(in language, "room-report-title", server = server, month = month),
        text!(in language, "room-report-requests", count = asked.len()),
        text!(in language, "room-report-approved", count = counts.approved),
        text!(in language, "room-report-denied", count = counts.denied),
    ];
    lines.extend(
        given_reasons(asked, reasons)
            .into_iter()
            .map(|(reason, count)| text!(in language, "room-report-reason", reason = reason, count = count)),
    );
    lines.push(text!(in language, "room-report-undecided", count = counts.undecided));
    lines.push(text!(in language, "room-report-pending", count = counts.pending));
    lines.extend(counts.median.map(|span| text!(in language, "room-stats-median", span = format_span(language, span))));
    if is_running {
        lines.push(text!(in language, "room-report-running"));
    }
    lines.push(text!(in language, "room-report-deleted"));
    lines
}

/// How often each configured reason was given. Other messages may contain personal data.
fn given_reasons<'a>(asked: &[Asked], reasons: &'a [String]) -> Vec<(&'a str, usize)> {
    let counts = denial_messages(asked);
    let count = |reason: &'a String| Some((reason.as_str(), *counts.get(reason.trim())?));
    reasons.iter().filter_map(count).collect()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use registration_core::domain::{Actor, Decision, Mxid, State, Verdict};

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn report_has_no_personal_data() {
        let asked = |state, decided: Option<(Verdict, &str)>| Asked {
            at: at("2026-12-05T10:00:00Z"),
            state,
            decision: decided.map(|(verdict, message)| Decision {
                verdict,
                by: Actor::Moderator(Mxid("@mod:example.org".to_owned())),
                at: at("2026-12-05T15:00:00Z"),
                message: Some(message.to_owned()).filter(|message| !message.is_empty()),
                notify: true,
                confirmed_by: None,
                undo_until: None,
            }),
        };
        let all = [
            asked(State::Active, Some((Verdict::Approve, "Welcome, Alice!"))),
            asked(State::Denied, Some((Verdict::Deny, "We are full."))),
            asked(State::Denied, Some((Verdict::Deny, "You are Bob of 5 Example Street."))),
            asked(State::Expired, None),
            asked(State::AwaitingReview, None),
        ];
        let reasons = ["We are full.".to_owned(), "Spam.".to_owned()];
        let month = Month::parse("2026-12").unwrap();
        let said = lines(Language::english(), (month, true), "example.org", &all, &reasons).join("\n");
        insta::assert_snapshot!(said, @r"
        Account requests on example.org in December 2026
        5 requests
        1 approved
        2 denied
        – “We are full.”: 1
        1 without a decision
        1 pending
        Median time to a decision: 5 hours.
        The month has not ended yet.
        Requests that have been deleted since then are not counted.
        ");
    }
}
