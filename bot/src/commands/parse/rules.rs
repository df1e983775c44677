//! `block`, `unblock` and `remind`: what is set for the time to come.

use jiff::SignedDuration;
use registration_core::domain::{RuleId, RuleKind, parse_lifetime};

use super::{args::Args, decision::YES, error::CommandError, name::CommandName};

/// A rule, as somebody has written it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockArgs {
    /// What it looks at.
    pub kind: RuleKind,
    /// What it looks for.
    pub pattern: String,
    /// How long it holds; for ever if nothing is said.
    pub lifetime: Option<SignedDuration>,
    /// Why.
    pub reason: Option<String>,
    /// Whether applicants read why.
    pub show_reason: bool,
    /// Whether requests that wait are denied under it.
    pub deny_pending: bool,
    /// Without being asked whether it is meant so.
    pub yes: bool,
}

/// Whether and when moderators are reminded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReminderSetting {
    /// As the config says, or after a day.
    On,
    /// Never.
    Off,
    /// After so many hours.
    After(u16),
}

const FOR: &str = "for";
const REASON: &str = "reason";
const SHOW_REASON: &str = "show-reason";
const DENY_PENDING: &str = "deny-pending";
const FLAGS: [&str; 5] = [FOR, REASON, SHOW_REASON, DENY_PENDING, YES];
/// A month.
const MOST_HOURS: u16 = 24 * 31;

/// `email|username|ip <pattern> [--for 30d] [--reason "…"] [--show-reason] [--deny-pending] [--yes]`
pub(super) fn block(mut args: Args<'_>) -> Result<BlockArgs, CommandError> {
    let (mut words, mut given) = (vec![], vec![]);
    let (mut lifetime, mut reason) = (None, None);
    loop {
        if let Some((flag, word)) = args.take_flag(&FLAGS)? {
            match flag {
                FOR => {
                    let span = args.value(word)?;
                    let bad = |_| CommandError::BadSpan(CommandName::Block, span.clone());
                    lifetime = Some(parse_lifetime(&span).map_err(bad)?);
                }
                REASON => reason = Some(args.value(word)?),
                flag => given.push(flag),
            }
        } else if let Some(word) = args.word() {
            words.push(word);
        } else {
            break;
        }
    }
    let mut words = words.into_iter();
    let kind = words.next().ok_or(CommandError::MissingPattern(CommandName::Block))?;
    let kind = kind.to_lowercase().parse().map_err(|_| CommandError::BadKind(CommandName::Block, kind.to_owned()))?;
    let pattern = words.next().ok_or(CommandError::MissingPattern(CommandName::Block))?.to_owned();
    if let Some(more) = words.next() {
        return Err(CommandError::Leftover(CommandName::Block, more.to_owned()));
    }
    let has = |flag| given.contains(&flag);
    let (show_reason, deny_pending, yes) = (has(SHOW_REASON), has(DENY_PENDING), has(YES));
    Ok(BlockArgs { kind, pattern, lifetime, reason, show_reason, deny_pending, yes })
}

/// `<number>`
pub(super) fn unblock(mut args: Args<'_>) -> Result<RuleId, CommandError> {
    let word = args.word().ok_or(CommandError::MissingRule(CommandName::Unblock))?;
    let rule = word.parse::<RuleId>().ok().filter(|rule| rule.0 > 0);
    let rule = rule.ok_or_else(|| CommandError::Leftover(CommandName::Unblock, word.to_owned()))?;
    args.end().map(|()| rule)
}

/// `[on|off|<hours>]`
pub(super) fn remind(mut args: Args<'_>) -> Result<Option<ReminderSetting>, CommandError> {
    let Some(word) = args.word() else { return Ok(None) };
    let remind = match word.to_lowercase().as_str() {
        "on" => ReminderSetting::On,
        "off" => ReminderSetting::Off,
        hours => {
            let hours = hours.strip_suffix('h').unwrap_or(hours).parse().ok();
            let hours = hours.filter(|hours| (1..=MOST_HOURS).contains(hours));
            ReminderSetting::After(
                hours.ok_or_else(|| CommandError::Leftover(CommandName::ReminderSetting, word.to_owned()))?,
            )
        }
    };
    args.end().map(|()| Some(remind))
}
