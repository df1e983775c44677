//! Undo against the effects of the decision, and opposite decisions, from several processes on one database: of two, exactly
//! one wins.

use std::{process::Stdio, time::Duration};

use crate::{
    harness::{Applicant, TestOptions, TestService},
    room_commands::ask_bot,
    service_process::binary,
    support::matrix::eventually,
};

const TIMES: usize = 12;
/// Two workers each look for due effects every two seconds.
const PAUSE: Duration = Duration::from_millis(70);

fn state(service: &TestService, applicant: &Applicant) -> String {
    service.show(applicant)["state"].as_str().expect("a state").to_owned()
}

async fn wait_until_idle(service: &TestService) {
    let idle = async || service.query("SELECT id FROM outbox WHERE lane <> 'room'").is_empty().then_some(());
    eventually("everything is done", idle).await;
}

/// Undoes the decision in a process of its own; `false` means that it was refused.
fn undo_at_a_terminal(service: &TestService, one: &Applicant) -> bool {
    let output = service.command(&["requests", "undo", &one.name]);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() || error.contains("has taken effect"), "{error}");
    output.status.success()
}

/// The same in the process of the bot.
async fn undo_in_the_room(service: &TestService, room: &str, one: &Applicant) -> bool {
    let answer = ask_bot(service, room, &format!("!reg undo {}", one.name)).await;
    let undone = answer.contains("has undone the decision");
    assert!(undone || answer.contains("Too late"), "{answer}");
    undone
}

#[tokio::test]
async fn undo_and_effects_of_two_processes_never_both_win() {
    let config = "moderation: {undo: 1h}\n".to_owned();
    let service = TestService::with(TestOptions { config, ..TestOptions::default() }).await;
    let _second = service.start_another("second", "worker", &[]);
    let room = service.room().await;
    let mut crowd = vec![];
    for number in 0..TIMES {
        let one = service.applicant("one");
        one.signs_up().await;
        service.card(&room, &one).await;
        let verdict = if number % 3 == 0 { "approve" } else { "deny" };
        service.operator_runs(&["requests", verdict, &one.name]);
        crowd.push((one, verdict));
    }
    let mut undone = vec![];
    for (number, (one, _)) in (0..).zip(&crowd) {
        let of = format!("SELECT id FROM registrations WHERE localpart = '{}'", one.name);
        service.execute_sql(&format!("UPDATE outbox SET due_at = 0 WHERE registration_id IN ({of})"));
        // At a random point of the time in which a worker looks for due effects.
        tokio::time::sleep(PAUSE * number).await;
        undone.push(if number % 2 == 0 {
            undo_at_a_terminal(&service, one)
        } else {
            undo_in_the_room(&service, &room, one).await
        });
    }
    wait_until_idle(&service).await;
    for ((one, verdict), undone) in crowd.iter().zip(&undone) {
        let account = one.account().await.expect("an account");
        if *undone {
            assert_eq!(state(&service, one), "awaiting_review");
            assert_eq!((&account["locked"], &account["deactivated"]), (&true.into(), &false.into()), "{account}");
        } else if *verdict == "approve" {
            one.receives_mail("is ready").await;
            assert_eq!(account["locked"], false, "{account}");
        } else {
            one.receives_mail("About your request").await;
            assert_eq!(account["deactivated"], true, "{account}");
        }
    }
    // Every mail of a decision would have been sent by now.
    for ((one, _), _) in crowd.iter().zip(&undone).filter(|(_, undone)| **undone) {
        assert!(!one.has_mail("About your request") && !one.has_mail("is ready"), "{} got a mail", one.name);
    }
    println!("{} of {TIMES} were undone in time", undone.iter().filter(|undone| **undone).count());
}

#[tokio::test]
async fn opposite_decisions_of_two_processes_have_one_winner() {
    let service = TestService::start().await;
    let _second = service.start_another("second", "worker", &[]);
    let room = service.room().await;
    let moderator = &service.moderators[0];
    for number in 0..4 {
        let one = service.applicant("one");
        one.signs_up().await;
        let card = service.card(&room, &one).await;
        let (reaction, verdict) = if number % 2 == 0 { ("✅", "deny") } else { ("❌", "approve") };
        let mut terminal = binary(service.config());
        let terminal = terminal.args(["requests", verdict, &one.name]).stdout(Stdio::piped()).stderr(Stdio::piped());
        let terminal = terminal.spawn().expect("it runs");
        moderator.react(&room, &card, reaction).await;
        let terminal = terminal.wait_with_output().expect("it ends");
        let (terminal, error) = (terminal.status.success(), String::from_utf8_lossy(&terminal.stderr).into_owned());
        wait_until_idle(&service).await;
        let shown = service.show(&one);
        let by = shown["decision"]["by"].as_str().expect("a decision").to_owned();
        assert_eq!(by == "operator", terminal, "{error}: {shown}");
        let approved = (verdict == "approve") == terminal;
        let (yes, no) = ("is ready", "About your request");
        let (sent, other) = if approved { (yes, no) } else { (no, yes) };
        one.receives_mail(sent).await;
        assert!(!one.has_mail(other), "only one verdict is mailed");
        let account = one.account().await.expect("an account");
        assert_eq!(account["deactivated"] == true, !approved, "{account}");
        if terminal {
            // The moderator who reacted is told.
            let told = |event: &serde_json::Value| {
                let content = &event["content"];
                content["m.relates_to"]["rel_type"] == "m.thread"
                    && content["m.relates_to"]["event_id"] == card.as_str()
                    && content["m.mentions"]["user_ids"] == serde_json::json!([moderator.id])
            };
            moderator.wait_for(&room, told).await;
        }
    }
}
