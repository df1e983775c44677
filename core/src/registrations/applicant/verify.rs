//! The button behind the mailed link: verifies the address and reserves the username.

use std::net::IpAddr;

use jiff::SignedDuration;

use super::links::LinkStatus;
use crate::{
    domain::{Blocked, Event, LinkId, Localpart, Origin, Registration, State, Token, network_of},
    registrations::{
        check_error::from_check_error,
        context::Applicants,
        workflow::{
            ApplyError,
            uniqueness::{is_email_taken, is_name_taken},
        },
    },
    store::{Purpose, StoreError, write},
};

/// Why the address was not verified.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The link does not exist.
    #[error("the link does not exist")]
    Unknown,
    /// The link has expired.
    #[error("the link has expired")]
    Expired(Box<Registration>),
    /// The link was used before.
    #[error("the link was used before")]
    Used(Box<Registration>),
    /// Somebody else verified their address first and has the username.
    #[error("the username was taken meanwhile")]
    UsernameTaken(Box<Registration>),
    /// Another request with this address was verified first and has gone on.
    #[error("another request has this address")]
    EmailTaken,
    /// Another request with this address was verified first and waits for its applicant.
    #[error("an unfinished request has this address")]
    EmailBegun,
    /// A rule blocks the name, the address or the client.
    #[error(transparent)]
    Blocked(#[from] Blocked),
    /// The database failed.
    #[error("cannot write the registration")]
    Store(#[from] StoreError),
}

from_check_error!(VerifyError);

impl Applicants {
    /// Verifies the address. With `rename`, under another username than the one first requested.
    ///
    /// A new link of a request that was verified before lets its owner continue.
    pub async fn verify(
        &self,
        token: &Token,
        rename: Option<Localpart>,
        address: Option<IpAddr>,
    ) -> Result<Registration, VerifyError> {
        let reserved = rename.as_ref().is_some_and(|name| self.is_reserved(name));
        let link = self.store().link(token, Purpose::Verification).await?.ok_or(VerifyError::Unknown)?;
        let id = link.id;
        let registration = match self.link_status(link, Purpose::Verification) {
            LinkStatus::Valid(registration) if reserved => {
                return Err(VerifyError::UsernameTaken(Box::new(registration)));
            }
            LinkStatus::Valid(registration) => registration,
            LinkStatus::Used(_) => return self.pressed_again(token, address).await,
            LinkStatus::Expired(registration) => return Err(VerifyError::Expired(Box::new(registration))),
            LinkStatus::Unknown => return Err(VerifyError::Unknown),
        };
        let name = rename.as_ref().unwrap_or(&registration.localpart);
        self.check_rules(Some(name), Some(&registration.email), address).await?;
        match self.prove(&registration, id, rename.as_ref(), address).await {
            Ok(state) => {
                let localpart = rename.unwrap_or_else(|| registration.localpart.clone());
                Ok(Registration { state, localpart, ..registration })
            }
            Err(ApplyError::NotFound) => Err(VerifyError::Unknown),
            Err(ApplyError::Illegal(_) | ApplyError::Conflict) => self.pressed_again(token, address).await,
            Err(ApplyError::Store(error)) if is_name_taken(&error) => {
                Err(VerifyError::UsernameTaken(Box::new(registration)))
            }
            Err(ApplyError::Store(error)) if is_email_taken(&error) => {
                let holder = self.store().holder_of_email(&registration.email).await?;
                let goes_on = holder.is_some_and(|holder| Purpose::to_go_on(holder.state).is_some());
                Err(if goes_on { VerifyError::EmailBegun } else { VerifyError::EmailTaken })
            }
            Err(ApplyError::Store(error)) => Err(error.into()),
        }
    }

    async fn prove(
        &self,
        of: &Registration,
        link: LinkId,
        rename: Option<&Localpart>,
        address: Option<IpAddr>,
    ) -> Result<State, ApplyError> {
        let by = Origin::applicant(address);
        let press = self.press(link, address);
        let txn = self.store().begin().await?;
        if !write::use_up_link(&txn, link, press.as_ref().map(<[u8; 32]>::as_slice), self.clock().now()).await? {
            return Err(ApplyError::Conflict);
        }
        if of.state != State::AwaitingEmail {
            self.store().commit(txn).await?;
            return Ok(of.state);
        }
        if let Some(name) = rename {
            write::rename(&txn, of.id, name).await?;
            self.advance(&txn, of, Event::Renamed, &by, None).await?;
        }
        let moved = self.advance(&txn, of, Event::EmailVerified, &by, None).await?;
        let state = moved.to;
        self.commit(txn, moved).await?;
        Ok(state)
    }

    /// A second tap on the button gets the same response as the first: shortly after it, from the same network, and
    /// if nothing else happened.
    async fn pressed_again(&self, token: &Token, address: Option<IpAddr>) -> Result<Registration, VerifyError> {
        let link = self.store().link(token, Purpose::Verification).await?.ok_or(VerifyError::Unknown)?;
        let is_theirs = self.press(link.id, address).is_some_and(|press| link.used_by.as_deref() == Some(&press[..]));
        let is_second = link.used_at.is_some_and(|at| self.clock().now().duration_since(at) < SECOND_TAP);
        if is_theirs && is_second && link.registration.state == State::AwaitingDetails {
            Ok(link.registration)
        } else {
            Err(VerifyError::Used(Box::new(link.registration)))
        }
    }

    /// Identifies who pressed the button of a link, without storing an address.
    fn press(&self, link: LinkId, address: Option<IpAddr>) -> Option<[u8; 32]> {
        address.map(|address| self.keys().attempts("press", &format!("{} {}", link.0, network_of(address))))
    }
}

/// How long after the first tap a second one is accepted.
const SECOND_TAP: SignedDuration = SignedDuration::from_secs(60);
