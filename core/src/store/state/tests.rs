//! Values are read as earlier versions wrote them.

use std::fmt::Debug;

use super::*;
use crate::domain::{Actor, Pause};

fn is_read_back<S: State + Debug + PartialEq>(text: &str, value: &S) {
    assert_eq!(S::from_text(text).as_ref(), Some(value), "{}", S::KEY);
    assert_eq!(value.to_text(), text, "{}", S::KEY);
}

#[test]
fn values_of_earlier_versions_are_read_and_written_alike() {
    is_read_back("", &BotLease::Free);
    is_read_back("0011 7", &BotLease::Held { holder: "0011".into(), count: 7 });
    is_read_back(
        "@bot:example.org 1800000000",
        &BotAccountIntent { mxid: "@bot:example.org".into(), since: 1_800_000_000 },
    );
    is_read_back("!a:b $last", &SyncPosition { room: "!a:b".into(), event: "$last".into() });
    is_read_back("!a:b [Public, Guests]", &ReportedIssues { room: "!a:b".into(), issues: "[Public, Guests]".into() });
    is_read_back(
        r#"{"picture":"mxc://b/1","done":["!a:b"]}"#,
        &Appearance { picture: Some("mxc://b/1".to_owned()), done: ["!a:b".to_owned()].into() },
    );
    is_read_back(r#"["@m:b"]"#, &InvitedModerators(["@m:b".to_owned()].into()));
    is_read_back(
        r#"{"@m:b":{"standing":"removed","by":"operator","agreed":[],"at":"2027-01-15T08:00:00Z","level":50,"pending":true,"problem":null}}"#,
        &ModeratorRoster(
            [(
                "@m:b".to_owned(),
                RosterEntry {
                    standing: Standing::Removed,
                    by: Actor::Operator,
                    agreed: vec![],
                    at: "2027-01-15T08:00:00Z".parse().expect("a time"),
                    level: Some(50),
                    pending: true,
                    problem: None,
                },
            )]
            .into(),
        ),
    );
    is_read_back(
        r#"{"event":"$o","reasons":["Spam."],"seeded":true}"#,
        &OfferedReasons { event: "$o".into(), reasons: vec!["Spam.".into()], seeded: true },
    );
    is_read_back(r#"{"done":true}"#, &CommandResult(serde_json::json!({ "done": true })));
    for (text, wish) in [("on", ReminderWish::On), ("off", ReminderWish::Off), ("48", ReminderWish::Hours(48))] {
        is_read_back(text, &wish);
    }
    assert_eq!(Pause::from_text(""), None, "resumed by an earlier version");
    assert_eq!(Confirmations::<bool>::from_text(r#"{"$a":{"action":"Dance","asked":0}}"#), None);
}

#[tokio::test]
async fn a_value_is_replaced_only_if_it_is_unchanged() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&folder.path().join("db.sqlite3")).await.expect("created");
    store.migrate().await.expect("a schema");
    let slot = store.state_of::<RoomPin>("#a:b");
    let (nothing, first, second) = (slot.seen().await.expect("read"), RoomPin("!1".into()), RoomPin("!2".into()));
    assert!(slot.replace(&nothing, &first).await.expect("written"));
    assert!(!slot.replace(&nothing, &second).await.expect("unchanged"));
    let seen = slot.seen().await.expect("read");
    assert_eq!(seen.value, Some(first));
    assert!(slot.replace(&seen, &second).await.expect("written"));
    assert_eq!(slot.get().await.expect("read"), Some(second));
    slot.clear().await.expect("deleted");
    assert_eq!(slot.get().await.expect("read"), None);
}
