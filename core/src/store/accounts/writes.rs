//! Writes to accounts: recorded before they are sent, and once more when they are confirmed.

use std::time::Duration;

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, UpdateMany, sea_query::Expr};

use super::{
    super::{
        Store, StoreError, Txn,
        entities::account::{ActiveModel, Column, Entity},
        outbox::millis,
        updates::set_account,
    },
    decisions::{end, ended},
    intents::is_waiting,
    row::{json, note_on_request, update, with_status},
};
use crate::domain::{Account, AccountFields, AccountProof, AccountRecord, AccountStatus, Registration, SeenAccount};

/// The row of an account that is ours to write to, while we hold its lease.
fn held(record: &AccountRecord) -> UpdateMany<Entity> {
    let lease = record.busy_until.as_millisecond();
    let status = if record.status.is_handed_over() { record.status } else { AccountStatus::Ours };
    update(record.id, &[status]).filter(Column::BusyUntil.eq(lease))
}

/// Records that an account was removed, and when: its name may be given out again for some time.
pub(crate) async fn record_removed(
    txn: &Txn,
    record: &AccountRecord,
    seen: &SeenAccount,
    now: Timestamp,
) -> Result<(), StoreError> {
    let none = || Expr::value(None::<String>);
    with_status(update(record.id, &[AccountStatus::Ours]), AccountStatus::Removed)
        .col_expr(Column::CreatedAt, Expr::value(seen.created_at))
        .col_expr(Column::Confirmed, none())
        .col_expr(Column::Pending, none())
        .col_expr(Column::Question, none())
        .col_expr(Column::RemovedAt, Expr::value(now.as_millisecond()))
        .col_expr(Column::ReleasedAt, Expr::value(None::<i64>))
        .col_expr(Column::BusyUntil, Expr::value(0_i64))
        .exec(txn)
        .await?;
    note_on_request(txn, record, Account::Removed).await
}

impl Store {
    /// Records the fields that the account has before a write, and those that it should lead to, before it is sent.
    /// `false` means that the account is no longer ours, or that our lease was lost.
    pub(crate) async fn record_pending(
        &self,
        record: &AccountRecord,
        before: &AccountFields,
        pending: &AccountFields,
    ) -> Result<bool, StoreError> {
        let pend =
            held(record).col_expr(Column::Confirmed, json(Some(before))).col_expr(Column::Pending, json(Some(pending)));
        Ok(self.durable(pend.exec(self.writer())).await?.rows_affected == 1)
    }

    /// Records that the account is about to be unlocked, and its fields before. `false`: see [`Self::record_pending`].
    pub(crate) async fn record_unlocking(
        &self,
        record: &AccountRecord,
        before: &AccountFields,
    ) -> Result<bool, StoreError> {
        let unlocked = AccountFields { locked: false, ..before.clone() };
        let pend = held(record)
            .col_expr(Column::Confirmed, json(Some(before)))
            .col_expr(Column::Pending, json(Some(&unlocked)));
        // If a power cut takes this back, the effect is performed again, and an open account is a success.
        Ok(self.relaxed(pend.exec(self.writer())).await?.rows_affected == 1)
    }

    /// Records the fields that the homeserver confirmed, and those of the `next` write. `None` means that the account
    /// is no longer ours, or that our lease was lost.
    pub(crate) async fn record_confirmed(
        &self,
        record: &AccountRecord,
        seen: &SeenAccount,
        next: Option<&AccountFields>,
    ) -> Result<Option<AccountRecord>, StoreError> {
        let confirm = held(record)
            .col_expr(Column::CreatedAt, Expr::value(seen.created_at))
            .col_expr(Column::Confirmed, json(Some(&seen.fields)))
            .col_expr(Column::Pending, json(next));
        let confirmed = self.durable(confirm.exec_with_returning(self.writer())).await?;
        confirmed.into_iter().next().map(AccountRecord::try_from).transpose()
    }

    /// Records the answer to the last write, and gives the lease back.
    pub(crate) async fn record_finished(&self, record: &AccountRecord, seen: &SeenAccount) -> Result<(), StoreError> {
        let finish = held(record)
            .col_expr(Column::CreatedAt, Expr::value(seen.created_at))
            .col_expr(Column::Confirmed, json(Some(&seen.fields)))
            .col_expr(Column::Pending, json(None))
            .col_expr(Column::BusyUntil, Expr::value(0_i64));
        // If a power cut takes this back, the same fields are still recorded as pending.
        self.relaxed(finish.exec(self.writer())).await.map(drop)
    }

    /// Records that an account was unlocked for its owner. From then on we no longer write to it.
    pub(crate) async fn record_opened(&self, record: &AccountRecord) -> Result<(), StoreError> {
        let opened = ended(record, AccountStatus::Opened);
        // If a power cut takes this back, the effect is performed again and finds the account open.
        self.relaxed(opened.exec(self.writer())).await.map(drop)
    }

    /// Records that an account was locked again, and gives the lease back.
    pub(crate) async fn record_locked(&self, record: &AccountRecord, seen: &SeenAccount) -> Result<(), StoreError> {
        let locked = with_status(held(record), AccountStatus::Locked)
            .col_expr(Column::Confirmed, json(Some(&seen.fields)))
            .col_expr(Column::Pending, json(None))
            .col_expr(Column::BusyUntil, Expr::value(0_i64));
        // If a power cut takes this back, the effect is performed again and finds the account locked.
        self.relaxed(locked.exec(self.writer())).await.map(drop)
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

    /// See [`record_removed`].
    pub(crate) async fn record_removed(
        &self,
        record: &AccountRecord,
        seen: &SeenAccount,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let txn = self.begin().await?;
        record_removed(&txn, record, seen, now).await?;
        self.commit(txn).await
    }

    /// Records that a removed account is about to be given to another request. `None` means that someone else has
    /// changed the record or the request.
    pub(crate) async fn reissue_account(
        &self,
        removed: &AccountRecord,
        to: &Registration,
        seen: &SeenAccount,
    ) -> Result<Option<AccountRecord>, StoreError> {
        let txn = self.begin().await?;
        if !is_waiting(&txn, to).await? {
            return Ok(None);
        }
        let reissued = with_status(update(removed.id, &[AccountStatus::Removed]), AccountStatus::Ours)
            .col_expr(Column::RegistrationId, Expr::value(to.id.0))
            .col_expr(Column::CreatedAt, Expr::value(seen.created_at))
            .col_expr(Column::Confirmed, json(Some(&seen.fields)))
            // Nothing is written yet: an account that is active by now was reactivated by someone else.
            .col_expr(Column::Pending, json(None))
            .exec_with_returning(&txn)
            .await?;
        let Some(row) = reissued.into_iter().next() else { return Ok(None) };
        set_account(&txn, (to.id, &to.localpart), Account::Ours).await?;
        self.commit(txn).await?;
        AccountRecord::try_from(row).map(Some)
    }
}
