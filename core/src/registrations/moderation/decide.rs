//! Approving and denying: of two concurrent decisions, the first one wins.

use std::collections::BTreeSet;

use crate::{
    counters::Counter,
    domain::{Action, Actor, Decision, Event, NewDecision, Origin, Registration, RegistrationId, State, Verdict, step},
    registrations::{
        context::Moderation,
        workflow::{ApplyError, Transition},
    },
    store::{self, StoreError, Txn, write},
};

/// Why a decision was not made.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// It is unknown or deleted.
    #[error("there is no such registration")]
    NotFound,
    /// It was decided before.
    #[error("the registration was already decided")]
    AlreadyDecided(Box<Registration>),
    /// It was not submitted yet, or has ended.
    #[error("the registration is not waiting for a decision")]
    NotReady(Box<Registration>),
    /// The configuration requires more votes.
    #[error("more votes are needed")]
    TooFewVotes,
    /// The configuration requires a reason.
    #[error("a denial needs a reason")]
    NoReason,
    /// The database failed.
    #[error("cannot write the decision")]
    Store(#[from] StoreError),
}

impl Moderation {
    /// Decides on a pending registration.
    ///
    /// Moderators decide by votes: the decision needs as many voters as the configuration requires, and a reason if
    /// it requires one. Only an operator at the terminal decides alone.
    pub async fn decide(&self, id: RegistrationId, decision: NewDecision) -> Result<Registration, DecideError> {
        self.check_votes_and_reason(&decision)?;
        let (verdict, by) = (decision.verdict.as_str(), decision.by.kind());
        let event = match decision.verdict {
            Verdict::Approve => Event::Approved,
            Verdict::Deny => Event::Denied,
        };
        let txn = self.store().begin().await?;
        match self.record_decision(&txn, id, event, decision).await {
            Ok(moved) => {
                self.commit(txn, moved).await?;
                self.counters().add(Counter::Decisions, &[verdict, by]);
                self.find(id).await?.ok_or(DecideError::NotFound)
            }
            Err(ApplyError::NotFound) => Err(DecideError::NotFound),
            Err(ApplyError::Store(error)) => Err(error.into()),
            Err(ApplyError::Illegal(_) | ApplyError::Conflict) => {
                drop(txn);
                Err(self.refusal(id).await?)
            }
        }
    }

    /// The moderators whose votes made the decision on `on`; empty if one person decided.
    ///
    /// The votes are audit-log entries that [`Self::decide`] writes in the same transaction, with the same time. A
    /// decision that was reversed has an older time.
    pub async fn voters(&self, on: &Registration) -> Result<Vec<Actor>, StoreError> {
        let Some(decision) = &on.decision else { return Ok(vec![]) };
        let votes = self.history(on.id).await?.into_iter();
        let votes = votes.filter(|entry| entry.kind == Action::Vote.into() && entry.at == decision.at);
        Ok(votes.map(|entry| entry.origin.actor).collect())
    }

    fn check_votes_and_reason(&self, decision: &NewDecision) -> Result<(), DecideError> {
        if !matches!(decision.by, Actor::Moderator(_)) {
            return Ok(());
        }
        let rules = &self.config().moderation;
        let voters: BTreeSet<String> = decision.voters.iter().chain([&decision.by]).map(ToString::to_string).collect();
        if voters.len() < rules.votes_needed(decision.verdict) {
            return Err(DecideError::TooFewVotes);
        }
        if rules.require_reason && decision.verdict == Verdict::Deny && decision.message.is_none() {
            return Err(DecideError::NoReason);
        }
        Ok(())
    }

    /// Writes the decision first, because the effects of the transition depend on it.
    async fn record_decision(
        &self,
        txn: &Txn,
        id: RegistrationId,
        event: Event,
        decision: NewDecision,
    ) -> Result<Transition, ApplyError> {
        let waits = write::find(txn, id).await?.ok_or(ApplyError::NotFound)?.state;
        step(waits, event)?;
        let now = self.clock().now();
        for voter in &decision.voters {
            store::record(txn, id, now, Action::Vote, &Origin::from(voter.clone()), Some(event.as_str())).await?;
        }
        if let Some(vote) = &decision.last_vote {
            write::cast_vote(txn, id, vote).await?;
        }
        if let Some(confirmed_by) = &decision.confirmed_by {
            store::record(txn, id, now, Action::Confirmed, &Origin::from(confirmed_by.clone()), None).await?;
        }
        let undo_until = now.checked_add(self.config().moderation.undo).ok().filter(|until| *until > now);
        let NewDecision { verdict, by, message, notify, confirmed_by, .. } = decision;
        let decision = Decision { verdict, by: by.clone(), at: now, message, notify, confirmed_by, undo_until };
        write::decide(txn, id, &decision).await?;
        self.apply(txn, id, event, &Origin::from(by), None).await
    }

    async fn refusal(&self, id: RegistrationId) -> Result<DecideError, StoreError> {
        let Some(registration) = self.find(id).await? else { return Ok(DecideError::NotFound) };
        let registration = Box::new(registration);
        let stands = !matches!(registration.state, State::AwaitingReview | State::Expired);
        Ok(if registration.decision.is_some() && stands {
            DecideError::AlreadyDecided(registration)
        } else {
            DecideError::NotReady(registration)
        })
    }
}
