//! From ✅ to an account that can log in, against a bare client that does the least.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    journey,
    matrix::Matrix,
    posted::cards,
    samples::Samples,
    services::{self, Plan},
    stub::Stub,
    table::Line,
    world::{Homeserver, World},
};

/// After a login, and after a decision, Synapse and the bot have more to do.
const QUIET: Duration = Duration::from_millis(500);

/// ✅ sent → the account can log in.
pub async fn measure(world: &World, stub: &Stub) -> anyhow::Result<Vec<Line>> {
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
        tokio::time::sleep(QUIET).await;
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

/// A room in which the least is done: a `/sync` that sees a reaction, and a request that unlocks.
struct Floor {
    admin: Matrix,
    room: String,
    message: String,
}

impl Floor {
    async fn new(synapse: &Homeserver, moderator: &Matrix, moderator_id: &str) -> anyhow::Result<Self> {
        let admin = Matrix::admin(synapse)?;
        let room = admin.room_with(moderator_id, &json!([])).await?;
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
        tokio::time::sleep(QUIET).await;
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
