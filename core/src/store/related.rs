//! Related registrations: same address or network, similar usernames; and how many wait.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, Select, sea_query::Expr,
};

use super::{
    Store, StoreError,
    entities::registration::{Column, Entity, Model},
    lookup::count,
    to_instant,
};
use crate::domain::{PriorDenial, Registration, Related, State, network_of, skeleton};

impl Store {
    /// How many requests wait for a decision, and since when the oldest waits.
    pub async fn waiting(&self) -> Result<(u64, Option<Timestamp>), StoreError> {
        let waiting = Entity::find().filter(Column::State.eq(State::AwaitingReview.as_str()));
        let count = count(waiting.clone(), self.reader()).await?;
        let oldest = waiting.order_by_asc(Column::Id).one(self.reader()).await?;
        Ok((count, oldest.and_then(|row| row.submitted_at).and_then(to_instant)))
    }

    /// Denied requests with the same e-mail address or network.
    pub async fn prior_denials(&self, of: &Registration, limit: u64) -> Result<Vec<PriorDenial>, StoreError> {
        // Keeps SQLite from using the index of the state: many requests are denied, few are related.
        let state = Expr::cust(r#""registrations"."state" || ''"#);
        let denied = alike(of).filter(state.eq(State::Denied.as_str()));
        let mut denials = vec![];
        for row in denied.limit(limit).all(self.reader()).await? {
            let (same_email, same_network) = sameness(of, &row);
            let Registration { id, localpart, decision, .. } = Registration::try_from(row)?;
            let corrupt = StoreError::Corrupt { table: "registrations", id: id.0, column: "verdict" };
            denials.push(PriorDenial { id, localpart, same_email, same_network, decision: decision.ok_or(corrupt)? });
        }
        Ok(denials)
    }

    /// Other requests, except denied ones, with the same e-mail address or network.
    pub async fn related(&self, of: &Registration, limit: u64) -> Result<Vec<Related>, StoreError> {
        let others = alike(of).filter(Column::State.ne(State::Denied.as_str()));
        let rows = others.limit(limit).all(self.reader()).await?;
        let related = |row: Model| {
            let (same_email, same_network) = sameness(of, &row);
            let Registration { id, localpart, state, .. } = Registration::try_from(row)?;
            Ok(Related { id, localpart, state, same_email, same_network })
        };
        rows.into_iter().map(related).collect()
    }

    /// Other open or approved requests with confusable usernames.
    pub async fn lookalikes(&self, of: &Registration, limit: u64) -> Result<Vec<Registration>, StoreError> {
        let open = [State::AwaitingReview, State::Provisioning, State::AwaitingPassword, State::Active];
        let query = Entity::find()
            .filter(Column::Skeleton.eq(skeleton(of.localpart.as_str())))
            .filter(Column::State.is_in(open.map(State::as_str)))
            .filter(Column::Id.ne(of.id.0))
            .filter(Column::Localpart.ne(of.localpart.as_str()));
        many(query.order_by_desc(Column::Id).limit(limit), self).await
    }
}

/// Other requests with the same e-mail address or network, newest first.
fn alike(of: &Registration) -> Select<Entity> {
    let mut same = Condition::any().add(Column::EmailCanonical.eq(of.email.canonical()));
    if let Some(address) = of.address {
        same = same.add(Column::Network.eq(network_of(address)));
    }
    Entity::find().filter(same).filter(Column::Id.ne(of.id.0)).order_by_desc(Column::Id)
}

/// Whether the row has the same e-mail address, and whether it has the same network.
fn sameness(of: &Registration, row: &Model) -> (bool, bool) {
    let network = of.address.map(network_of);
    (row.email_canonical == of.email.canonical(), network.is_some() && row.network == network)
}

async fn many(query: Select<Entity>, store: &Store) -> Result<Vec<Registration>, StoreError> {
    query.all(store.reader()).await?.into_iter().map(Registration::try_from).collect()
}
