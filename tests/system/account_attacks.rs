//! Attacks on the account protocol next to a real Synapse: renames, races with an admin, lost answers, shutdowns.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    faults_synapse::port_of,
    harness::{Applicant, PASSWORD, TestOptions, TestService},
    support::{
        matrix::{Person, admin_api, escape, eventually},
        proxy::{Fault, Proxy},
        test_servers::servers,
    },
};

/// Text that only the request with password and profile contains.
const PROFILE: &str = "\"displayname\"";

fn synapse_port() -> u16 {
    port_of(&servers().synapse.url)
}

/// A service that reaches Synapse through a proxy.
async fn behind_proxy(only: &'static str, env: Vec<(&'static str, String)>) -> (TestService, Proxy) {
    let proxy = Proxy::to(synapse_port()).await;
    let synapse = Some(format!("http://127.0.0.1:{}", proxy.port));
    let options = TestOptions { synapse, only, env, leaves_effects: true, ..TestOptions::default() };
    (TestService::with(options).await, proxy)
}

async fn confirmed(service: &TestService, stem: &str) -> Applicant {
    let applicant = service.applicant(stem);
    applicant.requests_link().await;
    assert_eq!(applicant.confirms_email().await.path, "/register/details");
    applicant
}

fn form(name: &str) -> [(&str, &str); 4] {
    [("password", PASSWORD), ("again", PASSWORD), ("reason", crate::harness::REASON), ("username", name)]
}

async fn account(mxid: &str) -> Value {
    admin_api(Method::GET, &format!("v2/users/{}", escape(mxid)), None).await
}

async fn admin_puts(mxid: &str, body: Value) {
    admin_api(Method::PUT, &format!("v2/users/{}", escape(mxid)), Some(&body)).await;
}

fn mxid(name: &str) -> String {
    format!("@{name}:{}", servers().synapse.server_name)
}

fn question(service: &TestService, mxid: &str) -> Option<Value> {
    let questions = service.json_output(&["accounts", "list", "--json"]);
    questions.as_array().expect("a list").iter().find(|one| one["user_id"] == mxid).cloned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn returning_to_an_earlier_username_keeps_its_account() {
    let (service, mut proxy) = behind_proxy("web", vec![]).await;
    let alice = confirmed(&service, "alice").await;
    let other = format!("{}2", alice.name);
    // The account of each name is created, and the form fails after that.
    proxy.set(Fault::Loses(synapse_port(), PROFILE)).await;
    for name in [&alice.name, &other] {
        let failed = alice.posts("/register/details", &form(name)).await;
        assert_eq!(failed.status, 503, "{}", failed.html);
    }
    proxy.set(Fault::None(synapse_port())).await;
    let done = alice.posts("/register/details", &form(&alice.name)).await;
    assert_eq!(done.path, "/register/done", "{}", done.html);

    // Only now a worker finds the removals of both earlier usernames.
    let _worker = service.start_another("worker", "worker", &[]);
    eventually("the account of the other name is removed", async || {
        (account(&mxid(&other)).await["deactivated"] == true).then_some(())
    })
    .await;
    let kept = account(&alice.mxid()).await;
    assert_eq!((&kept["deactivated"], &kept["locked"]), (&json!(false), &json!(true)));
    service.operator_runs(&["requests", "approve", &alice.name]);
    alice.receives_mail("is ready").await;
    alice.login().await.expect("the account is open");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn former_account_in_use_does_not_block_the_approval() {
    let (service, mut proxy) = behind_proxy("web", vec![]).await;
    let alice = confirmed(&service, "alice").await;
    let other = format!("{}2", alice.name);
    proxy.set(Fault::Loses(synapse_port(), PROFILE)).await;
    let failed = alice.posts("/register/details", &form(&alice.name)).await;
    assert_eq!(failed.status, 503, "{}", failed.html);
    proxy.set(Fault::None(synapse_port())).await;
    // An admin gives the first account to someone.
    let owners = "the owner's own password";
    admin_puts(&alice.mxid(), json!({ "password": owners, "locked": false, "threepids": [] })).await;
    Person::log_in(&alice.name, owners).await.expect("the owner is in");
    let done = alice.posts("/register/details", &form(&other)).await;
    assert_eq!(done.path, "/register/done", "{}", done.html);

    let _worker = service.start_another("worker", "worker", &[]);
    eventually("the question is asked", async || question(&service, &alice.mxid())).await;
    service.operator_runs(&["requests", "approve", &other]);
    alice.receives_mail("is ready").await;
    Person::log_in(&other, PASSWORD).await.expect("the account is open");
    assert_eq!(account(&alice.mxid()).await["deactivated"], false, "and the owner keeps the first");
    service.operator_runs(&["accounts", "keep", &alice.name]);
    service.operator_runs(&["accounts", "keep", &alice.name]);
    assert_eq!(question(&service, &alice.mxid()), None);
    Person::log_in(&alice.name, owners).await.expect("still the owner's");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn address_taken_meanwhile_is_not_moved() {
    let (service, mut proxy) = behind_proxy("web,worker", vec![]).await;
    let (alice, owner) = (confirmed(&service, "alice").await, service.applicant("owner"));
    admin_puts(&owner.mxid(), json!({ "password": PASSWORD })).await;
    proxy.set(Fault::Slow(synapse_port(), Duration::from_millis(700))).await;
    let taken = async {
        eventually("the account exists", async || alice.account().await).await;
        let address = [json!({ "medium": "email", "address": alice.email })];
        admin_puts(&owner.mxid(), json!({ "threepids": address })).await;
    };
    let (refused, ()) = tokio::join!(alice.submits_details(), taken);
    assert_ne!(refused.path, "/register/done", "{}", refused.html);
    let owner = account(&owner.mxid()).await;
    assert_eq!(owner["threepids"][0]["address"], alice.email, "{owner}");
    let left = account(&alice.mxid()).await;
    assert_eq!((&left["locked"], &left["threepids"]), (&json!(true), &json!([])), "{left}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn account_that_nobody_could_read_can_be_adopted_later() {
    let env = vec![("REGISTRATION_LEASE_S", "2".to_owned())];
    let (mut service, mut proxy) = behind_proxy("web,worker", env).await;
    let alice = confirmed(&service, "alice").await;
    // Neither the answer to the creation arrives, nor that to any look.
    proxy.set(Fault::Loses(synapse_port(), "/_synapse/admin/v2/users/")).await;
    let failed = alice.submits_details().await;
    assert_eq!(failed.status, 503, "{}", failed.html);
    proxy.set(Fault::None(synapse_port())).await;
    assert_eq!(question(&service, &alice.mxid()).expect("asked")["why"], "unsettled");
    let has_time = async || {
        service.kill_and_restart().await;
        let query =
            format!("SELECT COUNT(*) FROM accounts WHERE localpart = '{}' AND created_at IS NOT NULL", alice.name);
        (service.query(&query) == ["1"]).then_some(())
    };
    eventually("its creation time is read", has_time).await;
    service.operator_runs(&["accounts", "adopt", &alice.name]);
    service.operator_runs(&["accounts", "adopt", &alice.name]);
    let done = alice.submits_details().await;
    assert_eq!(done.path, "/register/done", "{}", done.html);
    assert_eq!(account(&alice.mxid()).await["locked"], true);
}

#[tokio::test]
async fn name_taken_and_left_between_two_steps_stays_taken() {
    let service = TestService::shared("accounts").await;
    let alice = confirmed(&service, "alice").await;
    admin_puts(&alice.mxid(), json!({ "password": "the owner's own password" })).await;
    let owner = Person::log_in(&alice.name, "the owner's own password").await.expect("her account");
    assert_eq!(alice.submits_details().await.status, 409);
    let auth = json!({
        "type": "m.login.password",
        "identifier": { "type": "m.id.user", "user": owner.id },
        "password": owner.password,
    });
    let (status, answer) =
        owner.request(Method::POST, "v3/account/deactivate", Some(&json!({ "auth": auth, "erase": true }))).await;
    assert!(status.is_success(), "{answer}");
    assert_eq!(alice.submits_details().await.status, 409);
    let left = account(&alice.mxid()).await;
    assert_eq!((&left["deactivated"], &left["locked"]), (&json!(true), &json!(false)), "{left}");
    assert_eq!(question(&service, &alice.mxid()), None, "nothing of ours is there");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn shutdown_finishes_the_account_that_is_being_created() {
    let (service, mut proxy) = behind_proxy("web,worker", vec![]).await;
    let alice = confirmed(&service, "alice").await;
    let mut second = service.start_another("second", "web", &[]);
    second.wait_until_ready().await;
    proxy.set(Fault::Slow(synapse_port(), Duration::from_millis(400))).await;
    let there = alice.same_browser_at(&second.url);
    let form = form(&alice.name);
    let stopped = async {
        eventually("the account exists", async || alice.account().await).await;
        second.send_signal("TERM");
    };
    let (_, ()) = tokio::join!(there.tries_to_post("/register/details", &form[..3]), stopped);
    let filed = async || {
        let query = format!("SELECT state FROM registrations WHERE localpart = '{}'", alice.name);
        (service.query(&query) == ["awaiting_review"]).then_some(())
    };
    eventually("the request is filed", filed).await;
    let left = account(&alice.mxid()).await;
    assert_eq!((&left["locked"], &left["displayname"]), (&json!(true), &json!(alice.name)), "{left}");
    second.kill();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn account_being_unlocked_can_be_neither_denied_nor_removed() {
    let (service, mut proxy) = behind_proxy("web,worker", vec![]).await;
    let alice = confirmed(&service, "alice").await;
    assert_eq!(alice.submits_details().await.path, "/register/done");
    proxy.set(Fault::Slow(synapse_port(), Duration::from_secs(1))).await;
    service.operator_runs(&["requests", "approve", &alice.name]);
    for arguments in [["requests", "deny", alice.name.as_str()], ["accounts", "remove", alice.name.as_str()]] {
        let refused = service.command(&arguments);
        assert!(!refused.status.success(), "{arguments:?}: {refused:?}");
    }
    proxy.set(Fault::None(synapse_port())).await;
    alice.receives_mail("is ready").await;
    alice.login().await.expect("the account is open");
    let left = account(&alice.mxid()).await;
    assert_eq!((&left["locked"], &left["deactivated"]), (&json!(false), &json!(false)), "{left}");
}
