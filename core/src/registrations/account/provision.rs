//! The locked account that waits for an approval.

use std::time::Duration;

use super::{super::context::Registrations, WriteError, lease, settle::SettleError};
use crate::{
    domain::{
        AccountFields, AccountProof, AccountRecord, AccountStatus, EffectKind, HomeserverEffect, Password,
        Registration, SeenAccount, State, Usage,
    },
    homeserver::{Creation, HomeserverError, Profile, Put},
    store::{Intent, StoreError, write},
};

/// Why there is no account.
#[derive(Debug, thiserror::Error)]
pub(in crate::registrations) enum AccountError {
    /// The username is somebody else's.
    #[error("the username is somebody else's")]
    Taken,
    /// Nobody knows whether an account of this name is ours; a person has to decide.
    #[error("it is not known whether the account is ours")]
    Unsettled,
    /// Another process works on it, and has not finished in time.
    #[error("somebody else works on the account")]
    Busy,
    /// The homeserver does not allow the username.
    #[error("the homeserver does not allow the username")]
    Refused,
    /// The address is somebody else's; Synapse would move it without a word.
    #[error("the address belongs to another account")]
    EmailInUse,
    /// The registration has been brought further meanwhile.
    #[error("the registration has moved on")]
    Overtaken,
    /// The homeserver failed.
    #[error("cannot create the account")]
    Homeserver(#[from] HomeserverError),
    /// The database failed.
    #[error("cannot write about the account")]
    Store(#[from] StoreError),
}

use AccountError as Error;

/// How often, and after which pauses, we look whether another worker is done with an account.
const POLL_ATTEMPTS: u32 = 100;
const POLL_INTERVAL: Duration = Duration::from_millis(if cfg!(test) { 2 } else { 100 });
/// How often a login is tried after a lost answer, and how long a create that is still under way may take.
const PROOF_ATTEMPTS: u32 = 3;
const PROOF_INTERVAL: Duration = Duration::from_millis(if cfg!(test) { 5 } else { 2000 });

/// What has to be done about an account whose work is ours now.
enum Claim {
    /// Create it.
    Create(AccountRecord),
    /// It is ours: go on.
    Resume(AccountRecord),
    /// We removed it once: give it out again.
    Reissue(AccountRecord),
}

impl Registrations {
    /// Creates the locked account with this password, or goes on where an earlier attempt ended.
    ///
    /// Nobody may cancel this: see `tasks.rs`.
    pub(in crate::registrations) async fn provision(
        &self,
        of: &Registration,
        password: &Password,
    ) -> Result<(), Error> {
        if self.is_reserved(&of.localpart) {
            return Err(Error::Refused);
        }
        let owner = self.homeserver().owner_of(&of.email).await?;
        if owner.is_some_and(|owner| owner != self.synapse().mxid(&of.localpart)) {
            return Err(Error::EmailInUse);
        }
        let claim = self.claim_account(of).await?;
        let (Claim::Create(record) | Claim::Resume(record) | Claim::Reissue(record)) = &claim;
        let id = record.id;
        let outcome = match claim {
            Claim::Create(intent) => match self.create_account(&intent).await {
                Ok((record, seen)) => self.finish_account(of, record, Some((seen, Usage::default())), password).await,
                Err(error) => Err(error),
            },
            Claim::Resume(record) => self.finish_account(of, record, None, password).await,
            Claim::Reissue(record) => match self.reissue(of, &record).await {
                Ok(record) => self.finish_account(of, record, None, password).await,
                Err(error) => Err(error),
            },
        };
        self.store().end_work(id).await?;
        outcome
    }

    /// Finds out what there is to do, and makes it ours to do.
    async fn claim_account(&self, of: &Registration) -> Result<Claim, Error> {
        for _ in 0..POLL_ATTEMPTS {
            let Some(record) = self.store().account_named(&of.localpart).await? else {
                match self.intend(of, None).await? {
                    Some(claim) => return Ok(claim),
                    None => continue,
                }
            };
            let (is_theirs, now) = (record.registration == of.id, self.clock().now());
            let is_taken = match record.status {
                AccountStatus::Removed => !record.is_reissuable(now),
                AccountStatus::Ours | AccountStatus::Intended => !is_theirs,
                _ => false,
            };
            if is_taken {
                return Err(Error::Taken);
            }
            match record.status {
                AccountStatus::Removed if self.begin_work(&record).await? => return Ok(Claim::Reissue(record)),
                AccountStatus::Ours if self.begin_work(&record).await? => {
                    return Ok(Claim::Resume(record.with_legacy_fields(of)));
                }
                // Whoever recorded it has died.
                AccountStatus::Intended if !record.is_busy(now, 2 * lease()) => self.settle_intent(&record).await?,
                // If there is no such account, our request never arrived, and a new one tells for certain.
                AccountStatus::Leftover if self.homeserver().account(&of.localpart).await?.is_none() => {
                    if let Some(claim) = self.intend(of, Some(&record)).await? {
                        return Ok(claim);
                    }
                }
                AccountStatus::Leftover if is_theirs => return Err(Error::Unsettled),
                AccountStatus::Leftover => return Err(Error::Taken),
                _ => tokio::time::sleep(POLL_INTERVAL).await,
            }
            self.ensure_waiting(of).await?;
        }
        Err(Error::Busy)
    }

    async fn intend(&self, of: &Registration, leftover: Option<&AccountRecord>) -> Result<Option<Claim>, Error> {
        match self.store().intend_account(of, leftover, self.clock().now(), lease()).await? {
            Intent::Recorded(intent) => Ok(Some(Claim::Create(*intent))),
            Intent::Refused => self.ensure_waiting(of).await.map(|()| None),
        }
    }

    /// Sends the one request that may create the account, and settles what it has led to.
    async fn create_account(&self, intent: &AccountRecord) -> Result<(AccountRecord, SeenAccount), Error> {
        let homeserver = self.homeserver();
        let proof = homeserver.takes_proof().then(|| self.keys().account_proof(&intent.nonce));
        let error = match homeserver.create(&intent.localpart, proof.as_ref()).await {
            Creation::Created(seen) => return self.record_ours(intent, AccountProof::Created, seen).await,
            Creation::Exists => {
                self.store().withdraw_intent(intent).await?;
                return Err(Error::Taken);
            }
            Creation::Refused => {
                self.store().withdraw_intent(intent).await?;
                return Err(Error::Refused);
            }
            Creation::Failed(error) => {
                self.store().withdraw_intent(intent).await?;
                return Err(error.into());
            }
            Creation::Unknown(error) => error,
        };
        for _ in 0..PROOF_ATTEMPTS {
            let Some(proof) = &proof else { break };
            if let Ok(true) = homeserver.accepts(&intent.localpart, proof).await
                && let Ok(Some(seen)) = homeserver.account(&intent.localpart).await
            {
                return self.record_ours(intent, AccountProof::Login, seen).await;
            }
            tokio::time::sleep(PROOF_INTERVAL).await;
        }
        let seen = homeserver.account(&intent.localpart).await.ok().flatten();
        if self.store().leave_over(intent, seen.as_ref(), self.clock().now()).await? {
            tracing::warn!(registration = %intent.registration, "it is not known whether an account was created");
            self.show_questions(intent.registration).await?;
        }
        Err(if seen.is_some() { Error::Unsettled } else { error.into() })
    }

    async fn record_ours(
        &self,
        intent: &AccountRecord,
        proof: AccountProof,
        seen: SeenAccount,
    ) -> Result<(AccountRecord, SeenAccount), Error> {
        if !self.store().record_ours(intent, proof, &seen).await? {
            // This process was held up for so long that another one has settled the intent.
            if self.store().record_late(intent, &seen, self.clock().now()).await? {
                tracing::warn!(registration = %intent.registration, "an account was created after its time");
                self.show_questions(intent.registration).await?;
            }
            return Err(Error::Overtaken);
        }
        let record = self.store().account(intent.id).await?.ok_or(Error::Overtaken)?;
        Ok((record, seen))
    }

    /// Takes the removed account of a name for another request. Everything is compared first.
    async fn reissue(&self, to: &Registration, removed: &AccountRecord) -> Result<AccountRecord, Error> {
        let (seen, usage) = match self.look_at_account(removed).await {
            Ok(seen) => seen,
            Err(WriteError::Vanished) => {
                self.forget_vanished(removed).await?;
                return Err(Error::Busy);
            }
            Err(error) => return Err(error.into()),
        };
        if removed.check_reissue(&seen, usage, self.clock().now()).is_err() {
            return Err(Error::Taken);
        }
        if !self.store().reissue_account(removed, to, &seen, &finished(to)).await? {
            return Err(Error::Overtaken);
        }
        self.store().account(removed.id).await?.ok_or(Error::Overtaken)
    }

    /// Locks the account, then gives it its password and profile. `seen` is what a request has just shown of it.
    async fn finish_account(
        &self,
        of: &Registration,
        mut record: AccountRecord,
        mut seen: Option<(SeenAccount, Usage)>,
        password: &Password,
    ) -> Result<(), Error> {
        // An account that vanishes meanwhile is created again by one of these writes: then once more with the new one.
        for _ in 0..3 {
            match self.write_account(of, &record, seen.take(), password).await {
                Ok(()) => return Ok(()),
                Err(WriteError::Recreated) => match self.store().account_named(&record.localpart).await? {
                    Some(new) if new.status == AccountStatus::Ours && new.registration == of.id => record = new,
                    _ => return Err(Error::Overtaken),
                },
                Err(WriteError::Vanished) => {
                    self.forget_vanished(&record).await?;
                    return Err(HomeserverError::NotSet("user").into());
                }
                Err(WriteError::Mismatch(why)) => {
                    self.ask_about(&record, why).await?;
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
        seen: Option<(SeenAccount, Usage)>,
        password: &Password,
    ) -> Result<(), WriteError> {
        // Somebody may have decided about the request meanwhile: what is open must not be locked again.
        if self.ensure_waiting(of).await.is_err() {
            return Err(WriteError::NotOurs);
        }
        let (mut seen, usage) = match seen {
            Some(seen) => seen,
            None => self.look_at_account(record).await?,
        };
        record.check_write(&seen, usage)?;
        let mut current = record.clone();
        if !seen.fields.locked {
            seen = self.lock(record, &seen).await?;
            current = self.store().account(record.id).await?.ok_or(WriteError::NotOurs)?;
            // One more look, since a lock is what an account has from here on: nobody can log in after it.
            let usage = self.homeserver().usage(&record.localpart).await?;
            current.check_write(&seen, usage)?;
        }
        let pending = finished(of);
        if !self.store().record_pending(current.id, &pending).await? {
            return Err(WriteError::NotOurs);
        }
        let profile = Profile {
            password: password.expose(),
            displayname: of.localpart.as_str(),
            email: pending.email.as_deref().unwrap_or_default(),
        };
        let (put, seen) = self.homeserver().set_profile(&of.localpart, profile).await?;
        if put == Put::Created {
            self.recreated(&current, &seen).await?;
            return Err(WriteError::Recreated);
        }
        if !seen.fields.locked {
            return Err(HomeserverError::NotSet("locked").into());
        }
        current.check_answer(&pending, &seen)?;
        Ok(self.store().record_confirmed(current.id, &seen).await?)
    }

    async fn ensure_waiting(&self, of: &Registration) -> Result<(), Error> {
        match self.find(of.id).await? {
            Some(now) if now.state == of.state && now.localpart == of.localpart => Ok(()),
            _ => Err(Error::Overtaken),
        }
    }

    /// Brings the account that [`Self::provision`] has just finished to how it should be, where somebody else has
    /// moved the registration meanwhile: it may have been open before we locked it, or given up.
    pub(in crate::registrations) async fn mend_account(&self, made_for: &Registration) -> Result<(), StoreError> {
        let (txn, id) = (self.store().begin().await?, made_for.id);
        let effect = match write::find(&txn, id).await? {
            Some(now) if now.localpart != made_for.localpart => return Ok(()),
            Some(now) if matches!(now.state, State::Provisioning | State::Active) => HomeserverEffect::UnlockAccount,
            Some(now) if matches!(now.state, State::Expired | State::Denied) => {
                HomeserverEffect::RemoveAccount { account: None }
            }
            _ => return Ok(()),
        };
        write::push(&txn, id, &[effect.into()], self.clock().now(), None).await?;
        self.store().commit(txn).await?;
        self.notify(&[EffectKind::UnlockAccount]);
        Ok(())
    }

    /// Whether the name of a removed account could be given out again, so far as can be seen now.
    pub(in crate::registrations) async fn is_reissuable(&self, name: &crate::domain::Localpart) -> bool {
        let Ok(Some(record)) = self.store().account_named(name).await else { return false };
        record.is_reissuable(self.clock().now())
            && self
                .look_at_account(&record)
                .await
                .is_ok_and(|(seen, usage)| record.check_reissue(&seen, usage, self.clock().now()).is_ok())
    }
}

/// How an account is that waits for an approval.
fn finished(of: &Registration) -> AccountFields {
    AccountFields {
        locked: true,
        deactivated: false,
        displayname: Some(of.localpart.as_str().to_owned()),
        email: Some(of.email.threepid()),
    }
}

impl From<WriteError> for Error {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Mismatch(_) => Self::Unsettled,
            WriteError::Vanished => Self::Busy,
            WriteError::Recreated | WriteError::NotOurs => Self::Overtaken,
            WriteError::Homeserver(error) => Self::Homeserver(error),
            WriteError::Store(error) => Self::Store(error),
        }
    }
}

impl From<SettleError> for Error {
    fn from(error: SettleError) -> Self {
        match error {
            SettleError::Homeserver(error) => Self::Homeserver(error),
            SettleError::Store(error) => Self::Store(error),
        }
    }
}
