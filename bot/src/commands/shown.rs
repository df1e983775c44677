//! Votes on the answer of `show`: reactions there act like those on the card.

use matrix_sdk::ruma::UserId;
use registration_core::domain::{RegistrationId, State, Verdict};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    answer, cause::Cause, command_result, decide, parse::DecisionArgs, parse::Target, reply_target, response::Response,
    undo_mark,
};
use crate::{
    active_room::ActiveRoom,
    error::BotError,
    matrix::{bot_reactions, reaction::Reaction, send::text_message},
    voting::moderators::is_moderator,
};

/// The field of the content that holds the number of the request.
const MARK: &str = "org.synapse-registration.show";

/// The request that an answer shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shown {
    /// The request.
    pub(crate) id: RegistrationId,
    /// The event of its card in this room.
    pub(crate) card: Option<String>,
    /// Whether it is pending.
    pub(crate) is_pending: bool,
}

/// Marks an answer as showing a request: reactions and replies to it are about the request.
pub(super) fn mark(mut content: Value, shown: &Shown) -> Value {
    content[MARK] = json!(shown.id.0);
    if let Some(card) = &shown.card {
        content = reply_target::about_card(content, card);
    }
    undo_mark::mark(content, &[shown.id])
}

/// The request that the content of one of the bot's messages shows.
pub(crate) fn request(content: &Value) -> Option<RegistrationId> {
    content[MARK].as_i64().map(RegistrationId)
}

/// Votes on the request that a message shows, and answers with what came of it.
pub(crate) async fn handle_vote(
    active: &ActiveRoom,
    reaction: &Reaction,
    of: RegistrationId,
    verdict: Verdict,
) -> Result<(), BotError> {
    let ActiveRoom { room, registrations, .. } = active;
    if !is_moderator(room, &reaction.sender, active.rules()).await? || !active.is_private() {
        return Ok(());
    }
    let respond = Box::pin(vote(active, reaction, of, verdict));
    let Some(response) = command_result::run_once(registrations, &reaction.event, respond).await? else {
        return Ok(());
    };
    let content = notice(&reaction.sender, &response);
    answer::post(active, content, &response, &format!("{}-voted", reaction.event)).await?;
    if registrations.find(of).await?.is_none_or(|on| on.state != State::AwaitingReview) {
        bot_reactions::remove(room, &reaction.target).await?;
    }
    Ok(())
}

async fn vote(
    active: &ActiveRoom,
    reaction: &Reaction,
    of: RegistrationId,
    verdict: Verdict,
) -> Result<Option<Response>, BotError> {
    let args = DecisionArgs {
        verdict,
        who: vec![Target::Number(of)],
        ambiguous: vec![],
        message: None,
        quiet: false,
        yes: true,
        alike: false,
        is_doubtful: false,
    };
    let cause = Cause { by: &reaction.sender, confirmed_by: None, event: &reaction.event, at: reaction.instant() };
    decide::decide(active, args, &cause).await.map(Some)
}

/// A message that mentions a moderator. It is no reply: clients would quote the whole request.
fn notice(to: &UserId, response: &Response) -> Value {
    let mut content = text_message(&response.text());
    content["msgtype"] = json!("m.notice");
    content["m.mentions"] = json!({ "user_ids": [to] });
    content
}
