//! `help`, `list`, `parked` and `status`: what is only looked at.

use registration_core::{
    Registrations,
    domain::{Lane, State},
    store::StoreError,
    text,
};

use super::Answer;
use crate::{
    trouble,
    words::{clipped, when},
};

/// At most this many are listed.
const LISTED: u64 = 100;
/// Parked effects take several lines each.
const PARKED: u64 = 20;
/// Characters of what stood in the way.
const CAUSE: usize = 200;

/// What the bot understands.
pub(super) fn help(prefix: &str) -> Answer {
    Answer::said(vec![
        text!("room-help-title"),
        text!("room-help-list", prefix = prefix),
        text!("room-help-approve", prefix = prefix),
        text!("room-help-deny", prefix = prefix),
        text!("room-help-reopen", prefix = prefix),
        text!("room-help-resend", prefix = prefix),
        text!("room-help-parked", prefix = prefix),
        text!("room-help-retry", prefix = prefix),
        text!("room-help-status", prefix = prefix),
        text!("room-help-help", prefix = prefix),
        text!("room-help-who"),
    ])
}

/// Who waits for a decision.
pub(super) async fn list(registrations: &Registrations) -> Result<Answer, StoreError> {
    let waiting = registrations.list(Some(State::AwaitingReview), LISTED).await?;
    if waiting.is_empty() {
        return Ok(Answer::said(vec![text!("room-list-empty")]));
    }
    let domain = &registrations.config().synapse.domain;
    let mut lines = vec![text!("room-list-title", count = waiting.len())];
    // Who has waited longest comes first.
    lines.extend(waiting.iter().rev().map(|one| {
        let since = when(one.submitted_at.unwrap_or(one.changed_at));
        text!("room-list-line", id = one.id.to_string(), mxid = one.localpart.on(domain), at = since)
    }));
    Ok(Answer::said(lines))
}

/// What waits for somebody to mend something.
pub(super) async fn parked(registrations: &Registrations) -> Result<Answer, StoreError> {
    let parked = registrations.store().parked(PARKED + 1).await?;
    if parked.is_empty() {
        return Ok(Answer::said(vec![text!("room-parked-none")]));
    }
    let shown = usize::try_from(PARKED).unwrap_or(usize::MAX);
    let mut lines = vec![text!("room-parked-title")];
    lines.extend(parked.iter().take(shown).map(|one| {
        text!(
            "room-parked-line",
            id = one.registration.to_string(),
            what = trouble::what(one),
            at = when(one.since),
            cause = clipped(&one.cause, CAUSE),
        )
    }));
    if parked.len() > shown {
        lines.push(text!("room-parked-more"));
    }
    lines.push(text!("room-parked-retry", prefix = registrations.config().bot.command_prefix.as_str()));
    Ok(Answer::said(lines))
}

/// How the service is doing.
pub(super) async fn status(registrations: &Registrations) -> Result<Answer, StoreError> {
    let store = registrations.store();
    let count = registrations.list(Some(State::AwaitingReview), LISTED).await?.len();
    let (mail, synapse, room) =
        (store.queue(Lane::Mail).await?, store.queue(Lane::Synapse).await?, store.queue(Lane::Room).await?);
    let mut lines = vec![
        text!("room-status-waiting", count = count),
        text!("room-status-mail", waiting = mail.waiting, parked = mail.parked),
        text!("room-status-synapse", waiting = synapse.waiting, parked = synapse.parked),
        text!("room-status-room", waiting = room.waiting, parked = room.parked),
    ];
    let parked = mail.parked + synapse.parked + room.parked;
    if parked > 0 {
        let prefix = registrations.config().bot.command_prefix.as_str();
        lines.push(text!("room-status-parked", count = parked, prefix = prefix));
    }
    Ok(Answer::said(lines))
}
