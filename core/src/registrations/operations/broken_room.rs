//! Tells operators by mail that the moderators' room does not work: nobody can be told there.

use jiff::SignedDuration;

use crate::{
    domain::{EffectKind, MailEffect, RegistrationId, State},
    finding::Finding,
    registrations::context::Operations,
    store::{Job, StoreError, state::RoomBrokenMailed, write},
};

/// The shortest time between two mails.
const INTERVAL: SignedDuration = SignedDuration::from_hours(24);

impl Operations {
    /// Mails every operator what is wrong with the room, at most daily. The mail belongs to the newest request that
    /// waits, or else to the newest one; without any request nobody waits for moderators, and the log is enough.
    pub async fn report_broken_room(&self, finding: &Finding) -> Result<(), StoreError> {
        let (now, slot) = (self.clock().now(), self.store().state::<RoomBrokenMailed>());
        let seen = slot.seen().await?;
        // A clock that was set back does not silence the mail for longer.
        let is_recent = |last: &RoomBrokenMailed| (last.0..last.0 + INTERVAL).contains(&now);
        if seen.value.as_ref().is_some_and(is_recent) || self.config().admin.email.0.is_empty() {
            return Ok(());
        }
        let Some(of) = self.affected_request().await? else { return Ok(()) };
        let Finding { cause, remedy, .. } = finding;
        let mails = self.config().admin.email.0.iter().map(|operator| MailEffect::MailRoomBroken {
            to: operator.email.to_string(),
            cause: cause.clone(),
            remedy: remedy.clone(),
            manual: finding.manual(),
        });
        let jobs: Vec<Job> = mails.map(Job::from).collect();
        let txn = self.store().begin().await?;
        if !slot.replace_in(&txn, &seen, &RoomBrokenMailed(now)).await? {
            return Ok(()); // another process was faster
        }
        write::push(&txn, of, &jobs, now, None).await?;
        self.store().commit(txn).await?;
        self.notify(&[EffectKind::MailRoomBroken]);
        tracing::info!(code = finding.code.as_str(), "operators are told by mail that the room does not work");
        Ok(())
    }

    async fn affected_request(&self) -> Result<Option<RegistrationId>, StoreError> {
        let waiting = self.list(Some(State::AwaitingReview), 1).await?;
        let newest = if waiting.is_empty() { self.list(None, 1).await? } else { waiting };
        Ok(newest.first().map(|request| request.id))
    }
}
