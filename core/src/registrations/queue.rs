//! What the config and the decision make of the table's effects.

use std::time::Duration;

use jiff::Timestamp;

use super::Registrations;
use crate::{
    domain::{Effect, Registration, RegistrationId},
    store::{Job, LinkId, Purpose, StoreError, Task, Txn, write},
};

/// How long a card may lag behind an approval: the account is opened first, and one edit says both.
const SHORTLY: Duration = Duration::from_secs(1);

impl Registrations {
    /// Queues what follows from a move of `of`. With a `lease`, the caller performs it right away.
    pub(super) async fn queue(
        &self,
        txn: &Txn,
        of: &Registration,
        effects: &[Effect],
        now: Timestamp,
        lease: Option<Duration>,
    ) -> Result<Vec<Task>, StoreError> {
        let config = self.config();
        let is_told = of.decision.as_ref().is_none_or(|decision| decision.notify);
        let mut jobs: Vec<Job> = vec![];
        for effect in effects {
            match effect {
                Effect::MailApproval | Effect::MailDenial | Effect::MailPasswordLink if !is_told => {}
                Effect::MailPasswordLink => jobs.push(self.password_link(txn, of.id, now).await?),
                Effect::GiveConsent if config.consent().is_none() => {}
                Effect::Welcome if config.matrix_notifications.welcome().is_none() => {}
                Effect::LogDecision if config.moderation.log_room.is_none() => {}
                // Whatever becomes of the decision, it was made.
                Effect::LogDecision => jobs.extend(of.decision.as_ref().map(|decision| Job {
                    subject: Some(format!("{} {}", decision.verdict.as_str(), decision.by)),
                    ..Job::from(Effect::LogDecision)
                })),
                Effect::JoinRoom => jobs.extend(
                    config
                        .auto_join
                        .iter()
                        .map(|room| Job { subject: Some(room.clone()), ..Job::from(Effect::JoinRoom) }),
                ),
                Effect::UpdateCard => {
                    // The new edit says all that an earlier one would.
                    write::supersede(txn, of.id, Effect::UpdateCard, now).await?;
                    let after = if effects.contains(&Effect::UnlockAccount) { SHORTLY } else { Duration::ZERO };
                    jobs.push(Job { after, ..Job::from(Effect::UpdateCard) });
                }
                effect => jobs.push(Job::from(*effect)),
            }
        }
        write::push(txn, of.id, &jobs, now, lease).await
    }

    /// A new verification link, and the mail that brings it.
    pub(super) async fn verification_link(
        &self,
        txn: &Txn,
        of: RegistrationId,
        now: Timestamp,
    ) -> Result<Job, StoreError> {
        let link = self.new_link(txn, of, Purpose::Verification, now).await?;
        Ok(Job { link: Some(link), ..Job::from(Effect::MailVerification) })
    }

    /// A new link that sets the password, and the mail that brings it.
    pub(super) async fn password_link(&self, txn: &Txn, of: RegistrationId, now: Timestamp) -> Result<Job, StoreError> {
        let link = self.new_link(txn, of, Purpose::Password, now).await?;
        Ok(Job { link: Some(link), ..Job::from(Effect::MailPasswordLink) })
    }

    async fn new_link(
        &self,
        txn: &Txn,
        of: RegistrationId,
        purpose: Purpose,
        now: Timestamp,
    ) -> Result<LinkId, StoreError> {
        let expires_at = now.saturating_add(self.config().link_lifetime()).unwrap_or(now);
        write::create_link(txn, self.keys(), of, purpose, now, expires_at).await
    }
}
