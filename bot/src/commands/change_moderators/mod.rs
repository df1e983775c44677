//! `add-moderator` and `remove-moderator`: as many moderators have to agree as for a decision.

mod agreement;
mod refusal;

use matrix_sdk::ruma::{OwnedUserId, UserId};
use registration_core::{
    domain::{Actor, Mxid},
    store::state::{RosterEntry, Standing},
    text,
};

use super::{
    cause::Cause,
    pending_action::{ModeratorChange, PendingAction},
    response::Response,
};
use crate::{
    active_room::ActiveRoom,
    error::BotError,
    matrix::{bot_reactions, format::FormattedText, reaction::Reaction, send::reply},
    room::roster::change_now,
};
use agreement::{Agreement, count, eligible, needed};
use refusal::{Situation, refusal};

/// Asks the moderators whether they agree.
pub(super) async fn propose(
    active: &ActiveRoom,
    user: &UserId,
    add: bool,
    cause: &Cause<'_>,
) -> Result<Response, BotError> {
    let config = active.registrations.config();
    let language = config.room_language();
    let change = ModeratorChange { user: user.to_string(), add, needed: 0 };
    let change = ModeratorChange { needed: needed(&change, cause.by, &config.moderation), ..change };
    let situation = Situation::of(active, user).await?;
    if let Some(refusal) = refusal(active, &situation, (&change, user), cause.by).await? {
        return Ok(Response::refused(refusal));
    }
    let (who, server) = (user.as_str(), user.server_name().as_str());
    let mut lines = vec![match (add, user == cause.by) {
        (true, _) if situation.has_joined() => text!(in language, "room-moderator-ask-raise", who = who),
        (true, _) => text!(in language, "room-moderator-ask-add", who = who),
        (false, false) => text!(in language, "room-moderator-ask-remove", who = who),
        (false, true) => text!(in language, "room-moderator-ask-leave"),
    }];
    if add && server != config.synapse.domain {
        lines.push(text!(in language, "room-moderator-ask-remote", server = server));
    }
    Ok(Response::asking(lines, PendingAction::Moderator(change)))
}

/// Handles a reaction to the question. `None` if the question stays open.
pub(super) async fn answer(
    active: &ActiveRoom,
    reaction: &Reaction,
    change: &ModeratorChange,
    author: &UserId,
) -> Result<Option<Response>, BotError> {
    let config = active.registrations.config();
    let language = config.room_language();
    let Ok(user) = OwnedUserId::try_from(change.user.as_str()) else { return Ok(None) };
    let situation = Situation::of(active, &user).await?;
    let eligible = eligible(&situation.deciders, change, situation.power, author.as_str());
    // The quorum may have been raised meanwhile.
    let needed = change.needed.max(needed(change, author, &config.moderation));
    match count(active, &reaction.target, &eligible, (author, needed)).await? {
        Agreement::Objected => Ok(Some(Response::refused(text!(in language, "room-ask-no")))),
        Agreement::Open => {
            if eligible.contains(reaction.sender.as_str()) {
                // From now on, the number beside ✅ is that of the moderators who agree.
                let no = config.moderation.reactions.deny.first().map_or("❌", String::as_str);
                bot_reactions::set(&active.room, &reaction.target, &[no]).await?;
            } else {
                explain_no_vote(active, reaction).await?;
            }
            Ok(None)
        }
        Agreement::Agreed(agreed) => {
            // A crash came between the change and its answer.
            if is_made(active, change, author, &agreed).await? {
                return Ok(Some(made(active, change, author, &agreed)));
            }
            if let Some(refusal) = refusal(active, &situation, (change, &user), author).await? {
                return Ok(Some(Response::refused(refusal)));
            }
            execute(active, change, author, agreed).await.map(Some)
        }
    }
}

/// Tells somebody that their reaction does not count, once for each question.
async fn explain_no_vote(active: &ActiveRoom, reaction: &Reaction) -> Result<(), BotError> {
    let language = active.registrations.config().room_language();
    let who = reaction.sender.as_str();
    let about = format!("{} {who}", reaction.target);
    if active.registrations.moderation().is_first_today("moderator vote", &about).await? {
        let text = FormattedText::from_lines(&[text!(in language, "room-moderator-no-vote")]);
        reply(&active.room, &reaction.target, who, &text, &format!("{}-no-vote", reaction.event)).await?;
    }
    Ok(())
}

async fn execute(
    active: &ActiveRoom,
    change: &ModeratorChange,
    author: &UserId,
    agreed: Vec<String>,
) -> Result<Response, BotError> {
    let language = active.registrations.config().room_language();
    let who = change.user.as_str();
    let entry = RosterEntry {
        standing: wanted(change),
        by: Actor::Moderator(Mxid(author.to_string())),
        agreed: agreed.clone(),
        at: active.registrations.clock().now(),
        level: None,
        pending: true,
        problem: None,
    };
    if let Err(blocked) = change_now(active, who, entry).await? {
        return Ok(Response::refused(blocked.text(language, who)));
    }
    Ok(made(active, change, author, &agreed))
}

/// Whether exactly this change, by these people, was the last one of this person.
async fn is_made(
    active: &ActiveRoom,
    change: &ModeratorChange,
    author: &UserId,
    agreed: &[String],
) -> Result<bool, BotError> {
    let roster = active.registrations.operations().roster().await?;
    let by = Actor::Moderator(Mxid(author.to_string()));
    let is_it = |entry: &RosterEntry| {
        !entry.pending && entry.standing == wanted(change) && entry.by == by && entry.agreed == agreed
    };
    Ok(roster.0.get(&change.user).is_some_and(is_it))
}

const fn wanted(change: &ModeratorChange) -> Standing {
    if change.add { Standing::Moderator } else { Standing::Removed }
}

/// Says what was done, and who agreed.
fn made(active: &ActiveRoom, change: &ModeratorChange, author: &UserId, agreed: &[String]) -> Response {
    let language = active.registrations.config().room_language();
    let who = change.user.as_str();
    let done = if change.add {
        text!(in language, "room-moderator-added", who = who)
    } else {
        text!(in language, "room-moderator-removed", who = who)
    };
    let mut lines = vec![done];
    if agreed.iter().any(|one| one != author.as_str()) {
        let agreed = agreed.join(", ");
        lines.push(text!(in language, "room-moderator-agreed", by = author.as_str(), agreed = agreed));
    }
    Response { done: Some(true), ..Response::said(lines) }
}
