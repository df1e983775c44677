//! What the bot says in the thread under a card.

use matrix_sdk::Room;
use registration_core::{
    Registrations,
    domain::{Decision, EffectKind, Registration},
    store::{Card, Entry},
    text,
    worker::EffectError,
};

use crate::{
    error::to_effect,
    matrix::{
        format::{Block, FormattedText, actor_name, quote},
        send::{send, thread_notice},
    },
};

/// Bytes of a decision's words, and lines of them.
const WORDS: (usize, usize) = (16_000, 500);

/// Says under the card what a decision's words were, with the first update that shows it.
pub(crate) async fn post_decision_message(
    room: &Room,
    registrations: &Registrations,
    card: &Card,
    on: &Registration,
) -> Result<(), EffectError> {
    let Some(decision) = &on.decision else { return Ok(()) };
    let Some(words) = said(decision) else { return Ok(()) };
    let history = registrations.history(on.id).await?;
    let is_told = |entry: &Entry| entry.kind == EffectKind::UpdateCard.into() && entry.at >= decision.at;
    if history.iter().any(is_told) {
        return Ok(());
    }
    // Named after the decision, so that a repeat after a crash says nothing twice.
    let txn = format!("{}-words-{}", card.event, decision.at.as_millisecond());
    send(room, "m.room.message", thread_notice(&card.event, &words), &txn).await.map_err(|error| to_effect(&error))?;
    Ok(())
}

fn said(decision: &Decision) -> Option<FormattedText> {
    let (by, words) = (actor_name(&decision.by), decision.message.as_ref()?);
    let line = if decision.notify { text!("room-thread-wrote", by = by) } else { text!("room-thread-noted", by = by) };
    Some(FormattedText::from_blocks(&[Block::Line(line), quote(words, WORDS.0, WORDS.1).0]))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use registration_core::domain::{Actor, Mxid, Verdict};
    use serde_json::json;

    use super::*;

    #[test]
    fn a_decisions_words_are_quoted_and_call_on_nobody() {
        let by = Actor::Moderator(Mxid("@mod:example.org".into()));
        let decision = |notify, message: Option<&str>| Decision {
            verdict: Verdict::Deny,
            by: by.clone(),
            at: Timestamp::UNIX_EPOCH,
            message: message.map(str::to_owned),
            notify,
        };
        let words = said(&decision(true, Some("No,\n@room <b>"))).unwrap();
        assert_eq!(words.plain, "Message sent to the applicant by @mod:example.org:\n> No,\n> @room <b>");
        assert!(words.html.contains("@room &lt;b&gt;"), "{}", words.html);
        assert_eq!(thread_notice("$card", &words)["m.mentions"], json!({}));
        let noted = said(&decision(false, Some("a bot"))).unwrap();
        assert_eq!(noted.plain, "Internal note by @mod:example.org, not sent to the applicant:\n> a bot");
        assert_eq!(said(&decision(true, None)), None);
    }
}
