//! Since when the rules for decisions are in force: votes that were cast under other rules do not decide.

use jiff::Timestamp;
use registration_core::{
    Registrations,
    config::{ModerationConfig, Reactions},
    store::{StoreError, state::DecisionRules},
};

/// When the present rules were first seen.
pub(crate) async fn load(registrations: &Registrations) -> Result<Timestamp, StoreError> {
    let slot = registrations.bot_store().state::<DecisionRules>();
    let rules = fingerprint(&registrations.config().moderation);
    let since = match slot.get().await? {
        Some(known) if known.rules == rules => return Ok(known.since),
        Some(_) => registrations.clock().now(),
        // Earlier versions did not remember the rules.
        None => Timestamp::UNIX_EPOCH,
    };
    slot.set(&DecisionRules { rules, since }).await?;
    Ok(since)
}

fn fingerprint(rules: &ModerationConfig) -> String {
    let ModerationConfig { min_power_level, only, only_local, approvals_required, denials_required, .. } = rules;
    let (Reactions { approve, deny }, needs_reason) = (&rules.reactions, rules.require_reason);
    format!(
        "{min_power_level} {only:?} {only_local} {approvals_required} {denials_required} {approve:?} {deny:?} {needs_reason}"
    )
}
