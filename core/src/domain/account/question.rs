//! Why a person has to decide about an account, and the possible answers.

use crate::domain::names::names;

/// The difference between an account and our record of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mismatch {
    /// The request that creates it got no clear answer.
    Unsettled,
    /// It looks like an account that waits for a decision, but no request is known for it.
    NoRequest,
    /// Its creation time is not that of our account, so it is another account.
    OtherAccount,
    /// It is a server admin.
    Admin,
    /// It was linked to single sign-on.
    ExternalIds,
    /// It has a logged-in device.
    Devices,
    /// Someone used it.
    Used,
    /// Someone unlocked it.
    Opened,
    /// Someone deactivated it.
    Deactivated,
    /// Someone reactivated it.
    Reactivated,
    /// Someone changed its display name, addresses or type.
    Profile,
}

names!(Mismatch {
    Unsettled = "unsettled",
    NoRequest = "no_request",
    OtherAccount = "other_account",
    Admin = "admin",
    ExternalIds = "external_ids",
    Devices = "devices",
    Used = "used",
    Opened = "opened",
    Deactivated = "deactivated",
    Reactivated = "reactivated",
    Profile = "profile",
});

/// A person's decision about an account that does not match its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccountAnswer {
    /// The account is ours: continue with it.
    Adopt,
    /// The account stays as it is and belongs to the person who uses it.
    Keep,
    /// We give up our claim to the account or to its name.
    Release,
    /// The account is deactivated and erased.
    Remove,
}

names!(AccountAnswer { Adopt = "adopt", Keep = "keep", Release = "release", Remove = "remove" });
