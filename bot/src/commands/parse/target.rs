//! The request that a command is about.

use registration_core::domain::{Localpart, RegistrationId};

use super::{args::Args, error::CommandError};
use crate::matrix::pills::linked_user;

/// How a moderator names a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// By its number.
    Number(RegistrationId),
    /// By its username.
    Name(Localpart),
}

impl Target {
    /// Reads `12`, `#12`, `alice`, `@alice:example.org`, or a link to that user.
    pub(super) fn read(args: &mut Args<'_>, domain: &str) -> Result<Self, CommandError> {
        let word = args.word().ok_or(CommandError::MissingTarget(args.command))?;
        Self::parse(without_comma(word), domain).ok_or_else(|| CommandError::BadTarget(args.command, word.to_owned()))
    }

    /// Takes another word that can only be a request: `#12`, `@alice:example.org`, or a link.
    pub(super) fn read_another(args: &mut Args<'_>, domain: &str) -> Option<Self> {
        let mut ahead = *args;
        let word = without_comma(ahead.bare_word()?);
        let is_plain = word.starts_with(['#', '@']) || linked_user(word).is_some();
        let target = Self::parse(word, domain).filter(|_| is_plain)?;
        *args = ahead;
        Some(target)
    }

    /// Takes a word that is either a request or part of the message.
    pub(super) fn read_ambiguous(args: &mut Args<'_>, domain: &str) -> Option<Self> {
        Self::parse(without_comma(args.bare_word()?), domain)
    }

    fn parse(word: &str, domain: &str) -> Option<Self> {
        // A username is never all digits, so a number is never a username.
        if let Some(number) = word.parse().ok().filter(|id: &RegistrationId| id.0 > 0) {
            return Some(Self::Number(number));
        }
        let linked = linked_user(word);
        let name = linked.as_deref().unwrap_or(word);
        Localpart::parse(name, domain).ok().map(Self::Name)
    }
}

/// Moderators may separate requests with commas.
fn without_comma(word: &str) -> &str {
    word.strip_suffix(',').unwrap_or(word)
}
