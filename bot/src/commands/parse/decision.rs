//! The arguments of `approve` and `deny`: the requests, and the message to the applicants.

use registration_core::domain::{RegistrationId, Verdict};

use super::{
    args::{Args, at_most},
    error::CommandError,
    target::Target,
};

/// A decision as a moderator has written it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "flags that are independent of each other")]
pub struct DecisionArgs {
    /// Approve or deny.
    pub verdict: Verdict,
    /// The requests, at least one.
    pub who: Vec<Target>,
    /// Words at the beginning of the message that are usernames if requests with these names are pending.
    pub ambiguous: Vec<AmbiguousTarget>,
    /// The message to the applicants.
    pub message: Option<String>,
    /// Do not mail the applicants.
    pub quiet: bool,
    /// Do not ask for confirmation.
    pub yes: bool,
    /// Deny all pending requests that are like these.
    pub alike: bool,
    /// The text may be a question about the request. Then the bot asks for confirmation.
    pub is_doubtful: bool,
}

/// Turning a decision around, as a moderator has written it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevokeArgs {
    /// The request.
    pub who: Target,
    /// The message to the applicant.
    pub message: Option<String>,
    /// Do not mail the applicant.
    pub quiet: bool,
    /// Do not ask for confirmation.
    pub yes: bool,
}

/// A word that is either a username or part of the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmbiguousTarget {
    /// The request, if the word is a username.
    pub who: Target,
    /// The message, if the word is a username.
    pub message: Option<String>,
}

const QUIET: &str = "quiet";
pub(super) const YES: &str = "yes";
const ALIKE: &str = "alike";
const FLAGS: [&str; 2] = [QUIET, YES];
const DENY_FLAGS: [&str; 3] = [QUIET, YES, ALIKE];
/// Maximum ambiguous words.
const MAX_AMBIGUOUS: usize = 20;
/// Maximum requests of one command. The confirmation lists all of them, and a moderator has to read it.
const MAX_REQUESTS: usize = 40;
/// Maximum characters of the message.
const MAX_MESSAGE: usize = 4000;

/// `<request>… [--quiet] [--yes] [--alike] [message]`. Flags may stand anywhere except inside the message.
pub(super) fn parse(verdict: Verdict, mut args: Args<'_>, domain: &str) -> Result<DecisionArgs, CommandError> {
    let (known, mut given) = (flags_of(verdict), vec![]);
    args.flags(known, &mut given)?;
    let mut who = vec![Target::read(&mut args, domain)?];
    args.flags(known, &mut given)?;
    while let Some(another) = Target::read_another(&mut args, domain) {
        who.push(another);
        args.flags(known, &mut given)?;
    }
    let ambiguous = ambiguous(args, domain, known);
    Ok(DecisionArgs { ambiguous, ..with_message((verdict, known), who, args, given)? })
}

/// A reply to the card of `id`: `[--quiet] [--alike] [message]`.
pub(super) fn parse_reply(
    verdict: Verdict,
    id: RegistrationId,
    mut args: Args<'_>,
    is_doubtful: bool,
) -> Result<DecisionArgs, CommandError> {
    let (known, mut given) = (flags_of(verdict), vec![]);
    args.flags(known, &mut given)?;
    let decision = with_message((verdict, known), vec![Target::Number(id)], args, given)?;
    Ok(DecisionArgs { is_doubtful, ..decision })
}

const fn flags_of(verdict: Verdict) -> &'static [&'static str] {
    match verdict {
        Verdict::Approve => &FLAGS,
        Verdict::Deny => &DENY_FLAGS,
    }
}

/// `<request> [--quiet] [--yes] [message]`
pub(super) fn revoke(mut args: Args<'_>, domain: &str) -> Result<RevokeArgs, CommandError> {
    let mut given = vec![];
    args.flags(&FLAGS, &mut given)?;
    let who = Target::read(&mut args, domain)?;
    revoke_reply(who, args)
}

/// A reply to a card: `[--quiet] [--yes] [message]`.
pub(super) fn revoke_reply(who: Target, mut args: Args<'_>) -> Result<RevokeArgs, CommandError> {
    let mut given = vec![];
    args.flags(&FLAGS, &mut given)?;
    let DecisionArgs { message, quiet, yes, .. } = with_message((Verdict::Deny, &FLAGS), vec![], args, given)?;
    Ok(RevokeArgs { who, message, quiet, yes })
}

/// A denial of one request with this reason.
pub(super) fn denial(id: RegistrationId, reason: &str) -> Result<DecisionArgs, CommandError> {
    at_most(MAX_MESSAGE, "deny", reason)?;
    let denial = with_message((Verdict::Deny, &FLAGS), vec![Target::Number(id)], Args::new("deny", ""), vec![])?;
    Ok(DecisionArgs { message: Some(reason.trim().to_owned()), ..denial })
}

fn with_message(
    (verdict, known): (Verdict, &[&'static str]),
    who: Vec<Target>,
    args: Args<'_>,
    mut given: Vec<&'static str>,
) -> Result<DecisionArgs, CommandError> {
    if who.len() > MAX_REQUESTS {
        return Err(CommandError::TooMany(args.command, MAX_REQUESTS));
    }
    let message = args.message(known, &mut given);
    at_most(MAX_MESSAGE, args.command, message.as_deref().unwrap_or_default())?;
    let [quiet, yes, alike] = [QUIET, YES, ALIKE].map(|flag| given.contains(&flag));
    Ok(DecisionArgs { verdict, who, ambiguous: vec![], message, quiet, yes, alike, is_doubtful: false })
}

fn ambiguous(mut args: Args<'_>, domain: &str, known: &[&'static str]) -> Vec<AmbiguousTarget> {
    let mut found = vec![];
    while found.len() < MAX_AMBIGUOUS
        && let Some(who) = Target::read_ambiguous(&mut args, domain)
    {
        found.push(AmbiguousTarget { who, message: args.message(known, &mut vec![]) });
    }
    found
}
