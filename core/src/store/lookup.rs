//! What moderators look up: pages of a list, and a search.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, Order, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
    sea_query::{Alias, Asterisk, Expr, ExprTrait, Func, LikeExpr, Query},
};

use super::{
    Store, StoreError,
    entities::registration::{Column, Entity},
    to_instant,
};
use crate::domain::{Registration, State, Verdict, network_of};

/// Which end of a list comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// Who has waited longest.
    Oldest,
    /// Who came last.
    Newest,
}

/// A request that reached the moderators, as far as it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// When it did.
    pub at: Timestamp,
    /// How far it has come.
    pub state: State,
    /// What was decided, and when.
    pub decided: Option<(Verdict, Timestamp)>,
}

#[derive(FromQueryResult)]
struct AskedRow {
    id: i64,
    submitted_at: i64,
    state: String,
    verdict: Option<String>,
    decided_at: Option<i64>,
}

/// So many registrations are counted, and no more.
pub const COUNTED: u64 = 10_000;

/// So many registrations are read for words.
const READ: i64 = 5_000;

/// What an index finds: how names and addresses begin, and networks.
fn begins(text: &str) -> Condition {
    let text = text.to_lowercase();
    let beyond = format!("{text}\u{10ffff}");
    let begins = |column: Column| Condition::all().add(column.gte(&text)).add(column.lt(&beyond));
    let mut fits = Condition::any().add(begins(Column::Localpart)).add(begins(Column::EmailCanonical));
    if let Ok(address) = text.parse() {
        fits = fits.add(Column::Network.eq(network_of(address)));
    }
    fits
}

/// How many rows a query has.
pub(super) async fn count(of: Select<impl EntityTrait>, db: &impl ConnectionTrait) -> Result<u64, StoreError> {
    const COUNT: &str = "count";
    let rows = of.into_query();
    let count = Query::select()
        .expr_as(Func::count(Expr::col(Asterisk)), COUNT)
        .from_subquery(rows, Alias::new("counted"))
        .to_owned();
    let row = db.query_one(&count).await?;
    let count = row.map(|row| row.try_get::<i64>("", COUNT)).transpose()?;
    Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
}

impl Store {
    /// Registrations in one of `states`, by their numbers, and how many there are in all, as far as they are
    /// counted: one more than [`COUNTED`] stands for any number. So a page costs no more as the table grows.
    pub async fn page(
        &self,
        states: &[State],
        first: First,
        offset: u64,
        limit: u64,
    ) -> Result<(Vec<Registration>, u64), StoreError> {
        let (mut found, mut in_all) = (vec![], 0);
        // An index has the numbers of one state in their order, and the table those of all.
        let shelves: Vec<Option<State>> =
            if states.len() == State::ALL.len() { vec![None] } else { states.iter().copied().map(Some).collect() };
        let order = if first == First::Oldest { Order::Asc } else { Order::Desc };
        for state in shelves {
            let all = match state {
                Some(state) => Entity::find().filter(Column::State.eq(state.as_str())),
                None => Entity::find(),
            };
            in_all += count(all.clone().select_only().column(Column::Id).limit(COUNTED + 1), self.reader()).await?;
            found.extend(self.read(all.order_by(Column::Id, order.clone()).limit(offset.saturating_add(limit))).await?);
        }
        found.sort_by_key(|one| one.id);
        if first == First::Newest {
            found.reverse();
        }
        let [offset, limit] = [offset, limit].map(|number| usize::try_from(number).unwrap_or(usize::MAX));
        Ok((found.into_iter().skip(offset).take(limit).collect(), Ord::min(in_all, COUNTED + 1)))
    }

    /// The newest registrations whose name, address, reason or answer holds `text`, or that came
    /// from this network address. So that it costs no more as the table grows, words are looked for
    /// among the newest `READ` registrations, and older ones are found by how their name or their
    /// e-mail address begins.
    pub async fn search(&self, text: &str, limit: u64) -> Result<Vec<Registration>, StoreError> {
        let text = text.trim();
        let newest = Entity::find().order_by_desc(Column::Id).one(self.reader()).await?.map_or(0, |row| row.id);
        let literal = text.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        // SQLite's LIKE knows no capitals. A copy of every text in small letters would take it longer than the look.
        let plain = |column| match self.reader().get_database_backend() {
            DbBackend::Sqlite => Expr::col(column),
            _ => Func::lower(Expr::col(column)).into(),
        };
        let holds = |column| plain(column).like(LikeExpr::new(format!("%{literal}%")).escape('\\'));
        let columns =
            [Column::Localpart, Column::EmailCanonical, Column::EmailLocal, Column::Reason, Column::DecisionMessage];
        let anywhere = columns.into_iter().fold(Condition::any(), |any, column| any.add(holds(column)));
        let read = Condition::all().add(Column::Id.gt(newest - READ)).add(anywhere);
        let mut found = self.read(Entity::find().filter(read).order_by_desc(Column::Id).limit(limit)).await?;
        let older = self.read(Entity::find().filter(begins(text)).order_by_desc(Column::Id).limit(limit)).await?;
        found.extend(older);
        found.sort_by_key(|one| std::cmp::Reverse(one.id));
        found.dedup_by_key(|one| one.id);
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(found)
    }

    /// What reached the moderators since an instant, newest first.
    pub async fn asked_since(&self, since: Timestamp, limit: u64) -> Result<Vec<Asked>, StoreError> {
        let columns = [Column::Id, Column::SubmittedAt, Column::State, Column::Verdict, Column::DecidedAt];
        let query = Entity::find()
            .select_only()
            .columns(columns)
            .filter(Column::SubmittedAt.gte(since.as_millisecond()))
            .order_by_desc(Column::SubmittedAt)
            .limit(limit);
        let rows: Vec<AskedRow> = query.into_model().all(self.reader()).await?;
        rows.into_iter().map(asked).collect()
    }

    async fn read(&self, query: Select<Entity>) -> Result<Vec<Registration>, StoreError> {
        query.all(self.reader()).await?.into_iter().map(Registration::try_from).collect()
    }
}

fn asked(row: AskedRow) -> Result<Asked, StoreError> {
    let AskedRow { id, submitted_at, state, verdict, decided_at } = row;
    let corrupt = |column| StoreError::Corrupt { table: "registrations", id, column };
    let instant = |ms, column| to_instant(ms).ok_or(corrupt(column));
    let verdict = verdict.map(|verdict| verdict.parse().map_err(|_| corrupt("verdict"))).transpose()?;
    Ok(Asked {
        at: instant(submitted_at, "submitted_at")?,
        state: state.parse().map_err(|_| corrupt("state"))?,
        decided: verdict.zip(decided_at.map(|at| instant(at, "decided_at")).transpose()?),
    })
}
