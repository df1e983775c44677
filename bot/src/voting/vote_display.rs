//! Shows the votes on cards: the only place that edits a card.

use matrix_sdk::{
    Room,
    ruma::{
        EventId, UInt, api::client::relations::get_relating_events_with_rel_type::v1::Request,
        events::relation::RelationType,
    },
};
use registration_core::{
    config::ModerationConfig,
    domain::{Registration, State, Verdict},
    store::Card,
};

use super::{
    count::{Count, needs_several_votes},
    tally::tally,
};
use crate::{
    active_room::ActiveRoom,
    card::{self, CardContext, Handling, Votes},
    error::BotError,
    matrix::{
        format::FormattedText,
        send::{edit_content, room_of_card, send},
    },
};

/// The votes on a request as they are now. Open votes are counted from the reactions to its card.
pub(crate) async fn current_votes(active: &ActiveRoom, on: &Registration) -> Result<Votes, BotError> {
    let registrations = &active.registrations;
    if on.state != State::AwaitingReview {
        return Ok(Votes::Decided(registrations.moderation().voters(on).await?));
    }
    if !needs_several_votes(active.rules()) && !active.rules().require_reason {
        return Ok(Votes::NONE);
    }
    let Some(card) = registrations.bot_store().card_of(on.id).await? else { return Ok(Votes::NONE) };
    let Some(room) = room_of_card(&active.room.client(), &card) else { return Ok(Votes::NONE) };
    let count = tally(active, &room, (on.id, Some(&card)), None).await?;
    Ok(open_votes(&count, active.rules()))
}

/// The votes on an open request as its card shows them.
pub(super) fn open_votes(count: &Count, rules: &ModerationConfig) -> Votes {
    let needs_reason = if count.needs_reason(rules) { count.voters(Verdict::Deny) } else { vec![] };
    Votes::Open { approvals: count.voters(Verdict::Approve), denials: count.voters(Verdict::Deny), needs_reason }
}

/// The text of a card in `room`.
pub(crate) async fn render(
    active: &ActiveRoom,
    room: &Room,
    on: &Registration,
    votes: &Votes,
) -> Result<FormattedText, BotError> {
    let moderation = active.registrations.moderation();
    let (signals, undo_until) = (moderation.signals(on).await?, moderation.undo_until(on).await?);
    let domain_history = moderation.domain_history(on).await?;
    let config = active.registrations.config();
    let handling = Handling::load(&active.registrations, on).await?.brief(config.room_language());
    let domain_history = domain_history.as_ref();
    let context = CardContext { undo_until, domain_history, handling: &handling, ..CardContext::from_config(config) };
    Ok(card::render(on, &signals, votes, room.room_id(), &context))
}

/// Edits a card in `room` so that it shows the request and the votes as they are now.
pub(crate) async fn update_card(
    active: &ActiveRoom,
    room: &Room,
    card: &Card,
    on: &Registration,
    txn: &str,
) -> Result<(), BotError> {
    let mut shown = active.shown_votes.0.lock().await;
    let votes = current_votes(active, on).await?;
    edit(active, room, card, on, &votes, txn).await?;
    shown.insert(card.event.clone(), votes.lines(active.registrations.config().room_language(), active.rules()));
    Ok(())
}

/// Edits the card of an open request if it does not show these votes yet.
pub(crate) async fn show_votes(active: &ActiveRoom, card: &Card, votes: &Votes) -> Result<(), BotError> {
    if !active.is_private() {
        return Ok(());
    }
    let mut shown = active.shown_votes.0.lock().await;
    // A decision may have been made since the votes were counted. Its own update of the card comes after this one.
    let open = active.registrations.find(card.registration).await?.filter(|one| one.state == State::AwaitingReview);
    let Some(on) = open else { return Ok(()) };
    let lines = votes.lines(active.registrations.config().room_language(), active.rules());
    let is_shown = match shown.get(&card.event) {
        Some(before) => *before == lines,
        // An earlier run may have shown votes that have been withdrawn since.
        None if needs_several_votes(active.rules()) => lines.is_empty() && !was_edited(&active.room, card).await?,
        None => lines.is_empty(),
    };
    if !is_shown {
        // The same votes can come back later, so the transaction ID cannot be derived from them.
        let txn = format!("{}-votes-{:016x}", card.event, rand::random::<u64>());
        edit(active, &active.room, card, &on, votes, &txn).await?;
    }
    shown.insert(card.event.clone(), lines);
    Ok(())
}

async fn edit(
    active: &ActiveRoom,
    room: &Room,
    card: &Card,
    on: &Registration,
    votes: &Votes,
    txn: &str,
) -> Result<(), BotError> {
    let undo_until = active.registrations.moderation().undo_until(on).await?;
    let context = CardContext { undo_until, ..CardContext::from_config(active.registrations.config()) };
    let summary = card::summary_line(on, &context);
    let edit = edit_content(&card.event, &summary, &render(active, room, on, votes).await?);
    send(room, "m.room.message", edit, txn).await?;
    Ok(())
}

async fn was_edited(room: &Room, card: &Card) -> Result<bool, BotError> {
    let Ok(event) = EventId::parse(&card.event) else { return Ok(false) };
    let mut request = Request::new(room.room_id().to_owned(), event, RelationType::Replacement);
    request.limit = Some(UInt::from(1_u32));
    Ok(!room.client().send(request).await.map_err(matrix_sdk::Error::from)?.chunk.is_empty())
}
