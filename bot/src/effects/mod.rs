//! Performs the effects of the room lane: cards, messages and reports.

mod account_questions;
mod answers;
mod cards;
mod decision_log;
mod named_room;
mod parked;
mod welcome;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use registration_core::{
    domain::{Event, Registration, RoomEffect},
    store::Card,
    worker::{EffectError, Perform, Task},
};

use crate::active_room::ActiveRoom;

/// How long an effect waits while anyone can join or read the room.
const EXPOSED_DELAY: Duration = Duration::from_secs(10);

/// Performs the effects of the room lane.
pub(crate) struct RoomPerformer(pub(crate) Arc<ActiveRoom>);

#[async_trait]
impl Perform<RoomEffect> for RoomPerformer {
    async fn perform(&self, task: &Task, effect: &RoomEffect, on: &Registration) -> Result<Option<Event>, EffectError> {
        let active = self.0.as_ref();
        if !active.is_private() {
            let cause = "anyone can join or read the moderators' room".to_owned();
            return Err(EffectError::Retry { cause, after: Some(EXPOSED_DELAY) });
        }
        match effect {
            RoomEffect::PostCard => cards::post(active, task, on).await?,
            RoomEffect::UpdateCard => cards::update(active, task, on).await?,
            RoomEffect::StrikeCard { room, event } => {
                let old = Card { registration: on.id, room: room.clone(), event: event.clone() };
                cards::strike(active, task, &old, on).await?;
            }
            RoomEffect::PostAnswer { question } => answers::post(active, task, *question, on).await?,
            RoomEffect::Welcome { room } => welcome::send(active, task, room.as_deref(), on).await?,
            RoomEffect::LogDecision { verdict, by } => decision_log::post(active, task, *verdict, by, on).await?,
            RoomEffect::ReportParked { parked } => parked::report(active, task, *parked, on).await?,
            RoomEffect::ShowAccountQuestions => account_questions::show(active, task).await?,
        }
        Ok(None)
    }
}
