//! Undoing a decision while none of its effects was started: nothing has left the database yet.

use jiff::Timestamp;

use crate::{
    domain::{Actor, Decision, EffectKind, Event, Origin, Registration, RegistrationId, State},
    registrations::{
        context::Moderation,
        workflow::{
            ApplyError,
            uniqueness::{is_email_taken, is_name_taken},
        },
    },
    store::{self, Card, StoreError, Txn, write},
};

/// The effects of a decision that wait until it can no longer be undone.
const WAITING: [EffectKind; 3] = [EffectKind::UnlockAccount, EffectKind::RemoveAccount, EffectKind::LogDecision];

/// Why a decision was not undone.
#[derive(Debug, thiserror::Error)]
pub enum UndoError {
    /// The registration is unknown or deleted.
    #[error("there is no such registration")]
    NotFound,
    /// There is no decision.
    #[error("the registration is not decided")]
    NotDecided(Box<Registration>),
    /// The effects of the decision were started, or do not wait in this configuration.
    #[error("it is too late to undo the decision")]
    TooLate(Box<Registration>),
    /// Another request has its username or address now.
    #[error("another request has its username or address now")]
    Superseded,
    /// The database failed.
    #[error("cannot write the registration")]
    Store(#[from] StoreError),
}

/// What becomes of the votes for a decision that is undone.
enum Votes {
    /// All stay.
    Keep,
    /// The vote that decided, and that of the person who undoes the decision at this time, are withdrawn.
    Withdraw(Option<Timestamp>),
}

impl Moderation {
    /// Undoes the decision on a registration, if none of its effects was started: they are removed, and the request is
    /// pending again. The vote that decided, and that of `by`, are withdrawn; others stay. `at` is when `by` undid it,
    /// by the clock of their homeserver.
    pub async fn undo(&self, id: RegistrationId, by: Actor, at: Option<Timestamp>) -> Result<Registration, UndoError> {
        self.undo_and(id, by, Votes::Withdraw(at)).await
    }

    /// The same for a decision that has lost a vote: the other votes stay.
    pub async fn undo_withdrawn(&self, id: RegistrationId, by: Actor) -> Result<Registration, UndoError> {
        self.undo_and(id, by, Votes::Keep).await
    }

    async fn undo_and(&self, id: RegistrationId, by: Actor, kept: Votes) -> Result<Registration, UndoError> {
        let txn = self.store().begin().await?;
        let decided = write::find(&txn, id).await?.ok_or(UndoError::NotFound)?;
        let Some(decision) = decided.decision.clone() else { return Err(UndoError::NotDecided(Box::new(decided))) };
        let voters = self.voters(&decided).await?;
        if !self.remove_waiting_effects(&txn, &decided, &decision).await? {
            return Err(UndoError::TooLate(Box::new(decided)));
        }
        if let Votes::Withdraw(at) = kept {
            for actor in [&decision.by, &by] {
                if let Actor::Moderator(voter) = actor
                    && (*actor == decision.by || voters.contains(actor))
                {
                    write::withdraw_vote(&txn, id, voter, at.filter(|_| *actor == by), self.clock().now()).await?;
                }
            }
        }
        write::undecide(&txn, id).await?;
        let moved = match self.advance(&txn, &decided, Event::Undone, &Origin::from(by), None).await {
            Ok(moved) => moved,
            Err(ApplyError::Store(error)) if is_name_taken(&error) || is_email_taken(&error) => {
                return Err(UndoError::Superseded);
            }
            Err(ApplyError::Store(error)) => return Err(error.into()),
            Err(ApplyError::NotFound | ApplyError::Illegal(_) | ApplyError::Conflict) => {
                return Err(UndoError::TooLate(Box::new(decided)));
            }
        };
        self.commit(txn, moved).await?;
        self.find(id).await?.ok_or(UndoError::NotFound)
    }

    /// Until when the decision on `on` can be undone; `None` if it no longer can, or if it never could.
    pub async fn undo_until(&self, on: &Registration) -> Result<Option<Timestamp>, StoreError> {
        let until = on.decision.as_ref().and_then(|decision| decision.undo_until);
        let waits = matches!(on.state, State::Provisioning | State::Denied);
        let Some(until) = until.filter(|_| waits) else { return Ok(None) };
        Ok(self.store().is_unstarted(on.id, &WAITING).await?.then_some(until))
    }

    /// The cards in `room` whose decision can still be undone.
    pub async fn undoable_cards(&self, room: &str) -> Result<Vec<Card>, StoreError> {
        let mut cards = vec![];
        for card in self.store().undoable_cards(room).await? {
            if self.store().is_unstarted(card.registration, &WAITING).await? {
                cards.push(card);
            }
        }
        Ok(cards)
    }

    /// Removes the effects of a decision; `false` if one of them was started.
    async fn remove_waiting_effects(
        &self,
        txn: &Txn,
        of: &Registration,
        decision: &Decision,
    ) -> Result<bool, StoreError> {
        if decision.undo_until.is_none() {
            return Ok(false);
        }
        // A worker that claims one of them at the same time keeps it from being deleted, or finds it gone.
        let removed = write::remove_unstarted(txn, of.id, &WAITING).await?;
        let is_logged = store::was_recorded(txn, of.id, EffectKind::LogDecision, decision.at).await?;
        Ok(removed && !is_logged)
    }
}
