//! Questions about accounts, and what people decided.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, UpdateMany, sea_query::Expr};

use super::{
    super::{
        Store, StoreError, Txn,
        entities::account::{Column, Entity},
    },
    row::{json, note_on_request, update, with_status},
};
use crate::domain::{
    Account, AccountId, AccountProof, AccountRecord, AccountStatus, Mismatch, RegistrationId, SeenAccount,
};

/// Ends our claim to an account: we no longer write to it, and its personal data is deleted from the record.
pub(crate) async fn end(txn: &Txn, record: &AccountRecord, status: AccountStatus) -> Result<bool, StoreError> {
    let ended = ended(record, status).exec(txn).await?;
    if !matches!(status, AccountStatus::Opened | AccountStatus::Kept) {
        note_on_request(txn, record, Account::None).await?;
    }
    Ok(ended.rows_affected == 1)
}

/// The update that ends our claim to an account.
pub(super) fn ended(record: &AccountRecord, status: AccountStatus) -> UpdateMany<Entity> {
    let none = || Expr::value(None::<String>);
    let mut from = AccountStatus::HOLDING.to_vec();
    from.extend(Some(record.status).filter(|status| status.is_handed_over()));
    with_status(update(record.id, &from), status)
        .col_expr(Column::Confirmed, none())
        .col_expr(Column::Pending, none())
        .col_expr(Column::Question, none())
        .col_expr(Column::BusyUntil, Expr::value(0_i64))
}

/// Clears the question about an account.
pub(crate) async fn clear_question(txn: &Txn, id: AccountId) -> Result<(), StoreError> {
    let none = Expr::value(None::<String>);
    Entity::update_many().col_expr(Column::Question, none).filter(Column::Id.eq(id.0)).exec(txn).await?;
    Ok(())
}

/// Clears the questions about the accounts of a request; `false` means that there were none.
pub(crate) async fn clear_questions_of(txn: &Txn, of: RegistrationId) -> Result<bool, StoreError> {
    let cleared = Entity::update_many()
        .col_expr(Column::Question, Expr::value(None::<String>))
        .filter(Column::RegistrationId.eq(of.0))
        .filter(Column::Status.eq(AccountStatus::Ours.as_str()))
        .filter(Column::Question.is_not_null())
        .exec(txn)
        .await?;
    Ok(cleared.rows_affected > 0)
}

/// Records that a person declared this account to be ours, as it is now. The question about it stays. `None` means
/// that the record has no account any more.
pub(crate) async fn adopt(
    txn: &Txn,
    record: &AccountRecord,
    seen: &SeenAccount,
) -> Result<Option<AccountRecord>, StoreError> {
    let adopted = with_status(update(record.id, &[AccountStatus::Leftover, AccountStatus::Ours]), AccountStatus::Ours)
        .col_expr(Column::Proof, Expr::value(AccountProof::Adopted.as_str()))
        .col_expr(Column::CreatedAt, Expr::value(seen.created_at))
        .col_expr(Column::Confirmed, json(Some(&seen.fields)))
        .col_expr(Column::Pending, json(None))
        .exec_with_returning(txn)
        .await?;
    let Some(row) = adopted.into_iter().next() else { return Ok(None) };
    note_on_request(txn, record, Account::Ours).await?;
    AccountRecord::try_from(row).map(Some)
}

impl Store {
    /// Ends our claim to an account.
    pub(crate) async fn end_account(&self, record: &AccountRecord, status: AccountStatus) -> Result<(), StoreError> {
        let txn = self.begin().await?;
        end(&txn, record, status).await?;
        self.commit(txn).await
    }

    /// Records why a person has to decide about an account; `false` means that this was recorded before.
    pub(crate) async fn ask_about_account(&self, id: AccountId, why: Mismatch) -> Result<bool, StoreError> {
        let is_new = Condition::any().add(Column::Question.is_null()).add(Column::Question.ne(why.as_str()));
        let ask = Entity::update_many()
            .col_expr(Column::Question, Expr::value(why.as_str()))
            .filter(Column::Id.eq(id.0))
            .filter(is_new);
        Ok(self.durable(ask.exec(self.writer())).await?.rows_affected == 1)
    }

    /// Allows the name of a removed account to be given out again, however old the denial is.
    pub(crate) async fn release_name(&self, id: AccountId, now: Timestamp) -> Result<bool, StoreError> {
        let release =
            update(id, &[AccountStatus::Removed]).col_expr(Column::ReleasedAt, Expr::value(now.as_millisecond()));
        Ok(self.durable(release.exec(self.writer())).await?.rows_affected == 1)
    }
}
