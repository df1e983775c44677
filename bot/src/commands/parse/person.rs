//! The person that a command names.

use matrix_sdk::ruma::{OwnedUserId, UserId};
use registration_core::domain::Localpart;

use super::{args::Args, error::CommandError};
use crate::matrix::pills::linked_user;

/// `@alice:example.org`, `@alice`, `alice`, or a link to that user.
///
/// IDs that only old servers still have are refused: they can contain any character, and so resemble others.
pub(super) fn person(mut args: Args<'_>, domain: &str) -> Result<OwnedUserId, CommandError> {
    let word = args.word().ok_or(CommandError::MissingPerson(args.command))?;
    let linked = linked_user(word);
    let id = linked.as_deref().unwrap_or(word);
    let person = if id.starts_with('@') && id.contains(':') {
        UserId::parse(id).ok().filter(|user| user.validate_strict().is_ok())
    } else {
        let name = id.strip_prefix('@').unwrap_or(id);
        Localpart::parse(name, domain).ok().and_then(|name| UserId::parse(name.on(domain)).ok())
    };
    let person = person.ok_or_else(|| CommandError::BadPerson(args.command, word.to_owned()))?;
    args.end().map(|()| person)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn person_is_named_by_id_name_or_link() {
        let read = |text: &'static str| {
            person(Args::new("add-moderator", text), "example.org").ok().map(|user| user.to_string())
        };
        for text in [
            "alice",
            "@alice",
            "@alice:example.org",
            "https://matrix.to/#/@alice:example.org",
            "https://matrix.to/#/%40alice%3Aexample.org?via=example.org",
        ] {
            assert_eq!(read(text).as_deref(), Some("@alice:example.org"), "{text}");
        }
        assert_eq!(read("@bob:other.org:8448").as_deref(), Some("@bob:other.org:8448"));
        for text in ["", "#12", "@Alice:example.org", "@\u{430}lice:example.org", "@a:", "alice bob", "@:x", "!r:x"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
