//! The baseline for cards: a plain matrix-sdk client with the bot's kind of store that posts messages in an encrypted
//! room.

use std::path::Path;

use anyhow::Context;
use matrix_sdk::{
    Client, Room, RoomState, SqliteStoreConfig,
    config::{RequestConfig, SyncSettings},
    ruma::{OwnedTransactionId, RoomId},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{matrix::Matrix, servers::Homeserver, sign_up::PASSWORD};

/// A user in an encrypted room.
pub struct Sender {
    room: Room,
    sent: usize,
}

impl Sender {
    /// Creates the user `name` and a room like the bot's, and invites the moderator. Keys are kept in `folder`.
    pub async fn start(at: &Homeserver, name: &str, moderator: &str, folder: &Path) -> anyhow::Result<Self> {
        let user = format!("@{name}:example.org");
        let password = json!({"password": PASSWORD});
        Matrix::admin(at)?.call(Method::PUT, &format!("/_synapse/admin/v2/users/{user}"), &password).await?;
        let store = SqliteStoreConfig::new(folder).key(Some(&[7; 32]));
        let client = Client::builder()
            .homeserver_url(&at.url)
            .respect_login_well_known(false)
            .request_config(RequestConfig::new().disable_retry())
            .sqlite_store_with_config_and_cache_path(store, None::<&Path>)
            .build()
            .await?;
        client.matrix_auth().login_username(&user, PASSWORD).send().await?;
        let bare = Matrix::with_token(at, client.access_token().context("no token")?)?;
        let state = json!([
            {"type": "m.room.history_visibility", "content": {"history_visibility": "invited"}},
            {"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}},
        ]);
        let id = RoomId::parse(bare.room_with(moderator, &state).await?)?;
        for _ in 0..10 {
            client.sync_once(SyncSettings::new()).await?;
            let joined = |room: &Room| room.state() == RoomState::Joined && room.is_state_fully_synced();
            if let Some(room) = client.get_room(&id).filter(joined) {
                return Ok(Self { room, sent: 0 });
            }
        }
        anyhow::bail!("the room does not appear in /sync")
    }

    /// Sends a message of `letters` characters, then two reactions.
    pub async fn post(&mut self, letters: usize) -> anyhow::Result<()> {
        self.sent += 1;
        let words = json!({"msgtype": "m.text", "body": "x".repeat(letters), "m.mentions": {}});
        let event = self.send("m.room.message", words, "card").await?;
        for (key, name) in [("✅", "yes"), ("❌", "no")] {
            let relation = json!({"rel_type": "m.annotation", "event_id": event, "key": key});
            self.send("m.reaction", json!({"m.relates_to": relation}), name).await?;
        }
        Ok(())
    }

    async fn send(&self, kind: &str, content: Value, name: &str) -> anyhow::Result<String> {
        let txn = OwnedTransactionId::from(format!("{}-{name}", self.sent));
        let sent = self.room.send_raw(kind, content).with_transaction_id(&txn).await?;
        Ok(sent.response.event_id.to_string())
    }
}
