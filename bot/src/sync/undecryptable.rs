//! Messages that the bot cannot decrypt: tried again for a while, in case their keys come late, and
//! then marked and explained instead of being passed over in silence.

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

/// How long a key may take after its message.
const PATIENCE: Duration = Duration::from_secs(10);
/// So many are tried again at a time; there is no need for more, and each costs a request.
const AT_ONCE: usize = 20;

/// Messages whose keys have not come yet.
#[derive(Debug, Default)]
pub struct Undecryptable(Vec<(OwnedEventId, Instant)>);

impl Undecryptable {
    /// Keeps a message to be tried again.
    pub fn add(&mut self, event: &TimelineEvent) {
        if let Some(id) = event.event_id() {
            self.0.push((id, Instant::now()));
        }
    }

    /// Whether nothing waits.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Tries them again: gives back those that can be read now, and those that have to be given up.
    pub async fn retry(&mut self, room: &Room) -> (Vec<TimelineEvent>, Vec<TimelineEvent>) {
        let (mut readable, mut hopeless) = (vec![], vec![]);
        for (id, since) in std::mem::take(&mut self.0) {
            if readable.len() + hopeless.len() >= AT_ONCE {
                self.0.push((id, since));
                continue;
            }
            match room.event(&id, None).await {
                Ok(event) if !event.kind.is_utd() => readable.push(event),
                Ok(event) if since.elapsed() >= PATIENCE => hopeless.push(event),
                // Gone, or Synapse does not answer: neither is the moderator's fault.
                Err(error) if error.client_api_error_kind().is_some() => {}
                Ok(_) | Err(_) => self.0.push((id, since)),
            }
        }
        (readable, hopeless)
    }
}

/// Tells a moderator that their message could not be read: a mark on each, an explanation once a day.
pub async fn report(room: &Room, registrations: &Registrations, event: &TimelineEvent) -> Result<(), BotError> {
    let (Some(id), Some(sender)) = (event.event_id(), event.sender()) else { return Ok(()) };
    if sender == room.own_user_id() || !is_moderator(room, &sender, &registrations.config().moderation).await? {
        return Ok(());
    }
    tracing::warn!(%sender, event = %id, "a moderator's message cannot be decrypted");
    react(room, id.as_str(), "⚠️", &format!("{id}-unread")).await?;
    if !registrations.moderation().is_first_today("unread", sender.as_str()).await? {
        return Ok(());
    }
    let words = FormattedText::from_lines(&[text!("room-unread")]);
    Ok(reply(room, id.as_str(), sender.as_str(), &words, &format!("{id}-unread-answer")).await?)
}
