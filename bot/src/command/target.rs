//! Whose request a command is about.

use registration_core::domain::{Localpart, RegistrationId};

use super::{Args, CommandError};

/// Whose request is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// By its number.
    Number(RegistrationId),
    /// By the username that it asks for.
    Name(Localpart),
}

impl Target {
    /// Reads `12`, `#12`, `alice`, `@alice:example.org`, or a link to that user.
    pub(super) fn read(args: &mut Args<'_>, domain: &str) -> Result<Self, CommandError> {
        let word = args.word().ok_or(CommandError::MissingTarget(args.command))?;
        Self::parse(word, domain).ok_or_else(|| CommandError::BadTarget(args.command, word.to_owned()))
    }

    fn parse(word: &str, domain: &str) -> Option<Self> {
        // No username is all digits, so a number is never a name.
        if let Some(number) = word.parse().ok().filter(|id: &RegistrationId| id.0 > 0) {
            return Some(Self::Number(number));
        }
        let linked = word.strip_prefix("https://matrix.to/#/").map(|link| {
            let user = link.split(['?', '/']).next().unwrap_or_default();
            user.replace("%40", "@").replace("%3A", ":").replace("%3a", ":").replace("%2B", "+").replace("%3D", "=")
        });
        let name = linked.as_deref().unwrap_or(word);
        Localpart::parse(name, domain).ok().map(Self::Name)
    }
}
