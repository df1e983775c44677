//! Accounts that are not ours, or may not be, next to a real Synapse: nothing is written to any of them.

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

/// Moments after which a client hangs up, in milliseconds: before, while and after the account is created.
const HANGS_UP_AFTER: [u64; 8] = [2, 5, 10, 20, 30, 45, 60, 90];

async fn start_service() -> TestService {
    TestService::shared("accounts").await
}

async fn proven(service: &TestService, stem: &str) -> Applicant {
    let applicant = service.applicant(stem);
    applicant.requests_link().await;
    assert_eq!(applicant.confirms_email().await.path, "/register/details");
    applicant
}

/// Changes an account as an admin does.
async fn admin_puts(applicant: &Applicant, body: &Value) -> Value {
    admin_api(Method::PUT, &format!("v2/users/{}", escape(&applicant.mxid())), Some(body)).await
}

fn question(service: &TestService, applicant: &Applicant) -> Option<Value> {
    let questions = service.json_output(&["accounts", "list", "--json"]);
    questions.as_array().expect("a list").iter().find(|one| one["user_id"] == applicant.mxid()).cloned()
}

fn state(service: &TestService, applicant: &Applicant) -> String {
    service.query(&format!("SELECT state FROM registrations WHERE localpart = '{}'", applicant.name)).remove(0)
}

#[tokio::test]
async fn disconnecting_leaves_no_unlocked_account() {
    let service = start_service().await;
    for after in HANGS_UP_AFTER {
        let alice = proven(&service, "alice").await;
        let _ = tokio::time::timeout(Duration::from_millis(after), alice.submits_details()).await;
        let settled = async || {
            let query = format!("SELECT status FROM accounts WHERE localpart = '{}'", alice.name);
            (service.query(&query) != ["intended"]).then_some(())
        };
        eventually("the account is settled", settled).await;
        // Where the form never arrived, it is sent again.
        let filed = async || match state(&service, &alice).as_str() {
            "awaiting_review" => Some(()),
            _ => alice
                .tries_to_post("/register/details", &form())
                .await
                .filter(|page| page.path == "/register/done")
                .map(drop),
        };
        eventually("the request is filed", filed).await;
        let account = alice.account().await.expect("an account");
        assert_eq!(account["locked"], true, "after {after} ms: {account}");
        service.operator_runs(&["requests", "deny", &alice.name, "--quiet"]);
    }
}

fn form() -> [(&'static str, &'static str); 3] {
    [("password", PASSWORD), ("again", PASSWORD), ("reason", crate::harness::REASON)]
}

#[tokio::test]
async fn account_created_after_an_abandoned_intent_is_not_touched() {
    let service = start_service().await;
    let alice = proven(&service, "alice").await;
    // As a crash leaves it between the record of the intent and the request.
    service.execute_sql(&format!(
        "INSERT INTO accounts (registration_id, localpart, status, nonce, intended_at, busy_until)
         SELECT id, localpart, 'intended', nonce, started_at, 0 FROM registrations WHERE localpart = '{}'",
        alice.name
    ));
    let owners = json!({ "password": "the owner's own password", "displayname": "The owner" });
    admin_puts(&alice, &owners).await;
    for _ in 0..2 {
        let refused = alice.submits_details().await;
        assert!(refused.status == 409 && refused.html.contains("choose another username"), "{}", refused.html);
    }
    let owner = alice.account().await.expect("an account");
    assert_eq!(
        (&owner["displayname"], &owner["locked"], &owner["threepids"]),
        (&json!("The owner"), &json!(false), &json!([]))
    );
    Person::log_in(&alice.name, "the owner's own password").await.expect("her password still works");
    assert_eq!(question(&service, &alice).expect("asked")["why"], "unsettled");

    // Another username neither erases nor locks the account of the first.
    let other = format!("{}2", alice.name);
    let done = alice.posts("/register/details", &[&form()[..], &[("username", &other)]].concat()).await;
    assert_eq!(done.path, "/register/done", "{}", done.html);
    assert_eq!(alice.account().await.expect("an account")["deactivated"], false);
    service.operator_runs(&["accounts", "release", &alice.name]);
    assert_eq!(question(&service, &alice), None);
    assert_eq!(alice.account().await.expect("an account")["deactivated"], false);
}

#[tokio::test]
async fn denied_name_that_was_used_is_not_given_out_again() {
    let service = start_service().await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    service.operator_runs(&["requests", "deny", &alice.name]);
    alice.receives_mail("About your request").await;
    assert_eq!(alice.account().await.expect("an account")["deactivated"], true);
    // A young Synapse cannot reactivate anybody yet.
    let wait_until_ready = async || {
        let status = admin_api(Method::GET, "v1/background_updates/status", None).await;
        status["current_updates"].as_object().is_some_and(serde_json::Map::is_empty).then_some(())
    };
    eventually("Synapse has built its indexes", wait_until_ready).await;
    // An admin gives the name to somebody, who leaves again.
    let password = "the next owner's password";
    admin_puts(&alice, &json!({ "deactivated": false, "password": password, "locked": false })).await;
    Person::log_in(&alice.name, password).await.expect("the next owner is in");
    let deactivate = format!("v1/deactivate/{}", escape(&alice.mxid()));
    admin_api(Method::POST, &deactivate, Some(&json!({ "erase": true }))).await;

    let next = service.applicant_named(&alice.name, &format!("next-{}", alice.email));
    let refused = next.posts("/register", &[("username", &next.name)]).await;
    assert!(refused.html.contains("is already taken"), "{} {}", refused.status, refused.html);
    assert_eq!(next.account().await.expect("an account")["deactivated"], true);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lost_answer_leaves_the_account_to_a_person() {
    let mut proxy = Proxy::to(port_of(&servers().synapse.url)).await;
    let synapse = Some(format!("http://127.0.0.1:{}", proxy.port));
    let service = TestService::with(TestOptions { synapse, only: "web,worker", ..TestOptions::default() }).await;
    let alice = proven(&service, "alice").await;
    proxy.set(Fault::Loses(port_of(&servers().synapse.url), "\r\n\r\n{}")).await;
    let refused = alice.submits_details().await;
    proxy.set(Fault::None(port_of(&servers().synapse.url))).await;
    assert!(refused.status == 409 || refused.status == 503, "{}", refused.html);
    let again = alice.submits_details().await;
    assert_eq!(again.status, 409, "{}", again.html);
    let left = alice.account().await.expect("it was created");
    assert_eq!((&left["locked"], &left["threepids"]), (&json!(false), &json!([])), "{left}");
    assert_eq!(question(&service, &alice).expect("asked")["answers"], json!(["adopt", "keep", "release", "remove"]));

    service.operator_runs(&["accounts", "adopt", &alice.name]);
    let done = alice.submits_details().await;
    assert_eq!(done.path, "/register/done", "{}", done.html);
    assert_eq!(alice.login().await.expect_err("it waits")["errcode"], "M_USER_LOCKED");
    service.operator_runs(&["requests", "approve", &alice.name]);
    alice.receives_mail("is ready").await;
    alice.login().await.expect("the account is open");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn shared_secret_proves_the_account_after_a_lost_answer() {
    let mut proxy = Proxy::to(port_of(&servers().synapse.url)).await;
    let synapse = Some(format!("http://127.0.0.1:{}", proxy.port));
    let options = TestOptions { synapse, shared_secret: true, only: "web,worker", ..TestOptions::default() };
    let service = TestService::with(options).await;
    let alice = proven(&service, "alice").await;
    proxy.set(Fault::Loses(port_of(&servers().synapse.url), "POST /_synapse/admin/v1/register")).await;
    let done = alice.submits_details().await;
    assert_eq!(done.path, "/register/done", "{}", done.html);
    assert_eq!(alice.account().await.expect("an account")["locked"], true);
    let devices = admin_api(Method::GET, &format!("v2/users/{}/devices", escape(&alice.mxid())), None).await;
    assert_eq!(devices["total"], 0, "the login is logged out again");
    service.operator_runs(&["requests", "approve", &alice.name]);
    alice.receives_mail("is ready").await;
    alice.login().await.expect("the account is open");

    // A name that is somebody else's is refused, and stays theirs.
    let bert = proven(&service, "bert").await;
    admin_puts(&bert, &json!({ "password": "the owner's own password" })).await;
    let refused = bert.submits_details().await;
    assert_eq!(refused.status, 409, "{}", refused.html);
    Person::log_in(&bert.name, "the owner's own password").await.expect("his password still works");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_homeserver_shows_a_page_that_reloads() {
    let server = port_of(&servers().synapse.url);
    let mut proxy = Proxy::to(server).await;
    let synapse = Some(format!("http://127.0.0.1:{}", proxy.port));
    let env = vec![("REGISTRATION_PAGE_S", "1".to_owned())];
    let service = TestService::with(TestOptions { synapse, env, only: "web,worker", ..TestOptions::default() }).await;
    let alice = proven(&service, "alice").await;
    proxy.set(Fault::Slow(server, Duration::from_secs(2))).await;
    let working = alice.submits_details().await;
    assert_eq!((working.status.as_u16(), working.path.as_str()), (200, "/register/details"), "{}", working.html);
    assert!(
        working.html.contains("http-equiv=\"refresh\"") && !working.html.contains("name=\"password\""),
        "{}",
        working.html
    );
    proxy.set(Fault::None(server)).await;
    let filed = async || Some(alice.opens("/register/details").await).filter(|page| page.path == "/register/done");
    let filed = eventually("the page leads on", async || match filed().await {
        Some(page) => Some(page),
        // What failed while the proxy changed is sent again, with the reason that was typed.
        None if state(&service, &alice) == "awaiting_details" => {
            let page = alice.opens("/register/details").await;
            if page.html.contains("name=\"password\"") {
                Some(alice.submits_details().await).filter(|page| page.path == "/register/done")
            } else {
                None
            }
        }
        None => None,
    })
    .await;
    assert_eq!(filed.path, "/register/done");
    assert_eq!(alice.account().await.expect("an account")["locked"], true);
}
