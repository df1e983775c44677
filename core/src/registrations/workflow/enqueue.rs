//! Turns the effects of the workflow table into outbox entries, as the configuration and the decision say.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::{
    domain::{
        Action, Decision, Effect, EffectKind, Event, HomeserverEffect, LinkId, MailEffect, Origin, Registration,
        RegistrationId, RoomEffect, State, Verdict,
    },
    registrations::context::Registrations,
    store::{self, Job, MailedLink, Purpose, StoreError, Task, Txn, write},
};

/// How long the card waits after an approval: usually the account is unlocked first, and one edit shows both.
const CARD_UPDATE_DELAY: Duration = Duration::from_secs(1);

impl Registrations {
    /// What to queue after a transition of `of`.
    pub(crate) async fn jobs(
        &self,
        txn: &Txn,
        of: &Registration,
        (event, kinds): (Event, &[EffectKind]),
        now: Timestamp,
    ) -> Result<Vec<Job>, StoreError> {
        let mut jobs = vec![];
        for kind in kinds.iter().filter(|kind| self.is_wanted(of, event, **kind)) {
            let effects = self.effects(txn, of, *kind, now).await?;
            let after = self.delay(event, *kind);
            jobs.extend(effects.into_iter().map(|effect| Job { effect, after }));
        }
        Ok(jobs)
    }

    /// How long an effect waits: those of a decision until it can no longer be undone, except the card, which says so.
    fn delay(&self, event: Event, kind: EffectKind) -> Duration {
        let undo = Duration::try_from(self.config().moderation.undo).unwrap_or_default();
        match (event, kind) {
            (Event::Approved, EffectKind::UpdateCard) if undo.is_zero() => CARD_UPDATE_DELAY,
            (_, EffectKind::UpdateCard) => Duration::ZERO,
            (event, _) if event.is_decision() => undo,
            _ => Duration::ZERO,
        }
    }

    /// Whether the configuration and the decision allow this effect.
    fn is_wanted(&self, of: &Registration, event: Event, kind: EffectKind) -> bool {
        let (config, decision) = (self.config(), of.decision.as_ref());
        match kind {
            // The card says until when the decision could be undone. Without that, nothing on it changes.
            EffectKind::UpdateCard if event == Event::AccountRemoved => {
                decision.is_some_and(|decision| decision.undo_until.is_some())
            }
            EffectKind::MailApproval
            | EffectKind::MailDenial
            | EffectKind::MailRevoked
            | EffectKind::MailPasswordLink => decision.is_none_or(|decision| decision.notify),
            EffectKind::GiveConsent => config.consent().is_some(),
            EffectKind::Welcome => config.matrix_notifications.welcome().is_some(),
            EffectKind::LogDecision => config.moderation.log_room.is_some(),
            _ => true,
        }
    }

    /// The effects that `kind` stands for: several if it is for several rooms or operators.
    async fn effects(
        &self,
        txn: &Txn,
        of: &Registration,
        kind: EffectKind,
        now: Timestamp,
    ) -> Result<Vec<Effect>, StoreError> {
        use {EffectKind as K, HomeserverEffect as H, MailEffect as M, RoomEffect as R};
        let rooms = &self.config().auto_join;
        Ok(match kind {
            K::MailVerification => vec![M::MailVerification { link: None }.into()],
            K::MailReceipt => vec![M::MailReceipt.into()],
            K::MailOperators => self.operator_mails(),
            K::MailQuestion => self.question_mail(txn, of.id, now).await?.into_iter().map(Effect::from).collect(),
            K::MailApproval => vec![M::MailApproval.into()],
            K::MailPasswordLink => vec![self.password_link(txn, (of.id, now), now).await?.into()],
            K::MailDenial if self.denial_mail_is_needed(txn, of, now).await? => vec![M::MailDenial.into()],
            // Mailed before; and the others are queued when a request is reopened, an effect is parked, a username changes
            // or the room breaks.
            K::MailDenial | K::StrikeCard | K::MailRoomBroken | K::ReportParked | K::RemoveFormerAccount => vec![],
            K::MailRevoked => {
                // A pending request has lost its denial, a revoked one its approval.
                let was = if of.state == State::Denied { Verdict::Deny } else { Verdict::Approve };
                let message = of.decision.as_ref().and_then(|decision| decision.message.clone());
                vec![M::MailRevoked { was, message }.into()]
            }
            K::LockAccount => vec![H::LockAccount.into()],
            K::UnlockAccount => vec![H::UnlockAccount.into()],
            K::RemoveAccount => vec![H::RemoveAccount.into()],
            K::GiveConsent => vec![H::GiveConsent.into()],
            K::JoinRoom => rooms.iter().map(|room| H::JoinRoom { room: room.clone() }.into()).collect(),
            K::PostCard => vec![R::PostCard.into()],
            K::UpdateCard => {
                // The new edit shows everything that an earlier one would.
                write::supersede(txn, of.id, K::UpdateCard, now).await?;
                vec![R::UpdateCard.into()]
            }
            K::PostAnswer => {
                let question = write::newest_question(txn, of.id).await?;
                question.map(|question| R::PostAnswer { question: question.id }.into()).into_iter().collect()
            }
            K::Welcome => vec![R::Welcome { room: None }.into()],
            K::LogDecision => {
                let logged = |one: &Decision| R::LogDecision { verdict: one.verdict, by: one.by.clone() }.into();
                of.decision.iter().map(logged).collect()
            }
            K::ShowAccountQuestions => vec![R::ShowAccountQuestions.into()],
        })
    }

    /// A removal may be done twice, and an earlier version queued the mail with the decision.
    async fn denial_mail_is_needed(&self, txn: &Txn, of: &Registration, now: Timestamp) -> Result<bool, StoreError> {
        write::supersede(txn, of.id, EffectKind::MailDenial, now).await?;
        let since = of.decision.as_ref().map_or(now, |decision| decision.at);
        Ok(!store::was_recorded(txn, of.id, EffectKind::MailDenial, since).await?)
    }

    /// One mail for each operator.
    fn operator_mails(&self) -> Vec<Effect> {
        let operators = self.config().admin.email.0.iter();
        operators.map(|to| MailEffect::MailOperators { to: Some(to.email.to_string()) }.into()).collect()
    }

    /// Splits a mail to all operators, as old versions queued it, into one mail each; `task` keeps the first. `false`
    /// means that somebody else has the task, or that there are no operators.
    pub(crate) async fn split_operators_mail(&self, task: &Task) -> Result<bool, StoreError> {
        let mut mails = self.operator_mails().into_iter();
        let Some(first) = mails.next() else { return Ok(false) };
        let txn = self.store().begin().await?;
        if !write::update_effect(&txn, task, first).await? {
            return Ok(false);
        }
        let rest: Vec<Job> = mails.map(Job::from).collect();
        write::push(&txn, task.registration, &rest, self.clock().now(), None).await?;
        self.store().commit(txn).await?;
        self.notify(&[EffectKind::MailOperators]);
        Ok(true)
    }

    /// Creates a verification link and returns the mail that sends it. If an earlier request, the `holder`, has this
    /// address and waits for its applicant, the mail has a link to that one; the limits of this one are counted all
    /// the same, so that the page does not reveal it. The holder is looked up again before the mail is sent.
    pub(crate) async fn verification_link(
        &self,
        txn: &Txn,
        of: &Registration,
        holder: Option<&Registration>,
        by: &Origin,
        now: Timestamp,
    ) -> Result<MailEffect, StoreError> {
        let own = self.new_link(txn, (of.id, of.changed_at), Purpose::Verification, now).await?;
        let holder = holder.filter(|holder| holder.id != of.id);
        let link = match holder.map(|holder| (holder, Purpose::to_go_on(holder.state))) {
            Some((holder, Some(purpose))) => {
                let detail = Some(EffectKind::MailVerification.as_str());
                store::record(txn, holder.id, now, Action::MailRequested, by, detail).await?;
                self.new_link(txn, (holder.id, holder.changed_at), purpose, now).await?
            }
            _ => own,
        };
        Ok(MailEffect::MailVerification { link: Some(link) })
    }

    /// The link that `task` mails to the applicant of `whose`. If the queued `link` no longer fits, a new one is saved
    /// with the task before it is mailed: a repeated mail has the same link. `None` means that somebody else has the
    /// task, or that the request ends before any link could work.
    pub(crate) async fn link_to_mail(
        &self,
        task: &Task,
        link: Option<LinkId>,
        whose: &Registration,
        purpose: Purpose,
    ) -> Result<Option<MailedLink>, StoreError> {
        let (owner, now) = ((whose.id, purpose), self.clock().now());
        if let Some(id) = link
            && let Some(link) = self.store().mailed_link(self.keys(), id, owner).await?
            && link.expires_at > now
        {
            return Ok(Some(link));
        }
        let txn = self.store().begin().await?;
        let link = self.new_link(&txn, (whose.id, whose.changed_at), purpose, now).await?;
        let effect = match task.effect.kind() {
            EffectKind::MailPasswordLink => MailEffect::MailPasswordLink { link: Some(link) },
            _ => MailEffect::MailVerification { link: Some(link) },
        };
        if !write::update_effect(&txn, task, effect).await? {
            return Ok(None);
        }
        let detail = Some(task.effect.kind().as_str());
        store::record(&txn, whose.id, now, Action::MailRequested, &Origin::system(), detail).await?;
        self.store().commit(txn).await?;
        let link = self.store().mailed_link(self.keys(), link, owner).await?;
        Ok(link.filter(|link| link.expires_at > now))
    }

    /// Creates a link that sets the password and returns the mail that sends it.
    pub(crate) async fn password_link(
        &self,
        txn: &Txn,
        of: (RegistrationId, Timestamp),
        now: Timestamp,
    ) -> Result<MailEffect, StoreError> {
        let link = self.new_link(txn, of, Purpose::Password, now).await?;
        Ok(MailEffect::MailPasswordLink { link: Some(link) })
    }

    /// Creates a link under which the newest question is answered, and returns the mail that sends it.
    async fn question_mail(
        &self,
        txn: &Txn,
        of: RegistrationId,
        now: Timestamp,
    ) -> Result<Option<MailEffect>, StoreError> {
        let Some(question) = write::newest_question(txn, of).await? else { return Ok(None) };
        let link = write::create_link(txn, self.keys(), of, Purpose::Answer, now, question.expires_at).await?;
        Ok(Some(MailEffect::MailQuestion { question: question.id, link }))
    }

    /// A link expires no later than its request, which has been waiting since `since`.
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
            Purpose::Answer => self.config().retention.answer,
        };
        let ends_at = since.saturating_add(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(now);
        let expires_at = now.saturating_add(self.config().link_lifetime()).unwrap_or(now).min(ends_at);
        write::create_link(txn, self.keys(), of, purpose, now, expires_at).await
    }
}
