//! Reads the votes on a card from the room's reactions.

use matrix_sdk::{Room, ruma::UserId};
use registration_core::store::Card;

use super::{
    count::{Count, Vote, count, count_with_reasons},
    deny_reasons,
};
use crate::{
    active_room::ActiveRoom,
    error::BotError,
    matrix::{
        members::{self, Membership},
        reaction::{Reaction, reactions},
    },
};

/// Counts the votes on a card in `room`. For a denial, also returns the reason that was chosen.
pub(super) async fn tally(
    active: &ActiveRoom,
    room: &Room,
    card: &Card,
    last: Option<&UserId>,
) -> Result<(Count, Option<String>), BotError> {
    let (bot, rules) = (room.own_user_id().as_str(), active.rules());
    let votes = votes(room, &card.event, last).await?;
    if !rules.require_reason {
        return Ok((count(&votes, bot, rules), None));
    }
    let Some(offer) = deny_reasons::find_offer(&active.registrations, card).await? else {
        return Ok((count_with_reasons(&votes, &[], bot, rules).0, None));
    };
    let mut choices = self::votes(room, &offer.event, last).await?;
    choices.retain(|choice| deny_reasons::chosen(&offer, &choice.key).is_some());
    let (count, chosen) = count_with_reasons(&votes, &choices, bot, rules);
    let reason = chosen.and_then(|index| deny_reasons::chosen(&offer, &choices.get(index)?.key)).map(str::to_owned);
    Ok((count, reason))
}

/// The reactions of people to an event, each with the sender's membership. The membership of `last`, who reacted most
/// recently, is fetched at the same time as the reactions.
async fn votes(room: &Room, event: &str, last: Option<&UserId>) -> Result<Vec<Vote>, BotError> {
    let last = last.map(ToOwned::to_owned).into_iter().collect();
    let (mut reactions, mut memberships) = tokio::try_join!(reactions(room, event), members::memberships(room, last))?;
    reactions.retain(|reaction| reaction.sender != room.own_user_id());
    let people = reactions.iter().map(|reaction| &reaction.sender);
    let others = people.filter(|person| !memberships.contains_key(*person)).cloned().collect();
    memberships.append(&mut members::memberships(room, others).await?);
    let vote = |reaction: Reaction| {
        let Membership { joined, power } = *memberships.get(&reaction.sender)?;
        Some(Vote { sender: reaction.sender.to_string(), key: reaction.key, power, joined })
    };
    Ok(reactions.into_iter().filter_map(vote).collect())
}
