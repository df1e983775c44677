//! Reads reactions.

use jiff::Timestamp;
use matrix_sdk::{
    Room,
    ruma::{EventId, OwnedUserId},
};
use serde_json::Value;

use super::relations::related;

/// A reaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reaction {
    /// Its event ID.
    pub event: String,
    /// The sender.
    pub sender: OwnedUserId,
    /// The event that it reacts to.
    pub target: String,
    /// The emoji.
    pub key: String,
    /// When it was sent, in milliseconds since 1970, according to the sender's server.
    pub at: u64,
}

impl Reaction {
    /// When it was sent.
    #[must_use]
    pub fn instant(&self) -> Timestamp {
        instant(self.at)
    }

    /// Reads a reaction; `None` for redacted ones and other events.
    #[must_use]
    pub fn read(json: &str) -> Option<Self> {
        Self::from_event(&serde_json::from_str(json).ok()?)
    }

    pub(crate) fn from_event(event: &Value) -> Option<Self> {
        let relation = &event["content"]["m.relates_to"];
        if event["type"] != "m.reaction" || relation["rel_type"] != "m.annotation" {
            return None;
        }
        Some(Self {
            event: event["event_id"].as_str()?.to_owned(),
            sender: OwnedUserId::try_from(event["sender"].as_str()?).ok()?,
            target: relation["event_id"].as_str()?.to_owned(),
            key: relation["key"].as_str()?.to_owned(),
            at: event["origin_server_ts"].as_u64().unwrap_or_default(),
        })
    }
}

/// The time of an event from its milliseconds. Events without a time are old.
pub(crate) fn instant(ms: u64) -> Timestamp {
    i64::try_from(ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok()).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// All reactions to one of the bot's events and to its edits, oldest first.
pub(crate) async fn reactions(room: &Room, to: &str) -> matrix_sdk::Result<Vec<Reaction>> {
    let Ok(event) = EventId::parse(to) else { return Ok(vec![]) };
    let mut all: Vec<_> = related(room, &event).await?.iter().filter_map(Reaction::from_event).collect();
    all.sort_by_key(|reaction| reaction.at);
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_reactions_are_read() {
        let relation = r#"{"rel_type":"m.annotation","event_id":"$c","key":"✅"}"#;
        let event = |kind: &str, content: &str| {
            format!(r#"{{"type":"{kind}","event_id":"$r","sender":"@a:x","content":{content}}}"#)
        };
        let related = format!(r#"{{"m.relates_to":{relation}}}"#);
        let read = Reaction::read(&event("m.reaction", &related)).unwrap();
        assert_eq!((read.sender.as_str(), read.target.as_str(), read.key.as_str()), ("@a:x", "$c", "✅"));
        assert_eq!(Reaction::read(&event("m.reaction", "{}")), None, "redacted");
        assert_eq!(Reaction::read(&event("m.room.message", &related)), None);
        assert_eq!(Reaction::read("nonsense"), None);
    }
}
