//! From ✅ to an account that can log in, against a plain client that only syncs and unlocks.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    card_counter::cards,
    matrix::Matrix,
    samples::Samples,
    servers::{Homeserver, Servers},
    services::{self, Plan},
    sign_up,
    stub::Stub,
    table::Line,
};

/// Lets Synapse and the bot finish their work after a login or a decision.
const PAUSE: Duration = Duration::from_millis(500);

/// Measures from ✅ to the first login.
pub async fn measure(servers: &Servers, stub: &Stub) -> anyhow::Result<Vec<Line>> {
    let synapse = servers.synapse.as_ref().context("a Synapse is missing")?;
    let (moderator_id, password) = synapse.moderator.clone().context("a moderator is missing")?;
    let config = json!({"bot": {"username": "verdict-bot", "moderators": [moderator_id]}});
    let plan = Plan { folder: servers.fresh_folder("verdicts")?, synapse, config, only: None };
    let ours = services::start_ours(servers, stub, &plan)?;
    let rounds = servers.rounds(20, 5);
    sign_up::sign_ups(&ours, &stub.mailbox, rounds, 4).await?;
    let cards = cards(&ours, rounds).await?;
    let moderator = Matrix::login(synapse, &moderator_id, &password).await?;
    let room = cards.first().context("no card")?.room.clone();
    moderator.call(Method::POST, &format!("/_matrix/client/v3/join/{room}"), &json!({})).await?;
    let baseline = Baseline::new(synapse, &moderator, &moderator_id).await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let [mut we, mut bare] = [Samples::default(), Samples::default()];
    for (number, card) in cards.iter().enumerate() {
        tokio::time::sleep(PAUSE).await;
        let began = Instant::now();
        moderator.react(&room, &card.event, "✅", &format!("yes-{number}")).await?;
        unlocked(synapse, &card.localpart, sign_up::PASSWORD).await?;
        we.push(began.elapsed().as_secs_f64() * 1000.0);
        bare.push(baseline.round(synapse, &moderator, number).await? * 1000.0);
    }
    let figure = "✅ sent → the account can log in".to_owned();
    let other = Some(("bare /sync and one admin request", bare));
    Ok(vec![Line { figure, unit: "ms", ours: we, other, target: "≤ 1.3", row: "verdicts" }])
}

/// The baseline: a `/sync` that sees a reaction, and a request that unlocks.
struct Baseline {
    admin: Matrix,
    room: String,
    message: String,
}

impl Baseline {
    async fn new(synapse: &Homeserver, moderator: &Matrix, moderator_id: &str) -> anyhow::Result<Self> {
        let admin = Matrix::admin(synapse)?;
        let room = admin.room_with(moderator_id, &json!([])).await?;
        moderator.call(Method::POST, &format!("/_matrix/client/v3/join/{room}"), &json!({})).await?;
        let words = json!({"msgtype": "m.text", "body": "a card"});
        let message = admin.send(&room, "m.room.message", "card", &words).await?;
        Ok(Self { admin, room, message })
    }

    /// Runs one round, and returns its seconds.
    async fn round(&self, synapse: &Homeserver, moderator: &Matrix, number: usize) -> anyhow::Result<f64> {
        let name = format!("floor{number}");
        let user = format!("/_synapse/admin/v2/users/@{name}:example.org");
        self.admin.call(Method::PUT, &user, &json!({"password": sign_up::PASSWORD})).await?;
        self.admin.call(Method::PUT, &user, &json!({"locked": true})).await?;
        let sync = "/_matrix/client/v3/sync?timeout=30000&since=";
        let now =
            self.admin.call(Method::GET, &sync.replace("30000", "0").replace("&since=", ""), &Value::Null).await?;
        let mut since = now["next_batch"].as_str().context("no token")?.to_owned();
        let bot = self.admin.clone();
        let working = tokio::spawn(async move {
            loop {
                let news = bot.call(Method::GET, &format!("{sync}{since}"), &Value::Null).await?;
                if news["rooms"]["join"].to_string().contains("m.reaction") {
                    return bot.call(Method::PUT, &user, &json!({"locked": false})).await;
                }
                since = news["next_batch"].as_str().unwrap_or_default().to_owned();
            }
        });
        tokio::time::sleep(PAUSE).await;
        let began = Instant::now();
        moderator.react(&self.room, &self.message, &format!("{number}"), &format!("floor-{number}")).await?;
        unlocked(synapse, &name, sign_up::PASSWORD).await?;
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
