//! `leftovers`: accounts of ours without a request, after a restore. An account that is not ours is never touched.

use std::fs;

use jiff::{SignedDuration, Timestamp};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    harness::{Applicant, TestOptions, TestService},
    support::matrix::{account, admin_api, escape, fresh_name},
};

async fn put(user: &str, change: Value) {
    admin_api(Method::PUT, &format!("v2/users/{}", escape(user)), Some(&change)).await;
}

/// Whether `leftovers list` names this account. Other tests create accounts on the same Synapse, too.
fn is_listed(service: &TestService, since: &str, user: &str) -> bool {
    let listed = service.json_output(&["leftovers", "list", "--since", since, "--json"]);
    listed.as_array().expect("a list").iter().any(|one| one["user_id"] == user)
}

fn question_about(service: &TestService, applicant: &Applicant) -> Option<Value> {
    let asked = service.json_output(&["accounts", "list", "--json"]);
    asked.as_array()?.iter().find(|one| one["user_id"] == applicant.mxid()).cloned()
}

fn refused(service: &TestService, arguments: &[&str], words: &str) {
    let output = service.command(arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains(words), "{arguments:?}: {said}");
}

/// A service that was restored from a backup which is older than the requests of these applicants.
async fn restored(stems: &[&str]) -> (TestService, Applicant, Vec<Applicant>) {
    let database = Some("database: {path: db.sqlite3}\n".to_owned());
    let options = TestOptions { only: "web,worker", database, leaves_effects: true, ..TestOptions::default() };
    let mut service = TestService::with(options).await;
    let before = service.applicant("before");
    before.signs_up().await;
    let copy = service.config().with_file_name("copy.sqlite3");
    service.operator_runs(&["backup", copy.to_str().expect("a path")]);
    let mut lost = vec![];
    for stem in stems {
        let applicant = service.applicant(stem);
        applicant.signs_up().await;
        lost.push(applicant);
    }
    service.kill();
    let file = service.config().with_file_name("db.sqlite3");
    for ending in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{ending}", file.display()));
    }
    fs::copy(copy, file).expect("restored");
    service.restart().await;
    (service, before, lost)
}

#[tokio::test]
async fn leftover_is_listed_asked_about_and_removed() {
    let since = Timestamp::now().saturating_sub(SignedDuration::from_hours(1)).expect("a time").to_string();
    let (service, before, lost) = restored(&["alice", "bert"]).await;
    let [alice, bert] = &lost[..] else { panic!("two applicants") };
    assert!(is_listed(&service, &since, &alice.mxid()) && is_listed(&service, &since, &bert.mxid()));
    assert!(!is_listed(&service, &since, &before.mxid()), "its request is known");
    let later = Timestamp::now().saturating_add(SignedDuration::from_hours(1)).expect("a time").to_string();
    assert!(!is_listed(&service, &later, &alice.mxid()));
    assert_eq!(question_about(&service, alice), None);
    refused(&service, &["accounts", "remove", &alice.name], "nothing is asked");

    service.operator_runs(&["leftovers", "ask", &alice.name]);
    let asked = question_about(&service, alice).expect("a question");
    assert_eq!(asked["answers"], json!(["keep", "release", "remove"]));
    assert_eq!((&asked["why"], &asked["request"]), (&json!("no_request"), &Value::Null));
    assert!(!is_listed(&service, &since, &alice.mxid()), "it is asked about");
    refused(&service, &["leftovers", "ask", &alice.name], "the database knows this account");
    service.operator_runs(&["accounts", "remove", &alice.name]);
    let removed = account(&alice.name).await.expect("an account");
    assert_eq!((&removed["deactivated"], &removed["erased"]), (&json!(true), &json!(true)));
    service.operator_runs(&["accounts", "remove", &alice.name]);
    alice.on_another_device().signs_up().await;

    service.operator_runs(&["leftovers", "ask", &bert.name]);
    service.operator_runs(&["accounts", "keep", &bert.name]);
    let kept = account(&bert.name).await.expect("an account");
    assert_eq!((&kept["deactivated"], &kept["locked"]), (&json!(false), &json!(true)), "nothing is changed");
}

#[tokio::test]
async fn account_that_may_belong_to_someone_is_never_touched() {
    let since = Timestamp::now().saturating_sub(SignedDuration::from_hours(1)).expect("a time").to_string();
    let (service, _, lost) = restored(&["opened", "used", "renamed", "late"]).await;
    let [opened, used, renamed, late] = &lost[..] else { panic!("four applicants") };
    put(&opened.mxid(), json!({"locked": false})).await;
    put(&used.mxid(), json!({"locked": false})).await;
    used.login().await.expect("an operator has opened it");
    put(&used.mxid(), json!({"locked": true})).await;
    put(&renamed.mxid(), json!({"displayname": "Renamed by an admin"})).await;
    // Made by an admin, and locked.
    let stranger = service.applicant_named(&fresh_name("stranger"), "stranger@example.test");
    put(&stranger.mxid(), json!({"password": "a long password"})).await;
    put(&stranger.mxid(), json!({"locked": true})).await;
    for other in [opened, used, renamed, &stranger] {
        assert!(!is_listed(&service, &since, &other.mxid()), "{}", other.name);
        refused(&service, &["leftovers", "ask", &other.name], "it may belong to someone");
        assert_eq!(question_about(&service, other), None);
    }
    refused(&service, &["leftovers", "ask", &fresh_name("nobody")], "there is no such account");

    // Someone starts to use it after the question.
    service.operator_runs(&["leftovers", "ask", &late.name]);
    put(&late.mxid(), json!({"locked": false})).await;
    late.login().await.expect("an operator has opened it");
    for locked in [false, true] {
        put(&late.mxid(), json!({"locked": locked})).await;
        refused(&service, &["accounts", "remove", &late.name], "it may belong to someone");
        assert_eq!(account(&late.name).await.expect("an account")["deactivated"], json!(false));
    }
    service.operator_runs(&["accounts", "release", &late.name]);
    assert_eq!(question_about(&service, late), None);
    refused(&service, &["leftovers", "list", "--since", "yesterday"], "expected a date like");
}
