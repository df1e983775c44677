//! Tests of the command parser.

use registration_core::domain::{AccountAnswer, Localpart, RegistrationId, RuleId, RuleKind, Verdict};

use super::*;

fn read(message: &str) -> Option<Result<Command, CommandError>> {
    let mut read = parse(message, "!reg", "example.org");
    if let Some(Ok(Command::Decide(decision))) = &mut read {
        decision.ambiguous.clear();
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
    let (who, ambiguous) = (vec![who], vec![]);
    Command::Decide(DecisionArgs {
        verdict: Verdict::Approve,
        who,
        ambiguous,
        message,
        quiet,
        yes: false,
        alike: false,
        is_doubtful: false,
    })
}

fn no(who: Target, message: &str, quiet: bool) -> Command {
    match yes(who, message, quiet) {
        Command::Decide(decision) => Command::Decide(DecisionArgs { verdict: Verdict::Deny, ..decision }),
        other => other,
    }
}

#[test]
fn commands_are_parsed_with_their_arguments() {
    for (message, command) in [
        ("!reg", Command::Help(HelpTopic::Everyday)),
        ("!reg help", Command::Help(HelpTopic::Everyday)),
        ("!reg help all", Command::Help(HelpTopic::All)),
        ("!reg help deny", Command::Help(HelpTopic::Command("deny"))),
        ("  !reg   list ", Command::List(ListFilter::Pending, 1)),
        ("!reg list 2", Command::List(ListFilter::Pending, 2)),
        ("!reg list denied", Command::List(ListFilter::Denied, 1)),
        ("!reg list ALL 3", Command::List(ListFilter::All, 3)),
        ("!reg show #12", Command::Show(number(12))),
        ("\u{2066}\u{2068}!reg\u{2069} show #\u{2068}12\u{2069}\u{2069}", Command::Show(number(12))),
        ("!reg search \"two words\"", Command::Search("two words".into())),
        ("!reg search example.com", Command::Search("example.com".into())),
        ("!reg stats", Command::Stats(30)),
        ("!reg stats 7", Command::Stats(7)),
        ("!Reg Status", Command::Status),
        ("!reg parked", Command::Parked),
        ("!reg pause", Command::Pause(None)),
        ("!reg pause \"Too many bots.\"", Command::Pause(Some("Too many bots.".into()))),
        ("!reg pause Too many\nbots --yes", Command::Pause(Some("Too many\nbots --yes".into()))),
        ("!reg resume", Command::Resume),
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
        ("!reg adopt alice", Command::Account(AccountAnswer::Adopt, name("alice"))),
        ("!reg Keep @alice:example.org", Command::Account(AccountAnswer::Keep, name("alice"))),
        (
            "!reg release https://matrix.to/#/@alice:example.org",
            Command::Account(AccountAnswer::Release, name("alice")),
        ),
        ("!reg remove #12", Command::Account(AccountAnswer::Remove, number(12))),
    ] {
        assert_eq!(read(message), Some(Ok(command)), "{message}");
    }
}

#[test]
fn flags_are_accepted_outside_the_message_only() {
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
    for text in ["!reg deny #12 --alike spam", "!reg deny --alike #12 spam", "!reg deny #12 spam —alike"] {
        let Some(Ok(Command::Decide(args))) = read(text) else { panic!("{text}") };
        assert!(args.alike && args.message.as_deref() == Some("spam"), "{text}");
    }
    assert!(matches!(read("!reg approve --alike #12"), Some(Err(CommandError::UnknownFlag(..)))));
    assert_eq!(read("!reg deny 12 a --quiet bot"), Some(Ok(no(number(12), "a --quiet bot", false))));
    assert_eq!(read("!reg deny 12 \"a bot --quiet\""), Some(Ok(no(number(12), "a bot --quiet", false))));
    assert_eq!(read("!reg deny 12 \"a\" and \"b\""), Some(Ok(no(number(12), "\"a\" and \"b\"", false))));
}

#[test]
fn decisions_name_several_requests_and_ambiguous_words() {
    let order = |text: &str| match parse(text, "!reg", "example.org") {
        Some(Ok(Command::Decide(decision))) => decision,
        other => panic!("{text}: {other:?}"),
    };
    let three = order("!reg deny #12, #14 --yes @bert:example.org sells #3 pills");
    assert_eq!(three.who, [number(12), number(14), name("bert")]);
    assert_eq!((three.message.as_deref(), three.yes), (Some("sells #3 pills"), true));
    let named = order("!reg approve alice bert 14 Dear all --quiet");
    assert_eq!((named.who.as_slice(), named.quiet), ([name("alice")].as_slice(), true));
    let ambiguous: Vec<_> = named.ambiguous.iter().map(|one| (one.who.clone(), one.message.as_deref())).collect();
    let expected = [
        (name("bert"), Some("14 Dear all")),
        (number(14), Some("Dear all")),
        (name("dear"), Some("all")),
        (name("all"), None),
    ];
    assert_eq!(ambiguous, expected);
    assert_eq!(order("!reg deny alice \"bert is ours\"").ambiguous, []);
    assert_eq!(order("!reg deny alice no! bert").ambiguous, []);
}

#[test]
fn blocks_and_reminders_are_parsed_with_their_flags() {
    let block = |kind, pattern: &str| BlockArgs {
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
            Command::Block(BlockArgs {
                lifetime: month,
                reason: Some("a wave of spam".into()),
                show_reason: true,
                ..block(RuleKind::Address, "203.0.113.0/24")
            }),
        ),
        (
            "!reg block --deny-pending --for=30d username \"two words\" —yes",
            Command::Block(BlockArgs {
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
        ("!reg remind ON", Command::Remind(Some(ReminderSetting::On))),
        ("!reg remind off", Command::Remind(Some(ReminderSetting::Off))),
        ("!reg remind 36", Command::Remind(Some(ReminderSetting::After(36)))),
        ("!reg remind 36h", Command::Remind(Some(ReminderSetting::After(36)))),
    ] {
        assert_eq!(read(text), Some(Ok(command)), "{text}");
    }
}

#[test]
fn invalid_blocks_and_reminders_are_errors() {
    for (text, error) in [
        ("!reg block", CommandError::MissingPattern("block")),
        ("!reg block email", CommandError::MissingPattern("block")),
        ("!reg block mail x", CommandError::BadKind("block", "mail".into())),
        ("!reg block email x y", CommandError::Leftover("block", "y".into())),
        ("!reg block email x --for", CommandError::MissingValue("block", "--for".into())),
        ("!reg block email x --for --yes", CommandError::MissingValue("block", "--for".into())),
        ("!reg block email x --for ever", CommandError::BadSpan("block", "ever".into())),
        ("!reg block email x --loud", CommandError::UnknownFlag("block", "--loud".into())),
        ("!reg unblock", CommandError::MissingRule("unblock")),
        ("!reg unblock all", CommandError::Leftover("unblock", "all".into())),
        ("!reg remind often", CommandError::Leftover("remind", "often".into())),
        ("!reg remind 0", CommandError::Leftover("remind", "0".into())),
    ] {
        assert_eq!(read(text), Some(Err(error)), "{text}");
    }
}

#[test]
fn invalid_commands_are_errors() {
    let leftover = |name, rest: &str| CommandError::Leftover(name, rest.into());
    let unknown = |word: &str, nearest| CommandError::Unknown(word.into(), nearest);
    let bad = |name, who: &str| CommandError::BadTarget(name, who.into());
    for (message, error) in [
        ("!reg lists", unknown("lists", Some("list"))),
        ("!reg aprove 12", unknown("aprove", Some("approve"))),
        ("!reg dney 12", unknown("dney", Some("deny"))),
        ("!reg frobnicate", unknown("frobnicate", None)),
        ("!reg help me", unknown("me", None)),
        ("!reg list all of them", leftover("list", "of them")),
        ("!reg list 0", leftover("list", "0")),
        ("!reg stats 0", leftover("stats", "0")),
        ("!reg stats 7 days", leftover("stats", "days")),
        ("!reg reopen #12 now", leftover("reopen", "now")),
        ("!reg retry all now", leftover("retry", "now")),
        ("!reg resume now", leftover("resume", "now")),
        ("!reg search", CommandError::MissingWords("search")),
        ("!reg approve", CommandError::MissingTarget("approve")),
        ("!reg deny  ", CommandError::MissingTarget("deny")),
        ("!reg deny --quiet", CommandError::MissingTarget("deny")),
        ("!reg deny --quite 12", CommandError::UnknownFlag("deny", "--quite".into())),
        ("!reg deny #", bad("deny", "#")),
        ("!reg deny #-1", bad("deny", "#-1")),
        ("!reg deny \"alice", bad("deny", "\"alice")),
        ("!reg deny @alice:elsewhere.org", bad("deny", "@alice:elsewhere.org")),
        ("!reg approve <b>", bad("approve", "<b>")),
    ] {
        assert_eq!(read(message), Some(Err(error)), "{message}");
    }
}

#[test]
fn too_long_arguments_are_errors() {
    let long = |text: &str, count: usize| format!("!reg {text} {}", "x".repeat(count));
    let many = |count: usize| (1..=count).flat_map(|number| [" #".to_owned(), number.to_string()]).collect::<String>();
    for (message, error) in [
        (long("search", 50_000), CommandError::TooLong("search", 200)),
        (long("pause", 50_000), CommandError::TooLong("pause", 1000)),
        (long("deny #1", 50_000), CommandError::TooLong("deny", 4000)),
        (long("approve #1", 4001), CommandError::TooLong("approve", 4000)),
        (long("block email", 501), CommandError::TooLong("block", 500)),
        (long("block email x --reason", 501), CommandError::TooLong("block", 500)),
        (format!("!reg deny{}", many(41)), CommandError::TooMany("deny", 40)),
    ] {
        assert_eq!(read(&message), Some(Err(error)), "{}", &message[..20]);
    }
    for message in [long("search", 200), long("pause", 1000), long("deny #1", 4000), format!("!reg deny{}", many(40))] {
        assert!(matches!(read(&message), Some(Ok(_))), "{}", &message[..20]);
    }
    assert!(matches!(read("!reg block email x --for 200000d"), Some(Err(CommandError::BadSpan(..)))));
    for page in ["99999999999999999999", "18446744073709551615", "1000000"] {
        assert!(matches!(read(&format!("!reg list {page}")), Some(Ok(Command::List(..)))), "{page}");
    }
    let word = "x".repeat(50_000);
    assert_eq!(read(&format!("!reg {word}")), Some(Err(CommandError::Unknown(word, None))));
}

#[test]
fn messages_without_the_prefix_are_ignored() {
    for message in ["", "hello", "!regs list", "!reglist", "say !reg list", "> !reg list"] {
        assert_eq!(read(message), None, "{message}");
    }
}
