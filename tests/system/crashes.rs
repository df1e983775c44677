//! The crash matrix: the service crashes before and after every commit, request to Synapse, mail and message, one point
//! at a time. After the restart nothing is lost or duplicated, and no account is unlocked without an approval.
//! `REGISTRATION_CRASHES=all` tries every point; by default a sample is tried.

mod scenarios;

use scenarios::Scenario;

use crate::{
    harness::{TestOptions, TestService},
    service_process::SHORT_LEASE,
};

/// Kinds of fault points.
const KINDS: [&str; 4] = ["commit", "synapse", "mail", "room"];
/// More points than any scenario has.
const MOST: usize = 150;

#[tokio::test]
async fn approval_survives_crashes_around_commits() {
    matrix(Scenario::Approval, &[("commit", &[4, 12, 20])]).await;
}

#[tokio::test]
async fn approval_survives_crashes_around_synapse_requests() {
    matrix(Scenario::Approval, &[("synapse", &[3, 9])]).await;
}

#[tokio::test]
async fn approval_survives_crashes_around_mails_and_messages() {
    matrix(Scenario::Approval, &[("mail", &[2]), ("room", &[1, 4])]).await;
}

#[tokio::test]
async fn denial_survives_crashes() {
    matrix(Scenario::Denial, &[("commit", &[2]), ("synapse", &[2]), ("mail", &[1]), ("room", &[1])]).await;
}

#[tokio::test]
async fn undo_survives_crashes() {
    matrix(Scenario::Undo, &[("commit", &[2, 5, 9]), ("room", &[2, 5])]).await;
}

#[tokio::test]
async fn question_survives_crashes() {
    matrix(Scenario::Ask, &[("commit", &[2, 5]), ("mail", &[1]), ("room", &[2, 4])]).await;
}

#[tokio::test]
async fn password_link_survives_crashes() {
    matrix(Scenario::PasswordLink, &[("commit", &[6]), ("synapse", &[4]), ("mail", &[1]), ("room", &[1])]).await;
}

/// Runs the scenario once for each point; `sample` names a few of each kind.
async fn matrix(scenario: Scenario, sample: &[(&str, &[usize])]) {
    let all = std::env::var("REGISTRATION_CRASHES").is_ok_and(|wish| wish == "all");
    // "before" and "after" differ only in the other system, which is the same on both databases.
    let is_second_run = registration_core::testing::is_postgres() && !all;
    let when: &[&str] = if is_second_run { &["after"] } else { &["before", "after"] };
    let config = scenario.config().to_owned();
    let mut service = TestService::with(TestOptions {
        config,
        env: vec![(SHORT_LEASE.0, SHORT_LEASE.1.to_owned())],
        ..TestOptions::default()
    })
    .await;
    let room = service.room().await;
    for (kind, points) in sample {
        assert!(KINDS.contains(kind), "{kind}");
        for when in when {
            let fault = format!("{when} {kind}");
            let reached = if all {
                every(&mut service, &room, scenario, &fault).await
            } else {
                some(&mut service, &room, scenario, &fault, points).await
            };
            println!("{scenario:?}: {fault}, {reached} points survived");
        }
    }
}

/// Runs until a point is no longer reached.
async fn every(service: &mut TestService, room: &str, scenario: Scenario, fault: &str) -> usize {
    for count in 1..MOST {
        if !survives(service, room, scenario, &format!("{fault}:{count}")).await {
            assert!(count > 1, "no {fault} was reached");
            return count - 1;
        }
    }
    panic!("the scenario has more points than expected");
}

async fn some(service: &mut TestService, room: &str, scenario: Scenario, fault: &str, points: &[usize]) -> usize {
    for count in points {
        let fault = format!("{fault}:{count}");
        assert!(
            survives(service, room, scenario, &fault).await,
            "{fault} is no longer reached: choose a smaller number"
        );
    }
    points.len()
}

/// Runs the scenario with a crash at `fault`; `false` if the point was not reached.
async fn survives(service: &mut TestService, room: &str, scenario: Scenario, fault: &str) -> bool {
    println!("{scenario:?}: {fault} …");
    let result = scenario.run(service, room, fault).await;
    println!("{scenario:?}: {fault}: {result}");
    service.has_crashed()
}
