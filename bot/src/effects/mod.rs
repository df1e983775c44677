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
    domain::{Effect, Event, Registration},
    worker::{EffectError, Perform, Task},
};

pub(crate) use performer::RoomPerformer;

/// How long an effect waits that finds the room public.
const WAIT: Duration = Duration::from_secs(10);

#[async_trait]
impl Perform for RoomPerformer {
    async fn perform(&self, task: &Task, on: &Registration) -> Result<Option<Event>, EffectError> {
        if !self.ballots.privacy.holds(&self.room) {
            let cause = "anybody can join or read the moderators' room".to_owned();
            return Err(EffectError::Retry { cause, after: Some(WAIT) });
        }
        match task.effect {
            Effect::PostCard => self.post_card(task, on).await?,
            Effect::UpdateCard => self.update_card(task, on).await?,
            Effect::Welcome => self.welcome(task, on).await?,
            Effect::LogDecision => self.log_decision(task, on).await?,
            Effect::ReportTrouble => self.report_trouble(task, on).await?,
            Effect::ShowAccountQuestions => self.show_account_questions(task).await?,
            other => return Err(EffectError::Park { cause: format!("{other} is no effect of the room") }),
        }
        Ok(None)
    }
}
