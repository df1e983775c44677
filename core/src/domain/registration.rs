//! One request for an account, as the rest of the program sees it.

use std::{fmt, net::IpAddr, str::FromStr};

use jiff::Timestamp;

use super::{
    Actor, EmailAddress, Localpart, Reason, State,
    names::{as_text, names},
    text::visible_chars,
};

/// A request's number, as moderators read it: `#12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RegistrationId(pub i64);

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
    /// How far it has come.
    pub state: State,
    /// The username that is asked for.
    pub localpart: Localpart,
    /// Where mails go.
    pub email: EmailAddress,
    /// Why, once it was submitted.
    pub reason: Option<Reason>,
    /// What we have made in Synapse for it.
    pub account: Account,
    /// The applicant's network address when they started.
    pub address: Option<IpAddr>,
    /// When the username and the address were given.
    pub started_at: Timestamp,
    /// When the mailed link was followed.
    pub verified_at: Option<Timestamp>,
    /// When it reached the moderators.
    pub submitted_at: Option<Timestamp>,
    /// What was decided.
    pub decision: Option<Decision>,
    /// When it last changed its state.
    pub changed_at: Timestamp,
    /// The tag of the language that the applicant has chosen; `None` for requests of versions that had one language.
    pub language: Option<String>,
    /// From which its status token is derived.
    pub(crate) nonce: Vec<u8>,
}

/// What became of the account of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Account {
    /// There is none.
    None,
    /// It is being created, or nobody knows whether it was.
    Intended,
    /// We created it.
    Ours,
    /// We created it, and removed it.
    Removed,
}

names!(Account { None = "none", Intended = "intended", Ours = "ours", Removed = "removed" });

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The account opens.
    Approve,
    /// The account goes.
    Deny,
}

names!(Verdict { Approve = "approve", Deny = "deny" });

/// What a moderator or operator decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Yes or no.
    pub verdict: Verdict,
    /// Who decided.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// Their words to the applicant, if any.
    pub message: Option<String>,
    /// Whether the applicant is told by mail.
    pub notify: bool,
}

/// What a moderator or operator says about a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDecision {
    /// Yes or no.
    pub verdict: Verdict,
    /// Who says so.
    pub by: Actor,
    /// Their words to the applicant, if any.
    pub message: Option<String>,
    /// Whether the applicant is told by mail.
    pub notify: bool,
    /// Who has voted so, where more than one has to.
    pub voters: Vec<Actor>,
}

impl NewDecision {
    /// A verdict without words, of which the applicant is told.
    #[must_use]
    pub const fn new(verdict: Verdict, by: Actor) -> Self {
        Self { verdict, by, message: None, notify: true, voters: vec![] }
    }

    /// With words to the applicant.
    #[must_use]
    pub fn saying(mut self, message: Option<String>) -> Self {
        self.message = message.map(|words| words.trim().to_owned()).filter(|words| visible_chars(words) > 0);
        self
    }

    /// Without a mail to the applicant.
    #[must_use]
    pub const fn quietly(mut self, quiet: bool) -> Self {
        self.notify = !quiet;
        self
    }
}

/// Another request that seems to belong to the same person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Its number.
    pub id: RegistrationId,
    /// The username that it asks for.
    pub localpart: Localpart,
    /// How far it has come.
    pub state: State,
    /// Whether it came with the same e-mail address, in its canonical form.
    pub same_email: bool,
    /// Whether it came from the same network.
    pub same_network: bool,
}

/// An earlier request of, as it seems, the same person, that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriorDenial {
    /// Its number.
    pub id: RegistrationId,
    /// The username that it asked for.
    pub localpart: Localpart,
    /// Whether it came with the same e-mail address, in its canonical form.
    pub same_email: bool,
    /// Whether it came from the same network.
    pub same_network: bool,
    /// What was decided.
    pub decision: Decision,
}
