//! Related registrations: same address, network or mail domain, similar usernames; and how many wait.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
    sea_query::{Alias, Asterisk, Expr, Func, Query, UnionType},
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

    /// For each of `of`, the newest denied requests with the same e-mail address or network.
    pub async fn prior_denials(&self, of: &[Registration], limit: u64) -> Result<Vec<Vec<PriorDenial>>, StoreError> {
        // Keeps SQLite from using the index of the state: many requests are denied, few are related.
        let state = Expr::cust(r#""registrations"."state" || ''"#);
        let denied = |of| alike(of).filter(state.clone().eq(State::Denied.as_str()));
        let rows = self.newest_of_each(of.iter().map(denied), limit).await?;
        of.iter().map(|of| same(of, &rows, limit).map(|row| prior_denial(of, row)).collect()).collect()
    }

    /// For each of `of`, the newest other requests, except denied ones, with the same e-mail address or network.
    pub async fn related(&self, of: &[Registration], limit: u64) -> Result<Vec<Vec<Related>>, StoreError> {
        let others = |of| alike(of).filter(Column::State.ne(State::Denied.as_str()));
        let rows = self.newest_of_each(of.iter().map(others), limit).await?;
        of.iter().map(|of| same(of, &rows, limit).map(|row| related(of, row)).collect()).collect()
    }

    /// For each of `of`, other open or approved requests with confusable usernames.
    pub async fn lookalikes(&self, of: &[Registration], limit: u64) -> Result<Vec<Vec<Registration>>, StoreError> {
        let looks = |of: &Registration| skeleton(of.localpart.as_str());
        let rows = self.newest_of_each(of.iter().map(|of| confusable(of, &looks(of))), limit).await?;
        let of_one = |of: &Registration| {
            let look = Some(looks(of));
            let others = rows
                .iter()
                .filter(move |row| row.skeleton == look && row.id != of.id.0 && row.localpart != of.localpart.as_str());
            let others = others.take(usize::try_from(limit).unwrap_or(usize::MAX));
            others.cloned().map(Registration::try_from).collect()
        };
        of.iter().map(of_one).collect()
    }

    /// The states of the newest other submitted requests with the same mail domain.
    pub async fn states_by_mail_domain(&self, of: &Registration, limit: u64) -> Result<Vec<State>, StoreError> {
        let domain = of.email.parts().1.to_ascii_lowercase();
        let rows: Vec<(i64, String)> = Entity::find()
            .select_only()
            .columns([Column::Id, Column::State])
            .filter(Func::lower(Expr::col((Entity, Column::EmailDomain))).eq(domain))
            .filter(Column::SubmittedAt.is_not_null())
            .filter(Column::Id.ne(of.id.0))
            .order_by_desc(Column::Id)
            .limit(limit)
            .into_tuple()
            .all(self.reader())
            .await?;
        let corrupt = |id| StoreError::Corrupt { table: "registrations", id, column: "state" };
        rows.into_iter().map(|(id, state)| state.parse().map_err(|_| corrupt(id))).collect()
    }

    /// The first rows of each of `queries`, newest first, in one query.
    async fn newest_of_each(
        &self,
        queries: impl Iterator<Item = Select<Entity>>,
        limit: u64,
    ) -> Result<Vec<Model>, StoreError> {
        let limited = queries.map(|query| query.order_by_desc(Column::Id).limit(limit).into_query());
        let parts =
            limited.map(|query| Query::select().column(Asterisk).from_subquery(query, Alias::new("newest")).to_owned());
        let all = parts.reduce(|mut all, part| all.union(UnionType::All, part).to_owned());
        let Some(all) = all else { return Ok(vec![]) };
        let statement = self.reader().get_database_backend().build(&all);
        let mut rows = Model::find_by_statement(statement).all(self.reader()).await?;
        rows.sort_by_key(|row| std::cmp::Reverse(row.id));
        rows.dedup_by_key(|row| row.id);
        Ok(rows)
    }
}

/// Other requests with the same e-mail address or network.
fn alike(of: &Registration) -> Select<Entity> {
    let mut same = Condition::any().add(Column::EmailCanonical.eq(of.email.canonical()));
    if let Some(address) = of.address {
        same = same.add(Column::Network.eq(network_of(address)));
    }
    Entity::find().filter(same).filter(Column::Id.ne(of.id.0))
}

fn confusable(of: &Registration, look: &str) -> Select<Entity> {
    let open = [State::AwaitingReview, State::Provisioning, State::AwaitingPassword, State::Active];
    Entity::find()
        .filter(Column::Skeleton.eq(look))
        .filter(Column::State.is_in(open.map(State::as_str)))
        .filter(Column::Id.ne(of.id.0))
        .filter(Column::Localpart.ne(of.localpart.as_str()))
}

/// The first of `rows` with the same e-mail address or network.
fn same<'a>(of: &'a Registration, rows: &'a [Model], limit: u64) -> impl Iterator<Item = &'a Model> {
    let (email, network) = (of.email.canonical(), of.address.map(network_of));
    let is_same = move |row: &&Model| {
        row.id != of.id.0 && (row.email_canonical == email || (network.is_some() && row.network == network))
    };
    rows.iter().filter(is_same).take(usize::try_from(limit).unwrap_or(usize::MAX))
}

fn prior_denial(of: &Registration, row: &Model) -> Result<PriorDenial, StoreError> {
    let (same_email, same_network) = sameness(of, row);
    let Registration { id, localpart, decision, .. } = Registration::try_from(row.clone())?;
    let corrupt = StoreError::Corrupt { table: "registrations", id: id.0, column: "verdict" };
    Ok(PriorDenial { id, localpart, same_email, same_network, decision: decision.ok_or(corrupt)? })
}

fn related(of: &Registration, row: &Model) -> Result<Related, StoreError> {
    let (same_email, same_network) = sameness(of, row);
    let Registration { id, localpart, state, .. } = Registration::try_from(row.clone())?;
    Ok(Related { id, localpart, state, same_email, same_network })
}

/// Whether the row has the same e-mail address, and whether it has the same network.
fn sameness(of: &Registration, row: &Model) -> (bool, bool) {
    let network = of.address.map(network_of);
    (row.email_canonical == of.email.canonical(), network.is_some() && row.network == network)
}
