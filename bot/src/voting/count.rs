//! Counts votes: who may decide, and whether there are enough votes for a verdict.

use registration_core::{
    config::{ModerationConfig, Reactions},
    domain::Verdict,
};

/// A vote of a person in the room: by reaction, by command or by reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ballot {
    /// The person.
    pub sender: String,
    /// Approve or deny.
    pub verdict: Verdict,
    /// When, by the clock of the person's homeserver, in milliseconds since 1970.
    pub at: i64,
    /// Their power level; `i64::MAX` for a room creator with unlimited power.
    pub power: i64,
    /// Whether they are in the room.
    pub joined: bool,
    /// The message to the applicant.
    pub message: Option<String>,
    /// Whether the applicant is e-mailed.
    pub notify: bool,
    /// The moderator who confirmed the vote, if that is another person.
    pub confirmed_by: Option<String>,
    /// The event that casts it.
    pub event: String,
    /// Whether the event is a reaction.
    pub is_reaction: bool,
}

/// The votes that count, one per person, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// The votes to approve.
    pub approvals: Vec<Ballot>,
    /// The votes to deny.
    pub denials: Vec<Ballot>,
}

/// A verdict with enough votes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Approve or deny.
    pub verdict: Verdict,
    /// The vote that decided.
    pub last: Ballot,
    /// Everyone who voted for the verdict, in order.
    pub voters: Vec<String>,
    /// The messages of all these votes.
    pub message: Option<String>,
}

/// The verdict that a reaction stands for. Variation selectors and skin tones are ignored, because clients differ in them.
#[must_use]
pub fn verdict_of(key: &str, reactions: &Reactions) -> Option<Verdict> {
    let is_one_of = |keys: &[String]| keys.iter().any(|known| normalized(known) == normalized(key));
    if is_one_of(&reactions.approve) {
        Some(Verdict::Approve)
    } else if is_one_of(&reactions.deny) {
        Some(Verdict::Deny)
    } else {
        None
    }
}

/// Counts `ballots` without those of `bot`. Each person has one vote: the last one that they cast. A vote without a
/// message keeps the message of an earlier vote for the same verdict.
#[must_use]
pub fn count(mut ballots: Vec<Ballot>, bot: &str, rules: &ModerationConfig) -> Count {
    ballots.retain(|one| one.sender != bot && may_decide(&one.sender, one.joined, one.power, bot, rules));
    ballots.sort_by_key(|one| one.at);
    let mut latest: Vec<Ballot> = vec![];
    for ballot in ballots {
        match latest.iter().position(|one| one.sender == ballot.sender) {
            Some(index) if latest[index].verdict == ballot.verdict => {
                let before = &mut latest[index];
                // The first of several equal votes has the place in the order; the last one can still be withdrawn.
                let message = ballot.message.clone().or_else(|| before.message.take());
                *before = Ballot { message, ..ballot };
            }
            Some(index) => {
                latest.remove(index);
                latest.push(ballot);
            }
            None => latest.push(ballot),
        }
    }
    let (approvals, denials) = latest.into_iter().partition(|one| one.verdict == Verdict::Approve);
    Count { approvals, denials }
}

impl Count {
    /// The votes for `verdict`.
    #[must_use]
    pub fn votes(&self, verdict: Verdict) -> &[Ballot] {
        match verdict {
            Verdict::Approve => &self.approvals,
            Verdict::Deny => &self.denials,
        }
    }

    /// The names of those who voted for `verdict`.
    #[must_use]
    pub fn voters(&self, verdict: Verdict) -> Vec<String> {
        self.votes(verdict).iter().map(|one| one.sender.clone()).collect()
    }

    /// Whether there are enough votes to deny, and none of them has the required reason.
    #[must_use]
    pub fn needs_reason(&self, rules: &ModerationConfig) -> bool {
        let is_without = self.denials.iter().all(|one| one.message.is_none());
        rules.require_reason && is_without && self.denials.len() >= rules.denials_required
    }

    /// Whether there are enough votes for `verdict`.
    #[must_use]
    pub fn is_enough(&self, verdict: Verdict, rules: &ModerationConfig) -> bool {
        self.votes(verdict).len() >= rules.votes_needed(verdict)
            && (verdict == Verdict::Approve || !self.needs_reason(rules))
    }

    /// The decision that the new vote of `person` makes.
    ///
    /// Only a new vote decides, and only for its own verdict: votes that were cast under other rules, or that an undo
    /// has left, decide nothing by themselves.
    #[must_use]
    pub fn decided_by(&self, person: &str, rules: &ModerationConfig) -> Option<Outcome> {
        let last = self.approvals.iter().chain(&self.denials).find(|one| one.sender == person)?.clone();
        let verdict = last.verdict;
        self.is_enough(verdict, rules).then(|| {
            let mut messages: Vec<&str> = vec![];
            for message in self.votes(verdict).iter().filter_map(|one| one.message.as_deref()) {
                if !messages.contains(&message) {
                    messages.push(message);
                }
            }
            let message = Some(messages.join("\n\n")).filter(|message| !message.is_empty());
            Outcome { verdict, last, voters: self.voters(verdict), message }
        })
    }
}

/// Whether some verdict needs more than one vote.
#[must_use]
pub const fn needs_several_votes(rules: &ModerationConfig) -> bool {
    rules.approvals_required > 1 || rules.denials_required > 1
}

/// Whether this member may decide.
#[must_use]
pub fn may_decide(who: &str, joined: bool, power: i64, bot: &str, rules: &ModerationConfig) -> bool {
    let is_meant =
        if rules.only.is_empty() { power >= rules.min_power_level } else { rules.only.iter().any(|one| one == who) };
    joined && is_meant && (!rules.only_local || server(who) == server(bot))
}

fn server(mxid: &str) -> Option<&str> {
    mxid.split_once(':').map(|(_, server)| server)
}

/// The reaction that undoes a decision: ✖️, unless it is configured as a vote.
#[must_use]
pub fn undo_key(reactions: &Reactions) -> &'static str {
    if verdict_of("✖", reactions).is_none() { "✖\u{fe0f}" } else { "↩\u{fe0f}" }
}

/// Whether a reaction undoes a decision.
#[must_use]
pub fn is_undo(key: &str, reactions: &Reactions) -> bool {
    normalized(key) == normalized(undo_key(reactions))
}

/// The emoji without variation selectors and skin tones.
pub(crate) fn normalized(key: &str) -> String {
    key.trim().chars().filter(|c| !matches!(c, '\u{fe0e}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')).collect()
}

/// Whether a reaction looks like a verdict, although it is not one of the configured reactions.
#[must_use]
pub fn is_near_miss(key: &str) -> bool {
    const NEAR: [&str; 38] = [
        "✅", "❌", "👍", "👎", "✔", "☑", "✓", "🗸", "🆗", "👌", "🙆", "💯", "🟢", "✖", "❎", "✗", "✘", "❗", "🚫",
        "⛔", "🙅", "🛑", "🔴", "🗑", "➕", "➖", "⭕", "🤙", "🙌", "👏", "+1", "-1", "yes", "no", "ok", "okay",
        "approve", "deny",
    ];
    let key = normalized(key).to_lowercase();
    NEAR.contains(&key.trim_matches([':', '.', '!']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vote(sender: &str, key: &str) -> Ballot {
        let verdict = verdict_of(key, &Reactions::default()).expect("a vote");
        Ballot {
            sender: sender.into(),
            verdict,
            at: 0,
            power: 50,
            joined: true,
            message: None,
            notify: true,
            confirmed_by: None,
            event: String::new(),
            is_reaction: true,
        }
    }

    fn saying(sender: &str, key: &str, message: &str) -> Ballot {
        Ballot { message: Some(message.into()), ..vote(sender, key) }
    }

    fn rules(approvals_required: usize, denials_required: usize) -> ModerationConfig {
        ModerationConfig { approvals_required, denials_required, ..ModerationConfig::default() }
    }

    /// Counts `votes`, cast in this order.
    fn counted(votes: &[Ballot], rules: &ModerationConfig) -> Count {
        let at = |(at, vote): (i64, &Ballot)| Ballot { at, ..vote.clone() };
        count((0..).zip(votes).map(at).collect(), "@bot", rules)
    }

    /// What the last of `votes` decides.
    fn decided(votes: &[Ballot], approvals: usize, denials: usize) -> Option<(Verdict, String)> {
        let rules = rules(approvals, denials);
        let outcome = counted(votes, &rules).decided_by(&votes.last()?.sender, &rules)?;
        Some((outcome.verdict, outcome.last.sender))
    }

    #[test]
    fn verdict_needs_the_configured_number_of_votes() {
        let votes = [vote("@a", "✅"), vote("@b", "👍")];
        assert_eq!(decided(&votes[..1], 1, 1), Some((Verdict::Approve, "@a".into())));
        assert_eq!(decided(&votes, 2, 1), Some((Verdict::Approve, "@b".into())));
        assert_eq!(decided(&votes, 3, 1), None);
        assert_eq!(decided(&[], 1, 1), None);
    }

    #[test]
    fn several_reactions_of_a_person_count_once() {
        assert_eq!(decided(&[vote("@a", "✅"), vote("@a", "👍")], 2, 1), None);
        assert_eq!(
            decided(&[vote("@a", "✅"), vote("@a", "👍"), vote("@b", "✅")], 2, 1),
            Some((Verdict::Approve, "@b".into()))
        );
    }

    #[test]
    fn new_vote_decides_only_for_its_own_verdict() {
        let votes = [vote("@a", "✅"), vote("@b", "✅"), vote("@c", "❌")];
        assert_eq!(decided(&votes, 2, 2), None, "the approvals were cast when three were needed");
        assert_eq!(decided(&votes, 2, 1), Some((Verdict::Deny, "@c".into())));
        let rules = rules(2, 2);
        let counted = counted(&votes, &rules);
        assert_eq!(counted.decided_by("@nobody", &rules), None);
        assert!(counted.is_enough(Verdict::Approve, &rules) && !counted.is_enough(Verdict::Deny, &rules));
    }

    #[test]
    fn denial_waits_for_a_required_reason() {
        let rules = |denials| ModerationConfig { require_reason: true, ..rules(1, denials) };
        let decided = |votes: &[Ballot], needed| {
            let counted = counted(votes, &rules(needed));
            let outcome = counted.decided_by(&votes.last()?.sender, &rules(needed))?;
            Some((outcome.verdict, outcome.message))
        };
        assert_eq!(decided(&[vote("@a", "❌")], 1), None);
        assert!(counted(&[vote("@a", "❌")], &rules(1)).needs_reason(&rules(1)));
        assert!(!counted(&[vote("@a", "❌")], &rules(2)).needs_reason(&rules(2)));
        let denied = |message: &str| Some((Verdict::Deny, Some(message.to_owned())));
        assert_eq!(decided(&[vote("@a", "❌"), saying("@b", "❌", "full")], 2), denied("full"));
        assert_eq!(decided(&[saying("@a", "❌", "full"), vote("@a", "👎")], 1), denied("full"));
        assert_eq!(decided(&[vote("@a", "❌"), saying("@a", "❌", "full")], 2), None, "one person has one vote");
        let weak = Ballot { power: 0, ..saying("@weak", "❌", "full") };
        assert_eq!(decided(&[vote("@a", "❌"), weak], 1), None);
        assert_eq!(decided(&[vote("@a", "❌"), vote("@a", "✅")], 1), Some((Verdict::Approve, None)));
    }

    #[test]
    fn messages_of_all_votes_go_out_once() {
        let votes = [
            saying("@a", "✅", "Hi"),
            saying("@b", "❌", "no"),
            saying("@c", "✅", "Welcome"),
            saying("@d", "✅", "Hi"),
        ];
        let outcome = counted(&votes, &rules(3, 3)).decided_by("@d", &rules(3, 3)).expect("enough");
        assert_eq!(outcome.message.as_deref(), Some("Hi\n\nWelcome"));
        assert_eq!(outcome.voters, ["@a", "@c", "@d"]);
    }

    #[test]
    fn last_vote_of_a_person_counts() {
        let votes = [vote("@a", "✅"), vote("@b", "❌"), vote("@a", "❌")];
        assert_eq!(decided(&votes, 2, 2), Some((Verdict::Deny, "@a".into())));
        let counted = counted(&votes, &rules(2, 3));
        assert_eq!(
            (counted.voters(Verdict::Approve), counted.voters(Verdict::Deny)),
            (vec![], vec!["@b".into(), "@a".into()])
        );
    }

    #[test]
    fn votes_of_non_moderators_do_not_count() {
        assert_eq!(decided(&[Ballot { joined: false, ..vote("@a", "✅") }], 1, 1), None);
        assert_eq!(decided(&[Ballot { power: 49, ..vote("@a", "✅") }], 1, 1), None);
        assert_eq!(decided(&[Ballot { power: i64::MAX, ..vote("@bot", "✅") }], 1, 1), None);
        assert_eq!(["🎉", "yes"].map(|key| verdict_of(key, &Reactions::default())), [None, None]);
        assert_eq!(
            decided(&[Ballot { power: i64::MAX, ..vote("@a", "❌") }], 1, 1),
            Some((Verdict::Deny, "@a".into()))
        );
    }

    #[test]
    fn only_and_only_local_restrict_who_decides() {
        let only = |only: &[&str], only_local| ModerationConfig {
            only: only.iter().map(|one| (*one).to_owned()).collect(),
            only_local,
            ..ModerationConfig::default()
        };
        let may = |who, power, rules: &ModerationConfig| may_decide(who, true, power, "@bot:home", rules);
        assert!(may("@a:home", 50, &only(&[], true)) && !may("@a:away", 50, &only(&[], true)));
        assert!(!may("@a:home.away", 50, &only(&[], true)));
        assert!(may("@a:away", 0, &only(&["@a:away"], false)) && !may("@b:home", 100, &only(&["@a:away"], false)));
        assert!(!may("@a:away", 100, &only(&["@a:away"], true)));
        for double in
            ["@\u{430}:away", "@A:away", "@a:away.evil", "@a:away:8448", "@a\u{200b}:away", "@a:\u{430}way", "@a"]
        {
            assert!(!may(double, 100, &only(&["@a:away"], false)), "{double} only looks like it");
            assert!(!may(double, 100, &only(&[], true)), "{double} is not from here");
        }
        assert!(!may_decide("@a:home", false, 100, "@bot:home", &only(&["@a:home"], false)), "not in the room");
    }

    #[test]
    fn variation_selectors_are_ignored() {
        let reactions = Reactions { approve: vec!["✔\u{fe0f}".into()], deny: vec!["✖".into()] };
        assert_eq!(verdict_of("✔", &reactions), Some(Verdict::Approve));
        assert_eq!(verdict_of("✖\u{fe0f}", &reactions), Some(Verdict::Deny));
        assert_eq!(verdict_of("✔✔", &reactions), None);
        assert_eq!(verdict_of("✔\u{fe0e}", &reactions), Some(Verdict::Approve));
    }

    #[test]
    fn skin_tones_are_ignored() {
        let tones = ["", "\u{1f3fb}", "\u{1f3fd}", "\u{1f3ff}", "\u{1f3fd}\u{fe0f}"];
        let configured =
            Reactions { approve: vec!["👍🏽".into()], deny: vec!["🙅🏿\u{200d}♀\u{fe0f}".into()] };
        for tone in tones {
            for reactions in [&Reactions::default(), &configured] {
                assert_eq!(verdict_of(&format!("👍{tone}"), reactions), Some(Verdict::Approve), "{tone}");
            }
            assert_eq!(verdict_of(&format!("👎{tone}"), &Reactions::default()), Some(Verdict::Deny), "{tone}");
            assert_eq!(verdict_of(&format!("🙅{tone}\u{200d}♀"), &configured), Some(Verdict::Deny), "{tone}");
        }
    }

    #[test]
    fn near_misses_are_recognised() {
        for key in ["✔\u{fe0f}", "☑\u{fe0f}", "❎", "👌🏽", "✖\u{fe0f}", "🆗", "Yes", "+1", ":no:"] {
            assert!(is_near_miss(key) && verdict_of(key, &Reactions::default()).is_none(), "{key}");
        }
        for key in ["🎉", "👀", "😂", "🤔", "❤\u{fe0f}", "1\u{fe0f}\u{20e3}", "", "maybe"] {
            assert!(!is_near_miss(key), "{key}");
        }
    }
}
