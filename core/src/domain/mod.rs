//! Pure values and the workflow table. Nothing here reads a clock, a database or the network.

mod account;
mod actor;
mod answers;
mod audit;
mod confusables;
mod effect;
mod email;
mod inquiry;
mod limit;
mod localpart;
mod names;
mod network;
mod password;
mod pause;
mod question;
mod reason;
mod registration;
mod rule;
mod similarity;
mod state;
pub mod text;
mod token;
mod triage;
mod verdict;
mod vote;
mod workflow;

pub use account::{
    AccountAnswer, AccountFields, AccountId, AccountProof, AccountRecord, AccountStatus, Mismatch, Removal,
    SeenAccount, Unlocking, Usage,
};
pub use actor::{Actor, Mxid, Origin};
pub use answers::Answers;
pub use audit::{Action, AuditKind};
pub use confusables::skeleton;
pub use effect::{Effect, EffectKind, HomeserverEffect, Lane, LaneEffect, MailEffect, RoomEffect};
pub use email::{EmailAddress, EmailError};
pub use inquiry::{Inquiry, InquiryId};
pub use limit::Limit;
pub use localpart::{Localpart, LocalpartError};
pub use names::UnknownName;
pub use network::{neighbourhood_of, network_of, site_of};
pub use password::{MAX_BYTES as PASSWORD_MAX_BYTES, Password, PasswordError, PasswordPolicy, Strength};
pub use pause::Pause;
pub use question::{ANSWER_MAX_CHARS, AnswerError, AnswerLength, Question, QuestionAnswer, QuestionKind};
pub use reason::{MAX_CHARS as REASON_MAX_CHARS, Reason, ReasonError};
pub use registration::{
    Account, Alike, Decision, DomainHistory, EarlierDecision, LinkId, NewDecision, PriorDenial, Registration,
    RegistrationId, Related, Revocation,
};
pub use rule::{Blocked, NewRule, Rule, RuleError, RuleId, RuleKind, RuleSet, parse_lifetime};
pub use similarity::Fingerprint;
pub use state::{Event, State};
pub use token::{InvalidToken, Token};
pub use triage::{Claim, Hold, Triage};
pub use verdict::Verdict;
pub use vote::Vote;
pub use workflow::{IllegalMove, STARTED, step};
