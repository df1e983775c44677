//! Who did something: it stands beside every event of the audit trail.

use std::{convert::Infallible, fmt, str::FromStr};

/// A full Matrix user ID, as a homeserver gave it to us.
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
    /// The person who asks for the account.
    Applicant,
    /// A moderator in the room.
    Moderator(Mxid),
    /// Somebody with a shell on the machine.
    Operator,
    /// The service itself: a time that ran out, an effect that was done.
    System,
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

    /// Reads back what `Display` wrote.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text {
            "applicant" => Self::Applicant,
            "operator" => Self::Operator,
            "system" => Self::System,
            mxid => Self::Moderator(Mxid(mxid.to_owned())),
        })
    }
}
