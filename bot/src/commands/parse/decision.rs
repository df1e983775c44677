//! `approve` and `deny`: whose requests, and what is said to the applicants.

use registration_core::domain::{RegistrationId, Verdict};

use super::{args::Args, error::CommandError, name::CommandName, target::Target};

/// A decision, as somebody has written it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionArgs {
    /// Yes or no.
    pub verdict: Verdict,
    /// Whose requests: one at least.
    pub who: Vec<Target>,
    /// Words at the beginning of the message that are usernames, if somebody waits under them.
    pub maybe: Vec<AmbiguousTarget>,
    /// Words to the applicants.
    pub message: Option<String>,
    /// Without a mail to the applicants.
    pub quiet: bool,
    /// Without being asked whether it is meant so.
    pub yes: bool,
    /// Whether it may be a question about the request: then it is asked whether it is meant so.
    pub is_doubtful: bool,
}

/// A word that may belong to the message or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmbiguousTarget {
    /// Whom it names.
    pub who: Target,
    /// What is left of the message if it does.
    pub message: Option<String>,
}

pub(super) const QUIET: &str = "quiet";
pub(super) const YES: &str = "yes";
const FLAGS: [&str; 2] = [QUIET, YES];
/// So many names can be written without marks.
const NAMES: usize = 20;

/// `<who>… [--quiet] [--yes] [message]`: flags stand anywhere but inside the message.
pub(super) fn order(verdict: Verdict, mut args: Args<'_>, domain: &str) -> Result<DecisionArgs, CommandError> {
    let mut given = vec![];
    args.flags(&FLAGS, &mut given)?;
    let mut who = vec![Target::read(&mut args, domain)?];
    args.flags(&FLAGS, &mut given)?;
    while let Some(another) = Target::read_another(&mut args, domain) {
        who.push(another);
        args.flags(&FLAGS, &mut given)?;
    }
    let maybe = names(args, domain);
    Ok(written(verdict, who, maybe, args, given))
}

/// A reply to the card of `id`: `[--quiet] [message]`.
pub(super) fn reply(
    verdict: Verdict,
    id: RegistrationId,
    mut args: Args<'_>,
    is_doubtful: bool,
) -> Result<DecisionArgs, CommandError> {
    let mut given = vec![];
    args.flags(&FLAGS, &mut given)?;
    let order = written(verdict, vec![Target::Number(id)], vec![], args, given);
    Ok(DecisionArgs { is_doubtful, ..order })
}

fn written(
    verdict: Verdict,
    who: Vec<Target>,
    maybe: Vec<AmbiguousTarget>,
    args: Args<'_>,
    mut given: Vec<&'static str>,
) -> DecisionArgs {
    let message = args.message(&FLAGS, &mut given);
    let (quiet, yes) = (given.contains(&QUIET), given.contains(&YES));
    DecisionArgs { verdict, who, maybe, message, quiet, yes, is_doubtful: false }
}

fn names(mut args: Args<'_>, domain: &str) -> Vec<AmbiguousTarget> {
    let mut names = vec![];
    while names.len() < NAMES
        && let Some(who) = Target::read_maybe(&mut args, domain)
    {
        names.push(AmbiguousTarget { who, message: args.message(&FLAGS, &mut vec![]) });
    }
    names
}

impl DecisionArgs {
    /// The command that it was.
    #[must_use]
    pub const fn name(&self) -> CommandName {
        match self.verdict {
            Verdict::Approve => CommandName::Approve,
            Verdict::Deny => CommandName::Deny,
        }
    }

    /// A no to one request with these words.
    #[must_use]
    pub fn no_to(id: RegistrationId, words: &str) -> Self {
        let (who, message) = (vec![Target::Number(id)], Some(words.trim().to_owned()));
        Self { verdict: Verdict::Deny, who, maybe: vec![], message, quiet: false, yes: false, is_doubtful: false }
    }
}
