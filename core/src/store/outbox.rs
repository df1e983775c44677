//! The outbox: effects are pushed with the move that causes them, claimed by lease, and settled
//! together with what they led to.

use std::time::Duration;

use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Alias, Expr, ExprTrait, Query},
};

use super::{
    LinkId, Store, StoreError,
    entities::outbox::{ActiveModel, Column, Entity, Model},
};
use crate::domain::{Effect, Lane, RegistrationId};

/// An effect that this process has claimed and is to perform.
#[derive(Clone, Debug)]
pub struct Task {
    /// Its row.
    pub id: i64,
    /// Whose it is.
    pub registration: RegistrationId,
    /// What is to be done.
    pub effect: Effect,
    /// Random, and never used again: transaction and message IDs are derived from it.
    pub key: String,
    /// The link that it mails.
    pub link: Option<LinkId>,
    /// What it is about, where the registration does not say so: a room, or a parked effect.
    /// A greeting notes its room here as soon as there is one.
    pub subject: Option<String>,
    /// How often it was tried, this time included.
    pub attempts: u32,
    lease: i64,
}

/// An effect that is to be queued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Job {
    /// What is to be done.
    pub effect: Effect,
    /// The link that it mails.
    pub link: Option<LinkId>,
    /// See [`Task::subject`].
    pub subject: Option<String>,
}

impl From<Effect> for Job {
    fn from(effect: Effect) -> Self {
        Self { effect, link: None, subject: None }
    }
}

/// How much waits in a lane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueSummary {
    /// Effects that will still be tried.
    pub waiting: u64,
    /// Effects that are out of attempts.
    pub parked: u64,
}

/// Queues `jobs` in their order. With a `lease`, the caller performs them itself right away.
pub(crate) async fn push(
    txn: &impl ConnectionTrait,
    of: RegistrationId,
    jobs: &[Job],
    now: Timestamp,
    lease: Option<Duration>,
) -> Result<Vec<Task>, StoreError> {
    let now = now.as_millisecond();
    let leased_until = lease.map_or(0, |lease| now + millis(lease));
    let mut tasks = Vec::with_capacity(jobs.len());
    for Job { effect, link, subject } in jobs {
        let key = format!("{:032x}", rand::random::<u128>());
        let row = ActiveModel {
            registration_id: Set(of.0),
            lane: Set(effect.lane().as_str().to_owned()),
            effect: Set(effect.as_str().to_owned()),
            key: Set(key.clone()),
            link_id: Set(link.map(|link| link.0)),
            subject: Set(subject.clone()),
            needed: Set(effect.is_needed()),
            attempts: Set(i64::from(lease.is_some())),
            due_at: Set(now),
            leased_until: Set(leased_until),
            created_at: Set(now),
            ..Default::default()
        };
        let id = Entity::insert(row).exec(txn).await?.last_insert_id;
        let (effect, link, subject) = (*effect, *link, subject.clone());
        tasks.push(Task { id, registration: of, effect, key, link, subject, attempts: 1, lease: leased_until });
    }
    Ok(tasks)
}

/// Takes the performed effect away; `false` means that its lease ran out and somebody else has it.
pub(crate) async fn settle(txn: &impl ConnectionTrait, task: &Task) -> Result<bool, StoreError> {
    let gone = Entity::delete_many()
        .filter(Column::Id.eq(task.id))
        .filter(Column::LeasedUntil.eq(task.lease))
        .exec(txn)
        .await?;
    Ok(gone.rows_affected == 1)
}

/// Gives the effect back, to be tried at `due`, or with `None` parks it.
pub(crate) async fn postpone(
    txn: &impl ConnectionTrait,
    task: &Task,
    due: Option<Timestamp>,
    now: Timestamp,
    cause: Option<&str>,
) -> Result<(), StoreError> {
    let mut update = Entity::update_many()
        .col_expr(Column::LeasedUntil, Expr::value(0_i64))
        .filter(Column::Id.eq(task.id))
        .filter(Column::LeasedUntil.eq(task.lease));
    update = match (due, cause) {
        (Some(due), Some(_)) => update.col_expr(Column::DueAt, Expr::value(due.as_millisecond())),
        // Given back untried.
        (Some(due), None) => update
            .col_expr(Column::DueAt, Expr::value(due.as_millisecond()))
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).sub(1)),
        (None, _) => update.col_expr(Column::ParkedAt, Expr::value(now.as_millisecond())),
    };
    if let Some(cause) = cause {
        update = update.col_expr(Column::LastError, Expr::value(cause));
    }
    update.exec(txn).await?;
    Ok(())
}

/// Takes back effects of a registration that nobody has begun to perform. What was tried may have
/// been done although no answer came, and is brought to its end.
pub(crate) async fn take_back(
    txn: &impl ConnectionTrait,
    of: RegistrationId,
    effects: &[Effect],
    now: Timestamp,
) -> Result<(), StoreError> {
    Entity::delete_many()
        .filter(Column::RegistrationId.eq(of.0))
        .filter(Column::Effect.is_in(effects.iter().map(|effect| effect.as_str())))
        .filter(Column::LeasedUntil.lte(now.as_millisecond()))
        .filter(Column::Attempts.eq(0))
        .exec(txn)
        .await?;
    Ok(())
}

/// Whether an effect of this registration is still to be performed.
pub(super) async fn is_busy(txn: &impl ConnectionTrait, of: RegistrationId) -> Result<bool, StoreError> {
    Ok(Entity::find().filter(Column::RegistrationId.eq(of.0)).one(txn).await?.is_some())
}

impl Store {
    /// Claims up to `limit` effects of `lane` that are due, for `lease`, and that nobody has claimed
    /// beyond `leases_end`. Of each registration at most one at a time, and none that an earlier needed
    /// one holds back.
    pub async fn claim(
        &self,
        lane: Lane,
        (now, leases_end): (Timestamp, Timestamp),
        lease: Duration,
        limit: u64,
    ) -> Result<Vec<Task>, StoreError> {
        let (now, leases_end) = (now.as_millisecond(), leases_end.as_millisecond());
        let due = self.due(lane, (now, leases_end), limit, self.reader()).await?;
        if due.is_empty() {
            return Ok(vec![]);
        }
        let txn = self.begin().await?;
        let leased_until = now + millis(lease);
        let mut tasks: Vec<Task> = vec![];
        for row in self.due(lane, (now, leases_end), limit, &txn).await? {
            if tasks.iter().any(|task| task.registration.0 == row.registration_id) {
                continue;
            }
            let claimed = Entity::update_many()
                .col_expr(Column::LeasedUntil, Expr::value(leased_until))
                .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
                .filter(Column::Id.eq(row.id))
                .filter(Column::LeasedUntil.eq(row.leased_until))
                .exec(&txn)
                .await?;
            if claimed.rows_affected == 1 {
                tasks.push(task(row, leased_until)?);
            }
        }
        self.commit(txn).await?;
        Ok(tasks)
    }

    async fn due(
        &self,
        lane: Lane,
        (now, leases_end): (i64, i64),
        limit: u64,
        db: &impl ConnectionTrait,
    ) -> Result<Vec<Model>, StoreError> {
        let earlier = Alias::new("earlier");
        let held_back = Query::select()
            .expr(Expr::value(1))
            .from_as(Entity, earlier.clone())
            .and_where(Expr::col((earlier.clone(), Column::RegistrationId)).equals((Entity, Column::RegistrationId)))
            .and_where(Expr::col((earlier.clone(), Column::Lane)).equals((Entity, Column::Lane)))
            .and_where(Expr::col((earlier.clone(), Column::Id)).lt(Expr::col((Entity, Column::Id))))
            .cond_where(
                Condition::any()
                    .add(Expr::col((earlier.clone(), Column::Needed)).eq(true))
                    .add(Expr::col((earlier, Column::LeasedUntil)).gt(leases_end)),
            )
            .to_owned();
        Ok(Entity::find()
            .filter(Column::Lane.eq(lane.as_str()))
            .filter(Column::ParkedAt.is_null())
            .filter(Column::DueAt.lte(now))
            .filter(Column::LeasedUntil.lte(leases_end))
            .filter(Expr::exists(held_back).not())
            .order_by_asc(Column::DueAt)
            .order_by_asc(Column::Id)
            .limit(limit)
            .all(db)
            .await?)
    }

    /// Whether the same is to be done again for the same registration, and could be right now.
    pub async fn is_repeated(&self, task: &Task, now: Timestamp) -> Result<bool, StoreError> {
        let again = Entity::find()
            .filter(Column::RegistrationId.eq(task.registration.0))
            .filter(Column::Effect.eq(task.effect.as_str()))
            .filter(Column::Id.gt(task.id))
            .filter(Column::ParkedAt.is_null())
            .filter(Column::DueAt.lte(now.as_millisecond()))
            .count(self.reader())
            .await?;
        Ok(again > 0)
    }

    /// Writes down what a task has made so far, for whoever repeats it; `false` means that its lease
    /// ran out and somebody else has it.
    pub async fn note_subject(&self, task: &Task, subject: &str) -> Result<bool, StoreError> {
        let note = Entity::update_many()
            .col_expr(Column::Subject, Expr::value(subject))
            .filter(Column::Id.eq(task.id))
            .filter(Column::LeasedUntil.eq(task.lease));
        let noted = self.lasting(note.exec(self.writer())).await?;
        Ok(noted.rows_affected == 1)
    }

    /// How much waits in `lane`.
    pub async fn queue(&self, lane: Lane) -> Result<QueueSummary, StoreError> {
        let of_lane = || Entity::find().filter(Column::Lane.eq(lane.as_str()));
        Ok(QueueSummary {
            waiting: of_lane().filter(Column::ParkedAt.is_null()).count(self.reader()).await?,
            parked: of_lane().filter(Column::ParkedAt.is_not_null()).count(self.reader()).await?,
        })
    }
}

fn task(row: Model, lease: i64) -> Result<Task, StoreError> {
    let corrupt = |column| StoreError::Corrupt { table: "outbox", id: row.id, column };
    Ok(Task {
        id: row.id,
        registration: RegistrationId(row.registration_id),
        effect: row.effect.parse().map_err(|_| corrupt("effect"))?,
        link: row.link_id.map(LinkId),
        subject: row.subject,
        attempts: u32::try_from(row.attempts + 1).map_err(|_| corrupt("attempts"))?,
        key: row.key,
        lease,
    })
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX / 4)
}
