//! Performs the effects of the mail and homeserver lanes. Those of the room are performed by the bot.

mod homeserver;
mod mail;

use crate::{
    domain::{Effect, Event, Registration},
    registrations::{context::Registrations, workflow::EffectError},
    store::Task,
};

impl Registrations {
    /// Performs `task` without the worker, for somebody who waits for it.
    pub(crate) async fn perform(&self, task: &Task, on: &Registration) -> Result<Option<Event>, EffectError> {
        match &task.effect {
            Effect::Mail(effect) => self.perform_mail(task, effect, on).await,
            Effect::Homeserver(effect) => self.perform_on_homeserver(effect, on).await,
            Effect::Room(_) => Err(EffectError::park("only the bot performs this")),
        }
    }
}
