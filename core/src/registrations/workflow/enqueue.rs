//! What the config and the decision make of the table's effects.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::{
    domain::{Effect, Origin, Registration, RegistrationId},
    registrations::Registrations,
    store::{self, Job, LinkId, MailedLink, Purpose, StoreError, Task, Txn, write},
};

/// How long a card may lag behind an approval: the account is opened first, and one edit says both.
const CARD_UPDATE_DELAY: Duration = Duration::from_secs(1);

impl Registrations {
    /// What is to be queued when `of` has moved.
    pub(crate) async fn jobs(
        &self,
        txn: &Txn,
        of: &Registration,
        effects: &[Effect],
        now: Timestamp,
    ) -> Result<Vec<Job>, StoreError> {
        let config = self.config();
        let is_told = of.decision.as_ref().is_none_or(|decision| decision.notify);
        let mut jobs: Vec<Job> = vec![];
        for effect in effects {
            match effect {
                Effect::MailApproval | Effect::MailDenial | Effect::MailPasswordLink if !is_told => {}
                Effect::MailPasswordLink => jobs.push(self.password_link(txn, (of.id, now), now).await?),
                // A removal may be done twice, and an earlier version queued the mail with the decision.
                Effect::MailDenial => {
                    write::supersede(txn, of.id, Effect::MailDenial, now).await?;
                    let since = of.decision.as_ref().map_or(now, |decision| decision.at);
                    if !store::was_recorded(txn, of.id, Effect::MailDenial.as_str(), since).await? {
                        jobs.push(Job::from(Effect::MailDenial));
                    }
                }
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
                Effect::MailOperators => jobs.extend(self.operators_mail()),
                Effect::UpdateCard => {
                    // The new edit says all that an earlier one would.
                    write::supersede(txn, of.id, Effect::UpdateCard, now).await?;
                    let after =
                        if effects.contains(&Effect::UnlockAccount) { CARD_UPDATE_DELAY } else { Duration::ZERO };
                    jobs.push(Job { after, ..Job::from(Effect::UpdateCard) });
                }
                effect => jobs.push(Job::from(*effect)),
            }
        }
        Ok(jobs)
    }

    /// A letter to each operator.
    fn operators_mail(&self) -> impl Iterator<Item = Job> + '_ {
        let operators = self.config().admin.email.0.iter();
        operators.map(|to| Job { subject: Some(to.email.to_string()), ..Job::from(Effect::MailOperators) })
    }

    /// Makes of a letter to all operators, as earlier versions queued it, one to each: `task` keeps the first.
    /// `false` means that somebody else has the task, or that there are no operators.
    pub(crate) async fn split_operators_mail(&self, task: &Task) -> Result<bool, StoreError> {
        let mut letters: Vec<Job> = self.operators_mail().collect();
        if letters.is_empty() {
            return Ok(false);
        }
        let own = letters.remove(0).subject.unwrap_or_default();
        let txn = self.store().begin().await?;
        if !write::note_subject(&txn, task, &own).await? {
            return Ok(false);
        }
        write::push(&txn, task.registration, &letters, self.clock().now(), None).await?;
        self.store().commit(txn).await?;
        self.notify(&[task.effect]);
        Ok(true)
    }

    /// A new verification link, and the mail that brings it. Where an earlier request, the `holder`, has this
    /// address and waits for its applicant, the mail brings a link of that one; this one's pause is counted all
    /// the same, so that nobody can tell. Whether there is one is looked up again before the mail goes.
    pub(crate) async fn verification_link(
        &self,
        txn: &Txn,
        of: &Registration,
        holder: Option<&Registration>,
        by: &Origin,
        now: Timestamp,
    ) -> Result<Job, StoreError> {
        let own = self.new_link(txn, (of.id, of.changed_at), Purpose::Verification, now).await?;
        let holder = holder.filter(|holder| holder.id != of.id);
        let link = match holder.map(|holder| (holder, Purpose::to_go_on(holder.state))) {
            Some((holder, Some(purpose))) => {
                let effect = Effect::MailVerification.as_str();
                store::record(txn, holder.id, now, "mail_requested", by, Some(effect)).await?;
                self.new_link(txn, (holder.id, holder.changed_at), purpose, now).await?
            }
            _ => own,
        };
        Ok(Job { link: Some(link), ..Job::from(Effect::MailVerification) })
    }

    /// The link that `task` mails to the applicant of `whose`. Where things have moved on since it was
    /// queued, a new one is noted on the task before it is mailed: a repeated mail carries the same.
    /// `None` means that somebody else has the task, or that the request ends before any link could work.
    pub(crate) async fn link_to_mail(
        &self,
        task: &Task,
        whose: &Registration,
        purpose: Purpose,
    ) -> Result<Option<MailedLink>, StoreError> {
        let (owner, now) = ((whose.id, purpose), self.clock().now());
        if let Some(id) = task.link
            && let Some(link) = self.store().mailed_link(self.keys(), id, owner).await?
            && link.expires_at > now
        {
            return Ok(Some(link));
        }
        let txn = self.store().begin().await?;
        let link = self.new_link(&txn, (whose.id, whose.changed_at), purpose, now).await?;
        if !write::note_link(&txn, task, link).await? {
            return Ok(None);
        }
        let effect = task.effect.as_str();
        store::record(&txn, whose.id, now, "mail_requested", &Origin::system(), Some(effect)).await?;
        self.store().commit(txn).await?;
        let link = self.store().mailed_link(self.keys(), link, owner).await?;
        Ok(link.filter(|link| link.expires_at > now))
    }

    /// A new link that sets the password, and the mail that brings it.
    pub(crate) async fn password_link(
        &self,
        txn: &Txn,
        of: (RegistrationId, Timestamp),
        now: Timestamp,
    ) -> Result<Job, StoreError> {
        let link = self.new_link(txn, of, Purpose::Password, now).await?;
        Ok(Job { link: Some(link), ..Job::from(Effect::MailPasswordLink) })
    }

    /// A link works no longer than its request waits, which has done so `since` then.
    async fn new_link(
        &self,
        txn: &Txn,
        (of, since): (RegistrationId, Timestamp),
        purpose: Purpose,
        now: Timestamp,
    ) -> Result<LinkId, StoreError> {
        let days = match purpose {
            Purpose::Verification => self.config().retention.started,
            Purpose::Password => self.config().retention.completed,
        };
        let ends_at = since.saturating_add(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(now);
        let expires_at = now.saturating_add(self.config().link_lifetime()).unwrap_or(now).min(ends_at);
        write::create_link(txn, self.keys(), of, purpose, now, expires_at).await
    }
}
