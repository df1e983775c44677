//! Yes or no: of two who decide at once, one wins, and the other is told who did.

use std::collections::BTreeSet;

use crate::{
    domain::{
        Action, Actor, AuditKind, Decision, EffectKind, Event, NewDecision, Origin, Registration, RegistrationId,
        State, Verdict, step,
    },
    registrations::{ApplyError, Registrations, workflow::Move},
    store::{self, StoreError, Txn, write},
};

/// Why a decision was not taken.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// It is unknown, or forgotten.
    #[error("there is no such registration")]
    NotFound,
    /// Somebody was first; `decision` says who and when.
    #[error("the registration was decided before")]
    AlreadyDecided(Box<Registration>),
    /// It has not come to the moderators, or was given up.
    #[error("the registration does not wait for a decision")]
    NotReady(Box<Registration>),
    /// One moderator alone cannot decide so: the config asks for more votes.
    #[error("more moderators have to agree")]
    TooFewVotes,
    /// The config asks for a reason, and there is none.
    #[error("a denial needs a reason here")]
    NoReason,
    /// The database failed.
    #[error("cannot write the decision")]
    Store(#[from] StoreError),
}

impl Registrations {
    /// Decides on a registration that waits for it.
    ///
    /// Moderators decide by votes: whatever led to `ruling`, it has to have as many voters as the config asks for, and
    /// a reason where that asks for one. Only an operator, at the terminal, decides alone.
    pub async fn decide(&self, id: RegistrationId, ruling: NewDecision) -> Result<Registration, DecideError> {
        self.may_stand(&ruling)?;
        let event = match ruling.verdict {
            Verdict::Approve => Event::Approved,
            Verdict::Deny => Event::Denied,
        };
        let txn = self.store().begin().await?;
        match self.rule(&txn, id, event, ruling).await {
            Ok(moved) => match self.commit(txn, id, event, moved).await {
                Ok(()) => self.find(id).await?.ok_or(DecideError::NotFound),
                Err(ApplyError::Store(error)) => Err(error.into()),
                Err(_) => Err(DecideError::NotFound),
            },
            Err(ApplyError::NotFound) => Err(DecideError::NotFound),
            Err(ApplyError::Store(error)) => Err(error.into()),
            Err(ApplyError::Illegal(_) | ApplyError::Conflict) => {
                drop(txn);
                Err(self.why_not(id).await?)
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

    /// Whether the card has been updated since the decision on `on`.
    pub async fn is_decision_shown(&self, on: &Registration) -> Result<bool, StoreError> {
        let Some(decision) = &on.decision else { return Ok(false) };
        let updated = AuditKind::from(EffectKind::UpdateCard);
        Ok(self.history(on.id).await?.iter().any(|entry| entry.kind == updated && entry.at >= decision.at))
    }

    fn may_stand(&self, ruling: &NewDecision) -> Result<(), DecideError> {
        if !matches!(ruling.by, Actor::Moderator(_)) {
            return Ok(());
        }
        let rules = &self.config().moderation;
        let voters: BTreeSet<String> = ruling.voters.iter().chain([&ruling.by]).map(ToString::to_string).collect();
        if voters.len() < rules.votes_needed(ruling.verdict) {
            return Err(DecideError::TooFewVotes);
        }
        if rules.require_reason && ruling.verdict == Verdict::Deny && ruling.message.is_none() {
            return Err(DecideError::NoReason);
        }
        Ok(())
    }

    /// The decision is written first: what follows from the move depends on it.
    async fn rule(&self, txn: &Txn, id: RegistrationId, event: Event, ruling: NewDecision) -> Result<Move, ApplyError> {
        let waits = write::find(txn, id).await?.ok_or(ApplyError::NotFound)?.state;
        step(waits, event)?;
        let now = self.clock().now();
        for voter in &ruling.voters {
            store::record(txn, id, now, Action::Vote, &Origin::from(voter.clone()), Some(event.as_str())).await?;
        }
        let NewDecision { verdict, by, message, notify, .. } = ruling;
        write::decide(txn, id, &Decision { verdict, by: by.clone(), at: now, message, notify }).await?;
        self.apply(txn, id, event, &Origin::from(by), None).await
    }

    async fn why_not(&self, id: RegistrationId) -> Result<DecideError, StoreError> {
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
