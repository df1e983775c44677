//! Who has voted, as a card says it.

use registration_core::{config::ModerationConfig, domain::Actor, text};

use crate::matrix::format::actor_name;

/// Votes that are not enough yet; `None` where there are none.
#[must_use]
pub fn votes_line(approvals: &[String], denials: &[String], rules: &ModerationConfig) -> Option<String> {
    let side = |people: &[String], keys: &[String], needed: usize| {
        let key = keys.first().map(String::as_str).unwrap_or_default();
        let (who, count) = (people.join(", "), people.len());
        (count > 0).then(|| text!("room-card-votes-side", key = key, who = who, count = count, needed = needed))
    };
    let sides = [
        side(approvals, &rules.reactions.approve, rules.approvals_required),
        side(denials, &rules.reactions.deny, rules.denials_required),
    ];
    let sides: Vec<String> = sides.into_iter().flatten().collect();
    (!sides.is_empty()).then(|| text!("room-card-votes", sides = sides.join(" · ")))
}

/// Who has made the decision, where it took several.
#[must_use]
pub fn voters_line(voters: &[Actor]) -> Option<String> {
    let who: Vec<String> = voters.iter().map(actor_name).collect();
    (who.len() > 1).then(|| text!("room-card-voters", who = who.join(", ")))
}

#[cfg(test)]
mod tests {
    use registration_core::domain::Mxid;

    use super::*;

    #[test]
    fn votes_are_told_by_side_with_how_many_it_takes() {
        let rules = ModerationConfig { approvals_required: 3, denials_required: 2, ..ModerationConfig::default() };
        let people = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let line = votes_line(&people(&["@a:x", "@b:x"]), &people(&["@c:x"]), &rules);
        assert_eq!(line.as_deref(), Some("Votes: ✅ @a:x, @b:x (2 of 3) · ❌ @c:x (1 of 2)"));
        assert_eq!(votes_line(&[], &[], &rules), None);
        let voters = [Actor::Moderator(Mxid("@a:x".into())), Actor::Moderator(Mxid("@b:x".into()))];
        assert_eq!(voters_line(&voters).as_deref(), Some("Votes for this decision: @a:x, @b:x"));
        assert_eq!(voters_line(&voters[..1]), None);
    }
}
