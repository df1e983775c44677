//! Reminders with links to cards, and the public log.

use serde_json::{Value, json};

use crate::{
    room_commands::asks,
    support::matrix::{Person, eventually, fresh_name},
    town::{Town, Wishes},
};

/// The bot's reminders, the newest first.
async fn reminders(town: &Town, room: &str) -> Vec<Value> {
    let mut events = town.moderators[0].events(room).await;
    events.retain(|event| event["content"]["body"].as_str().is_some_and(|body| body.starts_with('⏰')));
    events
}

#[tokio::test]
async fn who_waits_for_too_long_is_named_once_with_a_link_to_the_card() {
    let mut town = Town::start().await;
    let room = town.room().await;
    let (alice, bert) = (town.newcomer("alice"), town.newcomer("bert"));
    alice.signs_up().await;
    let card = town.card(&room, &alice).await;
    assert!(asks(&town, &room, "!reg remind").await.contains("I do not remind you"));
    assert!(asks(&town, &room, "!reg remind 36").await.contains("waited for 36 hours"));
    town.days_go_by(2);
    bert.signs_up().await;
    town.card(&room, &bert).await;
    let reminder = eventually("a reminder", async || reminders(&town, &room).await.into_iter().next()).await;
    let (body, html) = (&reminder["content"]["body"], &reminder["content"]["formatted_body"]);
    let body = body.as_str().expect("words");
    assert!(body.contains("1 request has waited") && body.contains(&alice.mxid()), "{body}");
    assert!(!body.contains(&bert.mxid()), "{body}");
    let link = format!("https://matrix.to/#/{room}/{card}");
    let html = html.as_str().expect("HTML");
    assert!(
        html.contains(&format!("<a href=\"{link}")) || html.contains("<a href=\"https://matrix.to/#/%21"),
        "{html}"
    );

    town.is_struck_by_lightning().await;
    assert!(asks(&town, &room, "!reg remind off").await.contains("I do not remind you"));
    assert_eq!(reminders(&town, &room).await.len(), 1);
}

/// A time zone in which it is about noon, so that no test runs over midnight.
fn where_it_is_noon() -> String {
    let ahead = 12 - jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).hour();
    // In these names, the sign is the other way round.
    if ahead == 0 { "Etc/GMT".to_owned() } else { format!("Etc/GMT{:+}", -ahead) }
}

#[tokio::test]
async fn quiet_hours_hold_reminders_back_and_the_digest_comes_once_a_day() {
    let settings = |quiet: &str, digest: &str| {
        let zone = where_it_is_noon();
        format!("moderation: {{remind_after: 24h, quiet_hours: {quiet:?}, digest_at: {digest:?}, time_zone: {zone}}}\n")
    };
    let (quiet, loud) = (settings("06:00-18:00", "23:00"), settings("18:00-06:00", "01:00"));
    let mut town = Town::with(Wishes { config: quiet.clone(), ..Wishes::default() }).await;
    let room = town.room().await;
    let (alice, bert) = (town.newcomer("alice"), town.newcomer("bert"));
    alice.signs_up().await;
    town.card(&room, &alice).await;
    town.goes_dark();
    town.days_go_by(2);
    town.wakes().await;
    bert.signs_up().await;
    town.card(&room, &bert).await;
    // It looks whether it is time before it hears anything.
    asks(&town, &room, "!reg remind").await;
    town.goes_dark();
    let marker = town.moderators[0].say(&room, "Noon is over.").await;

    let config = std::fs::read_to_string(town.config()).expect("a config");
    assert!(config.contains(&quiet), "{config}");
    std::fs::write(town.config(), config.replace(&quiet, &loud)).expect("written");
    town.wakes().await;
    let said = async |town: &Town, begins: char| {
        let mut events = town.moderators[0].events(&room).await;
        events.retain(|event| {
            event["event_id"] == marker.as_str()
                || event["content"]["body"].as_str().is_some_and(|body| body.starts_with(begins))
        });
        events
    };
    let digest =
        eventually("a digest", async || said(&town, '☀').await.into_iter().find(|event| event["sender"] == town.bot()))
            .await;
    let body = digest["content"]["body"].as_str().expect("words").to_owned();
    assert!(body.contains("The last day: 1 request.") && body.contains("2 requests wait"), "{body}");
    let reminder =
        &eventually("a reminder", async || reminders(&town, &room).await.into_iter().next()).await["content"];
    assert!(reminder["body"].to_string().contains(&alice.mxid()), "{reminder}");
    town.is_struck_by_lightning().await;
    asks(&town, &room, "!reg remind").await;
    for begins in ['⏰', '☀'] {
        let said = said(&town, begins).await;
        assert!(said.len() == 2 && said[1]["event_id"] == marker.as_str(), "{begins} once, and after noon: {said:?}");
    }
}

#[tokio::test]
async fn the_log_room_is_told_of_each_decision_once_and_of_nobody() {
    let host = Person::new(&fresh_name("host")).await;
    let log = host.create_room(json!({ "preset": "public_chat" })).await;
    let config = format!("moderation: {{log_room: \"{log}\"}}\n");
    let mut town = Town::with(Wishes { config, ..Wishes::default() }).await;
    let room = town.room().await;
    assert!(town.operator_runs(&["check"]).contains("goes in with the first decision"));
    let (alice, bert) = (town.newcomer("alice"), town.newcomer("bert"));
    alice.signs_up().await;
    bert.signs_up().await;
    let moderator = town.moderators[0].id.clone();
    town.moderators[0].react(&room, &town.card(&room, &alice).await, "✅").await;
    alice.is_told("is ready").await;
    asks(&town, &room, &format!("!reg deny {} sells pills", bert.name)).await;
    let told = |verdict: &str| format!("{moderator} {verdict} request #");
    for verdict in ["approved", "denied"] {
        let is_it =
            |event: &Value| event["content"]["body"].as_str().is_some_and(|body| body.starts_with(&told(verdict)));
        host.wait_for(&log, is_it).await;
    }
    town.is_struck_by_lightning().await;
    assert!(asks(&town, &room, "!reg list").await.contains("Nobody is waiting"));
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

    assert!(town.operator_runs(&["check"]).contains(&format!("{} is in it", town.bot())));
    host.set_state(&log, "m.room.power_levels", "", &json!({"events_default": 50})).await;
    let check = town.command(&["check"]);
    let said = String::from_utf8(check.stdout).expect("text");
    assert!(!check.status.success() && said.contains("FAIL  log room") && said.contains("Raise it to 50"), "{said}");
}
