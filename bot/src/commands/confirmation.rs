//! Confirmations: the bot asks before an action on several requests, and executes it when a moderator reacts with ✅.

use jiff::{SignedDuration, Timestamp};
use matrix_sdk::ruma::OwnedUserId;
use registration_core::{
    Registrations,
    domain::Verdict,
    store::{
        StoreError,
        state::{self, Confirmation},
    },
    text,
};
use serde_json::{Value, json};

use super::{
    answer::post, cause::Cause, change_moderators, command_result, execute, pending_action::PendingAction,
    response::Response,
};
use crate::{
    active_room::ActiveRoom,
    error::BotError,
    matrix::{
        bot_reactions,
        format::Block,
        message::Message,
        reaction::Reaction,
        send::{reply_content, send},
    },
    voting::moderators::is_moderator,
};

/// Marks a confirmation, so that a closed one is told from other messages.
const MARK: &str = "org.synapse-registration.question";
/// How long a confirmation stays open. After that, the requests may have changed too much.
const LIFETIME: SignedDuration = SignedDuration::from_mins(10);
/// The same if several moderators have to agree.
const LONG_LIFETIME: SignedDuration = SignedDuration::from_hours(24);

type Confirmations = state::Confirmations<PendingAction>;

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
    response.blocks.push(Block::Line(match action.needed() {
        0 | 1 => text!(in language, "room-ask-how", yes = yes.as_str(), no = no.as_str()),
        needed => text!(in language, "room-ask-how-many", yes = yes.as_str(), no = no.as_str(), needed = needed),
    }));
    let mut content = reply_content(message.target(), message.sender.as_str(), &response.text());
    content[MARK] = json!(true);
    let event = send(&active.room, "m.room.message", content, &format!("{}-answer", message.event)).await?;
    let mut open = load(&active.registrations).await?;
    open.0.insert(
        event.clone(),
        Confirmation { action, asked: active.registrations.clock().now(), by: Some(message.sender.to_string()) },
    );
    active.registrations.bot_store().state().set(&open).await?;
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
    let execute = Box::pin(execute_confirmed(active, reaction, verdict, is_confirmation));
    let response = command_result::run_once(registrations, &reaction.event, execute).await?;
    let Some(response) = response else { return Ok(()) };
    // The confirmation is closed only now: after a crash in between, the reaction is handled again.
    close(registrations, &reaction.target).await?;
    let content = reply_content(&reaction.target, reaction.sender.as_str(), &response.text());
    post(active, content, &response, &format!("{}-answered", reaction.event)).await?;
    Ok(bot_reactions::remove(room, &reaction.target).await?)
}

/// Executes the action if the moderator confirmed it. `None` if the message is not a confirmation.
async fn execute_confirmed(
    active: &ActiveRoom,
    reaction: &Reaction,
    verdict: Verdict,
    is_confirmation: bool,
) -> Result<Option<Response>, BotError> {
    let registrations = &active.registrations;
    let language = registrations.config().room_language();
    Ok(match load(registrations).await?.0.remove(&reaction.target) {
        Some(Confirmation { action: PendingAction::Moderator(change), by, .. }) => {
            let author = by.and_then(|by| OwnedUserId::try_from(by).ok()).unwrap_or_else(|| reaction.sender.clone());
            return Box::pin(change_moderators::answer(active, reaction, &change, &author)).await;
        }
        Some(confirmation) if verdict == Verdict::Approve => {
            tracing::info!(by = %reaction.sender, "action confirmed");
            let asked_by = confirmation.by.and_then(|by| OwnedUserId::try_from(by).ok());
            let (event, at) = (reaction.event.as_str(), reaction.instant());
            let cause = match &asked_by {
                Some(by) if *by != reaction.sender => Cause { by, confirmed_by: Some(&reaction.sender), event, at },
                _ => Cause { by: &reaction.sender, confirmed_by: None, event, at },
            };
            Some(execute::execute(active, confirmation.action, &cause).await?)
        }
        Some(_) => Some(Response::refused(text!(in language, "room-ask-no"))),
        None => is_confirmation.then(|| Response::said(vec![text!(in language, "room-ask-closed")])),
    })
}

async fn close(registrations: &Registrations, event: &str) -> Result<(), StoreError> {
    let mut open = load(registrations).await?;
    if open.0.remove(event).is_some() {
        registrations.bot_store().state().set(&open).await?;
    }
    Ok(())
}

/// Whether the content of one of the bot's messages is a confirmation.
pub(crate) fn is_confirmation(content: &Value) -> bool {
    content[MARK] == true
}

/// The confirmations that have not expired.
async fn load(registrations: &Registrations) -> Result<Confirmations, StoreError> {
    let stored = registrations.bot_store().state().get().await?.unwrap_or_default();
    Ok(without_expired(stored, registrations.clock().now()))
}

fn without_expired(mut confirmations: Confirmations, now: Timestamp) -> Confirmations {
    let lifetime = |action: &PendingAction| if action.needed() > 1 { LONG_LIFETIME } else { LIFETIME };
    confirmations.0.retain(|_, confirmation| now.duration_since(confirmation.asked) < lifetime(&confirmation.action));
    confirmations
}

#[cfg(test)]
mod tests {
    use registration_core::{
        domain::{Actor, Mxid, NewRule, RegistrationId, RuleKind},
        store::state::State as _,
    };

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
            confirmed_by: None,
            expires_at: Some(at(60)),
        };
        let asked = [("$a", decide, 0), ("$b", PendingAction::Block(rule, ids), 5)];
        let asked = asked
            .map(|(event, action, minute)| (event.to_owned(), Confirmation { action, asked: at(minute), by: None }));
        let mut questions = state::Confirmations(asked.into());
        let written = questions.to_text();
        let read = |at| without_expired(Confirmations::from_text(&written).unwrap(), at);
        assert_eq!(read(at(9)), questions);
        questions.0.remove("$a");
        assert_eq!(read(at(10)), questions, "one is too old");
        assert_eq!(read(at(15)), Confirmations::default());
        for other in ["", "nonsense", r#"{"$a": {"action": "Dance", "asked": 0}}"#] {
            assert_eq!(Confirmations::from_text(other), None);
        }
    }

    /// As `core/fixtures/upgrade` has them.
    #[test]
    fn confirmations_of_earlier_versions_are_read() {
        let text = r#"{"$1":{"action":{"Decide":{"verdict":"deny","ids":["3","11"],"message":"No.","quiet":true}},
            "asked":"2027-01-15T08:00:30Z"},"$2":{"action":{"Block":[{"kind":"ip","pattern":"203.0.113.0/24",
            "reason":null,"show_reason":false,"author":"@m1:example.org","expires_at":"2027-01-15T09:00:30Z"},["3"]]},
            "asked":"2027-01-15T08:00:30Z"}}"#;
        assert_eq!(Confirmations::from_text(text).unwrap().0.len(), 2);
    }
}
