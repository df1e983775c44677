//! Tools for the terminal: `status`, `outbox`, `test-mail`, pipes that close, and SIGHUP.

use std::{
    fs,
    process::{Command, Stdio},
};

use serde_json::{Value, json};

use crate::{
    harness::{Applicant, TestOptions, TestService},
    service_process::binary,
    support::{
        inbox,
        matrix::{eventually, fresh_name},
    },
};

async fn service() -> TestService {
    TestService::with(TestOptions { only: "web,worker", ..TestOptions::default() }).await
}

/// The effect of this name in `outbox list`, once its last attempt has failed.
async fn failed_effect(service: &TestService, name: &str) -> Value {
    let failed = async || {
        let listed = service.json_output(&["outbox", "list", "--json"]);
        let listed = listed.as_array().expect("a list").clone();
        listed.into_iter().find(|one| one["effect"] == name && one["state"] == "failed")
    };
    eventually(&format!("{name} fails"), failed).await
}

/// Puts the next attempt of an effect off by a day, as after a long outage.
fn postpone(service: &TestService, number: &Value) {
    service.execute_sql(&format!("UPDATE outbox SET due_at = due_at + 86400000 WHERE id = {number}"));
}

fn history_has(service: &TestService, applicant: &Applicant, what: &str) {
    let history = service.show(applicant)["history"].clone();
    let history = history.as_array().expect("a history");
    assert!(history.iter().any(|entry| entry["what"] == what && entry["who"] == "operator"), "{what}: {history:?}");
}

#[tokio::test]
async fn waiting_mail_is_listed_retried_and_dropped() {
    let service = service().await;
    assert!(service.operator_runs(&["outbox", "list"]).contains("The outbox is empty"));
    assert!(service.operator_runs(&["outbox", "retry", "--all"]).contains("Nothing has failed"));
    let alice = service.applicant("alice");
    inbox::begin_outage(&alice.email);
    alice.requests_link().await;
    let failed = failed_effect(&service, "mail_verification").await;
    postpone(&service, &failed["number"]);
    let failed = failed_effect(&service, "mail_verification").await;
    assert!(failed["cause"].as_str().is_some_and(|cause| cause.contains("does not accept mail at the moment")));
    let table = service.operator_runs(&["outbox", "list"]);
    assert!(table.contains("failed; next attempt ") && table.contains("mail_verification"), "{table}");
    inbox::end_outage(&alice.email);
    let number = failed["number"].to_string();
    assert!(service.operator_runs(&["outbox", "retry", &number]).starts_with("Retrying 1."));
    assert_eq!(alice.confirms_email().await.path, "/register/details");
    history_has(&service, &alice, "retried");
    alice.submits_details().await;
    alice.receives_mail("have received your request").await;

    inbox::begin_outage(&alice.email);
    service.operator_runs(&["requests", "deny", &alice.name]);
    let failed = failed_effect(&service, "mail_denial").await;
    postpone(&service, &failed["number"]);
    let number = failed["number"].to_string();
    let dropped = async || service.command(&["outbox", "drop", &number]).status.success().then_some(());
    eventually("no worker performs it", dropped).await;
    inbox::end_outage(&alice.email);
    history_has(&service, &alice, "dropped");
    for command in ["drop", "retry"] {
        let again = service.command(&["outbox", command, &number]);
        assert!(!again.status.success() && String::from_utf8_lossy(&again.stderr).contains("performed or dropped"));
    }
    assert!(!alice.has_mail("About your request"));
}

#[tokio::test]
async fn status_shows_the_running_service_and_its_dependencies() {
    let mut service = service().await;
    let status = service.json_output(&["status", "--json"]);
    for part in ["database", "synapse", "mail"] {
        assert_eq!(status[part]["ok"], json!(true), "{status}");
    }
    assert_eq!(
        (&status["service"]["ready"], &status["pending"], &status["paused"]),
        (&json!(true), &json!(0), &Value::Null)
    );
    let alice = service.applicant("alice");
    alice.signs_up().await;
    service.operator_runs(&["pause", "Moving house."]);
    let words = service.operator_runs(&["status"]);
    for expected in ["service   is ready: ", "paused by operator", "Moving house.", "1 pending; the oldest since "] {
        assert!(words.contains(expected), "{expected}: {words}");
    }
    eventually("the receipt is mailed", async || alice.has_mail("have received").then_some(())).await;
    service.kill();
    service.replace_in_config("  port: ", "  port: 9\n#");
    let output = service.command(&["status"]);
    let words = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!output.status.success());
    for expected in ["FAIL  service   nothing listens on ", "FAIL  mail      ", "ok    synapse   ", "ok    database  "]
    {
        assert!(words.contains(expected), "{expected}: {words}");
    }
}

#[tokio::test]
async fn test_mail_arrives_with_the_printed_message_id() {
    let service = TestService::shared("form").await;
    let to = format!("{}@example.test", fresh_name("tester"));
    let said = service.operator_runs(&["test-mail", &to]);
    let mail = inbox::wait_for(&to, |mail| mail.subject.contains("Test mail")).await;
    let id = mail.header("Message-ID").expect("an ID");
    assert!(said.contains("has accepted the mail") && said.contains(id.trim_matches(['<', '>'])), "{said} {id}");
    inbox::begin_refusal(&to);
    let refused = service.command(&["test-mail", &to]);
    inbox::end_outage(&to);
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("permanently rejected the address (550"));
    assert!(!service.command(&["test-mail", "nobody"]).status.success());
}

#[tokio::test]
async fn command_ends_quietly_when_its_reader_has_gone() {
    let service = TestService::shared("form").await;
    for arguments in [&["messages"][..], &["check"], &["requests", "list", "--all", "--json"]] {
        let mut command = binary(service.config());
        let mut child =
            command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        // `check` has its own exit codes.
        assert!(arguments == ["check"] || output.status.code() == Some(141), "{arguments:?}: {}", output.status);
        assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"), "{arguments:?}");
    }
}

#[tokio::test]
async fn hangup_reloads_messages_and_log_level() {
    let own = tempfile::tempdir().expect("a folder");
    fs::create_dir(own.path().join("en")).expect("a folder");
    let messages = |text: &str| fs::write(own.path().join("en/own.ftl"), text).expect("written");
    messages("web-continue = Go on\n");
    let config = format!("messages_dir: {}\nlanguages: [en]\n", own.path().display());
    let service = TestService::with(TestOptions { only: "web,worker", config, ..TestOptions::default() }).await;
    let alice = service.applicant("alice");
    assert!(alice.opens("/register").await.html.contains("Go on"));
    assert!(!service.log().contains("DEBUG"));

    messages("web-continue = Next step\n");
    let config = fs::read_to_string(service.config()).expect("a config");
    fs::write(service.config(), format!("{config}debug: true\n")).expect("written");
    hang_up(&service);
    service.wait_for_log("SIGHUP: reloaded").await;
    assert!(alice.opens("/register").await.html.contains("Next step"));
    service.wait_for_log("DEBUG").await;

    fs::write(service.config(), "debug: perhaps\n").expect("written");
    hang_up(&service);
    service.wait_for_log("so nothing was reloaded").await;
    assert!(alice.opens("/register").await.html.contains("Next step"), "the service goes on");
}

fn hang_up(service: &TestService) {
    let sent = Command::new("kill").args(["-s", "HUP", &service.process_id().to_string()]).status();
    assert!(sent.expect("kill runs").success());
}
