//! Reports parked effects to the moderators: what failed, why, and how to try again.

use registration_core::{domain::Registration, messages::Language, store::Parked, text, worker::Task};

use crate::{
    active_room::ActiveRoom,
    card::effect_text::{effect_description, remedy},
    error::BotError,
    matrix::{
        format::{FormattedText, one_line},
        send::{in_thread, room_of_card, send, text_message},
    },
    room::privacy::is_exposed,
};

/// Posts the report in a thread under the card, or in the room if there is no card.
pub(super) async fn report(active: &ActiveRoom, task: &Task, id: i64, on: &Registration) -> Result<(), BotError> {
    let language = active.registrations.config().room_language();
    let config = active.registrations.config();
    let Some(parked) = active.registrations.moderation().parked_effect(id).await? else { return Ok(()) };
    let mxid = on.localpart.on(&config.synapse.domain);
    let content =
        text_message(&FormattedText::from_lines(&lines(language, &parked, &mxid, &config.bot.command_prefix)));
    let card = active.registrations.bot_store().card_of(on.id).await?;
    let room = card.as_ref().and_then(|card| room_of_card(&active.room.client(), card));
    let txn = format!("{}-trouble", task.key);
    match (card, room.filter(|room| !is_exposed(room))) {
        (Some(card), Some(room)) => send(&room, "m.room.message", in_thread(content, &card.event), &txn).await?,
        _ => send(&active.room, "m.room.message", content, &txn).await?,
    };
    tracing::info!(registration = %on.id, effect = %parked.effect, "parked effect reported in the room");
    Ok(())
}

fn lines(language: Language, parked: &Parked, mxid: &str, prefix: &str) -> Vec<String> {
    let id = parked.registration.to_string();
    vec![
        text!(in language, "room-trouble", id = id.as_str(), mxid = mxid, what = effect_description(language, &parked.effect)),
        text!(in language, "room-trouble-cause", cause = one_line(&parked.cause)),
        text!(in language, "room-trouble-remedy", remedy = remedy(language, &parked.effect)),
        text!(in language, "room-trouble-retry", prefix = prefix, id = id.as_str()),
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
    fn report_says_what_failed_and_what_to_do() {
        let report = lines(
            Language::english(),
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
