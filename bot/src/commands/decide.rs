//! `approve` and `deny`: votes by command, which decide if there are enough.

use jiff::Timestamp;
use registration_core::{
    Registrations,
    domain::{Actor, Mxid, NewDecision, Registration, RegistrationId, State, Verdict, Vote},
    messages::Language,
    store::StoreError,
    text,
};

use super::{
    cause::Cause,
    find::{WhichRequest, find, number_not_found},
    parse::DecisionArgs,
    pending_action::{BulkDecision, PendingAction},
    response::Response,
    text::{request_line, too_late},
};
use crate::{
    active_room::ActiveRoom,
    error::BotError,
    matrix::format::{Block, clipped, format_moment, quote},
    voting::{self, Counted, count::undo_key},
};

/// Maximum characters of the message that a confirmation quotes.
const MAX_QUOTE: usize = 500;
/// Maximum bytes and lines of the message that an answer quotes.
const MAX_MESSAGE: (usize, usize) = (4_000, 40);

/// Votes for the decision, which decides if there are enough votes. Several requests and doubtful texts need a
/// confirmation first.
pub(super) async fn decide(active: &ActiveRoom, args: DecisionArgs, cause: &Cause<'_>) -> Result<Response, BotError> {
    let registrations = &active.registrations;
    let args = resolve_ambiguous(registrations, args).await?;
    if let Some(refusal) = refusal(registrations, &args) {
        return Ok(Response::refused(refusal));
    }
    let DecisionArgs { verdict, who, message, quiet, yes, is_doubtful, .. } = args;
    let mut ids = vec![];
    for one in &who {
        match find(registrations, one, WhichRequest::Holder).await? {
            Ok(id) if ids.contains(&id) => {}
            Ok(id) => ids.push(id),
            Err(response) => return Ok(response),
        }
    }
    let decision = BulkDecision { verdict, ids, message, quiet };
    if is_doubtful || (decision.ids.len() > 1 && !yes) {
        return Ok(ask(registrations, decision).await?);
    }
    decide_all(active, &decision, cause).await
}

/// Moves words from the message to the requests if they are usernames of pending requests.
async fn resolve_ambiguous(registrations: &Registrations, mut args: DecisionArgs) -> Result<DecisionArgs, StoreError> {
    for word in std::mem::take(&mut args.ambiguous) {
        let is_pending = match find(registrations, &word.who, WhichRequest::Holder).await? {
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

/// Votes on all requests. The response has a line for each, and says how to undo the decisions that were made.
pub(super) async fn decide_all(
    active: &ActiveRoom,
    decision: &BulkDecision,
    cause: &Cause<'_>,
) -> Result<Response, BotError> {
    let (mut all, mut lines, mut undoable) = (true, vec![], vec![]);
    let mut until = None;
    for id in &decision.ids {
        let Voted { is_done, line, decided } = vote(active, decision, *id, cause).await?;
        all &= is_done;
        lines.push(line);
        if let Some(registration) = decided
            && let Some(at) = active.registrations.moderation().undo_until(&registration).await?
        {
            until = until.max(Some(at));
            undoable.push(*id);
        }
    }
    let mut response = Response { done: Some(all), ..Response::said(lines) };
    if let (Some(until), [first, ..]) = (until, undoable.as_slice()) {
        response.blocks.extend(announcement(active, decision, until, *first));
        response.undoable = undoable;
    }
    Ok(response)
}

/// Says when decisions take effect, how to undo them, and what the applicants will read.
fn announcement(active: &ActiveRoom, decision: &BulkDecision, until: Timestamp, first: RegistrationId) -> Vec<Block> {
    let config = active.registrations.config();
    let (language, prefix) = (config.room_language(), config.bot.command_prefix.as_str());
    let (at, key, id) = (format_moment(until), undo_key(&config.moderation.reactions), first.to_string());
    let mut blocks =
        vec![Block::Line(text!(in language, "room-decided-undo", at = at, key = key, prefix = prefix, id = id))];
    if let Some(message) = &decision.message {
        let heading =
            if decision.quiet { text!(in language, "room-card-note") } else { text!(in language, "room-card-message") };
        blocks.extend([Block::Line(heading), quote(message, MAX_MESSAGE.0, MAX_MESSAGE.1).0]);
    }
    blocks
}

/// Asks for a confirmation that lists the requests.
async fn ask(registrations: &Registrations, decision: BulkDecision) -> Result<Response, StoreError> {
    let language = registrations.config().room_language();
    let domain = &registrations.config().synapse.domain;
    let mut lines = vec![match decision.verdict {
        Verdict::Approve => text!(in language, "room-ask-approve", count = decision.ids.len()),
        Verdict::Deny => text!(in language, "room-ask-deny", count = decision.ids.len()),
    }];
    for id in &decision.ids {
        lines.push(match registrations.find(*id).await? {
            Some(one) if one.state == State::AwaitingReview => request_line(language, &one, domain),
            Some(one) => too_late(language, *id, &one),
            None => number_not_found(registrations, *id),
        });
    }
    lines.extend(
        decision.message.as_ref().map(|words| text!(in language, "room-ask-words", words = clipped(words, MAX_QUOTE))),
    );
    lines.push(if decision.quiet { text!(in language, "room-ask-quiet") } else { text!(in language, "room-ask-mail") });
    Ok(Response::asking(lines, PendingAction::Decide(decision)))
}

/// The result of a vote by command.
struct Voted {
    is_done: bool,
    line: String,
    /// The request, if it is decided as the vote says.
    decided: Option<Registration>,
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
    let refused = |line| Voted { is_done: false, line, decided: None };
    let Some(registration) = registrations.find(id).await? else {
        return Ok(refused(number_not_found(registrations, id)));
    };
    if registration.state != State::AwaitingReview {
        // The command was repeated, or is processed again after a crash.
        let is_repeated = is_same(args, cause, &registration) || is_cast(active, id, cause).await?;
        return Ok(if is_repeated {
            decided(active, args, registration)
        } else {
            refused(too_late(language, id, &registration))
        });
    }
    registrations.moderation().cast_vote(id, &vote_of(args, cause)).await?;
    let card = registrations.bot_store().card_of(id).await?.filter(|card| card.room == active.id());
    Ok(match voting::count_request(active, id, card.as_ref(), cause.vote()).await? {
        Counted::Decided(registration)
            if registration.decision.as_ref().is_some_and(|one| one.verdict == args.verdict) =>
        {
            tracing::info!(registration = %id, verdict = ?args.verdict, by = %cause.by, "request decided by command");
            decided(active, args, *registration)
        }
        Counted::Decided(registration) => refused(too_late(language, id, &registration)),
        Counted::Open(count) => {
            let (number, needed) = (id.to_string(), active.rules().votes_needed(args.verdict));
            let votes = count.votes(args.verdict).len();
            let line = text!(in language, "room-vote-counted", id = number, count = votes, needed = needed);
            Voted { is_done: true, line, decided: None }
        }
    })
}

fn decided(active: &ActiveRoom, args: &BulkDecision, registration: Registration) -> Voted {
    let config = active.registrations.config();
    let (language, domain) = (config.room_language(), &config.synapse.domain);
    let line = decided_line(language, &registration, args.verdict, args.quiet, domain);
    Voted { is_done: true, line, decided: Some(registration) }
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

fn decided_line(
    language: Language,
    registration: &Registration,
    verdict: Verdict,
    quiet: bool,
    domain: &str,
) -> String {
    let (id, mxid) = (registration.id.to_string(), registration.localpart.on(domain));
    match (verdict, quiet) {
        (Verdict::Approve, false) => text!(in language, "room-decided-approved", id = id, mxid = mxid),
        (Verdict::Approve, true) => text!(in language, "room-decided-approved-quietly", id = id, mxid = mxid),
        (Verdict::Deny, false) => text!(in language, "room-decided-denied", id = id, mxid = mxid),
        (Verdict::Deny, true) => text!(in language, "room-decided-denied-quietly", id = id, mxid = mxid),
    }
}
