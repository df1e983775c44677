//! Step 3: the locked account is made, and the request goes to the moderators.

use super::{ApplyError, Registrations, account::AccountError, verify::is_name_taken};
use crate::{
    domain::{Actor, Event, Localpart, Password, Reason, Registration, RegistrationId, State},
    store::{StoreError, write},
    synapse::SynapseError,
};

/// What step 3 asks for.
#[derive(Debug)]
pub struct Details {
    /// For Synapse alone.
    pub password: Password,
    /// For the moderators.
    pub reason: Reason,
    /// Another username, if the first was taken meanwhile.
    pub rename: Option<Localpart>,
}

/// Why the request was not filed.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// It is unknown, or forgotten.
    #[error("there is no such registration")]
    NotFound,
    /// It is past this step, or never came to it.
    #[error("the registration does not wait for its details")]
    NotWaiting(Box<Registration>),
    /// Somebody else has the username now.
    #[error("the username was taken meanwhile")]
    UsernameTaken,
    /// The address belongs to an account.
    #[error("the address belongs to an account")]
    EmailInUse,
    /// Synapse would not take the username.
    #[error("Synapse refuses the username")]
    Refused,
    /// Synapse is down or slow; nothing is lost.
    #[error("cannot make the account")]
    Synapse(#[source] SynapseError),
    /// The database failed.
    #[error("cannot write the registration")]
    Store(#[from] StoreError),
}

impl Registrations {
    /// Makes the locked account, then files the request. After an error it can be called again.
    pub async fn submit(&self, id: RegistrationId, details: Details) -> Result<Registration, SubmitError> {
        let mut registration = self.waiting(id).await?;
        if let Some(name) = details.rename.filter(|name| *name != registration.localpart) {
            if self.is_reserved(&name) {
                return Err(SubmitError::Refused);
            }
            self.rename(&registration, &name).await?;
            registration = self.waiting(id).await?;
        }
        self.make_account(&registration, &details.password).await?;

        let txn = self.store().begin().await?;
        write::set_reason(&txn, id, &details.reason).await?;
        match self.apply(&txn, id, Event::Submitted, &Actor::Applicant, None).await {
            Ok(moved) => self.commit(txn, id, Event::Submitted, moved).await?,
            Err(error) => return Err(error.into()),
        }
        self.find(id).await?.ok_or(SubmitError::NotFound)
    }

    async fn waiting(&self, id: RegistrationId) -> Result<Registration, SubmitError> {
        let registration = self.find(id).await?.ok_or(SubmitError::NotFound)?;
        if registration.state == State::AwaitingDetails {
            Ok(registration)
        } else {
            Err(SubmitError::NotWaiting(Box::new(registration)))
        }
    }

    /// Holds another username. An account that we made under the first one is burnt, and ours.
    async fn rename(&self, registration: &Registration, to: &Localpart) -> Result<(), SubmitError> {
        self.remove_account(registration).await.map_err(|_| SubmitError::UsernameTaken)?;
        let txn = self.store().begin().await?;
        let id = registration.id;
        write::set_account(&txn, id, crate::domain::Account::None).await?;
        write::rename(&txn, id, to).await?;
        let moved = self.apply(&txn, id, Event::Renamed, &Actor::Applicant, None).await?;
        Ok(self.commit(txn, id, Event::Renamed, moved).await?)
    }
}

impl From<AccountError> for SubmitError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Taken => Self::UsernameTaken,
            AccountError::Refused => Self::Refused,
            AccountError::EmailInUse => Self::EmailInUse,
            AccountError::Synapse(error) => Self::Synapse(error),
            AccountError::Store(error) => Self::Store(error),
        }
    }
}

impl From<ApplyError> for SubmitError {
    fn from(error: ApplyError) -> Self {
        match error {
            ApplyError::Store(error) if is_name_taken(&error) => Self::UsernameTaken,
            ApplyError::Store(error) => Self::Store(error),
            ApplyError::NotFound | ApplyError::Illegal(_) | ApplyError::Conflict => Self::NotFound,
        }
    }
}
