//! The lines of a card that name the voters.

use registration_core::{config::ModerationConfig, domain::Actor, messages::Language, text};

use crate::matrix::format::actor_name;

/// The votes on a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Votes {
    /// The request is open, and more votes are needed.
    Open {
        /// Who voted to approve.
        approvals: Vec<String>,
        /// Who voted to deny.
        denials: Vec<String>,
        /// Who of them has to give a reason.
        needs_reason: Vec<String>,
    },
    /// The voters whose votes made the decision; empty if one person decided.
    Decided(Vec<Actor>),
}

impl Votes {
    /// No votes yet.
    pub(crate) const NONE: Self = Self::Open { approvals: vec![], denials: vec![], needs_reason: vec![] };

    /// The votes in a list: `✅ 1/2`. `None` if nobody has voted yet, or if the request is decided.
    pub(crate) fn short(&self, rules: &ModerationConfig) -> Option<String> {
        let Self::Open { approvals, denials, .. } = self else { return None };
        let side = |people: &[String], keys: &[String], needed: usize| {
            let key = keys.first().map(String::as_str).unwrap_or_default();
            (!people.is_empty()).then(|| format!("{key} {}/{needed}", people.len()))
        };
        let sides = [
            side(approvals, &rules.reactions.approve, rules.approvals_required),
            side(denials, &rules.reactions.deny, rules.denials_required),
        ];
        let sides: Vec<String> = sides.into_iter().flatten().collect();
        (!sides.is_empty()).then(|| sides.join(" "))
    }

    /// The lines on the card.
    pub(crate) fn lines(&self, language: Language, rules: &ModerationConfig) -> Vec<String> {
        match self {
            Self::Open { approvals, denials, needs_reason } => {
                let who = needs_reason.join(", ");
                let reason = (!who.is_empty()).then(|| text!(in language, "room-card-needs-reason", who = who));
                open_line(language, approvals, denials, rules).into_iter().chain(reason).collect()
            }
            Self::Decided(voters) => {
                let names: Vec<String> = voters.iter().map(|one| actor_name(language, one)).collect();
                let line = (names.len() > 1).then(|| text!(in language, "room-card-voters", who = names.join(", ")));
                line.into_iter().collect()
            }
        }
    }
}

fn open_line(language: Language, approvals: &[String], denials: &[String], rules: &ModerationConfig) -> Option<String> {
    let side = |people: &[String], keys: &[String], needed: usize| {
        let key = keys.first().map(String::as_str).unwrap_or_default();
        let (who, count) = (people.join(", "), people.len());
        (count > 0)
            .then(|| text!(in language, "room-card-votes-side", key = key, who = who, count = count, needed = needed))
    };
    let sides = [
        side(approvals, &rules.reactions.approve, rules.approvals_required),
        side(denials, &rules.reactions.deny, rules.denials_required),
    ];
    let sides: Vec<String> = sides.into_iter().flatten().collect();
    (!sides.is_empty()).then(|| text!(in language, "room-card-votes", sides = sides.join(" · ")))
}

#[cfg(test)]
mod tests {
    use registration_core::domain::Mxid;

    use super::*;

    #[test]
    fn open_votes_show_each_side_and_the_number_needed() {
        let rules = ModerationConfig { approvals_required: 3, denials_required: 2, ..ModerationConfig::default() };
        let people = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let votes =
            Votes::Open { approvals: people(&["@a:x", "@b:x"]), denials: people(&["@c:x"]), needs_reason: vec![] };
        assert_eq!(votes.lines(Language::english(), &rules), ["Votes: ✅ @a:x, @b:x (2 of 3) · ❌ @c:x (1 of 2)"]);
        assert_eq!(votes.short(&rules).as_deref(), Some("✅ 2/3 ❌ 1/2"));
        assert_eq!(Votes::NONE.short(&rules), None);
        assert!(Votes::NONE.lines(Language::english(), &rules).is_empty());
    }

    #[test]
    fn a_decision_names_its_voters_if_there_were_several() {
        let rules = ModerationConfig::default();
        let voters = ["@a:x", "@b:x"].map(|name| Actor::Moderator(Mxid(name.into())));
        let lines = Votes::Decided(voters.to_vec()).lines(Language::english(), &rules);
        assert_eq!(lines, ["Votes for this decision: @a:x, @b:x"]);
        assert!(Votes::Decided(voters[..1].to_vec()).lines(Language::english(), &rules).is_empty());
    }
}
