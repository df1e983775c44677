//! Text to command.

use registration_core::domain::{AccountAnswer, Verdict};

use super::{
    args::{Args, split_word},
    bounds,
    command::Command,
    decision,
    error::CommandError,
    list_filter,
    name::CommandName,
    rules,
    target::Target,
};

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
    read(text, domain).and_then(bounds::within)
}

pub(super) fn read(text: &str, domain: &str) -> Result<Command, CommandError> {
    let (word, rest) = split_word(text);
    if word.is_empty() {
        return Ok(Command::Help(None));
    }
    let name =
        CommandName::parse(word).ok_or_else(|| CommandError::Unknown(word.to_owned(), CommandName::nearest(word)))?;
    let args = Args::new(name, rest);
    match name {
        CommandName::Help => help(args),
        CommandName::List => list_filter::list(args).map(|(shelf, page)| Command::List(shelf, page)),
        CommandName::Show => about(args, domain).map(Command::Show),
        CommandName::Search => search(args),
        CommandName::Approve => decision::order(Verdict::Approve, args, domain).map(Command::Decide),
        CommandName::Deny => decision::order(Verdict::Deny, args, domain).map(Command::Decide),
        CommandName::Reopen => about(args, domain).map(Command::Reopen),
        CommandName::Resend => about(args, domain).map(Command::Resend),
        CommandName::Retry => retry(args, domain),
        CommandName::Block => rules::block(args).map(Command::Block),
        CommandName::Unblock => rules::unblock(args).map(Command::Unblock),
        CommandName::Blocks => args.end().map(|()| Command::Blocks),
        CommandName::Pause => Ok(Command::Pause(args.message(&[], &mut vec![]))),
        CommandName::Resume => args.end().map(|()| Command::Resume),
        CommandName::ReminderSetting => rules::remind(args).map(Command::ReminderSetting),
        CommandName::Parked => args.end().map(|()| Command::Parked),
        CommandName::Stats => stats(args),
        CommandName::Status => args.end().map(|()| Command::Status),
        CommandName::Adopt => account(AccountAnswer::Adopt, args, domain),
        CommandName::Keep => account(AccountAnswer::Keep, args, domain),
        CommandName::Release => account(AccountAnswer::Release, args, domain),
        CommandName::Remove => account(AccountAnswer::Remove, args, domain),
    }
}

/// `[command]`
fn help(mut args: Args<'_>) -> Result<Command, CommandError> {
    let Some(word) = args.word() else { return Ok(Command::Help(None)) };
    let topic =
        CommandName::parse(word).ok_or_else(|| CommandError::Unknown(word.to_owned(), CommandName::nearest(word)))?;
    args.end().map(|()| Command::Help(Some(topic)))
}

/// `<words>`
fn search(args: Args<'_>) -> Result<Command, CommandError> {
    args.message(&[], &mut vec![]).map(Command::Search).ok_or(CommandError::MissingWords(CommandName::Search))
}

/// `[days]`
fn stats(mut args: Args<'_>) -> Result<Command, CommandError> {
    let Some(word) = args.word() else { return Ok(Command::Stats(DAYS)) };
    let days = word.parse().ok().filter(|days| (1..=MOST_DAYS).contains(days));
    let days = days.ok_or_else(|| CommandError::Leftover(CommandName::Stats, word.to_owned()))?;
    args.end().map(|()| Command::Stats(days))
}

/// `<who>`, and nothing more.
fn about(mut args: Args<'_>, domain: &str) -> Result<Target, CommandError> {
    let who = Target::read(&mut args, domain)?;
    args.end().map(|()| who)
}

/// `<who>`, whose account it is.
fn account(answer: AccountAnswer, args: Args<'_>, domain: &str) -> Result<Command, CommandError> {
    about(args, domain).map(|who| Command::Account(answer, who))
}

/// `<who>` or `all`. Whoever is called “all” has a number too.
fn retry(args: Args<'_>, domain: &str) -> Result<Command, CommandError> {
    let mut ahead = args;
    if ahead.word().is_some_and(|word| word.eq_ignore_ascii_case("all")) {
        return ahead.end().map(|()| Command::Retry(None));
    }
    about(args, domain).map(|who| Command::Retry(Some(who)))
}
