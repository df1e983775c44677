//! Someone whose client encrypts: matrix-sdk with a store in memory.

use matrix_sdk::Client;
use matrix_sdk::config::SyncSettings;
use matrix_sdk::room::MessagesOptions;
use matrix_sdk::ruma::events::room::message::RoomMessageEventContent;
use matrix_sdk::ruma::{RoomId, UserId};
use serde_json::Value;
use tokio::task::JoinHandle;

use super::matrix::{Person, annotation, eventually};
use super::test_servers::servers;

/// A message, decrypted where that was needed and possible.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The whole event.
    pub event: Value,
    /// Whether it travelled encrypted.
    pub encrypted: bool,
}

impl Seen {
    /// The event's id.
    pub fn id(&self) -> &str {
        self.event["event_id"].as_str().unwrap_or_default()
    }

    /// The words of a message, or nothing.
    pub fn body(&self) -> &str {
        self.event["content"]["body"].as_str().unwrap_or_default()
    }
}

/// Someone who reads and writes encrypted rooms; syncs until dropped.
pub struct EncryptedPerson {
    /// The same account over plain HTTP, for what needs no encryption.
    pub plain: Person,
    client: Client,
    sync: JoinHandle<()>,
}

impl Drop for EncryptedPerson {
    fn drop(&mut self) {
        self.sync.abort();
    }
}

impl EncryptedPerson {
    /// Makes an account, logs a new device in and starts to sync.
    pub async fn new(localpart: &str) -> Self {
        Self::log_in(Person::new(localpart).await).await
    }

    /// Logs a new device of `plain` in and starts to sync.
    pub async fn log_in(plain: Person) -> Self {
        let client = Client::builder().homeserver_url(&servers().synapse.url).build().await;
        let client = client.expect("a client");
        let login = client.matrix_auth().login_username(&plain.id, &plain.password);
        login.initial_device_display_name("a test").send().await.expect("a login");
        client.sync_once(SyncSettings::default()).await.expect("a first sync");
        let syncing = client.clone();
        let sync = tokio::spawn(async move {
            let _ = syncing.sync(SyncSettings::default()).await;
        });
        Self { plain, client, sync }
    }

    /// Joins a room, and waits until the client has noticed.
    pub async fn join(&self, room: &str) {
        self.plain.join(room).await;
        eventually("the join is synced", async || self.find(room)).await;
    }

    /// Says something, encrypted where the room is.
    pub async fn say(&self, room: &str, words: &str) -> String {
        let content = RoomMessageEventContent::text_plain(words);
        let sent = self.room(room).send(content).await.expect("a message is sent");
        sent.response.event_id.to_string()
    }

    /// Reacts to a message.
    pub async fn react(&self, room: &str, to: &str, key: &str) -> String {
        let sent = self.room(room).send_raw("m.reaction", annotation(to, key)).await;
        sent.expect("a reaction is sent").response.event_id.to_string()
    }

    /// The newest events of a room, newest first, decrypted.
    pub async fn events(&self, room: &str) -> Vec<Seen> {
        let mut options = MessagesOptions::backward();
        options.limit = 100u32.into();
        let page = self.room(room).messages(options).await.expect("the room's messages");
        let seen = |event: &matrix_sdk::deserialized_responses::TimelineEvent| Seen {
            event: event.raw().deserialize_as_unchecked().unwrap_or_default(),
            encrypted: event.encryption_info().is_some(),
        };
        page.chunk.iter().map(seen).collect()
    }

    /// Someone's master key, and whether each device of theirs is signed by them: what a client
    /// shows a shield for, or not. `None` when they have no identity.
    pub async fn identity_of(&self, whom: &str) -> Option<(String, bool)> {
        let user = UserId::parse(whom).expect("a user id");
        let encryption = self.client.encryption();
        let identity = encryption.request_user_identity(&user).await.expect("an answer")?;
        let key = identity.master_key().get_first_key().expect("a key").to_base64();
        let devices = encryption.get_user_devices(&user).await.expect("devices");
        let mut devices = devices.devices().peekable();
        let is_there = devices.peek().is_some();
        Some((key, is_there && devices.all(|device| device.is_cross_signed_by_owner())))
    }

    /// Waits for a message that `fits` once it is decrypted.
    pub async fn wait_for(&self, room: &str, fits: impl Fn(&Seen) -> bool) -> Seen {
        let found = async || self.events(room).await.into_iter().find(|seen| fits(seen));
        eventually(&format!("{} reads the message in {room}", self.plain.id), found).await
    }

    fn find(&self, room: &str) -> Option<matrix_sdk::Room> {
        let id = RoomId::parse(room).expect("a room id");
        self.client.joined_rooms().into_iter().find(|joined| joined.room_id() == id)
    }

    fn room(&self, room: &str) -> matrix_sdk::Room {
        self.find(room).expect("a room that this person has joined")
    }
}
