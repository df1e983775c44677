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
        format::{Words, by_whom},
        send::{message, send},
    },
};

impl RoomPerformer {
    /// Tells the log room of a decision. Which one it was stands in the task: it may have been taken
    /// back since.
    pub(crate) async fn log_decision(&self, task: &Task, on: &Registration) -> Result<(), EffectError> {
        let Some(named) = &self.registrations.config().moderation.log_room else { return Ok(()) };
        let Some(line) = task.subject.as_deref().and_then(|said| line(said, on.id.0)) else { return Ok(()) };
        let room = self.named_room(RoomUse::Log, named).await?;
        let mut content = message(&Words::of_lines(&[line]));
        content["msgtype"] = json!("m.notice");
        let sent = send(&room, "m.room.message", content, &format!("{}-log", task.key)).await;
        sent.map_err(|error| refused(&error, || text!("room-welcome-silenced", room = room.room_id().as_str())))?;
        Ok(())
    }
}

/// What is said of a decision such as `approve @mod:example.org`.
fn line(said: &str, id: i64) -> Option<String> {
    let (verdict, by) = said.split_once(' ')?;
    let (by, id) = (by_whom(&by.parse::<Actor>().ok()?), id.to_string());
    Some(match verdict.parse().ok()? {
        Verdict::Approve => text!("room-log-approved", by = by, id = id),
        Verdict::Deny => text!("room-log-denied", by = by, id = id),
    })
}

#[cfg(test)]
mod tests {
    use registration_core::domain::Mxid;

    use super::*;

    #[test]
    fn a_line_names_who_decided_and_the_number() {
        let said = |verdict: Verdict, by: &Actor| line(&format!("{} {by}", verdict.as_str()), 12);
        let moderator = Actor::Moderator(Mxid("@mod:example.org".into()));
        assert_eq!(said(Verdict::Approve, &moderator).as_deref(), Some("@mod:example.org approved request #12."));
        assert_eq!(said(Verdict::Deny, &Actor::Operator).as_deref(), Some("an operator denied request #12."));
        assert_eq!(line("nonsense", 12), None);
    }
}
