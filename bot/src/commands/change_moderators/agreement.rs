//! Whether enough moderators agree to a change of the moderators: counted from the reactions to the bot's question.

use std::collections::{BTreeMap, BTreeSet};

use matrix_sdk::ruma::UserId;
use registration_core::{config::ModerationConfig, domain::Verdict};

use crate::{
    active_room::ActiveRoom,
    commands::pending_action::ModeratorChange,
    error::BotError,
    matrix::{
        members::{joined, memberships},
        reaction::reactions,
    },
    voting::count::{may_decide, verdict_of},
};

/// The outcome of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Agreement {
    /// Nothing yet.
    Open,
    /// Enough moderators agree: these.
    Agreed(Vec<String>),
    /// The person who asked has changed their mind, or as many object as would have to agree.
    Objected,
}

/// The people who can decide on requests, with their power levels.
pub(super) async fn deciders(active: &ActiveRoom) -> Result<BTreeMap<String, i64>, BotError> {
    let (room, us) = (&active.room, active.room.own_user_id());
    let found = memberships(room, joined(room).await?).await?;
    let decides = found.into_iter().filter(|(user, one)| {
        user != us && may_decide(user.as_str(), one.joined, one.power, us.as_str(), active.rules())
    });
    Ok(decides.map(|(user, one)| (user.to_string(), one.power)).collect())
}

/// The people whose reactions count: nobody has a say in their own removal, nor in that of somebody with a higher power
/// level. One can always step back oneself.
pub(super) fn eligible(
    deciders: &BTreeMap<String, i64>,
    change: &ModeratorChange,
    power: i64,
    author: &str,
) -> BTreeSet<String> {
    let is_self = !change.add && change.user == author;
    let counts = |who: &str, has: i64| match (change.add, is_self) {
        (true, _) => true,
        (false, true) => who == author,
        (false, false) => who != change.user && has >= power,
    };
    deciders.iter().filter(|(who, has)| counts(who, **has)).map(|(who, _)| who.clone()).collect()
}

/// How many moderators a change takes: as many as the verdict that needs most. Stepping back is one's own affair.
pub(super) fn needed(change: &ModeratorChange, author: &UserId, rules: &ModerationConfig) -> usize {
    if !change.add && change.user == author.as_str() { 1 } else { quorum(rules) }
}

/// The number of votes that the verdict takes which needs most.
pub(super) fn quorum(rules: &ModerationConfig) -> usize {
    rules.approvals_required.max(rules.denials_required)
}

/// Counts the reactions to the question.
pub(super) async fn count(
    active: &ActiveRoom,
    question: &str,
    eligible: &BTreeSet<String>,
    (author, needed): (&UserId, usize),
) -> Result<Agreement, BotError> {
    let found = reactions(&active.room, question).await?;
    let votes = found.iter().filter_map(|one| {
        let verdict = verdict_of(&one.key, &active.rules().reactions)?;
        Some((one.sender.as_str(), verdict))
    });
    Ok(outcome(votes, eligible, author.as_str(), needed))
}

/// A person who both agrees and objects counts as objecting.
fn outcome<'a>(
    votes: impl Iterator<Item = (&'a str, Verdict)>,
    eligible: &BTreeSet<String>,
    author: &str,
    needed: usize,
) -> Agreement {
    let (mut agree, mut object) = (vec![], BTreeSet::new());
    for (who, verdict) in votes.filter(|(who, _)| eligible.contains(*who) || *who == author) {
        match verdict {
            Verdict::Approve if eligible.contains(who) && !agree.contains(&who) => agree.push(who),
            Verdict::Approve => {}
            Verdict::Deny => {
                object.insert(who);
            }
        }
    }
    agree.retain(|who| !object.contains(who));
    if object.contains(author) || object.len() >= needed {
        Agreement::Objected
    } else if agree.len() >= needed {
        Agreement::Agreed(agree.into_iter().map(str::to_owned).collect())
    } else {
        Agreement::Open
    }
}

#[cfg(test)]
mod tests {
    use Verdict::{Approve, Deny};

    use super::*;

    fn change(user: &str, add: bool) -> ModeratorChange {
        ModeratorChange { user: user.into(), add, needed: 1 }
    }

    fn names(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|one| (*one).to_owned()).collect()
    }

    #[test]
    fn only_peers_have_a_say_in_a_removal() {
        let deciders = [("@a", 50), ("@b", 50), ("@boss", 100)].map(|(who, power)| (who.to_owned(), power)).into();
        let who = |user: &str, add, power, author: &str| eligible(&deciders, &change(user, add), power, author);
        assert_eq!(who("@new", true, 0, "@a"), names(&["@a", "@b", "@boss"]));
        assert_eq!(who("@b", false, 50, "@a"), names(&["@a", "@boss"]), "not the person themselves");
        assert_eq!(who("@boss", false, 100, "@a"), names(&[]), "nobody of a lower level");
        assert_eq!(who("@a", false, 50, "@boss"), names(&["@b", "@boss"]));
        assert_eq!(who("@a", false, 50, "@a"), names(&["@a"]), "one can step back");
    }

    #[test]
    fn change_needs_as_many_moderators_as_a_decision() {
        let three = names(&["@a", "@b", "@c"]);
        let out = |votes: &[(&str, Verdict)], needed| outcome(votes.iter().copied(), &three, "@a", needed);
        let agreed = |who: &[&str]| Agreement::Agreed(who.iter().map(|one| (*one).to_owned()).collect());
        assert_eq!(out(&[("@b", Approve)], 1), agreed(&["@b"]));
        assert_eq!(out(&[("@a", Approve), ("@a", Approve), ("@x", Approve)], 2), Agreement::Open);
        assert_eq!(out(&[("@a", Approve), ("@b", Approve)], 2), agreed(&["@a", "@b"]));
        assert_eq!(out(&[("@b", Deny)], 2), Agreement::Open);
        assert_eq!(out(&[("@b", Deny), ("@c", Deny), ("@a", Approve)], 2), Agreement::Objected);
        assert_eq!(out(&[("@a", Deny), ("@b", Approve), ("@c", Approve)], 2), Agreement::Objected, "its author");
        assert_eq!(out(&[("@b", Approve), ("@b", Deny), ("@c", Approve)], 2), Agreement::Open);
        assert_eq!(out(&[("@x", Deny)], 1), Agreement::Open, "not a moderator");
    }
}
