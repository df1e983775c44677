//! Whether personal data may be said in a room: never where anybody can join or read it.

use matrix_sdk::{
    Room,
    ruma::events::room::{history_visibility::HistoryVisibility, join_rules::JoinRule},
};
use registration_core::{Registrations, store::state::ReportedIssues, synapse::SynapseError, text};
use tokio::sync::watch;

use super::security::{self, RoomIssue};
use crate::{
    error::SetUpError,
    matrix::{
        format::FormattedText,
        send::{send, text_message},
    },
};

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
    pub fn new(issues: &[RoomIssue]) -> Self {
        Self(watch::Sender::new(lets_nobody_in(issues)))
    }

    /// Takes note of another look.
    pub fn update(&self, issues: &[RoomIssue]) {
        self.0.send_if_modified(|before| std::mem::replace(before, lets_nobody_in(issues)) != *before);
    }

    /// Whether personal data may be said in the room now. A change of its settings counts as soon as it is synced.
    #[must_use]
    pub fn is_private(&self, room: &Room) -> bool {
        *self.0.borrow() && !is_exposed(room)
    }

    /// Waits until the room is private, or no longer is.
    pub async fn wait_until(&self, private: bool) {
        let mut seen = self.0.subscribe();
        // The sender lives as long as we do.
        let _ = seen.wait_for(|now| *now == private).await;
    }
}

fn lets_nobody_in(issues: &[RoomIssue]) -> bool {
    !issues.iter().any(RoomIssue::exposes)
}

/// Whether anybody can join or read this room, by what the last sync has brought.
pub(crate) fn is_exposed(room: &Room) -> bool {
    room.join_rule() == Some(JoinRule::Public) || room.history_visibility() == Some(HistoryVisibility::WorldReadable)
}

/// What is wrong with the moderators' room, by its settings as Synapse has them now.
pub(crate) async fn find_issues(
    registrations: &Registrations,
    room: &str,
    bot: &str,
) -> Result<Vec<RoomIssue>, SynapseError> {
    let state = registrations.synapse().room_state(room).await?;
    let mut found = security::find_issues(&state, bot, registrations.config().bot.encrypted);
    for space in security::allowed_spaces(&state) {
        if is_public(registrations, space).await? {
            found.push(RoomIssue::PublicSpace(space.to_owned()));
        }
    }
    Ok(found)
}

/// Whether anybody can join or read this room, by its settings as Synapse has them now.
pub(crate) async fn is_exposed_now(registrations: &Registrations, room: &str) -> Result<bool, SynapseError> {
    Ok(find_issues(registrations, room, "").await?.iter().any(RoomIssue::exposes))
}

/// Whether anybody may join this room; one that our server does not know counts as private.
async fn is_public(registrations: &Registrations, room: &str) -> Result<bool, SynapseError> {
    match registrations.synapse().room_state(room).await {
        Ok(state) => Ok(security::find_issues(&state, "", false).contains(&RoomIssue::Public)),
        Err(SynapseError::Refused { status: 400..=404, .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// What is said instead of an answer that may hold personal data.
pub(crate) fn refusal_text() -> String {
    text!("room-exposed")
}

/// Looks at the room, and says there what is wrong: once, until something else is.
pub(crate) async fn report_issues(
    room: &Room,
    registrations: &Registrations,
    privacy: &Privacy,
) -> Result<(), SetUpError> {
    let id = room.room_id().as_str();
    let found = find_issues(registrations, id, room.own_user_id().as_str()).await?;
    privacy.update(&found);
    for issue in &found {
        tracing::warn!(room = id, ?issue, "the moderators' room is not as it should be");
    }
    if found.iter().any(RoomIssue::exposes) {
        tracing::error!(
            room = id,
            "the bot posts no requests into a room that anybody can join or read; make it private"
        );
    }
    let slot = registrations.store().state::<ReportedIssues>();
    let told = slot.get().await?.filter(|told| told.room == id).map(|told| told.issues).unwrap_or_default();
    let now = format!("{found:?}");
    if now == told || (found.is_empty() && told.is_empty()) {
        return Ok(());
    }
    let mut lines = vec![if found.is_empty() { text!("room-concerns-none") } else { text!("room-concerns") }];
    lines.extend(found.iter().map(|issue| format!("• {}", issue.text())));
    let txn = format!("concerns-{:016x}", rand::random::<u64>());
    match send(room, "m.room.message", text_message(&FormattedText::from_lines(&lines)), &txn).await {
        // Who lacks the power to speak cannot say so; the log and `check` do.
        Err(error) if error.client_api_error_kind().is_none() => return Err(error.into()),
        _ => {}
    }
    Ok(slot.set(&ReportedIssues { room: id.to_owned(), issues: now }).await?)
}
