//! Accounts on the homeserver: what we recorded about ours, what is seen there, and whether the two still match.
//!
//! The checks here are the only ones that allow a write which overwrites or destroys something.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Localpart, Registration, RegistrationId, State, names::names};

/// A row of the table of accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AccountId(pub i64);

/// What we know about an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccountStatus {
    /// It is about to be created, or a crash came before the answer was recorded.
    Intended,
    /// Creating it ended without a clear answer: an account of this name may be the one that we created.
    Leftover,
    /// We created it, and its owner has no access yet.
    Ours,
    /// We deactivated and erased it, and left it locked.
    Removed,
    /// We opened it for its owner. Nothing is written to it any more.
    Opened,
    /// A person decided that it stays as it is. Nothing is written to it any more.
    Kept,
    /// A person gave up our claim to it.
    Released,
    /// It no longer existed when it was looked at: the homeserver was restored from a backup.
    Vanished,
    /// Somebody else deactivated it.
    Deactivated,
}

names!(AccountStatus {
    Intended = "intended",
    Leftover = "leftover",
    Ours = "ours",
    Removed = "removed",
    Opened = "opened",
    Kept = "kept",
    Released = "released",
    Vanished = "vanished",
    Deactivated = "deactivated",
});

impl AccountStatus {
    /// Statuses that hold the name: a partial unique index allows one such row per name.
    pub const HOLDING: [Self; 4] = [Self::Intended, Self::Leftover, Self::Ours, Self::Removed];
}

/// How we know that an account is ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccountProof {
    /// The homeserver confirmed that our request created it.
    Created,
    /// A login with the random password that only our request could have set.
    Login,
    /// A person decided so.
    Adopted,
    /// An earlier version of this program recorded it, without its creation time.
    Legacy,
}

names!(AccountProof { Created = "created", Login = "login", Adopted = "adopted", Legacy = "legacy" });

/// The fields of an account that we write.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountFields {
    /// Nobody can log in for now.
    pub locked: bool,
    /// Nobody can log in any more.
    pub deactivated: bool,
    /// The display name.
    pub displayname: Option<String>,
    /// The e-mail address in the homeserver's form.
    pub email: Option<String>,
}

/// What we recorded about one account.
#[derive(Clone, Debug)]
pub struct AccountRecord {
    /// Its row.
    pub id: AccountId,
    /// The request that it was created for.
    pub registration: RegistrationId,
    /// Its name.
    pub localpart: Localpart,
    /// What we know about it.
    pub status: AccountStatus,
    /// How we know that it is ours.
    pub proof: Option<AccountProof>,
    /// Derives the password with which it is created where the homeserver takes a proof.
    pub(crate) nonce: Vec<u8>,
    /// When we recorded that it is about to be created.
    pub intended_at: Timestamp,
    /// When the homeserver says that it was created, in seconds since 1970.
    pub created_at: Option<i64>,
    /// Of a legacy record: it was created no later than this, in seconds since 1970.
    pub created_by: Option<i64>,
    /// The fields as the homeserver last confirmed them. `None` in legacy records.
    pub confirmed: Option<AccountFields>,
    /// The fields as a write should leave them whose answer has not been recorded.
    pub pending: Option<AccountFields>,
    /// When we removed it.
    pub removed_at: Option<Timestamp>,
    /// A person allowed that its name is given out again, whatever its age.
    pub is_released: bool,
    /// Why a person has to decide about it.
    pub question: Option<Mismatch>,
    /// Until when a worker holds it.
    pub busy_until: Timestamp,
}

/// An account as the homeserver shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent of each other")]
pub struct SeenAccount {
    /// When it was created, in seconds since 1970.
    pub created_at: i64,
    /// The fields that we write.
    pub fields: AccountFields,
    /// Its profile was erased.
    pub erased: bool,
    /// A server admin.
    pub admin: bool,
    /// It has a type such as `bot`, which we never set.
    pub special: bool,
    /// It can be used through single sign-on.
    pub external_ids: bool,
    /// It has further addresses or phone numbers.
    pub other_threepids: bool,
    /// Somebody was seen using it.
    pub was_seen: bool,
}

/// Traces of use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Logged-in devices.
    pub devices: u64,
    /// It has cross-signing keys.
    pub cross_signing: bool,
    /// It has uploaded media.
    pub media: bool,
}

/// Why an account is not as we left it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mismatch {
    /// Creating it ended without a clear answer.
    Unsettled,
    /// It was created at another time than ours: it is another account.
    OtherAccount,
    /// It is a server admin.
    Admin,
    /// It was linked to single sign-on.
    ExternalIds,
    /// Somebody is logged in.
    Devices,
    /// Somebody used it.
    Used,
    /// Somebody opened it.
    Opened,
    /// Somebody deactivated it.
    Deactivated,
    /// Somebody reactivated it.
    Reactivated,
    /// Its display name, addresses or type were changed.
    Profile,
}

names!(Mismatch {
    Unsettled = "unsettled",
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

/// What a person decides about an account that is not as we left it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccountAnswer {
    /// It is ours: go on with it.
    Adopt,
    /// It stays as it is, and belongs to the person who uses it.
    Keep,
    /// Our claim to the account or to its name ends.
    Release,
    /// It is deactivated and erased.
    Remove,
}

names!(AccountAnswer { Adopt = "adopt", Keep = "keep", Release = "release", Remove = "remove" });

/// What unlocking has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unlocking {
    /// Nothing: it is open.
    AlreadyOpen,
    /// Unlock it.
    Unlock,
}

/// What removing has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// Deactivate and erase it.
    Remove,
    /// Nothing: our request did it, and its answer was lost.
    Done,
    /// Nothing: somebody else deactivated it.
    ByOthers,
}

/// How long a name may be given out again after its denial. Synapse forgets after 28 days (`user_ips_max_age`) that
/// somebody used an account, so that later states cannot be told apart.
const REISSUED_WITHIN: SignedDuration = SignedDuration::from_hours(14 * 24);
/// How far the clocks of two machines may differ before a legacy record is in doubt, in seconds.
const CLOCK_TOLERANCE_S: i64 = 5;

impl AccountRecord {
    /// Fills in the fields of a record that an earlier version made without them.
    #[must_use]
    pub fn with_legacy_fields(mut self, of: &Registration) -> Self {
        if self.confirmed.is_none() {
            let displayname = Some(self.localpart.as_str().to_owned());
            let email = Some(of.email.threepid());
            let finished = AccountFields { locked: true, deactivated: false, displayname: displayname.clone(), email };
            if matches!(of.state, State::AwaitingDetails | State::AwaitingPassword) {
                self.confirmed = Some(AccountFields { displayname, ..AccountFields::default() });
                self.pending = Some(finished);
            } else {
                self.confirmed = Some(finished);
            }
        }
        self
    }

    /// Whether the account may be unlocked now.
    ///
    /// # Errors
    /// It is not as we left it.
    pub fn check_unlock(&self, seen: &SeenAccount, usage: Usage) -> Result<Unlocking, Mismatch> {
        self.check_identity(seen)?;
        if seen.fields.deactivated {
            return Err(Mismatch::Deactivated);
        }
        if !seen.fields.locked {
            return Ok(Unlocking::AlreadyOpen);
        }
        if seen.admin {
            return Err(Mismatch::Admin);
        }
        if self.proof != Some(AccountProof::Adopted) {
            if seen.external_ids {
                return Err(Mismatch::ExternalIds);
            }
            if usage.devices > 0 {
                return Err(Mismatch::Devices);
            }
        }
        Ok(Unlocking::Unlock)
    }

    /// Whether lock, password and profile may be written now.
    ///
    /// # Errors
    /// It is not as we left it.
    pub fn check_write(&self, seen: &SeenAccount, usage: Usage) -> Result<(), Mismatch> {
        self.check_identity(seen)?;
        if !self.expects(|fields| fields.deactivated == seen.fields.deactivated) {
            return Err(if seen.fields.deactivated { Mismatch::Deactivated } else { Mismatch::Reactivated });
        }
        self.check_unused(seen, usage)
    }

    /// Whether the account may be deactivated and erased now.
    ///
    /// # Errors
    /// It is not as we left it.
    pub fn check_removal(&self, seen: &SeenAccount, usage: Usage) -> Result<Removal, Mismatch> {
        self.check_identity(seen)?;
        if seen.fields.deactivated {
            return Ok(match self.expects(|fields| fields.deactivated) {
                true if seen.erased && seen.fields.locked => Removal::Done,
                true if !seen.admin => Removal::Remove,
                _ => Removal::ByOthers,
            });
        }
        self.check_unused(seen, usage)?;
        Ok(Removal::Remove)
    }

    /// Whether the name may be given out again now: the account must still be as our denial left it.
    ///
    /// # Errors
    /// It is not, or the denial was too long ago to tell.
    pub fn check_reissue(&self, seen: &SeenAccount, usage: Usage, now: Timestamp) -> Result<(), Mismatch> {
        self.check_identity(seen)?;
        let SeenAccount { fields, .. } = seen;
        if !self.is_reissuable(now) || seen.was_seen && !self.was_proven_by_login() {
            return Err(Mismatch::Used);
        }
        if !fields.deactivated || !seen.erased || !fields.locked {
            return Err(Mismatch::Reactivated);
        }
        if seen.admin {
            return Err(Mismatch::Admin);
        }
        if seen.external_ids {
            return Err(Mismatch::ExternalIds);
        }
        if usage != Usage::default() {
            return Err(Mismatch::Devices);
        }
        if fields.displayname.is_some() || fields.email.is_some() || seen.other_threepids || seen.special {
            return Err(Mismatch::Profile);
        }
        Ok(())
    }

    /// Whether the name of this removed account may be given out again as far as we know without looking at it.
    #[must_use]
    pub fn is_reissuable(&self, now: Timestamp) -> bool {
        let is_recent = self.removed_at.is_some_and(|at| now.duration_since(at) <= REISSUED_WITHIN);
        self.status == AccountStatus::Removed && (is_recent || self.is_released)
    }

    /// Whether `seen` is the account of this record, and not a later or an earlier one of the same name.
    #[must_use]
    pub fn is_same(&self, seen: &SeenAccount) -> bool {
        match (self.created_at, self.created_by) {
            (Some(at), _) => at == seen.created_at,
            (None, Some(by)) => {
                let from = self.intended_at.as_second() - CLOCK_TOLERANCE_S;
                (from..=by + CLOCK_TOLERANCE_S).contains(&seen.created_at)
            }
            (None, None) => false,
        }
    }

    /// Whether somebody works on it. A time that is too far away was written before the clock was set back.
    #[must_use]
    pub fn is_busy(&self, now: Timestamp, lease: Duration) -> bool {
        let left = self.busy_until.duration_since(now);
        left.is_positive() && left <= SignedDuration::try_from(lease).unwrap_or(SignedDuration::MAX)
    }

    /// Whether a write had the result that was recorded as pending before it was sent.
    ///
    /// # Errors
    /// Somebody else has written meanwhile.
    pub fn check_answer(&self, pending: &AccountFields, seen: &SeenAccount) -> Result<(), Mismatch> {
        self.check_identity(seen)?;
        if seen.fields.deactivated == pending.deactivated
            && seen.fields.displayname == pending.displayname
            && seen.fields.email == pending.email
        {
            Ok(())
        } else {
            Err(Mismatch::Profile)
        }
    }

    fn check_identity(&self, seen: &SeenAccount) -> Result<(), Mismatch> {
        if self.is_same(seen) { Ok(()) } else { Err(Mismatch::OtherAccount) }
    }

    fn check_unused(&self, seen: &SeenAccount, usage: Usage) -> Result<(), Mismatch> {
        if seen.admin {
            return Err(Mismatch::Admin);
        }
        if self.proof == Some(AccountProof::Adopted) {
            return Ok(());
        }
        if seen.external_ids {
            return Err(Mismatch::ExternalIds);
        }
        if usage.devices > 0 {
            return Err(Mismatch::Devices);
        }
        if seen.was_seen && !self.was_proven_by_login() {
            return Err(Mismatch::Used);
        }
        if !self.expects(|fields| fields.locked == seen.fields.locked) {
            return Err(if seen.fields.locked { Mismatch::Profile } else { Mismatch::Opened });
        }
        let has_profile =
            |fields: &AccountFields| fields.displayname == seen.fields.displayname && fields.email == seen.fields.email;
        if !self.expects(has_profile) || seen.other_threepids || seen.special {
            return Err(Mismatch::Profile);
        }
        Ok(())
    }

    /// The login that proves it leaves a trace of use.
    fn was_proven_by_login(&self) -> bool {
        self.proof == Some(AccountProof::Login)
    }

    /// Whether the last confirmed or the pending value of a field is as `is`.
    fn expects(&self, is: impl Fn(&AccountFields) -> bool) -> bool {
        self.confirmed.iter().chain(&self.pending).any(is)
    }
}
