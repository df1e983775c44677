//! Explains why a message is not a valid command, or why it is refused.

use registration_core::{
    config::{ModerationConfig, Reactions},
    domain::RegistrationId,
    messages::Language,
    text,
};

use super::{help::usage, parse::CommandError, response::Response};
use crate::matrix::format::{Block, clipped};

/// Maximum characters of the message that a response quotes.
const MAX_QUOTE: usize = 60;

/// Explains why a text is not a valid command, and shows the usage of the command.
pub(super) fn error(language: Language, error: &CommandError, prefix: &str) -> Response {
    let shown = |text: &str| clipped(text, MAX_QUOTE);
    let (line, name) = match error {
        CommandError::Unknown(word, Some(nearest)) => (
            text!(in language, "room-error-nearest", word = shown(word), prefix = prefix, nearest = *nearest),
            Some(nearest),
        ),
        CommandError::Unknown(word, None) => {
            (text!(in language, "room-error-unknown", word = shown(word), prefix = prefix), None)
        }
        CommandError::MissingTarget(name) => (text!(in language, "room-error-missing-who"), Some(name)),
        CommandError::MissingPerson(name) => (text!(in language, "room-error-missing-person"), Some(name)),
        CommandError::BadPerson(name, who) => {
            (text!(in language, "room-error-bad-person", who = shown(who)), Some(name))
        }
        CommandError::MissingWords(name) => (text!(in language, "room-error-missing-words"), Some(name)),
        CommandError::MissingText(name) => (text!(in language, "room-error-missing-text"), Some(name)),
        CommandError::BadTarget(name, who) => (text!(in language, "room-error-bad-who", who = shown(who)), Some(name)),
        CommandError::UnknownFlag(name, flag) => {
            (text!(in language, "room-error-flag", flag = shown(flag), command = *name), Some(name))
        }
        CommandError::MissingValue(name, flag) => {
            (text!(in language, "room-error-value", flag = shown(flag)), Some(name))
        }
        CommandError::BadSpan(name, span) => (text!(in language, "room-error-span", span = shown(span)), Some(name)),
        CommandError::BadKind(name, kind) => (text!(in language, "room-error-kind", kind = shown(kind)), Some(name)),
        CommandError::TooLong(name, most) => {
            (text!(in language, "room-error-long", command = *name, most = *most), None)
        }
        CommandError::TooMany(name, most) => {
            (text!(in language, "room-error-many", command = *name, most = *most), None)
        }
        CommandError::MissingPattern(name) => (text!(in language, "room-error-pattern"), Some(name)),
        CommandError::MissingRule(name) => (text!(in language, "room-error-rule"), Some(name)),
        CommandError::Leftover(name, rest) => {
            (text!(in language, "room-error-leftover", rest = shown(rest), command = *name), Some(name))
        }
    };
    let mut response = Response::refused(line);
    response.blocks.extend(name.and_then(|name| usage(language, name, prefix)).map(Block::Line));
    response
}

/// Says that a reply to a card was not understood, and what would be.
pub(super) fn unclear_reply(language: Language, id: RegistrationId, reactions: &Reactions) -> String {
    let first = |keys: &[String]| keys.first().cloned().unwrap_or_default();
    let (yes, no) = (first(&reactions.approve), first(&reactions.deny));
    text!(in language, "room-reply-unclear", id = id.to_string(), yes = yes, no = no)
}

/// Says who may give commands.
pub(super) fn refusal(language: Language, rules: &ModerationConfig, server: &str) -> String {
    let level = rules.min_power_level;
    match (rules.only.is_empty(), rules.only_local) {
        (false, _) => text!(in language, "room-refused-named"),
        (true, true) => text!(in language, "room-refused-local", server = server, level = level),
        (true, false) => text!(in language, "room-refused", level = level),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_has_a_message() {
        for case in [
            CommandError::Unknown("x".into(), None),
            CommandError::Unknown("dney".into(), Some("deny")),
            CommandError::MissingTarget("deny"),
            CommandError::MissingPerson("add-moderator"),
            CommandError::BadPerson("add-moderator", "<b>".into()),
            CommandError::MissingWords("search"),
            CommandError::BadTarget("deny", "<b>".into()),
            CommandError::UnknownFlag("deny", "--x".into()),
            CommandError::MissingValue("block", "--for".into()),
            CommandError::BadSpan("block", "ever".into()),
            CommandError::BadKind("block", "mail".into()),
            CommandError::MissingPattern("block"),
            CommandError::MissingRule("unblock"),
            CommandError::Leftover("list", "y".into()),
            CommandError::TooLong("search", 200),
            CommandError::TooMany("deny", 40),
        ] {
            let said = error(Language::english(), &case, "!reg").text().plain;
            assert!(!said.contains("room-") && !said.contains('$'), "{said}");
            let has_usage = said.contains("\n!reg ");
            let says_it_all =
                matches!(case, CommandError::Unknown(_, None) | CommandError::TooLong(..) | CommandError::TooMany(..));
            assert_eq!(has_usage, !says_it_all, "{said}");
        }
    }

    #[test]
    fn refusal_says_who_the_moderators_are() {
        let rules = |only: &[&str], only_local| ModerationConfig {
            only: only.iter().map(|one| (*one).to_owned()).collect(),
            only_local,
            ..ModerationConfig::default()
        };
        for (rules, words) in [
            (rules(&[], false), "members of this room with a power level of 50 or higher."),
            (rules(&[], true), "with an account on example.org and a power level of 50 or higher."),
            (rules(&["@a:b"], true), "can give me commands."),
        ] {
            let said = refusal(Language::english(), &rules, "example.org");
            assert!(said.ends_with(words), "{said}");
        }
    }
}
