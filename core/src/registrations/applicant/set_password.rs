//! The password link of an approved request: sets the password and creates the account.

use std::net::IpAddr;

use super::links::LinkStatus;
use crate::{
    domain::{Blocked, Event, LinkId, Origin, Password, Registration, State, Token},
    registrations::{
        account::{AccountError, page_waits},
        check_error::from_check_error,
        context::Applicants,
        workflow::{ApplyError, retry::lease},
    },
    store::{Purpose, StoreError, write},
    synapse::SynapseError,
};

/// Why no password was set.
#[derive(Debug, thiserror::Error)]
pub enum PasswordLinkError {
    /// The link cannot be used.
    #[error("the link does not work")]
    Dead(Box<LinkStatus>),
    /// A rule blocks this network.
    #[error(transparent)]
    Blocked(#[from] Blocked),
    /// Somebody else got the username meanwhile; the request has ended.
    #[error("the username was taken meanwhile")]
    NameLost,
    /// The address belongs to an account.
    #[error("the address belongs to an account")]
    EmailInUse,
    /// It takes long and continues in the background.
    #[error("the account is still being created")]
    StillWorking,
    /// It is not known whether the account with this name is ours. Somebody has to decide; the request waits.
    #[error("it is not known whether the account is ours")]
    Unsettled,
    /// Synapse is down or slow; the link can be used again.
    #[error("cannot create the account")]
    Synapse(#[source] SynapseError),
    /// The database failed.
    #[error("cannot write the registration")]
    Store(#[from] StoreError),
}

from_check_error!(PasswordLinkError);

impl Applicants {
    /// The status of a password link. Changes nothing.
    pub async fn look_at_password_link(&self, token: &Token) -> Result<LinkStatus, StoreError> {
        self.look_at(token, Purpose::Password).await
    }

    /// Creates the account with this password and unlocks it, at once if Synapse can. Continues even if the client
    /// disconnects.
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
        self.check_rules(None, None, address).await?;
        let _lock = match self.look_at_password_link(token).await? {
            LinkStatus::Valid(registration) => self.lock_account(registration.id).await,
            dead => return Err(PasswordLinkError::Dead(Box::new(dead))),
        };
        // The previous holder of the lock may have used the link.
        let unknown = || PasswordLinkError::Dead(Box::new(LinkStatus::Unknown));
        let found = self.store().link(token, Purpose::Password).await?.ok_or_else(unknown)?;
        let link = found.id;
        let registration = match self.link_status(found, Purpose::Password) {
            LinkStatus::Valid(registration) => registration,
            dead => return Err(PasswordLinkError::Dead(Box::new(dead))),
        };
        match self.provision(&registration, password).await {
            Ok(()) => {}
            Err(AccountError::Overtaken) => return self.completed_elsewhere(registration).await,
            Err(AccountError::Taken | AccountError::Refused) => return Err(self.lose_name(&registration).await?),
            // The request is not lost: after somebody has decided about the account, the link works again.
            Err(AccountError::Unsettled) => return Err(PasswordLinkError::Unsettled),
            Err(AccountError::Busy) => return Err(PasswordLinkError::StillWorking),
            Err(AccountError::EmailInUse) => return Err(PasswordLinkError::EmailInUse),
            Err(AccountError::Homeserver(error)) => return Err(PasswordLinkError::Synapse(error)),
            Err(AccountError::Store(error)) => return Err(error.into()),
        }
        match self.record_password(&registration, link, address).await {
            Ok(()) => Ok(self.find(registration.id).await?.unwrap_or(registration)),
            Err(ApplyError::Store(error)) => Err(error.into()),
            Err(_) => {
                self.mend_account(&registration).await?;
                self.completed_elsewhere(registration).await
            }
        }
    }

    /// Another process that received the same form was first.
    async fn completed_elsewhere(&self, registration: Registration) -> Result<Registration, PasswordLinkError> {
        let registration = self.find(registration.id).await?.unwrap_or(registration);
        if matches!(registration.state, State::Provisioning | State::Active) {
            return Ok(registration);
        }
        Err(PasswordLinkError::Dead(Box::new(LinkStatus::Used(registration))))
    }

    async fn record_password(
        &self,
        of: &Registration,
        link: LinkId,
        address: Option<IpAddr>,
    ) -> Result<(), ApplyError> {
        let txn = self.store().begin().await?;
        if !write::use_up_link(&txn, link, None, self.clock().now()).await? {
            return Err(ApplyError::Conflict);
        }
        let (event, by) = (Event::PasswordSet, Origin::applicant(address));
        let moved = self.apply(&txn, of.id, event, &by, Some(lease())).await?;
        let tasks = moved.tasks.clone();
        self.commit(txn, moved).await?;
        let Some(now) = self.find(of.id).await? else { return Ok(()) };
        for task in &tasks {
            // A delay is not an error: the worker continues.
            let _ = self.try_now(task, &now).await;
        }
        Ok(())
    }

    /// The moderators approved only this username, so the request ends here.
    async fn lose_name(&self, registration: &Registration) -> Result<PasswordLinkError, StoreError> {
        let txn = self.store().begin().await?;
        match self.apply(&txn, registration.id, Event::NameLost, &Origin::system(), None).await {
            Ok(moved) => self.commit(txn, moved).await?,
            Err(ApplyError::Store(error)) => return Err(error),
            Err(_) => {}
        }
        Ok(PasswordLinkError::NameLost)
    }
}
