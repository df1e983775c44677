//! Posts reminders about pending requests, and the daily digest.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use registration_core::{
    domain::State,
    messages::Language,
    registrations::{Digest, Reminder},
    store::First,
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
    request_line,
};

/// How often the bot checks whether a reminder or digest is due.
const POLL_INTERVAL: Duration = Duration::from_secs(10);
/// Maximum requests that a reminder lists.
const MAX_LISTED: usize = 20;
/// Maximum pending requests in a digest.
const OLDEST: u64 = 5;

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
        let content = text_message(&digest_text(active, &digest).await?);
        send(room, "m.room.message", content, &format!("{}-digest", digest.key)).await?;
        registrations.moderation().digested(&digest).await?;
    }
    Ok(())
}

async fn text_of(active: &ActiveRoom, reminder: &Reminder) -> Result<FormattedText, BotError> {
    let listed = &reminder.waiting[..reminder.waiting.len().min(MAX_LISTED)];
    let lines = request_line::blocks(active, listed).await?;
    let language = active.registrations.config().room_language();
    Ok(reminder_text(language, reminder.waiting.len(), reminder.after, lines))
}

fn reminder_text(language: Language, count: usize, after: SignedDuration, lines: Vec<Block>) -> FormattedText {
    let (named, span) = (lines.len(), format_span(language, after));
    let mut blocks = vec![Block::Line(text!(in language, "room-reminder-title", count = count, span = span))];
    blocks.extend(lines);
    if count > named {
        blocks.push(Block::Line(text!(in language, "room-ask-more", count = count - named)));
    }
    FormattedText::from_blocks(&blocks)
}

/// The digest, with the requests that have been pending for the longest time.
async fn digest_text(active: &ActiveRoom, digest: &Digest) -> Result<FormattedText, BotError> {
    let registrations = &active.registrations;
    let lines = digest_lines(registrations.config().room_language(), digest, registrations.clock().now());
    let mut blocks: Vec<Block> = lines.into_iter().map(Block::Line).collect();
    let (oldest, _) = registrations.moderation().page(&[State::AwaitingReview], First::Oldest, 0, OLDEST).await?;
    blocks.extend(request_line::blocks(active, &oldest).await?);
    Ok(FormattedText::from_blocks(&blocks))
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
        let lines = vec![
            Block::Link { text: "#12 @alice:x".into(), link: "https://matrix.to/#/!r/$e?via=x&y".into() },
            Block::Line("#14 @bert:x".into()),
        ];
        let words = reminder_text(Language::english(), 3, SignedDuration::from_hours(24), lines);
        insta::assert_snapshot!(words.plain, @r"
        ⏰ 3 requests have been pending for 24 hours or longer:
        #12 @alice:x: https://matrix.to/#/!r/$e?via=x&y
        #14 @bert:x
        … and 1 more.
        ");
        let link = r#"<a href="https://matrix.to/#/!r/$e?via=x&amp;y">#12 @alice:x</a>"#;
        assert!(words.html.contains(link), "{}", words.html);
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
