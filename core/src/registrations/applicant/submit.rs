//! Step 3: creates the locked account and submits the request to the moderators.

use super::submission::{Details, SubmitError, Typed};
use crate::{
    config::AccountCreation,
    domain::{
        Account, AccountStatus, Action, Answers, EffectKind, Event, HomeserverEffect, Localpart, Origin, Registration,
        RegistrationId, State,
    },
    registrations::{
        account::AccountError,
        context::Applicants,
        workflow::{ApplyError, uniqueness::is_name_taken},
    },
    store::{self, Job, StoreError, write},
    synapse::Availability,
};

impl Applicants {
    /// Creates the locked account, if accounts are created before approval, then submits the request. Continues even
    /// if the client disconnects. Can be called again after an error.
    pub async fn submit(&self, id: RegistrationId, details: Details) -> Result<(), SubmitError> {
        let (ours, typed) = (self.clone(), Typed { answers: details.answers.clone(), rename: details.rename.clone() });
        let work = Box::pin(async move { ours.submit_to_the_end(id, details).await });
        self.submit_in_background(id, typed, work).await.unwrap_or(Err(SubmitError::StillWorking))
    }

    async fn submit_to_the_end(&self, id: RegistrationId, details: Details) -> Result<(), SubmitError> {
        let Details { password, answers, rename, agreed, address } = details;
        let _lock = self.lock_account(id).await;
        let mut registration = self.waiting(id).await?;
        let name = rename.as_ref().unwrap_or(&registration.localpart);
        self.check_rules(Some(name), Some(&registration.email), address).await?;
        let by = Origin::applicant(address);
        if let Some(name) = rename.filter(|name| *name != registration.localpart) {
            if self.is_reserved(&name) {
                return Err(SubmitError::Refused);
            }
            self.rename(&registration, &name, &by).await?;
            registration = self.waiting(id).await?;
        }
        let password = match self.config().registration.account_creation {
            AccountCreation::OnRequest => Some(password.ok_or(SubmitError::PasswordMissing)?),
            AccountCreation::OnApproval => None,
        };
        let made = match &password {
            Some(password) => self.provision(&registration, password).await,
            None => self.ensure_makeable(&registration).await,
        };
        if let Err(error) = made {
            return Err(self.without_account(id, error).await?);
        }
        match self.record_submission(&registration, &answers, &agreed, &by).await {
            Ok(()) => Ok(()),
            Err(ApplyError::Illegal(_) | ApplyError::Conflict) => {
                if password.is_some() {
                    self.mend_account(&registration).await?;
                }
                Err(self.overtaken(id).await?)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The error of a request whose account cannot be created.
    async fn without_account(&self, id: RegistrationId, error: AccountError) -> Result<SubmitError, StoreError> {
        Ok(match error {
            AccountError::Taken | AccountError::Unsettled => SubmitError::UsernameTaken,
            AccountError::Busy => SubmitError::StillWorking,
            AccountError::Overtaken => self.overtaken(id).await?,
            AccountError::Refused => SubmitError::Refused,
            AccountError::EmailInUse => SubmitError::EmailInUse,
            AccountError::Homeserver(error) => SubmitError::Synapse(error),
            AccountError::Store(error) => SubmitError::Store(error),
        })
    }

    async fn record_submission(
        &self,
        request: &Registration,
        answers: &Answers,
        agreed: &[String],
        by: &Origin,
    ) -> Result<(), ApplyError> {
        let (txn, id, event) = (self.store().begin().await?, request.id, Event::Submitted);
        let moved = self.advance(&txn, request, event, by, None).await?;
        // The account was made for this username. Another process may have changed it since.
        if write::find(&txn, id).await?.is_none_or(|now| now.localpart != request.localpart) {
            return Err(ApplyError::Conflict);
        }
        write::set_answers(&txn, id, answers).await?;
        if !agreed.is_empty() {
            store::record(&txn, id, self.clock().now(), Action::Agreed, by, Some(&agreed.join(", "))).await?;
        }
        Ok(self.commit(txn, moved).await?)
    }

    /// Another process that received the same form was first, or the request has ended.
    async fn overtaken(&self, id: RegistrationId) -> Result<SubmitError, StoreError> {
        Ok(match self.find(id).await? {
            None => SubmitError::NotFound,
            Some(registration) if registration.state == State::Expired => SubmitError::NotFound,
            Some(registration) => SubmitError::NotWaiting(Box::new(registration)),
        })
    }

    /// Whether the account can be created later, as far as that is known now.
    async fn ensure_makeable(&self, of: &Registration) -> Result<(), AccountError> {
        if of.account == Account::Ours {
            return Ok(());
        }
        if self.homeserver().owner_of(&of.email).await?.is_some() {
            return Err(AccountError::EmailInUse);
        }
        match self.homeserver().availability(&of.localpart).await? {
            Availability::Free => Ok(()),
            Availability::InUse if self.is_reissuable(&of.localpart).await => Ok(()),
            Availability::InUse => Err(AccountError::Taken),
            Availability::Reserved | Availability::Invalid => Err(AccountError::Refused),
        }
    }

    async fn waiting(&self, id: RegistrationId) -> Result<Registration, SubmitError> {
        let registration = self.find(id).await?.ok_or(SubmitError::NotFound)?;
        if registration.state == State::AwaitingDetails {
            Ok(registration)
        } else {
            Err(SubmitError::NotWaiting(Box::new(registration)))
        }
    }

    /// Changes the reserved username. An account with the former username is removed.
    async fn rename(&self, registration: &Registration, to: &Localpart, by: &Origin) -> Result<(), SubmitError> {
        let (txn, id) = (self.store().begin().await?, registration.id);
        write::rename(&txn, id, to).await?;
        // Read in the transaction: another process may have begun to create the account since.
        let former = write::account_of(&txn, registration).await?;
        let moved = self.apply(&txn, id, Event::Renamed, by, None).await?;
        if let Some(former) = former.filter(|one| matches!(one.status, AccountStatus::Intended | AccountStatus::Ours)) {
            let removal = Job::from(HomeserverEffect::RemoveFormerAccount { account: former.id });
            write::push(&txn, id, &[removal], self.clock().now(), None).await?;
        }
        self.commit(txn, moved).await?;
        self.notify(&[EffectKind::RemoveFormerAccount]);
        Ok(())
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
