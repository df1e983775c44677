//! Many registrations at once: pages, searches, numbers, and those that belong together.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::{
    Store, StoreError,
    entities::registration::{Column, Entity, Model},
    to_instant,
};
use crate::domain::{PriorDenial, Registration, Related, State, Verdict, network_of, skeleton};

/// One page of a list, and how many there are on all of them.
#[derive(Clone, Debug)]
pub struct Page {
    /// What stands on it.
    pub registrations: Vec<Registration>,
    /// How many there are in all.
    pub total: u64,
}

/// When a request arrived, and what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// When it reached the moderators.
    pub submitted_at: Timestamp,
    /// What was decided, and when.
    pub decided: Option<(Verdict, Timestamp)>,
}

impl Store {
    /// A page of the registrations in these states, of all if none is named. Those that wait come
    /// oldest first, others newest first. Pages count from 0.
    pub async fn page(&self, states: &[State], page: u64, size: u64) -> Result<Page, StoreError> {
        let mut query = Entity::find();
        if !states.is_empty() {
            query = query.filter(Column::State.is_in(states.iter().map(|state| state.as_str())));
        }
        let total = query.clone().count(self.reader()).await?;
        let query = match states {
            [State::AwaitingReview] => query.order_by_asc(Column::Id),
            _ => query.order_by_desc(Column::Id),
        };
        let rows = query.offset(page.saturating_mul(size)).limit(size).all(self.reader()).await?;
        Ok(Page { registrations: rows.into_iter().map(Registration::try_from).collect::<Result<_, _>>()?, total })
    }

    /// Registrations whose username or e-mail address begins so, or that came from this network
    /// address; newest first. Each is looked up by an index.
    pub async fn search(&self, text: &str, limit: u64) -> Result<Vec<Registration>, StoreError> {
        let text = text.trim().to_lowercase();
        let beyond = format!("{text}\u{10ffff}");
        let begins = |column: Column| Condition::all().add(column.gte(&text)).add(column.lt(&beyond));
        let mut fits = Condition::any().add(begins(Column::Localpart)).add(begins(Column::EmailCanonical));
        if let Ok(address) = text.parse() {
            fits = fits.add(Column::Network.eq(network_of(address)));
        }
        many(Entity::find().filter(fits).order_by_desc(Column::Id).limit(limit), self).await
    }

    /// What came of the requests that arrived since an instant.
    pub async fn outcomes(&self, since: Timestamp) -> Result<Vec<Outcome>, StoreError> {
        let rows: Vec<(i64, Option<String>, Option<i64>)> = Entity::find()
            .select_only()
            .columns([Column::SubmittedAt, Column::Verdict, Column::DecidedAt])
            .filter(Column::SubmittedAt.gte(since.as_millisecond()))
            .order_by_asc(Column::SubmittedAt)
            .into_tuple()
            .all(self.reader())
            .await?;
        let read = |(submitted, verdict, decided): (i64, Option<String>, Option<i64>)| {
            let verdict = verdict.map(|name| if name == "approve" { Verdict::Approve } else { Verdict::Deny });
            Some(Outcome { submitted_at: to_instant(submitted)?, decided: verdict.zip(decided.and_then(to_instant)) })
        };
        Ok(rows.into_iter().filter_map(read).collect())
    }

    /// How many wait for a decision, and since when the oldest does.
    pub async fn waiting(&self) -> Result<(u64, Option<Timestamp>), StoreError> {
        let waiting = Entity::find().filter(Column::State.eq(State::AwaitingReview.as_str()));
        let count = waiting.clone().count(self.reader()).await?;
        let oldest = waiting.order_by_asc(Column::Id).one(self.reader()).await?;
        Ok((count, oldest.and_then(|row| row.submitted_at).and_then(to_instant)))
    }

    /// Requests that were refused before, and came with the same address or from the same network.
    pub async fn prior_denials(&self, of: &Registration, limit: u64) -> Result<Vec<PriorDenial>, StoreError> {
        let denied = alike(of).filter(Column::State.eq(State::Denied.as_str()));
        let mut denials = vec![];
        for row in denied.limit(limit).all(self.reader()).await? {
            let (same_email, same_network) = sameness(of, &row);
            let Registration { id, localpart, decision, .. } = Registration::try_from(row)?;
            let corrupt = StoreError::Corrupt { table: "registrations", id: id.0, column: "verdict" };
            denials.push(PriorDenial { id, localpart, same_email, same_network, decision: decision.ok_or(corrupt)? });
        }
        Ok(denials)
    }

    /// Other requests, not refused ones, with the same address or from the same network.
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

    /// Other requests that are or were open whose usernames can be taken for this one's.
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

/// Others with the same address or from the same network, newest first.
fn alike(of: &Registration) -> Select<Entity> {
    let mut same = Condition::any().add(Column::EmailCanonical.eq(of.email.canonical()));
    if let Some(address) = of.address {
        same = same.add(Column::Network.eq(network_of(address)));
    }
    Entity::find().filter(same).filter(Column::Id.ne(of.id.0)).order_by_desc(Column::Id)
}

/// Whether the row has the same address, and whether it came from the same network.
fn sameness(of: &Registration, row: &Model) -> (bool, bool) {
    let network = of.address.map(network_of);
    (row.email_canonical == of.email.canonical(), network.is_some() && row.network == network)
}

async fn many(query: Select<Entity>, store: &Store) -> Result<Vec<Registration>, StoreError> {
    query.all(store.reader()).await?.into_iter().map(Registration::try_from).collect()
}
