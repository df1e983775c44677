//! Reminders, the daily digest, and the log room.

use serde_json::{Value, json};

use crate::{
    harness::{TestOptions, TestService},
    room_commands::ask_bot,
    support::matrix::{Person, eventually, fresh_name},
};

/// The bot's reminders, the newest first.
async fn reminders(service: &TestService, room: &str) -> Vec<Value> {
    let mut events = service.moderators[0].events(room).await;
    events.retain(|event| event["content"]["body"].as_str().is_some_and(|body| body.starts_with('⏰')));
    events
}

#[tokio::test]
async fn reminder_names_old_requests_once_with_links() {
    let mut service = TestService::start().await;
    let room = service.room().await;
    let (alice, bert) = (service.applicant("alice"), service.applicant("bert"));
    alice.signs_up().await;
    let card = service.card(&room, &alice).await;
    assert!(ask_bot(&service, &room, "!reg remind").await.contains("I will not remind you"));
    assert!(ask_bot(&service, &room, "!reg remind 36").await.contains("pending for 36 hours"));
    service.advance_days(2);
    bert.signs_up().await;
    service.card(&room, &bert).await;
    let reminder = eventually("a reminder", async || reminders(&service, &room).await.into_iter().next()).await;
    let (body, html) = (&reminder["content"]["body"], &reminder["content"]["formatted_body"]);
    let body = body.as_str().expect("words");
    assert!(body.contains("1 request has been pending") && body.contains(&alice.handle()), "{body}");
    assert!(!body.contains(&bert.handle()), "{body}");
    let link = format!("https://matrix.to/#/{room}/{card}");
    let html = html.as_str().expect("HTML");
    assert!(
        html.contains(&format!("<a href=\"{link}")) || html.contains("<a href=\"https://matrix.to/#/%21"),
        "{html}"
    );

    service.kill_and_restart().await;
    assert!(ask_bot(&service, &room, "!reg remind off").await.contains("I will not remind you"));
    assert_eq!(reminders(&service, &room).await.len(), 1);
}

/// A time zone in which it is about noon, so that no test runs over midnight.
fn noon_time_zone() -> String {
    let ahead = 12 - jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).hour();
    // The sign in these names is inverted.
    if ahead == 0 { "Etc/GMT".to_owned() } else { format!("Etc/GMT{:+}", -ahead) }
}

#[tokio::test]
async fn quiet_hours_delay_reminders_and_digest_is_daily() {
    let settings = |quiet: &str, digest: &str| {
        let zone = noon_time_zone();
        format!("remind_after: 24h, quiet_hours: {quiet:?}, digest_at: {digest:?}, time_zone: {zone}}}\n")
    };
    let (quiet, loud) = (settings("06:00-18:00", "23:00"), settings("18:00-06:00", "01:00"));
    let mut service =
        TestService::with(TestOptions { config: format!("moderation: {{{quiet}"), ..TestOptions::default() }).await;
    let room = service.room().await;
    let (alice, bert) = (service.applicant("alice"), service.applicant("bert"));
    alice.signs_up().await;
    service.card(&room, &alice).await;
    service.kill();
    service.advance_days(2);
    service.restart().await;
    bert.signs_up().await;
    service.card(&room, &bert).await;
    // The bot checks for due reminders before it processes commands.
    ask_bot(&service, &room, "!reg remind").await;
    service.kill();
    let marker = service.moderators[0].say(&room, "Noon is over.").await;

    let config = std::fs::read_to_string(service.config()).expect("a config");
    assert!(config.contains(&quiet), "{config}");
    std::fs::write(service.config(), config.replace(&quiet, &loud)).expect("written");
    service.restart().await;
    let said = async |service: &TestService, begins: char| {
        let mut events = service.moderators[0].events(&room).await;
        events.retain(|event| {
            event["event_id"] == marker.as_str()
                || event["content"]["body"].as_str().is_some_and(|body| body.starts_with(begins))
        });
        events
    };
    let digest = eventually("a digest", async || {
        said(&service, '☀').await.into_iter().find(|event| event["sender"] == service.bot_id())
    })
    .await;
    let body = digest["content"]["body"].as_str().expect("words").to_owned();
    assert!(body.contains("Last 24 hours: 1 new request.") && body.contains("2 pending requests"), "{body}");
    let reminder =
        &eventually("a reminder", async || reminders(&service, &room).await.into_iter().next()).await["content"];
    assert!(reminder["body"].to_string().contains(&alice.handle()), "{reminder}");
    service.kill_and_restart().await;
    ask_bot(&service, &room, "!reg remind").await;
    for begins in ['⏰', '☀'] {
        let said = said(&service, begins).await;
        assert!(said.len() == 2 && said[1]["event_id"] == marker.as_str(), "{begins} once, and after noon: {said:?}");
    }
}

#[tokio::test]
async fn log_room_gets_each_decision_once_without_names() {
    let host = Person::new(&fresh_name("host")).await;
    let log = host.create_room(json!({ "preset": "public_chat" })).await;
    let config = format!("moderation: {{log_room: \"{log}\"}}\n");
    let mut service = TestService::with(TestOptions { config, ..TestOptions::default() }).await;
    let room = service.room().await;
    assert!(service.operator_runs(&["check"]).contains("joins it with the first decision"));
    let (alice, bert) = (service.applicant("alice"), service.applicant("bert"));
    alice.signs_up().await;
    bert.signs_up().await;
    let moderator = service.moderators[0].id.clone();
    service.moderators[0].react(&room, &service.card(&room, &alice).await, "✅").await;
    alice.receives_mail("is ready").await;
    ask_bot(&service, &room, &format!("!reg deny {} sells pills", bert.name)).await;
    let told = |verdict: &str| format!("{moderator} {verdict} request #");
    for verdict in ["approved", "denied"] {
        let is_it =
            |event: &Value| event["content"]["body"].as_str().is_some_and(|body| body.starts_with(&told(verdict)));
        host.wait_for(&log, is_it).await;
    }
    service.kill_and_restart().await;
    assert!(ask_bot(&service, &room, "!reg list").await.contains("No pending requests"));
    let events = host.events(&log).await;
    let said: Vec<String> = events
        .iter()
        .filter(|event| event["type"] == "m.room.message")
        .map(|event| event["content"].to_string())
        .collect();
    assert_eq!(said.len(), 2, "{said:?}");
    for word in [alice.name.as_str(), &bert.name, &alice.email, "pills", "127.0"] {
        assert!(!said.iter().any(|line| line.contains(word)), "{word} is in {said:?}");
    }

    assert!(service.operator_runs(&["check"]).contains(&format!("{} has joined it", service.bot_id())));
    host.set_state(&log, "m.room.power_levels", "", &json!({"events_default": 50})).await;
    let check = service.command(&["check"]);
    let said = String::from_utf8(check.stdout).expect("text");
    assert!(!check.status.success() && said.contains("FAIL  log room") && said.contains("Raise it to 50"), "{said}");
}
