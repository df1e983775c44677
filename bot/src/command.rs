//! Text to command: a pure function. Commands are whole words, and leftovers are errors.

mod address;
mod args;
mod name;
mod order;
mod rules;
mod target;

use registration_core::domain::{RegistrationId, RuleId, State, Verdict};

pub use address::{Bot, addressed};
use args::{Args, split_word};
pub use name::Name;
pub use order::{Maybe, Order};
pub use rules::{BlockOrder, Remind};
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
    /// Keep people out.
    Block(BlockOrder),
    /// Keep them out no more.
    Unblock(RuleId),
    /// Who is kept out.
    Blocks,
    /// Whether moderators are reminded, or how it stands.
    Remind(Option<Remind>),
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
    /// A flag has no value behind it.
    #[error("{1} of {0} needs a value")]
    MissingValue(Name, String),
    /// What should be a span of time is none.
    #[error("{1:?} is no span of time")]
    BadSpan(Name, String),
    /// What a rule should look at is unknown.
    #[error("{0} cannot look at {1:?}")]
    BadKind(Name, String),
    /// It does not say what to look at, and for what.
    #[error("{0} needs something to look for")]
    MissingPattern(Name),
    /// It does not say which rule.
    #[error("{0} needs the number of a rule")]
    MissingRule(Name),
    /// There is more than the command takes, or something else.
    #[error("{0} is followed by {1:?}")]
    Leftover(Name, String),
}

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
        Name::Approve => order::order(Verdict::Approve, args, domain),
        Name::Deny => order::order(Verdict::Deny, args, domain),
        Name::Reopen => about(args, domain).map(Command::Reopen),
        Name::Resend => about(args, domain).map(Command::Resend),
        Name::Retry => retry(args, domain),
        Name::Block => rules::block(args),
        Name::Unblock => rules::unblock(args),
        Name::Blocks => args.end().map(|()| Command::Blocks),
        Name::Remind => rules::remind(args),
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
    let args = Args::new(name, rest);
    let command = match name {
        Name::Approve => return Some(order::reply(Verdict::Approve, id, args)),
        Name::Deny => return Some(order::reply(Verdict::Deny, id, args)),
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
    args.message(&[], &mut vec![]).map(Command::Search).ok_or(CommandError::MissingWords(Name::Search))
}

/// `[days]`
fn stats(mut args: Args<'_>) -> Result<Command, CommandError> {
    let Some(word) = args.word() else { return Ok(Command::Stats(DAYS)) };
    let days = word.parse().ok().filter(|days| (1..=MOST_DAYS).contains(days));
    let days = days.ok_or_else(|| CommandError::Leftover(Name::Stats, word.to_owned()))?;
    args.end().map(|()| Command::Stats(days))
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
    use registration_core::domain::{Localpart, RegistrationId, RuleKind};

    use super::*;

    fn read(message: &str) -> Option<Result<Command, CommandError>> {
        let mut read = parse(message, "!reg", "example.org");
        if let Some(Ok(Command::Decide(order))) = &mut read {
            order.maybe.clear();
        }
        read
    }

    fn number(id: i64) -> Target {
        Target::Number(RegistrationId(id))
    }

    fn name(name: &str) -> Target {
        Target::Name(Localpart::parse(name, "example.org").unwrap())
    }

    fn yes(who: Target, message: &str, quiet: bool) -> Command {
        let message = Some(message.to_owned()).filter(|message| !message.is_empty());
        let (who, maybe) = (vec![who], vec![]);
        Command::Decide(Order { verdict: Verdict::Approve, who, maybe, message, quiet, yes: false })
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
    fn several_requests_are_named_at_once_and_words_that_may_be_names_are_noted() {
        let order = |text: &str| match parse(text, "!reg", "example.org") {
            Some(Ok(Command::Decide(order))) => order,
            other => panic!("{text}: {other:?}"),
        };
        let three = order("!reg deny #12, #14 --yes @bert:example.org sells #3 pills");
        assert_eq!(three.who, [number(12), number(14), name("bert")]);
        assert_eq!((three.message.as_deref(), three.yes), (Some("sells #3 pills"), true));
        let named = order("!reg approve alice bert 14 Dear all --quiet");
        assert_eq!((named.who.as_slice(), named.quiet), ([name("alice")].as_slice(), true));
        let maybe: Vec<_> = named.maybe.iter().map(|one| (one.who.clone(), one.message.as_deref())).collect();
        let expected = [
            (name("bert"), Some("14 Dear all")),
            (number(14), Some("Dear all")),
            (name("dear"), Some("all")),
            (name("all"), None),
        ];
        assert_eq!(maybe, expected);
        assert_eq!(order("!reg deny alice \"bert is ours\"").maybe, []);
        assert_eq!(order("!reg deny alice no! bert").maybe, []);
    }

    #[test]
    fn rules_and_reminders_are_read_with_their_flags() {
        let block = |kind, pattern: &str| BlockOrder {
            kind,
            pattern: pattern.into(),
            lifetime: None,
            reason: None,
            show_reason: false,
            deny_pending: false,
            yes: false,
        };
        let month = Some(jiff::SignedDuration::from_hours(24 * 30));
        for (text, command) in [
            ("!reg block email @spam\\.example$", Command::Block(block(RuleKind::Email, "@spam\\.example$"))),
            (
                "!reg block IP 203.0.113.0/24 --for 30d --reason \"a wave of spam\" --show-reason",
                Command::Block(BlockOrder {
                    lifetime: month,
                    reason: Some("a wave of spam".into()),
                    show_reason: true,
                    ..block(RuleKind::Address, "203.0.113.0/24")
                }),
            ),
            (
                "!reg block --deny-pending --for=30d username \"two words\" —yes",
                Command::Block(BlockOrder {
                    lifetime: month,
                    deny_pending: true,
                    yes: true,
                    ..block(RuleKind::Username, "two words")
                }),
            ),
            ("!reg unblock #3", Command::Unblock(RuleId(3))),
            ("!reg unblock 3", Command::Unblock(RuleId(3))),
            ("!reg blocks", Command::Blocks),
            ("!reg remind", Command::Remind(None)),
            ("!reg remind ON", Command::Remind(Some(Remind::On))),
            ("!reg remind off", Command::Remind(Some(Remind::Off))),
            ("!reg remind 36", Command::Remind(Some(Remind::After(36)))),
            ("!reg remind 36h", Command::Remind(Some(Remind::After(36)))),
        ] {
            assert_eq!(read(text), Some(Ok(command)), "{text}");
        }
        for (text, error) in [
            ("!reg block", CommandError::MissingPattern(Name::Block)),
            ("!reg block email", CommandError::MissingPattern(Name::Block)),
            ("!reg block mail x", CommandError::BadKind(Name::Block, "mail".into())),
            ("!reg block email x y", CommandError::Leftover(Name::Block, "y".into())),
            ("!reg block email x --for", CommandError::MissingValue(Name::Block, "--for".into())),
            ("!reg block email x --for --yes", CommandError::MissingValue(Name::Block, "--for".into())),
            ("!reg block email x --for ever", CommandError::BadSpan(Name::Block, "ever".into())),
            ("!reg block email x --loud", CommandError::UnknownFlag(Name::Block, "--loud".into())),
            ("!reg unblock", CommandError::MissingRule(Name::Unblock)),
            ("!reg unblock all", CommandError::Leftover(Name::Unblock, "all".into())),
            ("!reg remind often", CommandError::Leftover(Name::Remind, "often".into())),
            ("!reg remind 0", CommandError::Leftover(Name::Remind, "0".into())),
        ] {
            assert_eq!(read(text), Some(Err(error)), "{text}");
        }
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
