//! States of a registration, and the events that change them.

use super::names::names;

/// The states of a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// The verification link was mailed. Username and address are not reserved yet.
    AwaitingEmail,
    /// The address is verified and the username reserved; password and reason are missing.
    AwaitingDetails,
    /// Submitted: a locked account exists (unless accounts are created on approval), and moderators decide.
    AwaitingReview,
    /// Approved; the account is being unlocked.
    Provisioning,
    /// Approved; a link was mailed with which the applicant sets the password of a new account.
    AwaitingPassword,
    /// The account is open.
    Active,
    /// The approval was revoked; the account is locked.
    Revoked,
    /// Denied; the account is deactivated and erased.
    Denied,
    /// Abandoned or timed out; nothing of it is left on the homeserver.
    Expired,
}

/// What can happen to a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// The applicant opened the mailed link and pressed its button.
    EmailVerified,
    /// The applicant chose another username because the first was taken meanwhile.
    Renamed,
    /// The mail server rejected the address permanently.
    AddressRefused,
    /// The applicant gave password and reason, and the locked account exists.
    Submitted,
    /// A moderator asked the applicant a question.
    Asked,
    /// The applicant answered the question.
    Answered,
    /// The time for an answer ran out.
    Unanswered,
    /// The moderators approved the request.
    Approved,
    /// The account was unlocked.
    AccountReady,
    /// There is no account to unlock: the applicant has to set its password first.
    PasswordNeeded,
    /// The applicant set the password, and the locked account exists.
    PasswordSet,
    /// Somebody else got the username on the homeserver before the applicant set the password.
    NameLost,
    /// The moderators denied the request.
    Denied,
    /// The decision was undone before any of its effects was started.
    Undone,
    /// A moderator reopened a denied request.
    Reopened,
    /// A moderator turned a decision around that had taken effect.
    Revoked,
    /// The account of a revoked approval was locked.
    AccountLocked,
    /// The account of a denied or expired request was removed, or there was none.
    AccountRemoved,
    /// Somebody decided to keep the account of a denied or expired request.
    Kept,
    /// The time for the next step ran out.
    TimedOut,
}

impl Event {
    /// Whether moderators decide with it: its effects, except on the card, wait until the decision can no longer be
    /// undone.
    #[must_use]
    pub const fn is_decision(self) -> bool {
        matches!(self, Self::Approved | Self::Denied)
    }
}

impl State {
    /// Whether nothing more happens without a person.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Active | Self::Revoked | Self::Denied | Self::Expired)
    }

    /// Whether its username and address are reserved. The partial unique indexes use the same condition.
    #[must_use]
    pub const fn is_live(self) -> bool {
        matches!(
            self,
            Self::AwaitingDetails
                | Self::AwaitingReview
                | Self::Provisioning
                | Self::AwaitingPassword
                | Self::Active
                | Self::Revoked
        )
    }
}

names!(State {
    AwaitingEmail = "awaiting_email",
    AwaitingDetails = "awaiting_details",
    AwaitingReview = "awaiting_review",
    Provisioning = "provisioning",
    AwaitingPassword = "awaiting_password",
    Active = "active",
    Revoked = "revoked",
    Denied = "denied",
    Expired = "expired",
});
names!(Event {
    EmailVerified = "email_verified",
    Renamed = "renamed",
    AddressRefused = "address_refused",
    Submitted = "submitted",
    Asked = "asked",
    Answered = "answered",
    Unanswered = "unanswered",
    Approved = "approved",
    AccountReady = "account_ready",
    PasswordNeeded = "password_needed",
    PasswordSet = "password_set",
    NameLost = "name_lost",
    Denied = "denied",
    Undone = "undone",
    Reopened = "reopened",
    Revoked = "revoked",
    AccountLocked = "account_locked",
    AccountRemoved = "account_removed",
    Kept = "kept",
    TimedOut = "timed_out",
});
