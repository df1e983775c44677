//! Why something that was said to the bot is no command, or is not carried out.

use registration_core::{
    config::{ModerationConfig, Reactions},
    domain::RegistrationId,
    text,
};

use super::{help::usage, parse::CommandError, response::Response};
use crate::matrix::format::{Block, clipped};

/// Characters of somebody's words that an answer repeats.
const SHOWN: usize = 60;

/// Why a text is no command, and how it would be one.
pub(super) fn explain(error: &CommandError, prefix: &str) -> Response {
    let shown = |text: &str| clipped(text, SHOWN);
    let (said, name) = match error {
        CommandError::Unknown(word, Some(nearest)) => {
            let said = text!("room-error-nearest", word = shown(word), prefix = prefix, nearest = nearest.as_str());
            (said, Some(*nearest))
        }
        CommandError::Unknown(word, None) => (text!("room-error-unknown", word = shown(word), prefix = prefix), None),
        CommandError::MissingTarget(name) => (text!("room-error-missing-who"), Some(*name)),
        CommandError::MissingWords(name) => (text!("room-error-missing-words"), Some(*name)),
        CommandError::BadTarget(name, who) => (text!("room-error-bad-who", who = shown(who)), Some(*name)),
        CommandError::UnknownFlag(name, flag) => {
            (text!("room-error-flag", flag = shown(flag), command = name.as_str()), Some(*name))
        }
        CommandError::MissingValue(name, flag) => (text!("room-error-value", flag = shown(flag)), Some(*name)),
        CommandError::BadSpan(name, span) => (text!("room-error-span", span = shown(span)), Some(*name)),
        CommandError::BadKind(name, kind) => (text!("room-error-kind", kind = shown(kind)), Some(*name)),
        CommandError::TooLong(name, most) => (text!("room-error-long", command = name.as_str(), most = *most), None),
        CommandError::TooMany(name, most) => (text!("room-error-many", command = name.as_str(), most = *most), None),
        CommandError::MissingPattern(name) => (text!("room-error-pattern"), Some(*name)),
        CommandError::MissingRule(name) => (text!("room-error-rule"), Some(*name)),
        CommandError::Leftover(name, rest) => {
            (text!("room-error-leftover", rest = shown(rest), command = name.as_str()), Some(*name))
        }
    };
    let mut answer = Response::refused(said);
    answer.blocks.extend(name.map(|name| Block::Line(usage(name, prefix))));
    answer
}

/// That a reply to the card of a request was not understood, and what would be.
pub(super) fn unclear(id: RegistrationId, reactions: &Reactions) -> String {
    let first = |keys: &[String]| keys.first().cloned().unwrap_or_default();
    let (yes, no) = (first(&reactions.approve), first(&reactions.deny));
    text!("room-reply-unclear", id = id.to_string(), yes = yes, no = no)
}

/// Who may ask for something, to somebody who may not.
pub(super) fn refusal(rules: &ModerationConfig, server: &str) -> String {
    let level = rules.min_power_level;
    match (rules.only.is_empty(), rules.only_local) {
        (false, _) => text!("room-refused-named"),
        (true, true) => text!("room-refused-local", server = server, level = level),
        (true, false) => text!("room-refused", level = level),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::parse::CommandName;

    #[test]
    fn every_error_has_its_words() {
        for error in [
            CommandError::Unknown("x".into(), None),
            CommandError::Unknown("dney".into(), Some(CommandName::Deny)),
            CommandError::MissingTarget(CommandName::Deny),
            CommandError::MissingWords(CommandName::Search),
            CommandError::BadTarget(CommandName::Deny, "<b>".into()),
            CommandError::UnknownFlag(CommandName::Deny, "--x".into()),
            CommandError::MissingValue(CommandName::Block, "--for".into()),
            CommandError::BadSpan(CommandName::Block, "ever".into()),
            CommandError::BadKind(CommandName::Block, "mail".into()),
            CommandError::MissingPattern(CommandName::Block),
            CommandError::MissingRule(CommandName::Unblock),
            CommandError::Leftover(CommandName::List, "y".into()),
            CommandError::TooLong(CommandName::Search, 200),
            CommandError::TooMany(CommandName::Deny, 40),
        ] {
            let said = explain(&error, "!reg").words().plain;
            assert!(!said.contains("room-") && !said.contains('$'), "{said}");
            let has_usage = said.contains("\n!reg ");
            let says_it_all =
                matches!(error, CommandError::Unknown(_, None) | CommandError::TooLong(..) | CommandError::TooMany(..));
            assert_eq!(has_usage, !says_it_all, "{said}");
        }
    }

    #[test]
    fn a_refusal_says_who_the_moderators_are() {
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
            let said = refusal(&rules, "example.org");
            assert!(said.ends_with(words), "{said}");
        }
    }
}
