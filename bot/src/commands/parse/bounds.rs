//! How long the arguments of a command may be: whatever is longer is refused in words, before anything is asked of the
//! database or repeated in an answer.

use jiff::SignedDuration;

use super::{command::Command, decision::DecisionArgs, error::CommandError, name::CommandName, rules::BlockArgs};

/// Requests of one command. A question names each of them, and a moderator reads it before saying yes.
const REQUESTS: usize = 40;
/// Characters of the words of a decision.
const MESSAGE: usize = 4000;
/// Characters of what is looked for.
const WORDS: usize = 200;
/// Characters of what applicants are told during a pause.
const PAUSE: usize = 1000;
/// Characters of a rule's pattern, and of its reason.
const PATTERN: usize = 500;
/// A rule that holds longer than this holds for ever, and says so.
const LIFETIME: SignedDuration = SignedDuration::from_hours(24 * 365 * 100);

/// The command, unless something in it is too long.
pub(super) fn within(command: Command) -> Result<Command, CommandError> {
    match &command {
        Command::Search(words) => at_most(WORDS, CommandName::Search, words)?,
        Command::Pause(Some(reason)) => at_most(PAUSE, CommandName::Pause, reason)?,
        Command::Decide(order) => decision(order)?,
        Command::Block(order) => rule(order)?,
        _ => {}
    }
    Ok(command)
}

fn decision(order: &DecisionArgs) -> Result<(), CommandError> {
    if order.who.len() > REQUESTS {
        return Err(CommandError::TooMany(order.name(), REQUESTS));
    }
    at_most(MESSAGE, order.name(), order.message.as_deref().unwrap_or_default())
}

fn rule(order: &BlockArgs) -> Result<(), CommandError> {
    at_most(PATTERN, CommandName::Block, &order.pattern)?;
    at_most(PATTERN, CommandName::Block, order.reason.as_deref().unwrap_or_default())?;
    match order.lifetime {
        Some(span) if span > LIFETIME => Err(CommandError::BadSpan(CommandName::Block, format!("{span:#}"))),
        _ => Ok(()),
    }
}

fn at_most(most: usize, command: CommandName, text: &str) -> Result<(), CommandError> {
    if text.chars().nth(most).is_some() { Err(CommandError::TooLong(command, most)) } else { Ok(()) }
}
