//! The fields of an account that we write.

use serde::{Deserialize, Serialize};

/// The fields of an account that we write.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountFields {
    /// Nobody can log in until it is unlocked.
    pub locked: bool,
    /// The account is closed: nobody can log in any more.
    pub deactivated: bool,
    /// The display name.
    pub displayname: Option<String>,
    /// The e-mail address in the homeserver's form.
    pub email: Option<String>,
}
