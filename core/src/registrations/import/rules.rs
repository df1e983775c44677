//! What happens to the Django app's blocks and rules.

use std::collections::HashSet;

use jiff::Timestamp;

use super::pattern;
use crate::{
    domain::{Actor, NewRule, RuleError, RuleKind},
    store::django::{OldPattern, OldRule},
};

/// What happens to a rule.
#[derive(Debug)]
pub struct PlannedRule {
    /// Its number in its table of the app.
    pub old: i64,
    /// What it is compared with.
    pub kind: RuleKind,
    /// Its pattern, as the app stored it.
    pub pattern: String,
    /// What happens to it.
    pub outcome: RuleOutcome,
}

/// What happens to a rule.
#[derive(Debug)]
pub enum RuleOutcome {
    /// It is imported with this creation time.
    Comes(NewRule, Timestamp),
    /// The same rule exists.
    Already,
    /// It is not imported.
    LeftOut(RuleLeftOut),
}

/// Why a rule is not imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleLeftOut {
    /// It has expired.
    Expired,
    /// It would block everybody. In the app it had no effect.
    Everybody,
    /// Its pattern only works in Python.
    Python,
    /// Its pattern is not valid.
    Pattern(RuleError),
}

/// Decides about every rule.
pub(super) fn plan(old: Vec<OldRule>, mut here: HashSet<(RuleKind, String)>, now: Timestamp) -> Vec<PlannedRule> {
    let decide = |rule: OldRule| {
        let (kind, pattern) = match &rule.pattern {
            OldPattern::Email(regex) => (RuleKind::Email, regex.clone()),
            OldPattern::Username(regex) => (RuleKind::Username, regex.clone()),
            OldPattern::Network(address, -1) => (RuleKind::Address, address.to_string()),
            OldPattern::Network(address, length) => (RuleKind::Address, format!("{address}/{length}")),
        };
        let outcome = match translate(&rule, kind, &pattern, now) {
            Err(why) => RuleOutcome::LeftOut(why),
            Ok(new) if !here.insert((kind, new.pattern.clone())) => RuleOutcome::Already,
            Ok(new) => RuleOutcome::Comes(new, rule.made_at.unwrap_or(now)),
        };
        PlannedRule { old: rule.id, kind, pattern, outcome }
    };
    old.into_iter().map(decide).collect()
}

fn translate(rule: &OldRule, kind: RuleKind, pattern: &str, now: Timestamp) -> Result<NewRule, RuleLeftOut> {
    if rule.expires_at.is_some_and(|until| until <= now) {
        return Err(RuleLeftOut::Expired);
    }
    let ours = match &rule.pattern {
        OldPattern::Network(_, 0) => return Err(RuleLeftOut::Everybody),
        OldPattern::Network(..) => pattern.to_owned(),
        OldPattern::Email(regex) | OldPattern::Username(regex) if regex.trim().is_empty() => {
            return Err(RuleLeftOut::Pattern(RuleError::Empty));
        }
        OldPattern::Email(regex) | OldPattern::Username(regex) => {
            pattern::translate(regex).ok_or(RuleLeftOut::Python)?
        }
    };
    let new = NewRule {
        kind,
        pattern: ours,
        reason: rule.reason.clone(),
        show_reason: false,
        author: Actor::Operator,
        confirmed_by: None,
        expires_at: rule.expires_at,
    };
    new.checked().map_err(|error| match error {
        RuleError::Regex(_) => RuleLeftOut::Python,
        error => RuleLeftOut::Pattern(error),
    })
}
