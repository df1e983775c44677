//! Moving a filled database there and back.

use super::*;
use crate::{
    config::{Config, DatabaseConfig},
    domain::{Account, NewRule, RuleKind},
    store::{Card, MoveError, MovedTable, Numbered, Store, move_database, state::MovedTo},
};

/// Every table has rows, and the last rule was removed.
async fn filled() -> TestCore {
    let core = TestCore::open().await;
    let registrations = &core.registrations;
    let store = registrations.store();
    let id = core.files("alice", "a@bücher.example").await;
    store.set_account(id, Account::Ours).await.expect("written");
    store.save_card(&Card { registration: id, room: "!r".into(), event: "$e".into() }).await.expect("written");
    registrations.applicants().admit("/register", "203.0.113.9".parse().ok()).await.expect("room");
    store.set_setting("room_heard", "!r $e").await.expect("written");
    let vote = "INSERT INTO votes (registration_id, voter, notify, at, event, is_reaction)
                VALUES (1, '@mod:example.org', TRUE, 1000, '$v', FALSE)";
    store.run_script(vote).await;
    registrations.moderation().ask(id, "Which club?", &Actor::Operator).await.expect("asked");
    registrations.moderation().claim(id, &Actor::Operator, None).await.expect("claimed");
    for pattern in ["^spam", "^junk"] {
        let rule = NewRule {
            kind: RuleKind::Email,
            pattern: pattern.into(),
            reason: Some("مرحبا 'quoted' \\ \"text\"".into()),
            show_reason: true,
            author: Actor::Operator,
            confirmed_by: None,
            expires_at: None,
        };
        let rule = registrations.moderation().add_rule(rule).await.expect("written");
        if pattern == "^junk" {
            registrations.moderation().remove_rule(rule, &Actor::Operator).await.expect("removed");
        }
    }
    core
}

/// An empty database: a file, or on the server if the run has one and `on_server`.
fn empty(folder: &tempfile::TempDir, name: &str, on_server: bool) -> DatabaseConfig {
    let line = crate::testing::database();
    match line.split('\'').nth(1) {
        Some(url) if on_server => DatabaseConfig::Postgres(url.to_owned().into()),
        _ => DatabaseConfig::Sqlite(folder.path().join(name)),
    }
}

fn with(config: &Config, database: &DatabaseConfig) -> Config {
    Config { database: database.clone(), ..config.clone() }
}

#[tokio::test]
async fn every_table_arrives_there_and_back() {
    let core = filled().await;
    let (folder, config) = (tempfile::tempdir().expect("a folder"), core.registrations.config().clone());
    let (there, back) = (empty(&folder, "there.sqlite3", false), empty(&folder, "back.sqlite3", true));
    let refused = move_database(&config, &there).await;
    assert!(matches!(refused, Err(MoveError::InUse)), "{refused:?}");
    core.registrations.store().fail_all().await;

    let first = move_database(&config, &there).await.expect("moved");
    assert!(first.iter().all(|table| table.rows > 0), "{first:?}");
    let second = move_database(&with(&config, &there), &back).await.expect("moved back");
    let rows = |moved: &[MovedTable]| moved.iter().map(|one| (one.name.clone(), one.rows)).collect::<Vec<_>>();
    assert_eq!(rows(&first), rows(&second));
    assert_eq!(first, second, "the same content");

    let store = Store::connect(&with(&config, &back)).await.expect("opened");
    assert_eq!(
        store.last_number(Numbered::Rules).await.expect("read"),
        2,
        "the number of a removed rule is not reused"
    );
    assert_eq!(store.last_number(Numbered::Requests).await.expect("read"), 1);
    assert_eq!(store.state::<MovedTo>().get().await.expect("read"), None, "the mark stays behind");
    store.fail_all().await;

    let again = move_database(&config, &empty(&folder, "again.sqlite3", false)).await;
    assert!(matches!(again, Err(MoveError::Moved(_))), "{again:?}");
    let onto = move_database(&with(&config, &back), &there).await;
    assert!(matches!(onto, Err(MoveError::NotEmpty(_))), "{onto:?}");
}

#[tokio::test]
async fn unknown_table_or_column_is_not_lost() {
    for (sql, words) in [
        ("CREATE TABLE notes (id BIGINT)", "the table notes"),
        ("ALTER TABLE rules ADD COLUMN colour TEXT", "the column colour of rules"),
    ] {
        let core = filled().await;
        let (folder, config) = (tempfile::tempdir().expect("a folder"), core.registrations.config().clone());
        core.registrations.store().run_script(sql).await;
        core.registrations.store().fail_all().await;
        let target = folder.path().join("new.sqlite3");
        let refused = move_database(&config, &DatabaseConfig::Sqlite(target.clone())).await;
        assert!(matches!(&refused, Err(MoveError::Unknown(found)) if found == words), "{refused:?}");
        assert!(!target.exists());
    }
}
