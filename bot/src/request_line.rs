//! The line about a request in lists, searches, reminders and the digest.

use jiff::{SignedDuration, Timestamp};
use registration_core::{
    config::ModerationConfig,
    domain::{Decision, Registration, State},
    messages::Language,
    text,
};

use crate::{
    active_room::ActiveRoom,
    card::{self, Votes},
    error::BotError,
    matrix::{
        format::{Block, actor_name, clipped, format_span, one_line},
        links,
    },
    voting::vote_display::current_votes,
};

/// Maximum characters of the message that a line quotes.
const MAX_MESSAGE: usize = 80;

/// What the line about a request shows besides the request itself.
struct Extras {
    /// The number of warnings on its card.
    warnings: usize,
    votes: Votes,
}

/// The line about a request, with a link to its card in this room.
pub(crate) async fn block(active: &ActiveRoom, one: &Registration) -> Result<Block, BotError> {
    let registrations = &active.registrations;
    let (config, now) = (registrations.config(), registrations.clock().now());
    let extras = match one.state {
        State::AwaitingReview => {
            let signals = registrations.moderation().signals(one).await?;
            let warnings = card::warnings(config.room_language(), &signals, &config.synapse.domain).len();
            Extras { warnings, votes: current_votes(active, one).await? }
        }
        _ => Extras { warnings: 0, votes: Votes::NONE },
    };
    let text = text(config.room_language(), one, &extras, &config.synapse.domain, active.rules(), now);
    let card = registrations.bot_store().card_of(one.id).await?.filter(|card| card.room == active.id());
    Ok(match card.and_then(|card| links::to_event(active.room.room_id(), &card.event, &config.synapse.domain)) {
        Some(link) => Block::Link { text, link },
        None => Block::Line(text),
    })
}

/// The parts of a line, of which those that do not apply are left out.
fn text(
    language: Language,
    one: &Registration,
    extras: &Extras,
    domain: &str,
    rules: &ModerationConfig,
    now: Timestamp,
) -> String {
    let since = |at: Timestamp| format_span(language, now.duration_since(at).max(SignedDuration::ZERO));
    let asked = one.submitted_at.unwrap_or(one.started_at);
    let mut parts = vec![format!("#{} {}", one.id, one.localpart.on(domain))];
    match (one.state, &one.decision) {
        (State::AwaitingReview, _) => {
            // A reopened request starts to wait again.
            parts.push(text!(in language, "room-line-waiting", span = since(one.changed_at)));
            parts.push(one_line(one.email.parts().1));
            parts.extend((extras.warnings > 0).then(|| format!("⚠️ {}", extras.warnings)));
            parts.extend(extras.votes.short(rules));
        }
        (state, decision) => {
            parts.push(text!(in language, "room-line-state", state = state.as_str()));
            parts.extend(decision.as_ref().map(|decision| decided(language, decision)));
            let at = decision.as_ref().map_or(asked, |decision| decision.at);
            parts.push(text!(in language, "room-line-ago", span = since(at)));
        }
    }
    parts.join(" · ")
}

/// Who decided, and the message to the applicant.
fn decided(language: Language, decision: &Decision) -> String {
    let by = actor_name(language, &decision.by);
    match &decision.message {
        Some(message) => text!(in language, "room-line-by-saying", by = by, words = clipped(message, MAX_MESSAGE)),
        None => text!(in language, "room-line-by", by = by),
    }
}
