//! `rules`: lists, adds and removes rules that block sign-ups.

use anyhow::bail;
use registration_core::{
    Registrations,
    domain::{Actor, NewRule, Registration, RegistrationId, Rule},
};
use serde_json::{Value, json};

use crate::{cli::RulesCommand, output::outln, table};

/// Runs the command, and prints the result.
pub async fn run(registrations: Registrations, command: RulesCommand) -> anyhow::Result<()> {
    match command {
        RulesCommand::List { json } => list(&registrations, json).await,
        RulesCommand::Add { kind, pattern, reason, show_reason, lifetime, deny_pending, yes } => {
            let expires_at =
                lifetime.map(|lifetime| registrations.clock().now().saturating_add(lifetime)).transpose()?;
            let rule =
                NewRule { kind, pattern, reason, show_reason, author: Actor::Operator, confirmed_by: None, expires_at };
            add(&registrations, rule, deny_pending, yes).await
        }
        RulesCommand::Remove { number } => {
            if !registrations.moderation().remove_rule(number, &Actor::Operator).await? {
                bail!("there is no rule #{number}");
            }
            outln!("Rule #{number} is removed.");
            Ok(())
        }
    }
}

async fn list(registrations: &Registrations, json: bool) -> anyhow::Result<()> {
    let rules = registrations.moderation().rules().await?;
    if json {
        return table::json(rules.iter().map(facts).collect::<Vec<_>>());
    }
    if rules.is_empty() {
        outln!("There are no rules.");
        return Ok(());
    }
    let now = registrations.clock().now();
    let rows = rules.iter().map(|rule| {
        let until = match rule.says.expires_at {
            None => String::new(),
            Some(at) if rule.holds(now) => table::when(at),
            Some(_) => "expired".to_owned(),
        };
        let reason = rule.says.reason.clone().unwrap_or_default();
        let shown = if rule.says.show_reason { format!("{reason} (shown)") } else { reason };
        let confirmed = rule.says.confirmed_by.as_ref().map(|by| format!(", confirmed by {by}"));
        let author = format!("{}{}", rule.says.author, confirmed.unwrap_or_default());
        let kind = rule.says.kind.to_string();
        [format!("#{}", rule.id), kind, rule.says.pattern.clone(), shown, author, table::when(rule.created_at), until]
    });
    table::print(["", "Kind", "Pattern", "Reason", "By", "Created", "Until"], rows);
    Ok(())
}

async fn add(registrations: &Registrations, rule: NewRule, deny_pending: bool, yes: bool) -> anyhow::Result<()> {
    let pending = if deny_pending { registrations.moderation().pending_under(&rule).await? } else { vec![] };
    if !pending.is_empty() {
        let domain = &registrations.config().synapse.domain;
        let row = |one: &Registration| [format!("#{}", one.id), one.localpart.on(domain), one.email.as_typed()];
        table::print(["", "User ID", "E-mail"], pending.iter().map(row));
        if !yes {
            outln!("These requests would be denied. Nothing was changed; add --yes to add the rule and deny them.");
            return Ok(());
        }
    }
    let id = registrations.moderation().add_rule(rule).await?;
    outln!("Rule #{id} is added.");
    let ids: Vec<RegistrationId> = pending.iter().map(|one| one.id).collect();
    if !ids.is_empty() {
        let denied = registrations.moderation().deny_all(&ids, (&Actor::Operator, None), None).await?;
        outln!("Denied: {}. The running service performs the effects.", denied.len());
    }
    Ok(())
}

fn facts(of: &Rule) -> Value {
    json!({
        "id": of.id.0,
        "kind": of.says.kind.as_str(),
        "pattern": of.says.pattern,
        "reason": of.says.reason,
        "show_reason": of.says.show_reason,
        "by": of.says.author.to_string(),
        "confirmed_by": of.says.confirmed_by.as_ref().map(ToString::to_string),
        "created_at": of.created_at,
        "expires_at": of.says.expires_at,
    })
}
