//! Claims and holds of pending requests.

use jiff::Timestamp;

use super::Actor;

/// The claim and the hold of a pending request. Neither stops another moderator's decision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Triage {
    /// Who looks at the request.
    pub claim: Option<Claim>,
    /// Until when it is on hold.
    pub hold: Option<Hold>,
}

/// A moderator looks at a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Who.
    pub by: Actor,
    /// Since when.
    pub at: Timestamp,
    /// The reaction that says so, if there is one.
    pub event: Option<String>,
}

/// A request is on hold: moderators are not reminded of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Who put it off.
    pub by: Actor,
    /// Since when.
    pub at: Timestamp,
    /// Until when; `None`: until somebody ends it.
    pub until: Option<Timestamp>,
    /// Why.
    pub reason: Option<String>,
}

impl Hold {
    /// Whether the request is still on hold.
    #[must_use]
    pub fn holds(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| until > now)
    }
}
