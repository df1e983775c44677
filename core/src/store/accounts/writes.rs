//! Writes to accounts: recorded before they are sent, and once more when they are confirmed.

use std::time::Duration;

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, EntityTrait, sea_query::Expr};

use super::{
    super::{
        Store, StoreError,
        entities::account::{ActiveModel, Column, Entity},
        outbox::millis,
        registrations::set_account,
    },
    decisions::end,
    intents::is_waiting,
    json, note_on_request, update, with_status,
};
use crate::domain::{
    Account, AccountFields, AccountId, AccountProof, AccountRecord, AccountStatus, Registration, SeenAccount,
};

impl Store {
    /// Records the fields that a write should lead to, before it is sent; `false` means that the account is no longer ours.
    pub(crate) async fn record_pending(&self, id: AccountId, pending: &AccountFields) -> Result<bool, StoreError> {
        let pend = update(id, &[AccountStatus::Ours]).col_expr(Column::Pending, json(Some(pending)));
        Ok(self.durable(pend.exec(self.writer())).await?.rows_affected == 1)
    }

    /// Records the fields that the homeserver confirmed.
    pub(crate) async fn record_confirmed(&self, id: AccountId, seen: &SeenAccount) -> Result<(), StoreError> {
        let confirm = update(id, &[AccountStatus::Ours])
            .col_expr(Column::CreatedAt, Expr::value(seen.created_at))
            .col_expr(Column::Confirmed, json(Some(&seen.fields)))
            .col_expr(Column::Pending, Expr::value(None::<String>));
        self.durable(confirm.exec(self.writer())).await.map(drop)
    }

    /// Records that an account of ours had vanished, and that our write created a new one in its place.
    pub(crate) async fn record_recreated(
        &self,
        vanished: &AccountRecord,
        seen: &SeenAccount,
        lease: (Timestamp, Duration),
    ) -> Result<Option<AccountRecord>, StoreError> {
        let txn = self.begin().await?;
        if !end(&txn, vanished, AccountStatus::Vanished).await? {
            return Ok(None);
        }
        let row = ActiveModel {
            registration_id: Set(vanished.registration.0),
            localpart: Set(vanished.localpart.as_str().to_owned()),
            status: Set(AccountStatus::Ours.as_str().to_owned()),
            proof: Set(Some(AccountProof::Created.as_str().to_owned())),
            nonce: Set(rand::random::<[u8; 32]>().to_vec()),
            intended_at: Set(lease.0.as_millisecond()),
            created_at: Set(Some(seen.created_at)),
            confirmed: Set(serde_json::to_string(&seen.fields).ok()),
            busy_until: Set(lease.0.as_millisecond() + millis(lease.1)),
            ..Default::default()
        };
        let record = AccountRecord::try_from(Entity::insert(row).exec_with_returning(&txn).await?)?;
        note_on_request(&txn, &record, Account::Ours).await?;
        self.commit(txn).await?;
        Ok(Some(record))
    }

    /// Records that an account was removed, and when: its name may be given out again for some time.
    pub(crate) async fn record_removed(
        &self,
        record: &AccountRecord,
        seen: &SeenAccount,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let txn = self.begin().await?;
        let none = || Expr::value(None::<String>);
        with_status(update(record.id, &[AccountStatus::Ours]), AccountStatus::Removed)
            .col_expr(Column::CreatedAt, Expr::value(seen.created_at))
            .col_expr(Column::Confirmed, none())
            .col_expr(Column::Pending, none())
            .col_expr(Column::Question, none())
            .col_expr(Column::RemovedAt, Expr::value(now.as_millisecond()))
            .col_expr(Column::ReleasedAt, Expr::value(None::<i64>))
            .col_expr(Column::BusyUntil, Expr::value(0_i64))
            .exec(&txn)
            .await?;
        note_on_request(&txn, record, Account::Removed).await?;
        self.commit(txn).await
    }

    /// Records that a removed account is about to be given to another request.
    pub(crate) async fn reissue_account(
        &self,
        removed: &AccountRecord,
        to: &Registration,
        seen: &SeenAccount,
        pending: &AccountFields,
    ) -> Result<bool, StoreError> {
        let txn = self.begin().await?;
        if !is_waiting(&txn, to).await? {
            return Ok(false);
        }
        let reissued = with_status(update(removed.id, &[AccountStatus::Removed]), AccountStatus::Ours)
            .col_expr(Column::RegistrationId, Expr::value(to.id.0))
            .col_expr(Column::CreatedAt, Expr::value(seen.created_at))
            .col_expr(Column::Confirmed, json(Some(&seen.fields)))
            .col_expr(Column::Pending, json(Some(pending)))
            .exec(&txn)
            .await?;
        if reissued.rows_affected == 0 {
            return Ok(false);
        }
        set_account(&txn, (to.id, &to.localpart), Account::Ours).await?;
        self.commit(txn).await?;
        Ok(true)
    }
}
