//! Second thoughts about a no: the request goes back to the moderators.

use crate::{
    domain::{Actor, EffectKind, Event, Origin, Registration, RegistrationId, RoomEffect},
    registrations::{
        ApplyError, Registrations,
        workflow::uniqueness::{is_email_taken, is_name_taken},
    },
    store::{StoreError, write},
};

/// Why a request was not reopened.
#[derive(Debug, thiserror::Error)]
pub enum ReopenError {
    /// It is unknown, or forgotten.
    #[error("there is no such registration")]
    NotFound,
    /// It was not denied.
    #[error("the registration is not a denied one")]
    NotDenied(Box<Registration>),
    /// Another live request has its username or its address now.
    #[error("another request holds its username or its address now")]
    Superseded,
    /// The database failed.
    #[error("cannot write the registration")]
    Store(#[from] StoreError),
}

impl Registrations {
    /// Reopens a denied registration. What the denial has caused and nobody has begun is taken
    /// back; its old card and the votes on it count no more.
    pub async fn reopen(&self, id: RegistrationId, by: Actor) -> Result<Registration, ReopenError> {
        let txn = self.store().begin().await?;
        let now = self.clock().now();
        let moved = match self.apply(&txn, id, Event::Reopened, &Origin::from(by), None).await {
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
        // A removal that was given up would stand in the way of whatever follows. Tried again, it does nothing.
        write::unpark(&txn, Some(id), now).await?;
        if write::clear_questions_of(&txn, id).await? {
            write::push(&txn, id, &[RoomEffect::ShowAccountQuestions.into()], now, None).await?;
        }
        write::undecide(&txn, id).await?;
        write::forget_cards(&txn, id).await?;
        if let Err(ApplyError::Store(error)) = self.commit(txn, id, Event::Reopened, moved).await {
            return Err(error.into());
        }
        self.notify(&[EffectKind::RemoveAccount]);
        self.find(id).await?.ok_or(ReopenError::NotFound)
    }
}
