//! Answering a question of the moderators under its mailed link.

use std::net::IpAddr;

use jiff::Timestamp;

use super::rate_limits::RateLimited;
use crate::{
    domain::{Event, Inquiry, Origin, Reason, Registration, State, Token},
    registrations::{check_error::from_check_error, context::Applicants, workflow::ApplyError},
    store::{Purpose, StoreError, write},
};

/// The state of the link of a question.
#[derive(Clone, Debug)]
pub enum QuestionLink {
    /// The question can be answered.
    Open(Inquiry, Registration),
    /// It was answered.
    Answered(Registration),
    /// The time for an answer ran out, or the request was decided.
    Closed(Registration),
    /// The link does not exist.
    Unknown,
}

/// Why an answer was not saved.
#[derive(Debug, thiserror::Error)]
pub enum AnswerQuestionError {
    /// The question cannot be answered, or not again.
    #[error("the question cannot be answered")]
    Dead(Box<QuestionLink>),
    /// A limit is reached.
    #[error(transparent)]
    RateLimited(#[from] RateLimited),
    /// The database failed.
    #[error("cannot write the answer")]
    Store(#[from] StoreError),
}

from_check_error!(AnswerQuestionError);

impl Applicants {
    /// The question of this link. Changes nothing, because mail scanners open links.
    pub async fn look_at_question(&self, token: &Token) -> Result<QuestionLink, StoreError> {
        let Some(link) = self.store().link(token, Purpose::Answer).await? else { return Ok(QuestionLink::Unknown) };
        let (of, now) = (link.registration, self.clock().now());
        if link.used_at.is_some() {
            return Ok(QuestionLink::Answered(of));
        }
        let newest = self.store().newest_question(of.id).await?;
        // The link of an earlier question expires with it, or was used.
        let is_open = of.state == State::AwaitingReview && link.expires_at > now;
        Ok(match newest.filter(|question| is_open && question.closed_at.is_none()) {
            Some(question) => QuestionLink::Open(question, of),
            None => QuestionLink::Closed(of),
        })
    }

    /// Until when the applicant can answer a question, if one is open.
    pub async fn question_until(&self, of: &Registration) -> Result<Option<Timestamp>, StoreError> {
        if of.state != State::AwaitingReview {
            return Ok(None);
        }
        let newest = self.store().newest_question(of.id).await?;
        let now = self.clock().now();
        Ok(newest.filter(|one| one.closed_at.is_none() && one.expires_at > now).map(|one| one.expires_at))
    }

    /// Saves the answer, once, and shows it to the moderators.
    pub async fn answer_question(
        &self,
        token: &Token,
        answer: &Reason,
        address: Option<IpAddr>,
    ) -> Result<Registration, AnswerQuestionError> {
        self.admit("answer", address).await?;
        let (question, of) = match self.look_at_question(token).await? {
            QuestionLink::Open(question, of) => (question, of),
            dead => return Err(AnswerQuestionError::Dead(Box::new(dead))),
        };
        let used = self.store().link(token, Purpose::Answer).await?.map(|link| link.id);
        let txn = self.store().begin().await?;
        let now = self.clock().now();
        let closed = match used {
            Some(link) => {
                write::use_up_link(&txn, link, None, now).await?
                    && write::close_question(&txn, question.id, Some(answer), now).await?
            }
            None => false,
        };
        let dead = async || Ok(AnswerQuestionError::Dead(Box::new(self.look_at_question(token).await?)));
        if !closed {
            drop(txn);
            return Err(dead().await.unwrap_or_else(AnswerQuestionError::Store));
        }
        match self.apply(&txn, of.id, Event::Answered, &Origin::applicant(address), None).await {
            Ok(moved) => self.commit(txn, moved).await?,
            Err(ApplyError::Store(error)) => return Err(error.into()),
            // Decided a moment ago.
            Err(_) => return Err(AnswerQuestionError::Dead(Box::new(QuestionLink::Closed(of)))),
        }
        Ok(of)
    }
}
