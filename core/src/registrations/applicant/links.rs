//! Mailed links: checking them, and sending new ones.

use std::{net::IpAddr, time::Duration};

use jiff::{SignedDuration, Timestamp};

use super::rate_limits::{DAY, RateLimited, Scope};
use crate::{
    domain::{
        Action, Actor, EffectKind, EmailAddress, MailEffect, Origin, Registration, RegistrationId, State, Token,
        Verdict,
    },
    registrations::{
        check_error::from_check_error,
        context::{Applicants, Registrations},
    },
    store::{self, Link, Purpose, StoreError, Txn, write},
};

/// The status of a mailed link.
#[derive(Clone, Debug)]
pub enum LinkStatus {
    /// It can be used.
    Valid(Registration),
    /// It was used.
    Used(Registration),
    /// It has expired.
    Expired(Registration),
    /// It does not exist (any more).
    Unknown,
}

/// Why no mail is sent again.
#[derive(Debug, thiserror::Error)]
pub enum ResendError {
    /// There is nothing to send: the request waits for the moderators, or has ended.
    #[error("there is no mail to send again")]
    NotWaiting,
    /// A limit is reached: a link was sent a moment ago, or too many mails.
    #[error(transparent)]
    RateLimited(#[from] RateLimited),
    /// The database failed.
    #[error("cannot write the link")]
    Store(#[from] StoreError),
}

from_check_error!(ResendError);

/// The pause between two links of a registration.
pub(crate) const PAUSE: SignedDuration = SignedDuration::from_secs(60);
/// Links of a registration within 24 hours.
pub(crate) const LINKS_PER_DAY: usize = 5;

impl Applicants {
    /// The status of the link with this token. Changes nothing, because mail scanners open links.
    pub async fn look_at_link(&self, token: &Token) -> Result<LinkStatus, StoreError> {
        self.look_at(token, Purpose::Verification).await
    }

    pub(crate) async fn look_at(&self, token: &Token, purpose: Purpose) -> Result<LinkStatus, StoreError> {
        let link = self.store().link(token, purpose).await?;
        Ok(link.map_or(LinkStatus::Unknown, |link| self.link_status(link, purpose)))
    }

    /// The status of an existing link.
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

    /// Mails a new link to the owner of an expired or used one.
    pub async fn resend_by_token(&self, token: &Token, address: Option<IpAddr>) -> Result<(), ResendError> {
        for purpose in [Purpose::Verification, Purpose::Password] {
            if let Some(link) = self.store().link(token, purpose).await? {
                return self.resend(link.registration.id, Origin::applicant(address)).await;
            }
        }
        Err(ResendError::NotWaiting)
    }

    /// Mails a new link to the verified address of a status page.
    pub async fn resend_by_status(&self, token: &Token, address: Option<IpAddr>) -> Result<(), ResendError> {
        let registration = self.find_by_status(token).await?.ok_or(ResendError::NotWaiting)?;
        self.resend(registration.id, Origin::applicant(address)).await
    }

    /// Mails a new link to this address, if a request waits for one. Neither the result nor the time it takes reveals
    /// whether one does: the work is done in the background.
    pub async fn resend_by_email(&self, email: EmailAddress, address: Option<IpAddr>) -> Result<(), ResendError> {
        let txn = self.store().begin().await?;
        self.admit_again(&txn, address).await?;
        self.store().commit(txn).await?;
        let registrations = self.clone();
        tokio::spawn(async move {
            if let Err(ResendError::Store(error)) = registrations.resend_unseen(&email, address).await {
                tracing::error!(error = &error as &dyn std::error::Error, "cannot send a new link");
            }
        });
        Ok(())
    }

    pub(crate) async fn resend_unseen(&self, email: &EmailAddress, address: Option<IpAddr>) -> Result<(), ResendError> {
        let id = self.store().unfinished_of(email).await?.ok_or(ResendError::NotWaiting)?;
        let registration = self.find(id).await?.ok_or(ResendError::NotWaiting)?;
        self.ensure_not_too_soon(id, self.clock().now()).await?;
        let holder = self.store().holder_of_email(email).await?;
        let txn = self.store().begin().await?;
        self.admit_unseen(&txn, email).await?;
        self.mail_again(txn, &registration, holder.as_ref(), &Origin::applicant(address)).await
    }
}

impl Registrations {
    /// Mails what the applicant should have: a new link, or the decision. Only operators and moderators can repeat
    /// the decision, and they have no limits.
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
            self.admit_again(&txn, by.address).await?;
            if !is_proven {
                self.admit_to(&txn, &registration.email).await?;
            }
        }
        // A verified request reserves its username and address, so a new link does not extend it. One that is not
        // verified reserves nothing: a new link restarts its time.
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
        // While a denial can be undone, its mail is not sent.
        let is_undoable = self.moderation().undo_until(of).await?.is_some();
        let mail = match of.state {
            State::AwaitingEmail | State::AwaitingDetails => self.verification_link(&txn, of, holder, by, now).await?,
            State::AwaitingPassword => self.password_link(&txn, (id, of.changed_at), now).await?,
            State::Active if !is_applicant => MailEffect::MailApproval,
            State::Denied if !is_applicant && !is_undoable => MailEffect::MailDenial,
            State::Revoked if !is_applicant => {
                let message = of.decision.as_ref().and_then(|decision| decision.message.clone());
                MailEffect::MailRevoked { was: Verdict::Approve, message }
            }
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
        // A link with a future creation time is not recent: the clock was set back.
        let pause = until(made.iter().find(|at| **at <= now), PAUSE);
        let of_today = until(made.get(LINKS_PER_DAY - 1), DAY);
        match pause.max(of_today).and_then(|wait| Duration::try_from(wait).ok()) {
            Some(wait) if !wait.is_zero() => Err(RateLimited { scope: Scope::Link, wait }.into()),
            _ => Ok(()),
        }
    }
}
