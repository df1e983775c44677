//! Mailed links: looking at one changes nothing; a new one can be asked for.

use std::{net::IpAddr, time::Duration};

use jiff::{SignedDuration, Timestamp};

use super::rate_limits::DAY;
use crate::{
    domain::{Action, Actor, EffectKind, EmailAddress, MailEffect, Origin, Registration, RegistrationId, State, Token},
    registrations::Registrations,
    store::{self, Link, Purpose, StoreError, Txn, write},
};

/// What a mailed link is worth.
#[derive(Clone, Debug)]
pub enum LinkStatus {
    /// Its button can be pressed.
    Valid(Registration),
    /// Its button was pressed.
    Used(Registration),
    /// Nobody came in time.
    Expired(Registration),
    /// We never made it, or have forgotten it.
    Unknown,
}

/// Why nothing is sent again.
#[derive(Debug, thiserror::Error)]
pub enum ResendError {
    /// There is nothing to send: it waits for a moderator, or was given up.
    #[error("the registration does not wait for a mail")]
    NotWaiting,
    /// One was sent a moment ago, or enough of them today.
    #[error("a link was sent a moment ago")]
    TooSoon {
        /// How long to wait.
        wait: Duration,
    },
    /// This address was written to often enough today.
    #[error("too many mails to this address")]
    TooMany,
    /// This client has asked for mails often enough.
    #[error("too many mails from this network")]
    TooManyFromHere {
        /// How long to wait.
        wait: Duration,
    },
    /// The database failed.
    #[error("cannot write the link")]
    Store(#[from] StoreError),
}

/// Between two links of a registration.
pub(crate) const PAUSE: SignedDuration = SignedDuration::from_secs(60);
/// Links of a registration in a day.
pub(crate) const LINKS_PER_DAY: usize = 5;

impl Registrations {
    /// What the link of `token` is worth now. Changes nothing: mail scanners open links.
    pub async fn look_at_link(&self, token: &Token) -> Result<LinkStatus, StoreError> {
        self.look_at(token, Purpose::Verification).await
    }

    pub(crate) async fn look_at(&self, token: &Token, purpose: Purpose) -> Result<LinkStatus, StoreError> {
        let link = self.store().link(token, purpose).await?;
        Ok(link.map_or(LinkStatus::Unknown, |link| self.link_status(link, purpose)))
    }

    /// What a link is worth that is there.
    pub(crate) fn link_status(
        &self,
        Link { registration, expires_at, used_at, .. }: Link,
        purpose: Purpose,
    ) -> LinkStatus {
        let was_used = used_at.is_some()
            || (purpose == Purpose::Password
                && !matches!(registration.state, State::AwaitingPassword | State::Expired));
        if was_used {
            LinkStatus::Used(registration)
        } else if expires_at <= self.clock().now() || registration.state == State::Expired {
            LinkStatus::Expired(registration)
        } else {
            LinkStatus::Valid(registration)
        }
    }

    /// Mails a registration what its applicant should have in hand: a new link, or the decision.
    /// Only operators and moderators have a decision told again, and are not held to the limits.
    pub async fn resend(&self, id: RegistrationId, by: Origin) -> Result<(), ResendError> {
        let mut registration = self.find(id).await?.ok_or(ResendError::NotWaiting)?;
        let holder = self.store().holder_of_email(&registration.email).await?;
        let txn = self.store().begin().await?;
        let is_proven = registration.state == State::AwaitingPassword;
        let is_unfinished = matches!(registration.state, State::AwaitingEmail | State::AwaitingDetails);
        if by.actor == Actor::Applicant {
            if is_proven || is_unfinished {
                self.ensure_not_too_soon(id, self.clock().now()).await?;
            }
            let from_here = self.admit_again(&txn, by.address).await?;
            from_here.map_err(|wait| ResendError::TooManyFromHere { wait })?;
            if !is_proven && !self.admit_to(&txn, &registration.email).await? {
                return Err(ResendError::TooMany);
            }
        }
        // A proven request holds its username and its address, so it does not last longer for a new link. One that
        // is not proven holds nothing: there a new link is a step like any other, and works for its whole time.
        if registration.state == State::AwaitingEmail {
            let (state, now) = (registration.state, self.clock().now());
            if !write::touch(&txn, id, state, now).await? {
                return Err(ResendError::NotWaiting);
            }
            registration.changed_at = now;
        }
        self.mail_again(txn, &registration, holder.as_ref(), &by).await
    }

    async fn mail_again(
        &self,
        txn: Txn,
        of: &Registration,
        holder: Option<&Registration>,
        by: &Origin,
    ) -> Result<(), ResendError> {
        let (id, now) = (of.id, self.clock().now());
        let is_applicant = by.actor == Actor::Applicant;
        let mail = match of.state {
            State::AwaitingEmail | State::AwaitingDetails => self.verification_link(&txn, of, holder, by, now).await?,
            State::AwaitingPassword => self.password_link(&txn, (id, of.changed_at), now).await?,
            State::Active if !is_applicant => MailEffect::MailApproval,
            State::Denied if !is_applicant => MailEffect::MailDenial,
            _ => {
                // Counted all the same, so that the limit does not reveal the state.
                self.store().commit(txn).await?;
                return Err(ResendError::NotWaiting);
            }
        };
        store::record(&txn, id, now, Action::MailRequested, by, Some(mail.kind().as_str())).await?;
        write::push(&txn, id, &[mail.into()], now, None).await?;
        self.store().commit(txn).await?;
        self.notify(&[EffectKind::MailVerification]);
        Ok(())
    }

    async fn ensure_not_too_soon(&self, id: RegistrationId, now: Timestamp) -> Result<(), ResendError> {
        let made = self.store().newest_links(id, LINKS_PER_DAY).await?;
        let until = |made: Option<&Timestamp>, span| made.map(|at| at.duration_since(now) + span);
        // A link of a time that is still to come was not made a moment ago: the clock was set back.
        let pause = until(made.iter().find(|at| **at <= now), PAUSE);
        let of_today = until(made.get(LINKS_PER_DAY - 1), DAY);
        match pause.max(of_today).and_then(|wait| Duration::try_from(wait).ok()) {
            Some(wait) if !wait.is_zero() => Err(ResendError::TooSoon { wait }),
            _ => Ok(()),
        }
    }

    /// Mails a new link to whom an expired or used one belonged.
    pub async fn resend_by_token(&self, token: &Token, address: Option<IpAddr>) -> Result<(), ResendError> {
        for purpose in [Purpose::Verification, Purpose::Password] {
            if let Some(link) = self.store().link(token, purpose).await? {
                return self.resend(link.registration.id, Origin::applicant(address)).await;
            }
        }
        Err(ResendError::NotWaiting)
    }

    /// Mails a new link to the proven address of whom a status page belongs to.
    pub async fn resend_by_status(&self, token: &Token, address: Option<IpAddr>) -> Result<(), ResendError> {
        let registration = self.find_by_status(token).await?.ok_or(ResendError::NotWaiting)?;
        self.resend(registration.id, Origin::applicant(address)).await
    }

    /// Mails a new link to this address, if something waits for one. Says nothing about it, and
    /// takes no longer for a known address than for another: the work is done apart. An error says how
    /// long this client has to wait, whatever the address.
    pub async fn resend_by_email(
        &self,
        email: EmailAddress,
        address: Option<IpAddr>,
    ) -> Result<Result<(), Duration>, StoreError> {
        let txn = self.store().begin().await?;
        let from_here = self.admit_again(&txn, address).await?;
        self.store().commit(txn).await?;
        if from_here.is_ok() {
            let registrations = self.clone();
            tokio::spawn(async move {
                if let Err(ResendError::Store(error)) = registrations.resend_unseen(&email, address).await {
                    tracing::error!(error = &error as &dyn std::error::Error, "cannot send a new link");
                }
            });
        }
        Ok(from_here)
    }

    pub(crate) async fn resend_unseen(&self, email: &EmailAddress, address: Option<IpAddr>) -> Result<(), ResendError> {
        let id = self.store().unfinished_of(email).await?.ok_or(ResendError::NotWaiting)?;
        let registration = self.find(id).await?.ok_or(ResendError::NotWaiting)?;
        self.ensure_not_too_soon(id, self.clock().now()).await?;
        let holder = self.store().holder_of_email(email).await?;
        let txn = self.store().begin().await?;
        if !self.admit_unseen(&txn, email).await? {
            return Err(ResendError::TooMany);
        }
        self.mail_again(txn, &registration, holder.as_ref(), &Origin::applicant(address)).await
    }
}
