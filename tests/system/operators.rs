//! Operators at the terminal: the same moves as in the room, and what scripts can read.

use std::{fs, process::Command};

use serde_json::{Value, json};

use crate::{
    support::matrix::{account, eventually},
    town::{Town, Wishes},
};

fn json_of(said: &str) -> Value {
    serde_json::from_str(said).expect("JSON")
}

#[tokio::test]
async fn an_operator_decides_with_words_and_the_card_and_the_mail_say_so() {
    let town = Town::shared("room").await;
    let room = town.room().await;
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    let card = town.card(&room, &alice).await;
    let listed = json_of(&town.operator_runs(&["requests", "list", "--json"]));
    let listed = listed.as_array().expect("a list");
    assert!(listed.iter().any(|one| one["user_id"] == alice.mxid()), "{listed:?}");
    assert!(town.operator_runs(&["requests", "list"]).contains(&alice.mxid()));

    town.operator_runs(&["requests", "deny", &alice.mxid(), "--message", "Please tell us more."]);
    let letter = alice.is_told("About your request").await;
    assert!(letter.text.expect("plain text").contains("Please tell us more."));
    town.card_says(&room, &card, "Denied by").await;
    let again = town.command(&["requests", "approve", &alice.name]);
    assert!(!again.status.success());
    assert!(String::from_utf8_lossy(&again.stderr).contains("was decided before by operator"));

    let shown = town.shows(&alice);
    assert_eq!((&shown["decision"]["by"], &shown["decision"]["told_by_mail"]), (&json!("operator"), &json!(true)));
    let history = shown["history"].as_array().expect("a history").clone();
    let happened = |what: &str| history.iter().any(|entry| entry["what"] == what);
    for what in ["started", "mail_verification", "email_verified", "submitted", "post_card", "mail_receipt", "denied"] {
        assert!(happened(what), "{what}: {history:?}");
    }
    assert!(history.iter().all(|entry| entry["who"] != "applicant" || entry["address"] == "127.0.0.1"), "{history:?}");
}

#[tokio::test]
async fn a_quiet_denial_is_not_told_until_it_is_sent_later() {
    let town = Town::shared("room").await;
    let bert = town.newcomer("bert");
    bert.signs_up().await;
    bert.is_told("has arrived").await;
    town.operator_runs(&["requests", "deny", &bert.name, "--quiet", "--message", "Spam."]);
    let removed = async || account(&bert.name).await.filter(|account| account["deactivated"] == true);
    eventually("the account is removed", removed).await;
    assert!(!bert.was_told("About your request"));
    town.operator_runs(&["requests", "resend", &bert.name]);
    bert.is_told("About your request").await;
}

#[tokio::test]
async fn a_rule_keeps_out_denies_who_waits_and_can_be_taken_away() {
    let town = Town::with(Wishes { only: "web,worker", ..Wishes::default() }).await;
    let spammer = town.newcomer("spammer");
    spammer.signs_up().await;
    let pattern = format!("^{}$", spammer.name);
    let add = ["rules", "add", "username", &pattern, "--reason", "spam", "--for", "30d", "--deny-pending"];
    let preview = town.operator_runs(&add);
    assert!(preview.contains(&spammer.mxid()) && preview.contains("Nothing was changed"), "{preview}");
    assert_eq!(town.operator_runs(&["rules", "list"]), "There are no rules.\n");
    assert_eq!(town.shows(&spammer)["state"], "awaiting_review");

    town.operator_runs(&[&add[..], &["--yes"]].concat());
    assert_eq!(town.shows(&spammer)["state"], "denied");
    let rules = json_of(&town.operator_runs(&["rules", "list", "--json"]));
    assert_eq!((&rules[0]["pattern"], &rules[0]["by"]), (&json!(pattern), &json!("operator")));
    assert!(rules[0]["expires_at"].is_string());

    let again = town.newcomer_called(&spammer.name, "other@example.test");
    let kept_out = async || {
        let page = again.sends("/register", &[("username", &again.name)]).await;
        (page.path == "/register").then_some(page)
    };
    let page = eventually("the running service knows the rule", kept_out).await;
    assert!(!page.html.contains("spam\"") && !page.html.contains(&pattern), "the rule is not told");

    let bad = town.command(&["rules", "add", "email", "("]);
    assert!(!bad.status.success());
    assert!(String::from_utf8_lossy(&bad.stderr).contains("no regular expression"));
    let number = rules[0]["id"].to_string();
    town.operator_runs(&["rules", "remove", &number]);
    assert!(!town.command(&["rules", "remove", &number]).status.success(), "it is gone");
}

#[tokio::test]
async fn a_denied_request_can_be_reopened_and_approved() {
    let town = Town::shared("room").await;
    let room = town.room().await;
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    let card = town.card(&room, &alice).await;
    town.moderators[0].react(&room, &card, "❌").await;
    alice.is_told("About your request").await;
    let removed = async || account(&alice.name).await.filter(|account| account["deactivated"] == true);
    eventually("the account is removed", removed).await;

    town.operator_runs(&["requests", "reopen", &alice.name]);
    assert_eq!(town.shows(&alice)["state"], "awaiting_review");
    town.operator_runs(&["requests", "approve", &alice.name]);
    let waits = async || (town.shows(&alice)["state"] == "awaiting_password").then_some(());
    eventually("the password went with the account, so another is asked for", waits).await;
    alice.is_told("choose a password").await;
}

#[tokio::test]
async fn what_nobody_finishes_is_cleaned_up_and_its_locked_account_goes_first() {
    let town = Town::with(Wishes { config: "retention: {pending: 5}\n".into(), ..Wishes::default() }).await;
    let (alice, bert) = (town.newcomer("alice"), town.newcomer("bert"));
    alice.signs_up().await;
    bert.asks().await;
    town.days_go_by(3);
    assert!(town.operator_runs(&["cleanup"]).starts_with("1 given up, 0 forgotten"));
    assert_eq!(town.shows(&bert)["state"], "expired");
    town.days_go_by(3);
    town.operator_runs(&["cleanup"]);
    assert_eq!(town.shows(&alice)["state"], "expired");
    let removed = async || account(&alice.name).await.filter(|account| account["deactivated"] == true);
    eventually("the locked account is deactivated", removed).await;
    town.days_go_by(3);
    let forgotten = async || {
        town.operator_runs(&["cleanup"]);
        (!town.command(&["requests", "show", &alice.name]).status.success()).then_some(())
    };
    eventually("it is forgotten", forgotten).await;
    alice.at_another_device().signs_up().await;
}

#[tokio::test]
async fn the_schema_is_made_while_synapse_is_down() {
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
async fn a_certificate_that_nobody_vouches_for_is_taken_only_when_the_operator_says_so() {
    let unchecked = Wishes { https: true, verify: Some("false"), ..Wishes::default() };
    let town = Town::with(unchecked).await;
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    assert!(town.log().contains("anyone on the way can read the admin token"), "the operator is warned");
    assert!(account(&alice.name).await.is_some());
}

#[tokio::test]
async fn another_secret_key_is_told_of_and_with_the_former_one_all_is_well() {
    const WORDS: &str = "is not the one with which this database was begun";
    let mut town = Town::start().await;
    // `check` finds something wrong while the bot is making its account.
    let room = town.room().await;
    let says_so = |town: &Town| town.operator_runs(&["check"]).contains("the one with which the database was begun");
    assert!(says_so(&town));
    town.changes_config("a key for a town", "another key of ours");
    town.fails_check("key", WORDS).await;
    town.is_struck_by_lightning().await;
    town.logs(WORDS).await;
    town.changes_config("another key of ours", "a key for a town");
    town.is_struck_by_lightning().await;
    assert!(says_so(&town));
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    town.card(&room, &alice).await;
}
