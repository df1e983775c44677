//! Keeps personal data out of rooms that anyone can join or read.

use matrix_sdk::{
    Room,
    ruma::events::room::{history_visibility::HistoryVisibility, join_rules::JoinRule},
};
use registration_core::{Registrations, messages::Language, store::state::ReportedIssues, synapse::SynapseError, text};
use tokio::sync::watch;

use super::security::{self, RoomIssue};
use crate::{
    error::SetUpError,
    matrix::{
        format::FormattedText,
        send::{send, text_message},
    },
};

/// Whether the moderators' room is private, according to the last check of its settings.
#[derive(Debug)]
pub struct Privacy(watch::Sender<bool>);

impl Default for Privacy {
    /// No known issues.
    fn default() -> Self {
        Self::new(&[])
    }
}

impl Privacy {
    /// The state of a room with these issues.
    #[must_use]
    pub fn new(issues: &[RoomIssue]) -> Self {
        Self(watch::Sender::new(lets_nobody_in(issues)))
    }

    /// Updates the state after another check.
    pub fn update(&self, issues: &[RoomIssue]) {
        self.0.send_if_modified(|before| std::mem::replace(before, lets_nobody_in(issues)) != *before);
    }

    /// Whether personal data may be posted in the room now. A change of its settings counts as soon as it is synced.
    #[must_use]
    pub fn is_private(&self, room: &Room) -> bool {
        *self.0.borrow() && !is_exposed(room)
    }

    /// Waits until the room is private, or until it no longer is.
    pub async fn wait_until(&self, private: bool) {
        let mut seen = self.0.subscribe();
        // This fails only when the sender is dropped, and `self` owns it.
        let _ = seen.wait_for(|now| *now == private).await;
    }
}

fn lets_nobody_in(issues: &[RoomIssue]) -> bool {
    !issues.iter().any(RoomIssue::exposes)
}

/// Whether anyone can join or read this room, according to the last sync.
pub(crate) fn is_exposed(room: &Room) -> bool {
    room.join_rule() == Some(JoinRule::Public) || room.history_visibility() == Some(HistoryVisibility::WorldReadable)
}

/// The issues of a room, according to its current settings in Synapse.
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

/// Whether anyone can join or read this room, according to its current settings in Synapse.
pub(crate) async fn is_exposed_now(registrations: &Registrations, room: &str) -> Result<bool, SynapseError> {
    Ok(find_issues(registrations, room, "").await?.iter().any(RoomIssue::exposes))
}

/// Whether anyone can join this room. A room that the homeserver does not know counts as private.
async fn is_public(registrations: &Registrations, room: &str) -> Result<bool, SynapseError> {
    match registrations.synapse().room_state(room).await {
        Ok(state) => Ok(security::find_issues(&state, "", false).contains(&RoomIssue::Public)),
        Err(SynapseError::Refused { status: 400..=404, .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The reply instead of a response that may contain personal data.
pub(crate) fn refusal_text(language: Language) -> String {
    text!(in language, "room-exposed")
}

/// Checks the room and reports its issues there, each time that they change.
pub(crate) async fn report_issues(
    room: &Room,
    registrations: &Registrations,
    privacy: &Privacy,
) -> Result<(), SetUpError> {
    let language = registrations.config().room_language();
    let id = room.room_id().as_str();
    let found = find_issues(registrations, id, room.own_user_id().as_str()).await?;
    privacy.update(&found);
    for issue in &found {
        tracing::warn!(room = id, ?issue, "the moderators' room has an issue");
    }
    if found.iter().any(RoomIssue::exposes) {
        tracing::error!(
            room = id,
            "no requests are posted because anyone can join or read the moderators' room; make it private"
        );
    }
    let slot = registrations.bot_store().state::<ReportedIssues>();
    let reported = slot.get().await?.filter(|reported| reported.room == id);
    let reported = reported.map(|reported| reported.issues).unwrap_or_default();
    let now = format!("{found:?}");
    if now == reported || (found.is_empty() && reported.is_empty()) {
        return Ok(());
    }
    let mut lines = vec![if found.is_empty() {
        text!(in language, "room-concerns-none")
    } else {
        text!(in language, "room-concerns")
    }];
    lines.extend(found.iter().map(|issue| format!("• {}", issue.text(language))));
    let txn = format!("concerns-{:016x}", rand::random::<u64>());
    match send(room, "m.room.message", text_message(&FormattedText::from_lines(&lines)), &txn).await {
        // Without the power to send messages, only the log and `check` can report this.
        Err(error) if error.client_api_error_kind().is_none() => return Err(error.into()),
        _ => {}
    }
    Ok(slot.set(&ReportedIssues { room: id.to_owned(), issues: now }).await?)
}
