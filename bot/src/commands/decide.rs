//! `approve` and `deny`.

use registration_core::{
    Registrations,
    domain::{Actor, Mxid, NewDecision, Registration, RegistrationId, State, Verdict},
    messages::Language,
    registrations::DecideError,
    store::StoreError,
    text,
};

use super::{
    find::{WhichRequest, find, number_not_found},
    parse::{DecisionArgs, Target},
    pending_action::{BulkDecision, PendingAction},
    response::Response,
    text::{request_line, too_late},
};
use crate::matrix::format::clipped;

/// Maximum characters of the message that a confirmation quotes.
const MAX_QUOTE: usize = 500;

/// Decides if one moderator is enough. Several requests and doubtful texts need a confirmation first.
pub(super) async fn decide(
    registrations: &Registrations,
    args: DecisionArgs,
    by: &str,
) -> Result<Response, StoreError> {
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
    match decision.ids.as_slice() {
        [id] if !is_doubtful => {
            let (done, line) = decide_one(registrations, &decision, *id, by).await?;
            Ok(if done { Response::done(line) } else { Response::refused(line) })
        }
        _ if yes && !is_doubtful => decide_all(registrations, &decision, by).await,
        _ => ask(registrations, decision).await,
    }
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
    if config.moderation.votes_needed(args.verdict) > 1 {
        let id = match args.who.first() {
            Some(Target::Number(id)) => id.to_string(),
            Some(Target::Name(name)) => name.as_str().to_owned(),
            None => String::new(),
        };
        return Some(text!(in language, "room-quorum-needed", id = id));
    }
    let lacks_reason = config.moderation.require_reason && args.verdict == Verdict::Deny && args.message.is_none();
    lacks_reason.then(|| text!(in language, "room-reason-needed", prefix = config.bot.command_prefix.as_str()))
}

/// Decides on all requests. The response has a line for each.
pub(super) async fn decide_all(
    registrations: &Registrations,
    decision: &BulkDecision,
    by: &str,
) -> Result<Response, StoreError> {
    let (mut all, mut lines) = (true, vec![]);
    for id in &decision.ids {
        let (done, line) = decide_one(registrations, decision, *id, by).await?;
        all &= done;
        lines.push(line);
    }
    Ok(Response { done: Some(all), ..Response::said(lines) })
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

/// Decides on one request. Returns whether this worked, and the line about it.
async fn decide_one(
    registrations: &Registrations,
    args: &BulkDecision,
    id: RegistrationId,
    by: &str,
) -> Result<(bool, String), StoreError> {
    let language = registrations.config().room_language();
    let (verdict, quiet) = (args.verdict, args.quiet);
    let config = registrations.config();
    let decision = NewDecision::new(verdict, Actor::Moderator(Mxid(by.to_owned())));
    let decision = decision.saying(args.message.clone()).quietly(quiet);
    match registrations.moderation().decide(id, decision.clone()).await {
        Ok(registration) => {
            tracing::info!(registration = %id, ?verdict, quiet, by, "request decided by command");
            Ok((true, decided_line(language, &registration, verdict, quiet, &config.synapse.domain)))
        }
        // The command was repeated, or is processed again after a crash.
        Err(DecideError::AlreadyDecided(registration)) if is_same(&decision, &registration) => {
            Ok((true, decided_line(language, &registration, verdict, quiet, &config.synapse.domain)))
        }
        Err(DecideError::AlreadyDecided(registration) | DecideError::NotReady(registration)) => {
            Ok((false, too_late(language, id, &registration)))
        }
        Err(DecideError::NotFound) => Ok((false, number_not_found(registrations, id))),
        // The config has changed since the confirmation was asked for.
        Err(DecideError::TooFewVotes) => Ok((false, text!(in language, "room-quorum-needed", id = id.to_string()))),
        Err(DecideError::NoReason) => {
            Ok((false, text!(in language, "room-reason-needed", prefix = config.bot.command_prefix.as_str())))
        }
        Err(DecideError::Store(error)) => Err(error),
    }
}

/// Whether the same person has made the same decision with the same message.
fn is_same(new: &NewDecision, registration: &Registration) -> bool {
    registration.decision.as_ref().is_some_and(|made| {
        (made.verdict, &made.by, &made.message, made.notify) == (new.verdict, &new.by, &new.message, new.notify)
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
