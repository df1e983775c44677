//! `claim`, `hold` and `note`: who looks at a request, until when it is on hold, and what moderators should know.

use registration_core::{
    domain::{Actor, Mxid, RegistrationId},
    registrations::Noted,
    text,
};

use super::{
    cause::Cause,
    find::{WhichRequest, find, number_not_found},
    parse::{HoldArgs, Target},
    response::Response,
    text::too_late,
};
use crate::{active_room::ActiveRoom, error::BotError};

/// The change that a command of one word makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Claim,
    Unclaim,
    Unhold,
}

/// Claims a request, ends a claim, or takes a request up again.
pub(super) async fn change(
    active: &ActiveRoom,
    who: &Target,
    cause: &Cause<'_>,
    change: Change,
) -> Result<Response, BotError> {
    let moderation = active.registrations.moderation();
    let language = active.registrations.config().room_language();
    let id = match find(&active.registrations, who, WhichRequest::Any).await? {
        Ok(id) => id,
        Err(response) => return Ok(response),
    };
    let (by, shown) = (moderator(cause), id.to_string());
    let (noted, line) = match change {
        Change::Claim => (moderation.claim(id, &by, None).await?, text!(in language, "room-claimed", id = shown)),
        Change::Unclaim => (moderation.unclaim(id, &by).await?, text!(in language, "room-unclaimed", id = shown)),
        Change::Unhold => (moderation.unhold(id, &by).await?, text!(in language, "room-unheld", id = shown)),
    };
    respond(active, id, noted, line).await
}

/// Puts a request on hold.
pub(super) async fn hold(active: &ActiveRoom, args: HoldArgs, cause: &Cause<'_>) -> Result<Response, BotError> {
    let registrations = &active.registrations;
    let language = registrations.config().room_language();
    let HoldArgs { who, lifetime, reason } = args;
    let id = match find(registrations, &who, WhichRequest::Any).await? {
        Ok(id) => id,
        Err(response) => return Ok(response),
    };
    let until = lifetime.and_then(|span| registrations.clock().now().checked_add(span).ok());
    let noted = registrations.moderation().hold(id, &moderator(cause), until, reason.as_deref()).await?;
    let shown = id.to_string();
    let line = match until {
        Some(until) => text!(in language, "room-held-until", id = shown, at = language.date_time(until)),
        None => text!(in language, "room-held", id = shown),
    };
    respond(active, id, noted, line).await
}

/// Notes something for the other moderators.
pub(super) async fn note(
    active: &ActiveRoom,
    who: &Target,
    note: &str,
    cause: &Cause<'_>,
) -> Result<Response, BotError> {
    let id = match find(&active.registrations, who, WhichRequest::Any).await? {
        Ok(id) => id,
        Err(response) => return Ok(response),
    };
    let language = active.registrations.config().room_language();
    let noted = active.registrations.moderation().note(id, &moderator(cause), note).await?;
    respond(active, id, noted, text!(in language, "room-noted", id = id.to_string())).await
}

async fn respond(active: &ActiveRoom, id: RegistrationId, noted: Noted, line: String) -> Result<Response, BotError> {
    let registrations = &active.registrations;
    let language = registrations.config().room_language();
    Ok(match (noted, registrations.find(id).await?) {
        (Noted::Done, _) => Response::done(line),
        (Noted::NotPending, Some(registration)) => Response::refused(too_late(language, id, &registration)),
        _ => Response::refused(number_not_found(registrations, id)),
    })
}

fn moderator(cause: &Cause<'_>) -> Actor {
    Actor::Moderator(Mxid(cause.by.to_string()))
}
