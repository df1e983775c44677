//! Retention: which registrations are unfinished or forgettable, and deleting them.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, Query},
};

use super::{
    Store, StoreError,
    entities::{
        inquiry, outbox,
        registration::{Column, Entity},
    },
};
use crate::domain::{RegistrationId, State};

/// Unfinished registrations: in `state` since `before`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stale {
    pub(crate) state: State,
    pub(crate) before: Timestamp,
}

impl Stale {
    /// Whether `id` is one of them, as the transaction sees it.
    pub(crate) async fn is(self, txn: &impl ConnectionTrait, id: RegistrationId) -> Result<bool, StoreError> {
        let query = standing(self.state, self.before).filter(Column::Id.eq(id.0));
        Ok(!ids(query, txn).await?.is_empty())
    }
}

/// A pending request does not expire while its applicant is asked a question.
fn standing(state: State, before: Timestamp) -> Select<Entity> {
    let asked = Query::select()
        .expr(Expr::value(1))
        .from(inquiry::Entity)
        .and_where(Expr::col((inquiry::Entity, inquiry::Column::RegistrationId)).equals((Entity, Column::Id)))
        .and_where(Expr::col((inquiry::Entity, inquiry::Column::ClosedAt)).is_null())
        .to_owned();
    let unfinished =
        Entity::find().filter(Column::State.eq(state.as_str())).filter(Column::ChangedAt.lt(before.as_millisecond()));
    if state == State::AwaitingReview { unfinished.filter(Expr::exists(asked).not()) } else { unfinished }
}

async fn ids(of: Select<Entity>, db: &impl ConnectionTrait) -> Result<Vec<RegistrationId>, StoreError> {
    #[derive(FromQueryResult)]
    struct Row {
        id: i64,
    }
    let rows = of.select_only().column(Column::Id).into_model::<Row>().all(db).await?;
    Ok(rows.into_iter().map(|row| RegistrationId(row.id)).collect())
}

impl Store {
    /// Registrations that are [`Stale`], the oldest first.
    pub(crate) async fn stale(&self, stale: Stale, limit: u64) -> Result<Vec<RegistrationId>, StoreError> {
        ids(standing(stale.state, stale.before).order_by_asc(Column::ChangedAt).limit(limit), self.reader()).await
    }

    /// Registrations in `state` since `before` that have no effects left, the oldest first.
    pub(crate) async fn forgettable(
        &self,
        state: State,
        before: Timestamp,
        limit: u64,
    ) -> Result<Vec<RegistrationId>, StoreError> {
        let busy = Query::select()
            .expr(Expr::value(1))
            .from(outbox::Entity)
            .and_where(Expr::col((outbox::Entity, outbox::Column::RegistrationId)).equals((Entity, Column::Id)))
            .to_owned();
        let over = standing(state, before).filter(Expr::exists(busy).not());
        ids(over.order_by_asc(Column::ChangedAt).limit(limit), self.reader()).await
    }

    /// Deletes a registration and everything about it, unless an effect is still queued.
    pub async fn forget(&self, id: RegistrationId) -> Result<bool, StoreError> {
        let txn = self.begin().await?;
        let busy = super::outbox::is_busy(&txn, id).await?;
        if !busy {
            Entity::delete_by_id(id.0).exec(&txn).await?;
        }
        self.commit(txn).await?;
        Ok(!busy)
    }
}
