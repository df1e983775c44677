//! Commands from the room: each is carried out, and answered in words.

mod again;
mod answer;
mod decide;
mod find;
mod look;

use matrix_sdk::{Room, ruma::OwnedUserId};
use registration_core::{Registrations, store::StoreError, text};

pub use answer::Answer;

use crate::{
    command::{self, Command},
    decisions::CountError,
    moderators::is_moderator,
    post::reply,
};

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
            Answer::refused(text!("room-error-internal"))
        }),
        Err(error) => answer::explain(&error, &config.bot.command_prefix),
    };
    let txn = format!("{}-answer", message.event);
    Ok(reply(room, &message.event, message.sender.as_str(), &answer.words(), &txn).await?)
}

async fn carry_out(registrations: &Registrations, command: Command, by: &str) -> Result<Answer, StoreError> {
    match command {
        Command::Help => Ok(look::help(&registrations.config().bot.command_prefix)),
        Command::List => look::list(registrations).await,
        Command::Status => look::status(registrations).await,
        Command::Parked => look::parked(registrations).await,
        Command::Decide(order) => decide::decide(registrations, order, by).await,
        Command::Reopen(who) => again::reopen(registrations, who, by).await,
        Command::Resend(who) => again::resend(registrations, who, by).await,
        Command::Retry(who) => again::retry(registrations, who).await,
    }
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
}
