//! Parses replies to a card as people write them: `Approve!`, `Deny, spam`, `✅`.

use registration_core::{
    config::Reactions,
    domain::{RegistrationId, Verdict},
};

use super::{
    args::{Args, split_word},
    command::Command,
    decision::{self, DecisionArgs},
    error::CommandError,
    read::command,
    table::{COMMANDS, CommandSpec, OnCard, find},
    target::Target,
};
use crate::voting::count::verdict_of;

/// Characters that end a word, besides spaces.
const PUNCTUATION: [char; 16] = [',', '.', '!', ':', ';', '?', '…', '，', '。', '！', '：', '；', '？', '、', '؟', '،'];
/// Characters that people put around a word for emphasis.
const EMPHASIS: [char; 9] = ['*', '_', '~', '`', '"', '\'', '“', '”', '„'];
/// Question marks of several scripts; the last is Greek.
const QUESTION_MARKS: [char; 9] = ['?', '？', '؟', '⁇', '⁈', '❓', '❔', '¿', '\u{37e}'];
/// Words that make a decision conditional or doubtful if they follow it, in the languages of the messages.
const DOUBTS: [&str; 25] = [
    "or",
    "if",
    "unless",
    "when",
    "once",
    "after",
    "maybe",
    "perhaps",
    "vs",
    "versus",
    "and",
    "until",
    "but",
    "though",
    "oder",
    "wenn",
    "falls",
    "vielleicht",
    "und",
    "aber",
    "erst",
    "أو",
    "إذا",
    "ربما",
    "لكن",
];
/// Words of people who talk about an applicant and not to them, in the languages of the messages.
const TALK: [&str; 30] = [
    "he",
    "he's",
    "she",
    "she's",
    "him",
    "his",
    "her",
    "they",
    "they're",
    "them",
    "their",
    "imo",
    "imho",
    "hmm",
    "dunno",
    "guess",
    "lol",
    "agree",
    "agreed",
    "let's",
    "er",
    "ihm",
    "ihn",
    "finde",
    "glaube",
    "meine",
    "هو",
    "هي",
    "أظن",
    "أعتقد",
];

/// Parses a reply to the card of request `id`: a decision with its message, or a command of one word. `None` means that
/// the reply is neither. A decision that sounds like a question is marked as doubtful.
#[must_use]
pub fn reply(text: &str, id: RegistrationId, reactions: &Reactions) -> Option<Result<Command, CommandError>> {
    let (spec, rest) = first_command(text, reactions)?;
    match spec.on_card {
        OnCard::Decision(verdict) => {
            let decision = decision::parse_reply(verdict, id, Args::new(spec.name, rest), is_doubtful(text, rest));
            Some(decision.map(Command::Decide))
        }
        OnCard::Command(command) if rest.is_empty() && !is_question(text) => Some(Ok(command(Target::Number(id)))),
        OnCard::Mailing(_) if is_talk(split_word(rest).0) => None,
        OnCard::WithText(command) | OnCard::Mailing(command) => {
            Some(command(Target::Number(id), Args::new(spec.name, rest)))
        }
        OnCard::Command(_) | OnCard::Nothing => None,
    }
}

/// Parses a reply to the message that offers deny reasons for request `id`: a reply that would be valid under the card,
/// or a command of one word. Any other text is the reason.
pub fn reason(text: &str, id: RegistrationId, domain: &str, reactions: &Reactions) -> Result<Command, CommandError> {
    if let Some(reply) = reply(text, id, reactions) {
        return reply;
    }
    let (word, rest) = split_word(text);
    if rest.is_empty() && find(word).is_some() {
        return command(text, domain);
    }
    let denial = decision::denial(id, text)?;
    Ok(Command::Decide(DecisionArgs { is_doubtful: is_question(text), ..denial }))
}

/// The command at the beginning of the text, and the rest.
fn first_command<'a>(text: &'a str, reactions: &Reactions) -> Option<(&'static CommandSpec, &'a str)> {
    let text = text.trim().trim_start_matches(EMPHASIS);
    let (word, rest) = split_word(text);
    let is_mark = |c: char| PUNCTUATION.contains(&c) || EMPHASIS.contains(&c);
    if let Some(verdict) = verdict_of(word.trim_end_matches(is_mark), reactions) {
        return Some((decision_command(verdict)?, rest));
    }
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    let spec = find(word)?;
    let is_end = rest.chars().next().is_none_or(|c| c.is_whitespace() || is_mark(c));
    is_end.then(|| (spec, without_punctuation(rest)))
}

fn decision_command(verdict: Verdict) -> Option<&'static CommandSpec> {
    COMMANDS.iter().find(|spec| matches!(spec.on_card, OnCard::Decision(decided) if decided == verdict))
}

/// The text after the punctuation and a dash that follow a word. A dash that begins a flag stays.
fn without_punctuation(rest: &str) -> &str {
    let rest = rest.trim_start_matches(|c: char| {
        c.is_whitespace() || PUNCTUATION.contains(&c) || matches!(c, '*' | '_' | '~' | '`')
    });
    match rest.strip_prefix(['-', '–', '—']) {
        Some(after) if after.is_empty() || after.starts_with(char::is_whitespace) => after.trim_start(),
        _ => rest,
    }
}

fn is_question(text: &str) -> bool {
    text.contains(QUESTION_MARKS)
}

/// Whether the text may be a thought about a decision instead of a decision.
fn is_doubtful(text: &str, rest: &str) -> bool {
    let next = split_word(rest).0.trim_end_matches(PUNCTUATION).to_lowercase();
    is_question(text) || DOUBTS.contains(&next.as_str()) || is_talk(rest)
}

/// Whether the text speaks about the applicant.
fn is_talk(text: &str) -> bool {
    let text = text.to_lowercase().replace('’', "'");
    let mut words =
        text.split_whitespace().map(|word| word.trim_matches(|c| PUNCTUATION.contains(&c) || EMPHASIS.contains(&c)));
    words.any(|word| TALK.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::parse::HelpTopic;

    const ID: RegistrationId = RegistrationId(12);

    fn decision(verdict: Verdict, message: &str, quiet: bool, is_doubtful: bool) -> Command {
        let message = Some(message.to_owned()).filter(|message| !message.is_empty());
        let who = vec![Target::Number(ID)];
        Command::Decide(DecisionArgs {
            verdict,
            who,
            ambiguous: vec![],
            message,
            quiet,
            yes: false,
            alike: false,
            is_doubtful,
        })
    }

    #[test]
    fn decisions_are_parsed_as_people_write_them() {
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
    fn decision_that_sounds_like_a_question_is_doubtful() {
        for text in [
            "Deny or not? He writes like a bot",
            "Deny?",
            "deny？",
            "approve; or not",
            "Deny or approve",
            "✅?",
            "Approve if he answers my mail",
            "Deny. He writes like a bot",
            "deny, they’re from the spam wave",
            "Approve – I guess",
            "deny oder doch nicht",
            "approve: ich finde sie nett",
            "deny هو روبوت",
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
    fn only_a_single_command_word_is_a_command() {
        for (text, command) in [
            ("show", Command::Show(Target::Number(ID))),
            ("Show.", Command::Show(Target::Number(ID))),
            ("reopen!", Command::Reopen(Target::Number(ID))),
            ("resend", Command::Resend(Target::Number(ID))),
            ("retry", Command::Retry(Some(Target::Number(ID)))),
            ("help", Command::Help(HelpTopic::Everyday)),
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
    fn reply_to_offered_reasons_is_the_reason_or_a_command() {
        let no = |message| decision(Verdict::Deny, message, false, false);
        for (text, command) in [
            ("approve", decision(Verdict::Approve, "", false, false)),
            ("deny spam", no("spam")),
            ("Show", Command::Show(Target::Number(ID))),
            ("help", Command::Help(HelpTopic::Everyday)),
            ("list", Command::List(crate::commands::parse::ListFilter::Pending, 1)),
            ("show me your papers", no("show me your papers")),
            ("Help is not what we offer.", no("Help is not what we offer.")),
            (" We are full. ", no("We are full.")),
        ] {
            assert_eq!(reason(text, ID, "example.org", &Reactions::default()), Ok(command), "{text}");
        }
        let missing = Err(CommandError::MissingWords("search"));
        assert_eq!(reason("search", ID, "example.org", &Reactions::default()), missing);
    }
}
