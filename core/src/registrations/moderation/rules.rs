//! Rules that keep people out: read once, kept fresh, asked at every step.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use super::decide::DecideError;
use crate::{
    domain::{
        Actor, Blocked, EmailAddress, Localpart, NewDecision, NewRule, Registration, RegistrationId, Rule, RuleError,
        RuleId, RuleSet, State, Verdict,
    },
    registrations::Registrations,
    store::{StoreError, write},
};

/// The rules as they were last read.
#[derive(Debug, Default)]
pub(crate) struct CachedRules(Mutex<Option<(Duration, Arc<RuleSet>)>>);

/// Another process may have changed the rules.
const FRESH: Duration = Duration::from_secs(5);
/// Requests that a new rule is held against.
const PENDING: u64 = 10_000;

/// Why a rule was not made.
#[derive(Debug, thiserror::Error)]
pub enum NewRuleError {
    /// The pattern will not do.
    #[error(transparent)]
    Pattern(#[from] RuleError),
    /// The database failed.
    #[error("cannot write the rule")]
    Store(#[from] StoreError),
}

impl Registrations {
    /// Whether a rule keeps somebody out, by as much as is known of them.
    pub(crate) async fn check_rules(
        &self,
        name: Option<&Localpart>,
        email: Option<&EmailAddress>,
        address: Option<IpAddr>,
    ) -> Result<Result<(), Blocked>, StoreError> {
        let now = self.clock().now();
        let rules = self.rule_set().await?;
        let by_address = address.map_or(Ok(()), |address| rules.check_address(address, now));
        let by_email = || email.map_or(Ok(()), |email| rules.check_email(email, now));
        let by_name = || name.map_or(Ok(()), |name| rules.check_username(name, now));
        Ok(by_address.and_then(|()| by_email()).and_then(|()| by_name()))
    }

    /// The rules, at most a few seconds old.
    async fn rule_set(&self) -> Result<Arc<RuleSet>, StoreError> {
        let now = self.clock().uptime();
        let cached = self.0.rules.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((at, rules)) = &cached
            && now.saturating_sub(*at) < FRESH
        {
            return Ok(Arc::clone(rules));
        }
        let rows = self.store().rules().await?;
        // Compiling is the dear part, and rules seldom change.
        let rules = match cached {
            Some((_, rules)) if rules.is_of(&rows) => rules,
            _ => Arc::new(RuleSet::new(rows)),
        };
        *self.0.rules.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, Arc::clone(&rules)));
        Ok(rules)
    }

    fn forget_rule_set(&self) {
        *self.0.rules.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Requests waiting for a decision that a rule would have kept out.
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

    /// Makes a rule; it takes the place of one that says the same about the same.
    pub async fn add_rule(&self, rule: NewRule) -> Result<RuleId, NewRuleError> {
        let rule = rule.checked()?;
        self.skip_noted().await?;
        let txn = self.store().begin().await?;
        write::remove_same_rule(&txn, &rule).await?;
        let id = write::insert_rule(&txn, &rule, self.clock().now()).await?;
        self.store().commit(txn).await?;
        self.note_rule(id);
        self.forget_rule_set();
        tracing::info!(rule = %id, kind = %rule.kind, by = %rule.author, "a rule is made");
        Ok(id)
    }

    /// Takes a rule away; `false` means that there is none with this number.
    pub async fn remove_rule(&self, id: RuleId, by: &Actor) -> Result<bool, StoreError> {
        let removed = self.store().remove_rule(id).await?;
        self.forget_rule_set();
        if removed {
            tracing::info!(rule = %id, %by, "a rule is removed");
        }
        Ok(removed)
    }

    /// All rules, oldest first.
    pub async fn rules(&self) -> Result<Vec<Rule>, StoreError> {
        self.store().rules().await
    }

    /// Denies requests without a mail, as those that a new rule is under; says which it came to. `reason` is noted.
    pub async fn deny_all(
        &self,
        ids: &[RegistrationId],
        by: &Actor,
        reason: Option<&str>,
    ) -> Result<Vec<RegistrationId>, StoreError> {
        let mut denied = vec![];
        for id in ids {
            let ruling = NewDecision::new(Verdict::Deny, by.clone()).saying(reason.map(str::to_owned)).quietly(true);
            match self.decide(*id, ruling).await {
                Ok(_) => denied.push(*id),
                Err(DecideError::Store(error)) => return Err(error),
                Err(_) => {}
            }
        }
        Ok(denied)
    }
}
