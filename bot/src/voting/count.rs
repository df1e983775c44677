//! Counts votes: who may decide, and whether there are enough votes for a verdict.

use registration_core::{
    config::{ModerationConfig, Reactions},
    domain::Verdict,
};

/// A reaction, with the sender's membership in the room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vote {
    /// The sender.
    pub sender: String,
    /// The emoji.
    pub key: String,
    /// Their power level; `i64::MAX` for a room creator with unlimited power.
    pub power: i64,
    /// Whether they are in the room.
    pub joined: bool,
}

/// The verdict of the votes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Approve or deny.
    pub verdict: Verdict,
    /// The person who cast the last necessary vote.
    pub by: String,
    /// Everyone who voted for the verdict, in order, up to that person.
    pub voters: Vec<String>,
}

/// The result of counting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Count {
    /// There are enough votes.
    Decided(Outcome),
    /// More votes are needed.
    Open {
        /// Who voted to approve.
        approvals: Vec<String>,
        /// Who voted to deny.
        denials: Vec<String>,
    },
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

/// Counts `votes`, oldest first, without those of `bot`. The first verdict with enough votes wins. Each person has one
/// vote: the last one that they cast.
#[must_use]
pub fn count(votes: &[Vote], bot: &str, rules: &ModerationConfig) -> Count {
    let (mut approvals, mut denials): (Vec<String>, Vec<String>) = (vec![], vec![]);
    for vote in
        votes.iter().filter(|vote| vote.sender != bot && may_decide(&vote.sender, vote.joined, vote.power, bot, rules))
    {
        let Some(verdict) = verdict_of(&vote.key, &rules.reactions) else { continue };
        let (side, other, needed) = match verdict {
            Verdict::Approve => (&mut approvals, &mut denials, rules.approvals_required),
            Verdict::Deny => (&mut denials, &mut approvals, rules.denials_required),
        };
        other.retain(|person| *person != vote.sender);
        if !side.contains(&vote.sender) {
            side.push(vote.sender.clone());
        }
        if side.len() >= needed {
            return Count::Decided(Outcome { verdict, by: vote.sender.clone(), voters: side.clone() });
        }
    }
    Count::Open { approvals, denials }
}

/// Counts `votes` if denials need a reason. A denial without a reason decides nothing and can be withdrawn. `choices` are
/// reactions that choose an offered reason and count as denials; the first one chooses the reason. Also returns its index.
#[must_use]
pub fn count_with_reasons(
    votes: &[Vote],
    choices: &[Vote],
    bot: &str,
    rules: &ModerationConfig,
) -> (Count, Option<usize>) {
    let patient = ModerationConfig { denials_required: usize::MAX, ..rules.clone() };
    let (approvals, mut denials) = match count(votes, bot, &patient) {
        Count::Open { approvals, denials } => (approvals, denials),
        decided @ Count::Decided(_) => return (decided, None),
    };
    let counts =
        |choice: &&Vote| choice.sender != bot && may_decide(&choice.sender, choice.joined, choice.power, bot, rules);
    for choice in choices.iter().filter(counts) {
        if !denials.contains(&choice.sender) {
            denials.push(choice.sender.clone());
        }
    }
    match choices.iter().position(|choice| counts(&choice)) {
        Some(first) if denials.len() >= rules.denials_required => {
            let by = choices[first].sender.clone();
            (Count::Decided(Outcome { verdict: Verdict::Deny, by, voters: denials }), Some(first))
        }
        _ => (Count::Open { approvals, denials }, None),
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

    fn vote(sender: &str, key: &str) -> Vote {
        Vote { sender: sender.into(), key: key.into(), power: 50, joined: true }
    }

    fn decided(votes: &[Vote], approvals: usize, denials: usize) -> Option<(Verdict, String)> {
        let rules = ModerationConfig {
            approvals_required: approvals,
            denials_required: denials,
            ..ModerationConfig::default()
        };
        match count(votes, "@bot", &rules) {
            Count::Decided(outcome) => Some((outcome.verdict, outcome.by)),
            Count::Open { .. } => None,
        }
    }

    #[test]
    fn verdict_needs_the_configured_number_of_votes() {
        let votes = [vote("@a", "✅"), vote("@b", "👍")];
        assert_eq!(decided(&votes, 1, 1), Some((Verdict::Approve, "@a".into())));
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
    fn first_verdict_with_enough_votes_wins() {
        let votes = [vote("@a", "✅"), vote("@b", "❌"), vote("@c", "✅")];
        assert_eq!(decided(&votes, 1, 1), Some((Verdict::Approve, "@a".into())));
        assert_eq!(decided(&votes, 2, 1), Some((Verdict::Deny, "@b".into())));
        assert_eq!(decided(&votes, 2, 2), Some((Verdict::Approve, "@c".into())));
    }

    #[test]
    fn denial_waits_for_a_required_reason() {
        let rules = |denials| ModerationConfig { denials_required: denials, ..ModerationConfig::default() };
        let no = [vote("@a", "❌")];
        let open = |denials: &[&str]| Count::Open {
            approvals: vec![],
            denials: denials.iter().map(|name| (*name).to_owned()).collect(),
        };
        assert_eq!(count_with_reasons(&no, &[], "@bot", &rules(1)), (open(&["@a"]), None));
        let chosen = |choices: &[Vote], needed| match count_with_reasons(&no, choices, "@bot", &rules(needed)) {
            (Count::Decided(outcome), choice) => Some((outcome.verdict, outcome.by, choice)),
            (Count::Open { .. }, _) => None,
        };
        let weak = Vote { power: 0, ..vote("@weak", "1") };
        assert_eq!(chosen(&[vote("@bot", "1"), weak.clone()], 1), None);
        assert_eq!(
            chosen(&[vote("@bot", "1"), weak, vote("@b", "2"), vote("@a", "1")], 1),
            Some((Verdict::Deny, "@b".into(), Some(2)))
        );
        assert_eq!(chosen(&[vote("@a", "1")], 2), None, "one person has one vote");
        assert_eq!(chosen(&[vote("@b", "1")], 2), Some((Verdict::Deny, "@b".into(), Some(0))));
        let (second_thoughts, _) = count_with_reasons(&[vote("@a", "❌"), vote("@a", "✅")], &[], "@bot", &rules(1));
        assert!(matches!(second_thoughts, Count::Decided(Outcome { verdict: Verdict::Approve, .. })));
    }

    #[test]
    fn voters_are_those_who_made_the_decision() {
        let votes = [vote("@a", "✅"), vote("@b", "❌"), vote("@a", "👍"), vote("@c", "✅"), vote("@d", "✅")];
        let rules = ModerationConfig { approvals_required: 2, denials_required: 2, ..ModerationConfig::default() };
        let Count::Decided(outcome) = count(&votes, "@bot", &rules) else { panic!("decided") };
        assert_eq!((outcome.by.as_str(), outcome.voters), ("@c", vec!["@a".to_owned(), "@c".to_owned()]));
    }

    #[test]
    fn last_vote_of_a_person_counts() {
        let votes = [vote("@a", "✅"), vote("@b", "❌"), vote("@a", "❌")];
        assert_eq!(decided(&votes, 2, 2), Some((Verdict::Deny, "@a".into())));
        let rules = ModerationConfig { approvals_required: 2, denials_required: 3, ..ModerationConfig::default() };
        let denials = vec!["@b".to_owned(), "@a".to_owned()];
        assert_eq!(count(&votes, "@bot", &rules), Count::Open { approvals: vec![], denials });
    }

    #[test]
    fn votes_of_non_moderators_do_not_count() {
        assert_eq!(decided(&[Vote { joined: false, ..vote("@a", "✅") }], 1, 1), None);
        assert_eq!(decided(&[Vote { power: 49, ..vote("@a", "✅") }], 1, 1), None);
        assert_eq!(decided(&[Vote { power: i64::MAX, ..vote("@bot", "✅") }], 1, 1), None);
        assert_eq!(decided(&[vote("@a", "🎉"), vote("@a", "yes")], 1, 1), None);
        assert_eq!(decided(&[Vote { power: i64::MAX, ..vote("@a", "❌") }], 1, 1), Some((Verdict::Deny, "@a".into())));
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
