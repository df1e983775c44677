//! The status of an account record, and the proof that the account is ours.

use crate::domain::names::names;

/// The id of a row of the table `accounts`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct AccountId(pub i64);

/// What we know about an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccountStatus {
    /// We are about to create it, or the process died before it recorded the answer.
    Intended,
    /// The request that creates it got no clear answer. An account of this name may be the one that we created.
    Leftover,
    /// We created it, and its owner has no access yet.
    Ours,
    /// We deactivated and erased it, and left it locked.
    Removed,
    /// We unlocked it for its owner. We no longer write to it, except to lock it.
    Opened,
    /// We locked it again, because its approval was revoked.
    Locked,
    /// A person decided to leave it as it is. We no longer write to it.
    Kept,
    /// A person gave up our claim to it.
    Released,
    /// It no longer existed when we read it: the homeserver was restored from a backup.
    Vanished,
    /// Someone else deactivated it.
    Deactivated,
}

names!(AccountStatus {
    Intended = "intended",
    Leftover = "leftover",
    Ours = "ours",
    Removed = "removed",
    Opened = "opened",
    Locked = "locked",
    Kept = "kept",
    Released = "released",
    Vanished = "vanished",
    Deactivated = "deactivated",
});

impl AccountStatus {
    /// The statuses that hold the username. A partial unique index allows one such row per name.
    pub const HOLDING: [Self; 4] = [Self::Intended, Self::Leftover, Self::Ours, Self::Removed];

    /// Whether its owner has had access to it.
    #[must_use]
    pub const fn is_handed_over(self) -> bool {
        matches!(self, Self::Opened | Self::Locked)
    }
}

/// How we know that an account is ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccountProof {
    /// The homeserver confirmed that our request created it.
    Created,
    /// We logged in with the random password that only our request can have set.
    Login,
    /// A person decided so.
    Adopted,
    /// An earlier version of this program recorded it, without its creation time.
    Legacy,
}

names!(AccountProof { Created = "created", Login = "login", Adopted = "adopted", Legacy = "legacy" });
