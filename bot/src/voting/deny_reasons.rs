//! Reasons for denials: offered in a thread under the card as 1️⃣ 2️⃣ 3️⃣ and chosen with a reaction.

use matrix_sdk::Room;
use registration_core::{
    Registrations,
    domain::Verdict,
    messages::Language,
    store::{Card, StoreError, state::OfferedReasons},
    text,
};
use serde_json::{Value, json};

use super::count::{Count, normalized};
use crate::{
    active_room::ActiveRoom,
    error::BotError,
    matrix::{
        bot_reactions,
        format::{Block, FormattedText, one_line},
        send::{send, thread_notice},
    },
};

/// Marks the message that offers reasons. Its value is the event ID of the card.
const MARK: &str = "org.synapse-registration.reasons";

/// The card that a message of the bot offers reasons for; `None` if the message offers none.
pub(crate) async fn offer_card(active: &ActiveRoom, content: &Value) -> Result<Option<Card>, StoreError> {
    match content[MARK].as_str() {
        Some(card) => active.registrations.bot_store().card_by_event(active.id(), card).await,
        None => Ok(None),
    }
}

/// The reasons offered under a card.
pub(crate) async fn find_offer(
    registrations: &Registrations,
    card: &Card,
) -> Result<Option<OfferedReasons>, StoreError> {
    registrations.bot_store().state_of(&card.event).get().await
}

/// Offers the reasons under a card, unless they are already there.
pub(crate) async fn offer(active: &ActiveRoom, card: &Card, count: &Count) -> Result<(), BotError> {
    let mut offer = match find_offer(&active.registrations, card).await? {
        Some(offer) if offer.seeded => return Ok(()),
        Some(offer) => offer,
        None => post_offer(active, card, &count.voters(Verdict::Deny)).await?,
    };
    let keys: Vec<String> = (1..=offer.reasons.len()).map(key).collect();
    bot_reactions::add(&active.room, &offer.event, &keys.iter().map(String::as_str).collect::<Vec<_>>()).await?;
    offer.seeded = true;
    Ok(active.registrations.bot_store().state_of(&card.event).set(&offer).await?)
}

/// Posts the offer, and mentions those who voted to deny.
async fn post_offer(active: &ActiveRoom, card: &Card, voters: &[String]) -> Result<OfferedReasons, BotError> {
    let language = active.registrations.config().room_language();
    let reasons = active.rules().deny_reasons.clone();
    // The transaction ID is derived from the card, so that a retry after a crash does not post twice.
    let txn = format!("{}-reasons", card.event);
    let mut content = thread_notice(&card.event, &offer_text(language, &reasons, &card.registration.to_string()));
    content[MARK] = json!(card.event);
    content["m.mentions"] = json!({ "user_ids": voters });
    let event = send(&active.room, "m.room.message", content, &txn).await?;
    let offer = OfferedReasons { event, reasons, seeded: false };
    active.registrations.bot_store().state_of(&card.event).set(&offer).await?;
    Ok(offer)
}

fn offer_text(language: Language, reasons: &[String], id: &str) -> FormattedText {
    let title = if reasons.is_empty() {
        text!(in language, "room-reasons-none", id = id)
    } else {
        text!(in language, "room-reasons-title", id = id)
    };
    let numbered = reasons.iter().enumerate().map(|(index, reason)| format!("{} {}", key(index + 1), one_line(reason)));
    let blocks: Vec<Block> = [title].into_iter().chain(numbered).map(Block::Line).collect();
    FormattedText::from_blocks(&blocks)
}

/// Withdraws the offer once the request is decided. A late reaction or reply can still be answered, because the message
/// itself names its card.
pub(crate) async fn close(room: &Room, registrations: &Registrations, card: &Card) -> Result<(), BotError> {
    let Some(offer) = find_offer(registrations, card).await? else { return Ok(()) };
    bot_reactions::remove(room, &offer.event).await?;
    Ok(forget(registrations, card).await?)
}

/// Deletes the stored offer of a card.
pub(crate) async fn forget(registrations: &Registrations, card: &Card) -> Result<(), StoreError> {
    registrations.bot_store().state_of::<OfferedReasons>(&card.event).clear().await
}

/// The keycap emoji of a digit.
fn key(digit: usize) -> String {
    format!("{digit}\u{fe0f}\u{20e3}")
}

/// The reason that a reaction chooses.
pub(crate) fn chosen<'a>(offer: &'a OfferedReasons, reaction: &str) -> Option<&'a str> {
    let digit = normalized(reaction).replace('\u{20e3}', "");
    let digit: usize = digit.parse().ok()?;
    offer.reasons.get(digit.checked_sub(1)?).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reaction_chooses_the_reason_with_its_number() {
        let offer = OfferedReasons { event: "$n".into(), reasons: vec!["One.".into(), "Two.".into()], seeded: true };
        for (reaction, reason) in [
            ("1\u{fe0f}\u{20e3}", Some("One.")),
            ("2\u{20e3}", Some("Two.")),
            ("2\u{fe0e}\u{20e3}", Some("Two.")),
            ("2", Some("Two.")),
            ("3\u{fe0f}\u{20e3}", None),
            ("0", None),
            ("✅", None),
            ("", None),
        ] {
            assert_eq!(chosen(&offer, reaction), reason, "{reaction}");
        }
    }

    #[test]
    fn reasons_are_listed_with_their_numbers() {
        let reasons = ["We are full.".to_owned(), "Spam\n<b>".to_owned()];
        insta::assert_snapshot!(offer_text(Language::english(), &reasons, "12").plain, @r"
        Why deny #12? The applicant will see your answer. Tap a reason, or reply with your own:
        1️⃣ We are full.
        2️⃣ Spam <b>
        ");
        assert_eq!(
            offer_text(Language::english(), &[], "12").plain,
            "Why deny #12? The applicant will see your answer. Reply to this message with the reason."
        );
    }
}
