//! Reads the votes on a request: from the reactions in the room, and from the database.

use std::collections::BTreeSet;

use matrix_sdk::{
    Room,
    ruma::{OwnedUserId, UserId},
};
use registration_core::{
    domain::{RegistrationId, Verdict, Vote},
    store::Card,
};

use super::{
    count::{Ballot, Count, count, verdict_of},
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

/// Counts the votes on a request whose card is in `room`. The membership of `last`, who voted most recently, is fetched
/// at the same time as the reactions.
pub(super) async fn tally(
    active: &ActiveRoom,
    room: &Room,
    (of, card): (RegistrationId, Option<&Card>),
    last: Option<&UserId>,
) -> Result<Count, BotError> {
    let (us, rules) = (room.own_user_id(), active.rules());
    let people = BTreeSet::from_iter(last.map(ToOwned::to_owned));
    let reading = async { ballots(active, room, (of, card)).await };
    let fetching = async { members::memberships(room, people).await.map_err(BotError::from) };
    let (mut ballots, mut memberships) = tokio::try_join!(reading, fetching)?;
    ballots.retain(|ballot| ballot.sender != us.as_str());
    let voters = ballots.iter().filter_map(|ballot| OwnedUserId::try_from(ballot.sender.as_str()).ok());
    let others = voters.filter(|person| !memberships.contains_key(person)).collect();
    memberships.append(&mut members::memberships(room, others).await?);
    ballots.retain_mut(|ballot| {
        let found = memberships.iter().find(|(person, _)| person.as_str() == ballot.sender);
        let Some((_, Membership { joined, power })) = found else { return false };
        (ballot.joined, ballot.power) = (*joined, *power);
        true
    });
    Ok(count(ballots, us.as_str(), rules))
}

/// All votes on a request, without the memberships of the voters. Reactions that were withdrawn are left out.
async fn ballots(
    active: &ActiveRoom,
    room: &Room,
    (of, card): (RegistrationId, Option<&Card>),
) -> Result<Vec<Ballot>, BotError> {
    let saved = active.registrations.moderation().votes(of).await?;
    let mut ballots = vec![];
    if let Some(card) = card {
        let reactions_config = &active.rules().reactions;
        for reaction in reactions(room, &card.event).await? {
            let verdict = verdict_of(&reaction.key, reactions_config);
            ballots.extend(verdict.map(|verdict| from_reaction(reaction, verdict, None)));
        }
        if let Some(offer) = deny_reasons::find_offer(&active.registrations, card).await? {
            for choice in reactions(room, &offer.event).await? {
                let reason = deny_reasons::chosen(&offer, &choice.key).map(str::to_owned);
                ballots.extend(reason.map(|reason| from_reaction(choice, Verdict::Deny, Some(reason))));
            }
        }
    }
    let is_withdrawn = |ballot: &Ballot| {
        let withdraws = |vote: &Vote| {
            vote.verdict.is_none() && vote.voter.0 == ballot.sender && vote.at.as_millisecond() >= ballot.at
        };
        saved.iter().any(withdraws)
    };
    ballots.retain(|ballot| !is_withdrawn(ballot));
    // The reaction that decided is in the room, unless it was removed.
    ballots.extend(saved.into_iter().filter(|vote| !vote.is_reaction).filter_map(from_vote));
    Ok(ballots)
}

fn from_reaction(reaction: Reaction, verdict: Verdict, message: Option<String>) -> Ballot {
    Ballot {
        sender: reaction.sender.to_string(),
        verdict,
        at: i64::try_from(reaction.at).unwrap_or(i64::MAX),
        power: 0,
        joined: false,
        message,
        notify: true,
        confirmed_by: None,
        event: reaction.event,
        is_reaction: true,
    }
}

fn from_vote(vote: Vote) -> Option<Ballot> {
    Some(Ballot {
        sender: vote.voter.0,
        verdict: vote.verdict?,
        at: vote.at.as_millisecond(),
        power: 0,
        joined: false,
        message: vote.message,
        notify: vote.notify,
        confirmed_by: vote.confirmed_by.map(|by| by.0),
        event: vote.event,
        is_reaction: false,
    })
}
