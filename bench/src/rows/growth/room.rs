//! Commands in the moderators' room, on databases of different sizes: from sending to seeing the answer, through a real
//! Synapse.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::{Value, json};

use super::dataset::Dataset;
use crate::{
    matrix::Matrix,
    samples::Samples,
    servers::{Homeserver, Servers},
    services::{self, Plan, Service},
    stub::Stub,
};

/// The commands, and a text in each answer; `#` is a registration in the middle of the table.
const COMMANDS: [(&str, &str); 7] = [
    ("list", "person"),
    ("list active", "person"),
    ("show #", "person#"),
    ("show person#", "person#"),
    ("search person#", "person#"),
    ("stats", "pending."),
    ("status", "Database"),
];

/// Each command, and how often per second it is answered, one after the other, in each dataset.
pub async fn measure(
    servers: &Servers,
    stub: &Stub,
    datasets: &[Dataset],
) -> anyhow::Result<Vec<(String, Vec<Samples>)>> {
    let synapse = servers.synapse.as_ref().context("a Synapse is missing")?;
    let mut rooms = vec![];
    for dataset in datasets {
        rooms.push(RoomClient::open(servers, stub, synapse, dataset).await?);
    }
    let mut speeds = COMMANDS.map(|_| vec![Samples::default(); datasets.len()]);
    for _ in 0..servers.rounds(5, 2) {
        for (room, place) in rooms.iter_mut().zip(0..) {
            for (speeds, (command, answer)) in speeds.iter_mut().zip(COMMANDS) {
                speeds[place].push(room.rate(command, answer).await?);
            }
        }
    }
    let name = |command: &str| format!("`!reg {}` in the room", command.replace('#', "…"));
    Ok(COMMANDS.map(|(command, _)| name(command)).into_iter().zip(speeds).collect())
}

/// A moderator in the room of a service.
struct RoomClient {
    _service: Service,
    moderator: Matrix,
    room: String,
    since: String,
    someone: String,
    asked: usize,
}

impl RoomClient {
    /// Starts the service with its bot, in a room of which only the name is known before; it is not encrypted.
    async fn open(servers: &Servers, stub: &Stub, synapse: &Homeserver, dataset: &Dataset) -> anyhow::Result<Self> {
        let (user, password) = synapse.moderator.as_ref().context("a moderator is missing")?;
        let name = dataset.folder.file_name().and_then(|name| name.to_str()).context("a folder without a name")?;
        let mut config = dataset.config.clone();
        let room = format!("#{name}:example.org");
        config["bot"] =
            json!({"username": format!("{name}-bot"), "moderators": [user], "admin_room": room, "encrypted": false});
        let plan = Plan { folder: dataset.folder.clone(), synapse, config, only: None };
        let service = services::start_ours(servers, stub, &plan)?;
        let moderator = Matrix::login(synapse, user, password).await?;
        let room = join(&moderator, &room).await?;
        let now = moderator.call(Method::GET, "/_matrix/client/v3/sync", &Value::Null).await?;
        let since = now["next_batch"].as_str().context("no token")?.to_owned();
        let mut room = Self { _service: service, moderator, room, since, someone: dataset.someone(), asked: 0 };
        // The bot answers once its first sync is done.
        room.ask("help", "help").await?;
        Ok(room)
    }

    /// How often per second the command is answered. The best of three, to exclude other load.
    async fn rate(&mut self, command: &str, answer: &str) -> anyhow::Result<f64> {
        let [command, answer] = [command, answer].map(|words| words.replace('#', &self.someone));
        let mut best = 0.0_f64;
        for _ in 0..3 {
            best = best.max(1.0 / self.ask(&command, &answer).await?.as_secs_f64());
        }
        Ok(best)
    }

    /// Sends a command, and returns how long the answer took.
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

/// Joins the room once the bot has created it and invited us.
async fn join(moderator: &Matrix, room: &str) -> anyhow::Result<String> {
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
