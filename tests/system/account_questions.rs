//! Accounts that are not as the service left them: nothing is done to them, and people are asked.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    room_commands::asks,
    support::matrix::{admin_api, escape, eventually},
    town::{Newcomer, Town},
};

/// Changes the account as an operator does by hand.
async fn is_changed(newcomer: &Newcomer, change: Value) {
    let path = format!("v2/users/{}", escape(&newcomer.mxid()));
    admin_api(Method::PUT, &path, Some(&change)).await;
}

/// Somebody whose account an operator opens while the request waits, who logs in, and is denied after that.
async fn is_denied_while_logged_in(town: &Town, room: &str, stem: &str) -> Newcomer {
    let newcomer = town.newcomer(stem);
    newcomer.signs_up().await;
    let card = town.card(room, &newcomer).await;
    is_changed(&newcomer, json!({"locked": false})).await;
    newcomer.login().await.expect("an operator has opened it");
    town.moderators[0].react(room, &card, "❌").await;
    town.card_says(room, &card, "Denied by").await;
    newcomer
}

/// The messages in which the bot asks about accounts, oldest first, without their edits.
async fn questions(town: &Town, room: &str) -> Vec<Value> {
    let mut found = town.moderators[0].events(room).await;
    found.retain(|event| {
        let content = &event["content"];
        event["sender"] == town.bot()
            && content["m.relates_to"].is_null()
            && content["body"].as_str().is_some_and(|body| body.contains("Nothing happens to"))
    });
    found.reverse();
    found
}

/// Waits for the question that mentions `newcomer`, in the newest message or its edit.
async fn is_asked_about(town: &Town, room: &str, newcomer: &Newcomer) -> (String, String) {
    eventually("the bot asks about the account", async || {
        let message = questions(town, room).await.pop()?;
        let id = message["event_id"].as_str()?.to_owned();
        let edits = town.moderators[0].relations(room, &id, "m.replace").await;
        let newest = edits.first().map_or(&message["content"], |edit| &edit["content"]["m.new_content"]);
        let body = newest["body"].as_str()?;
        body.contains(&newcomer.mxid()).then(|| (id, body.to_owned()))
    })
    .await
}

/// What `accounts list` says about `newcomer`.
fn listed(town: &Town, newcomer: &Newcomer) -> Option<Value> {
    let asked = town.report(&["accounts", "list", "--json"]);
    asked.as_array()?.iter().find(|one| one["user_id"] == newcomer.mxid()).cloned()
}

async fn is_deactivated(newcomer: &Newcomer) -> bool {
    newcomer.account().await.expect("an account")["deactivated"] == true
}

#[tokio::test]
async fn an_account_in_use_is_not_erased_until_somebody_has_answered_the_question() {
    let town = Town::start().await;
    let room = town.room().await;
    let alice = is_denied_while_logged_in(&town, &room, "alice").await;
    let (message, body) = is_asked_about(&town, &room, &alice).await;
    assert!(body.contains("One account needs a decision"), "{body}");
    for answer in ["keep", "release", "remove"] {
        assert!(body.contains(&format!("!reg {answer} {}", alice.name)), "{answer} is not in {body}");
    }
    assert!(!body.contains("!reg adopt"), "{body}");
    let bert = is_denied_while_logged_in(&town, &room, "bert").await;
    let (edited, body) = is_asked_about(&town, &room, &bert).await;
    assert!(body.contains("2 accounts need a decision") && body.contains(&alice.mxid()), "{body}");
    let asked = questions(&town, &room).await;
    assert_eq!((asked.len(), &edited), (1, &message), "it is one message, which is edited");
    assert_eq!(asked[0]["content"]["m.mentions"], json!({}), "it calls on nobody");
    for newcomer in [&alice, &bert] {
        assert!(!is_deactivated(newcomer).await && !newcomer.was_told("About your request"));
        assert_eq!(town.shows(newcomer)["state"], "denied");
    }
    let status = asks(&town, &room, "!reg status").await;
    assert!(status.contains("2 accounts need a decision"), "{status}");
    assert!(town.operator_runs(&["requests", "list"]).contains("2 accounts need a decision"));
    assert!(town.operator_runs(&["check"]).contains("2 accounts need a decision"));

    let kept = asks(&town, &room, &format!("!reg keep {}", alice.mxid())).await;
    assert!(kept.contains("counts as approved"), "{kept}");
    assert_eq!(town.shows(&alice)["state"], "active");
    alice.login().await.expect("the account stays open");
    let again = asks(&town, &room, &format!("!reg keep {}", alice.name)).await;
    assert!(again.contains("Nothing is asked"), "{again}");

    let number = town.shows(&bert)["id"].to_string();
    let refused = asks(&town, &room, &format!("!reg remove #{number}")).await;
    assert!(refused.contains("is in use") && refused.contains("at the terminal"), "{refused}");
    assert!(!is_deactivated(&bert).await && !bert.was_told("About your request"));
    town.operator_runs(&["accounts", "remove", &bert.name]);
    bert.is_told("About your request").await;
    assert!(is_deactivated(&bert).await);
    town.card_says(&room, &message, "No account needs a decision any more").await;
    assert!(!alice.was_told("About your request"), "a kept account is not denied");
    assert_eq!(town.operator_runs(&["accounts", "list"]), "No account needs a decision.\n");

    let carl = is_denied_while_logged_in(&town, &room, "carl").await;
    let (later, body) = is_asked_about(&town, &room, &carl).await;
    assert!(later != message && body.contains("One account needs"), "a new question is a new message: {body}");
    asks(&town, &room, &format!("!reg reopen {}", carl.name)).await;
    town.card_says(&room, &later, "No account needs a decision any more").await;
    assert!(listed(&town, &carl).is_none() && !is_deactivated(&carl).await);
    let approved = asks(&town, &room, &format!("!reg approve {}", carl.name)).await;
    assert!(approved.contains("approved"), "{approved}");
    carl.is_told("is ready").await;
    assert!(!carl.was_told("About your request"));
}

#[tokio::test]
async fn an_account_that_somebody_took_over_while_it_waited_is_not_unlocked() {
    let town = Town::shared("accounts").await;
    let room = town.room().await;
    let [device, linked, admin] = ["device", "linked", "admin"].map(|stem| town.newcomer(stem));
    for newcomer in [&device, &linked, &admin] {
        newcomer.signs_up().await;
        town.card(&room, newcomer).await;
    }
    let path = format!("v2/users/{}/devices", escape(&device.mxid()));
    admin_api(Method::POST, &path, Some(&json!({"device_id": "ELSEWHERE"}))).await;
    let external = json!([{"auth_provider": "oidc-campus", "external_id": linked.name}]);
    is_changed(&linked, json!({"external_ids": external})).await;
    is_changed(&admin, json!({"admin": true})).await;
    for (newcomer, why) in [(&device, "devices"), (&linked, "external_ids"), (&admin, "admin")] {
        asks(&town, &room, &format!("!reg approve {}", newcomer.name)).await;
        let (_, body) = is_asked_about(&town, &room, newcomer).await;
        assert!(body.contains(&format!("!reg adopt {}", newcomer.name)), "{body}");
        assert_eq!(listed(&town, newcomer).expect("a question")["why"], why);
        assert_eq!(newcomer.account().await.expect("an account")["locked"], true, "{why}");
        assert_eq!(town.shows(newcomer)["state"], "provisioning", "{why}");
        assert!(!newcomer.was_told("is ready"));
    }
    for newcomer in [&device, &linked] {
        let adopted = asks(&town, &room, &format!("!reg adopt {}", newcomer.name)).await;
        assert!(adopted.contains("counts as ours"), "{adopted}");
        newcomer.is_told("is ready").await;
        newcomer.login().await.expect("the account is open");
    }
    let wrong = asks(&town, &room, &format!("!reg keep {}", admin.name)).await;
    assert!(wrong.contains("does not fit") && wrong.contains("adopt, release, remove"), "{wrong}");
    for answer in ["adopt", "remove"] {
        let refused = asks(&town, &room, &format!("!reg {answer} {}", admin.name)).await;
        assert!(refused.contains("is a server admin"), "{refused}");
    }
    let released = asks(&town, &room, &format!("!reg release {}", admin.name)).await;
    assert!(released.contains("no claim"), "{released}");
    let account = admin.account().await.expect("an account");
    assert_eq!((&account["locked"], &account["deactivated"]), (&json!(true), &json!(false)), "nothing is changed");
}
