//! Posts reminders about pending requests, and the daily digest.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use matrix_sdk::{
    Room,
    ruma::{EventId, OwnedServerName},
};
use registration_core::{
    domain::Registration,
    messages::Language,
    registrations::{Digest, Reminder},
    text,
};
use tokio_util::sync::CancellationToken;

use crate::{
    active_room::ActiveRoom,
    error::BotError,
    matrix::{
        format::{Block, FormattedText, format_span},
        send::{send, text_message},
    },
};

/// How often the bot checks whether a reminder or digest is due.
const POLL_INTERVAL: Duration = Duration::from_secs(10);
/// Maximum requests that a reminder lists.
const MAX_LISTED: usize = 20;

/// Posts what is due until told to stop.
pub(crate) async fn run(active: &ActiveRoom, stop: &CancellationToken) {
    while !stop.is_cancelled() {
        if active.is_private()
            && let Err(error) = post_due(active).await
        {
            tracing::warn!(error = &error as &dyn std::error::Error, "cannot post a reminder or digest; trying again");
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(POLL_INTERVAL) => {}
        }
    }
}

async fn post_due(active: &ActiveRoom) -> Result<(), BotError> {
    let language = active.registrations.config().room_language();
    let ActiveRoom { room, registrations, .. } = active;
    if let Some(reminder) = registrations.moderation().due_reminder().await? {
        if !reminder.waiting.is_empty() {
            let content = text_message(&text_of(active, &reminder).await?);
            send(room, "m.room.message", content, &format!("{}-reminder", reminder.key)).await?;
            tracing::info!(count = reminder.waiting.len(), "reminder posted");
        }
        registrations.moderation().reminded(&reminder).await?;
    }
    if let Some(digest) = registrations.moderation().due_digest().await? {
        let content =
            text_message(&FormattedText::from_lines(&digest_lines(language, &digest, registrations.clock().now())));
        send(room, "m.room.message", content, &format!("{}-digest", digest.key)).await?;
        registrations.moderation().digested(&digest).await?;
    }
    Ok(())
}

async fn text_of(active: &ActiveRoom, reminder: &Reminder) -> Result<FormattedText, BotError> {
    let language = active.registrations.config().room_language();
    let registrations = &active.registrations;
    let (domain, now) = (&registrations.config().synapse.domain, registrations.clock().now());
    let mut links = vec![];
    for one in reminder.waiting.iter().take(MAX_LISTED) {
        let card = registrations.bot_store().card_of(one.id).await?.filter(|card| card.room == active.id());
        let link = card.and_then(|card| link_to(&active.room, &card.event, domain));
        links.push((request_line(language, one, domain, now), link));
    }
    Ok(reminder_text(language, reminder.waiting.len(), reminder.after, links))
}

fn request_line(language: Language, one: &Registration, domain: &str, now: Timestamp) -> String {
    let waits = now.duration_since(one.changed_at).max(SignedDuration::ZERO);
    text!(in language, "room-reminder-line", id = one.id.to_string(), mxid = one.localpart.on(domain), span = format_span(language, waits))
}

fn reminder_text(
    language: Language,
    count: usize,
    after: SignedDuration,
    links: Vec<(String, Option<String>)>,
) -> FormattedText {
    let named = links.len();
    let mut blocks = vec![Block::Line(
        text!(in language, "room-reminder-title", count = count, span = format_span(language, after)),
    )];
    blocks.extend(links.into_iter().map(|(text, link)| match link {
        Some(link) => Block::Link { text, link },
        None => Block::Line(text),
    }));
    if count > named {
        blocks.push(Block::Line(text!(in language, "room-ask-more", count = count - named)));
    }
    FormattedText::from_blocks(&blocks)
}

/// A matrix.to link to a card.
fn link_to(room: &Room, event: &str, domain: &str) -> Option<String> {
    let event = EventId::parse(event).ok()?;
    let via = OwnedServerName::try_from(domain).ok()?;
    Some(room.room_id().matrix_to_event_uri_via(event, [via]).to_string())
}

fn digest_lines(language: Language, digest: &Digest, now: Timestamp) -> Vec<String> {
    let mut lines = vec![
        text!(in language, "room-digest", count = digest.asked),
        text!(in language, "room-digest-decided", approved = digest.approved, denied = digest.denied),
        text!(in language, "room-status-waiting", count = digest.waiting),
    ];
    let oldest = digest.oldest.map(|at| now.duration_since(at).max(SignedDuration::ZERO));
    lines.extend(oldest.map(|span| text!(in language, "room-status-oldest", span = format_span(language, span))));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reminder_links_to_cards_in_plain_text_and_html() {
        let links = vec![
            ("#12 @alice:example.org, for 3 days".to_owned(), Some("https://matrix.to/#/!r/$e?via=x&y".to_owned())),
            ("#14 @bert:example.org, for 2 days".to_owned(), None),
        ];
        let words = reminder_text(Language::english(), 3, SignedDuration::from_hours(24), links);
        insta::assert_snapshot!(words.plain, @r"
        ⏰ 3 requests have been pending for 24 hours or longer:
        #12 @alice:example.org, for 3 days: https://matrix.to/#/!r/$e?via=x&y
        #14 @bert:example.org, for 2 days
        … and 1 more.
        ");
        assert!(
            words
                .html
                .contains(r#"<a href="https://matrix.to/#/!r/$e?via=x&amp;y">#12 @alice:example.org, for 3 days</a>"#),
            "{}",
            words.html
        );
    }

    #[test]
    fn digest_shows_the_counts_of_the_day() {
        let at = |hour: i64| Timestamp::from_second(3600 * hour).unwrap();
        let digest = Digest { key: String::new(), asked: 4, approved: 2, denied: 1, waiting: 3, oldest: Some(at(0)) };
        insta::assert_snapshot!(digest_lines(Language::english(), &digest, at(72)).join("\n"), @r"
        ☀️ Last 24 hours: 4 new requests.
        2 approved, 1 denied.
        3 pending requests.
        The oldest has been waiting for 3 days.
        ");
    }
}
