//! Votes that are not enough yet are shown on their card, and go from it when they are taken back.

use std::collections::{HashMap, VecDeque};

use matrix_sdk::{
    Room,
    ruma::{
        EventId, UInt, api::client::relations::get_relating_events_with_rel_type::v1::Request,
        events::relation::RelationType,
    },
};
use registration_core::{
    Registrations,
    domain::{Registration, State},
    lock::Lock,
    store::Card,
};
use tokio::sync::Mutex;

use crate::{
    card::{self, CardContext, votes_line},
    error::BotError,
    matrix::send::{edit_content, send},
    room::privacy::Privacy,
    session::highest_numbers::HighestNumbers,
};

/// So many events are remembered that were reacted to.
const REMEMBERED: usize = 64;

/// Which votes each open card shows, as far as this run knows, and whether the room is private enough to show them.
#[derive(Debug, Default)]
pub struct VoteDisplay {
    /// Whether personal data may be said in the room.
    pub privacy: Privacy,
    /// The highest numbers that the bot's account data holds.
    pub numbers: HighestNumbers,
    shown: Mutex<HashMap<String, Option<String>>>,
    /// The events that were reacted to last.
    reacted_to: Lock<VecDeque<String>>,
}

impl VoteDisplay {
    /// A run that has shown nothing yet.
    #[must_use]
    pub fn new(privacy: Privacy, numbers: HighestNumbers) -> Self {
        Self { privacy, numbers, ..Self::default() }
    }

    /// Remembers a reaction before it is looked up what it is to: a moderator may be quicker than the
    /// row that tells a card from other messages.
    pub fn note_reaction(&self, event: &str) {
        let mut events = self.reacted_to.lock();
        if events.len() == REMEMBERED {
            events.pop_front();
        }
        events.push_back(event.to_owned());
    }

    /// Whether somebody may have reacted to a card before its row was there.
    pub fn may_have_missed_reaction(&self, card: &Card) -> bool {
        self.reacted_to.lock().contains(&card.event)
    }

    /// Has the card show these votes, unless it does.
    pub async fn show(
        &self,
        room: &Room,
        registrations: &Registrations,
        card: &Card,
        approvals: &[String],
        denials: &[String],
    ) -> Result<(), BotError> {
        if !self.privacy.is_private(room) {
            return Ok(());
        }
        let mut shown = self.shown.lock().await;
        let line = votes_line(approvals, denials, &registrations.config().moderation);
        let is_shown = match shown.get(&card.event) {
            Some(before) => *before == line,
            // An earlier run may have shown votes that are no more.
            None => line.is_none() && !was_edited(room, card).await?,
        };
        if !is_shown {
            set(room, registrations, card, line.clone()).await?;
        }
        shown.insert(card.event.clone(), line);
        Ok(())
    }
}

/// Edits the card. If it was decided just then, by somebody at a shell, the decision has the last word.
async fn set(room: &Room, registrations: &Registrations, card: &Card, votes: Option<String>) -> Result<(), BotError> {
    let Some(before) = waiting(registrations, card).await? else { return Ok(()) };
    put(room, registrations, card, &before, votes).await?;
    match registrations.find(card.registration).await? {
        Some(after) if after.state != before.state => put(room, registrations, card, &after, None).await,
        _ => Ok(()),
    }
}

async fn waiting(registrations: &Registrations, card: &Card) -> Result<Option<Registration>, BotError> {
    Ok(registrations.find(card.registration).await?.filter(|one| one.state == State::AwaitingReview))
}

async fn put(
    room: &Room,
    registrations: &Registrations,
    card: &Card,
    on: &Registration,
    votes: Option<String>,
) -> Result<(), BotError> {
    let signals = registrations.moderation().signals(on).await?;
    let desk = CardContext::from_config(registrations.config());
    let words = card::render(on, &signals, votes, room.room_id(), &desk);
    // The same votes may come back, so the transaction cannot be named after them.
    let txn = format!("{}-votes-{:016x}", card.event, rand::random::<u64>());
    send(room, "m.room.message", edit_content(&card.event, &card::summary_line(on, &desk), &words), &txn).await?;
    Ok(())
}

async fn was_edited(room: &Room, card: &Card) -> Result<bool, BotError> {
    let Ok(event) = EventId::parse(&card.event) else { return Ok(false) };
    let mut request = Request::new(room.room_id().to_owned(), event, RelationType::Replacement);
    request.limit = Some(UInt::from(1_u32));
    Ok(!room.client().send(request).await.map_err(matrix_sdk::Error::from)?.chunk.is_empty())
}
