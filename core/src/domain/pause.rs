//! A pause of new requests.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// New requests are not accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// What applicants are told, if anything.
    pub reason: Option<String>,
    /// Who paused.
    pub by: String,
    /// When.
    pub since: Timestamp,
}
