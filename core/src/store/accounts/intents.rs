//! Intents: recorded before an account is created, and settled exactly once.

use std::time::Duration;

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    super::{
        Store, StoreError, Txn,
        entities::{
            account::{ActiveModel, Column, Entity, Model},
            registration,
        },
        outbox::millis,
        updates::set_account,
    },
    row::{is_intended, json, note_on_request, update, with_status},
};
use crate::domain::{
    Account, AccountFields, AccountProof, AccountRecord, AccountStatus, Mismatch, Registration, SeenAccount, State,
};

/// The result of an attempt to record an intent.
#[derive(Debug)]
pub(crate) enum Intent {
    /// It is recorded, and the caller has to settle it.
    Recorded(Box<AccountRecord>),
    /// Another record holds the name, or the request has moved on.
    Refused,
}

impl Store {
    /// Records that the account of a request is about to be created, under a new nonce. A `leftover` of the same
    /// name becomes the intent; the caller knows that the homeserver has no such account.
    pub(crate) async fn intend_account(
        &self,
        of: &Registration,
        leftover: Option<&AccountRecord>,
        now: Timestamp,
        lease: Duration,
    ) -> Result<Intent, StoreError> {
        let txn = self.begin().await?;
        if !is_waiting(&txn, of).await? {
            return Ok(Intent::Refused);
        }
        let until = now.as_millisecond() + millis(lease);
        let row = match leftover {
            Some(leftover) => reuse(&txn, leftover, of, now, until).await?,
            None => insert(&txn, of, now, until).await?,
        };
        let Some(row) = row else { return Ok(Intent::Refused) };
        set_account(&txn, (of.id, &of.localpart), Account::Intended).await?;
        self.commit(txn).await?;
        Ok(Intent::Recorded(Box::new(row.try_into()?)))
    }

    /// Records that the homeserver has no account of this name. An intent becomes a leftover that is looked at once
    /// more, because its request may still be under way. A leftover is deleted.
    pub(crate) async fn settle_without_account(&self, of: &AccountRecord, now: Timestamp) -> Result<(), StoreError> {
        let txn = self.begin().await?;
        if of.status == AccountStatus::Intended {
            with_status(update(of.id, &[AccountStatus::Intended]), AccountStatus::Leftover)
                .col_expr(Column::UnsettledAt, Expr::value(now.as_millisecond()))
                .col_expr(Column::BusyUntil, Expr::value(0_i64))
                .exec(&txn)
                .await?;
        } else {
            let same = Column::Status.eq(of.status.as_str());
            Entity::delete_many().filter(Column::Id.eq(of.id.0)).filter(same).exec(&txn).await?;
        }
        note_on_request(&txn, of, Account::None).await?;
        self.commit(txn).await
    }

    /// Records that an intent created nothing. If it was a leftover before, it becomes one again.
    pub(crate) async fn withdraw_intent(&self, intent: &AccountRecord) -> Result<(), StoreError> {
        let txn = self.begin().await?;
        let doubtful = with_status(update(intent.id, &[AccountStatus::Intended]), AccountStatus::Leftover)
            .col_expr(Column::Question, Expr::value(Mismatch::Unsettled.as_str()))
            .col_expr(Column::BusyUntil, Expr::value(0_i64))
            .filter(Column::UnsettledAt.is_not_null());
        if doubtful.exec(&txn).await?.rows_affected == 0 {
            Entity::delete_many().filter(Column::Id.eq(intent.id.0)).filter(is_intended()).exec(&txn).await?;
        }
        note_on_request(&txn, intent, Account::None).await?;
        self.commit(txn).await
    }

    /// Records that it is unknown whether an intent created an account; `seen` is the one in doubt. `false` means
    /// that someone else settled the intent.
    pub(crate) async fn leave_over(
        &self,
        intent: &AccountRecord,
        seen: Option<&SeenAccount>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let left = with_status(update(intent.id, &[intent.status]), AccountStatus::Leftover)
            .col_expr(Column::CreatedAt, Expr::value(seen.map(|seen| seen.created_at)))
            .col_expr(Column::Question, Expr::value(Mismatch::Unsettled.as_str()))
            .col_expr(Column::UnsettledAt, Expr::value(now.as_millisecond()))
            .col_expr(Column::BusyUntil, Expr::value(0_i64));
        Ok(self.durable(left.exec(self.writer())).await?.rows_affected == 1)
    }

    /// Records that an account is ours, and the fields of the write that follows. `None` means that someone else
    /// settled the intent.
    pub(crate) async fn record_ours(
        &self,
        intent: &AccountRecord,
        (proof, seen): (AccountProof, &SeenAccount),
        confirmed: &AccountFields,
        pending: Option<&AccountFields>,
    ) -> Result<Option<AccountRecord>, StoreError> {
        let txn = self.begin().await?;
        let from = [AccountStatus::Intended, AccountStatus::Leftover];
        let recorded = with_status(update(intent.id, &from), AccountStatus::Ours)
            .col_expr(Column::Proof, Expr::value(proof.as_str()))
            .col_expr(Column::CreatedAt, Expr::value(seen.created_at))
            .col_expr(Column::Confirmed, json(Some(confirmed)))
            .col_expr(Column::Pending, json(pending))
            .col_expr(Column::Question, Expr::value(None::<String>))
            .col_expr(Column::UnsettledAt, Expr::value(None::<i64>))
            .exec_with_returning(&txn)
            .await?;
        let Some(row) = recorded.into_iter().next() else { return Ok(None) };
        note_on_request(&txn, intent, Account::Ours).await?;
        self.commit(txn).await?;
        AccountRecord::try_from(row).map(Some)
    }

    /// Records an account that was, or may have been, created after its intent had been settled: a person has to
    /// decide about it.
    /// `false` means that another record holds the name.
    pub(crate) async fn record_late(
        &self,
        intent: &AccountRecord,
        seen: Option<&SeenAccount>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let created_at = seen.map(|seen| seen.created_at);
        let row = ActiveModel {
            registration_id: Set(intent.registration.0),
            localpart: Set(intent.localpart.as_str().to_owned()),
            status: Set(AccountStatus::Leftover.as_str().to_owned()),
            nonce: Set(intent.nonce.clone()),
            intended_at: Set(intent.intended_at.as_millisecond()),
            created_at: Set(created_at),
            question: Set(Some(Mismatch::Unsettled.as_str().to_owned())),
            unsettled_at: Set(Some(now.as_millisecond())),
            busy_until: Set(0),
            ..Default::default()
        };
        match self.durable(Entity::insert(row).exec_without_returning(self.writer())).await {
            Ok(_) => Ok(true),
            // The holder of the name will find that the account exists, and ask a person as well.
            Err(error) if is_name_held(&error) => {
                let doubt = Entity::update_many()
                    .col_expr(Column::UnsettledAt, Expr::value(now.as_millisecond()))
                    .col_expr(Column::CreatedAt, Expr::value(created_at))
                    .filter(Column::Localpart.eq(intent.localpart.as_str()))
                    .filter(is_intended());
                self.durable(doubt.exec(self.writer())).await.map(|_| false)
            }
            Err(error) => Err(error),
        }
    }
}

/// Whether a request still waits for its account under the same name. On a database server this locks its row.
pub(super) async fn is_waiting(txn: &Txn, of: &Registration) -> Result<bool, StoreError> {
    let touched = registration::Entity::update_many()
        .col_expr(registration::Column::ChangedAt, Expr::col(registration::Column::ChangedAt))
        .filter(registration::Column::Id.eq(of.id.0))
        .filter(registration::Column::Localpart.eq(of.localpart.as_str()))
        .filter(registration::Column::State.is_in([State::AwaitingDetails, State::AwaitingPassword].map(State::as_str)))
        .exec(txn)
        .await?;
    Ok(touched.rows_affected == 1)
}

/// Records a new intent. `None` means that another record holds the name.
async fn insert(txn: &Txn, of: &Registration, now: Timestamp, busy_until: i64) -> Result<Option<Model>, StoreError> {
    let row = ActiveModel {
        registration_id: Set(of.id.0),
        localpart: Set(of.localpart.as_str().to_owned()),
        status: Set(AccountStatus::Intended.as_str().to_owned()),
        nonce: Set(new_nonce()),
        intended_at: Set(now.as_millisecond()),
        busy_until: Set(busy_until),
        ..Default::default()
    };
    match Entity::insert(row).exec_with_returning(txn).await.map_err(StoreError::from) {
        Ok(row) => Ok(Some(row)),
        Err(error) if is_name_held(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Turns a leftover without an account into a new intent. `None` means that someone else was faster.
async fn reuse(
    txn: &Txn,
    leftover: &AccountRecord,
    of: &Registration,
    now: Timestamp,
    busy_until: i64,
) -> Result<Option<Model>, StoreError> {
    let updated = with_status(update(leftover.id, &[AccountStatus::Leftover]), AccountStatus::Intended)
        .col_expr(Column::RegistrationId, Expr::value(of.id.0))
        .col_expr(Column::Nonce, Expr::value(new_nonce()))
        .col_expr(Column::IntendedAt, Expr::value(now.as_millisecond()))
        .col_expr(Column::CreatedAt, Expr::value(None::<i64>))
        .col_expr(Column::Question, Expr::value(None::<String>))
        .col_expr(Column::BusyUntil, Expr::value(busy_until))
        .exec_with_returning(txn)
        .await?;
    Ok(updated.into_iter().next())
}

pub(super) fn new_nonce() -> Vec<u8> {
    rand::random::<[u8; 32]>().to_vec()
}

pub(super) fn is_name_held(error: &StoreError) -> bool {
    error.violated("accounts_localpart", "accounts.localpart")
}
