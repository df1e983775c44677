//! Executes confirmed actions.

use registration_core::{
    domain::{Actor, Mxid, NewRule},
    text,
};

use super::{cause::Cause, decide, pending_action::PendingAction, response::Response, revoke, rules};
use crate::{active_room::ActiveRoom, error::BotError};

/// Executes `action` in the name of the moderator who typed it. The decisions also record who confirmed it.
pub(super) async fn execute(
    active: &ActiveRoom,
    action: PendingAction,
    cause: &Cause<'_>,
) -> Result<Response, BotError> {
    let moderator = |user: &matrix_sdk::ruma::UserId| Actor::Moderator(Mxid(user.to_string()));
    let language = active.registrations.config().room_language();
    match action {
        PendingAction::Decide(decision) => decide::decide_all(active, &decision, cause, true).await,
        PendingAction::Revoke(revocation) => revoke::execute(active, revocation, cause).await,
        // Moderators agree to it together: `change_moderators::answer`.
        PendingAction::Moderator(_) => Ok(Response::refused(text!(in language, "room-ask-closed"))),
        PendingAction::Block(rule, ids) => {
            let (author, confirmed_by) = (moderator(cause.by), cause.confirmed_by.map(moderator));
            Ok(rules::add(&active.registrations, NewRule { author, confirmed_by, ..rule }, &ids).await?)
        }
    }
}
