//! Reactions to cards: counted, and turned into decisions.

use matrix_sdk::{
    Room,
    ruma::{EventId, UserId},
};
use registration_core::{
    Registrations,
    domain::{Actor, Mxid, NewDecision, Registration, State, Verdict},
    registrations::DecideError,
    store::{Card, StoreError},
};

use crate::{
    ballots::Ballots,
    edits, hints,
    moderators::{self, Standing, is_moderator},
    own, questions,
    reaction::Reaction,
    reasons,
    tally::{self, Count, Vote, takes_several},
    twice,
};

/// Why votes could not be counted. They are counted again after the next sync.
#[derive(Debug, thiserror::Error)]
pub enum CountError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Synapse did not tell.
    #[error("Synapse does not tell the reactions")]
    Matrix(#[source] Box<matrix_sdk::Error>),
}

impl From<matrix_sdk::Error> for CountError {
    fn from(error: matrix_sdk::Error) -> Self {
        Self::Matrix(Box::new(error))
    }
}

/// Acts on a reaction, if it is a moderator's to a card of ours.
pub async fn react(
    room: &Room,
    registrations: &Registrations,
    ballots: &Ballots,
    reaction: &Reaction,
) -> Result<(), CountError> {
    let rules = &registrations.config().moderation;
    if reaction.sender == room.own_user_id() {
        return Ok(());
    }
    ballots.heard_reaction_to(&reaction.to);
    let verdict = tally::meaning(&reaction.key, &rules.reactions);
    let on_card = edits::card_of(room, registrations, &reaction.to).await?;
    let (card, verdict) = match (on_card, verdict) {
        (Some(card), Some(verdict)) => (card, verdict),
        (Some(card), None) => return hints::to_card(room, registrations, reaction, &card).await,
        (None, verdict) => {
            let Some(said) = own::content(room, &reaction.to).await? else { return Ok(()) };
            if verdict.is_some() && twice::is_gone(room, registrations, &reaction.to, &said).await? {
                return hints::gone(room, registrations, reaction).await;
            }
            match (reasons::card_of(room, registrations, &said).await?, verdict) {
                // A reason is a no.
                (Some(card), _) => (card, Verdict::Deny),
                (None, Some(verdict)) => {
                    let is_question = questions::is_question(&said);
                    return Box::pin(questions::answered(
                        room,
                        registrations,
                        &ballots.privacy,
                        reaction,
                        verdict,
                        is_question,
                    ))
                    .await;
                }
                (None, None) if questions::is_question(&said) => {
                    return hints::near_miss(room, registrations, reaction, &reaction.to).await;
                }
                (None, None) => return Ok(()),
            }
        }
    };
    let Some(registration) = registrations.find(card.registration).await? else { return Ok(()) };
    let decided = match registration.state {
        State::AwaitingReview => count(room, registrations, ballots, &card, Some(&reaction.sender)).await?,
        _ => Some(registration),
    };
    if decided.as_ref().is_some_and(|registration| is_decided_so(registration, verdict, reaction)) {
        return Ok(());
    }
    if !is_moderator(room, &reaction.sender, rules).await? {
        tracing::info!(registration = %card.registration, sender = %reaction.sender, "a reaction without the power to decide");
        return Ok(());
    }
    match decided {
        Some(registration) => hints::late(room, reaction, &card, &registration).await,
        None => Ok(()),
    }
}

/// Acts on every reaction that a card has: none of them is acted on twice.
pub async fn catch_up(
    room: &Room,
    registrations: &Registrations,
    ballots: &Ballots,
    card: &Card,
) -> Result<(), CountError> {
    for reaction in reactions(room, &card.event).await? {
        react(room, registrations, ballots, &reaction).await?;
    }
    Ok(())
}

/// Counts the votes on every open card: what was done while nobody listened is applied.
pub async fn reconcile(room: &Room, registrations: &Registrations, ballots: &Ballots) -> Result<(), CountError> {
    for card in registrations.store().open_cards(room.room_id().as_str()).await? {
        count(room, registrations, ballots, &card, None).await?;
    }
    Ok(())
}

/// Counts the votes on a card, of which `last` may have cast the last one, and decides if there are enough. Gives
/// back a registration that is decided now, by these votes or by somebody quicker.
async fn count(
    room: &Room,
    registrations: &Registrations,
    ballots: &Ballots,
    card: &Card,
    last: Option<&UserId>,
) -> Result<Option<Registration>, CountError> {
    let rules = &registrations.config().moderation;
    let (count, reason) = weigh(room, registrations, card, last).await?;
    let outcome = match count {
        Count::Decided(outcome) => outcome,
        Count::Open { approvals, denials } => {
            if takes_several(rules) {
                ballots.show(room, registrations, card, &approvals, &denials).await?;
            }
            if rules.require_reason && denials.len() >= rules.denials_required {
                reasons::offer(room, registrations, card).await?;
            }
            return Ok(None);
        }
    };
    let mut ruling = NewDecision::new(outcome.verdict, moderator(&outcome.by)).saying(reason);
    if outcome.voters.len() > 1 {
        ruling.voters = outcome.voters.iter().map(|voter| moderator(voter)).collect();
    }
    match registrations.decide(card.registration, ruling).await {
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
async fn weigh(
    room: &Room,
    registrations: &Registrations,
    card: &Card,
    last: Option<&UserId>,
) -> Result<(Count, Option<String>), CountError> {
    let (bot, rules) = (room.own_user_id().as_str(), &registrations.config().moderation);
    let votes = votes(room, &card.event, last).await?;
    if !rules.require_reason {
        return Ok((tally::count(&votes, bot, rules), None));
    }
    let Some(offer) = reasons::offered(registrations, card).await? else {
        return Ok((tally::count_with_reasons(&votes, &[], bot, rules).0, None));
    };
    let mut taps = self::votes(room, &offer.event, last).await?;
    taps.retain(|tap| offer.chosen(&tap.key).is_some());
    let (count, tap) = tally::count_with_reasons(&votes, &taps, bot, rules);
    let reason = tap.and_then(|tap| offer.chosen(&taps.get(tap)?.key)).map(str::to_owned);
    Ok((count, reason))
}

fn moderator(mxid: &str) -> Actor {
    Actor::Moderator(Mxid(mxid.to_owned()))
}

/// What others than the bot have reacted with to an event, each with the standing of who reacted. While Synapse
/// looks for the reactions, it is asked about `last`, who reacted last.
async fn votes(room: &Room, event: &str, last: Option<&UserId>) -> Result<Vec<Vote>, CountError> {
    let last = last.map(ToOwned::to_owned).into_iter().collect();
    let (mut reactions, mut standings) = tokio::try_join!(reactions(room, event), moderators::standings(room, last))?;
    reactions.retain(|reaction| reaction.sender != room.own_user_id());
    let people = reactions.iter().map(|reaction| &reaction.sender);
    let others = people.filter(|person| !standings.contains_key(*person)).cloned().collect();
    standings.append(&mut moderators::standings(room, others).await?);
    let vote = |reaction: Reaction| {
        let Standing { joined, power } = *standings.get(&reaction.sender)?;
        Some(Vote { sender: reaction.sender.to_string(), key: reaction.key, power, joined })
    };
    Ok(reactions.into_iter().filter_map(vote).collect())
}

/// All reactions to an event of ours and to its edits, oldest first.
pub(crate) async fn reactions(room: &Room, to: &str) -> matrix_sdk::Result<Vec<Reaction>> {
    let Ok(event) = EventId::parse(to) else { return Ok(vec![]) };
    let mut all: Vec<_> = edits::related(room, &event).await?.iter().filter_map(Reaction::of).collect();
    all.sort_by_key(|reaction| reaction.at);
    Ok(all)
}

/// Whether it is decided as the reaction says, and by who reacted.
fn is_decided_so(registration: &Registration, verdict: Verdict, reaction: &Reaction) -> bool {
    registration
        .decision
        .as_ref()
        .is_some_and(|decision| decision.verdict == verdict && decision.by == moderator(reaction.sender.as_str()))
}
