//! `block`, `unblock` and `blocks`.

use registration_core::{
    Registrations,
    domain::{Actor, Mxid, NewRule, Registration, RegistrationId, Rule, RuleId, RuleKind, Verdict},
    messages::Language,
    registrations::NewRuleError,
    store::StoreError,
    text,
};

use super::{pending_action::PendingAction, response::Response, text::request_line};
use crate::{
    commands::parse::BlockArgs,
    matrix::format::{Block, by_whom, clipped},
};

/// Maximum requests that a confirmation lists.
const MAX_REQUESTS: usize = 20;
/// Maximum blocks in a list.
const MAX_BLOCKS: usize = 50;
/// Maximum characters of the error in a pattern.
const MAX_ERROR: usize = 400;
/// Maximum characters of a pattern or a reason.
const MAX_PATTERN: usize = 120;

/// Adds a block. If it also denies pending requests, a confirmation comes first.
pub(super) async fn block(registrations: &Registrations, args: BlockArgs, by: &str) -> Result<Response, StoreError> {
    let language = registrations.config().room_language();
    let now = registrations.clock().now();
    let rule = NewRule {
        kind: args.kind,
        pattern: args.pattern,
        reason: args.reason,
        show_reason: args.show_reason,
        author: Actor::Moderator(Mxid(by.to_owned())),
        confirmed_by: None,
        expires_at: args.lifetime.and_then(|span| now.checked_add(span).ok()),
    };
    if args.deny_pending
        && let Some(refusal) = refusal(registrations, &rule)
    {
        return Ok(Response::refused(refusal));
    }
    let matching = match registrations.moderation().pending_under(&rule).await {
        Ok(matching) => matching,
        Err(error) => return refused(language, error),
    };
    let ids: Vec<RegistrationId> = matching.iter().map(|one| one.id).collect();
    if !args.deny_pending || ids.is_empty() || args.yes {
        let denied = if args.deny_pending { ids.as_slice() } else { &[] };
        let mut response = add(registrations, rule, denied).await?;
        if !args.deny_pending && !ids.is_empty() {
            response.blocks.push(Block::Line(text!(in language, "room-rule-pending", count = ids.len())));
        }
        return Ok(response);
    }
    Ok(ask(language, rule, &matching, ids, &registrations.config().synapse.domain))
}

/// Asks for a confirmation that lists the pending requests.
fn ask(
    language: Language,
    rule: NewRule,
    matching: &[Registration],
    ids: Vec<RegistrationId>,
    domain: &str,
) -> Response {
    let mut lines = vec![text!(in language,
        "room-ask-block",
        kind = kind(language, rule.kind),
        pattern = clipped(&rule.pattern, MAX_PATTERN),
        count = ids.len()
    )];
    lines.extend(matching.iter().take(MAX_REQUESTS).map(|one| request_line(language, one, domain)));
    if ids.len() > MAX_REQUESTS {
        lines.push(text!(in language, "room-ask-more", count = ids.len() - MAX_REQUESTS));
    }
    lines.push(text!(in language, "room-ask-quiet"));
    Response::asking(lines, PendingAction::Block(rule, ids))
}

/// Why the block may not deny pending requests. These denials are decisions like others: they need the same votes, and a
/// reason if one is required.
fn refusal(registrations: &Registrations, rule: &NewRule) -> Option<String> {
    let language = registrations.config().room_language();
    let rules = &registrations.config().moderation;
    if rules.votes_needed(Verdict::Deny) > 1 {
        return Some(text!(in language, "room-rule-quorum"));
    }
    (rules.require_reason && rule.reason.is_none()).then(|| text!(in language, "room-rule-reason-needed"))
}

/// Adds the block, and denies `ids` in the name of its author.
pub(super) async fn add(
    registrations: &Registrations,
    rule: NewRule,
    ids: &[RegistrationId],
) -> Result<Response, StoreError> {
    let language = registrations.config().room_language();
    // The config may have changed since the confirmation was asked for.
    if !ids.is_empty()
        && let Some(refusal) = refusal(registrations, &rule)
    {
        return Ok(Response::refused(refusal));
    }
    let (author, confirmed_by, reason) = (rule.author.clone(), rule.confirmed_by.clone(), rule.reason.clone());
    let reason = reason.filter(|_| registrations.config().moderation.require_reason);
    let id = match registrations.moderation().add_rule(rule).await {
        Ok(id) => id,
        Err(error) => return refused(language, error),
    };
    let denied = registrations.moderation().deny_all(ids, (&author, confirmed_by), reason.as_deref()).await?;
    let (number, prefix) = (id.to_string(), registrations.config().bot.command_prefix.as_str());
    let mut lines = vec![text!(in language, "room-rule-made", id = number, prefix = prefix)];
    if !ids.is_empty() {
        lines.push(text!(in language, "room-rule-denied", count = denied.len()));
    }
    Ok(Response { done: Some(true), ..Response::said(lines) })
}

fn refused(language: Language, error: NewRuleError) -> Result<Response, StoreError> {
    match error {
        NewRuleError::Pattern(error) => {
            Ok(Response::refused(text!(in language, "room-rule-pattern", why = clipped(&error.to_string(), MAX_ERROR))))
        }
        NewRuleError::Store(error) => Err(error),
    }
}

/// Removes a block.
pub(super) async fn unblock(registrations: &Registrations, id: RuleId, by: &str) -> Result<Response, StoreError> {
    let language = registrations.config().room_language();
    let number = id.to_string();
    if registrations.moderation().remove_rule(id, &Actor::Moderator(Mxid(by.to_owned()))).await? {
        Ok(Response::done(text!(in language, "room-rule-removed", id = number)))
    } else {
        let prefix = registrations.config().bot.command_prefix.as_str();
        Ok(Response::refused(text!(in language, "room-rule-unknown", id = number, prefix = prefix)))
    }
}

/// Lists the blocks.
pub(super) async fn blocks(registrations: &Registrations) -> Result<Response, StoreError> {
    let language = registrations.config().room_language();
    let rules = registrations.moderation().rules().await?;
    if rules.is_empty() {
        return Ok(Response::said(vec![text!(in language, "room-rules-none")]));
    }
    let mut lines = vec![text!(in language, "room-rules-title", count = rules.len())];
    lines.extend(rules.iter().rev().take(MAX_BLOCKS).map(|one| line(language, one)));
    if rules.len() > MAX_BLOCKS {
        lines.push(text!(in language, "room-rules-more"));
    }
    Ok(Response::said(lines))
}

fn line(language: Language, rule: &Rule) -> String {
    let NewRule { pattern, reason, show_reason, author, confirmed_by, expires_at, .. } = &rule.says;
    let mut line = text!(in language,
        "room-rule-line",
        id = rule.id.to_string(),
        kind = kind(language, rule.says.kind),
        pattern = clipped(pattern, MAX_PATTERN),
        by = by_whom(language, author, confirmed_by.as_ref()),
        at = language.date_time(rule.created_at),
    );
    if let Some(until) = expires_at {
        line.push_str(&text!(in language, "room-rule-until", at = language.date_time(*until)));
    }
    if let Some(reason) = reason {
        line.push_str(&text!(in language, "room-rule-reason", reason = clipped(reason, MAX_PATTERN)));
    }
    if *show_reason {
        line.push_str(&text!(in language, "room-rule-shown"));
    }
    line
}

fn kind(language: Language, kind: RuleKind) -> String {
    match kind {
        RuleKind::Email => text!(in language, "room-rule-email"),
        RuleKind::Username => text!(in language, "room-rule-username"),
        RuleKind::Address => text!(in language, "room-rule-address"),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn block_line_shows_all_its_settings() {
        let says = NewRule {
            kind: RuleKind::Email,
            pattern: "@spam\nexample".into(),
            reason: Some("spam".into()),
            show_reason: true,
            author: Actor::Moderator(Mxid("@mod:example.org".into())),
            confirmed_by: None,
            expires_at: Some(Timestamp::from_second(86_400).unwrap()),
        };
        let rule = Rule { id: RuleId(3), says, created_at: Timestamp::UNIX_EPOCH };
        let confirmed_by = Some(Actor::Moderator(Mxid("@b:x".into())));
        let confirmed = Rule { says: NewRule { confirmed_by, ..rule.says.clone() }, ..rule.clone() };
        let confirmed = line(Language::english(), &confirmed);
        assert!(confirmed.contains(", by @mod:example.org, confirmed by @b:x on January 1, 1970"), "{confirmed}");
        assert_eq!(
            line(Language::english(), &rule),
            "#3 e-mail address: @spam example, by @mod:example.org on January 1, 1970 at 00:00 UTC, until January 2, 1970 at 00:00 UTC – “spam” (shown to applicants)"
        );
        let says = NewRule { reason: None, show_reason: false, expires_at: None, ..rule.says };
        assert_eq!(
            line(Language::english(), &Rule { says, ..rule }),
            "#3 e-mail address: @spam example, by @mod:example.org on January 1, 1970 at 00:00 UTC"
        );
    }
}
