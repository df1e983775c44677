//! Asking an applicant a question before deciding.

use jiff::SignedDuration;

use crate::{
    domain::{Actor, Event, Inquiry, InquiryId, Limit, Origin, Registration, RegistrationId, State, text},
    registrations::{
        applicant::{RateLimited, Scope},
        check_error::from_check_error,
        context::Moderation,
        workflow::ApplyError,
    },
    store::{StoreError, write},
};

/// Questions about one request within a day: an applicant is not flooded with mails.
const PER_REQUEST: Limit = Limit { count: 5, per: SignedDuration::from_hours(24) };
/// Maximum characters of a question.
pub const QUESTION_MAX_CHARS: usize = 1000;

/// Why a question was not asked.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The registration is unknown or deleted.
    #[error("there is no such registration")]
    NotFound,
    /// It does not wait for a decision.
    #[error("the registration is not pending")]
    NotPending(Box<Registration>),
    /// An earlier question is still open.
    #[error("an earlier question is not answered yet")]
    Open(Box<Inquiry>),
    /// The question is empty.
    #[error("the question is empty")]
    Empty,
    /// The question has too many characters.
    #[error("the question has more than {QUESTION_MAX_CHARS} characters")]
    TooLong,
    /// The applicant was asked too often.
    #[error(transparent)]
    RateLimited(#[from] RateLimited),
    /// The database failed.
    #[error("cannot write the question")]
    Store(#[from] StoreError),
}

from_check_error!(AskError);

impl Moderation {
    /// The questions about a request, oldest first.
    pub async fn questions(&self, on: RegistrationId) -> Result<Vec<Inquiry>, StoreError> {
        self.store().questions(on).await
    }

    /// The question with this number.
    pub async fn question(&self, id: InquiryId) -> Result<Option<Inquiry>, StoreError> {
        self.store().question(id).await
    }

    /// Mails the applicant of a pending request a question, with a link to a page for the answer. There is one open
    /// question at a time.
    pub async fn ask(&self, id: RegistrationId, question: &str, by: &Actor) -> Result<Inquiry, AskError> {
        let question = text::without_hidden(question);
        let question = question.trim();
        if text::visible_chars(question) == 0 {
            return Err(AskError::Empty);
        }
        if question.chars().count() > QUESTION_MAX_CHARS {
            return Err(AskError::TooLong);
        }
        let txn = self.store().begin().await?;
        let of = write::find(&txn, id).await?.ok_or(AskError::NotFound)?;
        if of.state != State::AwaitingReview {
            return Err(AskError::NotPending(Box::new(of)));
        }
        if let Some(open) = write::newest_question(&txn, id).await?.filter(|one| one.closed_at.is_none()) {
            return Err(AskError::Open(Box::new(open)));
        }
        self.limit(&txn, ("question", &id.to_string()), PER_REQUEST, Scope::Link).await?;
        let now = self.clock().now();
        let lifetime = SignedDuration::from_hours(24 * i64::from(self.config().retention.answer));
        let expires_at = now.saturating_add(lifetime).unwrap_or(now);
        write::insert_question(&txn, id, question, by, (now, expires_at)).await?;
        match self.advance(&txn, &of, Event::Asked, &Origin::from(by.clone()), None).await {
            Ok(moved) => self.commit(txn, moved).await?,
            Err(ApplyError::Store(error)) => return Err(error.into()),
            Err(_) => return Err(AskError::NotPending(Box::new(of))),
        }
        self.store().newest_question(id).await?.ok_or(AskError::NotFound)
    }
}
