//! What a card is made from.

use jiff::Timestamp;
use registration_core::{
    config::{Config, ModerationConfig, Template},
    domain::{Decision, State},
    registrations::Signals,
};

use super::template::TemplateValues;

/// What all cards of a room have in common.
#[derive(Clone, Copy, Debug)]
pub struct CardContext<'a> {
    /// Our server's name.
    pub domain: &'a str,
    /// What a command begins with.
    pub prefix: &'a str,
    /// Who decides, and how.
    pub moderation: &'a ModerationConfig,
    /// What the operator wants to be said of a request instead of our own words.
    pub template: Option<&'a Template>,
}

/// What a card is made from.
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
    pub(super) votes: Option<String>,
    pub(super) quotes: QuoteLimits,
}

/// How long a quote may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct QuoteLimits {
    /// In bytes of the message.
    pub(super) room: usize,
    pub(super) lines: usize,
}

/// What is read at a glance on a phone.
pub(super) const SHORT_QUOTE: QuoteLimits = QuoteLimits { room: 2000, lines: 20 };

/// Whatever applicants may write fits in; an event has 64 KiB for everything, the encryption included.
pub(super) const FULL_QUOTE: QuoteLimits = QuoteLimits { room: 16_000, lines: 500 };

impl<'a> CardContext<'a> {
    /// As the operator wants it.
    #[must_use]
    pub fn from_config(config: &'a Config) -> Self {
        Self {
            domain: &config.synapse.domain,
            prefix: &config.bot.command_prefix,
            moderation: &config.moderation,
            template: config.matrix_notifications.card_template(),
        }
    }
}
