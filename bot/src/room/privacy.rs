//! Whether personal data may be said in a room: never where anybody can join or read it.

use matrix_sdk::{
    Room,
    ruma::events::room::{history_visibility::HistoryVisibility, join_rules::JoinRule},
};
use registration_core::{Registrations, synapse::SynapseError, text};
use tokio::sync::watch;

use super::security::{self, Concern};
use crate::{
    error::SetUpError,
    matrix::{
        format::Words,
        send::{message, send},
    },
};

/// Under which the concerns are remembered that the room was told of, after the room's ID.
const TOLD: &str = "room_concerns";

/// Whether the moderators' room is private, as far as the last look at its settings told.
#[derive(Debug)]
pub struct Privacy(watch::Sender<bool>);

impl Default for Privacy {
    /// Nothing is known to be wrong.
    fn default() -> Self {
        Self::new(&[])
    }
}

impl Privacy {
    /// Begins with what is wrong with the room now.
    #[must_use]
    pub fn new(concerns: &[Concern]) -> Self {
        Self(watch::Sender::new(is_private(concerns)))
    }

    /// Takes note of another look.
    pub fn update(&self, concerns: &[Concern]) {
        self.0.send_if_modified(|before| std::mem::replace(before, is_private(concerns)) != *before);
    }

    /// Whether personal data may be said in the room now. A change of its settings counts as soon as it is synced.
    #[must_use]
    pub fn holds(&self, room: &Room) -> bool {
        *self.0.borrow() && !is_exposed(room)
    }

    /// Waits until the room is private, or no longer is.
    pub async fn becomes(&self, private: bool) {
        let mut seen = self.0.subscribe();
        // The sender lives as long as we do.
        let _ = seen.wait_for(|now| *now == private).await;
    }
}

fn is_private(concerns: &[Concern]) -> bool {
    !concerns.iter().any(Concern::exposes)
}

/// Whether anybody can join or read this room, by what the last sync has brought.
pub(crate) fn is_exposed(room: &Room) -> bool {
    room.join_rule() == Some(JoinRule::Public) || room.history_visibility() == Some(HistoryVisibility::WorldReadable)
}

/// What is wrong with the moderators' room, by its settings as Synapse has them now.
pub(crate) async fn look(registrations: &Registrations, room: &str, bot: &str) -> Result<Vec<Concern>, SynapseError> {
    let state = registrations.synapse().room_state(room).await?;
    let mut found = security::concerns(&state, bot, registrations.config().bot.encrypted);
    for space in security::spaces(&state) {
        if is_public(registrations, space).await? {
            found.push(Concern::PublicSpace(space.to_owned()));
        }
    }
    Ok(found)
}

/// Whether anybody can join or read this room, by its settings as Synapse has them now.
pub(crate) async fn exposes(registrations: &Registrations, room: &str) -> Result<bool, SynapseError> {
    Ok(look(registrations, room, "").await?.iter().any(Concern::exposes))
}

/// Whether anybody may join this room; one that our server does not know counts as private.
async fn is_public(registrations: &Registrations, room: &str) -> Result<bool, SynapseError> {
    match registrations.synapse().room_state(room).await {
        Ok(state) => Ok(security::concerns(&state, "", false).contains(&Concern::Public)),
        Err(SynapseError::Refused { status: 400..=404, .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// What is said instead of an answer that may hold personal data.
pub(crate) fn refusal() -> String {
    text!("room-exposed")
}

/// Looks at the room, and says there what is wrong: once, until something else is.
pub(crate) async fn warn(room: &Room, registrations: &Registrations, privacy: &Privacy) -> Result<(), SetUpError> {
    let id = room.room_id().as_str();
    let found = look(registrations, id, room.own_user_id().as_str()).await?;
    privacy.update(&found);
    for concern in &found {
        tracing::warn!(room = id, ?concern, "the moderators' room is not as it should be");
    }
    if found.iter().any(Concern::exposes) {
        tracing::error!(
            room = id,
            "the bot posts no requests into a room that anybody can join or read; make it private"
        );
    }
    let told = registrations.store().setting(TOLD).await?.unwrap_or_default();
    let told = told.strip_prefix(id).map_or("", str::trim);
    let now = format!("{found:?}");
    if now == told || (found.is_empty() && told.is_empty()) {
        return Ok(());
    }
    let mut lines = vec![if found.is_empty() { text!("room-concerns-none") } else { text!("room-concerns") }];
    lines.extend(found.iter().map(|concern| format!("• {}", concern.words())));
    let txn = format!("concerns-{:016x}", rand::random::<u64>());
    match send(room, "m.room.message", message(&Words::of_lines(&lines)), &txn).await {
        // Who lacks the power to speak cannot say so; the log and `check` do.
        Err(error) if error.client_api_error_kind().is_none() => return Err(error.into()),
        _ => {}
    }
    Ok(registrations.store().set_setting(TOLD, &format!("{id} {now}")).await?)
}
