//! Importing the Django app's database: planned first, then done in one transaction.

mod history;
mod outcome;
mod pattern;
mod plan;
mod rules;

pub use outcome::{Holder, ImportPlan, LeftOut, PlannedRequest, RequestOutcome, ToImport};
#[cfg(feature = "fuzzing")]
pub use pattern::translate;
pub use rules::{PlannedRule, RuleLeftOut, RuleOutcome};

use jiff::Timestamp;

use super::context::Operations;
use crate::{
    domain::{EffectKind, RoomEffect, State},
    store::{self, StoreError, Txn, django::OldData, write},
};

impl Operations {
    /// What [`import`](Self::import) would do now. Writes nothing.
    pub async fn plan_import(&self, old: OldData) -> Result<ImportPlan, StoreError> {
        let txn = self.store().begin().await?;
        self.plan_with(&txn, old).await
    }

    /// Imports everything that can be imported, all or nothing, and returns what happened. Sends no mail; pending
    /// requests get a card.
    pub async fn import(&self, old: OldData) -> Result<ImportPlan, StoreError> {
        self.skip_noted().await?;
        let txn = self.store().begin().await?;
        let plan = self.plan_with(&txn, old).await?;
        let now = self.clock().now();
        for request in &plan.requests {
            if let RequestOutcome::Comes(request) = &request.outcome {
                self.import_request(&txn, request, now).await?;
            }
        }
        for rule in &plan.rules {
            if let RuleOutcome::Comes(rule, made_at) = &rule.outcome {
                write::insert_rule(&txn, rule, *made_at).await?;
            }
        }
        self.store().commit(txn).await?;
        self.skip_noted().await?;
        self.notify(&[EffectKind::PostCard]);
        Ok(plan)
    }

    async fn plan_with(&self, txn: &Txn, old: OldData) -> Result<ImportPlan, StoreError> {
        let config = self.config();
        let at =
            plan::PlanContext { server: &config.synapse.domain, retention: config.retention, now: self.clock().now() };
        Ok(plan::plan(old, write::existing_keys(txn).await?, &at))
    }

    async fn import_request(&self, txn: &Txn, request: &ToImport, now: Timestamp) -> Result<(), StoreError> {
        let id = write::insert_imported(txn, self.keys(), &request.row).await?;
        if let Some((purpose, token)) = &request.link {
            let expires_at = now.saturating_add(self.config().link_lifetime()).unwrap_or(now);
            write::adopt_link(txn, id, *purpose, token, now, expires_at).await?;
        }
        for entry in &request.history {
            store::record(txn, id, entry.at, entry.kind.clone(), &entry.origin, entry.detail.as_deref()).await?;
        }
        if request.state == State::AwaitingReview {
            write::push(txn, id, &[RoomEffect::PostCard.into()], now, None).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
