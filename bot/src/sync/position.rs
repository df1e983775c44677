//! The position in the room's timeline: which events have been processed, and which ones were missed while the bot was
//! offline. The last processed event is stored.

use std::collections::VecDeque;

use matrix_sdk::{
    Room,
    deserialized_responses::TimelineEvent,
    room::MessagesOptions,
    ruma::{RoomId, UserId},
};
use registration_core::{
    Registrations,
    store::{StoreError, state},
};
use serde_json::Value;

use crate::error::BotError;

/// Stands for the join of the bot.
const START: &str = "start";
/// Events per page.
const PAGE_SIZE: u32 = 100;
/// Maximum pages to go back.
const MAX_PAGES: usize = 20;
/// Processed events that are remembered, so that a repeated event is recognised. This is more than `fetch_missed` can
/// return.
const RECENT: usize = 2500;

/// The position in the timeline of a room.
pub struct SyncPosition {
    room: String,
    last: String,
    recent: VecDeque<String>,
}

/// Starts at the join of the bot, unless there is a position in `room` already.
pub(crate) async fn start_at_join(registrations: &Registrations, room: &RoomId) -> Result<(), StoreError> {
    if last_event(registrations, room).await?.is_some() {
        return Ok(());
    }
    let position = state::SyncPosition { room: room.to_string(), event: START.to_owned() };
    registrations.bot_store().state().set(&position).await
}

/// The last processed event in `room`; `None` if the bot last worked in another room.
pub(crate) async fn last_event(registrations: &Registrations, room: &RoomId) -> Result<Option<String>, StoreError> {
    let last = registrations.bot_store().state::<state::SyncPosition>().get().await?;
    Ok(last.filter(|last| last.room == room.as_str()).map(|last| last.event))
}

impl SyncPosition {
    /// Continues at the stored position.
    pub async fn open(room: &Room, registrations: &Registrations) -> Result<Self, BotError> {
        let id = room.room_id();
        let last = match last_event(registrations, id).await? {
            Some(last) => last,
            // Older versions did not store the position.
            None => newest(room).await?.unwrap_or_else(|| START.to_owned()),
        };
        let mut position = Self { room: id.to_string(), last: String::new(), recent: VecDeque::new() };
        position.mark_processed(last);
        position.save(registrations).await?;
        Ok(position)
    }

    /// Whether this event has not been processed yet.
    #[must_use]
    pub fn is_new(&self, event: &str) -> bool {
        !self.recent.iter().any(|heard| heard == event)
    }

    /// Marks all events up to this one as processed.
    pub fn mark_processed(&mut self, event: String) {
        if self.recent.len() >= RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(event.clone());
        self.last = event;
    }

    /// Stores the position.
    pub async fn save(&self, registrations: &Registrations) -> Result<(), StoreError> {
        let position = state::SyncPosition { room: self.room.clone(), event: self.last.clone() };
        registrations.bot_store().state().set(&position).await
    }

    /// The events after the position, oldest first.
    pub async fn fetch_missed(&self, room: &Room) -> matrix_sdk::Result<Vec<TimelineEvent>> {
        let (mut missed, mut from) = (vec![], None);
        for _ in 0..MAX_PAGES {
            let mut options = MessagesOptions::backward();
            options.limit = PAGE_SIZE.into();
            options.from = from;
            let page = room.messages(options).await?;
            let is_end = page.end.is_none() || page.chunk.is_empty();
            let known = page.chunk.iter().position(|event| self.is_last_processed(event, room.own_user_id()));
            let new = known.unwrap_or(page.chunk.len());
            missed.extend(page.chunk.into_iter().take(new));
            if is_end || known.is_some() {
                break;
            }
            from = page.end;
        }
        missed.retain(|event| event.event_id().is_some_and(|id| self.is_new(id.as_str())));
        missed.reverse();
        Ok(missed)
    }

    fn is_last_processed(&self, event: &TimelineEvent, us: &UserId) -> bool {
        if self.last == START {
            return is_own_join(event.raw().json().get(), us.as_str());
        }
        event.event_id().is_some_and(|id| id.as_str() == self.last)
    }
}

/// The newest event of a room.
async fn newest(room: &Room) -> matrix_sdk::Result<Option<String>> {
    let mut options = MessagesOptions::backward();
    options.limit = 1_u32.into();
    Ok(room.messages(options).await?.chunk.first().and_then(TimelineEvent::event_id).map(|id| id.to_string()))
}

/// Whether this event is the join of the bot.
fn is_own_join(json: &str, us: &str) -> bool {
    let event: Value = serde_json::from_str(json).unwrap_or_default();
    event["type"] == "m.room.member" && event["state_key"] == us && event["content"]["membership"] == "join"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_events_are_recognised() {
        let mut position = SyncPosition { room: "!r".into(), last: START.into(), recent: VecDeque::new() };
        assert!(position.is_new("$0"));
        for number in 0..RECENT {
            position.mark_processed(format!("${number}"));
        }
        assert!(!position.is_new("$0") && !position.is_new("$100"));
        position.mark_processed("$more".into());
        assert!(position.is_new("$0") && !position.is_new("$1"));
        assert_eq!(position.last, "$more");
    }

    #[test]
    fn only_the_join_of_the_bot_counts() {
        let member = |who: &str, membership: &str| {
            format!(r#"{{"type":"m.room.member","state_key":"{who}","content":{{"membership":"{membership}"}}}}"#)
        };
        assert!(is_own_join(&member("@bot:x", "join"), "@bot:x"));
        assert!(!is_own_join(&member("@bot:x", "invite"), "@bot:x"));
        assert!(!is_own_join(&member("@mod:x", "join"), "@bot:x"));
        assert!(!is_own_join("nonsense", "@bot:x"));
    }
}
