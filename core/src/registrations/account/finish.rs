//! Turning an account of ours into one that waits for an approval: lock, password, profile.

use super::{
    super::context::Registrations,
    access::{WriteError, lease},
    provision::AccountError as Error,
};
use crate::{
    domain::{AccountFields, AccountRecord, AccountStatus, Password, Registration, SeenAccount, Usage},
    homeserver::{HomeserverError, Profile, Put},
};

/// What a request has just shown of an account.
type Shown = (SeenAccount, Usage);

impl Registrations {
    /// Locks the account, then sets its password and profile. `new` is what the request that created it has shown.
    pub(super) async fn finish_account(
        &self,
        of: &Registration,
        mut record: AccountRecord,
        new: Option<Shown>,
        password: &Password,
    ) -> Result<(), Error> {
        let outcome = self.write_until_finished(of, &mut record, new, password).await;
        if outcome.is_err() {
            self.store().end_work(&record).await?;
        }
        outcome
    }

    async fn write_until_finished(
        &self,
        of: &Registration,
        record: &mut AccountRecord,
        mut new: Option<Shown>,
        password: &Password,
    ) -> Result<(), Error> {
        // If the account vanishes meanwhile, one of these writes creates another: then once more with that one.
        for _ in 0..3 {
            match self.write_account(of, record, new.take(), password).await {
                Ok(()) => return Ok(()),
                Err(WriteError::Recreated) => match self.store().account_named(&record.localpart).await? {
                    Some(new) if new.status == AccountStatus::Ours && new.registration == of.id => *record = new,
                    _ => return Err(Error::Overtaken),
                },
                Err(WriteError::Vanished) => {
                    self.forget_vanished(record).await?;
                    return Err(HomeserverError::NotSet("user").into());
                }
                Err(WriteError::Mismatch(why)) => {
                    self.ask_about(record, why).await?;
                    return Err(Error::Unsettled);
                }
                Err(error) => return Err(error.into()),
            }
        }
        Err(Error::Busy)
    }

    async fn write_account(
        &self,
        of: &Registration,
        record: &AccountRecord,
        new: Option<Shown>,
        password: &Password,
    ) -> Result<(), WriteError> {
        // Someone may have decided about the request meanwhile: an open account must not be locked again. A new
        // account is locked in any case.
        if new.is_none() {
            self.ensure_waiting(of).await.map_err(|_| WriteError::NotOurs)?;
        }
        let (seen, usage) = match new {
            Some(new) => new,
            None => self.look_at_account(record).await?,
        };
        record.check_write(&seen, usage)?;
        let finished = finished(of);
        let (record, seen) = if seen.fields.locked {
            (record.clone(), seen)
        } else {
            let locked = self.lock(record, &seen).await?;
            let confirmed = self.store().record_confirmed(record, &locked, Some(&finished)).await?;
            let record = confirmed.ok_or(WriteError::NotOurs)?;
            // Check once more: from here on nobody can log in.
            let usage = self.homeserver().usage(&record.localpart).await?;
            record.check_write(&locked, usage)?;
            self.ensure_waiting(of).await.map_err(|_| WriteError::NotOurs)?;
            (record, locked)
        };
        self.ensure_email_is_free(of).await.map_err(|error| match error {
            Error::EmailInUse => WriteError::EmailInUse,
            Error::Homeserver(error) => error.into(),
            _ => WriteError::NotOurs,
        })?;
        self.set_profile(of, (&record, &seen), &finished, password).await
    }

    /// Sets password and profile of a locked account, and gives its lease back.
    async fn set_profile(
        &self,
        of: &Registration,
        (record, seen): (&AccountRecord, &SeenAccount),
        finished: &AccountFields,
        password: &Password,
    ) -> Result<(), WriteError> {
        self.pend(record, seen, finished).await?;
        let profile = Profile {
            password: password.expose(),
            displayname: of.localpart.as_str(),
            email: finished.email.as_deref().unwrap_or_default(),
        };
        let (put, seen) = self.homeserver().set_profile(&of.localpart, profile).await?;
        if put == Put::Created {
            self.recreated(record, &seen).await?;
            return Err(WriteError::Recreated);
        }
        if !seen.fields.locked {
            return Err(HomeserverError::NotSet("locked").into());
        }
        record.check_answer(finished, &seen)?;
        Ok(self.store().record_finished(record, &seen).await?)
    }

    /// Locks an account of ours that `seen` shows unlocked. The caller records the answer.
    pub(super) async fn lock(&self, record: &AccountRecord, seen: &SeenAccount) -> Result<SeenAccount, WriteError> {
        let mut pending = seen.fields.clone();
        pending.locked = true;
        self.pend(record, seen, &pending).await?;
        let (put, locked) = self.homeserver().set_locked(&record.localpart, true).await?;
        if put == Put::Created {
            Box::pin(self.recreated(record, &locked)).await?;
            return Err(WriteError::Recreated);
        }
        if !locked.fields.locked {
            return Err(HomeserverError::NotSet("locked").into());
        }
        record.check_answer(&pending, &locked)?;
        Ok(locked)
    }

    /// Records that an account of ours had vanished and that our write created it again, and locks it: a new
    /// account is open. The new record has a lease of its own.
    pub(super) async fn recreated(
        &self,
        vanished: &AccountRecord,
        seen: &SeenAccount,
    ) -> Result<AccountRecord, WriteError> {
        tracing::error!(
            registration = %vanished.registration,
            "an account of ours had vanished from the homeserver and was created again: was it restored from a backup?"
        );
        let lease = (self.clock().now(), lease());
        let record = self.store().record_recreated(vanished, seen, lease).await?.ok_or(WriteError::NotOurs)?;
        let locked = self.lock(&record, seen).await?;
        self.store().record_confirmed(&record, &locked, None).await?.ok_or(WriteError::NotOurs)
    }
}

/// An account that waits for an approval.
pub(super) fn finished(of: &Registration) -> AccountFields {
    AccountFields {
        locked: true,
        deactivated: false,
        displayname: Some(of.localpart.as_str().to_owned()),
        email: Some(of.email.threepid()),
    }
}
