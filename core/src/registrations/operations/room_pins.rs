//! Room pins. The owner of an alias can point it at another room, so the service remembers its first room and uses
//! another one only after an operator confirms it on the command line.

use serde_json::Value;

use crate::{
    registrations::context::{Operations, Registrations},
    store::{
        StoreError,
        state::{RoomPin, RoomUpgrade, SyncPosition},
    },
    synapse::{Synapse, SynapseError},
};

/// The maximum number of upgrades that are followed.
const HOPS: usize = 20;

/// The purpose of a configured room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomUse {
    /// Moderators decide there.
    Moderation,
    /// Decisions are posted there.
    Log,
    /// New accounts are greeted there.
    Welcome,
    /// New accounts are joined to it.
    AutoJoin,
}

/// Where a configured room leads, compared with the room before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pin {
    /// A room ID, which nobody can redirect.
    Id(String),
    /// An alias that is used for the first time.
    New(String),
    /// An alias that leads to the same room as before, or to its upgrade.
    Same {
        /// The pinned room.
        pinned: String,
        /// The room that it leads to now.
        now: String,
    },
    /// An alias that leads to another room than before.
    Moved {
        /// The pinned room.
        pinned: String,
        /// The room that it leads to now.
        now: String,
    },
    /// An alias that does not exist (any more).
    Missing {
        /// The pinned room, if there is one.
        pinned: Option<String>,
    },
}

/// A configured room.
#[derive(Clone, Debug)]
pub struct NamedRoom {
    /// Its purpose.
    pub usage: RoomUse,
    /// Its ID or alias in the configuration.
    pub named: String,
    /// Where that leads.
    pub pin: Pin,
}

/// Why a configured room is not used.
#[derive(Debug, thiserror::Error)]
pub enum RoomError {
    /// The alias leads to another room than before, which no operator has confirmed.
    #[error("{}", moved(.named, .pinned, .now))]
    Moved {
        /// The alias.
        named: String,
        /// The pinned room.
        pinned: String,
        /// The room that it leads to now.
        now: String,
    },
    /// Synapse could not be asked.
    #[error(transparent)]
    Synapse(#[from] SynapseError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What happened to the alias, and how to fix it.
#[must_use]
pub fn moved(named: &str, pinned: &str, now: &str) -> String {
    format!(
        "{named} led to {pinned} and now leads to {now}, which is not used until an operator confirms it; {}",
        how_to_confirm(now)
    )
}

/// How an operator confirms a room.
#[must_use]
pub fn how_to_confirm(room: &str) -> String {
    format!("if that room is the right one, run: synapse-registration room confirm '{room}'")
}

impl RoomUse {
    /// The configuration key.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Moderation => "bot.admin_room",
            Self::Log => "moderation.log_room",
            Self::Welcome => "matrix_notifications.welcome.room_id",
            Self::AutoJoin => "auto_join",
        }
    }
}

impl Operations {
    /// Remembers that the bot followed the upgrade of the room `old` to `new`.
    pub async fn note_upgrade(&self, old: &str, new: &str) -> Result<(), StoreError> {
        self.store().state_of(old).set(&RoomUpgrade(new.to_owned())).await
    }

    /// All configured rooms, and where each leads.
    pub async fn named_rooms(&self) -> Result<Vec<NamedRoom>, RoomError> {
        let config = self.config();
        let welcome = config.matrix_notifications.welcome().and_then(|welcome| welcome.room_id.as_deref());
        let named = [
            (RoomUse::Moderation, config.admin_room()),
            (RoomUse::Log, config.moderation.log_room.as_deref()),
            (RoomUse::Welcome, welcome),
        ];
        let named = named.into_iter().filter_map(|(usage, named)| Some((usage, named?)));
        let mut found = vec![];
        for (usage, named) in named.chain(config.auto_join.iter().map(|room| (RoomUse::AutoJoin, room.as_str()))) {
            let pin = self.room_pin(usage, named).await?;
            found.push(NamedRoom { usage, named: named.to_owned(), pin });
        }
        Ok(found)
    }

    /// Pins every configured alias that leads to `room`, and returns them.
    pub async fn confirm_room(&self, room: &str) -> Result<Vec<NamedRoom>, RoomError> {
        let mut confirmed = vec![];
        for one in self.named_rooms().await? {
            if matches!(&one.pin, Pin::New(now) | Pin::Same { now, .. } | Pin::Moved { now, .. } if now == room) {
                self.pin_room(&one.named, room).await?;
                confirmed.push(one);
            }
        }
        Ok(confirmed)
    }
}

impl Registrations {
    /// The ID of the configured room `named`. An alias is pinned to the first room that it leads to.
    ///
    /// # Errors
    /// [`RoomError::Moved`] while it leads to another one that no operator has confirmed.
    pub async fn pinned_room(&self, usage: RoomUse, named: &str) -> Result<String, RoomError> {
        match self.room_pin(usage, named).await? {
            Pin::Id(room) => Ok(room),
            Pin::New(room) | Pin::Same { now: room, .. } => {
                self.pin_room(named, &room).await?;
                Ok(room)
            }
            Pin::Moved { pinned, now } => Err(RoomError::Moved { named: named.to_owned(), pinned, now }),
            // Synapse's own error says more.
            Pin::Missing { .. } => Ok(self.synapse().room_id(named).await?),
        }
    }

    /// Where `named` leads, compared with where it led before. Changes nothing.
    pub async fn room_pin(&self, usage: RoomUse, named: &str) -> Result<Pin, RoomError> {
        if !named.starts_with('#') {
            return Ok(Pin::Id(named.to_owned()));
        }
        let pinned = self.store().state_of::<RoomPin>(named).get().await?.map(|pin| pin.0);
        let now = match self.synapse().room_id(named).await {
            Ok(now) => now,
            Err(SynapseError::Refused { status: 400 | 404, .. }) => return Ok(Pin::Missing { pinned }),
            Err(error) => return Err(error.into()),
        };
        let pinned = match pinned {
            None if usage == RoomUse::Moderation => self.last_room().await?,
            pinned => pinned,
        };
        let Some(pinned) = pinned else { return Ok(Pin::New(now)) };
        let is_same = pinned == now
            || self.newest_room(&pinned).await? == self.newest_room(&now).await?
            || is_upgrade(self.synapse(), &pinned, &now).await?;
        Ok(if is_same { Pin::Same { pinned, now } } else { Pin::Moved { pinned, now } })
    }

    /// The last room of the bot: used before pins existed, or under another `admin_room`.
    async fn last_room(&self) -> Result<Option<String>, StoreError> {
        Ok(self.store().state::<SyncPosition>().get().await?.map(|last| last.room))
    }

    /// The newest upgrade of `room` that the bot followed.
    pub async fn newest_room(&self, room: &str) -> Result<String, StoreError> {
        let mut room = room.to_owned();
        for _ in 0..HOPS {
            let Some(RoomUpgrade(next)) = self.store().state_of(&room).get().await? else { break };
            room = next;
        }
        Ok(room)
    }

    /// Pins the alias `named` to `room`.
    pub async fn pin_room(&self, named: &str, room: &str) -> Result<(), StoreError> {
        let (slot, pin) = (self.store().state_of(named), RoomPin(room.to_owned()));
        if slot.get().await?.as_ref() == Some(&pin) {
            return Ok(());
        }
        tracing::info!(alias = named, room, "the alias is pinned to this room");
        slot.set(&pin).await
    }
}

/// Whether `new` is an upgrade of `old`: each room has to name the other. `false` if this server cannot see it.
async fn is_upgrade(synapse: &Synapse, old: &str, new: &str) -> Result<bool, SynapseError> {
    let mut room = old.to_owned();
    for _ in 0..HOPS {
        let Some(state) = state(synapse, &room).await? else { return Ok(false) };
        let Some(next) = content(&state, "m.room.tombstone")["replacement_room"].as_str() else { return Ok(false) };
        let Some(next_state) = self::state(synapse, next).await? else { return Ok(false) };
        if content(&next_state, "m.room.create")["predecessor"]["room_id"] != room.as_str() {
            return Ok(false);
        }
        if next == new {
            return Ok(true);
        }
        room = next.to_owned();
    }
    Ok(false)
}

async fn state(synapse: &Synapse, room: &str) -> Result<Option<Vec<Value>>, SynapseError> {
    match synapse.room_state(room).await {
        Ok(state) => Ok(Some(state)),
        Err(SynapseError::Refused { status: 404, .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn content<'a>(state: &'a [Value], kind: &str) -> &'a Value {
    const NONE: &Value = &Value::Null;
    let event = state.iter().find(|event| event["type"] == kind && event["state_key"] == "");
    event.map_or(NONE, |event| &event["content"])
}
