//! The line of a card about the state of the request.

use jiff::Timestamp;
use registration_core::{
    config::ModerationConfig,
    domain::{Actor, Decision, State},
    messages::Language,
    text,
};

use super::context::{CardContext, CardFacts};
use crate::{
    matrix::format::{actor_name, decided_by},
    voting::count::undo_key,
};

/// The state as one sentence.
pub(super) fn state_line(language: Language, facts: &CardFacts<'_>, rules: (&ModerationConfig, bool)) -> String {
    line(language, facts.state, facts.decision, facts.changed_at, rules)
}

/// The state as one sentence, for a request that has been in it since `changed_at`, and whose decision can be undone if
/// `is_undoable`.
pub(super) fn line(
    language: Language,
    state: State,
    decision: Option<&Decision>,
    changed_at: Timestamp,
    (moderation, is_undoable): (&ModerationConfig, bool),
) -> String {
    let changed = language.date_time(changed_at);
    match (state, decision) {
        (State::AwaitingReview, _) => waiting_line(language, moderation),
        (State::Provisioning, Some(decision)) if is_undoable => {
            text!(in language, "room-card-approved", by = decided_by(language, decision), at = language.date_time(decision.at))
        }
        (State::Provisioning, Some(decision)) => {
            text!(in language, "room-card-opening", by = decided_by(language, decision), at = language.date_time(decision.at))
        }
        (State::Active, Some(decision)) => {
            text!(in language, "room-card-active", by = decided_by(language, decision), at = language.date_time(decision.at))
        }
        (State::Revoked, Some(decision)) => {
            text!(in language, "room-card-revoked", by = decided_by(language, decision), at = language.date_time(decision.at))
        }
        (State::Denied, Some(decision)) => {
            text!(in language, "room-card-denied", by = decided_by(language, decision), at = language.date_time(decision.at))
        }
        (State::AwaitingPassword, decision) => {
            let by = decision
                .map_or_else(|| actor_name(language, &Actor::System), |decision| decided_by(language, decision));
            text!(in language,
                "room-card-awaiting-password",
                by = by,
                at = decision.map_or(changed, |decision| language.date_time(decision.at))
            )
        }
        (State::Expired, Some(decision)) => {
            text!(in language, "room-card-unused", by = decided_by(language, decision), at = changed)
        }
        (State::Expired, None) => text!(in language, "room-card-expired", at = changed),
        (State::Provisioning, None) => {
            text!(in language, "room-card-opening", by = actor_name(language, &Actor::System), at = changed)
        }
        (State::Active, None) => {
            text!(in language, "room-card-active", by = actor_name(language, &Actor::System), at = changed)
        }
        (State::Revoked, None) => {
            text!(in language, "room-card-revoked", by = actor_name(language, &Actor::System), at = changed)
        }
        (State::Denied, None) => {
            text!(in language, "room-card-denied", by = actor_name(language, &Actor::System), at = changed)
        }
        (State::AwaitingEmail | State::AwaitingDetails, _) => text!(in language, "room-card-unfinished"),
    }
}

fn waiting_line(language: Language, moderation: &ModerationConfig) -> String {
    let approve = moderation.reactions.approve.first().map(String::as_str).unwrap_or_default();
    let deny = moderation.reactions.deny.first().map(String::as_str).unwrap_or_default();
    if moderation.approvals_required <= 1 && moderation.denials_required <= 1 {
        return text!(in language, "room-card-waiting", approve = approve, deny = deny);
    }
    text!(in language,
        "room-card-waiting-quorum",
        approve = approve,
        deny = deny,
        approvals = moderation.approvals_required,
        denials = moderation.denials_required,
    )
}

/// Says until when the decision can be undone, and how.
pub(super) fn undo_line(facts: &CardFacts<'_>, context: &CardContext<'_>) -> Option<String> {
    let (at, key) = (context.language.time(context.undo_until?), undo_key(&context.moderation.reactions));
    let (prefix, id) = (context.prefix, facts.id.to_string());
    Some(text!(in context.language, "room-card-undo", at = at, key = key, prefix = prefix, id = id))
}

/// Says that the applicant was not mailed, and what is left to do.
pub(super) fn quiet_line(facts: &CardFacts<'_>, context: &CardContext<'_>) -> Option<String> {
    let language = context.language;
    facts.decision.filter(|decision| !decision.notify)?;
    let id = facts.id.to_string();
    match facts.state {
        State::Provisioning | State::Active | State::Revoked | State::Denied => {
            Some(text!(in language, "room-card-quiet"))
        }
        State::AwaitingPassword => Some(text!(in language, "room-card-quiet-link", prefix = context.prefix, id = id)),
        _ => None,
    }
}
