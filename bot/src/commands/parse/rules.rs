//! The arguments of `block`, `unblock` and `remind`.

use jiff::SignedDuration;
use registration_core::domain::{RuleId, RuleKind, parse_lifetime};

use super::{
    args::{Args, at_most},
    decision::YES,
    error::CommandError,
};

/// A block as a moderator has written it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockArgs {
    /// The kind of value that it matches.
    pub kind: RuleKind,
    /// The pattern.
    pub pattern: String,
    /// How long it is valid; without an end by default.
    pub lifetime: Option<SignedDuration>,
    /// The reason for the block.
    pub reason: Option<String>,
    /// Whether applicants see the reason.
    pub show_reason: bool,
    /// Whether matching pending requests are denied.
    pub deny_pending: bool,
    /// Do not ask for confirmation.
    pub yes: bool,
}

/// When moderators are reminded of pending requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReminderSetting {
    /// After the time in the config, or after a day.
    On,
    /// Never.
    Off,
    /// After this many hours.
    After(u16),
}

const FOR: &str = "for";
const REASON: &str = "reason";
const SHOW_REASON: &str = "show-reason";
const DENY_PENDING: &str = "deny-pending";
const FLAGS: [&str; 5] = [FOR, REASON, SHOW_REASON, DENY_PENDING, YES];
/// Maximum characters of a pattern, and of a reason.
const MAX_PATTERN: usize = 500;
/// A longer lifetime is refused; such a block should have no end.
const MAX_LIFETIME: SignedDuration = SignedDuration::from_hours(24 * 365 * 100);
/// Maximum hours of a reminder: a month.
const MAX_HOURS: u16 = 24 * 31;

/// `email|username|ip <pattern> [--for 30d] [--reason "…"] [--show-reason] [--deny-pending] [--yes]`
pub(super) fn block(mut args: Args<'_>) -> Result<BlockArgs, CommandError> {
    let (mut words, mut given) = (vec![], vec![]);
    let (mut lifetime, mut reason) = (None, None);
    loop {
        if let Some((flag, word)) = args.take_flag(&FLAGS)? {
            match flag {
                FOR => {
                    let span = args.value(word)?;
                    let bad = || CommandError::BadSpan(args.command, span.clone());
                    lifetime = Some(parse_lifetime(&span).ok().filter(|span| *span <= MAX_LIFETIME).ok_or_else(bad)?);
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
    let kind = words.next().ok_or(CommandError::MissingPattern(args.command))?;
    let kind = kind.to_lowercase().parse().map_err(|_| CommandError::BadKind(args.command, kind.to_owned()))?;
    let pattern = words.next().ok_or(CommandError::MissingPattern(args.command))?.to_owned();
    if let Some(more) = words.next() {
        return Err(CommandError::Leftover(args.command, more.to_owned()));
    }
    let has = |flag| given.contains(&flag);
    let (show_reason, deny_pending, yes) = (has(SHOW_REASON), has(DENY_PENDING), has(YES));
    at_most(MAX_PATTERN, args.command, &pattern)?;
    at_most(MAX_PATTERN, args.command, reason.as_deref().unwrap_or_default())?;
    Ok(BlockArgs { kind, pattern, lifetime, reason, show_reason, deny_pending, yes })
}

/// `<number>`
pub(super) fn unblock(mut args: Args<'_>) -> Result<RuleId, CommandError> {
    let word = args.word().ok_or(CommandError::MissingRule(args.command))?;
    let rule = word.parse::<RuleId>().ok().filter(|rule| rule.0 > 0);
    let rule = rule.ok_or_else(|| CommandError::Leftover(args.command, word.to_owned()))?;
    args.end().map(|()| rule)
}

/// `[on|off|<hours>]`
pub(super) fn remind(mut args: Args<'_>) -> Result<Option<ReminderSetting>, CommandError> {
    let Some(word) = args.word() else { return Ok(None) };
    let setting = match word.to_lowercase().as_str() {
        "on" => ReminderSetting::On,
        "off" => ReminderSetting::Off,
        hours => {
            let hours = hours.strip_suffix('h').unwrap_or(hours).parse().ok();
            let hours = hours.filter(|hours| (1..=MAX_HOURS).contains(hours));
            ReminderSetting::After(hours.ok_or_else(|| CommandError::Leftover(args.command, word.to_owned()))?)
        }
    };
    args.end().map(|()| Some(setting))
}
