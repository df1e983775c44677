//! What is posted in the room: cards, their edits, and answers. Each carries a transaction ID of
//! its own, so that a repeat after a crash posts nothing twice.

mod account_questions;
mod cards;
mod decision_log;
mod decision_message;
mod parked;
mod performer;
mod welcome;

use std::time::Duration;

use async_trait::async_trait;
use registration_core::{
    domain::{Event, Registration, RoomEffect},
    worker::{EffectError, Perform, Task},
};

pub(crate) use performer::RoomPerformer;

/// How long an effect waits that finds the room public.
const WAIT: Duration = Duration::from_secs(10);

#[async_trait]
impl Perform<RoomEffect> for RoomPerformer {
    async fn perform(&self, task: &Task, effect: &RoomEffect, on: &Registration) -> Result<Option<Event>, EffectError> {
        if !self.vote_display.privacy.is_private(&self.room) {
            let cause = "anybody can join or read the moderators' room".to_owned();
            return Err(EffectError::Retry { cause, after: Some(WAIT) });
        }
        match effect {
            RoomEffect::PostCard => self.post_card(task, on).await?,
            RoomEffect::UpdateCard => self.update_card(task, on).await?,
            RoomEffect::Welcome { room } => self.welcome(task, room.as_deref(), on).await?,
            RoomEffect::LogDecision { verdict, by } => self.log_decision(task, *verdict, by, on).await?,
            RoomEffect::ReportParked { parked } => self.report_parked(task, *parked, on).await?,
            RoomEffect::ShowAccountQuestions => self.show_account_questions(task).await?,
        }
        Ok(None)
    }
}
