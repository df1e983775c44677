//! The crash matrix: the service dies before and after everything that lasts, one point at a time.
//! Whatever the point, the story goes on where it was, and at its end nothing is lost, doubled or
//! open without an approval. `REGISTRATION_CRASHES=all` tries every point, else a sample is taken.

mod stories;

use stories::Story;

use crate::town::{Town, Wishes};

/// What lasts.
const KINDS: [&str; 4] = ["commit", "synapse", "mail", "room"];
/// More than any story passes.
const MOST: usize = 150;

#[tokio::test]
async fn death_around_a_commit_of_an_approval_loses_and_doubles_nothing() {
    matrix(Story::Approval, &[("commit", &[4, 12, 20])]).await;
}

#[tokio::test]
async fn death_around_a_request_to_synapse_for_an_approval_loses_and_doubles_nothing() {
    matrix(Story::Approval, &[("synapse", &[3, 9])]).await;
}

#[tokio::test]
async fn death_around_a_mail_or_a_message_of_an_approval_loses_and_doubles_nothing() {
    matrix(Story::Approval, &[("mail", &[2]), ("room", &[1, 4])]).await;
}

#[tokio::test]
async fn death_at_any_point_of_a_denial_opens_and_doubles_nothing() {
    matrix(Story::Denial, &[("commit", &[2]), ("synapse", &[2]), ("mail", &[1]), ("room", &[1])]).await;
}

#[tokio::test]
async fn death_at_any_point_of_a_mailed_password_link_loses_and_doubles_nothing() {
    matrix(Story::PasswordLink, &[("commit", &[6]), ("synapse", &[4]), ("mail", &[1]), ("room", &[1])]).await;
}

/// Tells the story once for each point; `sample` names a few of each kind.
async fn matrix(story: Story, sample: &[(&str, &[usize])]) {
    let all = std::env::var("REGISTRATION_CRASHES").is_ok_and(|wish| wish == "all");
    // What lies between "before" and "after" is the other side's, and the same on both databases.
    let is_second_run = std::env::var_os("REGISTRATION_TEST_POSTGRES").is_some() && !all;
    let when: &[&str] = if is_second_run { &["after"] } else { &["before", "after"] };
    let config = story.config().to_owned();
    let mut town = Town::with(Wishes { config, ..Wishes::default() }).await;
    let room = town.room().await;
    for (kind, points) in sample {
        assert!(KINDS.contains(kind), "{kind}");
        for when in when {
            let fault = format!("{when} {kind}");
            let reached = if all {
                every(&mut town, &room, story, &fault).await
            } else {
                some(&mut town, &room, story, &fault, points).await
            };
            println!("{story:?}: {fault}, {reached} points survived");
        }
    }
}

/// Goes on until a point is not reached any more.
async fn every(town: &mut Town, room: &str, story: Story, fault: &str) -> usize {
    for count in 1..MOST {
        if !survives(town, room, story, &format!("{fault}:{count}")).await {
            assert!(count > 1, "no {fault} was reached");
            return count - 1;
        }
    }
    panic!("the story has more points than expected");
}

async fn some(town: &mut Town, room: &str, story: Story, fault: &str, points: &[usize]) -> usize {
    for count in points {
        let fault = format!("{fault}:{count}");
        assert!(survives(town, room, story, &fault).await, "{fault} is no longer reached: choose a smaller number");
    }
    points.len()
}

/// Tells the story with a death in it; `false` if the point was not reached.
async fn survives(town: &mut Town, room: &str, story: Story, fault: &str) -> bool {
    println!("{story:?}: {fault} …");
    let told = story.tell(town, room, fault).await;
    println!("{story:?}: {fault}: {told}");
    town.has_died()
}
