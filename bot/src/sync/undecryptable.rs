//! Messages that the bot cannot decrypt. They are tried again for a while because keys can arrive late; then the bot tells
//! the sender.

use std::time::{Duration, Instant};

use matrix_sdk::{Room, deserialized_responses::TimelineEvent, ruma::OwnedEventId};
use registration_core::{Registrations, text};

use crate::{
    error::BotError,
    matrix::{
        format::FormattedText,
        send::{react, reply},
    },
    voting::moderators::is_moderator,
};

/// How long the bot waits for the key of a message.
const KEY_TIMEOUT: Duration = Duration::from_secs(10);
/// Maximum messages to try at a time; each takes a request.
const BATCH_SIZE: usize = 20;

/// Messages whose keys are missing.
#[derive(Debug, Default)]
pub struct Undecryptable(Vec<(OwnedEventId, Instant)>);

impl Undecryptable {
    /// Adds a message to be tried again.
    pub fn add(&mut self, event: &TimelineEvent) {
        if let Some(id) = event.event_id() {
            self.0.push((id, Instant::now()));
        }
    }

    /// Whether there are no such messages.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Tries to decrypt the messages again. Returns those that are decrypted now, and those that are given up.
    pub async fn retry(&mut self, room: &Room) -> (Vec<TimelineEvent>, Vec<TimelineEvent>) {
        let (mut decrypted, mut given_up) = (vec![], vec![]);
        for (id, since) in std::mem::take(&mut self.0) {
            if decrypted.len() + given_up.len() >= BATCH_SIZE {
                self.0.push((id, since));
                continue;
            }
            match room.event(&id, None).await {
                Ok(event) if !event.kind.is_utd() => decrypted.push(event),
                Ok(event) if since.elapsed() >= KEY_TIMEOUT => given_up.push(event),
                // The message was deleted. The sender need not be told.
                Err(error) if error.client_api_error_kind().is_some() => {}
                Ok(_) | Err(_) => self.0.push((id, since)),
            }
        }
        (decrypted, given_up)
    }
}

/// Tells a moderator that their message could not be decrypted: a reaction each time, a reply once a day.
pub async fn report(room: &Room, registrations: &Registrations, event: &TimelineEvent) -> Result<(), BotError> {
    let language = registrations.config().room_language();
    let (Some(id), Some(sender)) = (event.event_id(), event.sender()) else { return Ok(()) };
    if sender == room.own_user_id() || !is_moderator(room, &sender, &registrations.config().moderation).await? {
        return Ok(());
    }
    tracing::warn!(%sender, event = %id, "cannot decrypt a moderator's message");
    react(room, id.as_str(), "⚠️", &format!("{id}-unread")).await?;
    if !registrations.moderation().is_first_today("unread", sender.as_str()).await? {
        return Ok(());
    }
    let words = FormattedText::from_lines(&[text!(in language, "room-unread")]);
    Ok(reply(room, id.as_str(), sender.as_str(), &words, &format!("{id}-unread-answer")).await?)
}
