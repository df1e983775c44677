//! Usernames: the part of a Matrix user ID before the colon, with Synapse's rules for new users.

use std::fmt;

/// A username that Synapse accepts if it is free.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Localpart(String);

/// Why a text is not a username.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LocalpartError {
    /// Nothing was typed.
    #[error("the username is empty")]
    Empty,
    /// A character outside `a-z 0-9 . _ = - / +`.
    #[error("{0:?} cannot be part of a username")]
    Forbidden(char),
    /// Synapse reserves a leading underscore for application services.
    #[error("a username cannot begin with an underscore")]
    LeadingUnderscore,
    /// Synapse reserves numbers for guests.
    #[error("a username cannot be a number")]
    AllDigits,
    /// Only punctuation.
    #[error("a username needs a letter")]
    NoLetter,
    /// The whole user ID would exceed 255 bytes, the limit of the Matrix specification.
    #[error("a username has at most {max} characters here")]
    TooLong {
        /// The number of characters left beside the server name.
        max: usize,
    },
    /// A full user ID of another server.
    #[error("the user ID belongs to another server")]
    OtherServer(String),
}

/// The longest user ID in bytes, with `@` and `:server` (Matrix specification, appendices 4.2.1).
const MXID_MAX: usize = 255;

impl Localpart {
    /// Trims and lower-cases; accepts `@name:server` for this `server`; then checks.
    ///
    /// ```
    /// use registration_core::domain::{Localpart, LocalpartError};
    ///
    /// let name = Localpart::parse(" @Alice:example.org ", "example.org")?;
    /// assert_eq!(name.as_str(), "alice");
    /// assert_eq!(Localpart::parse("al ice", "example.org"), Err(LocalpartError::Forbidden(' ')));
    /// # Ok::<(), LocalpartError>(())
    /// ```
    pub fn parse(input: &str, server: &str) -> Result<Self, LocalpartError> {
        let typed = input.trim().to_lowercase();
        let name = match typed.strip_prefix('@').unwrap_or(&typed).split_once(':') {
            None => typed.strip_prefix('@').unwrap_or(&typed),
            Some((name, of)) if of == server.to_lowercase() => name,
            Some((_, of)) => return Err(LocalpartError::OtherServer(of.to_owned())),
        };
        let max = MXID_MAX.saturating_sub(server.len() + 2);
        match name.chars().find(|c| !is_allowed(*c)) {
            Some(bad) => Err(LocalpartError::Forbidden(bad)),
            None if name.is_empty() => Err(LocalpartError::Empty),
            None if name.starts_with('_') => Err(LocalpartError::LeadingUnderscore),
            None if name.bytes().all(|b| b.is_ascii_digit()) => Err(LocalpartError::AllDigits),
            None if !name.bytes().any(|b| b.is_ascii_alphanumeric()) => Err(LocalpartError::NoLetter),
            None if name.len() > max => Err(LocalpartError::TooLong { max }),
            None => Ok(Self(name.to_owned())),
        }
    }

    /// Reads a name from our own database, which only has checked names.
    pub(crate) fn stored(text: &str) -> Option<Self> {
        (!text.is_empty() && text.chars().all(is_allowed)).then(|| Self(text.to_owned()))
    }

    /// The name only.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The full user ID on `server`.
    #[must_use]
    pub fn on(&self, server: &str) -> String {
        format!("@{}:{server}", self.0)
    }
}

impl fmt::Display for Localpart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_allowed(c: char) -> bool {
    matches!(c, 'a'..='z' | '0'..='9' | '.' | '_' | '=' | '-' | '/' | '+')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(input: &str) -> Result<String, LocalpartError> {
        Localpart::parse(input, "example.org").map(|name| name.to_string())
    }

    #[test]
    fn usernames_parse_in_every_common_form() {
        for typed in
            ["alice", "Alice", " alice ", "@alice", "@alice:example.org", "alice:example.org", "@ALICE:Example.ORG"]
        {
            assert_eq!(parse(typed).as_deref(), Ok("alice"), "{typed}");
        }
    }

    #[test]
    fn names_that_synapse_rejects_have_specific_errors() {
        use LocalpartError as E;
        let longest = 255 - "@:example.org".len();
        for (typed, error) in [
            ("", E::Empty),
            ("@", E::Empty),
            ("al ice", E::Forbidden(' ')),
            ("alicé", E::Forbidden('é')),
            ("a@b", E::Forbidden('@')),
            ("_alice", E::LeadingUnderscore),
            ("12345", E::AllDigits),
            ("..", E::NoLetter),
            ("@alice:other.org", E::OtherServer("other.org".into())),
            (&"a".repeat(longest + 1), E::TooLong { max: longest }),
        ] {
            assert_eq!(parse(typed), Err(error), "{typed}");
        }
        assert!(parse(&"a".repeat(longest)).is_ok());
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_is_idempotent(input in ".*") {
            if let Ok(name) = Localpart::parse(&input, "example.org") {
                prop_assert_eq!(Localpart::parse(name.as_str(), "example.org"), Ok(name.clone()));
                prop_assert_eq!(Localpart::parse(&name.on("example.org"), "example.org"), Ok(name));
            }
        }
    }
}
