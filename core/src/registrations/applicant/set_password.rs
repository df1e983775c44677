//! The link of an approved request: the password is set, and the account made.

use std::net::IpAddr;

use super::links::LinkStatus;
use crate::{
    domain::{Blocked, Event, LinkId, Origin, Password, Registration, State, Token},
    registrations::{
        ApplyError, Registrations,
        account::{AccountError, page_waits},
        workflow::retry::lease,
    },
    store::{Purpose, StoreError, write},
    synapse::SynapseError,
};

/// Why no password was set.
#[derive(Debug, thiserror::Error)]
pub enum PasswordLinkError {
    /// The link is worth this, which is not enough.
    #[error("the link does not work")]
    Dead(Box<LinkStatus>),
    /// A rule keeps this network out.
    #[error(transparent)]
    Blocked(#[from] Blocked),
    /// The username was given to somebody else meanwhile; the request has ended.
    #[error("the username was taken meanwhile")]
    NameLost,
    /// The address belongs to an account.
    #[error("the address belongs to an account")]
    EmailInUse,
    /// It takes long, and goes on.
    #[error("the account is still being created")]
    StillWorking,
    /// Nobody knows whether the account of this name is ours. A person decides; the request waits.
    #[error("it is not known whether the account is ours")]
    Unsettled,
    /// Synapse is down or slow; nothing is lost.
    #[error("cannot make the account")]
    Synapse(#[source] SynapseError),
    /// The database failed.
    #[error("cannot write the registration")]
    Store(#[from] StoreError),
}

impl Registrations {
    /// What the link that sets a password is worth now. Changes nothing.
    pub async fn look_at_password_link(&self, token: &Token) -> Result<LinkStatus, StoreError> {
        self.look_at(token, Purpose::Password).await
    }

    /// Creates the account with this password, and has it opened: at once, if Synapse can. This goes on to its end
    /// even if nobody waits for it.
    pub async fn set_password(
        &self,
        token: &Token,
        password: Password,
        address: Option<IpAddr>,
    ) -> Result<Registration, PasswordLinkError> {
        let (ours, token) = (self.clone(), token.clone());
        let work = async move { ours.set_password_to_the_end(&token, &password, address).await };
        match tokio::time::timeout(page_waits(), self.uncancelled(work)).await {
            Ok(Some(outcome)) => outcome,
            _ => Err(PasswordLinkError::StillWorking),
        }
    }

    async fn set_password_to_the_end(
        &self,
        token: &Token,
        password: &Password,
        address: Option<IpAddr>,
    ) -> Result<Registration, PasswordLinkError> {
        self.check_rules(None, None, address).await??;
        let _turn = match self.look_at_password_link(token).await? {
            LinkStatus::Valid(registration) => self.lock_account(registration.id).await,
            dead => return Err(PasswordLinkError::Dead(Box::new(dead))),
        };
        // Whoever had the turn before may have used the link.
        let unknown = || PasswordLinkError::Dead(Box::new(LinkStatus::Unknown));
        let found = self.store().link(token, Purpose::Password).await?.ok_or_else(unknown)?;
        let link = found.id;
        let registration = match self.link_status(found, Purpose::Password) {
            LinkStatus::Valid(registration) => registration,
            dead => return Err(PasswordLinkError::Dead(Box::new(dead))),
        };
        match self.provision(&registration, password).await {
            Ok(()) => {}
            Err(AccountError::Overtaken) => return self.led_on(registration).await,
            Err(AccountError::Taken | AccountError::Refused) => return Err(self.lose_name(&registration).await?),
            // The request is not lost: a person decides about the account, and then its link works again.
            Err(AccountError::Unsettled) => return Err(PasswordLinkError::Unsettled),
            Err(AccountError::Busy) => return Err(PasswordLinkError::StillWorking),
            Err(AccountError::EmailInUse) => return Err(PasswordLinkError::EmailInUse),
            Err(AccountError::Homeserver(error)) => return Err(PasswordLinkError::Synapse(error)),
            Err(AccountError::Store(error)) => return Err(error.into()),
        }
        match self.file_password(&registration, link, address).await {
            Ok(()) => Ok(self.find(registration.id).await?.unwrap_or(registration)),
            Err(ApplyError::Store(error)) => Err(error.into()),
            Err(_) => {
                self.mend_account(&registration).await?;
                self.led_on(registration).await
            }
        }
    }

    /// Another process, to which the same form was sent, was quicker.
    async fn led_on(&self, registration: Registration) -> Result<Registration, PasswordLinkError> {
        let registration = self.find(registration.id).await?.unwrap_or(registration);
        if matches!(registration.state, State::Provisioning | State::Active) {
            return Ok(registration);
        }
        Err(PasswordLinkError::Dead(Box::new(LinkStatus::Used(registration))))
    }

    async fn file_password(&self, of: &Registration, link: LinkId, address: Option<IpAddr>) -> Result<(), ApplyError> {
        let txn = self.store().begin().await?;
        if !write::use_up_link(&txn, link, None, self.clock().now()).await? {
            return Err(ApplyError::Conflict);
        }
        let (event, by) = (Event::PasswordSet, Origin::applicant(address));
        let moved = self.apply(&txn, of.id, event, &by, Some(lease())).await?;
        let tasks = moved.tasks.clone();
        self.commit(txn, of.id, event, moved).await?;
        let Some(now) = self.find(of.id).await? else { return Ok(()) };
        for task in &tasks {
            // A delay is no failure: the worker goes on.
            let _ = self.try_now(task, &now).await;
        }
        Ok(())
    }

    /// The moderators have approved this username and no other, so the request ends here.
    async fn lose_name(&self, registration: &Registration) -> Result<PasswordLinkError, StoreError> {
        let txn = self.store().begin().await?;
        match self.apply(&txn, registration.id, Event::NameLost, &Origin::system(), None).await {
            Ok(moved) => match self.commit(txn, registration.id, Event::NameLost, moved).await {
                Err(ApplyError::Store(error)) => Err(error),
                _ => Ok(PasswordLinkError::NameLost),
            },
            Err(ApplyError::Store(error)) => Err(error),
            Err(_) => Ok(PasswordLinkError::NameLost),
        }
    }
}
