//! Accounts about which a person has to decide: what is asked, and what each answer does.

use super::{
    super::context::{Moderation, Registrations},
    WriteError,
};
use crate::{
    domain::{
        AccountAnswer, AccountRecord, AccountStatus, Action, Actor, EffectKind, Event, Localpart, Mismatch, Origin,
        Registration, RegistrationId, RoomEffect, SeenAccount, State, Usage,
    },
    homeserver::HomeserverError,
    registrations::ApplyError,
    store::{self, StoreError, write},
};

/// A question about an account, as moderators and operators see it.
#[derive(Clone, Debug)]
pub struct AccountQuestion {
    /// The request that the account was created for; it may be forgotten by now.
    pub registration: RegistrationId,
    /// The account's name.
    pub localpart: Localpart,
    /// Why it is asked.
    pub why: Mismatch,
    /// The answers that are possible as things stand.
    pub answers: Vec<AccountAnswer>,
}

/// Why an answer was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// Nothing is asked about an account of this name.
    #[error("nothing is asked about an account of this name")]
    NotAsked,
    /// The answer does not fit what is asked.
    #[error("this answer does not fit the account")]
    NotPossible,
    /// It is another account by now.
    #[error("the account was created at another time than the one that was asked about")]
    OtherAccount,
    /// It is a server admin.
    #[error("the account is a server admin")]
    Admin,
    /// It is in use, and only an operator at the terminal may remove it.
    #[error("the account is in use; only an operator can remove it, at the terminal")]
    InUse,
    /// Another worker is at work on it.
    #[error("another worker is at work on this account; try again in a moment")]
    Busy,
    /// The homeserver failed.
    #[error("cannot look at the account")]
    Homeserver(#[from] HomeserverError),
    /// The database failed.
    #[error("cannot read or write about the account")]
    Store(#[from] StoreError),
}

impl Moderation {
    /// What is asked about accounts now, the oldest first.
    pub async fn account_questions(&self) -> Result<Vec<AccountQuestion>, StoreError> {
        let mut questions = vec![];
        for record in self.store().account_questions().await? {
            let Some(why) = record.question else { continue };
            let request = self.find(record.registration).await?.filter(|of| of.localpart == record.localpart);
            let answers = possible_answers(&record, request.as_ref());
            questions.push(AccountQuestion {
                registration: record.registration,
                localpart: record.localpart,
                why,
                answers,
            });
        }
        Ok(questions)
    }

    /// Carries out a person's decision about the account of this name.
    ///
    /// Removing an account that is in use is left to the operator at the terminal.
    pub async fn answer_account(&self, name: &Localpart, answer: AccountAnswer, by: Actor) -> Result<(), AnswerError> {
        let record = self.store().account_named(name).await?.ok_or(AnswerError::NotAsked)?;
        if record.status == AccountStatus::Removed && answer == AccountAnswer::Release {
            return self.release_removed(&record, &by).await;
        }
        if record.question.is_none() {
            return Err(AnswerError::NotAsked);
        }
        let request = self.find(record.registration).await?.filter(|of| of.localpart == record.localpart);
        if !possible_answers(&record, request.as_ref()).contains(&answer) {
            return Err(AnswerError::NotPossible);
        }
        let record = match &request {
            Some(of) => record.with_legacy_fields(of),
            None => record,
        };
        if !self.begin_work(&record).await? {
            return Err(AnswerError::Busy);
        }
        let (ours, id) = (self.clone(), record.id);
        let answering = async move {
            let outcome = ours.carry_out(&record, request.as_ref(), answer, &by).await;
            ours.store().end_work(id).await?;
            outcome
        };
        self.uncancelled(answering).await.unwrap_or(Err(AnswerError::Busy))
    }
}

impl Registrations {
    async fn carry_out(
        &self,
        record: &AccountRecord,
        request: Option<&Registration>,
        answer: AccountAnswer,
        by: &Actor,
    ) -> Result<(), AnswerError> {
        match answer {
            AccountAnswer::Adopt => {
                let (seen, _) = self.see_same(record).await?;
                let txn = self.store().begin().await?;
                write::adopt_account(&txn, record, &seen).await?;
                self.store().commit(txn).await?;
            }
            AccountAnswer::Keep => {
                self.see_same(record).await?;
                self.keep(record, request, by).await?;
            }
            AccountAnswer::Release => self.store().end_account(record, AccountStatus::Released).await?,
            AccountAnswer::Remove => {
                let (seen, usage) = self.see_same(record).await?;
                if is_used(record, &seen, usage) && *by != Actor::Operator {
                    return Err(AnswerError::InUse);
                }
                self.remove_anyway(record, &seen).await?;
            }
        }
        self.note_answer(record, answer, by).await
    }

    /// The account, if it still is the one that was asked about, and not a server admin.
    async fn see_same(&self, record: &AccountRecord) -> Result<(SeenAccount, Usage), AnswerError> {
        let (seen, usage) = match self.look_at_account(record).await {
            Ok(seen) => seen,
            Err(WriteError::Homeserver(error)) => return Err(error.into()),
            Err(WriteError::Store(error)) => return Err(error.into()),
            Err(_) => return Err(AnswerError::OtherAccount),
        };
        if !record.is_same(&seen) {
            return Err(AnswerError::OtherAccount);
        }
        if seen.admin {
            return Err(AnswerError::Admin);
        }
        Ok((seen, usage))
    }

    /// Leaves the account to whoever uses it. A request that was denied or given up is active again.
    async fn keep(
        &self,
        record: &AccountRecord,
        request: Option<&Registration>,
        by: &Actor,
    ) -> Result<(), AnswerError> {
        let (txn, now) = (self.store().begin().await?, self.clock().now());
        write::end_account(&txn, record, AccountStatus::Kept).await?;
        let Some(of) = request.filter(|of| matches!(of.state, State::Denied | State::Expired)) else {
            return Ok(self.store().commit(txn).await?);
        };
        for effect in [EffectKind::RemoveAccount, EffectKind::MailDenial] {
            write::supersede(&txn, of.id, effect, now).await?;
        }
        match self.apply(&txn, of.id, Event::Kept, &Origin::from(by.clone()), None).await {
            Ok(moved) => Ok(self.commit(txn, moved).await?),
            Err(ApplyError::Store(error)) => Err(error.into()),
            Err(_) => Err(AnswerError::NotPossible),
        }
    }

    async fn remove_anyway(&self, record: &AccountRecord, seen: &SeenAccount) -> Result<(), AnswerError> {
        // A leftover is ours from here on, since a person has said so.
        let txn = self.store().begin().await?;
        write::adopt_account(&txn, record, seen).await?;
        self.store().commit(txn).await?;
        match self.erase(record, seen).await {
            Ok(()) => Ok(()),
            Err(WriteError::Homeserver(error)) => Err(error.into()),
            Err(WriteError::Store(error)) => Err(error.into()),
            Err(_) => Err(AnswerError::OtherAccount),
        }
    }

    /// Lets the name of a removed account be given out again after the time in which that goes by itself.
    async fn release_removed(&self, record: &AccountRecord, by: &Actor) -> Result<(), AnswerError> {
        if *by != Actor::Operator {
            return Err(AnswerError::NotPossible);
        }
        self.see_same(record).await?;
        self.store().release_name(record.id, self.clock().now()).await?;
        Ok(())
    }

    /// Records the answer, and has what waited for it tried again.
    async fn note_answer(&self, record: &AccountRecord, answer: AccountAnswer, by: &Actor) -> Result<(), AnswerError> {
        let (txn, now) = (self.store().begin().await?, self.clock().now());
        write::clear_question(&txn, record.id).await?;
        if write::find(&txn, record.registration).await?.is_some() {
            let origin = Origin::from(by.clone());
            let detail = answer.as_str();
            store::record(&txn, record.registration, now, Action::AccountAnswered, &origin, Some(detail)).await?;
            write::unpark(&txn, Some(record.registration), now).await?;
            write::push(&txn, record.registration, &[RoomEffect::ShowAccountQuestions.into()], now, None).await?;
        }
        self.store().commit(txn).await?;
        self.notify(&[EffectKind::UnlockAccount, EffectKind::ShowAccountQuestions]);
        Ok(())
    }

    /// Has the moderators shown what is asked now.
    pub(super) async fn show_questions(&self, of: RegistrationId) -> Result<(), StoreError> {
        let (txn, now) = (self.store().begin().await?, self.clock().now());
        if write::find(&txn, of).await?.is_some() {
            write::supersede(&txn, of, EffectKind::ShowAccountQuestions, now).await?;
            write::push(&txn, of, &[RoomEffect::ShowAccountQuestions.into()], now, None).await?;
            self.store().commit(txn).await?;
            self.notify(&[EffectKind::ShowAccountQuestions]);
        }
        Ok(())
    }
}

/// What can be answered. Only a request that still waits for its account can have it adopted.
fn possible_answers(record: &AccountRecord, request: Option<&Registration>) -> Vec<AccountAnswer> {
    use AccountAnswer::{Adopt, Keep, Release, Remove};
    let state = request.map(|of| of.state);
    let waits = matches!(
        state,
        Some(State::AwaitingDetails | State::AwaitingReview | State::Provisioning | State::AwaitingPassword)
    );
    let is_over = matches!(state, Some(State::Denied | State::Expired));
    let mut answers = vec![];
    if waits {
        answers.push(Adopt);
    }
    if is_over || record.status == AccountStatus::Leftover {
        answers.push(Keep);
    }
    answers.push(Release);
    answers.push(Remove);
    answers
}

/// Whether anything shows that somebody uses the account.
const fn is_used(record: &AccountRecord, seen: &SeenAccount, usage: Usage) -> bool {
    let was_left_open = matches!(record.status, AccountStatus::Leftover);
    usage.devices > 0 || seen.was_seen || seen.external_ids || (!seen.fields.locked && !was_left_open)
}
