//! Confirmations: the bot asks before an action on several requests, and executes it when a moderator reacts with ✅.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use registration_core::{Registrations, domain::Verdict, store::StoreError, text};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{command_result, execute, pending_action::PendingAction, response::Response};
use crate::{
    active_room::ActiveRoom,
    error::BotError,
    matrix::{
        bot_reactions,
        format::Block,
        message::Message,
        reaction::Reaction,
        send::{reply, reply_content, send},
    },
    voting::moderators::is_moderator,
};

/// Marks a confirmation, so that a closed one is told from other messages.
const MARK: &str = "org.synapse-registration.question";
/// How long a confirmation stays open. After that, the requests may have changed too much.
const LIFETIME: SignedDuration = SignedDuration::from_mins(10);
/// The setting that holds the open confirmations.
const QUESTIONS: &str = "questions";

/// The open confirmations by the event ID of their message. They survive a restart: a command that was received just
/// before a crash is processed again, and whether its confirmation is open must not depend on the timing.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Confirmations(BTreeMap<String, Confirmation>);

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Confirmation {
    action: PendingAction,
    asked: Timestamp,
}

/// Asks the sender of `message` to confirm the action.
pub(super) async fn ask(
    active: &ActiveRoom,
    message: &Message,
    mut response: Response,
    action: PendingAction,
) -> Result<(), BotError> {
    let language = active.registrations.config().room_language();
    let reactions = &active.rules().reactions;
    let first = |keys: &[String]| keys.first().cloned().unwrap_or_default();
    let (yes, no) = (first(&reactions.approve), first(&reactions.deny));
    response.blocks.push(Block::Line(text!(in language, "room-ask-how", yes = yes.as_str(), no = no.as_str())));
    let mut content = reply_content(&message.event, message.sender.as_str(), &response.text());
    content[MARK] = json!(true);
    let event = send(&active.room, "m.room.message", content, &format!("{}-answer", message.event)).await?;
    let mut open = Confirmations::load(&active.registrations).await?;
    open.0.insert(event.clone(), Confirmation { action, asked: active.registrations.clock().now() });
    open.save(&active.registrations).await?;
    Ok(bot_reactions::add(&active.room, &event, &[&yes, &no]).await?)
}

/// Handles a reaction to a message that may be a confirmation. `is_confirmation` says whether the message is marked.
pub(crate) async fn handle_reaction(
    active: &ActiveRoom,
    reaction: &Reaction,
    verdict: Verdict,
    is_confirmation: bool,
) -> Result<(), BotError> {
    let ActiveRoom { room, registrations, .. } = active;
    if !is_moderator(room, &reaction.sender, active.rules()).await? || !active.is_private() {
        return Ok(());
    }
    let execute = Box::pin(execute_confirmed(registrations, reaction, verdict, is_confirmation));
    let response = command_result::run_once(registrations, &reaction.event, execute).await?;
    let Some(response) = response else { return Ok(()) };
    // The confirmation is closed only now: after a crash in between, the reaction is handled again.
    close(registrations, &reaction.target).await?;
    let txn = format!("{}-answered", reaction.event);
    reply(room, &reaction.target, reaction.sender.as_str(), &response.text(), &txn).await?;
    Ok(bot_reactions::remove(room, &reaction.target).await?)
}

/// Executes the action if the moderator confirmed it. `None` if the message is not a confirmation.
async fn execute_confirmed(
    registrations: &Registrations,
    reaction: &Reaction,
    verdict: Verdict,
    is_confirmation: bool,
) -> Result<Option<Response>, BotError> {
    let language = registrations.config().room_language();
    Ok(match Confirmations::load(registrations).await?.0.remove(&reaction.target) {
        Some(confirmation) if verdict == Verdict::Approve => {
            let by = reaction.sender.as_str();
            tracing::info!(by, "action confirmed");
            Some(execute::execute(registrations, confirmation.action, by).await?)
        }
        Some(_) => Some(Response::refused(text!(in language, "room-ask-no"))),
        None => is_confirmation.then(|| Response::said(vec![text!(in language, "room-ask-closed")])),
    })
}

async fn close(registrations: &Registrations, event: &str) -> Result<(), StoreError> {
    let mut open = Confirmations::load(registrations).await?;
    if open.0.remove(event).is_some() {
        open.save(registrations).await?;
    }
    Ok(())
}

/// Whether the content of one of the bot's messages is a confirmation.
pub(crate) fn is_confirmation(content: &Value) -> bool {
    content[MARK] == true
}

impl Confirmations {
    /// The confirmations that have not expired.
    async fn load(registrations: &Registrations) -> Result<Self, StoreError> {
        let text = registrations.store().setting(QUESTIONS).await?;
        Ok(Self::read(text.as_deref().unwrap_or_default(), registrations.clock().now()))
    }

    fn read(text: &str, now: Timestamp) -> Self {
        // Confirmations of another version that cannot be parsed are dropped.
        let mut open: Self = serde_json::from_str(text).unwrap_or_default();
        open.0.retain(|_, confirmation| now.duration_since(confirmation.asked) < LIFETIME);
        open
    }

    async fn save(&self, registrations: &Registrations) -> Result<(), StoreError> {
        registrations.store().set_setting(QUESTIONS, &json!(self).to_string()).await
    }
}

#[cfg(test)]
mod tests {
    use registration_core::domain::{Actor, Mxid, NewRule, RegistrationId, RuleKind};

    use super::*;
    use crate::commands::pending_action::BulkDecision;

    #[test]
    fn stored_confirmation_is_open_until_it_expires() {
        let at = |minute: i64| Timestamp::from_second(60 * minute).unwrap();
        let ids = vec![RegistrationId(1), RegistrationId(2)];
        let decide = PendingAction::Decide(BulkDecision {
            verdict: Verdict::Deny,
            ids: ids.clone(),
            message: Some("No,\n\"friend\".".into()),
            quiet: true,
        });
        let rule = NewRule {
            kind: RuleKind::Address,
            pattern: "192.0.2.0/24".into(),
            reason: None,
            show_reason: true,
            author: Actor::Moderator(Mxid("@mod:example.org".into())),
            expires_at: Some(at(60)),
        };
        let asked = [("$a", decide, 0), ("$b", PendingAction::Block(rule, ids), 5)];
        let asked = asked.map(|(event, action, minute)| (event.to_owned(), Confirmation { action, asked: at(minute) }));
        let mut questions = Confirmations(asked.into());
        let written = json!(questions).to_string();
        assert_eq!(Confirmations::read(&written, at(9)), questions);
        questions.0.remove("$a");
        assert_eq!(Confirmations::read(&written, at(10)), questions, "one is too old");
        assert_eq!(Confirmations::read(&written, at(15)), Confirmations::default());
        for other in ["", "nonsense", r#"{"$a": {"action": "Dance", "asked": 0}}"#] {
            assert_eq!(Confirmations::read(other, at(0)), Confirmations::default());
        }
    }
}
