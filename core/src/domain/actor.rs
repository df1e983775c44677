//! Who did something: recorded with every entry of the audit log.

use std::{convert::Infallible, fmt, net::IpAddr, str::FromStr};

use super::names::as_text;

/// A full Matrix user ID, as the homeserver sent it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mxid(pub String);

impl fmt::Display for Mxid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who caused an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The applicant.
    Applicant,
    /// A moderator in the room.
    Moderator(Mxid),
    /// Somebody with a shell on the machine.
    Operator,
    /// The service itself: a timeout, an effect that was performed.
    System,
}

/// Who did something, and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Who.
    pub actor: Actor,
    /// The network address, if it came over the web.
    pub address: Option<IpAddr>,
}

impl Origin {
    /// The applicant, from this address.
    #[must_use]
    pub const fn applicant(address: Option<IpAddr>) -> Self {
        Self { actor: Actor::Applicant, address }
    }

    /// The service itself.
    #[must_use]
    pub const fn system() -> Self {
        Self { actor: Actor::System, address: None }
    }
}

impl Actor {
    /// What kind of person it is, without their name.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Moderator(_) => "moderator",
            Self::Operator => "operator",
            Self::System => "system",
        }
    }
}

impl From<Actor> for Origin {
    fn from(actor: Actor) -> Self {
        Self { actor, address: None }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Applicant => "applicant",
            Self::Moderator(mxid) => &mxid.0,
            Self::Operator => "operator",
            Self::System => "system",
        })
    }
}

impl FromStr for Actor {
    type Err = Infallible;

    /// Reads what `Display` wrote.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text {
            "applicant" => Self::Applicant,
            "operator" => Self::Operator,
            "system" => Self::System,
            mxid => Self::Moderator(Mxid(mxid.to_owned())),
        })
    }
}

as_text!(Actor);
