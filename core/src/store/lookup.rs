//! What moderators look up: pages of a list, and a search.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, Func, LikeExpr},
};

use super::{
    Store, StoreError,
    entities::registration::{Column, Entity},
};
use crate::domain::{Registration, State};

/// Which end of a list comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// Who has waited longest.
    Oldest,
    /// Who came last.
    Newest,
}

impl Store {
    /// Registrations in one of `states`, by their numbers, and how many there are in all.
    pub async fn page(
        &self,
        states: &[State],
        first: First,
        offset: u64,
        limit: u64,
    ) -> Result<(Vec<Registration>, u64), StoreError> {
        let all = Entity::find().filter(Column::State.is_in(states.iter().map(|state| state.as_str())));
        let order = match first {
            First::Oldest => Order::Asc,
            First::Newest => Order::Desc,
        };
        let count = all.clone().count(self.reader()).await?;
        Ok((self.read(all.order_by(Column::Id, order).offset(offset).limit(limit)).await?, count))
    }

    /// The newest registrations whose name, address, reason or answer holds `text`.
    pub async fn search(&self, text: &str, limit: u64) -> Result<Vec<Registration>, StoreError> {
        let literal = text.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let holds = |column| Func::lower(Expr::col(column)).like(LikeExpr::new(format!("%{literal}%")).escape('\\'));
        let columns =
            [Column::Localpart, Column::EmailCanonical, Column::EmailLocal, Column::Reason, Column::DecisionMessage];
        let anywhere = columns.into_iter().fold(Condition::any(), |any, column| any.add(holds(column)));
        self.read(Entity::find().filter(anywhere).order_by_desc(Column::Id).limit(limit)).await
    }

    /// What reached the moderators since an instant, oldest first.
    pub async fn submitted_since(&self, since: Timestamp, limit: u64) -> Result<Vec<Registration>, StoreError> {
        let query = Entity::find()
            .filter(Column::SubmittedAt.gte(since.as_millisecond()))
            .order_by_asc(Column::SubmittedAt)
            .limit(limit);
        self.read(query).await
    }

    async fn read(&self, query: Select<Entity>) -> Result<Vec<Registration>, StoreError> {
        query.all(self.reader()).await?.into_iter().map(Registration::try_from).collect()
    }
}
