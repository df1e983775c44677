//! Claims and holds of pending requests.

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::OnConflict};

use super::{
    Store, StoreError,
    entities::{
        inquiry,
        triage::{ActiveModel, Column, Entity, Model},
    },
    to_instant,
};
use crate::domain::{Actor, Claim, Hold, RegistrationId, Triage};

/// The notes on a registration, as the transaction sees them.
pub(crate) async fn find(txn: &impl ConnectionTrait, of: RegistrationId) -> Result<Triage, StoreError> {
    let row = Entity::find_by_id(of.0).one(txn).await?;
    row.map(Triage::try_from).transpose().map(Option::unwrap_or_default)
}

/// Saves the notes on a registration in place of earlier ones.
pub(crate) async fn set(txn: &impl ConnectionTrait, of: RegistrationId, triage: &Triage) -> Result<(), StoreError> {
    let Triage { claim, hold } = triage;
    let ms = Timestamp::as_millisecond;
    let row = ActiveModel {
        registration_id: Set(of.0),
        claimed_by: Set(claim.as_ref().map(|claim| claim.by.to_string())),
        claimed_at: Set(claim.as_ref().map(|claim| ms(claim.at))),
        claim_event: Set(claim.as_ref().and_then(|claim| claim.event.clone())),
        held_by: Set(hold.as_ref().map(|hold| hold.by.to_string())),
        held_at: Set(hold.as_ref().map(|hold| ms(hold.at))),
        held_until: Set(hold.as_ref().and_then(|hold| hold.until).map(ms)),
        hold_reason: Set(hold.as_ref().and_then(|hold| hold.reason.clone())),
    };
    let replace = OnConflict::column(Column::RegistrationId)
        .update_columns([
            Column::ClaimedBy,
            Column::ClaimedAt,
            Column::ClaimEvent,
            Column::HeldBy,
            Column::HeldAt,
            Column::HeldUntil,
            Column::HoldReason,
        ])
        .to_owned();
    Entity::insert(row).on_conflict(replace).exec_without_returning(txn).await?;
    Ok(())
}

impl Store {
    /// The notes on a registration.
    pub async fn triage(&self, of: RegistrationId) -> Result<Triage, StoreError> {
        find(self.reader(), of).await
    }

    /// The registration that this event claims.
    pub(crate) async fn claimed_by_event(&self, event: &str) -> Result<Option<RegistrationId>, StoreError> {
        let row = Entity::find().filter(Column::ClaimEvent.eq(event)).one(self.reader()).await?;
        Ok(row.map(|row| RegistrationId(row.registration_id)))
    }

    /// The registrations of `ids` that are on hold, or whose applicant is asked a question.
    pub(crate) async fn held(&self, ids: &[i64], now: Timestamp) -> Result<Vec<i64>, StoreError> {
        let asked = inquiry::Entity::find()
            .filter(inquiry::Column::RegistrationId.is_in(ids.iter().copied()))
            .filter(inquiry::Column::ClosedAt.is_null())
            .all(self.reader())
            .await?;
        let rows = Entity::find()
            .filter(Column::RegistrationId.is_in(ids.iter().copied()))
            .filter(Column::HeldBy.is_not_null())
            .all(self.reader())
            .await?;
        let holds = |row: &Model| row.held_until.is_none_or(|until| until > now.as_millisecond());
        let held = rows.into_iter().filter(holds).map(|row| row.registration_id);
        Ok(held.chain(asked.into_iter().map(|row| row.registration_id)).collect())
    }
}

impl TryFrom<Model> for Triage {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let corrupt = |column| StoreError::Corrupt { table: "triage", id: row.registration_id, column };
        let actor = |by: String, column| by.parse::<Actor>().map_err(|_| corrupt(column));
        let claim = row.claimed_by.zip(row.claimed_at).map(|(by, at)| {
            let at = to_instant(at).ok_or(corrupt("claimed_at"))?;
            Ok::<_, StoreError>(Claim { by: actor(by, "claimed_by")?, at, event: row.claim_event.clone() })
        });
        let hold = row.held_by.zip(row.held_at).map(|(by, at)| {
            let (at, until) = (to_instant(at).ok_or(corrupt("held_at"))?, row.held_until.and_then(to_instant));
            Ok::<_, StoreError>(Hold { by: actor(by, "held_by")?, at, until, reason: row.hold_reason.clone() })
        });
        Ok(Self { claim: claim.transpose()?, hold: hold.transpose()? })
    }
}
