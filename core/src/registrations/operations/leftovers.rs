//! Accounts that look like ours and have no request: the database was restored from a backup that is older than they
//! are. Nothing shows for certain whose they are, so they are only listed, and a person decides about each.

use jiff::Timestamp;

use crate::{
    domain::{Localpart, SeenAccount},
    homeserver::HomeserverError,
    registrations::context::Operations,
    store::StoreError,
};

/// An account without a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leftover {
    /// Its username.
    pub localpart: Localpart,
    /// When it was created.
    pub created_at: Timestamp,
    /// Its e-mail address.
    pub email: String,
}

/// Why leftovers cannot be listed, or why no question was asked.
#[derive(Debug, thiserror::Error)]
pub enum LeftoverError {
    /// There is no account of this name.
    #[error("there is no such account")]
    NotFound,
    /// The database has a record or a request for it.
    #[error("the database knows this account: see `requests show` and `accounts list`")]
    Known,
    /// Someone may have used or changed it.
    #[error(
        "this is not a leftover: it is not locked, or someone has used it, changed it, or is in a room with it, so it \
         may belong to someone. Nothing is done to it"
    )]
    InUse,
    /// The homeserver failed.
    #[error("cannot look at the accounts")]
    Homeserver(#[from] HomeserverError),
    /// The database failed.
    #[error("cannot read or write about the accounts")]
    Store(#[from] StoreError),
}

impl Operations {
    /// The accounts that were created since then, are locked and unused, look exactly as this service leaves accounts
    /// that wait, and are unknown to the database. Changes nothing.
    pub async fn leftovers(&self, since: Timestamp) -> Result<Vec<Leftover>, LeftoverError> {
        let domain = &self.config().synapse.domain;
        let mut found = vec![];
        for user in self.synapse().locked_users(since).await? {
            let name = user.name.strip_prefix('@').and_then(|name| name.strip_suffix(domain)?.strip_suffix(':'));
            let Some(localpart) = name.and_then(Localpart::stored) else { continue };
            match self.forgotten(&localpart).await {
                Ok(SeenAccount { created_at, fields, .. }) => {
                    let created_at = Timestamp::from_second(created_at).unwrap_or_default();
                    found.push(Leftover { localpart, created_at, email: fields.email.unwrap_or_default() });
                }
                Err(LeftoverError::NotFound | LeftoverError::Known | LeftoverError::InUse) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }

    /// Puts a leftover among the accounts that need a decision. The account itself is not changed.
    pub async fn ask_about_leftover(&self, name: &Localpart) -> Result<(), LeftoverError> {
        let seen = self.forgotten(name).await?;
        let is_new = self.store().ask_about_forgotten(name, &seen, self.clock().now()).await?;
        if is_new { Ok(()) } else { Err(LeftoverError::Known) }
    }

    /// The account of this name, if it is a leftover.
    async fn forgotten(&self, name: &Localpart) -> Result<SeenAccount, LeftoverError> {
        if self.store().knows_account(name).await? {
            return Err(LeftoverError::Known);
        }
        let seen = self.homeserver().account(name).await?.ok_or(LeftoverError::NotFound)?;
        let usage = self.homeserver().thorough_usage(name).await?;
        let rooms = self.synapse().rooms_of(&self.synapse().mxid(name)).await?;
        if seen.looks_forgotten(name, usage) && rooms.is_empty() { Ok(seen) } else { Err(LeftoverError::InUse) }
    }
}
