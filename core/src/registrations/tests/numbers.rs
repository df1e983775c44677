//! Numbers of requests and rules after a database was replaced by an older one.

use super::*;
use crate::domain::{NewRule, RuleKind};

#[tokio::test]
async fn restored_database_skips_used_numbers() {
    let core = TestCore::open().await;
    let first = core.starts("alice", "a@example.org").await;
    let rule = |pattern: &str| NewRule {
        kind: RuleKind::Username,
        pattern: pattern.into(),
        reason: None,
        show_reason: false,
        author: Actor::Operator,
        confirmed_by: None,
        expires_at: None,
    };
    assert_eq!(core.registrations.moderation().add_rule(rule("^x")).await.expect("made").0, 1);
    assert_eq!(core.registrations.operations().numbers(), Marks { requests: first.0, rules: 1 });
    // What is known of numbers elsewhere, and not here.
    let marks = core.registrations.skip_to(Marks { requests: 41, rules: 0 }).await.expect("skipped");
    assert_eq!(marks, Marks { requests: 100, rules: 1 });
    assert_eq!(core.starts("bert", "b@example.org").await, RegistrationId(101));
    assert_eq!(core.registrations.skip_to(Marks { requests: 101, rules: 1 }).await.expect("known").requests, 101);
    assert_eq!(core.starts("carl", "c@example.org").await, RegistrationId(102), "nothing to skip");

    // Another database with the same `data_dir`: all numbers of it are new.
    let file = core.registrations.config().data_dir.join("numbers.json");
    std::fs::write(&file, r#"{"requests": 230, "rules": 7}"#).expect("written");
    assert_eq!(core.registrations.moderation().add_rule(rule("^y")).await.expect("made").0, 101);
    assert_eq!(core.starts("dora", "d@example.org").await, RegistrationId(301));
    std::fs::write(&file, "nonsense").expect("written");
    core.starts("eve", "e@example.org").await;
    let text = std::fs::read_to_string(&file).expect("there");
    assert_eq!(text, r#"{"requests":302,"rules":101}"#, "what cannot be read is written anew");
}
