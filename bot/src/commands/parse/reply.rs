//! Replies to a card, as people write them: `Approve!`, `Deny, spam`, `✅`.

use registration_core::{
    config::Reactions,
    domain::{AccountAnswer, RegistrationId, Verdict},
};

use super::{
    args::{Args, split_word},
    bounds,
    command::Command,
    decision::{self, DecisionArgs},
    error::CommandError,
    name::CommandName,
    read::read,
    target::Target,
};
use crate::voting::count::verdict_of;

/// What ends a word besides a space.
const MARKS: [char; 16] = [',', '.', '!', ':', ';', '?', '…', '，', '。', '！', '：', '；', '？', '、', '؟', '،'];
/// What people put around a word to make it stand out.
const EMPHASIS: [char; 9] = ['*', '_', '~', '`', '"', '\'', '“', '”', '„'];
/// Question marks of all kinds: the last is Greek.
const QUESTIONS: [char; 9] = ['?', '？', '؟', '⁇', '⁈', '❓', '❔', '¿', '\u{37e}'];
/// After one of these, a decision is still being weighed.
const DOUBTS: [&str; 12] =
    ["or", "if", "unless", "when", "once", "after", "maybe", "perhaps", "vs", "versus", "and", "until"];

/// Reads a reply to the card of request `id`: a decision with its message, or a lone command. `None` where it is
/// neither. Where it sounds like a question, the decision is asked about first.
#[must_use]
pub fn reply(text: &str, id: RegistrationId, reactions: &Reactions) -> Option<Result<Command, CommandError>> {
    let (name, rest) = first(text, reactions)?;
    let verdict = match name {
        CommandName::Approve => Verdict::Approve,
        CommandName::Deny => Verdict::Deny,
        _ if !rest.is_empty() || is_question(text) => return None,
        name => return lone(name, id).map(Ok),
    };
    let decided = decision::reply(verdict, id, Args::new(name, rest), is_doubtful(text, rest));
    Some(decided.map(Command::Decide).and_then(bounds::within))
}

/// Reads a reply to the question for a reason to deny request `id`: a command that could stand under its card, or a
/// lone one; else the reason itself.
pub fn reason(text: &str, id: RegistrationId, domain: &str, reactions: &Reactions) -> Result<Command, CommandError> {
    let (word, rest) = split_word(text);
    let is_lone = rest.is_empty() && CommandName::parse(word).is_some();
    reply(text, id, reactions).unwrap_or_else(|| {
        let command = if is_lone { read(text, domain)? } else { Command::Decide(DecisionArgs::no_to(id, text)) };
        bounds::within(match command {
            Command::Decide(order) => Command::Decide(DecisionArgs { is_doubtful: is_question(text), ..order }),
            other => other,
        })
    })
}

/// The command at the beginning, and what follows it.
fn first<'a>(text: &'a str, reactions: &Reactions) -> Option<(CommandName, &'a str)> {
    let text = text.trim().trim_start_matches(EMPHASIS);
    let (word, rest) = split_word(text);
    let bare = |word: &'a str| word.trim_end_matches(|c| MARKS.contains(&c) || EMPHASIS.contains(&c));
    if let Some(verdict) = verdict_of(bare(word), reactions) {
        return Some((if verdict == Verdict::Approve { CommandName::Approve } else { CommandName::Deny }, rest));
    }
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    let name = CommandName::parse(word)?;
    let is_end = rest.chars().next().is_none_or(|c| c.is_whitespace() || MARKS.contains(&c) || EMPHASIS.contains(&c));
    is_end.then(|| (name, without_marks(rest)))
}

/// What follows the marks after a word, and a dash between the two. A dash that begins a flag stays.
fn without_marks(rest: &str) -> &str {
    let rest = rest
        .trim_start_matches(|c: char| c.is_whitespace() || MARKS.contains(&c) || matches!(c, '*' | '_' | '~' | '`'));
    match rest.strip_prefix(['-', '–', '—']) {
        Some(after) if after.is_empty() || after.starts_with(char::is_whitespace) => after.trim_start(),
        _ => rest,
    }
}

fn lone(name: CommandName, id: RegistrationId) -> Option<Command> {
    let who = Target::Number(id);
    Some(match name {
        CommandName::Show => Command::Show(who),
        CommandName::Reopen => Command::Reopen(who),
        CommandName::Resend => Command::Resend(who),
        CommandName::Retry => Command::Retry(Some(who)),
        CommandName::Adopt => Command::Account(AccountAnswer::Adopt, who),
        CommandName::Keep => Command::Account(AccountAnswer::Keep, who),
        CommandName::Release => Command::Account(AccountAnswer::Release, who),
        CommandName::Remove => Command::Account(AccountAnswer::Remove, who),
        CommandName::Help => Command::Help(None),
        _ => return None,
    })
}

fn is_question(text: &str) -> bool {
    text.contains(QUESTIONS)
}

/// Whether what sounds like a decision may be a thought about one.
fn is_doubtful(text: &str, rest: &str) -> bool {
    let next = split_word(rest).0.trim_end_matches(MARKS).to_lowercase();
    is_question(text) || DOUBTS.contains(&next.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: RegistrationId = RegistrationId(12);

    fn decision(verdict: Verdict, message: &str, quiet: bool, is_doubtful: bool) -> Command {
        let message = Some(message.to_owned()).filter(|message| !message.is_empty());
        let who = vec![Target::Number(ID)];
        Command::Decide(DecisionArgs { verdict, who, maybe: vec![], message, quiet, yes: false, is_doubtful })
    }

    #[test]
    fn decisions_are_read_as_people_write_them() {
        use Verdict::{Approve, Deny};
        for (text, verdict, message) in [
            ("approve", Approve, ""),
            ("Approve!", Approve, ""),
            ("approve.", Approve, ""),
            ("APPROVE!!!", Approve, ""),
            ("  approve …  ", Approve, ""),
            ("*approve*", Approve, ""),
            ("**Approve** welcome!", Approve, "welcome!"),
            ("Approve welcome!", Approve, "welcome!"),
            ("Deny, spam", Deny, "spam"),
            ("deny,spam", Deny, "spam"),
            ("Deny: spam.", Deny, "spam."),
            ("deny - spam", Deny, "spam"),
            ("deny — \"we are full\"", Deny, "we are full"),
            ("deny\nwe are\nfull", Deny, "we are\nfull"),
            ("✅", Approve, ""),
            ("✅ welcome", Approve, "welcome"),
            ("👍🏽", Approve, ""),
            ("❌!", Deny, ""),
            ("❌\u{fe0f} spam", Deny, "spam"),
            ("Deny。", Deny, ""),
        ] {
            assert_eq!(
                reply(text, ID, &Reactions::default()),
                Some(Ok(decision(verdict, message, false, false))),
                "{text}"
            );
        }
        for text in ["deny --quiet spam", "Deny, —quiet spam", "deny spam --quiet"] {
            let quiet = decision(Deny, "spam", true, false);
            assert_eq!(reply(text, ID, &Reactions::default()), Some(Ok(quiet)), "{text}");
        }
        assert!(matches!(
            reply("deny --loud spam", ID, &Reactions::default()),
            Some(Err(CommandError::UnknownFlag(..)))
        ));
    }

    #[test]
    fn what_sounds_like_a_question_is_asked_about_first() {
        for text in [
            "Deny or not? He writes like a bot",
            "Deny?",
            "deny？",
            "approve; or not",
            "Deny or approve",
            "✅?",
            "Approve if he answers my mail",
            "deny spam?",
        ] {
            match reply(text, ID, &Reactions::default()) {
                Some(Ok(Command::Decide(order))) => assert!(order.is_doubtful, "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
        let asked = reason("Is this one of ours?", ID, "example.org", &Reactions::default());
        assert!(matches!(asked, Ok(Command::Decide(order)) if order.is_doubtful));
    }

    #[test]
    fn a_lone_command_is_one_and_other_talk_is_not() {
        for (text, command) in [
            ("show", Command::Show(Target::Number(ID))),
            ("Show.", Command::Show(Target::Number(ID))),
            ("reopen!", Command::Reopen(Target::Number(ID))),
            ("resend", Command::Resend(Target::Number(ID))),
            ("retry", Command::Retry(Some(Target::Number(ID)))),
            ("help", Command::Help(None)),
        ] {
            assert_eq!(reply(text, ID, &Reactions::default()), Some(Ok(command)), "{text}");
        }
        for text in [
            "",
            "!",
            "I would approve",
            "approved?",
            "approve-ish",
            "denying",
            "not approve",
            "don't deny",
            "show me more",
            "list",
            "resend it, please",
            "reopen?",
            "👍👎",
            "🎉",
        ] {
            assert_eq!(reply(text, ID, &Reactions::default()), None, "{text}");
        }
    }

    #[test]
    fn a_reply_to_the_question_for_a_reason_is_the_reason_unless_it_is_a_command() {
        let no = |message| decision(Verdict::Deny, message, false, false);
        for (text, command) in [
            ("approve", decision(Verdict::Approve, "", false, false)),
            ("deny spam", no("spam")),
            ("Show", Command::Show(Target::Number(ID))),
            ("help", Command::Help(None)),
            ("list", Command::List(crate::commands::parse::ListFilter::Pending, 1)),
            ("show me your papers", no("show me your papers")),
            ("Help is not what we offer.", no("Help is not what we offer.")),
            (" We are full. ", no("We are full.")),
        ] {
            assert_eq!(reason(text, ID, "example.org", &Reactions::default()), Ok(command), "{text}");
        }
        let missing = Err(CommandError::MissingWords(CommandName::Search));
        assert_eq!(reason("search", ID, "example.org", &Reactions::default()), missing);
    }
}
