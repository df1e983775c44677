//! Questions to applicants, and their answers.

use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use super::{
    Store, StoreError,
    entities::inquiry::{ActiveModel, Column, Entity, Model},
    to_instant,
};
use crate::domain::{Actor, Inquiry, InquiryId, Reason, RegistrationId};

/// Saves a question. A unique index refuses a second open one.
pub(crate) async fn insert(
    txn: &impl ConnectionTrait,
    of: RegistrationId,
    text: &str,
    by: &Actor,
    (now, expires_at): (Timestamp, Timestamp),
) -> Result<(), StoreError> {
    let row = ActiveModel {
        registration_id: Set(of.0),
        question: Set(text.to_owned()),
        asked_by: Set(by.to_string()),
        asked_at: Set(now.as_millisecond()),
        expires_at: Set(expires_at.as_millisecond()),
        ..Default::default()
    };
    Entity::insert(row).exec_without_returning(txn).await?;
    Ok(())
}

/// The newest question about a registration.
pub(crate) async fn newest(txn: &impl ConnectionTrait, of: RegistrationId) -> Result<Option<Inquiry>, StoreError> {
    let query = Entity::find().filter(Column::RegistrationId.eq(of.0)).order_by_desc(Column::Id);
    query.one(txn).await?.map(Inquiry::try_from).transpose()
}

/// Closes a question, with an answer if there is one; `false` means that it was closed before.
pub(crate) async fn close(
    txn: &impl ConnectionTrait,
    id: InquiryId,
    answer: Option<&Reason>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let closed = Entity::update_many()
        .col_expr(Column::Answer, Expr::value(answer.map(Reason::as_str)))
        .col_expr(Column::ClosedAt, Expr::value(now.as_millisecond()))
        .filter(Column::Id.eq(id.0))
        .filter(Column::ClosedAt.is_null())
        .exec(txn)
        .await?;
    Ok(closed.rows_affected == 1)
}

impl Store {
    /// The questions about a registration, oldest first.
    pub async fn questions(&self, of: RegistrationId) -> Result<Vec<Inquiry>, StoreError> {
        let query = Entity::find().filter(Column::RegistrationId.eq(of.0)).order_by_asc(Column::Id);
        query.all(self.reader()).await?.into_iter().map(Inquiry::try_from).collect()
    }

    /// The newest question about a registration.
    pub(crate) async fn newest_question(&self, of: RegistrationId) -> Result<Option<Inquiry>, StoreError> {
        newest(self.reader(), of).await
    }

    /// The question with this number.
    pub async fn question(&self, id: InquiryId) -> Result<Option<Inquiry>, StoreError> {
        Entity::find_by_id(id.0).one(self.reader()).await?.map(Inquiry::try_from).transpose()
    }

    /// Open questions whose time ran out before `now`, oldest first.
    pub(crate) async fn overdue_questions(&self, now: Timestamp, limit: u64) -> Result<Vec<Inquiry>, StoreError> {
        let overdue = Entity::find()
            .filter(Column::ClosedAt.is_null())
            .filter(Column::ExpiresAt.lte(now.as_millisecond()))
            .order_by_asc(Column::ExpiresAt)
            .limit(limit);
        overdue.all(self.reader()).await?.into_iter().map(Inquiry::try_from).collect()
    }
}

impl TryFrom<Model> for Inquiry {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let corrupt = |column| StoreError::Corrupt { table: "inquiries", id: row.id, column };
        Ok(Self {
            id: InquiryId(row.id),
            registration: RegistrationId(row.registration_id),
            by: row.asked_by.parse().map_err(|_| corrupt("asked_by"))?,
            asked_at: to_instant(row.asked_at).ok_or(corrupt("asked_at"))?,
            expires_at: to_instant(row.expires_at).ok_or(corrupt("expires_at"))?,
            closed_at: row.closed_at.and_then(to_instant),
            answer: row.answer.map(Reason::stored),
            text: row.question,
        })
    }
}
