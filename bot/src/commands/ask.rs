//! `ask`: asks the applicant a question before the decision.

use registration_core::{
    domain::{Actor, Mxid},
    registrations::AskError,
    text,
};

use super::{
    cause::Cause,
    find::{WhichRequest, find, unknown},
    parse::Target,
    response::Response,
    text::too_late,
};
use crate::{
    active_room::ActiveRoom,
    error::BotError,
    matrix::format::{actor_name, clipped, quote},
};

/// Maximum characters of an earlier question that a refusal quotes.
const MAX_QUOTE: usize = 200;
/// Maximum bytes and lines of the question that the answer quotes.
const MAX_QUESTION: (usize, usize) = (4_000, 40);

/// Mails the question, and says so.
pub(super) async fn ask(
    active: &ActiveRoom,
    who: &Target,
    question: &str,
    cause: &Cause<'_>,
) -> Result<Response, BotError> {
    let registrations = &active.registrations;
    let language = registrations.config().room_language();
    let id = match find(registrations, who, WhichRequest::Any).await? {
        Ok(id) => id,
        Err(response) => return Ok(response),
    };
    let (shown, by) = (id.to_string(), Actor::Moderator(Mxid(cause.by.to_string())));
    Ok(match registrations.moderation().ask(id, question, &by).await {
        Ok(asked) => {
            tracing::info!(registration = %id, by = %cause.by, "question asked");
            done(active, &shown, &asked.text, asked.expires_at)
        }
        // The command is processed again after a crash.
        Err(AskError::Open(open)) if open.by == by && open.text == question.trim() => {
            done(active, &shown, &open.text, open.expires_at)
        }
        Err(AskError::Open(open)) => {
            let (by, at) = (actor_name(language, &open.by), language.date_time(open.expires_at));
            let words = clipped(&open.text, MAX_QUOTE);
            Response::refused(text!(in language, "room-question-open", id = shown, by = by, words = words, at = at))
        }
        Err(AskError::NotPending(registration)) => Response::refused(too_late(language, id, &registration)),
        Err(AskError::RateLimited(_)) => Response::refused(text!(in language, "room-question-too-often", id = shown)),
        Err(AskError::Empty | AskError::TooLong) => Response::refused(text!(in language, "room-error-missing-text")),
        Err(AskError::NotFound) => unknown(registrations, who),
        Err(AskError::Store(error)) => return Err(error.into()),
    })
}

fn done(active: &ActiveRoom, id: &str, question: &str, until: jiff::Timestamp) -> Response {
    let language = active.registrations.config().room_language();
    let line = text!(in language, "room-question-asked", id = id, at = language.date_time(until));
    let mut response = Response::done(line);
    response.blocks.push(quote(question, MAX_QUESTION.0, MAX_QUESTION.1).0);
    response
}
