//! The locked account of a request: create it, or continue where an earlier attempt ended.

use std::time::Duration;

use super::{
    super::context::Registrations,
    access::{WriteError, lease},
    settle::SettleError,
};
use crate::{
    domain::{
        AccountId, AccountRecord, AccountStatus, EffectKind, HomeserverEffect, Localpart, Password, Registration,
        State, Usage,
    },
    homeserver::HomeserverError,
    registrations::workflow::EffectError,
    store::{Intent, StoreError, write},
};

/// Why there is no account.
#[derive(Debug, thiserror::Error)]
pub(in crate::registrations) enum AccountError {
    /// The username belongs to someone else.
    #[error("the username belongs to someone else")]
    Taken,
    /// It is unknown whether an account of this name is ours. A person has to decide.
    #[error("it is not known whether the account is ours")]
    Unsettled,
    /// Another process is working on it, and did not finish in time.
    #[error("another worker is working on the account")]
    Busy,
    /// The homeserver does not allow the username.
    #[error("the homeserver does not allow the username")]
    Refused,
    /// The address belongs to another account. Synapse would move it silently.
    #[error("the e-mail address belongs to another account")]
    EmailInUse,
    /// The request has moved on in the meantime.
    #[error("the request has moved on")]
    Overtaken,
    /// The homeserver failed.
    #[error("cannot create the account")]
    Homeserver(#[from] HomeserverError),
    /// The database failed.
    #[error("cannot read or write the account's record")]
    Store(#[from] StoreError),
}

use AccountError as Error;

/// How often, and after which pause, to check whether another worker has finished with an account.
const POLL_ATTEMPTS: u32 = if cfg!(test) { 20 } else { 100 };
const POLL_INTERVAL: Duration = Duration::from_millis(if cfg!(test) { 2 } else { 100 });

/// What to do with an account whose lease we hold.
enum Claim {
    /// Create it.
    Create(AccountRecord),
    /// It is ours: continue.
    Resume(AccountRecord),
    /// We removed it earlier: give it out again.
    Reissue(AccountRecord),
}

impl Registrations {
    /// Creates the locked account with this password, or continues where an earlier attempt ended.
    ///
    /// Must not be cancelled: see `tasks.rs`.
    pub(in crate::registrations) async fn provision(
        &self,
        of: &Registration,
        password: &Password,
    ) -> Result<(), Error> {
        if self.is_reserved(&of.localpart) {
            return Err(Error::Refused);
        }
        self.ensure_email_is_free(of).await?;
        let claim = self.claim_account(of).await?;
        let (Claim::Create(held) | Claim::Resume(held) | Claim::Reissue(held)) = &claim;
        let held = held.clone();
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
        if outcome.is_err() {
            self.store().end_work(&held).await?;
        }
        outcome
    }

    /// Finds out what to do, and takes the lease.
    async fn claim_account(&self, of: &Registration) -> Result<Claim, Error> {
        for _ in 0..POLL_ATTEMPTS {
            let Some(record) = self.store().account_named(&of.localpart).await? else {
                match self.intend(of, None).await? {
                    Some(claim) => return Ok(claim),
                    None => continue,
                }
            };
            if let Some(claim) = self.claim_recorded(of, record).await? {
                return Ok(claim);
            }
            self.ensure_waiting(of).await?;
        }
        Err(Error::Busy)
    }

    /// Claims the account of a record that holds the name. `None` means: look again.
    async fn claim_recorded(&self, of: &Registration, record: AccountRecord) -> Result<Option<Claim>, Error> {
        let (is_theirs, now) = (record.registration == of.id, self.clock().now());
        match record.status {
            AccountStatus::Removed if !record.is_reissuable(now) => return Err(Error::Taken),
            AccountStatus::Ours | AccountStatus::Intended if !is_theirs => return Err(Error::Taken),
            AccountStatus::Removed => {
                if let Some(record) = self.begin_work(&record).await? {
                    return Ok(Some(Claim::Reissue(record)));
                }
            }
            // Nothing is written while a person has to decide, even if the account looks right again.
            AccountStatus::Ours if record.question.is_some() => return Err(Error::Unsettled),
            AccountStatus::Ours => {
                if let Some(record) = self.begin_work(&record).await? {
                    return Ok(Some(Claim::Resume(record.with_legacy_fields(of))));
                }
            }
            // The process that recorded it has died.
            AccountStatus::Intended if !record.is_busy(now, 2 * lease()) => {
                self.settle_intent(&record).await?;
                return Ok(None);
            }
            // Without an account our request never arrived, and the answer to a new one is certain.
            AccountStatus::Leftover if self.homeserver().account(&of.localpart).await?.is_none() => {
                return self.intend(of, Some(&record)).await;
            }
            AccountStatus::Leftover => return Err(if is_theirs { Error::Unsettled } else { Error::Taken }),
            _ => {}
        }
        tokio::time::sleep(POLL_INTERVAL).await;
        Ok(None)
    }

    async fn intend(&self, of: &Registration, leftover: Option<&AccountRecord>) -> Result<Option<Claim>, Error> {
        match self.store().intend_account(of, leftover, self.clock().now(), lease()).await? {
            Intent::Recorded(intent) => Ok(Some(Claim::Create(*intent))),
            Intent::Refused => self.ensure_waiting(of).await.map(|()| None),
        }
    }

    /// Whether the request still waits for this account.
    pub(super) async fn ensure_waiting(&self, of: &Registration) -> Result<(), Error> {
        match self.find(of.id).await? {
            Some(now) if now.state == of.state && now.localpart == of.localpart => Ok(()),
            _ => Err(Error::Overtaken),
        }
    }

    /// Whether no other account has the address: Synapse would move it silently. An account that this request had
    /// under an earlier username is removed first.
    pub(super) async fn ensure_email_is_free(&self, of: &Registration) -> Result<(), Error> {
        for _ in 0..POLL_ATTEMPTS {
            let owner = match self.homeserver().owner_of(&of.email).await? {
                Some(owner) if owner != self.synapse().mxid(&of.localpart) => owner,
                _ => return Ok(()),
            };
            let Some(former) = self.former_account(of, &owner).await? else { return Err(Error::EmailInUse) };
            match self.remove_former_account(former, of).await {
                Ok(()) => {}
                Err(EffectError::Retry { .. }) => tokio::time::sleep(POLL_INTERVAL).await,
                Err(EffectError::Park { .. } | EffectError::AwaitAnswer { .. }) => return Err(Error::EmailInUse),
            }
        }
        Err(Error::EmailInUse)
    }

    /// The account with this user ID, if it is ours and this request had it under an earlier username.
    async fn former_account(&self, of: &Registration, mxid: &str) -> Result<Option<AccountId>, StoreError> {
        let Ok(name) = Localpart::parse(mxid, &self.config().synapse.domain) else { return Ok(None) };
        let record = self.store().account_named(&name).await?;
        let former = record.filter(|one| one.registration == of.id && one.status == AccountStatus::Ours);
        Ok(former.map(|former| former.id))
    }

    /// Repairs an account that [`Self::provision`] has just finished, if someone else has moved its request in the
    /// meantime: it may have been open before we locked it, or its request may be over.
    pub(in crate::registrations) async fn mend_account(&self, made_for: &Registration) -> Result<(), StoreError> {
        let (txn, id) = (self.store().begin().await?, made_for.id);
        let effect = match write::find(&txn, id).await? {
            Some(now) if now.localpart != made_for.localpart => return Ok(()),
            Some(now) if matches!(now.state, State::Provisioning | State::Active) => HomeserverEffect::UnlockAccount,
            Some(now) if matches!(now.state, State::Expired | State::Denied) => HomeserverEffect::RemoveAccount,
            _ => return Ok(()),
        };
        write::push(&txn, id, &[effect.into()], self.clock().now(), None).await?;
        self.store().commit(txn).await?;
        self.notify(&[EffectKind::UnlockAccount]);
        Ok(())
    }

    /// Whether the name of a removed account could be given out again now.
    pub(in crate::registrations) async fn is_reissuable(&self, name: &Localpart) -> bool {
        let Ok(Some(record)) = self.store().account_named(name).await else { return false };
        let now = self.clock().now();
        record.is_reissuable(now)
            && self
                .look_at_account(&record)
                .await
                .is_ok_and(|(seen, usage)| record.check_reissue(&seen, usage, now).is_ok())
    }
}

impl From<WriteError> for Error {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Mismatch(_) => Self::Unsettled,
            WriteError::Vanished => Self::Busy,
            WriteError::Recreated | WriteError::NotOurs => Self::Overtaken,
            WriteError::EmailInUse => Self::EmailInUse,
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
