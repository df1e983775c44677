//! Votes that were not cast by reaction, and votes that were withdrawn. Each moderator has at most one per request.

use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, OnConflict},
};

use super::{
    Store, StoreError, Txn,
    entities::vote::{ActiveModel, Column, Entity, Model},
    registrations::verdict_name,
    to_instant,
};
use crate::domain::{Mxid, RegistrationId, Vote};

/// Saves a vote in place of an earlier one of the same moderator. A repeated event changes nothing: the vote may have
/// been withdrawn since.
pub(crate) async fn cast(txn: &impl ConnectionTrait, of: RegistrationId, vote: &Vote) -> Result<(), StoreError> {
    let Vote { voter, verdict, message, notify, at, event, is_reaction, confirmed_by } = vote;
    if find(txn, of, voter).await?.is_some_and(|before| before.event == *event && !event.is_empty()) {
        return Ok(());
    }
    let row = ActiveModel {
        registration_id: Set(of.0),
        voter: Set(voter.0.clone()),
        verdict: Set(verdict.map(|verdict| verdict_name(verdict).to_owned())),
        message: Set(message.clone()),
        notify: Set(*notify),
        at: Set(at.as_millisecond()),
        event: Set(event.clone()),
        is_reaction: Set(*is_reaction),
        confirmed_by: Set(confirmed_by.as_ref().map(|by| by.0.clone())),
        ..Default::default()
    };
    let replace = OnConflict::columns([Column::RegistrationId, Column::Voter])
        .update_columns([
            Column::Verdict,
            Column::Message,
            Column::Notify,
            Column::At,
            Column::Event,
            Column::IsReaction,
            Column::ConfirmedBy,
        ])
        .to_owned();
    Entity::insert(row).on_conflict(replace).exec_without_returning(txn).await?;
    Ok(())
}

/// Withdraws the saved vote of `voter` and their reactions until then, or until `at` if that is later.
pub(crate) async fn withdraw(
    txn: &impl ConnectionTrait,
    of: RegistrationId,
    voter: &Mxid,
    at: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(row) = find(txn, of, voter).await? else {
        return cast(txn, of, &Vote::withdrawn(voter.clone(), at.unwrap_or(now), String::new())).await;
    };
    let until = at.map_or(row.at, |at| at.as_millisecond().max(row.at));
    Entity::update_many()
        .col_expr(Column::Verdict, Expr::value(None::<String>))
        .col_expr(Column::Message, Expr::value(None::<String>))
        .col_expr(Column::At, Expr::value(until))
        .filter(Column::Id.eq(row.id))
        .exec(txn)
        .await?;
    Ok(())
}

/// Forgets all votes on a registration.
pub(crate) async fn forget(txn: &impl ConnectionTrait, of: RegistrationId) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::RegistrationId.eq(of.0)).exec(txn).await?;
    Ok(())
}

async fn find(txn: &impl ConnectionTrait, of: RegistrationId, voter: &Mxid) -> Result<Option<Model>, StoreError> {
    let query = Entity::find().filter(Column::RegistrationId.eq(of.0)).filter(Column::Voter.eq(voter.0.as_str()));
    Ok(query.one(txn).await?)
}

impl Store {
    /// The saved votes on a registration, oldest first.
    pub async fn votes(&self, of: RegistrationId) -> Result<Vec<Vote>, StoreError> {
        let query = Entity::find().filter(Column::RegistrationId.eq(of.0)).order_by_asc(Column::At);
        query.order_by_asc(Column::Id).all(self.reader()).await?.into_iter().map(Vote::try_from).collect()
    }

    /// Withdraws the votes that this event cast, because it was redacted. Returns their requests.
    pub(crate) async fn withdraw_votes_of_event(
        &self,
        txn: &Txn,
        event: &str,
    ) -> Result<Vec<RegistrationId>, StoreError> {
        let rows =
            Entity::find().filter(Column::Event.eq(event)).filter(Column::Verdict.is_not_null()).all(txn).await?;
        Entity::update_many()
            .col_expr(Column::Verdict, Expr::value(None::<String>))
            .col_expr(Column::Message, Expr::value(None::<String>))
            .filter(Column::Event.eq(event))
            .exec(txn)
            .await?;
        Ok(rows.into_iter().map(|row| RegistrationId(row.registration_id)).collect())
    }
}

impl TryFrom<Model> for Vote {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let corrupt = |column| StoreError::Corrupt { table: "votes", id: row.id, column };
        Ok(Self {
            voter: Mxid(row.voter),
            verdict: row.verdict.map(|verdict| verdict.parse().map_err(|_| corrupt("verdict"))).transpose()?,
            message: row.message,
            notify: row.notify,
            at: to_instant(row.at).ok_or(corrupt("at"))?,
            event: row.event,
            is_reaction: row.is_reaction,
            confirmed_by: row.confirmed_by.map(Mxid),
        })
    }
}
