//! The public log: a second room that is told who has decided, and nothing about the applicant.

use registration_core::{
    domain::{Actor, Registration, Verdict},
    registrations::RoomUse,
    text,
    worker::{EffectError, Task},
};
use serde_json::json;

use crate::{
    effects::{performer::RoomPerformer, welcome::refused},
    matrix::{
        format::{FormattedText, actor_name},
        send::{send, text_message},
    },
};

impl RoomPerformer {
    /// Posts a decision in the log room. The effect says which one: it may have been taken back since.
    pub(crate) async fn log_decision(
        &self,
        task: &Task,
        verdict: Verdict,
        by: &Actor,
        on: &Registration,
    ) -> Result<(), EffectError> {
        let Some(named) = &self.registrations.config().moderation.log_room else { return Ok(()) };
        let line = line(verdict, by, on.id.0);
        let room = self.named_room(RoomUse::Log, named).await?;
        let mut content = text_message(&FormattedText::from_lines(&[line]));
        content["msgtype"] = json!("m.notice");
        let sent = send(&room, "m.room.message", content, &format!("{}-log", task.key)).await;
        sent.map_err(|error| refused(&error, || text!("room-welcome-silenced", room = room.room_id().as_str())))?;
        Ok(())
    }
}

fn line(verdict: Verdict, by: &Actor, id: i64) -> String {
    let (by, id) = (actor_name(by), id.to_string());
    match verdict {
        Verdict::Approve => text!("room-log-approved", by = by, id = id),
        Verdict::Deny => text!("room-log-denied", by = by, id = id),
    }
}

#[cfg(test)]
mod tests {
    use registration_core::domain::Mxid;

    use super::*;

    #[test]
    fn line_names_the_moderator_and_the_request() {
        let moderator = Actor::Moderator(Mxid("@mod:example.org".into()));
        assert_eq!(line(Verdict::Approve, &moderator, 12), "@mod:example.org approved request #12.");
        assert_eq!(line(Verdict::Deny, &Actor::Operator, 12), "an operator denied request #12.");
    }
}
