//! Commands from the room: each is carried out, and answered in words.

use matrix_sdk::{Room, ruma::OwnedUserId};
use registration_core::{
    Registrations,
    domain::{Actor, Lane, Mxid, Registration, RegistrationId, Ruling, State, Verdict},
    registrations::DecideError,
    store::StoreError,
    text,
};

use crate::{
    card::{Words, by_whom, when},
    command::{self, Command, CommandError, Target},
    decisions::CountError,
    moderators::is_moderator,
    post::reply,
};

/// At most this many requests are listed.
const LISTED: u64 = 100;

/// A message of somebody in the room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its event.
    pub event: String,
    /// Who wrote it.
    pub sender: OwnedUserId,
    /// What they wrote.
    pub body: String,
}

/// Carries a message out, if it is a moderator's command.
pub async fn hear(room: &Room, registrations: &Registrations, message: &Message) -> Result<(), CountError> {
    let config = registrations.config();
    let Some(read) = command::parse(&message.body, &config.bot.command_prefix, &config.synapse.domain) else {
        return Ok(());
    };
    if message.sender == room.own_user_id() || !is_moderator(room, &message.sender, &config.moderation).await? {
        return Ok(());
    }
    let answer = match read {
        Ok(command) => carry_out(registrations, command, message.sender.as_str()).await.unwrap_or_else(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, "a command failed");
            vec![text!("room-error-internal")]
        }),
        Err(error) => vec![explain(&error, &config.bot.command_prefix)],
    };
    let txn = format!("{}-answer", message.event);
    Ok(reply(room, &message.event, message.sender.as_str(), &words(&answer), &txn).await?)
}

async fn carry_out(registrations: &Registrations, command: Command, by: &str) -> Result<Vec<String>, StoreError> {
    match command {
        Command::Help => Ok(help(&registrations.config().bot.command_prefix)),
        Command::List => list(registrations).await,
        Command::Status => status(registrations).await,
        Command::Approve(who, message) => decide(registrations, who, Verdict::Approve, by, message).await,
        Command::Deny(who, message) => decide(registrations, who, Verdict::Deny, by, message).await,
    }
}

fn help(prefix: &str) -> Vec<String> {
    vec![
        text!("room-help-title"),
        text!("room-help-list", prefix = prefix),
        text!("room-help-approve", prefix = prefix),
        text!("room-help-deny", prefix = prefix),
        text!("room-help-status", prefix = prefix),
        text!("room-help-help", prefix = prefix),
    ]
}

async fn list(registrations: &Registrations) -> Result<Vec<String>, StoreError> {
    let waiting = registrations.list(Some(State::AwaitingReview), LISTED).await?;
    if waiting.is_empty() {
        return Ok(vec![text!("room-list-empty")]);
    }
    let domain = &registrations.config().synapse.domain;
    let mut lines = vec![text!("room-list-title", count = waiting.len())];
    // Who has waited longest comes first.
    lines.extend(waiting.iter().rev().map(|one| {
        let since = when(one.submitted_at.unwrap_or(one.changed_at));
        text!("room-list-line", id = one.id.to_string(), mxid = one.localpart.on(domain), at = since)
    }));
    Ok(lines)
}

async fn status(registrations: &Registrations) -> Result<Vec<String>, StoreError> {
    let store = registrations.store();
    let count = registrations.list(Some(State::AwaitingReview), LISTED).await?.len();
    let (mail, synapse, room) =
        (store.queue(Lane::Mail).await?, store.queue(Lane::Synapse).await?, store.queue(Lane::Room).await?);
    Ok(vec![
        text!("room-status-waiting", count = count),
        text!("room-status-mail", waiting = mail.waiting, parked = mail.parked),
        text!("room-status-synapse", waiting = synapse.waiting, parked = synapse.parked),
        text!("room-status-room", waiting = room.waiting, parked = room.parked),
    ])
}

async fn decide(
    registrations: &Registrations,
    who: Target,
    verdict: Verdict,
    by: &str,
    message: Option<String>,
) -> Result<Vec<String>, StoreError> {
    let (id, shown) = match who {
        Target::Number(id) => (Some(id), format!("#{id}")),
        Target::Name(name) => (registrations.store().holder_of_name(&name).await?, name.as_str().to_owned()),
    };
    let Some(id) = id else { return Ok(vec![text!("room-not-found", who = shown)]) };
    let rules = &registrations.config().moderation;
    let needed = match verdict {
        Verdict::Approve => rules.approvals_required,
        Verdict::Deny => rules.denials_required,
    };
    if needed > 1 {
        return Ok(vec![text!("room-quorum-needed", id = id.to_string())]);
    }
    let ruling = Ruling::new(verdict, Actor::Moderator(Mxid(by.to_owned()))).saying(message);
    let answer = match registrations.decide(id, ruling).await {
        Ok(registration) => {
            tracing::info!(registration = %id, ?verdict, by, "a moderator has decided");
            decided(&registration, verdict, &registrations.config().synapse.domain)
        }
        Err(DecideError::AlreadyDecided(registration) | DecideError::NotReady(registration)) => {
            too_late(id, &registration)
        }
        Err(DecideError::NotFound) => text!("room-not-found", who = shown),
        Err(DecideError::Store(error)) => return Err(error),
    };
    Ok(vec![answer])
}

fn decided(registration: &Registration, verdict: Verdict, domain: &str) -> String {
    let (id, mxid) = (registration.id.to_string(), registration.localpart.on(domain));
    match verdict {
        Verdict::Approve => text!("room-decided-approved", id = id, mxid = mxid),
        Verdict::Deny => text!("room-decided-denied", id = id, mxid = mxid),
    }
}

fn too_late(id: RegistrationId, registration: &Registration) -> String {
    let id = id.to_string();
    match (&registration.decision, registration.state) {
        (Some(decision), _) => {
            let (by, at) = (by_whom(&decision.by), when(decision.at));
            match decision.verdict {
                Verdict::Approve => text!("room-already-approved", id = id, by = by, at = at),
                Verdict::Deny => text!("room-already-denied", id = id, by = by, at = at),
            }
        }
        (None, State::Expired) => text!("room-already-expired", id = id, at = when(registration.changed_at)),
        (None, _) => text!("room-not-ready", id = id),
    }
}

fn explain(error: &CommandError, prefix: &str) -> String {
    match error {
        CommandError::Unknown(word) => text!("room-error-unknown", word = word.as_str(), prefix = prefix),
        CommandError::MissingTarget(command) => text!("room-error-missing-who", prefix = prefix, command = *command),
        CommandError::BadTarget(who) => text!("room-error-bad-who", who = who.as_str()),
        CommandError::Leftover { command, rest } => {
            text!("room-error-leftover", rest = rest.as_str(), command = *command)
        }
    }
}

fn words(lines: &[String]) -> Words {
    let html = maud::html! { @for (index, line) in lines.iter().enumerate() { @if index > 0 { br; } (line) } };
    Words { plain: lines.join("\n"), html: html.into_string() }
}

impl Message {
    /// Reads a plain message; an edit, a notice, or another event is none.
    #[must_use]
    pub fn read(json: &str) -> Option<Self> {
        let event: serde_json::Value = serde_json::from_str(json).ok()?;
        let content = &event["content"];
        let is_said = event["type"] == "m.room.message"
            && content["msgtype"] == "m.text"
            && content["m.relates_to"]["rel_type"] != "m.replace";
        is_said.then_some(())?;
        Some(Self {
            event: event["event_id"].as_str()?.to_owned(),
            sender: OwnedUserId::try_from(event["sender"].as_str()?).ok()?,
            body: content["body"].as_str()?.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_read_and_edits_and_notices_are_not() {
        let event = |content: &str| {
            format!(r#"{{"type":"m.room.message","event_id":"$m","sender":"@a:x","content":{content}}}"#)
        };
        let said = Message::read(&event(r#"{"msgtype":"m.text","body":"!reg list"}"#)).unwrap();
        assert_eq!((said.sender.as_str(), said.body.as_str()), ("@a:x", "!reg list"));
        assert_eq!(Message::read(&event(r#"{"msgtype":"m.notice","body":"!reg list"}"#)), None);
        let edit = r#"{"msgtype":"m.text","body":"!reg list","m.relates_to":{"rel_type":"m.replace","event_id":"$o"}}"#;
        assert_eq!(Message::read(&event(edit)), None);
        assert_eq!(Message::read(&event("{}")), None);
    }

    #[test]
    fn every_error_has_its_words() {
        for error in [
            CommandError::Unknown("x".into()),
            CommandError::MissingTarget("deny"),
            CommandError::BadTarget("<b>".into()),
            CommandError::Leftover { command: "list", rest: "y".into() },
        ] {
            let said = explain(&error, "!reg");
            assert!(!said.contains("room-") && !said.contains('$'), "{said}");
        }
    }
}
