//! Earlier decisions on the same request, which were turned around: read from its audit log.

use crate::{
    domain::{AuditKind, EarlierDecision, Event, Verdict},
    store::Entry,
};

/// The decisions that were turned around, oldest first. A decision that was undone has had no effect, and is left out.
#[must_use]
pub fn earlier_decisions(history: &[Entry]) -> Vec<EarlierDecision> {
    let (mut earlier, mut standing) = (vec![], None);
    for entry in history {
        let AuditKind::Transition(event) = entry.kind else { continue };
        match event {
            Event::Approved => standing = Some((Verdict::Approve, entry)),
            Event::Denied => standing = Some((Verdict::Deny, entry)),
            Event::Undone => standing = None,
            Event::Reopened | Event::Revoked => {
                let before = standing.take();
                // Revoking an approval is a decision too.
                let revokes = event == Event::Revoked && before.is_some_and(|(verdict, _)| verdict == Verdict::Approve);
                standing = revokes.then_some((Verdict::Deny, entry));
                earlier.extend(before.map(|(verdict, decided)| ended(verdict, decided, entry)));
            }
            _ => {}
        }
    }
    earlier
}

fn ended(verdict: Verdict, decided: &Entry, end: &Entry) -> EarlierDecision {
    EarlierDecision {
        verdict,
        by: decided.origin.actor.clone(),
        at: decided.at,
        message: decided.detail.clone(),
        ended_by: end.origin.actor.clone(),
        ended_at: end.at,
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::domain::{Actor, Mxid, Origin};

    fn history(events: &[(Event, &str)]) -> Vec<Entry> {
        let entry = |(second, (event, detail)): (i64, &(Event, &str))| Entry {
            at: Timestamp::from_second(second).expect("a time"),
            kind: (*event).into(),
            origin: Origin::from(Actor::Moderator(Mxid(format!("@m{second}:x")))),
            detail: Some((*detail).to_owned()).filter(|detail| !detail.is_empty()),
        };
        (0..).zip(events).map(entry).collect()
    }

    fn told(events: &[(Event, &str)]) -> Vec<(Verdict, String, Option<String>, String)> {
        let earlier = earlier_decisions(&history(events)).into_iter();
        earlier.map(|one| (one.verdict, one.by.to_string(), one.message, one.ended_by.to_string())).collect()
    }

    #[test]
    fn decisions_that_were_turned_around_are_listed() {
        let of = |verdict, by: &str, message: Option<&str>, ended: &str| {
            (verdict, by.to_owned(), message.map(str::to_owned), ended.to_owned())
        };
        let submitted = (Event::Submitted, "");
        assert_eq!(told(&[submitted, (Event::Denied, "spam")]), vec![], "the denial stands");
        assert_eq!(told(&[submitted, (Event::Denied, "spam"), (Event::Undone, "")]), vec![]);
        assert_eq!(
            told(&[submitted, (Event::Denied, "spam"), (Event::Reopened, ""), (Event::Approved, "Hi")]),
            [of(Verdict::Deny, "@m1:x", Some("spam"), "@m2:x")]
        );
        assert_eq!(
            told(&[submitted, (Event::Approved, ""), (Event::Revoked, "spammer"), (Event::Reopened, "")]),
            [of(Verdict::Approve, "@m1:x", None, "@m2:x"), of(Verdict::Deny, "@m2:x", Some("spammer"), "@m3:x")]
        );
        assert_eq!(
            told(&[submitted, (Event::Denied, ""), (Event::Revoked, "sorry")]),
            [of(Verdict::Deny, "@m1:x", None, "@m2:x")]
        );
    }
}
