//! The roster of moderators.

use super::*;
use crate::store::state::{RosterEntry, Standing};

fn entry(standing: Standing) -> RosterEntry {
    let (by, at) = (Actor::Operator, Timestamp::UNIX_EPOCH);
    RosterEntry { standing, by, agreed: vec![], at, level: None, pending: false, problem: Some("old".into()) }
}

#[tokio::test]
async fn simultaneous_changes_of_the_roster_are_all_kept() {
    let core = TestCore::open().await;
    let operations = core.registrations.operations();
    let names: Vec<String> = (0..8).map(|number| format!("@m{number}:example.org")).collect();
    let mut tasks = tokio::task::JoinSet::new();
    for name in names.clone() {
        let operations = operations.clone();
        tasks.spawn(async move { operations.want_moderator(&name, entry(Standing::Moderator)).await });
    }
    for done in tasks.join_all().await {
        done.expect("written");
    }
    let roster = operations.roster().await.expect("read");
    assert_eq!(roster.0.keys().cloned().collect::<Vec<_>>(), names);
    assert!(roster.0.values().all(|one| one.pending && one.problem.is_none()), "a new wish, to be tried");
}

#[tokio::test]
async fn a_new_wish_keeps_the_level_that_was_given() {
    let core = TestCore::open().await;
    let operations = core.registrations.operations();
    let given = RosterEntry { level: Some(50), ..entry(Standing::Moderator) };
    operations.change_roster(|roster| drop(roster.0.insert("@m:x".into(), given.clone()))).await.expect("written");
    operations.want_moderator("@m:x", entry(Standing::Removed)).await.expect("written");
    let now = operations.roster().await.expect("read").0["@m:x"].clone();
    assert_eq!((now.standing, now.level, now.is_addition()), (Standing::Removed, Some(50), false));
}

#[tokio::test]
async fn accounts_that_cannot_moderate_are_told_apart_without_synapse() {
    let config = "moderation: {only: ['@a:example.org', '@b:other.org'], only_local: true}\n";
    let core = TestCore::with(config).await;
    let operations = core.registrations.operations();
    let unfit = async |user: &str| operations.unfit_moderator(user).await.expect("Synapse is not asked");
    assert_eq!(unfit("@registration-bot:example.org").await, Some(UnfitModerator::Bot));
    assert_eq!(unfit("@c:example.org").await, Some(UnfitModerator::NotNamed));
    assert_eq!(unfit("@b:other.org").await, Some(UnfitModerator::Remote));
    assert_eq!(unfit("nobody").await, Some(UnfitModerator::Unknown));
    assert!(operations.unfit_moderator("@a:example.org").await.is_err(), "Synapse knows, and is away");
}
