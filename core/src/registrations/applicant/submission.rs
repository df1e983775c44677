//! Step 3: what is submitted, and how it can fail.

use std::{collections::HashMap, net::IpAddr};

use jiff::Timestamp;
use tokio::sync::Mutex;

use crate::{
    domain::{Answers, Blocked, Localpart, Password, Registration, RegistrationId},
    registrations::check_error::from_check_error,
    store::StoreError,
    synapse::SynapseError,
};

/// The form of step 3.
#[derive(Debug)]
pub struct Details {
    /// Only for Synapse. Absent when accounts are created after the approval.
    pub password: Option<Password>,
    /// For the moderators.
    pub answers: Answers,
    /// Another username, if the first was taken meanwhile.
    pub rename: Option<Localpart>,
    /// Titles of the documents that the applicant agreed to.
    pub agreed: Vec<String>,
    /// The applicant's network address.
    pub address: Option<IpAddr>,
}

/// Why the request was not submitted.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// It is unknown or deleted.
    #[error("there is no such registration")]
    NotFound,
    /// It is not at this step.
    #[error("the registration is not waiting for its details")]
    NotWaiting(Box<Registration>),
    /// Somebody else has the username now.
    #[error("the username was taken meanwhile")]
    UsernameTaken,
    /// The address belongs to an account.
    #[error("the address belongs to an account")]
    EmailInUse,
    /// Synapse does not accept the username.
    #[error("Synapse does not accept the username")]
    Refused,
    /// It takes long and continues in the background: see `pending_submission`.
    #[error("the account is still being created")]
    StillWorking,
    /// The account is created now, so a password is needed.
    #[error("the password is missing")]
    PasswordMissing,
    /// A rule blocks the name, the address or the client.
    #[error(transparent)]
    Blocked(#[from] Blocked),
    /// Synapse is down or slow; the request can be submitted again.
    #[error("cannot create the account")]
    Synapse(#[source] SynapseError),
    /// The database failed.
    #[error("cannot write the registration")]
    Store(#[from] StoreError),
}

from_check_error!(SubmitError);

/// Submissions of this process whose results were not seen.
pub(crate) type Submissions = Mutex<HashMap<RegistrationId, Submission>>;

/// A submission that is running, or failed without the applicant seeing it.
#[derive(Debug)]
pub(crate) struct Submission {
    pub typed: Typed,
    pub since: Timestamp,
    pub failed: Option<SubmitError>,
}

/// What the applicant typed at step 3, without the password.
#[derive(Clone, Debug)]
pub(crate) struct Typed {
    pub answers: Answers,
    pub rename: Option<Localpart>,
}

/// The result of a submission that the applicant has not seen.
#[derive(Debug)]
pub enum Pending {
    /// It is still running.
    Working,
    /// It failed.
    Failed {
        /// Why.
        error: SubmitError,
        /// The answers that were sent.
        answers: Answers,
        /// Another username, if one was chosen.
        rename: Option<Localpart>,
    },
}
