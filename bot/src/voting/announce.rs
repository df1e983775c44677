//! Lists the requests that earlier votes would decide under the present rules: such votes decide nothing by themselves.

use std::collections::BTreeMap;

use registration_core::{domain::Verdict, store::state::EnoughVotes, text};

use super::decide::recount_open_cards;
use crate::{
    active_room::ActiveRoom,
    error::BotError,
    matrix::{
        format::FormattedText,
        send::{send, text_message},
    },
};

/// Shows the current votes on all open cards. If more requests than before have enough votes without being decided,
/// because the rules or the moderators have changed, lists them in the room.
pub(crate) async fn recount(active: &ActiveRoom) -> Result<(), BotError> {
    let enough: BTreeMap<i64, Verdict> =
        recount_open_cards(active).await?.into_iter().map(|(id, verdict)| (id.0, verdict)).collect();
    let slot = active.registrations.bot_store().state::<EnoughVotes>();
    let told = slot.get().await?.unwrap_or_default();
    let is_told = |(id, verdict): (&i64, &Verdict)| told.0.get(id).is_some_and(|name| name == verdict.as_str());
    if !enough.iter().all(is_told) && active.is_private() {
        let txn = format!("enough-{:016x}", rand::random::<u64>());
        let text = FormattedText::from_lines(&lines(active, &enough));
        send(&active.room, "m.room.message", text_message(&text), &txn).await?;
    }
    let now = EnoughVotes(enough.iter().map(|(id, verdict)| (*id, verdict.as_str().to_owned())).collect());
    if now != told {
        slot.set(&now).await?;
    }
    Ok(())
}

fn lines(active: &ActiveRoom, enough: &BTreeMap<i64, Verdict>) -> Vec<String> {
    let language = active.registrations.config().room_language();
    let reactions = &active.rules().reactions;
    let one = |(id, verdict): (&i64, &Verdict)| {
        let keys = match verdict {
            Verdict::Approve => &reactions.approve,
            Verdict::Deny => &reactions.deny,
        };
        let key = keys.first().map(String::as_str).unwrap_or_default();
        text!(in language, "room-enough-votes-one", id = id.to_string(), key = key)
    };
    [text!(in language, "room-enough-votes")].into_iter().chain(enough.iter().map(one)).collect()
}
