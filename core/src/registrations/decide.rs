//! Yes or no: of two who decide at once, one wins, and the other is told who did.

use super::{ApplyError, Registrations};
use crate::{
    domain::{Actor, Decision, Event, Registration, RegistrationId, State, Verdict},
    store::{StoreError, write},
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
    /// The database failed.
    #[error("cannot write the decision")]
    Store(#[from] StoreError),
}

impl Registrations {
    /// Decides on a registration that waits for it.
    pub async fn decide(
        &self,
        id: RegistrationId,
        verdict: Verdict,
        by: Actor,
        message: Option<String>,
    ) -> Result<Registration, DecideError> {
        let event = match verdict {
            Verdict::Approve => Event::Approved,
            Verdict::Deny => Event::Denied,
        };
        let txn = self.store().begin().await?;
        match self.apply(&txn, id, event, &by, None).await {
            Ok(moved) => {
                let decision = Decision { verdict, by, at: self.clock().now(), message };
                write::decide(&txn, id, &decision).await?;
                match self.commit(txn, id, event, moved).await {
                    Ok(()) => {}
                    Err(ApplyError::Store(error)) => return Err(error.into()),
                    Err(_) => return Err(DecideError::NotFound),
                }
            }
            Err(ApplyError::NotFound) => return Err(DecideError::NotFound),
            Err(ApplyError::Store(error)) => return Err(error.into()),
            Err(ApplyError::Illegal(_) | ApplyError::Conflict) => {
                drop(txn);
                let registration = Box::new(self.find(id).await?.ok_or(DecideError::NotFound)?);
                return Err(match (&registration.decision, registration.state) {
                    (Some(_), State::Provisioning | State::Active | State::Denied) => {
                        DecideError::AlreadyDecided(registration)
                    }
                    _ => DecideError::NotReady(registration),
                });
            }
        }
        self.find(id).await?.ok_or(DecideError::NotFound)
    }
}
