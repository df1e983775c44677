//! What was said in the room: each thing is heard once and in its order, also what was said while
//! nobody listened. The last thing that was heard outlives the process.

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

/// Stands for our coming into the room.
const START: &str = "start";
/// How many events are asked for at a time.
const PAGE: u32 = 100;
/// How many pages we go back at most.
const PAGES: usize = 20;
/// So many are remembered, so that a sync that brings them again does no harm: all that one look
/// back can find, and some.
const RECENT: usize = 2500;

/// How far we have heard what is said in a room.
pub struct SyncPosition {
    room: String,
    last: String,
    recent: VecDeque<String>,
}

/// Notes that we come into `room` now, unless we were at work in it before.
pub(crate) async fn start_at_join(registrations: &Registrations, room: &RoomId) -> Result<(), StoreError> {
    if last_event(registrations, room).await?.is_some() {
        return Ok(());
    }
    let position = state::SyncPosition { room: room.to_string(), event: START.to_owned() };
    registrations.store().state().set(&position).await
}

/// The last thing that we have heard in `room`; `None` if we were last at work in another.
pub(crate) async fn last_event(registrations: &Registrations, room: &RoomId) -> Result<Option<String>, StoreError> {
    let last = registrations.store().state::<state::SyncPosition>().get().await?;
    Ok(last.filter(|last| last.room == room.as_str()).map(|last| last.event))
}

impl SyncPosition {
    /// Goes on where an earlier run has ended.
    pub async fn open(room: &Room, registrations: &Registrations) -> Result<Self, BotError> {
        let id = room.room_id();
        let last = match last_event(registrations, id).await? {
            Some(last) => last,
            // A room that we are in from the times when this was not written down.
            None => newest(room).await?.unwrap_or_else(|| START.to_owned()),
        };
        let mut position = Self { room: id.to_string(), last: String::new(), recent: VecDeque::new() };
        position.mark_processed(last);
        position.save(registrations).await?;
        Ok(position)
    }

    /// Whether this has not been heard yet.
    #[must_use]
    pub fn is_new(&self, event: &str) -> bool {
        !self.recent.iter().any(|heard| heard == event)
    }

    /// Notes that everything up to this event has been heard and acted on.
    pub fn mark_processed(&mut self, event: String) {
        if self.recent.len() >= RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(event.clone());
        self.last = event;
    }

    /// Remembers how far we are.
    pub async fn save(&self, registrations: &Registrations) -> Result<(), StoreError> {
        let position = state::SyncPosition { room: self.room.clone(), event: self.last.clone() };
        registrations.store().state().set(&position).await
    }

    /// What was said since, oldest first.
    pub async fn fetch_missed(&self, room: &Room) -> matrix_sdk::Result<Vec<TimelineEvent>> {
        let (mut missed, mut from) = (vec![], None);
        for _ in 0..PAGES {
            let mut options = MessagesOptions::backward();
            options.limit = PAGE.into();
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

/// Whether this is our own coming in.
fn is_own_join(json: &str, us: &str) -> bool {
    let event: Value = serde_json::from_str(json).unwrap_or_default();
    event["type"] == "m.room.member" && event["state_key"] == us && event["content"]["membership"] == "join"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_event_is_new_once_for_as_long_as_a_sync_may_repeat_it() {
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
    fn only_our_own_join_is_our_entry() {
        let member = |who: &str, membership: &str| {
            format!(r#"{{"type":"m.room.member","state_key":"{who}","content":{{"membership":"{membership}"}}}}"#)
        };
        assert!(is_own_join(&member("@bot:x", "join"), "@bot:x"));
        assert!(!is_own_join(&member("@bot:x", "invite"), "@bot:x"));
        assert!(!is_own_join(&member("@mod:x", "join"), "@bot:x"));
        assert!(!is_own_join("nonsense", "@bot:x"));
    }
}
