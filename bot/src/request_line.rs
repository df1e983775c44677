//! The line about a request in lists, searches, reminders and the digest.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use registration_core::{
    Registrations,
    config::ModerationConfig,
    domain::{Decision, Registration, RegistrationId, State},
    messages::Language,
    store::StoreError,
    text,
};

use crate::{
    active_room::ActiveRoom,
    card::{self, CardContext, Votes},
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

/// A line about each of `all`, with a link to its card in this room.
pub(crate) async fn blocks(active: &ActiveRoom, all: &[Registration]) -> Result<Vec<Block>, BotError> {
    let registrations = &active.registrations;
    let (config, now) = (registrations.config(), registrations.clock().now());
    let (language, domain) = (config.room_language(), &config.synapse.domain);
    let warnings = count_warnings(registrations, all).await?;
    let ids: Vec<RegistrationId> = all.iter().map(|one| one.id).collect();
    let mut cards = registrations.bot_store().cards_of(&ids).await?;
    cards.retain(|card| card.room == active.id());
    let mut blocks = vec![];
    for one in all {
        let votes = if one.state == State::AwaitingReview { current_votes(active, one).await? } else { Votes::NONE };
        let extras = Extras { warnings: warnings.get(&one.id).copied().unwrap_or_default(), votes };
        let text = text(language, one, &extras, active.rules(), now);
        let card = cards.iter().find(|card| card.registration == one.id);
        blocks.push(match card.and_then(|card| links::to_event(active.room.room_id(), &card.event, domain)) {
            Some(link) => Block::Link { text, link },
            None => Block::Line(text),
        });
    }
    Ok(blocks)
}

/// The number of warnings on the card of each pending request.
async fn count_warnings(
    registrations: &Registrations,
    all: &[Registration],
) -> Result<HashMap<RegistrationId, usize>, StoreError> {
    let pending: Vec<Registration> = all.iter().filter(|one| one.state == State::AwaitingReview).cloned().collect();
    let signals = registrations.moderation().signals_of_each(&pending).await?;
    let context = CardContext::from_config(registrations.config());
    let count = |(one, signals): (&Registration, _)| (one.id, card::warnings(one.id.0, &signals, &context).len());
    Ok(pending.iter().zip(signals).map(count).collect())
}

/// The parts of a line, of which those that do not apply are left out.
fn text(language: Language, one: &Registration, extras: &Extras, rules: &ModerationConfig, now: Timestamp) -> String {
    let since = |at: Timestamp| format_span(language, now.duration_since(at).max(SignedDuration::ZERO));
    let asked = one.submitted_at.unwrap_or(one.started_at);
    // Without the server name, which is the same for all: a line should fit a phone.
    let mut parts = vec![language.isolated(&format!("#{} @{}", one.id, one.localpart))];
    match (one.state, &one.decision) {
        (State::AwaitingReview, _) => {
            // A reopened request starts to wait again.
            parts.push(text!(in language, "room-line-waiting", span = since(one.changed_at)));
            parts.push(language.isolated(&one_line(one.email.parts().1)));
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
