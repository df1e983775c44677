//! Votes on the answer of `show`: reactions there act like those on the card.

use matrix_sdk::ruma::UserId;
use registration_core::domain::{RegistrationId, State, Verdict};
use serde_json::{Value, json};

use super::{
    answer,
    cause::Cause,
    command_result, decide,
    parse::{DecisionArgs, Target},
    response::Response,
};
use crate::{
    active_room::ActiveRoom,
    error::BotError,
    matrix::{bot_reactions, reaction::Reaction, send::text_message},
    voting::moderators::is_moderator,
};

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
