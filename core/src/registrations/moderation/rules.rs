//! Block rules: checked at every step of a request, added and removed by moderators.

use std::{net::IpAddr, sync::Arc, time::Duration};

use super::decide::DecideError;
use crate::{
    domain::{
        Actor, Blocked, EmailAddress, Localpart, NewDecision, NewRule, Registration, RegistrationId, Rule, RuleError,
        RuleId, RuleSet, State, Verdict,
    },
    registrations::{
        check_error::CheckError,
        context::{Moderation, Registrations},
    },
    store::{StoreError, write},
};

/// Another process may have changed the rules.
const FRESH: Duration = Duration::from_secs(5);
/// Pending requests that a new rule is compared with.
const PENDING: u64 = 10_000;

/// Why a rule was not added.
#[derive(Debug, thiserror::Error)]
pub enum NewRuleError {
    /// The pattern is not valid.
    #[error(transparent)]
    Pattern(#[from] RuleError),
    /// The database failed.
    #[error("cannot write the rule")]
    Store(#[from] StoreError),
}

impl Moderation {
    /// Pending requests that a rule would have blocked.
    pub async fn pending_under(&self, rule: &NewRule) -> Result<Vec<Registration>, NewRuleError> {
        let rule = Rule { id: RuleId(0), says: rule.clone().checked()?, created_at: self.clock().now() };
        let (rules, now) = (RuleSet::new(vec![rule]), self.clock().now());
        let is_under = |one: &Registration| {
            rules.check_username(&one.localpart, now).is_err()
                || rules.check_email(&one.email, now).is_err()
                || one.address.is_some_and(|address| rules.check_address(address, now).is_err())
        };
        let waiting = self.store().list(Some(State::AwaitingReview), PENDING).await?;
        Ok(waiting.into_iter().filter(is_under).collect())
    }

    /// Adds a rule. It replaces one with the same kind and pattern.
    pub async fn add_rule(&self, rule: NewRule) -> Result<RuleId, NewRuleError> {
        let rule = rule.checked()?;
        self.skip_noted().await?;
        let txn = self.store().begin().await?;
        write::remove_same_rule(&txn, &rule).await?;
        let id = write::insert_rule(&txn, &rule, self.clock().now()).await?;
        self.store().commit(txn).await?;
        self.note_rule(id);
        self.0.rules.clear();
        let confirmed_by = rule.confirmed_by.as_ref().map(tracing::field::display);
        tracing::info!(rule = %id, kind = %rule.kind, by = %rule.author, confirmed_by, "rule added");
        Ok(id)
    }

    /// Removes a rule; `false` means that there is none with this number.
    pub async fn remove_rule(&self, id: RuleId, by: &Actor) -> Result<bool, StoreError> {
        let removed = self.store().remove_rule(id).await?;
        self.0.rules.clear();
        if removed {
            tracing::info!(rule = %id, %by, "rule removed");
        }
        Ok(removed)
    }

    /// All rules, oldest first.
    pub async fn rules(&self) -> Result<Vec<Rule>, StoreError> {
        self.store().rules().await
    }

    /// Denies requests without mailing the applicants, such as those that a new rule blocks, and returns the denied
    /// ones. `reason` is recorded.
    pub async fn deny_all(
        &self,
        ids: &[RegistrationId],
        (by, confirmed_by): (&Actor, Option<Actor>),
        reason: Option<&str>,
    ) -> Result<Vec<RegistrationId>, StoreError> {
        let mut denied = vec![];
        for id in ids {
            let decision = NewDecision::new(Verdict::Deny, by.clone()).saying(reason.map(str::to_owned)).quietly(true);
            let decision = NewDecision { confirmed_by: confirmed_by.clone(), ..self.with_own_vote(decision) };
            match self.decide(*id, decision).await {
                Ok(_) => denied.push(*id),
                Err(DecideError::Store(error)) => return Err(error),
                Err(_) => {}
            }
        }
        Ok(denied)
    }
}

impl Registrations {
    /// Whether a rule blocks what is known of an applicant.
    pub(crate) async fn check_rules(
        &self,
        name: Option<&Localpart>,
        email: Option<&EmailAddress>,
        address: Option<IpAddr>,
    ) -> Result<(), CheckError<Blocked>> {
        let now = self.clock().now();
        let rules = self.rule_set().await?;
        let by_address = address.map_or(Ok(()), |address| rules.check_address(address, now));
        let by_email = || email.map_or(Ok(()), |email| rules.check_email(email, now));
        let by_name = || name.map_or(Ok(()), |name| rules.check_username(name, now));
        by_address.and_then(|()| by_email()).and_then(|()| by_name()).map_err(CheckError::Refused)
    }

    /// The rules, at most a few seconds old.
    async fn rule_set(&self) -> Result<Arc<RuleSet>, StoreError> {
        let now = self.clock().uptime();
        if let Some(rules) = self.0.rules.fresh(now, FRESH) {
            return Ok(rules);
        }
        let rows = self.store().rules().await?;
        // Compiling the patterns is expensive, and rules seldom change.
        let rules = match self.0.rules.last() {
            Some(rules) if rules.is_of(&rows) => rules,
            _ => Arc::new(RuleSet::new(rows)),
        };
        self.0.rules.set(now, Arc::clone(&rules));
        Ok(rules)
    }
}
