//! The moderators' room: from ✅ to an account that can log in, and a crowd of cards; each against a
//! bare client that does the least.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use reqwest::Method;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};

use crate::{
    journey,
    matrix::Matrix,
    samples::{Samples, precise},
    services::{self, Plan, Service},
    stub::Stub,
    table::Line,
    world::{Homeserver, World},
};

/// ✅ sent → the account can log in.
pub async fn verdicts(world: &World, stub: &Stub) -> anyhow::Result<Vec<Line>> {
    let synapse = world.synapse.as_ref().context("a Synapse is missing")?;
    let (moderator_id, password) = synapse.moderator.clone().context("a moderator is missing")?;
    let config = json!({"bot": {"username": "verdict-bot", "moderators": [moderator_id]}});
    let plan = Plan { folder: world.fresh_folder("verdicts")?, synapse, config, only: None };
    let ours = services::start_ours(world, stub, &plan)?;
    let rounds = world.rounds(20, 5);
    journey::sign_ups(&ours, &stub.mailbox, rounds, 4).await?;
    let cards = cards(&ours, rounds).await?;
    let moderator = Matrix::login(synapse, &moderator_id, &password).await?;
    let room = cards.first().context("no card")?.room.clone();
    moderator.call(Method::POST, &format!("/_matrix/client/v3/join/{room}"), &json!({})).await?;
    let floor = Floor::new(synapse, &moderator, &moderator_id).await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let [mut we, mut bare] = [Samples::default(), Samples::default()];
    for (number, card) in cards.iter().enumerate() {
        let began = Instant::now();
        moderator.react(&room, &card.event, "✅", &format!("yes-{number}")).await?;
        unlocked(synapse, &card.localpart, journey::PASSWORD).await?;
        we.push(began.elapsed().as_secs_f64() * 1000.0);
        bare.push(floor.round(synapse, &moderator, number).await? * 1000.0);
    }
    let figure = "✅ sent → the account can log in".to_owned();
    let other = Some(("bare /sync and one admin request", bare));
    Ok(vec![Line { figure, unit: "ms", ours: we, other, aim: "≤ 1.3", row: "verdicts" }])
}

/// Requests that came while the bot was away → their cards, in order.
pub async fn cards_at_once(world: &World, stub: &Stub) -> anyhow::Result<Vec<Line>> {
    let synapse = world.synapse.as_ref().context("a Synapse is missing")?;
    let moderator = synapse.moderator.as_ref().context("a moderator is missing")?.0.clone();
    let count = if world.quick { 50 } else { 500 };
    let [mut we, mut bare] = [Samples::default(), Samples::default()];
    for round in 0..world.rounds(3, 1) {
        let config = json!({"bot": {"username": format!("cards-bot{round}"), "moderators": [moderator]}});
        let folder = world.fresh_folder(&format!("cards-{round}"))?;
        let plan = |only| Plan { folder: folder.clone(), synapse, config: config.clone(), only };
        let away = services::start_ours(world, stub, &plan(Some("web,worker")))?;
        journey::sign_ups(&away, &stub.mailbox, count, 8).await?;
        drop(away);
        let ours = services::start_ours(world, stub, &plan(None))?;
        let first = cards(&ours, 1).await?.len();
        let began = Instant::now();
        let all = cards(&ours, count).await?;
        we.push(precise(all.len() - first) / began.elapsed().as_secs_f64());
        in_order(synapse, &all).await?;
        bare.push(bare_sender(synapse, &moderator, count / 5).await?);
    }
    let figure = format!("{count} requests at once → {count} cards, in order");
    let other = Some(("bare sender, not encrypted", bare));
    Ok(vec![Line { figure, unit: "/s", ours: we, other, aim: "≥ 0.8", row: "cards" }])
}

/// A card as the service remembers it.
struct Card {
    event: String,
    room: String,
    localpart: String,
}

/// Waits until there are so many cards; in the order in which the requests were sent off.
async fn cards(ours: &Service, count: usize) -> anyhow::Result<Vec<Card>> {
    for _ in 0..3000 {
        let found = cards_now(ours)?;
        if found.len() >= count {
            return Ok(found);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    anyhow::bail!("the cards did not come")
}

fn cards_now(ours: &Service) -> anyhow::Result<Vec<Card>> {
    let database = Connection::open_with_flags(ours.folder.join("db.sqlite3"), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let sql =
        "SELECT event, room, localpart FROM cards JOIN registrations ON id = registration_id ORDER BY submitted_at";
    let mut statement = database.prepare(sql)?;
    let card = |row: &rusqlite::Row| Ok(Card { event: row.get(0)?, room: row.get(1)?, localpart: row.get(2)? });
    let found = statement.query_map([], card)?.collect::<Result<_, _>>()?;
    Ok(found)
}

/// Whether the room has the cards in the order of their requests.
async fn in_order(synapse: &Homeserver, cards: &[Card]) -> anyhow::Result<()> {
    let admin = Matrix::admin(synapse)?;
    let mut place = (0, 0);
    for card in cards {
        let event =
            admin.call(Method::GET, &format!("/_synapse/admin/v1/fetch_event/{}", card.event), &json!({})).await?;
        let event = &event["event"];
        let next = (event["depth"].as_i64().unwrap_or(0), event["origin_server_ts"].as_i64().unwrap_or(0));
        ensure!(next > place, "a card is not in its place");
        place = next;
    }
    Ok(())
}

/// Cards a second of somebody who only sends a message and two reactions, each after the other.
async fn bare_sender(synapse: &Homeserver, moderator: &str, count: usize) -> anyhow::Result<f64> {
    let admin = Matrix::admin(synapse)?;
    let room = admin.room_with(moderator).await?;
    let words = json!({"msgtype": "m.text", "body": "x".repeat(1500)});
    let began = Instant::now();
    for number in 0..count {
        let event = admin.send(&room, "m.room.message", &format!("{room}-{number}"), &words).await?;
        for (key, name) in [("✅", "yes"), ("❌", "no")] {
            admin.react(&room, &event, key, &format!("{room}-{number}-{name}")).await?;
        }
    }
    Ok(precise(count) / began.elapsed().as_secs_f64())
}

/// A room in which the least is done: a `/sync` that sees a reaction, and a request that unlocks.
struct Floor {
    admin: Matrix,
    room: String,
    message: String,
}

impl Floor {
    async fn new(synapse: &Homeserver, moderator: &Matrix, moderator_id: &str) -> anyhow::Result<Self> {
        let admin = Matrix::admin(synapse)?;
        let room = admin.room_with(moderator_id).await?;
        moderator.call(Method::POST, &format!("/_matrix/client/v3/join/{room}"), &json!({})).await?;
        let words = json!({"msgtype": "m.text", "body": "a card"});
        let message = admin.send(&room, "m.room.message", "card", &words).await?;
        Ok(Self { admin, room, message })
    }

    /// In seconds.
    async fn round(&self, synapse: &Homeserver, moderator: &Matrix, number: usize) -> anyhow::Result<f64> {
        let name = format!("floor{number}");
        let user = format!("/_synapse/admin/v2/users/@{name}:example.org");
        self.admin.call(Method::PUT, &user, &json!({"password": journey::PASSWORD})).await?;
        self.admin.call(Method::PUT, &user, &json!({"locked": true})).await?;
        let sync = "/_matrix/client/v3/sync?timeout=30000&since=";
        let now =
            self.admin.call(Method::GET, &sync.replace("30000", "0").replace("&since=", ""), &Value::Null).await?;
        let mut since = now["next_batch"].as_str().context("no token")?.to_owned();
        let desk = self.admin.clone();
        let working = tokio::spawn(async move {
            loop {
                let news = desk.call(Method::GET, &format!("{sync}{since}"), &Value::Null).await?;
                if news["rooms"]["join"].to_string().contains("m.reaction") {
                    return desk.call(Method::PUT, &user, &json!({"locked": false})).await;
                }
                since = news["next_batch"].as_str().unwrap_or_default().to_owned();
            }
        });
        tokio::time::sleep(Duration::from_millis(300)).await;
        let began = Instant::now();
        moderator.react(&self.room, &self.message, &format!("{number}"), &format!("floor-{number}")).await?;
        unlocked(synapse, &name, journey::PASSWORD).await?;
        let took = began.elapsed().as_secs_f64();
        working.await??;
        Ok(took)
    }
}

/// Waits until this user can log in.
async fn unlocked(synapse: &Homeserver, user: &str, password: &str) -> anyhow::Result<()> {
    let began = Instant::now();
    while let Err(error) = Matrix::login(synapse, user, password).await {
        ensure!(began.elapsed() < Duration::from_mins(1), "{user} cannot log in: {error:#}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}
