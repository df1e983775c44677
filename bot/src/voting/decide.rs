//! Makes a decision once a card has enough votes.

use matrix_sdk::ruma::UserId;
use registration_core::{
    domain::{Actor, Mxid, NewDecision, Registration, Verdict},
    registrations::DecideError,
    store::Card,
};

use super::{
    count::{Count, Outcome, needs_several_votes},
    deny_reasons,
    tally::tally,
    vote_display::show_votes,
};
use crate::{active_room::ActiveRoom, card::Votes, error::BotError, matrix::reaction::Reaction};

/// Counts the votes on every open card. This applies reactions that were sent while the bot was offline.
pub(crate) async fn recount_open_cards(active: &ActiveRoom) -> Result<(), BotError> {
    for card in active.registrations.bot_store().open_cards(active.id()).await? {
        count_card(active, &card, None).await?;
    }
    Ok(())
}

/// Counts the votes on a card and decides if there are enough. `last` is the person who reacted most recently.
///
/// Returns the registration if it is decided now, by these votes or by someone who was faster.
pub(crate) async fn count_card(
    active: &ActiveRoom,
    card: &Card,
    last: Option<&UserId>,
) -> Result<Option<Registration>, BotError> {
    let (count, deny_reason) = tally(active, &active.room, card, last).await?;
    match count {
        Count::Decided(outcome) => decide(active, card, outcome, deny_reason).await,
        Count::Open { approvals, denials } => {
            let rules = active.rules();
            let needs_deny_reason = rules.require_reason && denials.len() >= rules.denials_required;
            if needs_several_votes(rules) {
                show_votes(active, card, &Votes::Open { approvals, denials }).await?;
            }
            if needs_deny_reason {
                deny_reasons::offer(active, card).await?;
            }
            Ok(None)
        }
    }
}

async fn decide(
    active: &ActiveRoom,
    card: &Card,
    outcome: Outcome,
    deny_reason: Option<String>,
) -> Result<Option<Registration>, BotError> {
    let Outcome { verdict, by, voters } = outcome;
    let mut decision = NewDecision::new(verdict, moderator(&by)).saying(deny_reason);
    if voters.len() > 1 {
        decision.voters = voters.iter().map(|voter| moderator(voter)).collect();
    }
    match active.registrations.moderation().decide(card.registration, decision).await {
        Ok(registration) => {
            tracing::info!(registration = %card.registration, ?verdict, by, "request decided by reactions");
            Ok(Some(registration))
        }
        Err(DecideError::AlreadyDecided(registration) | DecideError::NotReady(registration)) => Ok(Some(*registration)),
        // The votes were enough and had a reason, so only a request that has been deleted meanwhile gets here.
        Err(DecideError::NotFound | DecideError::TooFewVotes | DecideError::NoReason) => Ok(None),
        Err(DecideError::Store(error)) => Err(error.into()),
    }
}

/// Whether the sender of `reaction` made this decision with this verdict.
pub(crate) fn is_decided_by(registration: &Registration, verdict: Verdict, reaction: &Reaction) -> bool {
    let by = moderator(reaction.sender.as_str());
    registration.decision.as_ref().is_some_and(|decision| decision.verdict == verdict && decision.by == by)
}

fn moderator(mxid: &str) -> Actor {
    Actor::Moderator(Mxid(mxid.to_owned()))
}
