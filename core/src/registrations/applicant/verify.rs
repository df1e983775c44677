//! The button behind the mailed link: the address is proven, and the username held.

use std::net::IpAddr;

use jiff::SignedDuration;

use super::links::LinkStatus;
use crate::{
    domain::{Blocked, Event, LinkId, Localpart, Origin, Registration, State, Token, network_of},
    registrations::{
        ApplyError, Registrations,
        workflow::uniqueness::{is_email_taken, is_name_taken},
    },
    store::{Purpose, StoreError, write},
};

/// Why the button did nothing.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The link is none of ours.
    #[error("the link is not known")]
    Unknown,
    /// The link is too old.
    #[error("the link has expired")]
    Expired(Box<Registration>),
    /// The link was used.
    #[error("the link was used before")]
    Used(Box<Registration>),
    /// Somebody else has proven their address first, and holds the username.
    #[error("the username was taken meanwhile")]
    UsernameTaken(Box<Registration>),
    /// Another request with this address was proven first, and went on.
    #[error("the address has a request already")]
    EmailTaken,
    /// Another request with this address was proven first, and waits for its applicant to go on.
    #[error("the address has a request that was begun already")]
    EmailBegun,
    /// A rule keeps the name, the address or the client out.
    #[error(transparent)]
    Blocked(#[from] Blocked),
    /// The database failed.
    #[error("cannot write the registration")]
    Store(#[from] StoreError),
}

impl Registrations {
    /// Proves the address. With `rename`, under another username than the one first asked for.
    ///
    /// A new link to a registration that has been proven before lets its owner go on.
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
        self.check_rules(Some(name), Some(&registration.email), address).await??;
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
        self.commit(txn, of.id, Event::EmailVerified, moved).await?;
        Ok(state)
    }

    /// A second tap on the button is answered as the first was: for a moment, to the same network, and
    /// while nothing else has happened.
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

    /// By which it is remembered who has pressed the button of a link: no address is kept.
    fn press(&self, link: LinkId, address: Option<IpAddr>) -> Option<[u8; 32]> {
        address.map(|address| self.keys().attempts("press", &format!("{} {}", link.0, network_of(address))))
    }
}

/// How long a second tap may follow the first.
const SECOND_TAP: SignedDuration = SignedDuration::from_secs(60);
