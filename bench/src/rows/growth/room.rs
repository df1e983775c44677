//! Commands in the moderators' room, on databases of different sizes: from the moment that one is sent until its
//! answer is seen, the ways through a real Synapse included.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::{Value, json};

use super::Town;
use crate::{
    matrix::Matrix,
    samples::Samples,
    services::{self, Plan, Service},
    stub::Stub,
    world::{Homeserver, World},
};

/// What is asked, and what stands in every answer; `#` is somebody in the middle of the table.
const COMMANDS: [(&str, &str); 7] = [
    ("list", "person"),
    ("list active", "person"),
    ("show #", "person#"),
    ("show person#", "person#"),
    ("search person#", "person#"),
    ("stats", "pending."),
    ("status", "Database"),
];

/// Each command, and how often it could be asked and answered in a second, one after the other, in each town.
pub async fn measure(world: &World, stub: &Stub, towns: &[Town]) -> anyhow::Result<Vec<(String, Vec<Samples>)>> {
    let synapse = world.synapse.as_ref().context("a Synapse is missing")?;
    let mut desks = vec![];
    for town in towns {
        desks.push(Desk::open(world, stub, synapse, town).await?);
    }
    let mut speeds = COMMANDS.map(|_| vec![Samples::default(); towns.len()]);
    for _ in 0..world.rounds(5, 2) {
        for (desk, place) in desks.iter_mut().zip(0..) {
            for (speeds, (command, answer)) in speeds.iter_mut().zip(COMMANDS) {
                speeds[place].push(desk.speed(command, answer).await?);
            }
        }
    }
    let name = |command: &str| format!("`!reg {}` in the room, sent → answer seen", command.replace('#', "…"));
    Ok(COMMANDS.map(|(command, _)| name(command)).into_iter().zip(speeds).collect())
}

/// A moderator in the room of a service.
struct Desk {
    _service: Service,
    moderator: Matrix,
    room: String,
    since: String,
    someone: String,
    asked: usize,
}

impl Desk {
    /// Starts the service with its bot, in a room of which only the name is known before; it is not encrypted.
    async fn open(world: &World, stub: &Stub, synapse: &Homeserver, town: &Town) -> anyhow::Result<Self> {
        let (user, password) = synapse.moderator.as_ref().context("a moderator is missing")?;
        let name = town.folder.file_name().and_then(|name| name.to_str()).context("a folder without a name")?;
        let mut config = town.config.clone();
        let room = format!("#{name}:example.org");
        config["bot"] =
            json!({"username": format!("{name}-bot"), "moderators": [user], "admin_room": room, "encrypted": false});
        let plan = Plan { folder: town.folder.clone(), synapse, config, only: None };
        let service = services::start_ours(world, stub, &plan)?;
        let moderator = Matrix::login(synapse, user, password).await?;
        let room = enter(&moderator, &room).await?;
        let now = moderator.call(Method::GET, "/_matrix/client/v3/sync", &Value::Null).await?;
        let since = now["next_batch"].as_str().context("no token")?.to_owned();
        let mut desk = Self { _service: service, moderator, room, since, someone: town.someone(), asked: 0 };
        // The first answer comes when the bot has looked around.
        desk.ask("help", "help").await?;
        Ok(desk)
    }

    /// The best of three, as the rest is the noise of a busy machine.
    async fn speed(&mut self, command: &str, answer: &str) -> anyhow::Result<f64> {
        let [command, answer] = [command, answer].map(|words| words.replace('#', &self.someone));
        let mut best = 0.0_f64;
        for _ in 0..3 {
            best = best.max(1.0 / self.ask(&command, &answer).await?.as_secs_f64());
        }
        Ok(best)
    }

    /// How long it takes until a command is answered.
    async fn ask(&mut self, command: &str, expected: &str) -> anyhow::Result<Duration> {
        self.asked += 1;
        let (txn, words) =
            (format!("ask-{}", self.asked), json!({"msgtype": "m.text", "body": format!("!reg {command}")}));
        let began = Instant::now();
        let asked = self.moderator.send(&self.room, "m.room.message", &txn, &words).await?;
        while began.elapsed() < Duration::from_mins(1) {
            let path = format!("/_matrix/client/v3/sync?timeout=5000&since={}", self.since);
            let news = self.moderator.call(Method::GET, &path, &Value::Null).await?;
            news["next_batch"].as_str().context("no token")?.clone_into(&mut self.since);
            let said = news["rooms"]["join"][&self.room]["timeline"]["events"].as_array();
            let is_answer = |event: &&Value| event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"] == *asked;
            if let Some(answer) = said.and_then(|said| said.iter().find(is_answer)) {
                let took = began.elapsed();
                let body = answer["content"]["body"].as_str().unwrap_or_default();
                ensure!(body.contains(expected), "!reg {command}: {body}");
                return Ok(took);
            }
        }
        anyhow::bail!("!reg {command}: no answer")
    }
}

/// Goes into the room as soon as the bot has made it and invited us.
async fn enter(moderator: &Matrix, room: &str) -> anyhow::Result<String> {
    let path = format!("/_matrix/client/v3/join/{}", room.replace('#', "%23"));
    let began = Instant::now();
    loop {
        match moderator.call(Method::POST, &path, &json!({})).await {
            Ok(joined) => return Ok(joined["room_id"].as_str().context("no room")?.to_owned()),
            Err(error) if began.elapsed() > Duration::from_mins(1) => return Err(error.context("no invitation")),
            Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
        }
    }
}
