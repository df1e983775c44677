//! The record of one account: everything that we know about it.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{AccountFields, AccountId, AccountProof, AccountStatus, Mismatch, SeenAccount};
use crate::domain::{Localpart, Registration, RegistrationId, State};

/// How long the name of a denied request may be given to another one. Synapse prunes `last_seen_ts` after 28 days
/// (`user_ips_max_age`), and then an account that someone used can no longer be told from one that nobody used.
const REISSUED_WITHIN: SignedDuration = SignedDuration::from_hours(14 * 24);
/// How far the clocks of two machines may differ before a legacy record is in doubt, in seconds.
const CLOCK_TOLERANCE_S: i64 = 5;

/// What we recorded about one account.
#[derive(Clone, Debug)]
pub struct AccountRecord {
    /// Its row.
    pub id: AccountId,
    /// The request that it was created for.
    pub registration: RegistrationId,
    /// Its username.
    pub localpart: Localpart,
    /// What we know about it.
    pub status: AccountStatus,
    /// How we know that it is ours.
    pub proof: Option<AccountProof>,
    /// The password of a new account is derived from this, on homeservers that accept a proof.
    pub(crate) nonce: Vec<u8>,
    /// When we recorded the intent to create it.
    pub intended_at: Timestamp,
    /// When the homeserver says that it was created, in seconds since 1970.
    pub created_at: Option<i64>,
    /// Only in legacy records: it was created no later than this, in seconds since 1970.
    pub created_by: Option<i64>,
    /// The fields as the homeserver last confirmed them. `None` in legacy records.
    pub confirmed: Option<AccountFields>,
    /// The fields that a write should lead to. `None` once its answer is recorded.
    pub pending: Option<AccountFields>,
    /// When its intent was settled without knowing whether the account is ours.
    pub unsettled_at: Option<Timestamp>,
    /// When we removed it.
    pub removed_at: Option<Timestamp>,
    /// An operator allowed its name to be given out again, however old the denial is.
    pub is_released: bool,
    /// Why a person has to decide about it.
    pub question: Option<Mismatch>,
    /// Until when a worker holds the lease.
    pub busy_until: Timestamp,
}

impl AccountFields {
    /// The fields of a new account: nothing but a name.
    #[must_use]
    pub fn of_new_account(name: &Localpart) -> Self {
        Self { displayname: Some(name.as_str().to_owned()), ..Self::default() }
    }
}

impl AccountRecord {
    /// Fills in the fields that an earlier version did not record.
    #[must_use]
    pub fn with_legacy_fields(mut self, of: &Registration) -> Self {
        if self.confirmed.is_none() {
            let finished = AccountFields {
                locked: true,
                email: Some(of.email.threepid()),
                ..AccountFields::of_new_account(&self.localpart)
            };
            let is_former = of.localpart != self.localpart;
            if is_former || matches!(of.state, State::AwaitingDetails | State::AwaitingPassword) {
                self.confirmed = Some(AccountFields::of_new_account(&self.localpart));
                self.pending = Some(finished);
            } else {
                self.confirmed = Some(finished);
            }
        }
        self
    }

    /// Whether `seen` is the account of this record, and not an earlier or later one of the same name.
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

    /// Whether the name of this removed account may be given out again, judged by the record alone.
    #[must_use]
    pub fn is_reissuable(&self, now: Timestamp) -> bool {
        let is_recent = self.removed_at.is_some_and(|at| now.duration_since(at) <= REISSUED_WITHIN);
        self.status == AccountStatus::Removed && (is_recent || self.is_released)
    }

    /// Whether a worker holds the lease. An end too far in the future was written before the clock was set back.
    #[must_use]
    pub fn is_busy(&self, now: Timestamp, lease: Duration) -> bool {
        let left = self.busy_until.duration_since(now);
        left.is_positive() && left <= SignedDuration::try_from(lease).unwrap_or(SignedDuration::MAX)
    }

    /// Whether `is` holds for the last confirmed or for the pending fields.
    pub(super) fn expects(&self, is: impl Fn(&AccountFields) -> bool) -> bool {
        self.confirmed.iter().chain(&self.pending).any(is)
    }

    /// Whether our own login, the proof, may have left a trace of use.
    pub(super) fn was_proven_by_login(&self) -> bool {
        self.proof == Some(AccountProof::Login)
    }
}
