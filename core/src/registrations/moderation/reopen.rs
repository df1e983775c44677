//! Reopening a denied request.

use crate::{
    domain::{Actor, EffectKind, Event, Origin, Registration, RegistrationId, Revocation, RoomEffect},
    registrations::{
        context::Moderation,
        workflow::{
            ApplyError,
            uniqueness::{is_email_taken, is_name_taken},
        },
    },
    store::{Card, Job, StoreError, write},
};

/// Why a request was not reopened.
#[derive(Debug, thiserror::Error)]
pub enum ReopenError {
    /// It is unknown or deleted.
    #[error("there is no such registration")]
    NotFound,
    /// It is not denied.
    #[error("the registration is not denied")]
    NotDenied(Box<Registration>),
    /// Another request has its username or address now.
    #[error("another request has its username or address now")]
    Superseded,
    /// The database failed.
    #[error("cannot write the registration")]
    Store(#[from] StoreError),
}

impl Moderation {
    /// Reopens a denied registration. Effects of the denial that were not started are removed; its old card is
    /// crossed out, and the votes on it no longer count.
    pub async fn reopen(&self, id: RegistrationId, by: Actor) -> Result<Registration, ReopenError> {
        self.reopen_with(id, Event::Reopened, Revocation { by, confirmed_by: None, message: None, notify: true }).await
    }

    /// The same with another event, which may e-mail the applicant.
    pub(super) async fn reopen_with(
        &self,
        id: RegistrationId,
        event: Event,
        revocation: Revocation,
    ) -> Result<Registration, ReopenError> {
        let txn = self.store().begin().await?;
        let (now, by) = (self.clock().now(), Origin::from(revocation.by.clone()));
        if event == Event::Revoked {
            self.record_revocation(&txn, id, revocation).await?;
        }
        let moved = match self.apply(&txn, id, event, &by, None).await {
            Ok(moved) => moved,
            Err(ApplyError::NotFound) => return Err(ReopenError::NotFound),
            Err(ApplyError::Store(error)) if is_name_taken(&error) || is_email_taken(&error) => {
                return Err(ReopenError::Superseded);
            }
            Err(ApplyError::Store(error)) => return Err(error.into()),
            Err(ApplyError::Illegal(_) | ApplyError::Conflict) => {
                drop(txn);
                let registration = self.find(id).await?.ok_or(ReopenError::NotFound)?;
                return Err(ReopenError::NotDenied(Box::new(registration)));
            }
        };
        write::take_back(&txn, id, &[EffectKind::RemoveAccount, EffectKind::MailDenial, EffectKind::UpdateCard], now)
            .await?;
        // A parked removal would block the effects that follow. Tried again, it does nothing.
        write::unpark(&txn, Some(id), now).await?;
        if write::clear_questions_of(&txn, id).await? {
            write::push(&txn, id, &[RoomEffect::ShowAccountQuestions.into()], now, None).await?;
        }
        write::undecide(&txn, id).await?;
        let old = write::forget_cards(&txn, id).await?.into_iter();
        let strikes: Vec<Job> =
            old.map(|Card { room, event, .. }| RoomEffect::StrikeCard { room, event }.into()).collect();
        write::push(&txn, id, &strikes, now, None).await?;
        write::forget_votes(&txn, id).await?;
        self.commit(txn, moved).await?;
        self.notify(&[EffectKind::RemoveAccount]);
        self.find(id).await?.ok_or(ReopenError::NotFound)
    }
}
