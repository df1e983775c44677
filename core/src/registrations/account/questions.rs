//! Questions about accounts that do not match their records, and what each answer does.

use super::{
    super::context::{Moderation, Operations, Registrations},
    access::WriteError,
};
use crate::{
    domain::{
        AccountAnswer, AccountProof, AccountRecord, AccountStatus, Action, Actor, EffectKind, Event, Localpart,
        Mismatch, Origin, Registration, RegistrationId, RoomEffect, SeenAccount, State, Usage,
    },
    homeserver::HomeserverError,
    registrations::ApplyError,
    store::{self, StoreError, Txn, write},
};

/// A question about an account, as moderators and operators see it.
#[derive(Clone, Debug)]
pub struct AccountQuestion {
    /// The request that the account was created for; it may be forgotten by now.
    pub registration: RegistrationId,
    /// The account's name.
    pub localpart: Localpart,
    /// Why someone has to decide.
    pub why: Mismatch,
    /// The answers that are possible now.
    pub answers: Vec<AccountAnswer>,
}

/// Why an answer was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// There is no question about an account of this name.
    #[error("nothing is asked about an account of this name")]
    NotAsked,
    /// The answer does not fit what is asked.
    #[error("this answer does not fit the account")]
    NotPossible,
    /// It is not the account in question.
    #[error("the account was created at another time than the one that was asked about")]
    OtherAccount,
    /// It is a server admin.
    #[error("the account is a server admin")]
    Admin,
    /// It is in use, and only an operator at the terminal may remove it.
    #[error("the account is in use; only an operator can remove it, at the terminal")]
    InUse,
    /// No request is known for it, and someone has changed or used it since the question was asked.
    #[error(
        "no request is known for the account, and someone has changed or used it since the question was asked, so it may \
         belong to someone: `keep` or `release` it"
    )]
    Changed,
    /// Another worker holds the lease.
    #[error("another worker is working on this account; try again in a moment")]
    Busy,
    /// The homeserver failed.
    #[error("cannot look at the account")]
    Homeserver(#[from] HomeserverError),
    /// The database failed.
    #[error("cannot read or write about the account")]
    Store(#[from] StoreError),
}

impl Moderation {
    /// The open questions about the accounts of requests, oldest first.
    pub async fn account_questions(&self) -> Result<Vec<AccountQuestion>, StoreError> {
        let mut questions = self.operations().account_questions().await?;
        questions.retain(|question| question.registration != RegistrationId::UNKNOWN);
        Ok(questions)
    }

    /// Carries out a person's decision about the account of this name. A repeated answer succeeds without any change.
    ///
    /// Only an operator at the terminal can remove an account that is in use.
    pub async fn answer_account(&self, name: &Localpart, answer: AccountAnswer, by: Actor) -> Result<(), AnswerError> {
        let record = self.store().latest_account_named(name).await?.ok_or(AnswerError::NotAsked)?;
        if record.status == AccountStatus::Removed && answer == AccountAnswer::Release {
            return self.release_removed(&record, &by).await;
        }
        if record.question.is_none() {
            return if was_answered(&record, answer) { Ok(()) } else { Err(AnswerError::NotAsked) };
        }
        let request = self.find(record.registration).await?.filter(|of| of.localpart == record.localpart);
        if !possible_answers(&record, request.as_ref()).contains(&answer) {
            return Err(AnswerError::NotPossible);
        }
        if record.registration == RegistrationId::UNKNOWN && by != Actor::Operator {
            return Err(AnswerError::NotPossible);
        }
        let Some(record) = self.begin_work(&record).await? else { return Err(AnswerError::Busy) };
        let record = match &request {
            Some(of) => record.with_legacy_fields(of),
            None => record,
        };
        let ours = self.clone();
        let answering = async move {
            let outcome = ours.carry_out(&record, request.as_ref(), answer, &by).await;
            ours.store().end_work(&record).await?;
            outcome
        };
        self.uncancelled(answering).await.unwrap_or(Err(AnswerError::Busy))
    }

    /// The request about whose account somebody has given this answer before, so that repeating it changes nothing.
    pub async fn answered_before(
        &self,
        name: &Localpart,
        answer: AccountAnswer,
    ) -> Result<Option<RegistrationId>, StoreError> {
        let record = self.store().latest_account_named(name).await?;
        let answered = record.filter(|record| record.question.is_none() && was_answered(record, answer));
        Ok(answered.map(|record| record.registration))
    }
}

impl Operations {
    /// All open questions, oldest first: also those about accounts without a request, which only operators answer.
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
                write::adopt_account(&txn, record, &seen).await?.ok_or(AnswerError::Busy)?;
                self.note_answer(&txn, record, answer, by).await?;
                self.store().commit(txn).await?;
            }
            AccountAnswer::Keep => {
                self.see_same(record).await?;
                self.keep(record, request, by).await?;
            }
            AccountAnswer::Release => {
                let txn = self.store().begin().await?;
                write::end_account(&txn, record, AccountStatus::Released).await?;
                self.note_answer(&txn, record, answer, by).await?;
                self.store().commit(txn).await?;
            }
            AccountAnswer::Remove => {
                let (seen, usage) = self.see_same(record).await?;
                if record.registration == RegistrationId::UNKNOWN {
                    self.check_forgotten(record, &seen).await?;
                } else if is_used(record, &seen, usage) && *by != Actor::Operator {
                    return Err(AnswerError::InUse);
                }
                self.remove_anyway(record, &seen, by).await?;
            }
        }
        self.notify(&[EffectKind::UnlockAccount, EffectKind::ShowAccountQuestions]);
        Ok(())
    }

    /// Nothing proves that an account without a request is ours, so it must still be as it was when we asked.
    async fn check_forgotten(&self, record: &AccountRecord, seen: &SeenAccount) -> Result<(), AnswerError> {
        let usage = self.homeserver().thorough_usage(&record.localpart).await?;
        let rooms = self.synapse().rooms_of(&self.synapse().mxid(&record.localpart)).await?;
        match record.check_forgotten(seen, usage) {
            Ok(()) if rooms.is_empty() => Ok(()),
            _ => Err(AnswerError::Changed),
        }
    }

    /// The account, if it still is the one in question, and not a server admin.
    async fn see_same(&self, record: &AccountRecord) -> Result<(SeenAccount, Usage), AnswerError> {
        let (seen, usage) = self.look_at_account(record).await?;
        if !record.is_same(&seen) {
            return Err(AnswerError::OtherAccount);
        }
        if seen.admin {
            return Err(AnswerError::Admin);
        }
        Ok((seen, usage))
    }

    /// Leaves the account to its present user. A request that was denied or has expired becomes active again.
    async fn keep(
        &self,
        record: &AccountRecord,
        request: Option<&Registration>,
        by: &Actor,
    ) -> Result<(), AnswerError> {
        let (txn, now) = (self.store().begin().await?, self.clock().now());
        write::end_account(&txn, record, AccountStatus::Kept).await?;
        self.note_answer(&txn, record, AccountAnswer::Keep, by).await?;
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

    /// Deactivates and erases an account because a person said so. The question stays until that is done, so that
    /// the answer can be repeated after a crash.
    async fn remove_anyway(&self, record: &AccountRecord, seen: &SeenAccount, by: &Actor) -> Result<(), AnswerError> {
        // From here on a leftover is ours.
        let txn = self.store().begin().await?;
        let ours = write::adopt_account(&txn, record, seen).await?.ok_or(AnswerError::Busy)?;
        self.store().commit(txn).await?;
        let removed = self.erase(&ours, seen).await?;
        let txn = self.store().begin().await?;
        write::record_removed(&txn, &ours, &removed, self.clock().now()).await?;
        self.note_answer(&txn, record, AccountAnswer::Remove, by).await?;
        Ok(self.store().commit(txn).await?)
    }

    /// Allows the name of a removed account to be given out again after the time in which that happens by itself.
    async fn release_removed(&self, record: &AccountRecord, by: &Actor) -> Result<(), AnswerError> {
        if *by != Actor::Operator {
            return Err(AnswerError::NotPossible);
        }
        self.see_same(record).await?;
        self.store().release_name(record.id, self.clock().now()).await?;
        Ok(())
    }

    /// Records the answer in the transaction that carries it out, and has the effects that waited for it tried again.
    async fn note_answer(
        &self,
        txn: &Txn,
        record: &AccountRecord,
        answer: AccountAnswer,
        by: &Actor,
    ) -> Result<(), StoreError> {
        let now = self.clock().now();
        write::clear_question(txn, record.id).await?;
        if write::find(txn, record.registration).await?.is_some() {
            let origin = Origin::from(by.clone());
            let detail = answer.as_str();
            store::record(txn, record.registration, now, Action::AccountAnswered, &origin, Some(detail)).await?;
            write::unpark(txn, Some(record.registration), now).await?;
            write::push(txn, record.registration, &[RoomEffect::ShowAccountQuestions.into()], now, None).await?;
        }
        Ok(())
    }

    /// Shows the moderators that there is no question about this account any more, if there was one.
    pub(super) async fn show_answered(&self, record: &AccountRecord) -> Result<(), StoreError> {
        match record.question {
            Some(_) => self.show_questions(record.registration).await,
            None => Ok(()),
        }
    }

    /// Shows the moderators the open questions.
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

/// Whether this answer was given and carried out.
fn was_answered(record: &AccountRecord, answer: AccountAnswer) -> bool {
    match (answer, record.status) {
        (AccountAnswer::Adopt, AccountStatus::Ours | AccountStatus::Opened) => {
            record.proof == Some(AccountProof::Adopted)
        }
        (AccountAnswer::Keep, AccountStatus::Kept)
        | (AccountAnswer::Release, AccountStatus::Released)
        | (AccountAnswer::Remove, AccountStatus::Removed) => true,
        _ => false,
    }
}

impl From<WriteError> for AnswerError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Homeserver(error) => error.into(),
            WriteError::Store(error) => error.into(),
            WriteError::NotOurs => Self::Busy,
            _ => Self::OtherAccount,
        }
    }
}

/// The possible answers. Only a request that still waits for its account can have it adopted.
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
    if is_over || state.is_none() || record.status == AccountStatus::Leftover {
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
