//! Mailed links: looking at one changes nothing; a new one can be asked for.

use jiff::SignedDuration;

use super::Registrations;
use crate::{
    domain::{Actor, EmailAddress, Registration, RegistrationId, STARTED, State, Token},
    store::{self, StoreError, write},
};

/// What a mailed link is worth.
#[derive(Clone, Debug)]
pub enum LinkLook {
    /// Its button can be pressed.
    Valid(Registration),
    /// Its button was pressed.
    Used(Registration),
    /// Nobody came in time.
    Expired(Registration),
    /// We never made it, or have forgotten it.
    Unknown,
}

/// Why no new link is sent.
#[derive(Debug, thiserror::Error)]
pub enum ResendError {
    /// The registration waits for no link.
    #[error("the registration does not wait for a link")]
    NotWaiting,
    /// One was sent a moment ago, or enough of them today.
    #[error("a link was sent a moment ago")]
    TooSoon,
    /// The database failed.
    #[error("cannot write the link")]
    Store(#[from] StoreError),
}

/// Between two links of a registration.
const PAUSE: SignedDuration = SignedDuration::from_secs(60);
/// Links of a registration in a day.
const LINKS_PER_DAY: u64 = 5;

impl Registrations {
    /// What the link of `token` is worth now. Changes nothing: mail scanners open links.
    pub async fn look_at_link(&self, token: &Token) -> Result<LinkLook, StoreError> {
        let Some(link) = self.store().link(token).await? else { return Ok(LinkLook::Unknown) };
        let Some(registration) = self.find(link.registration).await? else { return Ok(LinkLook::Unknown) };
        Ok(if link.is_used {
            LinkLook::Used(registration)
        } else if link.expires_at <= self.clock().now() || registration.state == State::Expired {
            LinkLook::Expired(registration)
        } else {
            LinkLook::Valid(registration)
        })
    }

    /// Mails a new link to a registration that waits for one.
    pub async fn resend(&self, id: RegistrationId) -> Result<(), ResendError> {
        let now = self.clock().now();
        let ago = |span| now.saturating_sub(span).unwrap_or(now);
        let registration = self.find(id).await?.ok_or(ResendError::NotWaiting)?;
        if !matches!(registration.state, State::AwaitingEmail | State::AwaitingDetails) {
            return Err(ResendError::NotWaiting);
        }
        let of_today = self.store().links_since(id, ago(SignedDuration::from_hours(24))).await?;
        if of_today >= LINKS_PER_DAY || self.store().links_since(id, ago(PAUSE)).await? > 0 {
            return Err(ResendError::TooSoon);
        }
        let expires_at = now.saturating_add(self.config().link_lifetime()).unwrap_or(now);
        let txn = self.store().begin().await?;
        let link = write::create_link(&txn, self.keys(), id, now, expires_at).await?;
        store::record(&txn, id, now, "link_requested", &Actor::Applicant, None).await?;
        write::push(&txn, id, STARTED, Some(link), now, None).await?;
        txn.commit().await.map_err(StoreError::from)?;
        self.wake(STARTED);
        Ok(())
    }

    /// Mails a new link to whom an expired or used one belonged.
    pub async fn resend_by_token(&self, token: &Token) -> Result<(), ResendError> {
        let link = self.store().link(token).await?.ok_or(ResendError::NotWaiting)?;
        self.resend(link.registration).await
    }

    /// Mails a new link to this address, if something waits for one. Says nothing about it.
    pub async fn resend_by_email(&self, email: &EmailAddress) -> Result<(), StoreError> {
        if let Some(id) = self.store().unfinished_of(email).await? {
            match self.resend(id).await {
                Ok(()) | Err(ResendError::NotWaiting | ResendError::TooSoon) => {}
                Err(ResendError::Store(error)) => return Err(error),
            }
        }
        Ok(())
    }
}
