//! Applicants, moderators and workers of the model.

use std::time::Duration;

use super::{
    super::*,
    acts::PATIENCE,
    world::{World, lock},
};
use crate::domain::{AccountAnswer, Answers, Effect, Password, PasswordPolicy, Reason, Strength};

const NAMES: [&str; 2] = ["alpha", "bravo"];
/// The index of the username that each applicant wants.
const WANTED: [usize; 3] = [0, 0, 1];

/// One of the two usernames that everybody wants.
pub(super) fn name(index: usize) -> Localpart {
    local(NAMES[index])
}

impl World {
    /// A request of this applicant that has come to step 3: a new one, if the last one has ended.
    async fn arrives(&self, who: usize, ours: &Registrations) -> Option<RegistrationId> {
        if let Some(id) = self.applicant(who)
            && let Ok(Some(of)) = ours.find(id).await
            && !matches!(of.state, State::Denied | State::Expired)
        {
            return Some(id);
        }
        let (localpart, number) = (name(WANTED[who]), self.next_number());
        let new = crate::store::NewRegistration {
            localpart,
            email: mail(&format!("a{number}@example.org")),
            address: None,
            language: None,
        };
        let txn = ours.store().begin().await.ok()?;
        let id = write::insert(&txn, ours.keys(), &new, self.clock.now()).await.ok()?.id;
        let event = Event::EmailVerified;
        let moved = ours.apply(&txn, id, event, &Origin::applicant(None), None).await.ok()?;
        ours.commit(txn, moved).await.ok()?;
        lock(&self.applicants)[who] = Some(id);
        Some(id)
    }

    pub(super) async fn submits(&self, who: usize, renames: bool, hangs_up: bool, ours: &Registrations) {
        let Some(id) = self.arrives(who, ours).await else { return };
        let rename = renames.then(|| name(1 - WANTED[who]));
        let answers = Answers { reason: Reason::parse("because", 0).ok(), ..Answers::default() };
        let password = Some(password(id));
        let applicants = ours.applicants();
        let submit = applicants.submit(id, Details { password, answers, rename, agreed: vec![], address: None });
        let limit = if hangs_up { Duration::from_millis(1) } else { PATIENCE };
        let outcome = tokio::time::timeout(limit, submit).await;
        self.note(format!(
            "  submitted #{}: {:?}",
            id.0,
            outcome.map(|outcome| outcome.map_err(|error| error.to_string()))
        ));
    }

    pub(super) async fn decides(&self, who: usize, approve: bool, ours: &Registrations) {
        let Some(id) = self.applicant(who) else { return };
        let outcome = ours.moderation().decide(id, if approve { approval() } else { denial() }).await.map(drop);
        self.note(format!("  decided #{}: {}", id.0, outcome.is_ok()));
        if approve && outcome.is_ok() {
            self.server().approved.insert(id.0);
        }
    }

    pub(super) async fn answers(&self, name: &Localpart, answer: AccountAnswer, ours: &Registrations) {
        let Ok(Some(record)) = ours.store().account_named(name).await else { return };
        let key = record.created_at.map(|at| (name.as_str().to_owned(), at));
        if let Some(key) = key.clone().filter(|_| answer == AccountAnswer::Remove && record.question.is_some()) {
            self.server().adopted.insert(key);
        }
        let outcome = ours.moderation().answer_account(name, answer, Actor::Operator).await;
        self.note(format!("  answered: {outcome:?}"));
        if let Some(key) = key.filter(|_| answer == AccountAnswer::Adopt && outcome.is_ok()) {
            self.server().adopted.insert(key);
        }
    }

    /// The worker looks at each lane once. Mail and room always work.
    pub(super) async fn works(&self, ours: &Registrations) {
        for lane in Lane::ALL {
            for task in ours.claim(lane, 10).await.unwrap_or_default() {
                let Ok(Some(on)) = ours.find(task.registration).await else { continue };
                let outcome = match task.effect.kind() {
                    EffectKind::UnlockAccount | EffectKind::RemoveAccount | EffectKind::RemoveFormerAccount => {
                        let outcome = ours.perform(&task, &on).await;
                        self.note(format!("  {} of #{}: {outcome:?}", task.effect, on.id.0));
                        outcome
                    }
                    EffectKind::MailPasswordLink => {
                        if let Effect::Mail(MailEffect::MailPasswordLink { link: Some(link) }) = task.effect
                            && let Ok(Some(token)) = ours.store().link_token(ours.keys(), link).await
                        {
                            lock(&self.links).insert(on.id, token);
                        }
                        Ok(None)
                    }
                    EffectKind::MailDenial | EffectKind::MailApproval => {
                        super::checks::mail_is_true(self, task.effect.kind(), &on).await;
                        Ok(None)
                    }
                    _ => Ok(None),
                };
                ours.complete(&task, outcome).await;
            }
        }
    }
}

pub(super) fn password(of: RegistrationId) -> Password {
    let policy = PasswordPolicy {
        min_length: 1,
        min_strength: Strength::Terrible,
        require_digit: false,
        require_symbol: false,
        require_lowercase: false,
        require_uppercase: false,
    };
    let typed = format!("pw-{}", of.0);
    Password::parse(&typed, &typed, &policy, &[]).expect("good enough")
}
