//! Mailed links: looking at one changes nothing; a new one can be asked for.

use std::{net::IpAddr, time::Duration};

use jiff::{SignedDuration, Timestamp};

use super::Registrations;
use crate::{
    domain::{Actor, Effect, EmailAddress, Origin, Registration, RegistrationId, State, Token},
    store::{self, Job, Purpose, StoreError, write},
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
    /// The database failed.
    #[error("cannot write the link")]
    Store(#[from] StoreError),
}

/// Between two links of a registration.
const PAUSE: SignedDuration = SignedDuration::from_secs(60);
/// Links of a registration in a day.
const LINKS_PER_DAY: usize = 5;
const DAY: SignedDuration = SignedDuration::from_hours(24);

impl Registrations {
    /// What the link of `token` is worth now. Changes nothing: mail scanners open links.
    pub async fn look_at_link(&self, token: &Token) -> Result<LinkLook, StoreError> {
        self.look_at(token, Purpose::Verification).await
    }

    pub(super) async fn look_at(&self, token: &Token, purpose: Purpose) -> Result<LinkLook, StoreError> {
        let Some(link) = self.store().link(token, purpose).await? else { return Ok(LinkLook::Unknown) };
        let Some(registration) = self.find(link.registration).await? else { return Ok(LinkLook::Unknown) };
        let was_used = link.is_used
            || (purpose == Purpose::Password
                && !matches!(registration.state, State::AwaitingPassword | State::Expired));
        Ok(if was_used {
            LinkLook::Used(registration)
        } else if link.expires_at <= self.clock().now() || registration.state == State::Expired {
            LinkLook::Expired(registration)
        } else {
            LinkLook::Valid(registration)
        })
    }

    /// Mails a registration what its applicant should have in hand: a new link, or the decision.
    /// Only operators and moderators have a decision told again, and are not held to the limits.
    pub async fn resend(&self, id: RegistrationId, by: Origin) -> Result<(), ResendError> {
        let now = self.clock().now();
        let registration = self.find(id).await?.ok_or(ResendError::NotWaiting)?;
        let is_applicant = by.actor == Actor::Applicant;
        let effect = match registration.state {
            State::AwaitingEmail | State::AwaitingDetails => Effect::MailVerification,
            State::AwaitingPassword => Effect::MailPasswordLink,
            State::Active if !is_applicant => Effect::MailApproval,
            State::Denied if !is_applicant => Effect::MailDenial,
            _ => return Err(ResendError::NotWaiting),
        };
        if is_applicant {
            self.ensure_not_too_soon(id, now).await?;
        }
        let txn = self.store().begin().await?;
        let mail = match effect {
            Effect::MailVerification => self.verification_link(&txn, (id, &registration.email), &by, now).await?,
            Effect::MailPasswordLink => self.password_link(&txn, id, now).await?,
            effect => Job::from(effect),
        };
        store::record(&txn, id, now, "mail_requested", &by, Some(mail.effect.as_str())).await?;
        write::push(&txn, id, &[mail], now, None).await?;
        self.store().commit(txn).await?;
        self.wake(&[Effect::MailVerification]);
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
                return self.resend(link.registration, Origin::applicant(address)).await;
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
    /// takes no longer for a known address than for another: the work is done apart.
    pub fn resend_by_email(&self, email: EmailAddress, address: Option<IpAddr>) {
        let registrations = self.clone();
        tokio::spawn(async move {
            let outcome = match registrations.store().unfinished_of(&email).await {
                Ok(Some(id)) => registrations.resend(id, Origin::applicant(address)).await,
                Ok(None) => Ok(()),
                Err(error) => Err(error.into()),
            };
            if let Err(ResendError::Store(error)) = outcome {
                tracing::error!(error = &error as &dyn std::error::Error, "cannot send a new link");
            }
        });
    }
}
