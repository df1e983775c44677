//! The use cases, by who has them: applicants, moderators, operators. Web, bot and command line call these.

mod account;
mod applicant;
mod bot_store;
mod cache;
mod check_error;
mod context;
mod effects;
pub mod import;
mod moderation;
mod operations;
mod queries;
mod workflow;

#[cfg(test)]
mod tests;

pub use account::{AccountQuestion, AnswerError};
pub use applicant::{
    AnswerQuestionError, DeliveryAttempt, Details, LinkStatus, PasswordLinkError, Pending, ProofError, QuestionLink,
    RateLimited, ResendError, Scope, Start, StartError, Started, SubmitError, UsernameStatus, VerifyError,
};
pub use bot_store::BotStore;
pub use check_error::CheckError;
pub use context::{Applicants, Moderation, Operations, Registrations};
pub use moderation::{
    AskError, DecideError, Digest, NewRuleError, Noted, QUESTION_MAX_CHARS, Reminder, ReopenError, RevokeError,
    Signals, UndoError, earlier_decisions,
};
pub use operations::{
    ACCOUNT_DATA, Answer, Bot, Cleaned, Closed, DropError, Leftover, LeftoverError, Marks, NamedRoom, Overview, Pin,
    ReloadError, RoomError, RoomUse, Running, Status, UnfitModerator, Work, how_to_confirm, moved,
};
pub(crate) use workflow::retry::within_lease;
pub use workflow::{ApplyError, EffectError};

pub use crate::domain::Pause;
