//! Confirmations to the moderators: what touches several requests is done when one of them says yes.

use jiff::{SignedDuration, Timestamp};
use matrix_sdk::Room;
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

use super::{command_result, execute, pending_action::PendingAction, response::Response};
use crate::{
    error::BotError,
    matrix::{
        bot_reactions,
        format::Block,
        message::Message,
        reaction::Reaction,
        send::{reply, reply_content, send},
    },
    room::privacy::Privacy,
    voting::moderators::is_moderator,
};

/// Marks a question, so that one that is closed is told from other talk.
const MARK: &str = "org.synapse-registration.question";
/// Then it is no longer clear that the answer is to what the room looks like now.
const OPEN: SignedDuration = SignedDuration::from_mins(10);

type Confirmations = state::Confirmations<PendingAction>;

/// Asks whether what `message` wants is meant so.
pub async fn ask(
    room: &Room,
    registrations: &Registrations,
    message: &Message,
    said: &Response,
    action: PendingAction,
) -> Result<(), BotError> {
    let reactions = &registrations.config().moderation.reactions;
    let keys: Vec<&str> =
        [&reactions.approve, &reactions.deny].into_iter().filter_map(|keys| keys.first()).map(String::as_str).collect();
    let mut said = said.clone();
    let (yes, no) = (keys.first().copied().unwrap_or_default(), keys.last().copied().unwrap_or_default());
    said.blocks.push(Block::Line(text!("room-ask-how", yes = yes, no = no)));
    let mut content = reply_content(&message.event, message.sender.as_str(), &said.words());
    content[MARK] = json!(true);
    let event = send(room, "m.room.message", content, &format!("{}-answer", message.event)).await?;
    let mut questions = open(registrations).await?;
    questions.0.insert(event.clone(), Confirmation { action, asked: registrations.clock().now() });
    registrations.store().state().set(&questions).await?;
    Ok(bot_reactions::add(room, &event, &keys).await?)
}

/// Takes a reaction as an answer, if it is a moderator's to a question.
pub async fn handle_reaction(
    room: &Room,
    registrations: &Registrations,
    privacy: &Privacy,
    reaction: &Reaction,
    verdict: Verdict,
    is_question: bool,
) -> Result<(), BotError> {
    let (config, who) = (registrations.config(), reaction.sender.as_str());
    if !is_moderator(room, &reaction.sender, &config.moderation).await? || !privacy.is_private(room) {
        return Ok(());
    }
    let act = Box::pin(answer_to(registrations, reaction, verdict, is_question));
    let Some(said) = command_result::run_once(registrations, &reaction.event, act).await? else { return Ok(()) };
    // Not before: after a crash between the two the answer is taken again, and what it did is found done.
    close(registrations, &reaction.target).await?;
    let txn = format!("{}-answered", reaction.event);
    reply(room, &reaction.target, who, &said.words(), &txn).await?;
    Ok(bot_reactions::remove(room, &reaction.target).await?)
}

/// Does what the answer means; `None` if there never was a question.
async fn answer_to(
    registrations: &Registrations,
    reaction: &Reaction,
    verdict: Verdict,
    is_question: bool,
) -> Result<Option<Response>, BotError> {
    Ok(match open(registrations).await?.0.remove(&reaction.target) {
        Some(question) if verdict == Verdict::Approve => {
            let who = reaction.sender.as_str();
            tracing::info!(by = who, "a moderator has said yes to a question");
            Some(execute::execute(registrations, question.action, who).await?)
        }
        Some(_) => Some(Response::refused(text!("room-ask-no"))),
        None => is_question.then(|| Response::said(vec![text!("room-ask-closed")])),
    })
}

/// Nobody can answer it any more.
async fn close(registrations: &Registrations, question: &str) -> Result<(), StoreError> {
    let mut questions = open(registrations).await?;
    if questions.0.remove(question).is_some() {
        registrations.store().state().set(&questions).await?;
    }
    Ok(())
}

/// Whether this is what a question of ours says.
pub(crate) fn is_confirmation(content: &Value) -> bool {
    content[MARK] == true
}

/// Those that can still be answered.
async fn open(registrations: &Registrations) -> Result<Confirmations, StoreError> {
    let questions = registrations.store().state().get().await?.unwrap_or_default();
    Ok(still_open(questions, registrations.clock().now()))
}

fn still_open(mut questions: Confirmations, now: Timestamp) -> Confirmations {
    questions.0.retain(|_, question| now.duration_since(question.asked) < OPEN);
    questions
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
    fn a_question_is_read_as_it_was_written_until_its_time_is_over() {
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
        let mut questions = state::Confirmations(asked.into());
        let written = questions.to_text();
        let read = |at| still_open(Confirmations::from_text(&written).unwrap(), at);
        assert_eq!(read(at(9)), questions);
        questions.0.remove("$a");
        assert_eq!(read(at(10)), questions, "one is too old");
        assert_eq!(read(at(15)), Confirmations::default());
        for other in ["", "nonsense", r#"{"$a": {"action": "Dance", "asked": 0}}"#] {
            assert_eq!(Confirmations::from_text(other), None);
        }
    }

    /// As `core/fixtures/upgrade` has it.
    #[test]
    fn confirmations_of_earlier_versions_are_read() {
        let text = r#"{"$1":{"action":{"Decide":{"verdict":"deny","ids":["3","11"],"message":"No.","quiet":true}},
            "asked":"2027-01-15T08:00:30Z"},"$2":{"action":{"Block":[{"kind":"ip","pattern":"203.0.113.0/24",
            "reason":null,"show_reason":false,"author":"@m1:example.org","expires_at":"2027-01-15T09:00:30Z"},["3"]]},
            "asked":"2027-01-15T08:00:30Z"}}"#;
        assert_eq!(Confirmations::from_text(text).unwrap().0.len(), 2);
    }
}
