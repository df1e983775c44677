//! An account as the homeserver shows it, and traces of its use.

use super::AccountFields;

/// An account as the homeserver shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "the flags are independent of each other")]
pub struct SeenAccount {
    /// When it was created, in seconds since 1970.
    pub created_at: i64,
    /// The fields that we write.
    pub fields: AccountFields,
    /// Its profile was erased.
    pub erased: bool,
    /// It is a server admin.
    pub admin: bool,
    /// It has a user type such as `bot`, which we never set.
    pub special: bool,
    /// It is linked to single sign-on.
    pub external_ids: bool,
    /// It has further e-mail addresses or phone numbers.
    pub other_threepids: bool,
    /// The homeserver remembers a client that used it.
    pub was_seen: bool,
}

/// Traces of use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// The number of logged-in devices.
    pub devices: u64,
    /// It has cross-signing keys.
    pub cross_signing: bool,
    /// It has uploaded media.
    pub media: bool,
}
