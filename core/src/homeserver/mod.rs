//! The homeserver that holds the accounts: the operations that use cases need, whatever the backend.
//!
//! The only backend today is Synapse's admin API (`synapse/`). A server that delegates accounts to MAS needs another.

#[cfg(any(test, feature = "testing"))]
pub mod memory;
pub mod synapse;
mod synapse_accounts;

use async_trait::async_trait;
use secrecy::SecretString;

use crate::domain::{EmailAddress, Localpart, SeenAccount, Usage};
pub use synapse::{Availability, Put, SynapseError as HomeserverError};

/// How a request to create an account ended.
#[derive(Debug)]
pub enum Creation {
    /// The homeserver confirmed that this request created the account.
    Created(SeenAccount),
    /// The name was taken; nothing was changed.
    Exists,
    /// The homeserver does not allow the name; nothing was created.
    Refused,
    /// The request did not reach the homeserver, or was refused for another reason; nothing was created.
    Failed(HomeserverError),
    /// No answer, or not one of the homeserver's own. The account may have been created, or may be created later.
    Unknown(HomeserverError),
}

/// The profile of an account whose applicant has chosen a password.
#[derive(Debug)]
pub struct Profile<'a> {
    /// Sent to the homeserver, and never stored.
    pub password: &'a str,
    /// Shown to others.
    pub displayname: &'a str,
    /// The address in the form in which homeservers store it.
    pub email: &'a str,
}

/// The operations on accounts that use cases need.
///
/// Every method that changes something is one step that either happens or does not, so that the caller can record
/// it first.
#[async_trait]
pub trait Homeserver: Send + Sync + std::fmt::Debug {
    /// Whether a new account could have this name.
    async fn availability(&self, name: &Localpart) -> Result<Availability, HomeserverError>;

    /// The full user ID of the account that has this e-mail address.
    async fn owner_of(&self, email: &EmailAddress) -> Result<Option<String>, HomeserverError>;

    /// The account of this name, if there is one.
    async fn account(&self, name: &Localpart) -> Result<Option<SeenAccount>, HomeserverError>;

    /// How many devices are logged in to the account.
    async fn usage(&self, name: &Localpart) -> Result<Usage, HomeserverError>;

    /// All traces of use that can be found.
    async fn thorough_usage(&self, name: &Localpart) -> Result<Usage, HomeserverError>;

    /// Creates the account, and never changes an existing one. A `proof` becomes its password, so that
    /// [`Self::accepts`] shows later whether this request created it. What it then shows is a read of its own.
    async fn create(&self, name: &Localpart, proof: Option<&SecretString>) -> Creation;

    /// Whether [`Self::create`] can use a proof.
    fn takes_proof(&self) -> bool;

    /// Whether the account's password is `proof`. A session that this opens is closed again.
    async fn accepts(&self, name: &Localpart, proof: &SecretString) -> Result<bool, HomeserverError>;

    /// Locks or unlocks the account. [`Put::Created`] means that it had vanished and was created by this request.
    async fn set_locked(&self, name: &Localpart, locked: bool) -> Result<(Put, SeenAccount), HomeserverError>;

    /// Sets password and profile of a locked account, and reactivates it if it was deactivated. It stays locked.
    async fn set_profile(&self, name: &Localpart, profile: Profile<'_>) -> Result<(Put, SeenAccount), HomeserverError>;

    /// Deactivates and erases the account. One that does not exist is a success.
    async fn deactivate(&self, name: &Localpart) -> Result<(), HomeserverError>;
}
