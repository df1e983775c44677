//! One request for an account.

use std::{fmt, net::IpAddr, str::FromStr};

use jiff::Timestamp;

use super::{
    Actor, Answers, EmailAddress, Localpart, State, Verdict, Vote,
    names::{as_text, names},
    text::visible_chars,
};

/// A request's number, as moderators read it: `#12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RegistrationId(pub i64);

impl RegistrationId {
    /// Stands for a request that is not known any more; no request has this number.
    pub const UNKNOWN: Self = Self(0);
}

impl fmt::Display for RegistrationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl FromStr for RegistrationId {
    type Err = std::num::ParseIntError;

    /// Takes `12` and `#12`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.strip_prefix('#').unwrap_or(text).parse().map(Self)
    }
}

as_text!(RegistrationId);

/// The row of a mailed link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct LinkId(pub i64);

/// A request for an account.
#[derive(Clone, Debug)]
pub struct Registration {
    /// Its number.
    pub id: RegistrationId,
    /// Its state.
    pub state: State,
    /// The requested username.
    pub localpart: Localpart,
    /// The e-mail address.
    pub email: EmailAddress,
    /// The answers of step 3, once submitted.
    pub answers: Answers,
    /// What exists on the homeserver for it.
    pub account: Account,
    /// The applicant's network address when they started.
    pub address: Option<IpAddr>,
    /// When the applicant gave username and address.
    pub started_at: Timestamp,
    /// When the address was verified.
    pub verified_at: Option<Timestamp>,
    /// When it was submitted to the moderators.
    pub submitted_at: Option<Timestamp>,
    /// The decision.
    pub decision: Option<Decision>,
    /// When its state last changed.
    pub changed_at: Timestamp,
    /// The tag of the language that the applicant has chosen; `None` for requests of versions that had one language.
    pub language: Option<String>,
    /// The status token is derived from this.
    pub(crate) nonce: Vec<u8>,
}

/// A registration's account on the homeserver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Account {
    /// There is none.
    None,
    /// It is being created, or it is not known whether it was.
    Intended,
    /// We created it.
    Ours,
    /// We created it, and removed it.
    Removed,
}

names!(Account { None = "none", Intended = "intended", Ours = "ours", Removed = "removed" });

/// The decision of moderators or an operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Approve or deny.
    pub verdict: Verdict,
    /// Who decided.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// The message to the applicant, if any.
    pub message: Option<String>,
    /// Whether the applicant is e-mailed.
    pub notify: bool,
    /// The moderator who confirmed what `by` had typed, if that is another person.
    pub confirmed_by: Option<Actor>,
    /// Its effects wait until then, and it can be undone. `None` if they do not wait.
    pub undo_until: Option<Timestamp>,
}

/// A decision to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDecision {
    /// Approve or deny.
    pub verdict: Verdict,
    /// Who decides.
    pub by: Actor,
    /// The message to the applicant, if any.
    pub message: Option<String>,
    /// Whether the applicant is e-mailed.
    pub notify: bool,
    /// Everybody who voted for it, if several votes are needed.
    pub voters: Vec<Actor>,
    /// The moderator who confirmed what `by` had typed, if that is another person.
    pub confirmed_by: Option<Actor>,
    /// The vote that decided, if it was cast by reaction: an undo withdraws it.
    pub last_vote: Option<Vote>,
}

impl NewDecision {
    /// A decision without a message, with a mail to the applicant.
    #[must_use]
    pub const fn new(verdict: Verdict, by: Actor) -> Self {
        Self { verdict, by, message: None, notify: true, voters: vec![], confirmed_by: None, last_vote: None }
    }

    /// Adds a message to the applicant.
    #[must_use]
    pub fn saying(mut self, message: Option<String>) -> Self {
        self.message = message.map(|words| words.trim().to_owned()).filter(|words| visible_chars(words) > 0);
        self
    }

    /// Turns off the mail to the applicant.
    #[must_use]
    pub const fn quietly(mut self, quiet: bool) -> Self {
        self.notify = !quiet;
        self
    }
}

/// Turning a decision around that has taken effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// Who does it.
    pub by: Actor,
    /// The moderator who confirmed it, if that is another person.
    pub confirmed_by: Option<Actor>,
    /// The message to the applicant, if any.
    pub message: Option<String>,
    /// Whether the applicant is e-mailed.
    pub notify: bool,
}

/// Another request that seems to be from the same person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Its number.
    pub id: RegistrationId,
    /// The requested username.
    pub localpart: Localpart,
    /// Its state.
    pub state: State,
    /// Whether it has the same canonical e-mail address.
    pub same_email: bool,
    /// Whether it came from the same network.
    pub same_network: bool,
}

/// Another pending request that is like this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    /// Its number.
    pub id: RegistrationId,
    /// The requested username.
    pub localpart: Localpart,
    /// Whether it came from the same neighbourhood of the network.
    pub same_network: bool,
    /// Whether its reason is nearly identical.
    pub same_reason: bool,
}

/// The outcomes of earlier requests with the same mail domain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DomainHistory {
    /// Approved requests.
    pub approved: usize,
    /// Denied requests, and those whose approval was revoked.
    pub denied: usize,
    /// Other pending requests.
    pub pending: usize,
    /// Whether there are more requests: only the newest are counted.
    pub is_cut: bool,
}

/// A decision on a request that was turned around later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierDecision {
    /// Approve or deny.
    pub verdict: Verdict,
    /// Who decided.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// The message to the applicant, if any.
    pub message: Option<String>,
    /// Who turned it around.
    pub ended_by: Actor,
    /// When it was turned around.
    pub ended_at: Timestamp,
}

/// An earlier denied request that seems to be from the same person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriorDenial {
    /// Its number.
    pub id: RegistrationId,
    /// The requested username.
    pub localpart: Localpart,
    /// Whether it has the same canonical e-mail address.
    pub same_email: bool,
    /// Whether it came from the same network.
    pub same_network: bool,
    /// The decision.
    pub decision: Decision,
}
