//! Accounts that are not as the service left them: nothing is done to them, and people are asked.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    harness::{Applicant, TestService},
    room_commands::ask_bot,
    support::matrix::{admin_api, escape, eventually},
};

/// Changes the account as an operator does by hand.
async fn is_changed(applicant: &Applicant, change: Value) {
    let path = format!("v2/users/{}", escape(&applicant.mxid()));
    admin_api(Method::PUT, &path, Some(&change)).await;
}

/// Somebody whose account an operator opens while the request waits, who logs in, and is denied after that.
async fn is_denied_while_logged_in(service: &TestService, room: &str, stem: &str) -> Applicant {
    let applicant = service.applicant(stem);
    applicant.signs_up().await;
    let card = service.card(room, &applicant).await;
    is_changed(&applicant, json!({"locked": false})).await;
    applicant.login().await.expect("an operator has opened it");
    service.moderators[0].react(room, &card, "❌").await;
    service.card_says(room, &card, "Denied by").await;
    applicant
}

/// The messages in which the bot asks about accounts, oldest first, without their edits.
async fn questions(service: &TestService, room: &str) -> Vec<Value> {
    let mut found = service.moderators[0].events(room).await;
    found.retain(|event| {
        let content = &event["content"];
        event["sender"] == service.bot_id()
            && content["m.relates_to"].is_null()
            && content["body"].as_str().is_some_and(|body| body.contains("Nothing happens to"))
    });
    found.reverse();
    found
}

/// Waits for the question that mentions `applicant`, in the newest message or its edit.
pub(crate) async fn is_asked_about(service: &TestService, room: &str, applicant: &Applicant) -> (String, String) {
    eventually("the bot asks about the account", async || {
        let message = questions(service, room).await.pop()?;
        let id = message["event_id"].as_str()?.to_owned();
        let edits = service.moderators[0].relations(room, &id, "m.replace").await;
        let newest = edits.first().map_or(&message["content"], |edit| &edit["content"]["m.new_content"]);
        let body = newest["body"].as_str()?;
        body.contains(&applicant.mxid()).then(|| (id, body.to_owned()))
    })
    .await
}

/// What `accounts list` says about `applicant`.
fn listed(service: &TestService, applicant: &Applicant) -> Option<Value> {
    let asked = service.json_output(&["accounts", "list", "--json"]);
    asked.as_array()?.iter().find(|one| one["user_id"] == applicant.mxid()).cloned()
}

async fn is_deactivated(applicant: &Applicant) -> bool {
    applicant.account().await.expect("an account")["deactivated"] == true
}

#[tokio::test]
async fn account_in_use_is_not_erased_without_an_answer() {
    let service = TestService::start().await;
    let room = service.room().await;
    let alice = is_denied_while_logged_in(&service, &room, "alice").await;
    let (message, body) = is_asked_about(&service, &room, &alice).await;
    assert!(body.contains("1 account needs a decision"), "{body}");
    for answer in ["keep", "release", "remove"] {
        assert!(body.contains(&format!("!reg {answer} {}", alice.name)), "{answer} is not in {body}");
    }
    assert!(!body.contains("!reg adopt"), "{body}");
    let bert = is_denied_while_logged_in(&service, &room, "bert").await;
    let (edited, body) = is_asked_about(&service, &room, &bert).await;
    assert!(body.contains("2 accounts need a decision") && body.contains(&alice.mxid()), "{body}");
    let asked = questions(&service, &room).await;
    assert_eq!((asked.len(), &edited), (1, &message), "it is one message, which is edited");
    assert_eq!(asked[0]["content"]["m.mentions"], json!({}), "it calls on nobody");
    for applicant in [&alice, &bert] {
        assert!(!is_deactivated(applicant).await && !applicant.has_mail("About your request"));
        assert_eq!(service.show(applicant)["state"], "denied");
    }
    let status = ask_bot(&service, &room, "!reg status").await;
    assert!(status.contains("2 accounts need a decision"), "{status}");
    assert!(service.operator_runs(&["requests", "list"]).contains("2 accounts need a decision"));
    assert!(service.operator_runs(&["check"]).contains("2 accounts need a decision"));

    let kept = ask_bot(&service, &room, &format!("!reg keep {}", alice.mxid())).await;
    assert!(kept.contains("counts as approved"), "{kept}");
    assert_eq!(service.show(&alice)["state"], "active");
    alice.login().await.expect("the account stays open");
    let again = ask_bot(&service, &room, &format!("!reg keep {}", alice.name)).await;
    assert!(again.contains("counts as approved"), "a repeated answer says the same: {again}");
    let other = ask_bot(&service, &room, &format!("!reg remove {}", alice.name)).await;
    assert!(other.contains("There is no open question"), "{other}");

    let number = service.show(&bert)["id"].to_string();
    let refused = ask_bot(&service, &room, &format!("!reg remove #{number}")).await;
    assert!(refused.contains("is in use") && refused.contains("at the terminal"), "{refused}");
    assert!(!is_deactivated(&bert).await && !bert.has_mail("About your request"));
    service.operator_runs(&["accounts", "remove", &bert.name]);
    bert.receives_mail("About your request").await;
    assert!(is_deactivated(&bert).await);
    service.card_says(&room, &message, "No accounts need a decision any more").await;
    assert!(!alice.has_mail("About your request"), "a kept account is not denied");
    assert_eq!(service.operator_runs(&["accounts", "list"]), "No account needs a decision.\n");

    let carl = is_denied_while_logged_in(&service, &room, "carl").await;
    let (later, body) = is_asked_about(&service, &room, &carl).await;
    assert!(later != message && body.contains("1 account needs"), "a new question is a new message: {body}");
    ask_bot(&service, &room, &format!("!reg reopen {}", carl.name)).await;
    service.card_says(&room, &later, "No accounts need a decision any more").await;
    assert!(listed(&service, &carl).is_none() && !is_deactivated(&carl).await);
    let approved = ask_bot(&service, &room, &format!("!reg approve {}", carl.name)).await;
    assert!(approved.contains("approved"), "{approved}");
    carl.receives_mail("is ready").await;
    assert!(!carl.has_mail("About your request"));
}

#[tokio::test]
async fn account_taken_over_while_waiting_is_not_unlocked() {
    let service = TestService::shared("accounts").await;
    let room = service.room().await;
    let [device, linked, admin] = ["device", "linked", "admin"].map(|stem| service.applicant(stem));
    for applicant in [&device, &linked, &admin] {
        applicant.signs_up().await;
        service.card(&room, applicant).await;
    }
    let path = format!("v2/users/{}/devices", escape(&device.mxid()));
    admin_api(Method::POST, &path, Some(&json!({"device_id": "ELSEWHERE"}))).await;
    let external = json!([{"auth_provider": "oidc-campus", "external_id": linked.name}]);
    is_changed(&linked, json!({"external_ids": external})).await;
    is_changed(&admin, json!({"admin": true})).await;
    for (applicant, why) in [(&device, "devices"), (&linked, "external_ids"), (&admin, "admin")] {
        ask_bot(&service, &room, &format!("!reg approve {}", applicant.name)).await;
        let (_, body) = is_asked_about(&service, &room, applicant).await;
        assert!(body.contains(&format!("!reg adopt {}", applicant.name)), "{body}");
        assert_eq!(listed(&service, applicant).expect("a question")["why"], why);
        assert_eq!(applicant.account().await.expect("an account")["locked"], true, "{why}");
        assert_eq!(service.show(applicant)["state"], "provisioning", "{why}");
        assert!(!applicant.has_mail("is ready"));
    }
    for applicant in [&device, &linked] {
        let adopted = ask_bot(&service, &room, &format!("!reg adopt {}", applicant.name)).await;
        assert!(adopted.contains("counts as ours"), "{adopted}");
        applicant.receives_mail("is ready").await;
        applicant.login().await.expect("the account is open");
    }
    let wrong = ask_bot(&service, &room, &format!("!reg keep {}", admin.name)).await;
    assert!(wrong.contains("is not possible") && wrong.contains("adopt, release, remove"), "{wrong}");
    for answer in ["adopt", "remove"] {
        let refused = ask_bot(&service, &room, &format!("!reg {answer} {}", admin.name)).await;
        assert!(refused.contains("is a server admin"), "{refused}");
    }
    let released = ask_bot(&service, &room, &format!("!reg release {}", admin.name)).await;
    assert!(released.contains("no longer claim"), "{released}");
    let account = admin.account().await.expect("an account");
    assert_eq!((&account["locked"], &account["deactivated"]), (&json!(true), &json!(false)), "nothing is changed");
}
