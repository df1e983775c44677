//! Reasons for a no, where one has to be given: offered under the card as 1️⃣ 2️⃣ 3️⃣, and taken with
//! a tap.

use matrix_sdk::Room;
use registration_core::{
    Registrations,
    store::{Card, StoreError, state::OfferedReasons},
    text,
    worker::EffectError,
};
use serde_json::{Value, json};

use crate::{
    error::{BotError, to_effect},
    matrix::{
        bot_reactions,
        format::{Block, FormattedText, one_line},
        send::{send, thread_notice},
    },
    voting::count::normalized,
};

/// Marks an offer, with the card that it belongs to.
const MARK: &str = "org.synapse-registration.reasons";

/// The card under which reasons are offered, if this is what an offer of ours says.
pub(crate) async fn offer_card(
    room: &Room,
    registrations: &Registrations,
    said: &Value,
) -> Result<Option<Card>, StoreError> {
    match said[MARK].as_str() {
        Some(card) => registrations.store().card_by_event(room.room_id().as_str(), card).await,
        None => Ok(None),
    }
}

/// What was offered under a card.
pub(crate) async fn find_offer(
    registrations: &Registrations,
    card: &Card,
) -> Result<Option<OfferedReasons>, StoreError> {
    registrations.store().state_of(&card.event).get().await
}

/// Offers the reasons under a card, unless they are.
pub(crate) async fn offer(room: &Room, registrations: &Registrations, card: &Card) -> Result<(), BotError> {
    let mut offer = match find_offer(registrations, card).await? {
        Some(offer) if offer.seeded => return Ok(()),
        Some(offer) => offer,
        None => post_offer(room, registrations, card).await?,
    };
    let keys: Vec<String> = (1..=offer.reasons.len()).map(key).collect();
    bot_reactions::add(room, &offer.event, &keys.iter().map(String::as_str).collect::<Vec<_>>()).await?;
    offer.seeded = true;
    Ok(registrations.store().state_of(&card.event).set(&offer).await?)
}

async fn post_offer(room: &Room, registrations: &Registrations, card: &Card) -> Result<OfferedReasons, BotError> {
    let reasons = registrations.config().moderation.deny_reasons.clone();
    let words = offer_text(&reasons, &card.registration.to_string());
    // Named after the card: a repeat after a crash posts nothing twice.
    let txn = format!("{}-reasons", card.event);
    let mut content = thread_notice(&card.event, &words);
    content[MARK] = json!(card.event);
    let event = send(room, "m.room.message", content, &txn).await?;
    let offer = OfferedReasons { event, reasons, seeded: false };
    registrations.store().state_of(&card.event).set(&offer).await?;
    Ok(offer)
}

fn offer_text(reasons: &[String], id: &str) -> FormattedText {
    let how =
        if reasons.is_empty() { text!("room-reasons-none", id = id) } else { text!("room-reasons-title", id = id) };
    let mut blocks = vec![Block::Line(how)];
    blocks.extend(
        reasons
            .iter()
            .enumerate()
            .map(|(index, reason)| Block::Line(format!("{} {}", key(index + 1), one_line(reason)))),
    );
    FormattedText::from_blocks(&blocks)
}

/// Takes away what was offered: it is decided. Who taps or replies too late is still told so, for
/// the offer itself says which card it belongs to.
pub(crate) async fn close(room: &Room, registrations: &Registrations, card: &Card) -> Result<(), EffectError> {
    let Some(offer) = find_offer(registrations, card).await? else { return Ok(()) };
    bot_reactions::remove(room, &offer.event).await.map_err(|error| to_effect(&error))?;
    Ok(forget(registrations, card).await?)
}

/// Remembers no longer what was offered under a card.
pub(crate) async fn forget(registrations: &Registrations, card: &Card) -> Result<(), StoreError> {
    registrations.store().state_of::<OfferedReasons>(&card.event).clear().await
}

/// The key with a digit on it.
fn key(digit: usize) -> String {
    format!("{digit}\u{fe0f}\u{20e3}")
}

/// Which reason a reaction means.
pub(crate) fn chosen<'a>(offer: &'a OfferedReasons, reaction: &str) -> Option<&'a str> {
    let digit = normalized(reaction).replace('\u{20e3}', "");
    let digit: usize = digit.parse().ok()?;
    offer.reasons.get(digit.checked_sub(1)?).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tap_means_the_reason_that_was_read() {
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
    fn reasons_are_listed_with_their_keys() {
        let reasons = ["We are full.".to_owned(), "Spam\n<b>".to_owned()];
        insta::assert_snapshot!(offer_text(&reasons, "12").plain, @r"
        Why deny #12? The applicant will see your answer. Tap a reason, or reply with your own:
        1️⃣ We are full.
        2️⃣ Spam <b>
        ");
        assert_eq!(
            offer_text(&[], "12").plain,
            "Why deny #12? The applicant will see your answer. Reply to this message with the reason."
        );
    }
}
