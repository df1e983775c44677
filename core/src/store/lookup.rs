//! Lists and search for moderators.

use std::ops::Range;

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
use crate::domain::{Decision, Registration, State, network_of};

/// The order of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// The oldest first.
    Oldest,
    /// The newest first.
    Newest,
}

/// A submitted request, for statistics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// When it was submitted.
    pub at: Timestamp,
    /// Its state.
    pub state: State,
    /// The decision.
    pub decision: Option<Decision>,
}

#[derive(FromQueryResult)]
struct AskedRow {
    id: i64,
    submitted_at: i64,
    state: String,
    verdict: Option<String>,
    decided_by: Option<String>,
    decided_at: Option<i64>,
    decision_message: Option<String>,
    decision_notify: bool,
}

/// A list counts at most this many registrations.
pub const COUNTED: u64 = 10_000;

/// A search reads the texts of this many registrations.
const READ: i64 = 5_000;

/// What an index finds: prefixes of usernames and addresses, and networks.
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

/// The number of rows of a query.
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
    /// A page of the registrations in `states`, by number, and their total. The total is counted up to [`COUNTED`] + 1,
    /// which stands for any larger number, so a page does not get slower as the table grows.
    pub async fn page(
        &self,
        states: &[State],
        first: First,
        offset: u64,
        limit: u64,
    ) -> Result<(Vec<Registration>, u64), StoreError> {
        let (mut found, mut in_all) = (vec![], 0);
        // An index orders the registrations of one state by number; the table orders all of them.
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

    /// The newest registrations whose username, address, reason or answer contains `text`, or that came from this
    /// network address. Among older ones than the newest `READ`, only prefixes of usernames and e-mail addresses
    /// match, so a search does not get slower as the table grows.
    pub async fn search(&self, text: &str, limit: u64) -> Result<Vec<Registration>, StoreError> {
        let text = text.trim();
        let newest = Entity::find().order_by_desc(Column::Id).one(self.reader()).await?.map_or(0, |row| row.id);
        let literal = text.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        // SQLite's LIKE ignores case by itself, and is faster than comparing lowercase copies.
        let plain = |column| match self.reader().get_database_backend() {
            DbBackend::Sqlite => Expr::col(column),
            _ => Func::lower(Expr::col(column)).into(),
        };
        let holds = |column| plain(column).like(LikeExpr::new(format!("%{literal}%")).escape('\\'));
        let columns = [
            Column::Localpart,
            Column::EmailCanonical,
            Column::EmailLocal,
            Column::Reason,
            Column::Answers,
            Column::DecisionMessage,
        ];
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

    /// The requests submitted in this time, newest first.
    pub async fn asked_within(&self, time: Range<Timestamp>, limit: u64) -> Result<Vec<Asked>, StoreError> {
        let columns = [
            Column::Id,
            Column::SubmittedAt,
            Column::State,
            Column::Verdict,
            Column::DecidedBy,
            Column::DecidedAt,
            Column::DecisionMessage,
            Column::DecisionNotify,
        ];
        let query = Entity::find()
            .select_only()
            .columns(columns)
            .filter(Column::SubmittedAt.gte(time.start.as_millisecond()))
            .filter(Column::SubmittedAt.lt(time.end.as_millisecond()))
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
    let corrupt = |column| StoreError::Corrupt { table: "registrations", id: row.id, column };
    let instant = |ms, column| to_instant(ms).ok_or(corrupt(column));
    let decision = match (row.verdict, row.decided_by, row.decided_at) {
        (Some(verdict), Some(by), Some(at)) => Some(Decision {
            verdict: verdict.parse().map_err(|_| corrupt("verdict"))?,
            by: by.parse().map_err(|_| corrupt("decided_by"))?,
            at: instant(at, "decided_at")?,
            message: row.decision_message,
            notify: row.decision_notify,
            confirmed_by: None,
            undo_until: None,
        }),
        _ => None,
    };
    Ok(Asked {
        at: instant(row.submitted_at, "submitted_at")?,
        state: row.state.parse().map_err(|_| corrupt("state"))?,
        decision,
    })
}
