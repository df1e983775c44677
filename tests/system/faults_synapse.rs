//! Synapse on its bad days: what the operator reads then, and that everything goes on without hands
//! when the day is over.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::{
    room_commands::asks,
    support::{
        matrix::{Person, admin_api, escape, eventually, fresh_name},
        proxy::{Fault, Proxy, answer},
        world::world,
    },
    town::{Newcomer, PASSWORD, Town, Wishes},
    trouble::report_under,
};

/// Longer than the service waits in these towns.
const TOO_SLOW: Duration = Duration::from_secs(10);

/// How long a town waits for an answer, in its environment.
pub fn impatient() -> Vec<(&'static str, String)> {
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
async fn whatever_ails_synapse_is_named_and_everything_goes_on_when_it_is_well() {
    let server = port_of(&world().synapse.url);
    let mut proxy = Proxy::to(server).await;
    let synapse = Some(format!("http://127.0.0.1:{}", proxy.port));
    let town = Town::with(Wishes { synapse, env: impatient(), ..Wishes::default() }).await;
    let room = town.room().await;
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
        let (alice, bert) = (town.newcomer("alice"), town.newcomer("bert"));
        tokio::join!(alice.signs_up(), bert.signs_up());
        let card = town.card(&room, &alice).await;
        let said = town.log().matches(words).count();
        proxy.set(fault).await;
        is_named(&town, words, said, [&alice, &bert], (&room, &card)).await;
        proxy.set(Fault::None(server)).await;
        for newcomer in [&alice, &bert] {
            newcomer.is_told("is ready").await;
            newcomer.login().await.expect("the account is open");
        }
        town.is_ready().await;
    }
}

/// One is approved in the room, the other on the command line; what stands in the way is said.
async fn is_named(town: &Town, words: &str, said: usize, [alice, bert]: [&Newcomer; 2], (room, card): (&str, &str)) {
    town.moderators[0].react(room, card, "✅").await;
    town.operator_runs(&["requests", "approve", &bert.name]);
    let is_logged = async || (town.log().matches(words).count() > said).then_some(());
    eventually(&format!("the log says {words:?}"), is_logged).await;
    town.is_unready("synapse down").await;
    town.fails_check("synapse", words).await;
    let page = town.newcomer("carla").sends("/register", &[("username", &fresh_name("carla"))]).await;
    assert!(page.status.is_server_error() && page.html.contains("<h1"), "{}: {}", page.status, page.html);
    assert!(!alice.was_told("is ready") && !bert.was_told("is ready"), "nobody is told something untrue");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_admin_who_is_demoted_or_has_lost_the_token_holds_everything_up_and_loses_nothing() {
    let admin = Person::new(&fresh_name("admin")).await;
    is_admin(&admin, true).await;
    let mut town =
        Town::with(Wishes { admin_token: Some(admin.token.clone()), leaves_effects: true, ..Wishes::default() }).await;
    let room = town.room().await;
    let (alice, bert, carla) = (town.newcomer("alice"), town.newcomer("bert"), town.newcomer("carla"));
    tokio::join!(alice.signs_up(), bert.signs_up(), carla.signs_up());
    for newcomer in [&alice, &bert, &carla] {
        town.card(&room, newcomer).await;
    }

    is_admin(&admin, false).await;
    town.operator_runs(&["requests", "approve", &alice.name]);
    town.logs("Synapse refuses: 403 M_FORBIDDEN").await;
    town.fails_check("token", "is valid, but its user is no server admin").await;
    town.is_unready("synapse down").await;
    let status = asks(&town, &room, "!reg status").await;
    assert!(status.contains("no server admin"), "{status}");
    is_admin(&admin, true).await;
    alice.is_told("is ready").await;
    town.is_ready().await;

    let (status, said) = admin.request(Method::POST, "v3/logout", Some(&json!({}))).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    town.operator_runs(&["requests", "approve", &bert.name]);
    let words = "Synapse does not know the admin token (M_UNKNOWN_TOKEN)";
    town.logs(words).await;
    town.fails_check("token", words).await;
    town.is_unready("synapse down").await;
    let localpart = admin.id.trim_start_matches('@').split(':').next().expect("a name");
    let again = Person::log_in(localpart, &admin.password).await.expect("a new token");
    town.changes_config(&admin.token, &again.token);
    town.is_struck_by_lightning().await;
    bert.is_told("is ready").await;

    is_deactivated_behind_our_back(&town, &room, &carla).await;
    loses_its_device(&town, &room).await;
}

/// The bot's device is deleted: it logs in anew, and goes on.
async fn loses_its_device(town: &Town, room: &str) {
    let devices = format!("v2/users/{}/devices", escape(&town.bot()));
    let found = admin_api(Method::GET, &devices, None).await;
    for device in found["devices"].as_array().expect("a list") {
        let id = device["device_id"].as_str().expect("an ID");
        admin_api(Method::DELETE, &format!("{devices}/{}", escape(id)), None).await;
    }
    town.logs("Synapse no longer knows the bot's session; it logs in anew").await;
    assert!(asks(town, room, "!reg status").await.contains("✅ Synapse"));
}

/// This takes somebody's hands: the moderators read what to do.
async fn is_deactivated_behind_our_back(town: &Town, room: &str, carla: &Newcomer) {
    let mxid = carla.mxid();
    admin_api(Method::POST, &format!("v1/deactivate/{}", escape(&mxid)), Some(&json!({"erase": false}))).await;
    let card = town.card(room, carla).await;
    town.moderators[0].react(room, &card, "✅").await;
    let report = report_under(town, room, &card).await;
    assert!(report.contains("the account was deactivated in Synapse"), "{report}");
    assert!(!carla.was_told("is ready"), "nobody is told something untrue");
    let revived = json!({"deactivated": false, "password": PASSWORD, "locked": true});
    admin_api(Method::PUT, &format!("v2/users/{}", escape(&mxid)), Some(&revived)).await;
    asks(town, room, &format!("!reg retry {}", carla.name)).await;
    carla.is_told("is ready").await;
    carla.login().await.expect("the account is open");
}

async fn is_admin(person: &Person, yes: bool) {
    admin_api(Method::PUT, &format!("v2/users/{}", escape(&person.id)), Some(&json!({"admin": yes}))).await;
}
