//! Posts decisions in the log room (`moderation.log_room`): who decided, and nothing about the applicant.

use registration_core::{
    domain::{Actor, Registration, Verdict},
    messages::Language,
    registrations::RoomUse,
    text,
    worker::{EffectError, Task},
};
use serde_json::json;

use super::named_room::{named_room, park_if_forbidden};
use crate::{
    active_room::ActiveRoom,
    matrix::{
        format::{FormattedText, actor_name},
        send::{send, text_message},
    },
};

/// Posts a decision. It comes from the effect, because the request may have been reopened since.
pub(super) async fn post(
    active: &ActiveRoom,
    task: &Task,
    verdict: Verdict,
    by: &Actor,
    on: &Registration,
) -> Result<(), EffectError> {
    let language = active.registrations.config().room_language();
    let Some(named) = &active.rules().log_room else { return Ok(()) };
    let room = named_room(active, RoomUse::Log, named).await?;
    let mut content = text_message(&FormattedText::from_lines(&[line(language, verdict, by, on.id.0)]));
    content["msgtype"] = json!("m.notice");
    let sent = send(&room, "m.room.message", content, &format!("{}-log", task.key)).await;
    sent.map_err(|error| {
        park_if_forbidden(&error, || text!(in language, "room-welcome-silenced", room = room.room_id().as_str()))
    })?;
    Ok(())
}

fn line(language: Language, verdict: Verdict, by: &Actor, id: i64) -> String {
    let (by, id) = (actor_name(language, by), id.to_string());
    match verdict {
        Verdict::Approve => text!(in language, "room-log-approved", by = by, id = id),
        Verdict::Deny => text!(in language, "room-log-denied", by = by, id = id),
    }
}

#[cfg(test)]
mod tests {
    use registration_core::domain::Mxid;

    use super::*;

    #[test]
    fn line_names_the_moderator_and_the_request() {
        let moderator = Actor::Moderator(Mxid("@mod:example.org".into()));
        assert_eq!(
            line(Language::english(), Verdict::Approve, &moderator, 12),
            "@mod:example.org approved request #12."
        );
        assert_eq!(line(Language::english(), Verdict::Deny, &Actor::Operator, 12), "an operator denied request #12.");
    }
}
