//! Block rules: insert, list, remove.

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Store, StoreError, entities::rule, to_instant};
use crate::domain::{Actor, NewRule, Rule, RuleId};

/// Inserts a rule.
pub(crate) async fn insert(txn: &impl ConnectionTrait, new: &NewRule, now: Timestamp) -> Result<RuleId, StoreError> {
    let row = rule::ActiveModel {
        kind: Set(new.kind.as_str().to_owned()),
        pattern: Set(new.pattern.clone()),
        reason: Set(new.reason.clone()),
        show_reason: Set(new.show_reason),
        author: Set(new.author.to_string()),
        confirmed_by: Set(new.confirmed_by.as_ref().map(ToString::to_string)),
        created_at: Set(now.as_millisecond()),
        expires_at: Set(new.expires_at.map(Timestamp::as_millisecond)),
        ..Default::default()
    };
    Ok(RuleId(rule::Entity::insert(row).exec(txn).await?.last_insert_id))
}

/// Removes a rule with the same kind and pattern, so that the new one replaces it.
pub(crate) async fn remove_same(txn: &impl ConnectionTrait, as_: &NewRule) -> Result<(), StoreError> {
    rule::Entity::delete_many()
        .filter(rule::Column::Kind.eq(as_.kind.as_str()))
        .filter(rule::Column::Pattern.eq(&as_.pattern))
        .exec(txn)
        .await?;
    Ok(())
}

impl Store {
    /// All rules, oldest first.
    pub async fn rules(&self) -> Result<Vec<Rule>, StoreError> {
        let rows = rule::Entity::find().order_by_asc(rule::Column::Id).all(self.reader()).await?;
        rows.into_iter().map(Rule::try_from).collect()
    }

    /// Removes a rule; `false` means that there is none.
    pub async fn remove_rule(&self, id: RuleId) -> Result<bool, StoreError> {
        Ok(self.durable(rule::Entity::delete_by_id(id.0).exec(self.writer())).await?.rows_affected == 1)
    }

    /// Removes expired rules and returns their number.
    pub async fn remove_expired_rules(&self, now: Timestamp) -> Result<u64, StoreError> {
        let expired = rule::Entity::delete_many().filter(rule::Column::ExpiresAt.lte(now.as_millisecond()));
        Ok(self.durable(expired.exec(self.writer())).await?.rows_affected)
    }
}

impl TryFrom<rule::Model> for Rule {
    type Error = StoreError;

    fn try_from(row: rule::Model) -> Result<Self, StoreError> {
        let corrupt = |column| StoreError::Corrupt { table: "rules", id: row.id, column };
        let expires_at = row.expires_at.map(|ms| to_instant(ms).ok_or(corrupt("expires_at"))).transpose()?;
        let says = NewRule {
            kind: row.kind.parse().map_err(|_| corrupt("kind"))?,
            pattern: row.pattern,
            reason: row.reason,
            show_reason: row.show_reason,
            author: row.author.parse::<Actor>().map_err(|_| corrupt("author"))?,
            confirmed_by: row.confirmed_by.map(|by| by.parse()).transpose().map_err(|_| corrupt("confirmed_by"))?,
            expires_at,
        };
        Ok(Self { id: RuleId(row.id), says, created_at: to_instant(row.created_at).ok_or(corrupt("created_at"))? })
    }
}
