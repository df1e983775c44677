//! Text to command: a pure function. Commands are whole words, and leftovers are errors.

mod args;
mod target;

use registration_core::domain::Verdict;

use args::{Args, split_word};
pub use target::Target;

/// What a moderator can ask of the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// What the commands are.
    Help,
    /// Who waits.
    List,
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
    /// How the service is doing.
    Status,
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

/// Why a text that begins with the prefix is no command.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// No command begins so.
    #[error("{0:?} is no command")]
    Unknown(String),
    /// It does not say whose request is meant.
    #[error("{0} needs a number or a username")]
    MissingTarget(&'static str),
    /// What should be a number or a username is neither.
    #[error("{0:?} is neither a number nor a username")]
    BadTarget(String),
    /// The command knows no such flag.
    #[error("{command} knows no {flag:?}")]
    UnknownFlag {
        /// The command.
        command: &'static str,
        /// The flag, as it was written.
        flag: String,
    },
    /// There is more than the command takes.
    #[error("{command} is followed by {rest:?}")]
    Leftover {
        /// The command.
        command: &'static str,
        /// What is too much.
        rest: String,
    },
}

/// Reads a message; `None` means that it does not speak to the bot.
#[must_use]
pub fn parse(message: &str, prefix: &str, domain: &str) -> Option<Result<Command, CommandError>> {
    let (first, rest) = split_word(message);
    // A phone may begin a message with a capital letter.
    first.eq_ignore_ascii_case(prefix).then(|| command(rest, domain))
}

fn command(text: &str, domain: &str) -> Result<Command, CommandError> {
    let (word, rest) = split_word(text);
    let args = |name| Args::new(name, rest);
    match word.to_lowercase().as_str() {
        "" | "help" => alone(Command::Help, args("help")),
        "list" => alone(Command::List, args("list")),
        "status" => alone(Command::Status, args("status")),
        "parked" => alone(Command::Parked, args("parked")),
        "approve" => order(Verdict::Approve, "approve", args("approve"), domain),
        "deny" => order(Verdict::Deny, "deny", args("deny"), domain),
        "reopen" => about("reopen", args("reopen"), domain).map(Command::Reopen),
        "resend" => about("resend", args("resend"), domain).map(Command::Resend),
        "retry" => retry(args("retry"), domain),
        _ => Err(CommandError::Unknown(word.to_owned())),
    }
}

fn alone(command: Command, args: Args<'_>) -> Result<Command, CommandError> {
    args.end().map(|()| command)
}

/// `<who> [--quiet] [message]`: the flag stands anywhere but inside the message.
fn order(verdict: Verdict, name: &'static str, mut args: Args<'_>, domain: &str) -> Result<Command, CommandError> {
    const QUIET: &str = "quiet";
    let before = args.flag(QUIET)?;
    let who = Target::read(&mut args, name, domain)?;
    let between = args.flag(QUIET)?;
    let (message, after) = args.message(QUIET);
    Ok(Command::Decide(Order { verdict, who, message, quiet: before || between || after }))
}

/// `<who>`, and nothing more.
fn about(name: &'static str, mut args: Args<'_>, domain: &str) -> Result<Target, CommandError> {
    let who = Target::read(&mut args, name, domain)?;
    args.end().map(|()| who)
}

/// `<who>` or `all`. Whoever is called “all” has a number too.
fn retry(mut args: Args<'_>, domain: &str) -> Result<Command, CommandError> {
    let mut ahead = args;
    if ahead.word().is_some_and(|word| word.eq_ignore_ascii_case("all")) {
        return ahead.end().map(|()| Command::Retry(None));
    }
    let who = Target::read(&mut args, "retry", domain)?;
    args.end().map(|()| Command::Retry(Some(who)))
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
            ("!reg", Command::Help),
            ("!reg help", Command::Help),
            ("  !reg   list ", Command::List),
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
        let leftover = |command, rest: &str| CommandError::Leftover { command, rest: rest.into() };
        for (message, error) in [
            ("!reg lists", CommandError::Unknown("lists".into())),
            ("!reg help me", leftover("help", "me")),
            ("!reg list all of them", leftover("list", "all of them")),
            ("!reg reopen #12 now", leftover("reopen", "now")),
            ("!reg retry all now", leftover("retry", "now")),
            ("!reg approve", CommandError::MissingTarget("approve")),
            ("!reg deny  ", CommandError::MissingTarget("deny")),
            ("!reg deny --quiet", CommandError::MissingTarget("deny")),
            ("!reg deny --quite 12", CommandError::UnknownFlag { command: "deny", flag: "--quite".into() }),
            ("!reg deny #", CommandError::BadTarget("#".into())),
            ("!reg deny #-1", CommandError::BadTarget("#-1".into())),
            ("!reg deny \"alice", CommandError::BadTarget("\"alice".into())),
            ("!reg deny @alice:elsewhere.org", CommandError::BadTarget("@alice:elsewhere.org".into())),
            ("!reg approve <b>", CommandError::BadTarget("<b>".into())),
        ] {
            assert_eq!(read(message), Some(Err(error)), "{message}");
        }
    }

    #[test]
    fn other_talk_is_none_of_the_bots_business() {
        for message in ["", "hello", "!regs list", "!reglist", "say !reg list", "> !reg list"] {
            assert_eq!(read(message), None, "{message}");
        }
    }
}
