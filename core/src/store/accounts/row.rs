//! Rows of the table `accounts`: conditions, updates and the conversion to a record.

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, UpdateMany,
    sea_query::{Expr, SimpleExpr},
};

use super::super::{
    StoreError, Txn,
    entities::account::{Column, Entity, Model},
    to_instant,
    updates::set_account,
};
use crate::domain::{Account, AccountFields, AccountId, AccountRecord, AccountStatus, Localpart, RegistrationId};

pub(super) fn has_claim_to(name: &Localpart) -> Condition {
    Condition::all()
        .add(Column::Localpart.eq(name.as_str()))
        .add(Column::Status.is_in(AccountStatus::HOLDING.map(AccountStatus::as_str)))
}

pub(super) fn is_intended() -> SimpleExpr {
    Column::Status.eq(AccountStatus::Intended.as_str())
}

pub(super) fn json(fields: Option<&AccountFields>) -> SimpleExpr {
    Expr::value(fields.and_then(|fields| serde_json::to_string(fields).ok()))
}

pub(super) fn update(id: AccountId, from: &[AccountStatus]) -> UpdateMany<Entity> {
    let from = from.iter().map(|status| status.as_str());
    Entity::update_many().filter(Column::Id.eq(id.0)).filter(Column::Status.is_in(from))
}

pub(super) fn with_status(update: UpdateMany<Entity>, status: AccountStatus) -> UpdateMany<Entity> {
    update.col_expr(Column::Status, Expr::value(status.as_str()))
}

/// Notes on the request of an account what happened to it, if the request still asks for the same name.
pub(super) async fn note_on_request(txn: &Txn, of: &AccountRecord, account: Account) -> Result<(), StoreError> {
    set_account(txn, (of.registration, &of.localpart), account).await
}

impl TryFrom<Model> for AccountRecord {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let corrupt = |column| StoreError::Corrupt { table: "accounts", id: row.id, column };
        let fields = |text: Option<&str>, column| {
            text.map(serde_json::from_str::<AccountFields>).transpose().map_err(|_| corrupt(column))
        };
        Ok(Self {
            id: AccountId(row.id),
            registration: RegistrationId(row.registration_id),
            status: row.status.parse().map_err(|_| corrupt("status"))?,
            proof: row.proof.as_deref().map(str::parse).transpose().map_err(|_| corrupt("proof"))?,
            intended_at: to_instant(row.intended_at).ok_or(corrupt("intended_at"))?,
            created_at: row.created_at,
            created_by: row.created_by,
            confirmed: fields(row.confirmed.as_deref(), "confirmed")?,
            pending: fields(row.pending.as_deref(), "pending")?,
            unsettled_at: row.unsettled_at.and_then(to_instant),
            removed_at: row.removed_at.and_then(to_instant),
            is_released: row.released_at.is_some(),
            question: row.question.as_deref().map(str::parse).transpose().map_err(|_| corrupt("question"))?,
            busy_until: to_instant(row.busy_until).ok_or(corrupt("busy_until"))?,
            localpart: Localpart::stored(&row.localpart).ok_or(corrupt("localpart"))?,
            nonce: row.nonce,
        })
    }
}
