//! `approve` and `deny`: votes by command, which decide if there are enough.

use registration_core::{
    Registrations,
    domain::{Actor, Alike, Mxid, NewDecision, Registration, RegistrationId, State, Verdict, Vote},
    store::StoreError,
    text,
};

use super::{
    alike,
    cause::Cause,
    decided::{self, Results, mail_line},
    find::{WhichRequest, find, number_not_found},
    parse::DecisionArgs,
    pending_action::{BulkDecision, PendingAction},
    response::Response,
    text::{request_line, too_late},
};
use crate::{
    active_room::ActiveRoom,
    card::alike_groups,
    error::BotError,
    matrix::format::clipped,
    voting::{self, Counted},
};

/// Maximum characters of the message that a confirmation quotes.
const MAX_QUOTE: usize = 500;

/// Votes for the decision, which decides if there are enough votes. Several requests and doubtful texts need a
/// confirmation first.
pub(super) async fn decide(active: &ActiveRoom, args: DecisionArgs, cause: &Cause<'_>) -> Result<Response, BotError> {
    let registrations = &active.registrations;
    let args = resolve_ambiguous(registrations, args).await?;
    if let Some(refusal) = refusal(registrations, &args) {
        return Ok(Response::refused(refusal));
    }
    let DecisionArgs { verdict, who, message, quiet, yes, is_doubtful, alike, .. } = args;
    let mut ids = vec![];
    for one in &who {
        match find(registrations, one, WhichRequest::Any).await? {
            Ok(id) if ids.contains(&id) => {}
            Ok(id) => ids.push(id),
            Err(response) => return Ok(response),
        }
    }
    let similar = if alike { alike::find(registrations, &ids).await? } else { vec![] };
    if let (true, [], [first, ..]) = (alike, similar.as_slice(), ids.as_slice()) {
        let language = registrations.config().room_language();
        return Ok(Response::refused(text!(in language, "room-alike-none", id = first.to_string())));
    }
    ids.extend(similar.iter().map(|one| one.id));
    let decision = BulkDecision { verdict, ids, message, quiet };
    if is_doubtful || (decision.ids.len() > 1 && !yes) {
        return Ok(ask(registrations, decision, &similar).await?);
    }
    decide_all(active, &decision, cause, false).await
}

/// Moves words from the message to the requests if they are usernames of pending requests.
async fn resolve_ambiguous(registrations: &Registrations, mut args: DecisionArgs) -> Result<DecisionArgs, StoreError> {
    for word in std::mem::take(&mut args.ambiguous) {
        let is_pending = match find(registrations, &word.who, WhichRequest::Any).await? {
            Ok(id) => registrations.find(id).await?.is_some_and(|one| one.state == State::AwaitingReview),
            Err(_) => false,
        };
        if !is_pending {
            break;
        }
        args.who.push(word.who);
        args.message = word.message;
    }
    Ok(args)
}

/// Why this decision is not allowed.
fn refusal(registrations: &Registrations, args: &DecisionArgs) -> Option<String> {
    let language = registrations.config().room_language();
    let config = registrations.config();
    let lacks_reason = config.moderation.require_reason && args.verdict == Verdict::Deny && args.message.is_none();
    lacks_reason.then(|| text!(in language, "room-reason-needed", prefix = config.bot.command_prefix.as_str()))
}

/// Votes on all requests. `is_previewed` says whether the moderator has seen the requests and the message before.
pub(super) async fn decide_all(
    active: &ActiveRoom,
    decision: &BulkDecision,
    cause: &Cause<'_>,
    is_previewed: bool,
) -> Result<Response, BotError> {
    let mut results = Results::default();
    for id in &decision.ids {
        match vote(active, decision, *id, cause).await? {
            Voted::Decided(registration) => {
                if let Some(at) = active.registrations.moderation().undo_until(&registration).await? {
                    results.until = results.until.max(Some(at));
                    results.undoable.push(*id);
                }
                results.decided.push(*registration);
            }
            Voted::Counted(count) => results.counted.push((*id, count)),
            Voted::Refused(line) => results.refused.push(line),
        }
    }
    Ok(decided::answer(active, decision, results, is_previewed))
}

/// Asks for a confirmation that lists the requests: one a line, and those of `similar` by what they have in common.
async fn ask(registrations: &Registrations, decision: BulkDecision, similar: &[Alike]) -> Result<Response, StoreError> {
    let language = registrations.config().room_language();
    let domain = &registrations.config().synapse.domain;
    let mut lines = vec![match decision.verdict {
        Verdict::Approve => text!(in language, "room-ask-approve", count = decision.ids.len()),
        Verdict::Deny => text!(in language, "room-ask-deny", count = decision.ids.len()),
    }];
    for id in decision.ids.iter().filter(|id| !similar.iter().any(|one| one.id == **id)) {
        lines.push(match registrations.find(*id).await? {
            Some(one) if one.state == State::AwaitingReview => request_line(language, &one, domain),
            Some(one) => too_late(language, *id, &one),
            None => number_not_found(registrations, *id),
        });
    }
    lines.extend(alike_groups(language, similar, |one| format!("#{} @{}", one.id, one.localpart)));
    lines.extend(
        decision.message.as_ref().map(|words| text!(in language, "room-ask-words", words = clipped(words, MAX_QUOTE))),
    );
    lines.push(mail_line(language, decision.quiet));
    Ok(Response::asking(lines, PendingAction::Decide(decision)))
}

/// The result of a vote by command.
enum Voted {
    /// The request is decided, as the vote says.
    Decided(Box<Registration>),
    /// More votes are needed; it has so many.
    Counted(usize),
    /// Why the vote does not count.
    Refused(String),
}

/// Votes on one request.
async fn vote(
    active: &ActiveRoom,
    args: &BulkDecision,
    id: RegistrationId,
    cause: &Cause<'_>,
) -> Result<Voted, BotError> {
    let registrations = &active.registrations;
    let language = registrations.config().room_language();
    let Some(registration) = registrations.find(id).await? else {
        return Ok(Voted::Refused(number_not_found(registrations, id)));
    };
    if registration.state != State::AwaitingReview {
        // The command was repeated, or is processed again after a crash.
        let is_repeated = is_same(args, cause, &registration) || is_cast(active, id, cause).await?;
        return Ok(if is_repeated {
            Voted::Decided(Box::new(registration))
        } else {
            Voted::Refused(too_late(language, id, &registration))
        });
    }
    registrations.moderation().cast_vote(id, &vote_of(args, cause)).await?;
    let card = registrations.bot_store().card_of(id).await?.filter(|card| card.room == active.id());
    Ok(match voting::count_request(active, id, card.as_ref(), cause.vote()).await? {
        Counted::Decided(registration)
            if registration.decision.as_ref().is_some_and(|one| one.verdict == args.verdict) =>
        {
            tracing::info!(registration = %id, verdict = ?args.verdict, by = %cause.by, "request decided by command");
            Voted::Decided(registration)
        }
        Counted::Decided(registration) => Voted::Refused(too_late(language, id, &registration)),
        Counted::Open(count) => Voted::Counted(count.votes(args.verdict).len()),
    })
}

fn vote_of(args: &BulkDecision, cause: &Cause<'_>) -> Vote {
    let message = args.message.clone();
    Vote {
        voter: Mxid(cause.by.to_string()),
        verdict: Some(args.verdict),
        message: NewDecision::new(args.verdict, Actor::System).saying(message).message,
        notify: !args.quiet,
        at: cause.at,
        event: cause.event.to_owned(),
        is_reaction: false,
        confirmed_by: cause.confirmed_by.map(|by| Mxid(by.to_string())),
    }
}

/// Whether this event has already cast a vote on the request.
async fn is_cast(active: &ActiveRoom, id: RegistrationId, cause: &Cause<'_>) -> Result<bool, BotError> {
    let votes = active.registrations.moderation().votes(id).await?;
    Ok(votes.iter().any(|vote| vote.event == cause.event && vote.verdict.is_some()))
}

/// Whether the same person has made the same decision with the same message.
fn is_same(args: &BulkDecision, cause: &Cause<'_>, registration: &Registration) -> bool {
    let new = vote_of(args, cause);
    registration.decision.as_ref().is_some_and(|made| {
        (made.verdict, &made.by, &made.message, made.notify)
            == (args.verdict, &Actor::Moderator(new.voter), &new.message, new.notify)
    })
}
