//! `undo` and `withdraw`: take a decision or a vote back.

use registration_core::{
    domain::{Actor, Event, Mxid, Registration, State, Vote},
    registrations::UndoError,
    text,
};

use super::{
    cause::Cause,
    find::{WhichRequest, find, unknown},
    parse::Target,
    response::Response,
};
use crate::{
    active_room::ActiveRoom,
    error::BotError,
    voting::{self, undo::undone_line},
};

/// Undoes the decision on a request before it takes effect.
pub(super) async fn undo(active: &ActiveRoom, who: &Target, cause: &Cause<'_>) -> Result<Response, BotError> {
    let registrations = &active.registrations;
    let (language, prefix) = (registrations.config().room_language(), &registrations.config().bot.command_prefix);
    let id = match find(registrations, who, WhichRequest::Any).await? {
        Ok(id) => id,
        Err(response) => return Ok(response),
    };
    let (shown, prefix) = (id.to_string(), prefix.as_str());
    Ok(match voting::undo::undo(active, id, cause.by, Some(cause.at)).await? {
        Ok(registration) => Response::done(undone_line(language, &registration, cause.by.as_str())),
        Err(UndoError::NotFound) => unknown(registrations, who),
        // The command is processed again after a crash.
        Err(UndoError::NotDecided(registration)) if is_undone_by(active, &registration, cause).await? => {
            Response::done(undone_line(language, &registration, cause.by.as_str()))
        }
        Err(UndoError::NotDecided(_)) => Response::refused(text!(in language, "room-undo-nothing", id = shown)),
        Err(UndoError::Superseded) => Response::refused(text!(in language, "room-reopen-superseded", id = shown)),
        Err(_) => Response::refused(text!(in language, "room-undo-too-late", id = shown, prefix = prefix)),
    })
}

/// Whether the last thing that happened to the request was that this moderator undid its decision.
async fn is_undone_by(active: &ActiveRoom, on: &Registration, cause: &Cause<'_>) -> Result<bool, BotError> {
    let history = active.registrations.history(on.id).await?;
    let by = Actor::Moderator(Mxid(cause.by.to_string()));
    let last = history.iter().rfind(|entry| matches!(entry.kind, registration_core::domain::AuditKind::Transition(_)));
    Ok(last.is_some_and(|entry| entry.kind == Event::Undone.into() && entry.origin.actor == by && entry.at >= cause.at))
}

/// Withdraws the sender's vote on a request.
pub(super) async fn withdraw(active: &ActiveRoom, who: &Target, cause: &Cause<'_>) -> Result<Response, BotError> {
    let registrations = &active.registrations;
    let (language, prefix) = (registrations.config().room_language(), &registrations.config().bot.command_prefix);
    let id = match find(registrations, who, WhichRequest::Any).await? {
        Ok(id) => id,
        Err(response) => return Ok(response),
    };
    let Some(registration) = registrations.find(id).await? else { return Ok(unknown(registrations, who)) };
    let shown = id.to_string();
    if registration.state != State::AwaitingReview {
        let prefix = prefix.as_str();
        return Ok(Response::refused(text!(in language, "room-withdraw-decided", id = shown, prefix = prefix)));
    }
    let vote = Vote::withdrawn(Mxid(cause.by.to_string()), cause.at, cause.event.to_owned());
    registrations.moderation().cast_vote(id, &vote).await?;
    let card = registrations.bot_store().card_of(id).await?.filter(|card| card.room == active.id());
    voting::count_request(active, id, card.as_ref(), cause.vote()).await?;
    Ok(Response::done(text!(in language, "room-withdrawn", id = shown)))
}
