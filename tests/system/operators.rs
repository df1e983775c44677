//! Commands in the terminal, and their output for scripts.

use std::{fs, process::Command};

use serde_json::{Value, json};

use crate::{
    harness::{TestOptions, TestService},
    support::matrix::{account, eventually, fresh_name},
};

fn json_of(said: &str) -> Value {
    serde_json::from_str(said).expect("JSON")
}

#[tokio::test]
async fn operator_message_appears_in_card_and_mail() {
    let service = TestService::shared("room").await;
    let room = service.room().await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let card = service.card(&room, &alice).await;
    let listed = json_of(&service.operator_runs(&["requests", "list", "--json"]));
    let listed = listed.as_array().expect("a list");
    assert!(listed.iter().any(|one| one["user_id"] == alice.mxid()), "{listed:?}");
    assert!(service.operator_runs(&["requests", "list"]).contains(&alice.mxid()));

    service.operator_runs(&["requests", "deny", &alice.mxid(), "--message", "Please tell us more."]);
    let letter = alice.receives_mail("About your request").await;
    assert!(letter.text.expect("plain text").contains("Please tell us more."));
    service.card_says(&room, &card, "Denied by").await;
    let again = service.command(&["requests", "approve", &alice.name]);
    assert!(!again.status.success());
    assert!(String::from_utf8_lossy(&again.stderr).contains("was already decided by operator"));

    let shown = service.show(&alice);
    assert_eq!((&shown["decision"]["by"], &shown["decision"]["told_by_mail"]), (&json!("operator"), &json!(true)));
    let history = shown["history"].as_array().expect("a history").clone();
    let happened = |what: &str| history.iter().any(|entry| entry["what"] == what);
    for what in ["started", "mail_verification", "email_verified", "submitted", "post_card", "mail_receipt", "denied"] {
        assert!(happened(what), "{what}: {history:?}");
    }
    assert!(history.iter().all(|entry| entry["who"] != "applicant" || entry["address"] == "127.0.0.1"), "{history:?}");
}

#[tokio::test]
async fn quiet_denial_is_mailed_only_by_resend() {
    let service = TestService::shared("room").await;
    let bert = service.applicant("bert");
    bert.signs_up().await;
    bert.receives_mail("have received your request").await;
    service.operator_runs(&["requests", "deny", &bert.name, "--quiet", "--message", "Spam."]);
    let removed = async || account(&bert.name).await.filter(|account| account["deactivated"] == true);
    eventually("the account is removed", removed).await;
    assert!(!bert.has_mail("About your request"));
    service.operator_runs(&["requests", "resend", &bert.name]);
    bert.receives_mail("About your request").await;
}

#[tokio::test]
async fn rule_blocks_denies_pending_and_can_be_removed() {
    let service = TestService::with(TestOptions { only: "web,worker", ..TestOptions::default() }).await;
    let spammer = service.applicant("spammer");
    spammer.signs_up().await;
    let pattern = format!("^{}$", spammer.name);
    let add = ["rules", "add", "username", &pattern, "--reason", "spam", "--for", "30d", "--deny-pending"];
    let preview = service.operator_runs(&add);
    assert!(preview.contains(&spammer.mxid()) && preview.contains("Nothing was changed"), "{preview}");
    assert_eq!(service.operator_runs(&["rules", "list"]), "There are no rules.\n");
    assert_eq!(service.show(&spammer)["state"], "awaiting_review");

    service.operator_runs(&[&add[..], &["--yes"]].concat());
    assert_eq!(service.show(&spammer)["state"], "denied");
    let rules = json_of(&service.operator_runs(&["rules", "list", "--json"]));
    assert_eq!((&rules[0]["pattern"], &rules[0]["by"]), (&json!(pattern), &json!("operator")));
    assert!(rules[0]["expires_at"].is_string());

    let again = service.applicant_named(&spammer.name, "other@example.test");
    let kept_out = async || {
        let page = again.posts("/register", &[("username", &again.name)]).await;
        (page.path == "/register").then_some(page)
    };
    let page = eventually("the running service knows the rule", kept_out).await;
    assert!(!page.html.contains("spam\"") && !page.html.contains(&pattern), "the rule is not told");

    let bad = service.command(&["rules", "add", "email", "("]);
    assert!(!bad.status.success());
    assert!(String::from_utf8_lossy(&bad.stderr).contains("not a regular expression"));
    let number = rules[0]["id"].to_string();
    service.operator_runs(&["rules", "remove", &number]);
    assert!(!service.command(&["rules", "remove", &number]).status.success(), "it is gone");
}

#[tokio::test]
async fn denied_request_can_be_reopened_and_approved() {
    let service = TestService::shared("room").await;
    let room = service.room().await;
    let [name, domain] = [fresh_name("alice"), format!("{}.example", fresh_name("club"))];
    let alice = service.applicant_named(&name, &format!("{name}@{domain}"));
    alice.signs_up().await;
    let card = service.card(&room, &alice).await;
    service.moderators[0].react(&room, &card, "❌").await;
    alice.receives_mail("About your request").await;
    let removed = async || account(&alice.name).await.filter(|account| account["deactivated"] == true);
    eventually("the account is removed", removed).await;

    service.operator_runs(&["requests", "reopen", &alice.name]);
    let bert = service.applicant_named(&fresh_name("bert"), &format!("bert@{domain}"));
    bert.signs_up().await;
    let shown = service.show(&alice);
    assert_eq!(shown["state"], "awaiting_review");
    let earlier = &shown["earlier_decisions"][0];
    assert_eq!((&earlier["verdict"], &earlier["by"]), (&json!("denied"), &json!(service.moderators[0].id)), "{shown}");
    assert_eq!(shown["mail_domain"], json!({"approved": 0, "denied": 0, "pending": 1, "more": false}));
    let words = service.operator_runs(&["requests", "show", &alice.name]);
    assert!(words.contains(&format!("by {}, reopened ", service.moderators[0].id)), "{words}");
    assert!(words.contains(&format!("{domain}, other requests: 0 approved, 0 denied, 1 pending")), "{words}");
    service.operator_runs(&["requests", "approve", &alice.name]);
    let waits = async || (service.show(&alice)["state"] == "awaiting_password").then_some(());
    eventually("the password went with the account, so another is asked for", waits).await;
    alice.receives_mail("choose a password").await;
}

#[tokio::test]
async fn unfinished_requests_and_accounts_are_cleaned_up() {
    let service =
        TestService::with(TestOptions { config: "retention: {pending: 5}\n".into(), ..TestOptions::default() }).await;
    let (alice, bert) = (service.applicant("alice"), service.applicant("bert"));
    alice.signs_up().await;
    bert.requests_link().await;
    service.advance_days(3);
    assert!(service.operator_runs(&["cleanup"]).starts_with("requests expired: 1, deleted: 0"));
    assert_eq!(service.show(&bert)["state"], "expired");
    service.advance_days(3);
    service.operator_runs(&["cleanup"]);
    assert_eq!(service.show(&alice)["state"], "expired");
    let removed = async || account(&alice.name).await.filter(|account| account["deactivated"] == true);
    eventually("the locked account is deactivated", removed).await;
    service.advance_days(3);
    let forgotten = async || {
        service.operator_runs(&["cleanup"]);
        (!service.command(&["requests", "show", &alice.name]).status.success()).then_some(())
    };
    eventually("it is forgotten", forgotten).await;
    alice.on_another_device().signs_up().await;
}

#[tokio::test]
async fn migrate_works_while_synapse_is_down() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("config.yaml");
    let text = format!(
        "synapse: {{server: 'http://127.0.0.1:9', domain: example.org, admin_token: t}}\nhosts: [example.org]\n\
         data_dir: {}\nemail: {{host: 127.0.0.1, port: 9, from: a@example.org}}\nadmin: {{email: a@example.org}}\n",
        folder.path().display()
    );
    fs::write(&config, &text).expect("written");
    let mut migrate = Command::new(env!("CARGO_BIN_EXE_synapse-registration"));
    let output = migrate.arg("--config").arg(&config).arg("migrate").output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(folder.path().join("db.sqlite3").exists());
    assert_eq!(fs::read_to_string(&config).expect("read"), text, "the config file is never rewritten");
}

#[tokio::test]
async fn unverified_certificate_needs_an_explicit_setting() {
    let unchecked = TestOptions { https: true, verify: Some("false"), ..TestOptions::default() };
    let service = TestService::with(unchecked).await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    assert!(service.log().contains("anyone on the way can read the admin token"), "the operator is warned");
    assert!(account(&alice.name).await.is_some());
}

#[tokio::test]
async fn changed_secret_key_is_reported() {
    const WORDS: &str = "is not the one that this database was created with";
    let mut service = TestService::start().await;
    // `check` fails while the bot is creating its account.
    let room = service.room().await;
    let says_so = |service: &TestService| {
        service.operator_runs(&["check"]).contains("the one that the database was created with")
    };
    assert!(says_so(&service));
    service.replace_in_config("a secret key for tests", "another key of ours");
    service.wait_for_failed_check("key", WORDS).await;
    service.kill_and_restart().await;
    service.wait_for_log(WORDS).await;
    service.replace_in_config("another key of ours", "a secret key for tests");
    service.kill_and_restart().await;
    assert!(says_so(&service));
    let alice = service.applicant("alice");
    alice.signs_up().await;
    service.card(&room, &alice).await;
}
