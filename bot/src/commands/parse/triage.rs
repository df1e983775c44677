//! The arguments of `hold`, `note` and `ask`.

use jiff::SignedDuration;
use registration_core::{domain::parse_lifetime, registrations::QUESTION_MAX_CHARS};

use super::{
    args::{Args, at_most},
    error::CommandError,
    target::Target,
};

/// Putting a request off, as a moderator has written it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoldArgs {
    /// The request.
    pub who: Target,
    /// For how long; without an end by default.
    pub lifetime: Option<SignedDuration>,
    /// Why.
    pub reason: Option<String>,
}

const FOR: &str = "for";
/// Maximum characters of a note or a reason.
const MAX_NOTE: usize = 1000;
/// The longest hold.
const MAX_LIFETIME: SignedDuration = SignedDuration::from_hours(24 * 366);

/// `<request> [--for 3d] [reason]`
pub(super) fn hold(mut args: Args<'_>, domain: &str) -> Result<HoldArgs, CommandError> {
    let who = Target::read(&mut args, domain)?;
    hold_reply(who, args)
}

/// A reply to a card: `[--for 3d] [reason]`.
pub(super) fn hold_reply(who: Target, mut args: Args<'_>) -> Result<HoldArgs, CommandError> {
    let mut lifetime = None;
    while let Some((_, word)) = args.take_flag(&[FOR])? {
        let span = args.value(word)?;
        let bad = || CommandError::BadSpan(args.command, span.clone());
        lifetime = Some(parse_lifetime(&span).ok().filter(|span| *span <= MAX_LIFETIME).ok_or_else(bad)?);
    }
    let command = args.command;
    let reason = args.message(&[], &mut vec![]);
    at_most(MAX_NOTE, command, reason.as_deref().unwrap_or_default())?;
    Ok(HoldArgs { who, lifetime, reason })
}

/// `<request> <text>`
pub(super) fn note(mut args: Args<'_>, domain: &str) -> Result<(Target, String), CommandError> {
    let who = Target::read(&mut args, domain)?;
    text(who, args, MAX_NOTE)
}

/// A reply to a card: `<text>`.
pub(super) fn note_reply(who: Target, args: Args<'_>) -> Result<(Target, String), CommandError> {
    text(who, args, MAX_NOTE)
}

/// `<request> <question>`
pub(super) fn ask(mut args: Args<'_>, domain: &str) -> Result<(Target, String), CommandError> {
    let who = Target::read(&mut args, domain)?;
    text(who, args, QUESTION_MAX_CHARS)
}

/// A reply to a card: `<question>`.
pub(super) fn ask_reply(who: Target, args: Args<'_>) -> Result<(Target, String), CommandError> {
    text(who, args, QUESTION_MAX_CHARS)
}

fn text(who: Target, args: Args<'_>, most: usize) -> Result<(Target, String), CommandError> {
    let text = args.message(&[], &mut vec![]).ok_or(CommandError::MissingText(args.command))?;
    at_most(most, args.command, &text)?;
    Ok((who, text))
}
