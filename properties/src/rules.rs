//! Patterns of rules, from moderators and from the Django app.

use jiff::Timestamp;
use registration_core::{
    domain::{Actor, EmailAddress, Localpart, NewRule, Rule, RuleId, RuleKind, RuleSet, parse_lifetime},
    registrations::import::translate,
};

use crate::text::text;

/// A pattern is refused, or matches names and addresses in little time.
pub fn rule(data: &[u8]) {
    let Some(pattern) = text(data) else { return };
    let _ = parse_lifetime(pattern);
    if let Some(ours) = translate(pattern) {
        let _ = regex::RegexBuilder::new(&ours).size_limit(1 << 20).build();
    }
    let name = Localpart::parse(&"a.b-c_".repeat(30), "example.org").expect("a name");
    let email: EmailAddress = format!("{}@{}.example", "a".repeat(64), "b".repeat(60)).parse().expect("an address");
    for kind in [RuleKind::Email, RuleKind::Username, RuleKind::Address] {
        let pattern = pattern.to_owned();
        let says = NewRule {
            kind,
            pattern,
            reason: None,
            show_reason: false,
            author: Actor::Operator,
            confirmed_by: None,
            expires_at: None,
        };
        let Ok(says) = says.checked() else { continue };
        assert_eq!(says.clone().checked().as_ref(), Ok(&says), "its usual form is its usual form");
        let rules = RuleSet::new(vec![Rule { id: RuleId(1), says, created_at: Timestamp::UNIX_EPOCH }]);
        let now = Timestamp::UNIX_EPOCH;
        let _ = rules.check_username(&name, now);
        let _ = rules.check_email(&email, now);
        let _ = rules.check_address([203, 0, 113, 9].into(), now);
    }
}
