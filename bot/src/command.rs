//! Text to command: a pure function. Commands are whole words, and leftovers are errors.

mod address;
mod args;
mod name;
mod target;

use registration_core::domain::{RegistrationId, State, Verdict};

pub use address::{Bot, addressed};
use args::{Args, split_word};
pub use name::Name;
pub use target::Target;

/// What a moderator can ask of the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// What the commands are, or what one of them does.
    Help(Option<Name>),
    /// Requests in some state, page by page.
    List(Shelf, u64),
    /// Everything about a request.
    Show(Target),
    /// Requests that hold these words.
    Search(String),
    /// Open or remove the account.
    Decide(Order),
    /// Think again about a no.
    Reopen(Target),
    /// Mail again what the applicant should have in hand.
    Resend(Target),
    /// Try again what could not be done, for one request or for all.
    Retry(Option<Target>),
    /// What could not be done.
    Parked,
    /// How it went in the last so many days.
    Stats(u16),
    /// How the service is doing.
    Status,
}

/// Which requests are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// They wait for a decision.
    Pending,
    /// They were denied.
    Denied,
    /// They were approved.
    Active,
    /// All there are.
    All,
}

/// A decision, as somebody has written it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Yes or no.
    pub verdict: Verdict,
    /// Whose request.
    pub who: Target,
    /// Words to the applicant.
    pub message: Option<String>,
    /// Without a mail to the applicant.
    pub quiet: bool,
}

/// Why a text that speaks to the bot is no command.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// No command begins so; this one may have been meant.
    #[error("{0:?} is no command")]
    Unknown(String, Option<Name>),
    /// It does not say whose request is meant.
    #[error("{0} needs a number or a username")]
    MissingTarget(Name),
    /// It does not say what to look for.
    #[error("{0} needs words to look for")]
    MissingWords(Name),
    /// What should be a number or a username is neither.
    #[error("{1:?} is neither a number nor a username")]
    BadTarget(Name, String),
    /// The command knows no such flag.
    #[error("{0} knows no {1:?}")]
    UnknownFlag(Name, String),
    /// There is more than the command takes, or something else.
    #[error("{0} is followed by {1:?}")]
    Leftover(Name, String),
}

const QUIET: &str = "quiet";
/// So many days are told of unless somebody asks for more or fewer.
const DAYS: u16 = 30;
const MOST_DAYS: u16 = 366;

/// Reads a message; `None` means that it does not speak to the bot.
#[must_use]
pub fn parse(message: &str, prefix: &str, domain: &str) -> Option<Result<Command, CommandError>> {
    let (first, rest) = split_word(message);
    // A phone may begin a message with a capital letter.
    first.eq_ignore_ascii_case(prefix).then(|| command(rest, domain))
}

/// Reads what follows the prefix, or the bot's name.
pub fn command(text: &str, domain: &str) -> Result<Command, CommandError> {
    let (word, rest) = split_word(text);
    if word.is_empty() {
        return Ok(Command::Help(None));
    }
    let name = Name::parse(word).ok_or_else(|| CommandError::Unknown(word.to_owned(), Name::nearest(word)))?;
    let args = Args::new(name, rest);
    match name {
        Name::Help => help(args),
        Name::List => list(args),
        Name::Show => about(args, domain).map(Command::Show),
        Name::Search => search(args),
        Name::Approve => order(Verdict::Approve, args, domain),
        Name::Deny => order(Verdict::Deny, args, domain),
        Name::Reopen => about(args, domain).map(Command::Reopen),
        Name::Resend => about(args, domain).map(Command::Resend),
        Name::Retry => retry(args, domain),
        Name::Parked => args.end().map(|()| Command::Parked),
        Name::Stats => stats(args),
        Name::Status => args.end().map(|()| Command::Status),
    }
}

/// Reads a reply to the card of request `id`: a decision with its message, or a lone command. What
/// else people say there is none of the bot's business.
#[must_use]
pub fn reply(text: &str, id: RegistrationId) -> Option<Result<Command, CommandError>> {
    let (word, rest) = split_word(text);
    let (name, who) = (Name::parse(word)?, Target::Number(id));
    let mut args = Args::new(name, rest);
    let command = match name {
        Name::Approve | Name::Deny => {
            let verdict = if name == Name::Approve { Verdict::Approve } else { Verdict::Deny };
            return Some(args.flag(QUIET).map(|quiet| written(verdict, who, args, quiet)));
        }
        Name::Show => Command::Show(who),
        Name::Reopen => Command::Reopen(who),
        Name::Resend => Command::Resend(who),
        Name::Retry => Command::Retry(Some(who)),
        _ => return None,
    };
    args.end().is_ok().then_some(Ok(command))
}

/// `[command]`
fn help(mut args: Args<'_>) -> Result<Command, CommandError> {
    let Some(word) = args.word() else { return Ok(Command::Help(None)) };
    let topic = Name::parse(word).ok_or_else(|| CommandError::Unknown(word.to_owned(), Name::nearest(word)))?;
    args.end().map(|()| Command::Help(Some(topic)))
}

/// `[pending|denied|active|all] [page]`
fn list(mut args: Args<'_>) -> Result<Command, CommandError> {
    let (mut shelf, mut ahead) = (Shelf::Pending, args);
    if let Some(named) = ahead.word().and_then(Shelf::parse) {
        (shelf, args) = (named, ahead);
    }
    let mut ahead = args;
    let page = match ahead.word().and_then(|word| word.parse().ok()).filter(|page| *page > 0) {
        Some(page) => {
            args = ahead;
            page
        }
        None => 1,
    };
    args.end().map(|()| Command::List(shelf, page))
}

/// `<words>`
fn search(args: Args<'_>) -> Result<Command, CommandError> {
    let (words, _) = args.message("");
    words.map(Command::Search).ok_or(CommandError::MissingWords(Name::Search))
}

/// `[days]`
fn stats(mut args: Args<'_>) -> Result<Command, CommandError> {
    let Some(word) = args.word() else { return Ok(Command::Stats(DAYS)) };
    let days = word.parse().ok().filter(|days| (1..=MOST_DAYS).contains(days));
    let days = days.ok_or_else(|| CommandError::Leftover(Name::Stats, word.to_owned()))?;
    args.end().map(|()| Command::Stats(days))
}

/// `<who> [--quiet] [message]`: the flag stands anywhere but inside the message.
fn order(verdict: Verdict, mut args: Args<'_>, domain: &str) -> Result<Command, CommandError> {
    let before = args.flag(QUIET)?;
    let who = Target::read(&mut args, domain)?;
    let between = args.flag(QUIET)?;
    Ok(written(verdict, who, args, before || between))
}

fn written(verdict: Verdict, who: Target, args: Args<'_>, quiet: bool) -> Command {
    let (message, after) = args.message(QUIET);
    Command::Decide(Order { verdict, who, message, quiet: quiet || after })
}

/// `<who>`, and nothing more.
fn about(mut args: Args<'_>, domain: &str) -> Result<Target, CommandError> {
    let who = Target::read(&mut args, domain)?;
    args.end().map(|()| who)
}

/// `<who>` or `all`. Whoever is called “all” has a number too.
fn retry(args: Args<'_>, domain: &str) -> Result<Command, CommandError> {
    let mut ahead = args;
    if ahead.word().is_some_and(|word| word.eq_ignore_ascii_case("all")) {
        return ahead.end().map(|()| Command::Retry(None));
    }
    about(args, domain).map(|who| Command::Retry(Some(who)))
}

impl Shelf {
    fn parse(word: &str) -> Option<Self> {
        Some(match word.to_lowercase().as_str() {
            "pending" => Self::Pending,
            "denied" => Self::Denied,
            "active" => Self::Active,
            "all" => Self::All,
            _ => return None,
        })
    }

    /// How it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Denied => "denied",
            Self::Active => "active",
            Self::All => "all",
        }
    }

    /// What lies on it.
    #[must_use]
    pub const fn states(self) -> &'static [State] {
        match self {
            Self::Pending => &[State::AwaitingReview],
            Self::Denied => &[State::Denied],
            Self::Active => &[State::Provisioning, State::AwaitingPassword, State::Active],
            Self::All => &State::ALL,
        }
    }
}

#[cfg(test)]
mod tests {
    use registration_core::domain::{Localpart, RegistrationId};

    use super::*;

    fn read(message: &str) -> Option<Result<Command, CommandError>> {
        parse(message, "!reg", "example.org")
    }

    fn number(id: i64) -> Target {
        Target::Number(RegistrationId(id))
    }

    fn name(name: &str) -> Target {
        Target::Name(Localpart::parse(name, "example.org").unwrap())
    }

    fn yes(who: Target, message: &str, quiet: bool) -> Command {
        let message = Some(message.to_owned()).filter(|message| !message.is_empty());
        Command::Decide(Order { verdict: Verdict::Approve, who, message, quiet })
    }

    fn no(who: Target, message: &str, quiet: bool) -> Command {
        match yes(who, message, quiet) {
            Command::Decide(order) => Command::Decide(Order { verdict: Verdict::Deny, ..order }),
            other => other,
        }
    }

    #[test]
    fn a_command_is_read_whole() {
        for (message, command) in [
            ("!reg", Command::Help(None)),
            ("!reg help", Command::Help(None)),
            ("!reg help deny", Command::Help(Some(Name::Deny))),
            ("  !reg   list ", Command::List(Shelf::Pending, 1)),
            ("!reg list 2", Command::List(Shelf::Pending, 2)),
            ("!reg list denied", Command::List(Shelf::Denied, 1)),
            ("!reg list ALL 3", Command::List(Shelf::All, 3)),
            ("!reg show #12", Command::Show(number(12))),
            ("!reg search \"two words\"", Command::Search("two words".into())),
            ("!reg search example.com", Command::Search("example.com".into())),
            ("!reg stats", Command::Stats(30)),
            ("!reg stats 7", Command::Stats(7)),
            ("!Reg Status", Command::Status),
            ("!reg parked", Command::Parked),
            ("!reg approve 12", yes(number(12), "", false)),
            ("!reg Approve #12", yes(number(12), "", false)),
            ("!reg deny alice", no(name("alice"), "", false)),
            ("!reg deny @alice:example.org", no(name("alice"), "", false)),
            ("!reg deny https://matrix.to/#/@alice:example.org?via=x", no(name("alice"), "", false)),
            ("!reg deny https://matrix.to/#/%40alice%3Aexample.org", no(name("alice"), "", false)),
            ("!reg approve #12 welcome,  dear", yes(number(12), "welcome,  dear", false)),
            ("!reg deny alice\nwe do not\nknow you", no(name("alice"), "we do not\nknow you", false)),
            ("!reg reopen alice", Command::Reopen(name("alice"))),
            ("!reg resend #12", Command::Resend(number(12))),
            ("!reg retry #12", Command::Retry(Some(number(12)))),
            ("!reg retry all", Command::Retry(None)),
        ] {
            assert_eq!(read(message), Some(Ok(command)), "{message}");
        }
    }

    #[test]
    fn a_flag_stands_anywhere_but_inside_the_message() {
        for message in [
            "!reg deny --quiet #12 a bot",
            "!reg deny #12 --quiet a bot",
            "!reg deny #12 --quiet \"a bot\"",
            "!reg deny #12 “a bot” --Quiet",
            "!reg deny #12 a bot --quiet",
            "!reg deny #12 —quiet a bot",
        ] {
            assert_eq!(read(message), Some(Ok(no(number(12), "a bot", true))), "{message}");
        }
        assert_eq!(read("!reg deny 12 --quiet"), Some(Ok(no(number(12), "", true))));
        assert_eq!(read("!reg deny 12 a --quiet bot"), Some(Ok(no(number(12), "a --quiet bot", false))));
        assert_eq!(read("!reg deny 12 \"a bot --quiet\""), Some(Ok(no(number(12), "a bot --quiet", false))));
        assert_eq!(read("!reg deny 12 \"a\" and \"b\""), Some(Ok(no(number(12), "\"a\" and \"b\"", false))));
    }

    #[test]
    fn what_is_no_command_says_why() {
        let leftover = |name, rest: &str| CommandError::Leftover(name, rest.into());
        let unknown = |word: &str, nearest| CommandError::Unknown(word.into(), nearest);
        let bad = |name, who: &str| CommandError::BadTarget(name, who.into());
        for (message, error) in [
            ("!reg lists", unknown("lists", Some(Name::List))),
            ("!reg aprove 12", unknown("aprove", Some(Name::Approve))),
            ("!reg dney 12", unknown("dney", Some(Name::Deny))),
            ("!reg frobnicate", unknown("frobnicate", None)),
            ("!reg help me", unknown("me", None)),
            ("!reg list all of them", leftover(Name::List, "of them")),
            ("!reg list 0", leftover(Name::List, "0")),
            ("!reg stats 0", leftover(Name::Stats, "0")),
            ("!reg stats 7 days", leftover(Name::Stats, "days")),
            ("!reg reopen #12 now", leftover(Name::Reopen, "now")),
            ("!reg retry all now", leftover(Name::Retry, "now")),
            ("!reg search", CommandError::MissingWords(Name::Search)),
            ("!reg approve", CommandError::MissingTarget(Name::Approve)),
            ("!reg deny  ", CommandError::MissingTarget(Name::Deny)),
            ("!reg deny --quiet", CommandError::MissingTarget(Name::Deny)),
            ("!reg deny --quite 12", CommandError::UnknownFlag(Name::Deny, "--quite".into())),
            ("!reg deny #", bad(Name::Deny, "#")),
            ("!reg deny #-1", bad(Name::Deny, "#-1")),
            ("!reg deny \"alice", bad(Name::Deny, "\"alice")),
            ("!reg deny @alice:elsewhere.org", bad(Name::Deny, "@alice:elsewhere.org")),
            ("!reg approve <b>", bad(Name::Approve, "<b>")),
        ] {
            assert_eq!(read(message), Some(Err(error)), "{message}");
        }
    }

    #[test]
    fn a_reply_to_a_card_needs_neither_prefix_nor_number() {
        let id = RegistrationId(12);
        for (text, command) in [
            ("approve", yes(number(12), "", false)),
            ("Approve welcome!", yes(number(12), "welcome!", false)),
            ("deny --quiet spam", no(number(12), "spam", true)),
            ("show", Command::Show(number(12))),
            ("reopen", Command::Reopen(number(12))),
            ("resend", Command::Resend(number(12))),
            ("retry", Command::Retry(Some(number(12)))),
        ] {
            assert_eq!(reply(text, id), Some(Ok(command)), "{text}");
        }
        for text in ["", "I would approve", "approved?", "show me more", "list", "resend it, please", "help"] {
            assert_eq!(reply(text, id), None, "{text}");
        }
        assert!(matches!(reply("deny --loud spam", id), Some(Err(CommandError::UnknownFlag(..)))));
    }

    #[test]
    fn other_talk_is_none_of_the_bots_business() {
        for message in ["", "hello", "!regs list", "!reglist", "say !reg list", "> !reg list"] {
            assert_eq!(read(message), None, "{message}");
        }
    }
}
