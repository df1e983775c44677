//! Keeps personal data out of rooms that anyone can join or read.

use matrix_sdk::{
    Room,
    ruma::events::room::{history_visibility::HistoryVisibility, join_rules::JoinRule},
};
use registration_core::{
    Registrations,
    finding::{Finding, Part, Severity},
    messages::Language,
    store::{StoreError, state::ReportedIssues},
    synapse::SynapseError,
    text,
};
use tokio::sync::watch;

use super::{
    deciders,
    security::{self, RoomIssue},
};
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

/// A room as Synapse sees it.
pub(crate) struct Seen {
    /// What is wrong with its settings.
    pub(crate) issues: Vec<RoomIssue>,
    /// How many members can decide.
    pub(crate) deciders: usize,
    /// Set if that is too few.
    pub(crate) too_few: Option<Finding>,
}

impl Seen {
    /// All findings about `room`, the most important one first.
    pub(crate) fn findings(&self, room: &str) -> Vec<Finding> {
        let issues = self.issues.iter().map(|issue| issue.finding(room));
        let mut found: Vec<_> = issues.chain(self.too_few.clone()).collect();
        found.sort_by_key(|finding| std::cmp::Reverse(finding.code.severity()));
        found
    }
}

/// The issues and the moderators of a room, according to its current state in Synapse.
pub(crate) async fn inspect(registrations: &Registrations, room: &str, bot: &str) -> Result<Seen, SynapseError> {
    let state = registrations.synapse().room_state(room).await?;
    let rules = &registrations.config().moderation;
    let mut issues = security::find_issues(&state, bot, registrations.config().bot.encrypted);
    for space in security::allowed_spaces(&state) {
        if is_public(registrations, space).await? {
            issues.push(RoomIssue::PublicSpace(space.to_owned()));
        }
    }
    let deciders = deciders::deciders(&state, bot, rules).len();
    Ok(Seen { issues, deciders, too_few: deciders::too_few(room, &state, bot, rules) })
}

/// Whether anyone can join or read this room, according to its current settings in Synapse.
pub(crate) async fn is_exposed_now(registrations: &Registrations, room: &str) -> Result<bool, SynapseError> {
    Ok(inspect(registrations, room, "").await?.issues.iter().any(RoomIssue::exposes))
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

/// Passes on what an operator has to know: who can decide, and why the room does not work.
pub(crate) async fn note(registrations: &Registrations, room: &str, seen: &Seen) -> Result<(), StoreError> {
    registrations.operations().note_deciders(seen.deciders);
    let broken = seen.findings(room).into_iter().find(|finding| finding.code.severity() == Severity::Error);
    if let Some(finding) = &broken {
        registrations.note_down(Part::Room, finding);
        registrations.operations().report_broken_room(finding).await
    } else {
        registrations.note_up(Part::Room);
        Ok(())
    }
}

/// Checks the room and reports its issues there, each time that they change.
pub(crate) async fn report_issues(
    room: &Room,
    registrations: &Registrations,
    privacy: &Privacy,
) -> Result<(), SetUpError> {
    let language = registrations.config().room_language();
    let id = room.room_id().as_str();
    let seen = inspect(registrations, id, room.own_user_id().as_str()).await?;
    note(registrations, id, &seen).await?;
    let found = seen.issues;
    privacy.update(&found);
    for issue in found.iter().filter(|issue| issue.finding(id).code.severity() != Severity::Error) {
        tracing::warn!(room = id, ?issue, "the moderators' room has an issue");
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
