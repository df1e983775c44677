//! Posts the message of a decision in the thread under its card.

use matrix_sdk::Room;
use registration_core::{
    domain::{Decision, Registration},
    messages::Language,
    store::Card,
    text,
};

use crate::{
    active_room::ActiveRoom,
    error::BotError,
    matrix::{
        format::{Block, FormattedText, decided_by, quote},
        send::{send, thread_notice},
    },
};

/// Maximum bytes and lines of the message.
const MAX_MESSAGE: (usize, usize) = (16_000, 500);

/// Posts the message of the decision, with the first update of the card that shows the decision.
pub(super) async fn post(active: &ActiveRoom, room: &Room, card: &Card, on: &Registration) -> Result<(), BotError> {
    let language = active.registrations.config().room_language();
    let Some(decision) = &on.decision else { return Ok(()) };
    let Some(text) = text_of(language, decision) else { return Ok(()) };
    if active.registrations.moderation().is_decision_shown(on).await? {
        return Ok(());
    }
    // The transaction ID is derived from the decision, so that a retry after a crash does not post twice.
    let txn = format!("{}-words-{}", card.event, decision.at.as_millisecond());
    send(room, "m.room.message", thread_notice(&card.event, &text), &txn).await?;
    Ok(())
}

fn text_of(language: Language, decision: &Decision) -> Option<FormattedText> {
    let (by, message) = (decided_by(language, decision), decision.message.as_ref()?);
    let line = if decision.notify {
        text!(in language, "room-thread-wrote", by = by)
    } else {
        text!(in language, "room-thread-noted", by = by)
    };
    Some(FormattedText::from_blocks(&[Block::Line(line), quote(message, MAX_MESSAGE.0, MAX_MESSAGE.1).0]))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use registration_core::domain::{Actor, Mxid, Verdict};
    use serde_json::json;

    use super::*;

    #[test]
    fn decision_message_is_quoted_and_mentions_nobody() {
        let by = Actor::Moderator(Mxid("@mod:example.org".into()));
        let decision = |notify, message: Option<&str>| Decision {
            verdict: Verdict::Deny,
            by: by.clone(),
            at: Timestamp::UNIX_EPOCH,
            message: message.map(str::to_owned),
            notify,
            confirmed_by: None,
            undo_until: None,
        };
        let words = text_of(Language::english(), &decision(true, Some("No,\n@room <b>"))).unwrap();
        assert_eq!(words.plain, "Message sent to the applicant by @mod:example.org:\n> No,\n> @room <b>");
        assert!(words.html.contains("@room &lt;b&gt;"), "{}", words.html);
        assert_eq!(thread_notice("$card", &words)["m.mentions"], json!({}));
        let noted = text_of(Language::english(), &decision(false, Some("a bot"))).unwrap();
        assert_eq!(noted.plain, "Internal note by @mod:example.org, not sent to the applicant:\n> a bot");
        assert_eq!(text_of(Language::english(), &decision(true, None)), None);
    }
}
