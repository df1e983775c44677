//! The locked account that waits for an approval: made without ever touching somebody else's.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;

use super::Registrations;
use crate::{
    domain::{Account, Effect, Password, Registration, State},
    store::{Store, StoreError, write},
    synapse::{Put, SynapseError, User},
};

/// Why there is no account.
#[derive(Debug, thiserror::Error)]
pub(super) enum AccountError {
    /// The username is somebody else's.
    #[error("the username is somebody else's")]
    Taken,
    /// Synapse would not take the username.
    #[error("Synapse refuses the username")]
    Refused,
    /// The address is somebody else's; Synapse would move it without a word.
    #[error("the address belongs to another account")]
    EmailInUse,
    /// Another process has brought the registration further meanwhile.
    #[error("the registration has moved on")]
    Overtaken,
    /// Synapse failed.
    #[error("cannot make the account")]
    Synapse(#[from] SynapseError),
    /// The database failed.
    #[error("cannot write about the account")]
    Store(#[from] StoreError),
}

/// What is written down before an account is made.
enum Intent {
    /// It is made, and ours.
    Done,
    /// Nobody has tried before.
    New(Timestamp),
    /// Somebody has tried since then.
    Earlier(Timestamp),
}

/// How long after an intent the request that it was about may still take effect, in seconds.
const SOON_S: i64 = 120;

/// How often, and after which pauses, it is looked whether another process has written down what it has made.
const MOMENTS: u32 = 20;
const MOMENT: Duration = Duration::from_millis(100);

impl Registrations {
    /// Makes the locked account, or goes on where a crash has interrupted us.
    ///
    /// `PUT {}` is the only request that is safe on a name that may be taken: 201 says that it was
    /// made now, 200 that it was there. Nothing else is sent before the account is known as ours.
    pub(super) async fn make_account(&self, of: &Registration, password: &Password) -> Result<(), AccountError> {
        if self.is_reserved(&of.localpart) {
            return Err(AccountError::Refused);
        }
        let synapse = self.synapse();
        let mxid = synapse.mxid(&of.localpart);
        let owner = synapse.owner_of(&of.email).await?;
        if owner.is_some_and(|owner| owner != mxid) {
            return Err(AccountError::EmailInUse);
        }
        if of.account == Account::Ours || self.claim_name(of, &mxid).await? == Put::Existed {
            // Whoever was at it before may have come further, and what is open must not be locked again.
            self.ensure_waiting(of).await?;
        }
        // By itself, since one request is not all or nothing: a password comes to a locked account alone.
        let (_, user) = synapse.put_user(&mxid, &json!({ "locked": true })).await?;
        self.ensure_locked(of, &user).await?;
        let body = json!({
            "locked": true,
            "deactivated": false,
            "password": password.expose(),
            "logout_devices": false,
            "displayname": of.localpart.as_str(),
            "threepids": [{ "medium": "email", "address": of.email.threepid() }],
        });
        let (_, user) = synapse.put_user(&mxid, &body).await?;
        self.ensure_locked(of, &user).await
    }

    /// Makes sure that the name's account is ours, and written down as such; says whether it was there before.
    async fn claim_name(&self, of: &Registration, mxid: &str) -> Result<Put, AccountError> {
        let (intended, is_first) = match self.intend(of).await? {
            Intent::Done => return Ok(Put::Existed),
            Intent::New(at) => (at, true),
            Intent::Earlier(at) => (at, false),
        };
        let (put, user) = match self.synapse().put_user(mxid, &json!({})).await {
            Ok(answer) => answer,
            // Of several requests that make it at once, one is answered with 201, and the others so. One of
            // those may have been ours.
            Err(error) if error.errcode() == "M_USER_IN_USE" => match self.synapse().user(mxid).await? {
                Some(user) => (Put::Existed, user),
                None => return Err(AccountError::Taken),
            },
            Err(error) if matches!(error.errcode(), "M_EXCLUSIVE" | "M_INVALID_USERNAME") => {
                return Err(AccountError::Refused);
            }
            Err(error) => return Err(error.into()),
        };
        let is_ours = match put {
            Put::Created => true,
            Put::Existed => {
                (user.deactivated && self.store().is_burnt(&of.localpart).await?)
                    || (!is_first && self.is_left_by_a_crash(mxid, &user, intended).await?)
                    || self.was_made_by_another_process(of, mxid, &user, intended).await?
            }
        };
        if !is_ours {
            self.store().give_up_account(of.id, intended).await?;
            return Err(AccountError::Taken);
        }
        let txn = self.store().begin().await?;
        write::set_account(&txn, of.id, Account::Ours).await?;
        Store::forget_burnt(&txn, &of.localpart).await?;
        self.store().commit(txn).await?;
        Ok(put)
    }

    /// Writes down that the account is about to be made, unless that was written before, by us or by another
    /// process to which the same form was sent.
    async fn intend(&self, of: &Registration) -> Result<Intent, AccountError> {
        if let Account::Intended { at } = of.account {
            return Ok(Intent::Earlier(at));
        }
        let at = self.clock().now();
        if self.store().intend_account(of.id, at).await? {
            return Ok(Intent::New(at));
        }
        match self.find(of.id).await?.map(|now| now.account) {
            Some(Account::Ours) => Ok(Intent::Done),
            Some(Account::Intended { at }) => Ok(Intent::Earlier(at)),
            _ => Err(AccountError::Overtaken),
        }
    }

    /// Another process may have come so far that it has opened the account again.
    async fn ensure_locked(&self, of: &Registration, user: &User) -> Result<(), AccountError> {
        if !user.locked {
            self.ensure_waiting(of).await?;
            return Err(SynapseError::NotSet("locked").into());
        }
        Ok(())
    }

    async fn ensure_waiting(&self, of: &Registration) -> Result<(), AccountError> {
        match self.find(of.id).await? {
            Some(now) if now.state == of.state && now.localpart == of.localpart => Ok(()),
            _ => Err(AccountError::Overtaken),
        }
    }

    /// Whether we made this account and fell over before we could write so: it came after our
    /// intent, and nobody was ever in it.
    async fn is_left_by_a_crash(&self, mxid: &str, user: &User, intended: Timestamp) -> Result<bool, SynapseError> {
        let untouched = user.creation_ts >= intended.as_second()
            && user.last_seen_ts.is_none()
            && user.threepids.is_empty()
            && !user.locked
            && !user.deactivated
            && !user.admin
            && user.user_type.is_none();
        Ok(untouched && self.synapse().devices(mxid).await? == 0)
    }

    /// Whether another process, to which the same form was sent, was quicker with this account. Where it looks as
    /// if it were made just now, that process is given a moment to write so.
    async fn was_made_by_another_process(
        &self,
        of: &Registration,
        mxid: &str,
        user: &User,
        intended: Timestamp,
    ) -> Result<bool, AccountError> {
        for look in 0..MOMENTS {
            let now = self.find(of.id).await?;
            if now.is_some_and(|now| now.account == Account::Ours && now.localpart == of.localpart) {
                return Ok(true);
            }
            if look == 0 && !self.is_left_by_a_crash(mxid, user, intended).await? {
                return Ok(false);
            }
            tokio::time::sleep(MOMENT).await;
        }
        Ok(false)
    }

    /// Brings the account that [`Self::make_account`] has just made to how it should be, where somebody else has
    /// moved the registration meanwhile: it may have been open before we locked it, or given up.
    pub(super) async fn mend_account(&self, made_for: &Registration) -> Result<(), StoreError> {
        let (txn, id) = (self.store().begin().await?, made_for.id);
        let effect = match write::find(&txn, id).await? {
            Some(now) if now.localpart != made_for.localpart => return Ok(()),
            Some(now) if matches!(now.state, State::Provisioning | State::Active) => Effect::UnlockAccount,
            Some(now) if matches!(now.state, State::Expired | State::Denied) => {
                write::set_account(&txn, id, Account::Ours).await?;
                Effect::RemoveAccount
            }
            _ => return Ok(()),
        };
        write::push(&txn, id, &[effect.into()], self.clock().now(), None).await?;
        self.store().commit(txn).await?;
        self.wake(&[effect]);
        Ok(())
    }

    /// Deactivates and erases the account that we made, and remembers its name as ours to give.
    pub(crate) async fn remove_account(&self, of: &Registration) -> Result<(), crate::worker::EffectError> {
        let mxid = self.synapse().mxid(&of.localpart);
        let is_there = match of.account {
            Account::Ours => true,
            Account::Intended { at } => self.was_made(&mxid, at).await?,
            Account::None | Account::Removed => false,
        };
        if !is_there {
            return Ok(());
        }
        self.synapse().deactivate(&mxid).await?;
        let txn = self.store().begin().await?;
        write::set_account(&txn, of.id, Account::Removed).await?;
        Store::remember_burnt(&txn, &of.localpart, self.clock().now()).await?;
        self.store().commit(txn).await?;
        Ok(())
    }

    /// Whether something has come of an intent to which nobody came back. What was made long after it is not ours
    /// to remove.
    async fn was_made(&self, mxid: &str, intended: Timestamp) -> Result<bool, SynapseError> {
        let Some(user) = self.synapse().user(mxid).await? else { return Ok(false) };
        let soon = user.creation_ts <= intended.as_second() + SOON_S;
        Ok(soon && self.is_left_by_a_crash(mxid, &user, intended).await?)
    }
}
