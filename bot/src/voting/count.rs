//! Counting votes: who may decide, and whether enough of them have said the same.

use registration_core::{
    config::{ModerationConfig, Reactions},
    domain::Verdict,
};

/// A reaction to a card, with what the room knows of the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vote {
    /// Who reacted.
    pub sender: String,
    /// With what.
    pub key: String,
    /// Their power level in the room; a creator without limits has the highest there is.
    pub power: i64,
    /// Whether they are in the room now.
    pub joined: bool,
}

/// What was decided, and whose vote made it so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Yes or no.
    pub verdict: Verdict,
    /// The person whose vote was the last that was needed.
    pub by: String,
    /// All who said the same, in their order, up to that one.
    pub voters: Vec<String>,
}

/// How the votes on a card stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Count {
    /// It is decided.
    Decided(Outcome),
    /// More votes are needed.
    Open {
        /// Who is for it.
        approvals: Vec<String>,
        /// Who is against it.
        denials: Vec<String>,
    },
}

/// What a reaction means. Some clients add a variation selector or a skin tone to an emoji, and some do not.
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

/// Counts `votes`, oldest first, without those of `bot`: the first verdict that reaches its number
/// of people stands. A person has one vote, the last that they gave.
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

/// Counts `votes` where a no needs a reason: alone it decides nothing, and goes on being a vote that
/// can be taken back. `taps` are on reasons that were offered; whose tap was first chose the reason.
/// The number is that of the tap.
#[must_use]
pub fn count_with_reasons(
    votes: &[Vote],
    taps: &[Vote],
    bot: &str,
    rules: &ModerationConfig,
) -> (Count, Option<usize>) {
    let patient = ModerationConfig { denials_required: usize::MAX, ..rules.clone() };
    let (approvals, mut denials) = match count(votes, bot, &patient) {
        Count::Open { approvals, denials } => (approvals, denials),
        decided @ Count::Decided(_) => return (decided, None),
    };
    let counts = |tap: &&Vote| tap.sender != bot && may_decide(&tap.sender, tap.joined, tap.power, bot, rules);
    for tap in taps.iter().filter(counts) {
        if !denials.contains(&tap.sender) {
            denials.push(tap.sender.clone());
        }
    }
    match taps.iter().position(|tap| counts(&tap)) {
        Some(first) if denials.len() >= rules.denials_required => {
            let by = taps[first].sender.clone();
            (Count::Decided(Outcome { verdict: Verdict::Deny, by, voters: denials }), Some(first))
        }
        _ => (Count::Open { approvals, denials }, None),
    }
}

/// Whether one person alone cannot decide everything.
#[must_use]
pub const fn needs_several_votes(rules: &ModerationConfig) -> bool {
    rules.approvals_required > 1 || rules.denials_required > 1
}

/// Whether such a member decides.
#[must_use]
pub fn may_decide(who: &str, joined: bool, power: i64, bot: &str, rules: &ModerationConfig) -> bool {
    let is_meant =
        if rules.only.is_empty() { power >= rules.min_power_level } else { rules.only.iter().any(|one| one == who) };
    joined && is_meant && (!rules.only_local || server(who) == server(bot))
}

fn server(mxid: &str) -> Option<&str> {
    mxid.split_once(':').map(|(_, server)| server)
}

/// A reaction without variation selectors and skin tones.
pub(crate) fn normalized(key: &str) -> String {
    key.trim().chars().filter(|c| !matches!(c, '\u{fe0e}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')).collect()
}

/// Whether somebody who reacts so seems to mean a verdict, although this is none of the configured reactions.
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
    fn one_moderator_is_enough_unless_more_are_asked_for() {
        let votes = [vote("@a", "✅"), vote("@b", "👍")];
        assert_eq!(decided(&votes, 1, 1), Some((Verdict::Approve, "@a".into())));
        assert_eq!(decided(&votes, 2, 1), Some((Verdict::Approve, "@b".into())));
        assert_eq!(decided(&votes, 3, 1), None);
        assert_eq!(decided(&[], 1, 1), None);
    }

    #[test]
    fn a_person_counts_once_however_often_they_react() {
        assert_eq!(decided(&[vote("@a", "✅"), vote("@a", "👍")], 2, 1), None);
        assert_eq!(
            decided(&[vote("@a", "✅"), vote("@a", "👍"), vote("@b", "✅")], 2, 1),
            Some((Verdict::Approve, "@b".into()))
        );
    }

    #[test]
    fn the_first_verdict_that_is_complete_stands() {
        let votes = [vote("@a", "✅"), vote("@b", "❌"), vote("@c", "✅")];
        assert_eq!(decided(&votes, 1, 1), Some((Verdict::Approve, "@a".into())));
        assert_eq!(decided(&votes, 2, 1), Some((Verdict::Deny, "@b".into())));
        assert_eq!(decided(&votes, 2, 2), Some((Verdict::Approve, "@c".into())));
    }

    #[test]
    fn where_a_no_needs_a_reason_it_waits_for_a_tap() {
        let rules = |denials| ModerationConfig { denials_required: denials, ..ModerationConfig::default() };
        let no = [vote("@a", "❌")];
        let open = |denials: &[&str]| Count::Open {
            approvals: vec![],
            denials: denials.iter().map(|name| (*name).to_owned()).collect(),
        };
        assert_eq!(count_with_reasons(&no, &[], "@bot", &rules(1)), (open(&["@a"]), None));
        let tapped = |taps: &[Vote], needed| match count_with_reasons(&no, taps, "@bot", &rules(needed)) {
            (Count::Decided(outcome), tap) => Some((outcome.verdict, outcome.by, tap)),
            (Count::Open { .. }, _) => None,
        };
        let weak = Vote { power: 0, ..vote("@weak", "1") };
        assert_eq!(tapped(&[vote("@bot", "1"), weak.clone()], 1), None);
        assert_eq!(
            tapped(&[vote("@bot", "1"), weak, vote("@b", "2"), vote("@a", "1")], 1),
            Some((Verdict::Deny, "@b".into(), Some(2)))
        );
        assert_eq!(tapped(&[vote("@a", "1")], 2), None, "one person has one vote");
        assert_eq!(tapped(&[vote("@b", "1")], 2), Some((Verdict::Deny, "@b".into(), Some(0))));
        let (second_thoughts, _) = count_with_reasons(&[vote("@a", "❌"), vote("@a", "✅")], &[], "@bot", &rules(1));
        assert!(matches!(second_thoughts, Count::Decided(Outcome { verdict: Verdict::Approve, .. })));
    }

    #[test]
    fn all_who_made_the_decision_are_named_and_nobody_else() {
        let votes = [vote("@a", "✅"), vote("@b", "❌"), vote("@a", "👍"), vote("@c", "✅"), vote("@d", "✅")];
        let rules = ModerationConfig { approvals_required: 2, denials_required: 2, ..ModerationConfig::default() };
        let Count::Decided(outcome) = count(&votes, "@bot", &rules) else { panic!("decided") };
        assert_eq!((outcome.by.as_str(), outcome.voters), ("@c", vec!["@a".to_owned(), "@c".to_owned()]));
    }

    #[test]
    fn a_person_has_one_vote_and_may_think_again() {
        let votes = [vote("@a", "✅"), vote("@b", "❌"), vote("@a", "❌")];
        assert_eq!(decided(&votes, 2, 2), Some((Verdict::Deny, "@a".into())));
        let rules = ModerationConfig { approvals_required: 2, denials_required: 3, ..ModerationConfig::default() };
        let denials = vec!["@b".to_owned(), "@a".to_owned()];
        assert_eq!(count(&votes, "@bot", &rules), Count::Open { approvals: vec![], denials });
    }

    #[test]
    fn who_has_left_or_lacks_power_or_is_the_bot_or_says_something_else_does_not_count() {
        assert_eq!(decided(&[Vote { joined: false, ..vote("@a", "✅") }], 1, 1), None);
        assert_eq!(decided(&[Vote { power: 49, ..vote("@a", "✅") }], 1, 1), None);
        assert_eq!(decided(&[Vote { power: i64::MAX, ..vote("@bot", "✅") }], 1, 1), None);
        assert_eq!(decided(&[vote("@a", "🎉"), vote("@a", "yes")], 1, 1), None);
        assert_eq!(decided(&[Vote { power: i64::MAX, ..vote("@a", "❌") }], 1, 1), Some((Verdict::Deny, "@a".into())));
    }

    #[test]
    fn an_operator_can_name_who_decides_and_keep_other_servers_out() {
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
    fn a_variation_selector_makes_no_difference() {
        let reactions = Reactions { approve: vec!["✔\u{fe0f}".into()], deny: vec!["✖".into()] };
        assert_eq!(verdict_of("✔", &reactions), Some(Verdict::Approve));
        assert_eq!(verdict_of("✖\u{fe0f}", &reactions), Some(Verdict::Deny));
        assert_eq!(verdict_of("✔✔", &reactions), None);
        assert_eq!(verdict_of("✔\u{fe0e}", &reactions), Some(Verdict::Approve));
    }

    #[test]
    fn a_skin_tone_makes_no_difference() {
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
    fn a_near_miss_is_told_from_other_reactions() {
        for key in ["✔\u{fe0f}", "☑\u{fe0f}", "❎", "👌🏽", "✖\u{fe0f}", "🆗", "Yes", "+1", ":no:"] {
            assert!(is_near_miss(key) && verdict_of(key, &Reactions::default()).is_none(), "{key}");
        }
        for key in ["🎉", "👀", "😂", "🤔", "❤\u{fe0f}", "1\u{fe0f}\u{20e3}", "", "maybe"] {
            assert!(!is_near_miss(key), "{key}");
        }
    }
}
