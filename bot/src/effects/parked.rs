//! What could not be done is told to the moderators: for whom, why, and how to have it tried again.

use registration_core::{
    domain::Registration,
    store::Parked,
    text,
    worker::{EffectError, Task},
};
use serde_json::json;

use super::performer::RoomPerformer;
use crate::{
    card::effect_text::{effect_description, remedy},
    error::to_effect,
    matrix::{
        format::{FormattedText, one_line},
        send::{room_of_card, send, text_message},
    },
    room::privacy::is_exposed,
};

impl RoomPerformer {
    /// Says in a thread under the card what is parked; where there is no card, in the room.
    pub(crate) async fn report_parked(&self, task: &Task, id: i64, on: &Registration) -> Result<(), EffectError> {
        let store = self.registrations.store();
        let Some(parked) = store.parked_effect(id).await? else { return Ok(()) };
        let config = self.registrations.config();
        let mxid = on.localpart.on(&config.synapse.domain);
        let words = FormattedText::from_lines(&report(&parked, &mxid, &config.bot.command_prefix));
        let mut content = text_message(&words);
        let card = store.card_of(on.id).await?;
        let room = card.as_ref().and_then(|card| room_of_card(&self.room.client(), card));
        let room = room.filter(|room| !is_exposed(room));
        if let Some(card) = card.filter(|_| room.is_some()) {
            content["m.relates_to"] = json!({
                "rel_type": "m.thread",
                "event_id": card.event,
                "is_falling_back": true,
                "m.in_reply_to": { "event_id": card.event },
            });
        }
        let room = room.unwrap_or_else(|| self.room.clone());
        let sent = send(&room, "m.room.message", content, &format!("{}-trouble", task.key)).await;
        sent.map_err(|error| to_effect(&error))?;
        tracing::info!(registration = %on.id, effect = %parked.effect, "the moderators are told of a parked effect");
        Ok(())
    }
}

/// The whole report, line by line.
fn report(parked: &Parked, mxid: &str, prefix: &str) -> Vec<String> {
    let id = parked.registration.to_string();
    vec![
        text!("room-trouble", id = id.as_str(), mxid = mxid, what = effect_description(&parked.effect)),
        text!("room-trouble-cause", cause = one_line(&parked.cause)),
        text!("room-trouble-remedy", remedy = remedy(&parked.effect)),
        text!("room-trouble-retry", prefix = prefix, id = id.as_str()),
    ]
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use registration_core::domain::{Effect, HomeserverEffect, RegistrationId};

    use super::*;

    fn parked(effect: impl Into<Effect>) -> Parked {
        Parked {
            id: 1,
            registration: RegistrationId(12),
            effect: effect.into(),
            cause: "there is\nno such <room>".into(),
            since: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_report_says_what_for_whom_why_and_what_to_do() {
        let report = report(
            &parked(HomeserverEffect::JoinRoom { room: "#nowhere:example.org".into() }),
            "@alice:example.org",
            "!reg",
        );
        insta::assert_snapshot!(report.join("\n"), @"
        ⚠️ #12 @alice:example.org: the account could not be added to #nowhere:example.org.
        Cause: there is no such <room>
        What to do: Fix the room as described above, or invite the account yourself. The account itself is active.
        Then try again: !reg retry #12
        ");
        assert!(FormattedText::from_lines(&report).html.contains("no such &lt;room&gt;"));
    }
}
