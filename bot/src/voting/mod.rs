//! Reactions to cards: counted, and turned into decisions.

pub(crate) mod count;
pub(crate) mod deny_reasons;
pub(crate) mod hints;
pub(crate) mod moderators;
pub(crate) mod vote_display;

use matrix_sdk::{Room, ruma::UserId};
use registration_core::{
    Registrations,
    domain::{Actor, Mxid, NewDecision, Registration, Verdict},
    registrations::DecideError,
    store::Card,
};

use crate::{
    error::BotError,
    matrix::{
        members::{self, Membership},
        reaction::{Reaction, reactions},
    },
};
use count::{Count, Vote, needs_several_votes};
use vote_display::VoteDisplay;

/// Counts the votes on every open card: what was done while nobody listened is applied.
pub async fn recount_all(
    room: &Room,
    registrations: &Registrations,
    vote_display: &VoteDisplay,
) -> Result<(), BotError> {
    for card in registrations.store().open_cards(room.room_id().as_str()).await? {
        count_card(room, registrations, vote_display, &card, None).await?;
    }
    Ok(())
}

/// Counts the votes on a card, of which `last` may have cast the last one, and decides if there are enough. Gives
/// back a registration that is decided now, by these votes or by somebody quicker.
pub(crate) async fn count_card(
    room: &Room,
    registrations: &Registrations,
    vote_display: &VoteDisplay,
    card: &Card,
    last: Option<&UserId>,
) -> Result<Option<Registration>, BotError> {
    let rules = &registrations.config().moderation;
    let (count, reason) = tally(room, registrations, card, last).await?;
    let outcome = match count {
        Count::Decided(outcome) => outcome,
        Count::Open { approvals, denials } => {
            if needs_several_votes(rules) {
                vote_display.show(room, registrations, card, &approvals, &denials).await?;
            }
            if rules.require_reason && denials.len() >= rules.denials_required {
                deny_reasons::offer(room, registrations, card).await?;
            }
            return Ok(None);
        }
    };
    let mut ruling = NewDecision::new(outcome.verdict, moderator(&outcome.by)).saying(reason);
    if outcome.voters.len() > 1 {
        ruling.voters = outcome.voters.iter().map(|voter| moderator(voter)).collect();
    }
    match registrations.moderation().decide(card.registration, ruling).await {
        Ok(registration) => {
            tracing::info!(registration = %card.registration, verdict = ?outcome.verdict, by = outcome.by, "a moderator has decided");
            Ok(Some(registration))
        }
        Err(DecideError::AlreadyDecided(registration) | DecideError::NotReady(registration)) => Ok(Some(*registration)),
        // The votes that led here were enough, so nobody gets here by voting.
        Err(DecideError::NotFound | DecideError::TooFewVotes | DecideError::NoReason) => Ok(None),
        Err(DecideError::Store(error)) => Err(error.into()),
    }
}

/// How the votes on a card stand, and the reason that was chosen for a no.
async fn tally(
    room: &Room,
    registrations: &Registrations,
    card: &Card,
    last: Option<&UserId>,
) -> Result<(Count, Option<String>), BotError> {
    let (bot, rules) = (room.own_user_id().as_str(), &registrations.config().moderation);
    let votes = votes(room, &card.event, last).await?;
    if !rules.require_reason {
        return Ok((count::count(&votes, bot, rules), None));
    }
    let Some(offer) = deny_reasons::find_offer(registrations, card).await? else {
        return Ok((count::count_with_reasons(&votes, &[], bot, rules).0, None));
    };
    let mut taps = self::votes(room, &offer.event, last).await?;
    taps.retain(|tap| deny_reasons::chosen(&offer, &tap.key).is_some());
    let (count, tap) = count::count_with_reasons(&votes, &taps, bot, rules);
    let reason = tap.and_then(|tap| deny_reasons::chosen(&offer, &taps.get(tap)?.key)).map(str::to_owned);
    Ok((count, reason))
}

fn moderator(mxid: &str) -> Actor {
    Actor::Moderator(Mxid(mxid.to_owned()))
}

/// What others than the bot have reacted with to an event, each with the standing of who reacted. While Synapse
/// looks for the reactions, it is asked about `last`, who reacted last.
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

/// Whether it is decided as the reaction says, and by who reacted.
pub(crate) fn is_decided_so(registration: &Registration, verdict: Verdict, reaction: &Reaction) -> bool {
    registration
        .decision
        .as_ref()
        .is_some_and(|decision| decision.verdict == verdict && decision.by == moderator(reaction.sender.as_str()))
}
