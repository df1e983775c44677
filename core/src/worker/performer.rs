//! The service itself performs the effects of the mail and homeserver lanes.

use async_trait::async_trait;

use super::Perform;
use crate::{
    domain::{Event, HomeserverEffect, MailEffect, Registration},
    registrations::{EffectError, Registrations},
    store::Task,
};

/// Performs the effects of all lanes but the room's.
#[derive(Clone, Debug)]
pub struct CorePerformer(pub Registrations);

#[async_trait]
impl Perform<MailEffect> for CorePerformer {
    async fn perform(&self, task: &Task, effect: &MailEffect, on: &Registration) -> Result<Option<Event>, EffectError> {
        self.0.perform_mail(task, effect, on).await
    }
}

#[async_trait]
impl Perform<HomeserverEffect> for CorePerformer {
    async fn perform(
        &self,
        _task: &Task,
        effect: &HomeserverEffect,
        on: &Registration,
    ) -> Result<Option<Event>, EffectError> {
        self.0.perform_on_homeserver(effect, on).await
    }
}
