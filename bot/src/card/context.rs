//! The input of the card renderer.

use jiff::Timestamp;
use registration_core::{
    config::{Config, ModerationConfig, Template},
    domain::{Decision, DomainHistory, QuestionAnswer, State},
    messages::{Language, Languages},
    registrations::Signals,
};

use super::template::TemplateValues;
use crate::matrix::format::Block;

/// What all cards of a room have in common.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CardContext<'a> {
    /// The homeserver's name.
    pub(crate) domain: &'a str,
    /// The prefix of commands.
    pub(crate) prefix: &'a str,
    /// Who decides, and how.
    pub(crate) moderation: &'a ModerationConfig,
    /// The language of the room.
    pub(crate) language: Language,
    /// All languages that have messages, in one of which the applicant wrote.
    pub(crate) languages: &'a Languages,
    /// Whether applicants are asked for a reason.
    pub(crate) asks_reason: bool,
    /// The operator's text, used instead of the built-in one.
    pub(crate) template: Option<&'a Template>,
    /// The outcomes of other requests with the same mail domain.
    pub(crate) domain_history: Option<&'a DomainHistory>,
    /// The lines about claims, holds, notes and questions.
    pub(crate) handling: &'a [Block],
    /// Until when the decision on this request can be undone.
    pub(crate) undo_until: Option<Timestamp>,
}

/// One request, ready to be rendered.
pub(super) struct CardFacts<'a> {
    pub(super) id: i64,
    pub(super) mxid: String,
    pub(super) values: TemplateValues,
    pub(super) submitted_at: Timestamp,
    pub(super) changed_at: Timestamp,
    pub(super) state: State,
    pub(super) decision: Option<&'a Decision>,
    pub(super) address: Option<String>,
    pub(super) signals: &'a Signals,
    pub(super) votes: Vec<String>,
    pub(super) limits: QuoteLimits,
    pub(super) answer_limits: QuoteLimits,
    /// The answers to the operator's own questions.
    pub(super) answers: &'a [QuestionAnswer],
    /// Whether everything is shown, even after the decision.
    pub(super) is_whole: bool,
    /// Whether the applicant was asked for a reason.
    pub(super) asks_reason: bool,
    /// The applicant's language, if it is not the room's.
    pub(super) other_language: Option<Language>,
}

/// The maximum length of a quoted text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct QuoteLimits {
    /// In bytes of the message.
    pub(super) bytes: usize,
    pub(super) lines: usize,
}

/// Short enough for a phone screen.
pub(super) const SHORT_QUOTE: QuoteLimits = QuoteLimits { bytes: 2000, lines: 20 };
/// There may be ten answers on a card.
pub(super) const SHORT_ANSWER: QuoteLimits = QuoteLimits { bytes: 300, lines: 3 };
/// Long enough for every text that the form accepts. An event has 64 KiB, including encryption.
pub(super) const FULL_QUOTE: QuoteLimits = QuoteLimits { bytes: 16_000, lines: 500 };

impl<'a> CardContext<'a> {
    pub(crate) fn from_config(config: &'a Config) -> Self {
        Self {
            domain: &config.synapse.domain,
            prefix: &config.bot.command_prefix,
            moderation: &config.moderation,
            language: config.room_language(),
            languages: &config.languages,
            asks_reason: config.registration.ask_reason,
            template: config.matrix_notifications.card_template(),
            domain_history: None,
            handling: &[],
            undo_until: None,
        }
    }
}
