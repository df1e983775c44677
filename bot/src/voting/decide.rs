//! Makes a decision once a new vote gives a request enough votes.

use jiff::Timestamp;
use matrix_sdk::ruma::UserId;
use registration_core::{
    domain::{Actor, Mxid, NewDecision, Registration, RegistrationId, Verdict, Vote},
    registrations::DecideError,
    store::Card,
};

use super::{
    count::{Ballot, Count, Outcome},
    deny_reasons,
    seeds::show_seeds,
    tally::tally,
    vote_display::{open_votes, show_votes},
};
use crate::{active_room::ActiveRoom, error::BotError, matrix::reaction::Reaction};

/// What a new vote led to.
pub(crate) enum Counted {
    /// The request is decided, by this vote or by someone who was faster.
    Decided(Box<Registration>),
    /// More votes are needed, or a reason.
    Open(Count),
}

/// Shows the current votes on every open card. Nothing is decided: the votes may have been cast under other rules.
/// Returns the requests that have enough votes for a verdict.
pub(crate) async fn recount_open_cards(active: &ActiveRoom) -> Result<Vec<(RegistrationId, Verdict)>, BotError> {
    let (mut enough, rules) = (vec![], active.rules());
    for card in active.registrations.bot_store().open_cards(active.id()).await? {
        let count = tally(active, &active.room, (card.registration, Some(&card)), None).await?;
        let verdicts = [Verdict::Approve, Verdict::Deny];
        enough
            .extend(verdicts.into_iter().find(|one| count.is_enough(*one, rules)).map(|one| (card.registration, one)));
        show(active, &card, &count).await?;
    }
    Ok(enough)
}

/// A vote that was just cast.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewVote<'a> {
    /// Who cast it.
    pub(crate) by: &'a UserId,
    /// When, by the clock of the voter's homeserver.
    pub(crate) at: Timestamp,
}

/// Counts the votes on a card after a new vote, and decides if there are enough.
///
/// Returns the registration if it is decided now, by these votes or by someone who was faster.
pub(crate) async fn count_card(
    active: &ActiveRoom,
    card: &Card,
    new: NewVote<'_>,
) -> Result<Option<Registration>, BotError> {
    Ok(match count_request(active, card.registration, Some(card), new).await? {
        Counted::Decided(registration) => Some(*registration),
        Counted::Open(_) => None,
    })
}

/// Counts the votes on a request after a new vote, and decides if there are enough and the present rules were in force
/// when it was cast.
pub(crate) async fn count_request(
    active: &ActiveRoom,
    of: RegistrationId,
    card: Option<&Card>,
    new: NewVote<'_>,
) -> Result<Counted, BotError> {
    let count = tally(active, &active.room, (of, card), Some(new.by)).await?;
    if new.at >= active.rules_since
        && let Some(outcome) = count.decided_by(new.by.as_str(), active.rules())
        && let Some(registration) = decide(active, of, outcome).await?
    {
        return Ok(Counted::Decided(Box::new(registration)));
    }
    if let Some(card) = card {
        show(active, card, &count).await?;
        if count.needs_reason(active.rules()) {
            deny_reasons::offer(active, card, &count).await?;
        }
    }
    Ok(Counted::Open(count))
}

/// Shows the votes on an open card.
async fn show(active: &ActiveRoom, card: &Card, count: &Count) -> Result<(), BotError> {
    show_votes(active, card, &open_votes(count, active.rules())).await?;
    show_seeds(active, card).await
}

async fn decide(active: &ActiveRoom, of: RegistrationId, outcome: Outcome) -> Result<Option<Registration>, BotError> {
    let Outcome { verdict, last, voters, message } = outcome;
    let mut decision = NewDecision::new(verdict, moderator(&last.sender)).saying(message).quietly(!last.notify);
    decision.confirmed_by = last.confirmed_by.as_deref().map(moderator);
    decision.last_vote = last.is_reaction.then(|| vote_of(&last));
    if voters.len() > 1 {
        decision.voters = voters.iter().map(|voter| moderator(voter)).collect();
    }
    match active.registrations.moderation().decide(of, decision).await {
        Ok(registration) => {
            tracing::info!(registration = %of, ?verdict, by = last.sender, "request decided");
            Ok(Some(registration))
        }
        Err(DecideError::AlreadyDecided(registration) | DecideError::NotReady(registration)) => Ok(Some(*registration)),
        // The votes were enough and had a reason, so only a request that has been deleted meanwhile gets here.
        Err(DecideError::NotFound | DecideError::TooFewVotes | DecideError::NoReason) => Ok(None),
        Err(DecideError::Store(error)) => Err(error.into()),
    }
}

fn vote_of(ballot: &Ballot) -> Vote {
    Vote {
        voter: Mxid(ballot.sender.clone()),
        verdict: Some(ballot.verdict),
        message: ballot.message.clone(),
        notify: ballot.notify,
        at: Timestamp::from_millisecond(ballot.at).unwrap_or_default(),
        event: ballot.event.clone(),
        is_reaction: ballot.is_reaction,
        confirmed_by: ballot.confirmed_by.clone().map(Mxid),
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
