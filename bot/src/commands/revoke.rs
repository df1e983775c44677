//! `revoke`: turns a decision around that has taken effect.

use registration_core::{
    domain::{Actor, Mxid, Registration, Revocation, State, Verdict},
    registrations::RevokeError,
    text,
};

use super::{
    cause::Cause,
    find::{WhichRequest, find, number_not_found},
    parse::RevokeArgs,
    pending_action::{PendingAction, PendingRevocation},
    response::Response,
};
use crate::{
    active_room::ActiveRoom,
    error::BotError,
    matrix::format::{Block, quote},
};

/// Maximum bytes and lines of the message that the question quotes.
const MAX_MESSAGE: (usize, usize) = (4_000, 40);

/// Asks for a confirmation that says what will happen.
pub(super) async fn revoke(active: &ActiveRoom, args: RevokeArgs, cause: &Cause<'_>) -> Result<Response, BotError> {
    let registrations = &active.registrations;
    let RevokeArgs { who, message, quiet, yes } = args;
    let id = match find(registrations, &who, WhichRequest::Any).await? {
        Ok(id) => id,
        Err(response) => return Ok(response),
    };
    let revocation = PendingRevocation { id, message, quiet };
    let Some(registration) = registrations.find(id).await? else {
        return Ok(Response::refused(number_not_found(registrations, id)));
    };
    if let Some(refusal) = refusal(active, &registration, &revocation).await? {
        return Ok(Response::refused(refusal));
    }
    if yes { execute(active, revocation, cause).await } else { Ok(ask(active, &registration, revocation)) }
}

fn ask(active: &ActiveRoom, on: &Registration, revocation: PendingRevocation) -> Response {
    let config = active.registrations.config();
    let language = config.room_language();
    let (id, mxid) = (on.id.to_string(), on.localpart.on(&config.synapse.domain));
    let question = match on.state {
        State::Denied => text!(in language, "room-revoke-ask-denied", id = id, mxid = mxid),
        State::AwaitingPassword => text!(in language, "room-revoke-ask-unused", id = id, mxid = mxid),
        _ => text!(in language, "room-revoke-ask-approved", id = id, mxid = mxid),
    };
    let mail =
        if revocation.quiet { text!(in language, "room-revoke-quiet") } else { text!(in language, "room-revoke-mail") };
    let mut lines = vec![Block::Line(question), Block::Line(mail)];
    if let Some(message) = &revocation.message {
        lines.push(Block::Line(text!(in language, "room-card-message")));
        lines.push(quote(message, MAX_MESSAGE.0, MAX_MESSAGE.1).0);
    }
    Response { blocks: lines, ..Response::asking(vec![], PendingAction::Revoke(revocation)) }
}

/// Turns the decision around in the name of the moderator who typed it.
pub(super) async fn execute(
    active: &ActiveRoom,
    revocation: PendingRevocation,
    cause: &Cause<'_>,
) -> Result<Response, BotError> {
    let registrations = &active.registrations;
    let language = registrations.config().room_language();
    let (id, shown) = (revocation.id, revocation.id.to_string());
    let Some(before) = registrations.find(id).await? else {
        return Ok(Response::refused(number_not_found(registrations, id)));
    };
    if let Some(refusal) = refusal(active, &before, &revocation).await? {
        return Ok(Response::refused(refusal));
    }
    let moderator = |user: &matrix_sdk::ruma::UserId| Actor::Moderator(Mxid(user.to_string()));
    let PendingRevocation { message, quiet, .. } = revocation;
    let (by, confirmed_by) = (moderator(cause.by), cause.confirmed_by.map(moderator));
    let done = registrations.moderation().revoke(id, Revocation { by, confirmed_by, message, notify: !quiet }).await;
    match done {
        Ok(registration) => {
            tracing::info!(registration = %id, by = %cause.by, state = %registration.state, "decision revoked");
            Ok(Response::done(match registration.state {
                State::AwaitingReview => text!(in language, "room-revoked-denial", id = shown),
                State::Denied => text!(in language, "room-revoked-unused", id = shown),
                _ => text!(in language, "room-revoked-approval", id = shown),
            }))
        }
        Err(RevokeError::Store(error)) => Err(error.into()),
        Err(RevokeError::Superseded) => Ok(Response::refused(text!(in language, "room-reopen-superseded", id = shown))),
        Err(RevokeError::NotOurs(_)) => Ok(Response::refused(text!(in language, "room-revoke-not-ours", id = shown))),
        Err(_) => Ok(Response::refused(text!(in language, "room-revoke-nothing", id = shown))),
    }
}

/// Why the decision cannot be turned around by one moderator now.
async fn refusal(
    active: &ActiveRoom,
    on: &Registration,
    revocation: &PendingRevocation,
) -> Result<Option<String>, BotError> {
    let (config, rules) = (active.registrations.config(), active.rules());
    let (language, prefix) = (config.room_language(), config.bot.command_prefix.as_str());
    let id = on.id.to_string();
    if active.registrations.moderation().undo_until(on).await?.is_some() {
        return Ok(Some(text!(in language, "room-revoke-undo", id = id, prefix = prefix)));
    }
    Ok(match on.state {
        State::Active | State::AwaitingPassword if rules.votes_needed(Verdict::Deny) > 1 => {
            Some(text!(in language, "room-revoke-quorum", id = id))
        }
        State::Active | State::AwaitingPassword if rules.require_reason && revocation.message.is_none() => {
            Some(text!(in language, "room-revoke-reason", prefix = prefix, id = id))
        }
        State::Denied | State::Active | State::AwaitingPassword => None,
        State::Provisioning => Some(text!(in language, "room-revoke-opening", id = id)),
        _ => Some(text!(in language, "room-revoke-nothing", id = id)),
    })
}
