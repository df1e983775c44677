//! Faults of Synapse: how they are reported, and recovery without intervention.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::{
    account_questions::is_asked_about,
    harness::{Applicant, PASSWORD, TestOptions, TestService},
    room_commands::ask_bot,
    support::{
        matrix::{Person, admin_api, escape, eventually, fresh_name},
        proxy::{Fault, Proxy, answer},
        test_servers::servers,
    },
};

/// Longer than the timeout in these tests.
const TOO_SLOW: Duration = Duration::from_secs(10);

/// Environment for a short timeout of requests.
pub fn short_timeout() -> Vec<(&'static str, String)> {
    vec![("REGISTRATION_PATIENCE_S", "4".to_owned())]
}

pub fn port_of(url: &str) -> u16 {
    url.rsplit(':').next().and_then(|port| port.trim_end_matches('/').parse().ok()).expect("a port")
}

fn limited() -> Fault {
    let body = r#"{"errcode":"M_LIMIT_EXCEEDED","error":"Too Many Requests","retry_after_ms":3000}"#;
    answer("429 Too Many Requests", "Content-Type: application/json\r\nRetry-After: 3\r\n", body)
}

fn failing() -> Fault {
    let body = r#"{"errcode":"M_UNKNOWN","error":"Internal server error"}"#;
    answer("500 Internal Server Error", "Content-Type: application/json\r\n", body)
}

fn proxied() -> Fault {
    answer("502 Bad Gateway", "Content-Type: text/html\r\n", "<html><h1>502 Bad Gateway</h1></html>")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn synapse_faults_are_reported_and_recovered() {
    let server = port_of(&servers().synapse.url);
    let mut proxy = Proxy::to(server).await;
    let synapse = Some(format!("http://127.0.0.1:{}", proxy.port));
    let service = TestService::with(TestOptions { synapse, env: short_timeout(), ..TestOptions::default() }).await;
    let room = service.room().await;
    let unreachable = "Synapse cannot be reached";
    for (fault, words) in [
        (Fault::Down, unreachable),
        (Fault::Slow(server, TOO_SLOW), unreachable),
        (Fault::Cut(server), unreachable),
        (limited(), "Synapse asks to wait"),
        (failing(), "Synapse refuses: 500 M_UNKNOWN"),
        (proxied(), "is not Synapse (502)"),
    ] {
        println!("{fault:?}");
        let (alice, bert) = (service.applicant("alice"), service.applicant("bert"));
        tokio::join!(alice.signs_up(), bert.signs_up());
        let card = service.card(&room, &alice).await;
        let said = service.log().matches(words).count();
        proxy.set(fault).await;
        check_report(&service, words, said, [&alice, &bert], (&room, &card)).await;
        proxy.set(Fault::None(server)).await;
        for applicant in [&alice, &bert] {
            applicant.receives_mail("is ready").await;
            applicant.login().await.expect("the account is open");
        }
        service.wait_until_ready().await;
    }
}

/// Approves one request in the room and one in the terminal, and checks how the fault is reported.
async fn check_report(
    service: &TestService,
    words: &str,
    said: usize,
    [alice, bert]: [&Applicant; 2],
    (room, card): (&str, &str),
) {
    service.moderators[0].react(room, card, "✅").await;
    service.operator_runs(&["requests", "approve", &bert.name]);
    let is_logged = async || (service.log().matches(words).count() > said).then_some(());
    eventually(&format!("the log says {words:?}"), is_logged).await;
    service.wait_until_unready("synapse down").await;
    service.wait_for_failed_check("synapse", words).await;
    let page = service.applicant("carla").posts("/register", &[("username", &fresh_name("carla"))]).await;
    assert!(page.status.is_server_error() && page.html.contains("<h1"), "{}: {}", page.status, page.html);
    assert!(!alice.has_mail("is ready") && !bert.has_mail("is ready"), "no untrue mail is sent");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lost_admin_rights_delay_work_and_lose_nothing() {
    let admin = Person::new(&fresh_name("admin")).await;
    set_admin(&admin, true).await;
    let mut service = TestService::with(TestOptions {
        admin_token: Some(admin.token.clone()),
        leaves_effects: true,
        ..TestOptions::default()
    })
    .await;
    let room = service.room().await;
    let (alice, bert, carla) = (service.applicant("alice"), service.applicant("bert"), service.applicant("carla"));
    tokio::join!(alice.signs_up(), bert.signs_up(), carla.signs_up());
    for applicant in [&alice, &bert, &carla] {
        service.card(&room, applicant).await;
    }

    set_admin(&admin, false).await;
    service.operator_runs(&["requests", "approve", &alice.name]);
    service.wait_for_log("is not a server admin").await;
    service.wait_for_failed_check("token", "is not a server admin").await;
    service.wait_until_unready("synapse down").await;
    let status = ask_bot(&service, &room, "!reg status").await;
    assert!(status.contains("not a server admin"), "{status}");
    set_admin(&admin, true).await;
    alice.receives_mail("is ready").await;
    service.wait_until_ready().await;

    let (status, said) = admin.request(Method::POST, "v3/logout", Some(&json!({}))).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    service.operator_runs(&["requests", "approve", &bert.name]);
    let words = "Synapse does not know the admin token (M_UNKNOWN_TOKEN)";
    service.wait_for_log(words).await;
    service.wait_for_failed_check("token", words).await;
    service.wait_until_unready("synapse down").await;
    let localpart = admin.id.trim_start_matches('@').split(':').next().expect("a name");
    let again = Person::log_in(localpart, &admin.password).await.expect("a new token");
    service.replace_in_config(&admin.token, &again.token);
    service.kill_and_restart().await;
    bert.receives_mail("is ready").await;

    check_deactivated_account(&service, &room, &carla).await;
    check_deleted_device(&service, &room).await;
}

/// After its device is deleted, the bot logs in again.
async fn check_deleted_device(service: &TestService, room: &str) {
    let devices = format!("v2/users/{}/devices", escape(&service.bot_id()));
    let found = admin_api(Method::GET, &devices, None).await;
    for device in found["devices"].as_array().expect("a list") {
        let id = device["device_id"].as_str().expect("an ID");
        admin_api(Method::DELETE, &format!("{devices}/{}", escape(id)), None).await;
    }
    service.wait_for_log("Synapse no longer knows the bot's session; it logs in anew").await;
    assert!(ask_bot(service, room, "!reg status").await.contains("✅ Synapse"));
}

/// A deactivated account needs a person; moderators read what to do.
async fn check_deactivated_account(service: &TestService, room: &str, carla: &Applicant) {
    let mxid = carla.mxid();
    admin_api(Method::POST, &format!("v1/deactivate/{}", escape(&mxid)), Some(&json!({"erase": false}))).await;
    let card = service.card(room, carla).await;
    service.moderators[0].react(room, &card, "✅").await;
    let (question, body) = is_asked_about(service, room, carla).await;
    assert!(body.contains("someone has deactivated the account"), "{body}");
    assert!(!carla.has_mail("is ready"), "no untrue mail is sent");
    let revived = json!({"deactivated": false, "password": PASSWORD, "locked": true});
    admin_api(Method::PUT, &format!("v2/users/{}", escape(&mxid)), Some(&revived)).await;
    ask_bot(service, room, &format!("!reg retry {}", carla.name)).await;
    carla.receives_mail("is ready").await;
    service.card_says(room, &question, "No accounts need a decision any more").await;
    carla.login().await.expect("the account is open");
}

async fn set_admin(person: &Person, yes: bool) {
    admin_api(Method::PUT, &format!("v2/users/{}", escape(&person.id)), Some(&json!({"admin": yes}))).await;
}
